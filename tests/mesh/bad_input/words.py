"""A right word of each kind, where it stands, and what a test changes in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mesh import (
    Ceilings,
    Classification,
    Column,
    Domain,
    EngineerPool,
    Expect,
    FileIngest,
    Governance,
    IdentityRole,
    InboundShare,
    KafkaIngest,
    Layer,
    Lent,
    Product,
    ProductTable,
    Reader,
    RowAccess,
    RowMapping,
    Share,
    Spark,
    Stewards,
    Table,
    Warehouse,
)
from mesh.expect import Expectations
from mesh.words import Writer

Word = type[Any]
Fields = Mapping[str, object]

ID: Final = Column("id", "VARCHAR")
JSON: Final = Column("record_content", "VARIANT")
LONG: Final = Column("c" * 101, "VARCHAR")
COLUMNS: Final = (
    ID,
    LONG,
    Column("brand", "VARCHAR(10)"),
    Column("amount", "NUMBER(5, 2)"),
    Column("day", "DATE"),
    Column("is_new", "BOOLEAN"),
    Column("email", "VARCHAR", classification="email"),
    Column("at", "TIMESTAMP_NTZ"),
)
ROWS: Final = RowAccess("brand", allow={"customer": ["hln"]})
SESSIONS: Final = Product("sessions", description="d", columns=COLUMNS, readers=["customer"], rows=ROWS)
WHOLE: Final = Product("whole", description="d", columns=[ID])
SEVERAL: Final = Product(
    "several",
    description="d",
    tables=[
        ProductTable("a", columns=COLUMNS, description="d", rows=RowAccess("brand", all_rows=["tracking"])),
        ProductTable("b", columns=[ID], description="d"),
    ],
)

# What makes a right word; a test breaks one field of it.
GOOD: Final[Mapping[Word, Fields]] = {
    Ceilings: {},
    Classification: {"name": "email", "description": "d", "masks": {"VARCHAR": "full"}},
    Column: {"name": "id", "type": "VARCHAR"},
    Domain: {
        "name": "tracking",
        "owner": "team-tracking@example.com",
        "description": "Web and app behaviour",
        "warehouses": [Warehouse("load")],
        "ingests": [KafkaIngest("clicks", topic="tracking.clicks.v1"), FileIngest("invoices")],
        "landing_tables": [Table("raw", columns=[JSON]), Table("plain", columns=[ID])],
        "products": [SESSIONS, WHOLE, SEVERAL],
        "spark": Spark(namespace="jobs", service_account="tracking"),
    },
    EngineerPool: {"name": "media", "identity_role": "IDP_MEDIA", "lent_to": [Lent("tracking", until="2027-03-31")]},
    Expect: {"product": "sessions", "reader": "customer", "count": 1},
    FileIngest: {"name": "files"},
    Governance: {"owner": "governance@example.com", "description": "d"},
    IdentityRole: {"name": "IDP_TRACKING", "domain": "tracking", "function": "analyst"},
    InboundShare: {"name": "weather", "share": "METEO.EU.FORECASTS"},
    KafkaIngest: {"name": "views", "topic": "tracking.views.v1"},
    Layer: {},
    Lent: {"domain": "tracking", "until": "2027-03-31"},
    Product: {"name": "visits", "description": "d", "columns": COLUMNS},
    ProductTable: {"name": "events", "description": "d", "columns": COLUMNS},
    Reader: {"domain": "customer"},
    RowAccess: {"column": "brand", "allow": {"customer": ["hln"]}},
    RowMapping: {"name": "brand_access", "type": "VARCHAR", "description": "d"},
    Share: {
        "name": "agency",
        "account": "PARTNER.AGENCY_EU",
        "products": ["sessions"],
        "purpose": "Campaign reports",
        "rows": {"sessions": ["hln"]},
    },
    Spark: {"namespace": "jobs", "service_account": "tracking"},
    Stewards: {"identity_role": "IDP_DATA_STEWARDS"},
    Table: {"name": "raw", "columns": [JSON]},
    Warehouse: {"name": "load"},
}


def domain(**changed: object) -> object:
    return Domain(**{**GOOD[Domain], **changed})  # type: ignore[arg-type]  # wrong types are what is tested


def governance(**changed: object) -> object:
    return Governance(**{**GOOD[Governance], **changed})  # type: ignore[arg-type]


def in_product(**changed: object) -> object:
    return domain(products=[Product("visits", description="d", **changed)])  # type: ignore[arg-type]


# How a word gets into a domain or governance, and what an error says in front of its field; {} is the word's name.
PLACES: Final[Mapping[Word, tuple[Callable[[Any], object], str]]] = {
    Ceilings: (lambda word: governance(ceilings=word), "ceilings, "),
    Classification: (lambda word: governance(classifications=[word]), "classification {}, "),
    Column: (lambda word: in_product(columns=[word]), "product visits, column {}, "),
    EngineerPool: (lambda word: governance(pools=[word]), "pool {}, "),
    Expect: (lambda word: Expectations("tracking", [word]), "expectation {}, "),
    FileIngest: (lambda word: domain(ingests=[FileIngest("invoices", prefix="erp/in"), word]), "ingest {}, "),
    Stewards: (lambda word: governance(stewards=word), "stewards, "),
    IdentityRole: (lambda word: governance(identity_roles=[word]), "identity role {}, "),
    InboundShare: (lambda word: domain(inbound_shares=[word]), "inbound share {}, "),
    KafkaIngest: (lambda word: domain(ingests=[word]), "ingest {}, "),
    Layer: (lambda word: domain(core=word), "layer core, "),
    Lent: (
        lambda word: governance(pools=[EngineerPool("media", identity_role="IDP_MEDIA", lent_to=[word])]),
        "pool media, domain {}, ",
    ),
    Product: (lambda word: domain(products=[word]), "product {}, "),
    ProductTable: (lambda word: in_product(tables=[word]), "product visits, table {}, "),
    Reader: (lambda word: in_product(columns=[ID], readers=[word]), "product visits, reader {}, "),
    RowAccess: (
        lambda word: in_product(columns=COLUMNS, readers=["customer", "video"], rows=word),
        "product visits, row access, ",
    ),
    RowMapping: (lambda word: governance(row_mappings=[word]), "row mapping {}, "),
    Share: (lambda word: domain(shares=[word]), "share {}, "),
    Spark: (lambda word: domain(spark=word), "spark, "),
    Table: (lambda word: domain(landing_tables=[word], ingests=[]), "landing table {}, "),
    Warehouse: (lambda word: domain(warehouses=[word]), "warehouse {}, "),
}


@dataclass(frozen=True)
class Bad:
    """What is changed in a right word; the field that is told, words of "allowed" and of the fix, the value found.

    The field may be that of a word inside, as in `product a, field name`.
    """

    word: Word
    changed: Fields
    field: str
    allowed: str
    fix: str
    value: object = ...

    @property
    def found(self) -> object:
        return self.changed[self.field] if self.value is ... else self.value


def texts(word: Word, *names: str) -> list[Bad]:
    """A number where a text is meant."""
    return [Bad(word, {name: 7}, name, "a text in quotes", f'write {name}="…"') for name in names]


def numbers(word: Word, *names: str) -> list[Bad]:
    """A text where a number is meant."""
    return [Bad(word, {name: "7"}, name, "a whole number", f"without quotes, as in {name}=7") for name in names]


def lists(word: Word, *names: str) -> list[Bad]:
    """A text where a list is meant."""
    return [Bad(word, {name: "x"}, name, "a list", f'as in {name}=["x"]') for name in names]


def words(word: Word, **names: str) -> list[Bad]:
    """A text where a word is meant, alone or in a list."""
    return [
        Bad(
            word, {name: [3] if listed else 3}, name, f"{meant.strip('[]')}(…)", f"write {meant.strip('[]')}(…) here", 3
        )
        for name, meant in names.items()
        for listed in [meant.startswith("[")]
    ]


SPARK_WRITES: Final = {"written_by": "spark", "columns": [ID]}
FROM_JSON: Final = {"source": "clicks", "columns": [Column("id", "VARCHAR", path="page.id")]}
WITH_TABLES: Final = {"columns": (), "tables": SEVERAL.tables}
WITHOUT_COLUMN: Final = ("ARRAY", "GEOGRAPHY", "GEOMETRY", "OBJECT", "VARIANT")
WRITERS: Final[Sequence[tuple[Writer, Writer]]] = (("dbt", "dbt"), ("spark", "dbt"), ("dbt", "spark"))
SAME_ROW_POLICY: Final = [
    ProductTable(
        name, description="d", columns=[Column(column, "VARCHAR")], rows=RowAccess(column, all_rows=["tracking"])
    )
    for name, column in (("a", "b_rows_c"), ("a_rows_b", "c"))
]
SHARE_ALL: Final = {"rows": {}, "all_rows": ["sessions"]}
