"""What must hold of what the governance team says: see `mesh.rules`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mesh.datatypes import base_type, canonical
from mesh.mask_types import MASKS_OF_TYPE
from mesh.names import FUNCTIONS
from mesh.problems import listed
from mesh.row_rules import COMPARED_TYPES
from mesh.rules import (
    Fault,
    Rule,
    Rules,
    cost_centre_faults,
    description,
    last_day,
    meant,
    name,
    owner,
    pattern_faults,
    prefixed_name,
    required_description,
    twice,
)
from mesh.share_rules import region_faults

if TYPE_CHECKING:
    from mesh.governance import Classification, EngineerPool, Governance, IdentityRole, RowMapping, Stewards

# /user-guide/security-access-control-overview
SYSTEM_ROLES: Final = ("ACCOUNTADMIN", "GLOBALORGADMIN", "ORGADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN")

_ROLE: Final = re.compile(r"[A-Z_][A-Z0-9_$]{0,254}")


def _masks(classification: "Classification") -> Iterator[Fault]:
    if not classification.masks:
        yield Fault(
            "masks", {}, "a mask for at least one data type", 'say what is left, as in masks={"VARCHAR": "full"}'
        )
    for type_, mask in classification.masks.items():
        if type_ not in MASKS_OF_TYPE:
            base = base_type(canonical(type_) or "")
            otherwise = f'write "{base}"' if base else "choose one of these"
            yield Fault(
                "masks",
                type_,
                f"data types without brackets: {', '.join(MASKS_OF_TYPE)}",
                otherwise if base else meant(type_, MASKS_OF_TYPE, otherwise=otherwise),
            )
        elif mask not in MASKS_OF_TYPE[type_]:
            yield Fault(
                "masks",
                {type_: mask},
                f"a mask that {type_} can have: {', '.join(MASKS_OF_TYPE[type_])}",
                f'write masks={{"{type_}": "full"}}, or another one of these',
            )


def _clear(classification: "Classification") -> Iterator[Fault]:
    yield from twice("clear", classification.clear, "holder")
    for holder in classification.clear:
        domain, dot, function = holder.partition(".")
        yield from pattern_faults("clear", domain)
        if dot and function not in FUNCTIONS:
            close = meant(function, FUNCTIONS, otherwise="")
            yield Fault(
                "clear",
                holder,
                f"a domain, or a domain and one of its functions with a dot between: {', '.join(FUNCTIONS)}",
                f'write "{domain}.{close[7:-1]}"' if close else f'write "{domain}", or one of the functions behind it',
            )


def _mapping_type(mapping: "RowMapping") -> Iterator[Fault]:
    if base_type(canonical(mapping.type) or "") not in COMPARED_TYPES:
        yield Fault(
            "type",
            mapping.type,
            f"the type of a column that decides about rows: {', '.join(COMPARED_TYPES)}",
            meant(mapping.type, COMPARED_TYPES, otherwise='write type="VARCHAR", or another one of these'),
        )


def _filled_role(word: "EngineerPool | Stewards") -> Iterator[Fault]:
    yield from _role_faults("identity_role", word.identity_role)


def _lent_to(pool: "EngineerPool") -> Iterator[Fault]:
    if not pool.lent_to:
        yield Fault(
            "lent_to",
            [],
            "at least one domain",
            'add one, as in lent_to=[Lent("tracking", until="2027-03-31")], or take the pool out',
        )
    yield from twice("lent_to", (lent.domain for lent in pool.lent_to), "domain")


def _identity_role(role: "IdentityRole") -> Iterator[Fault]:
    yield from _role_faults("name", role.name)


def _role_faults(field: str, role: str) -> Iterator[Fault]:
    if not _ROLE.fullmatch(role):
        plain = re.sub(r"[^A-Z0-9_$]+", "_", role.upper())[:255]
        yield Fault(
            field,
            role,
            "the name of a role: capital letters, digits, underscores and $, no digit first, at most 255 characters",
            f'write {field}="{plain}"' if _ROLE.fullmatch(plain) else f'write it as in {field}="IDP_MEDIA"',
        )
    if role in SYSTEM_ROLES:
        yield Fault(
            field,
            role,
            f"a role that the identity provider fills; {listed(SYSTEM_ROLES)} are those of Snowflake itself",
            "make a role for these people in the identity provider, and name that one",
        )


def _unique_names(governance: "Governance") -> Iterator[Fault]:
    yield from twice("classifications", (each.name for each in governance.classifications), "classification")
    yield from twice("row_mappings", (each.name for each in governance.row_mappings), "row mapping")
    yield from twice("pools", (each.name for each in governance.pools), "pool")


def _identity_roles(governance: "Governance") -> Iterator[Fault]:
    grants = (f"{each.name} as {each.function} of {each.domain}" for each in governance.identity_roles)
    yield from twice("identity_roles", grants, "identity role")


def _regions(governance: "Governance") -> Iterator[Fault]:
    yield from twice("allowed_regions", governance.allowed_regions, "region")
    for region in governance.allowed_regions:
        yield from region_faults("allowed_regions", region)


def _cost_centres(governance: "Governance") -> Iterator[Fault]:
    yield from twice("cost_centres", governance.cost_centres, "cost centre")
    for cost_centre in governance.cost_centres:
        yield from cost_centre_faults("cost_centres", cost_centre)


RULES: Final[Rules] = {
    "Ceilings": (),
    "Classification": (
        Rule(prefixed_name, ("name",)),
        Rule(required_description, ("description",)),
        Rule(_masks, ("masks",)),
        Rule(_clear, ("clear",)),
    ),
    "EngineerPool": (
        Rule(prefixed_name, ("name",)),
        Rule(_filled_role, ("identity_role",)),
        Rule(_lent_to, ("lent_to",)),
        Rule(description, ("description",)),
    ),
    "Governance": (
        Rule(owner, ("owner",)),
        Rule(required_description, ("description",)),
        Rule(_unique_names, ("classifications", "row_mappings", "pools")),
        Rule(_identity_roles, ("identity_roles",)),
        Rule(_regions, ("allowed_regions",)),
        Rule(_cost_centres, ("cost_centres",)),
    ),
    "IdentityRole": (Rule(_identity_role, ("name",)),),
    "Lent": (Rule(last_day, ("until",)),),
    "RowMapping": (
        Rule(name, ("name",)),
        Rule(_mapping_type, ("type",)),
        Rule(required_description, ("description",)),
    ),
    "Stewards": (Rule(_filled_role, ("identity_role",)),),
}
