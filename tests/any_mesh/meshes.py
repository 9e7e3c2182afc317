"""Meshes that are accepted, with the settings and the account that they are for, drawn by hypothesis."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st

from components.recorder import stack_configuration
from mesh import Domain, EngineerPool, Governance, IdentityRole, Lent, MeshError, RowMapping, Stewards
from mesh.check import check
from mesh.governance import Classification
from mesh.mask_types import MASKS_OF_TYPE, MaskKind
from mesh.settings import Edition, Settings, from_config
from tests.any_mesh.words import FAMILIES, MAPPINGS, TEXTS, Drawing, domain_words

REPOSITORY: Final = Path(__file__).parent.parent.parent
TODAY: Final = date(2026, 12, 1)
KEY: Final = "MII" + "A" * 100
KEYS: Final = "datamesh:kafkaPublicKeys"
REGION: Final = "AWS_EU_CENTRAL_1"
CHANGEABLE: Final = {
    "datamesh:edition": ("ENTERPRISE", "BUSINESS_CRITICAL", "STANDARD"),
    "datamesh:internalGrants": ("future", "inherited"),
}
"""What a platform team may set otherwise for a stack that is there."""


@dataclass(frozen=True)
class Mesh:
    """Accepted domains and what governs them, with the configuration of their stack and the edition of its account."""

    domains: Sequence[Domain]
    governance: Governance
    stack: str
    configuration: Mapping[str, str]
    edition: Edition


@st.composite
def stacks(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A stack of this repository whose configuration is changed where a platform team may change it."""
    stack = draw(st.sampled_from(["dev", "prod"]))
    shares_outside = draw(st.booleans())
    changed = {
        "datamesh:prefix": draw(st.sampled_from(["", "A", "DEV", "POOL", "A_B"])),
        **{key: draw(st.sampled_from(values)) for key, values in CHANGEABLE.items()},
        "datamesh:externalShares": json.dumps(shares_outside),
        "snowflake:organizationName": "EXAMPLE" if shares_outside else "PARTNER",
    }
    return stack, stack_configuration(REPOSITORY, stack) | changed


@st.composite
def classifications(draw: st.DrawFn, clear: Sequence[str]) -> Classification:
    """A classification that masks any type."""
    masks: dict[str, MaskKind] = {type_: draw(st.sampled_from(fitting)) for type_, fitting in MASKS_OF_TYPE.items()}
    holders = draw(st.lists(st.sampled_from([*clear, f"{clear[0]}.analyst"]), unique=True))
    return Classification("secret", description="d", masks=masks, clear=holders)


@st.composite
def governances(draw: st.DrawFn, domains: Sequence[str], of: Drawing) -> Governance:
    """What the governance team says of these domains."""
    pools = [
        EngineerPool(
            name,
            identity_role=draw(st.sampled_from(["IDP_POOL", "IDP_PEOPLE"])),
            lent_to=[Lent(each, until="2099-12-31") for each in draw(st.sets(st.sampled_from(domains), min_size=1))],
        )
        for name in draw(of.named())
    ]
    functions: list[Any] = draw(st.lists(st.sampled_from(["engineer", "analyst", "reader"]), unique=True))
    return Governance(
        owner="team@example.com",
        description=draw(st.sampled_from(TEXTS)),
        classifications=[draw(classifications(domains))] if of.governed else [],
        row_mappings=[
            RowMapping(name, type=type_, description=draw(st.sampled_from(TEXTS))) for type_, name in MAPPINGS.items()
        ],
        allowed_regions=[REGION],
        stewards=draw(st.sampled_from([None, Stewards(identity_role="IDP_STEWARDS")])),
        pools=pools,
        identity_roles=[IdentityRole("IDP_PEOPLE", domain=domains[0], function=function) for function in functions],
    )


@st.composite
def drawings(draw: st.DrawFn, settings: Settings) -> Drawing:
    """What an account of this edition has."""
    is_standard = settings.edition == "STANDARD"
    days = [days for days in (0, 1, 7, 30) if days <= settings.max_retention_days]
    return Drawing(
        names=draw(st.sampled_from(FAMILIES)),
        governed=not is_standard,
        days=[0, 1] if is_standard else days,
        region=REGION,
    )


@st.composite
def meshes(draw: st.DrawFn) -> Mesh:
    """Domains that read one another and are accepted with their governance in their stack."""
    stack, configuration = draw(stacks())
    return draw(meshes_in(stack, configuration, draw(drawings(from_config(configuration, environment=stack)))))


@st.composite
def meshes_in(draw: st.DrawFn, stack: str, configuration: Mapping[str, str], of: Drawing) -> Mesh:
    """Those in a stack of this configuration, with the names of one family."""
    named = draw(of.named(1, 3))
    try:
        domains = [draw(domain_words(name, [other for other in named if other != name], of)) for name in named]
        governance = draw(governances(named, of))
    except MeshError:
        assume(False)
        raise
    mesh = accepted(domains, governance, stack, configuration)
    assume(mesh is not None)
    assert mesh is not None
    return mesh


def accepted(
    domains: Sequence[Domain], governance: Governance, stack: str, configuration: Mapping[str, str]
) -> Mesh | None:
    """The mesh of these values, with keys for its connectors; None when it is refused."""
    keys = {domain.name: [KEY] for domain in domains if domain.kafka_ingests}
    given = {key: value for key, value in configuration.items() if key != KEYS}
    if keys:
        given[KEYS] = json.dumps(keys)
    settings = from_config(given, environment=stack)
    if check(domains, settings, today=TODAY, governance=governance):
        return None
    return Mesh(domains, governance, stack, given, settings.edition)
