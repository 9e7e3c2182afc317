"""The words that stand inside a `Domain`: columns, tables, products, readers, warehouses and layers.

What goes out of the domain and comes into it is in `mesh.exchange`, what the governance team says in `mesh.governance`.

A word accepts anything when it is made; the `Domain` that holds it checks the whole tree, so that all mistakes of a
file come at once. Lists are kept as tuples, and column types in their canonical spelling.
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import Annotated, Final, Literal, get_args

from pydantic import Discriminator, Field, Tag

from mesh.datatypes import canonical

Size = Literal[
    "XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE", "XXXLARGE", "X4LARGE", "X5LARGE", "X6LARGE"
]  # fmt: skip
ScalingPolicy = Literal["STANDARD", "ECONOMY"]
WarehouseUser = Literal["analyst", "loader", "transformer"]
Writer = Literal["dbt", "spark"]

SIZES: Final[tuple[Size, ...]] = get_args(Size)
LONGEST_RETENTION_DAYS: Final = 90
LONGEST_TIMEOUT_SECONDS: Final = 604_800

Seconds = Annotated[int, Field(ge=1, le=LONGEST_TIMEOUT_SECONDS)]
RetentionDays = Annotated[int, Field(ge=0, le=LONGEST_RETENTION_DAYS)]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `Column("session_id", "VARCHAR", key=True)`.

    `type` is any Snowflake data type or a synonym of one. A `key` column identifies a row and is never NULL; the other
    columns may be NULL unless `nullable=False`. `classification` is one of those that the governance team defines; it
    decides how the value is masked and for whom it is not. `path` says where in the JSON of the product's `source` the
    value stands, as in `path="page.url"`; the column's own name unless given.
    """

    name: str
    type: str
    _: KW_ONLY
    description: str = ""
    nullable: bool = True
    key: bool = False
    classification: str | None = None
    path: str | None = None

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
class Reader:
    """Another domain that may read a product: `Reader("customer", purpose="Churn model", until="2027-03-31")`.

    `until` is the last day, in ISO 8601; without it the reader stays until its line is deleted.
    """

    domain: str
    _: KW_ONLY
    purpose: str = ""
    until: str | None = None


AnyReader = Annotated[
    Annotated[Reader, Tag("<Reader>")] | Annotated[str, Tag("<str>")],
    Discriminator(lambda given: "<str>" if isinstance(given, str) else "<Reader>"),
]


@dataclass(frozen=True, slots=True)
class RowAccess:
    """Who sees which rows: `RowAccess("brand", allow={"customer": ["hln", "vtm"]})`.

    A reader sees the rows whose value in `column` is in its list; values are written as texts whatever the column's
    type. `all_rows` are the domains that see everything, the product's own among them if its analysts shall. For long
    lists, `mapping` names a table of the governance team that holds them instead of `allow`. Whoever is not named sees
    no row, except that the domain's own engineers see all of them unless `engineers=False`.
    """

    column: str
    _: KW_ONLY
    allow: Mapping[str, Sequence[str]] = field(default_factory=dict)
    all_rows: Sequence[str] = ()
    mapping: str | None = None
    engineers: bool = True

    def __post_init__(self) -> None:
        keep_tuples(self, "all_rows")
        keep_mappings(self, "allow")


@dataclass(frozen=True, slots=True)
class ProductTable:
    """One table of a product that has several: `ProductTable("visits", columns=[...], description="…")`.

    `rows` and `source` as in `Product`.
    """

    name: str
    _: KW_ONLY
    columns: Sequence[Column]
    description: str
    rows: RowAccess | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        keep_tuples(self, "columns")


@dataclass(frozen=True, slots=True)
class Product:
    """A data product: a base table in `CORE` that dbt fills, and a secure view in a schema of its own that others read.

    `columns` describe its only table; a product of several has `tables` instead. `readers` are the domains that may
    read it, `rows` says which rows they see: all of them unless given. `source` is an ingest or landing table whose
    JSON is read directly, column by column (`Column.path`); such a product needs no base table and no dbt. A product
    `written_by="spark"` is an Iceberg table in the domain's bucket. `contract` is the address of what the team promises
    beyond this file. `retention_days` is the Time Travel retention of the base table, that of the core layer unless
    given.
    """

    name: str
    _: KW_ONLY
    description: str
    columns: Sequence[Column] = ()
    tables: Sequence[ProductTable] = ()
    readers: Sequence[AnyReader] = ()
    rows: RowAccess | None = None
    source: str | None = None
    written_by: Writer = "dbt"
    contract: str | None = None
    retention_days: RetentionDays | None = None

    def __post_init__(self) -> None:
        keep_tuples(self, "columns", "tables", "readers")

    @property
    def ports(self) -> tuple[ProductTable, ...]:
        """What readers see, one port a table: `tables`, or the product's only table, which has the product's name."""
        if self.tables:
            return tuple(self.tables)
        only = ProductTable(
            self.name, columns=self.columns, description=self.description, rows=self.rows, source=self.source
        )
        return (only,)

    def mention_of(self, port: ProductTable) -> str:
        """How shares and expectations write a port: `product.table`, or the product alone where that has `columns`."""
        return f"{self.name}.{port.name}" if self.tables else self.name

    @property
    def subscribers(self) -> tuple[Reader, ...]:
        """The readers, those that were written as a mere name too."""
        return tuple(Reader(reader) if isinstance(reader, str) else reader for reader in self.readers)


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


def keep_mappings(word: object, *names: str) -> None:
    """Make the named fields of a frozen word read-only where mappings of lists were given, the lists tuples."""
    for name in names:
        value = getattr(word, name)
        if isinstance(value, dict):
            kept = {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
            object.__setattr__(word, name, MappingProxyType(kept))
