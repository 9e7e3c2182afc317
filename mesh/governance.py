"""The words of the governance team: `domains/governance/__init__.py` says `governance = Governance(...)` in them."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Annotated, Final

from pydantic import Field

from mesh.mask_types import MaskKind
from mesh.names import GOVERNANCE, Function
from mesh.problems import MeshError
from mesh.settings import Settings
from mesh.validate import model_of, word_problems
from mesh.words import RetentionDays, Size, Warehouse, keep_mappings, keep_tuples

STEWARDS_WAREHOUSE: Final = Warehouse("steward", description="The governance team's: to keep the mapping tables")
"""As small as they come: a mapping table is a list of who sees what."""


@dataclass(frozen=True, slots=True)
class Classification:
    """A kind of sensitive value: `Classification("email", masks={"VARCHAR": "mail_domain"}, clear=["customer"])`.

    `masks` says for each data type what is left of the value. `clear` says who sees it as it is: a domain as a
    consumer (`"customer"`: its engineers, analysts and transformations) or one of its functions (`"customer.analyst"`).
    """

    name: str
    _: KW_ONLY
    description: str
    masks: Mapping[str, MaskKind]
    clear: Sequence[str] = ()

    def __post_init__(self) -> None:
        keep_tuples(self, "clear")
        keep_mappings(self, "masks")


@dataclass(frozen=True, slots=True)
class RowMapping:
    """A table of the governance team that says which role sees which value, for lists too long for a domain file.

    `RowAccess("brand", mapping="brand_access")` uses it. `type` is the data type of the values.
    """

    name: str
    _: KW_ONLY
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Stewards:
    """The people who keep the mapping tables: `Stewards(identity_role="IDP_DATA_STEWARDS")`.

    Whoever the identity provider puts in the role may change them, with a small warehouse that may use
    `monthly_credits`. Without stewards only SYSADMIN keeps them.
    """

    _: KW_ONLY
    identity_role: str
    monthly_credits: Annotated[int, Field(ge=1)] = 10


@dataclass(frozen=True, slots=True)
class Lent:
    """A domain that a pool of engineers works for, until a last day in ISO 8601."""

    domain: str
    _: KW_ONLY
    until: str


@dataclass(frozen=True, slots=True)
class EngineerPool:
    """Engineers of the central team, lent to domains: `EngineerPool("media", identity_role="IDP_MEDIA", lent_to=[…])`.

    Whoever the identity provider puts in `identity_role` holds the engineer role of these domains until the day.
    """

    name: str
    _: KW_ONLY
    identity_role: str
    lent_to: Sequence[Lent]
    description: str = ""

    def __post_init__(self) -> None:
        keep_tuples(self, "lent_to")


@dataclass(frozen=True, slots=True)
class IdentityRole:
    """A role that the identity provider fills with people, and the functional role of a domain that they get by it."""

    name: str
    _: KW_ONLY
    domain: str
    function: Function


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What no stack may exceed, whatever its own settings allow; `None` sets no ceiling.

    `monthly_credits_of_mesh` is for all domains of a stack together.
    """

    _: KW_ONLY
    warehouse_size: Size | None = None
    clusters: Annotated[int, Field(ge=1, le=300)] | None = None
    retention_days: RetentionDays | None = None
    monthly_credits: Annotated[int, Field(ge=1)] | None = None
    monthly_credits_of_mesh: Annotated[int, Field(ge=1)] | None = None


_NO_CEILINGS: Final = Ceilings()


@dataclass(frozen=True, slots=True)
class Governance:
    """What the governance team decides for all domains.

    `allowed_regions` are the Snowflake regions that data may be shared to. `cost_centres` are those that a domain may
    name; any, where the list is empty.

    Raises `MeshError` with all that is wrong in it.
    """

    _: KW_ONLY
    owner: str
    description: str
    classifications: Sequence[Classification] = ()
    row_mappings: Sequence[RowMapping] = ()
    stewards: Stewards | None = None
    allowed_regions: Sequence[str] = ()
    cost_centres: Sequence[str] = ()
    ceilings: Ceilings = _NO_CEILINGS
    pools: Sequence[EngineerPool] = ()
    identity_roles: Sequence[IdentityRole] = ()

    def __post_init__(self) -> None:
        keep_tuples(
            self, "classifications", "row_mappings", "allowed_regions", "cost_centres", "pools", "identity_roles"
        )
        found = word_problems(self, GOVERNANCE, _FIELDS)
        if found:
            raise MeshError(found)

    def classification(self, name: str | None) -> Classification | None:
        """The classification of that name."""
        return next((each for each in self.classifications if each.name == name), None)


def is_held_by(settings: Settings) -> bool:
    """Whether the stack has the governance team's objects: one of the whole mesh has, and one that names them."""
    return settings.domains is None or GOVERNANCE in settings.domains


_FIELDS = model_of(Governance)
