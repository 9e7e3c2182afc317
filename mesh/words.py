"""The words that stand inside a `Domain`: columns, tables, products, warehouses and layers.

A word accepts anything when it is made; the `Domain` that holds it checks the whole tree, so that all mistakes of a
file come at once. Lists are kept as tuples, and column types in their canonical spelling.
"""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from mesh.datatypes import canonical

Size = Literal[
    "XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE", "XXXLARGE", "X4LARGE", "X5LARGE", "X6LARGE"
]  # fmt: skip
ScalingPolicy = Literal["STANDARD", "ECONOMY"]
WarehouseUser = Literal["analyst", "loader", "transformer"]

SIZES: Final[tuple[Size, ...]] = get_args(Size)
LONGEST_RETENTION_DAYS: Final = 90
LONGEST_TIMEOUT_SECONDS: Final = 604_800

Seconds = Annotated[int, Field(ge=1, le=LONGEST_TIMEOUT_SECONDS)]
RetentionDays = Annotated[int, Field(ge=0, le=LONGEST_RETENTION_DAYS)]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `Column("session_id", "VARCHAR", key=True)`.

    `type` is any Snowflake data type or a synonym of one. A `key` column identifies a row and is never NULL; the other
    columns may be NULL unless `nullable=False`.
    """

    name: str
    type: str
    _: KW_ONLY
    description: str = ""
    nullable: bool = True
    key: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.type, str):
            object.__setattr__(self, "type", canonical(self.type) or self.type)

    @property
    def not_null(self) -> bool:
        """Whether Snowflake shall refuse a row without a value here."""
        return self.key or not self.nullable


@dataclass(frozen=True, slots=True)
class Table:
    """A landing table: `Table("clicks", columns=[Column("record_content", "VARIANT")])`. Ingest fills it."""

    name: str
    _: KW_ONLY
    columns: Sequence[Column]
    description: str = ""

    def __post_init__(self) -> None:
        keep_tuples(self, "columns")


@dataclass(frozen=True, slots=True)
class Product:
    """A data product: a base table in `CORE` that dbt fills, and a secure view in a schema of its own that others read.

    `readers` are the names of the domains that may read it. `retention_days` is the Time Travel retention of the base
    table, that of the core layer unless given.
    """

    name: str
    _: KW_ONLY
    columns: Sequence[Column]
    description: str
    readers: Sequence[str] = ()
    retention_days: RetentionDays | None = None

    def __post_init__(self) -> None:
        keep_tuples(self, "columns", "readers")


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Compute of the domain: `Warehouse("transform", size="MEDIUM", max_clusters=3)`.

    It resumes by itself and suspends after `suspend_after_seconds` without a query. More than one cluster needs
    Enterprise Edition. The domain's engineers may use and operate every warehouse; `used_by` says who else may use it.
    """

    name: str
    _: KW_ONLY
    size: Size = "XSMALL"
    suspend_after_seconds: Annotated[int, Field(ge=30, le=86_400)] = 60
    min_clusters: Annotated[int, Field(ge=1)] = 1
    max_clusters: Annotated[int, Field(ge=1)] = 1
    scaling_policy: ScalingPolicy = "STANDARD"
    statement_timeout_seconds: Seconds = 3600
    queued_timeout_seconds: Seconds = 600
    used_by: Sequence[WarehouseUser] = ("analyst", "loader", "transformer")
    description: str = ""

    def __post_init__(self) -> None:
        keep_tuples(self, "used_by")


@dataclass(frozen=True, slots=True)
class Layer:
    """An internal layer of the domain: a schema that only the domain's own roles reach.

    `retention_days` is how far back Time Travel goes. A `transient` layer costs no Fail-safe and keeps at most one day;
    changing it replaces the schema and what is in it.
    """

    _: KW_ONLY
    retention_days: RetentionDays = 1
    transient: bool = False


def keep_tuples(word: object, *names: str) -> None:
    """Turn the named fields of a frozen word into tuples where lists were given; anything else is left to the check."""
    for name in names:
        value = getattr(word, name)
        if isinstance(value, list):
            object.__setattr__(word, name, tuple(value))
