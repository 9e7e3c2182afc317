"""Bad input for each field of each word: one right word, one field broken, and the place and words of the error."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

import mesh
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
    MeshError,
    Problem,
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

WRONG_TYPES: Final = [
    *numbers(Ceilings, "clusters", "retention_days", "monthly_credits", "monthly_credits_of_mesh"),
    *texts(Classification, "name", "description"),
    *lists(Classification, "clear"),
    *texts(Column, "name", "type", "description", "classification", "path"),
    *texts(Domain, "name", "owner", "description", "cost_centre"),
    *lists(Domain, "warehouses", "landing_tables", "ingests", "products", "shares", "inbound_shares"),
    *lists(Domain, "notify_at_percent"),
    *numbers(Domain, "monthly_credits", "suspend_at_percent", "suspend_immediately_at_percent"),
    *words(Domain, landing="Layer", staging="Layer", core="Layer", spark="Spark", warehouses="[Warehouse]"),
    *words(Domain, landing_tables="[Table]", ingests="[KafkaIngest]", products="[Product]", shares="[Share]"),
    *words(Domain, inbound_shares="[InboundShare]"),
    *texts(EngineerPool, "name", "identity_role", "description"),
    *lists(EngineerPool, "lent_to"),
    *words(EngineerPool, lent_to="[Lent]"),
    *texts(Expect, "product", "reader", "account"),
    *numbers(Expect, "count"),
    *lists(Expect, "masked", "clear"),
    Bad(Expect, {"function": "admin"}, "function", "engineer, analyst, transformer, loader", "choose one of these"),
    Bad(Expect, {"rows": [("brand", "hln")]}, "rows", "values by name", 'rows={"name": …}'),
    Bad(Expect, {"refused": "yes"}, "refused", "True or False", "refused=True"),
    *texts(FileIngest, "name", "prefix", "description"),
    *lists(FileIngest, "columns"),
    *words(FileIngest, columns="[Column]"),
    *numbers(FileIngest, "keep_files_days"),
    *texts(Governance, "owner", "description"),
    *lists(Governance, "classifications", "row_mappings", "allowed_regions", "cost_centres", "pools", "identity_roles"),
    *words(Governance, classifications="[Classification]", row_mappings="[RowMapping]", ceilings="Ceilings"),
    *words(Governance, pools="[EngineerPool]", identity_roles="[IdentityRole]", stewards="Stewards"),
    *texts(Stewards, "identity_role"),
    *numbers(Stewards, "monthly_credits"),
    Bad(Stewards, {"identity_role": "steward"}, "identity_role", "capital letters", '="STEWARD"'),
    Bad(Stewards, {"monthly_credits": 0}, "monthly_credits", "1 or more", "monthly_credits=1"),
    *texts(IdentityRole, "name", "domain"),
    *texts(InboundShare, "name", "share"),
    *lists(InboundShare, "readers"),
    *texts(KafkaIngest, "name", "topic", "description"),
    *numbers(Layer, "retention_days"),
    *texts(Lent, "domain", "until"),
    *texts(Product, "name", "description", "source", "contract"),
    *lists(Product, "columns", "tables", "readers"),
    *words(Product, columns="[Column]", tables="[ProductTable]", readers="[Reader]", rows="RowAccess"),
    *numbers(Product, "retention_days"),
    *texts(ProductTable, "name", "description", "source"),
    *lists(ProductTable, "columns"),
    *words(ProductTable, columns="[Column]", rows="RowAccess"),
    *texts(Reader, "domain", "purpose", "until"),
    *texts(RowAccess, "column", "mapping"),
    *lists(RowAccess, "all_rows"),
    *texts(RowMapping, "name", "type", "description"),
    *texts(Share, "name", "account", "purpose", "region", "until"),
    *lists(Share, "products", "all_rows"),
    *texts(Spark, "namespace", "service_account"),
    *texts(Table, "name", "description"),
    *lists(Table, "columns"),
    *words(Table, columns="[Column]"),
    *texts(Warehouse, "name", "description"),
    *lists(Warehouse, "used_by"),
    *numbers(Warehouse, "suspend_after_seconds", "min_clusters", "max_clusters", "statement_timeout_seconds"),
    *numbers(Warehouse, "queued_timeout_seconds"),
    Bad(Ceilings, {"warehouse_size": "HUGE"}, "warehouse_size", "one of XSMALL, SMALL", "choose one"),
    Bad(Classification, {"masks": ["full"]}, "masks", "values by name", 'masks={"name": …}'),
    Bad(Classification, {"masks": {"VARCHAR": "ful"}}, "masks", "one of full, hash", 'write "full"', "ful"),
    Bad(Classification, {"masks": {7: "full"}}, "masks", "a text in quotes", 'write masks={"…": …}', 7),
    Bad(Column, {"nullable": "no"}, "nullable", "True or False", "write nullable=True or nullable=False"),
    Bad(Column, {"key": 1}, "key", "True or False", "write key=True or key=False"),
    Bad(Domain, {"notify_at_percent": ["50"]}, "notify_at_percent", "a whole number", "notify_at_percent=[50]", "50"),
    Bad(FileIngest, {"format": "XML"}, "format", "one of AVRO, CSV, JSON, ORC, PARQUET", "choose one of these"),
    Bad(FileIngest, {"format": "json"}, "format", "one of AVRO, CSV, JSON, ORC, PARQUET", 'write "JSON"'),
    Bad(FileIngest, {"keep_files_days": 0}, "keep_files_days", "1 or more", "write keep_files_days=1 or more"),
    Bad(Governance, {"cost_centres": [4711]}, "cost_centres", "a text in quotes", 'cost_centres=["4711"]', 4711),
    Bad(IdentityRole, {"function": "analist"}, "function", "one of engineer, analyst", 'write "analyst"'),
    Bad(Layer, {"transient": "no"}, "transient", "True or False", "write transient=True"),
    Bad(Product, {"written_by": "Spark"}, "written_by", "one of dbt, spark", 'write "spark"'),
    Bad(Product, {"retention_days": 91}, "retention_days", "90 or less", "write retention_days=90 or less"),
    Bad(RowAccess, {"allow": ["customer"]}, "allow", "values by name", 'allow={"name": …}'),
    Bad(RowAccess, {"allow": {"customer": "hln"}}, "allow", "a list", 'as in allow={"customer": ["hln"]}', "hln"),
    Bad(RowAccess, {"allow": {"customer": 3}}, "allow", "a list", 'as in allow={"customer": […]}', 3),
    Bad(RowAccess, {"allow": {"customer": [3]}}, "allow", "a text", 'write allow={"customer": ["3"]}', 3),
    Bad(RowAccess, {"allow": None}, "allow", "values by name", 'allow={"name": …}'),
    Bad(RowAccess, {"engineers": 1}, "engineers", "True or False", "write engineers=True"),
    Bad(Share, {"rows": [("sessions", "hln")]}, "rows", "values by name", 'rows={"name": …}'),
    Bad(Warehouse, {"size": "smal"}, "size", "one of XSMALL, SMALL", 'write "SMALL"'),
    Bad(Warehouse, {"scaling_policy": "FAST"}, "scaling_policy", "one of STANDARD, ECONOMY", "choose one"),
]

BROKEN_RULES: Final = [
    Bad(Classification, {"name": "E-mail"}, "name", "lower-case letters", 'write "e_mail"'),
    Bad(Classification, {"description": ""}, "description", "tells a stranger", "write one or two sentences"),
    Bad(Classification, {"masks": {}}, "masks", "at least one data type", 'masks={"VARCHAR": "full"}'),
    Bad(Classification, {"masks": {"TEXT": "full"}}, "masks", "without brackets: ARRAY", 'write "VARCHAR"', "TEXT"),
    Bad(Classification, {"masks": {"NUMBER(9)": "full"}}, "masks", "without brackets", 'write "NUMBER"', "NUMBER(9)"),
    Bad(Classification, {"masks": {"DAT": "full"}}, "masks", "without brackets", 'write "DATE"', "DAT"),
    Bad(Classification, {"masks": {"?": "full"}}, "masks", "without brackets", "choose one of these", "?"),
    Bad(
        Classification,
        {"masks": {"NUMBER": "year"}},
        "masks",
        "a mask that NUMBER can have: full, null",
        'masks={"NUMBER": "full"}',
        {"NUMBER": "year"},
    ),
    Bad(Classification, {"clear": ["a", "a"]}, "clear", "each holder once", 'second holder "a"', "a"),
    Bad(Classification, {"clear": ["Customer"]}, "clear", "lower-case", 'write "customer"', "Customer"),
    Bad(
        Classification,
        {"clear": ["customer.analist"]},
        "clear",
        "one of its functions with a dot between: engineer, analyst",
        'write "customer.analyst"',
        "customer.analist",
    ),
    Bad(Classification, {"clear": ["customer.x"]}, "clear", "functions", 'write "customer", or one', "customer.x"),
    Bad(Column, {"name": "E-Mail"}, "name", "lower-case letters", 'write "e_mail"'),
    Bad(Column, {"type": "VARCAHR"}, "type", "a Snowflake data type", 'write "VARCHAR"'),
    Bad(Column, {"type": "VARIANT", "key": True}, "key", "compared", "take key=True off", "VARIANT"),
    Bad(Column, {"description": "x\ny"}, "description", "one line", "take out the line breaks"),
    Bad(Column, {"classification": "E-mail"}, "classification", "lower-case letters", 'write "e_mail"'),
    Bad(Column, {"path": "page.url"}, "path", "reads JSON from its source", 'source="…"'),
    Bad(Domain, {"name": "Tracking", "products": []}, "name", "lower-case letters", 'write "tracking"'),
    Bad(
        Domain,
        {"products": [Product("several_a", description="d", columns=[ID]), SEVERAL]},
        "product several, field tables",
        "do not make SEVERAL_A, which is that of product several_a already",
        "rename the table or the product",
        "a",
    ),
    Bad(
        Domain,
        {"products": [SEVERAL, Product("several_a", description="d", columns=[ID])]},
        "product several_a, field name",
        "do not make SEVERAL_A, which is that of product several already",
        "rename the table or the product",
        "several_a",
    ),
    *(
        # What Spark would write of one has the name of what dbt fills of the other, and they may change hands.
        Bad(
            Domain,
            {
                "products": [
                    Product("visits", description="d", columns=[ID], written_by=writers[0]),
                    Product("visits_lake", description="d", columns=[ID], written_by=writers[1]),
                ]
            },
            "product visits_lake, field name",
            "do not make VISITS_LAKE, which is that of product visits already",
            "rename the table or the product",
            "visits_lake",
        )
        for writers in WRITERS
    ),
    Bad(
        Domain,
        {"products": [replace(SEVERAL, tables=[replace(SEVERAL.tables[1], name=name) for name in ("b", "b_lake")])]},
        "product several, field tables",
        "do not make SEVERAL_B_LAKE, which is that of table b already",
        "rename the table or the product",
        "b_lake",
    ),
    Bad(
        Domain,
        {"landing_tables": [Table("a", columns=[Column("b", "DATE", classification="birthday")])]},
        "landing table a, column b, field classification",
        "none in the landing layer, where nothing is masked",
        "write it on the column of the product that readers see",
        "birthday",
    ),
    Bad(
        Domain,
        {"ingests": [FileIngest("a", format="CSV", columns=[Column("b", "DATE", classification="birthday")])]},
        "ingest a, column b, field classification",
        "none in the landing layer, where nothing is masked",
        "write it on the column of the product that readers see",
        "birthday",
    ),
    Bad(
        Domain,
        {"spark": None, "products": [Product("a", description="d", columns=[ID], written_by="spark")]},
        "product a, field written_by",
        "the domain has no Spark jobs",
        'spark=Spark(namespace="…"',
        "spark",
    ),
    Bad(
        Domain,
        {"core": Layer(transient=True), "products": [Product("a", description="d", columns=[ID], retention_days=2)]},
        "product a, field retention_days",
        "0 or 1, because the core layer is transient",
        "core=Layer(transient=False)",
        2,
    ),
    Bad(
        Domain,
        {"products": [Product("a", description="d", source="clicks", columns=[Column("b", "DATE", path="b[")])]},
        "product a, column b, field path",
        "keys of JSON with dots between them",
        'path="page.url"',
        "b[",
    ),
    Bad(
        Domain,
        {"products": [Product("a", description="d", source="clicks", columns=[Column("b", "DATE", path="$.b:c")])]},
        "product a, column b, field path",
        "keys of JSON with dots between them",
        'write path="b.c"',
        "$.b:c",
    ),
    Bad(
        Domain,
        {"landing_tables": [Table("a", columns=[Column("b", "DATE", path="b")])]},
        "landing table a, column b, field path",
        "reads JSON from its source",
        "in the product that has this as its source",
        "b",
    ),
    *(
        Bad(
            Domain,
            {
                "products": [
                    Product(
                        "a",
                        description="d",
                        columns=[Column("b", type_)],
                        rows=RowAccess("b", allow={"tracking": ["1"]}),
                    )
                ]
            },
            "product a, column b, field type",
            "a Snowflake data type",
            "other numbers",
            type_,
        )
        for type_ in ("NUMBER(99)", "VARCHAR(x)", "GEOGRAFY(1)")
    ),
    Bad(Domain, {"owner": "us"}, "owner", "e-mail address", "team-tracking@example.com"),
    Bad(Domain, {"description": " "}, "description", "tells a stranger", "sentences"),
    Bad(Domain, {"cost_centre": "CC 1"}, "cost_centre", "at most 64 characters", '"CC-4711"'),
    Bad(Domain, {"cost_centre": "c" * 65}, "cost_centre", "at most 64 characters", '"CC-4711"'),
    Bad(
        Domain,
        {"ingests": [KafkaIngest("a", topic="t"), FileIngest("a")]},
        "ingests",
        "each ingest once",
        'second ingest "a"',
        "a",
    ),
    Bad(
        Domain,
        {"ingests": [KafkaIngest("a", topic="t"), KafkaIngest("b", topic="t")]},
        "ingests",
        "each topic once",
        'second topic "t"',
        "t",
    ),
    Bad(
        Domain,
        {"ingests": [FileIngest("clicks")], "landing_tables": [Table("clicks", columns=[JSON])]},
        "ingests",
        "other names than the landing tables",
        'take the landing table "clicks" out',
        "clicks",
    ),
    Bad(
        Domain,
        {"inbound_shares": [InboundShare("a", share="A.B.C"), InboundShare("a", share="A.B.D")]},
        "inbound_shares",
        "each inbound share once",
        '"a"',
        "a",
    ),
    Bad(
        Domain,
        {"inbound_shares": [InboundShare("a", share="A.B.C"), InboundShare("b", share="A.B.C")]},
        "inbound_shares",
        "each share once",
        'second share "A.B.C"',
        "A.B.C",
    ),
    Bad(
        Domain,
        {
            "shares": [
                Share("a", account="P.A", products=["whole"], purpose="p", all_rows=["whole"]),
                Share("b", account="P.A", products=["whole"], purpose="p", all_rows=["whole"]),
            ]
        },
        "shares",
        "one share for each account; this one has a, b",
        "put products, rows and all_rows of these into the share a, and take the others out",
        "P.A",
    ),
    Bad(EngineerPool, {"name": "Media"}, "name", "lower-case", 'write "media"'),
    Bad(EngineerPool, {"identity_role": "idp-media"}, "identity_role", "capital letters", '="IDP_MEDIA"'),
    Bad(EngineerPool, {"identity_role": "7"}, "identity_role", "capital letters", 'as in identity_role="IDP_MEDIA"'),
    Bad(EngineerPool, {"identity_role": "SYSADMIN"}, "identity_role", "those of Snowflake itself", "make a role"),
    Bad(EngineerPool, {"lent_to": []}, "lent_to", "at least one domain", "Lent("),
    Bad(
        EngineerPool,
        {"lent_to": [Lent("tracking", until="2027-01-01"), Lent("tracking", until="2027-01-02")]},
        "lent_to",
        "each domain once",
        '"tracking"',
        "tracking",
    ),
    Bad(EngineerPool, {"description": "x" * 2049}, "description", "at most 2048", "shorten", "x" * 40 + "…"),
    Bad(FileIngest, {"name": "Files"}, "name", "lower-case", 'write "files"'),
    Bad(FileIngest, {"prefix": "/landing/Erp//"}, "prefix", "single slashes", 'write prefix="erp"'),
    Bad(FileIngest, {"prefix": "erp in"}, "prefix", "single slashes", 'as in prefix="invoices/sap"'),
    Bad(FileIngest, {"prefix": "erp/in"}, "prefix", "those of ingest invoices too", "another prefix"),
    Bad(FileIngest, {"prefix": "erp/in/b"}, "prefix", "those of ingest invoices too", "another prefix"),
    Bad(FileIngest, {"format": "CSV"}, "columns", "columns of a CSV file", "Column(", []),
    Bad(FileIngest, {"columns": [ID]}, "columns", "JSON is kept whole", "take them out", ["id"]),
    Bad(FileIngest, {"format": "CSV", "columns": [ID, ID]}, "columns", "each column once", '"id"', "id"),
    Bad(
        FileIngest,
        {"format": "CSV", "columns": [ID, Column("record_metadata", "VARCHAR")]},
        "columns",
        "of other names than record_metadata: in that one the landing table keeps each row's file and number",
        "give the column another name",
        "record_metadata",
    ),
    Bad(FileIngest, {"description": "x" * 2049}, "description", "at most 2048", "shorten", "x" * 40 + "…"),
    Bad(Governance, {"owner": "us"}, "owner", "e-mail address", "@example.com"),
    Bad(Governance, {"description": ""}, "description", "tells a stranger", "sentences"),
    Bad(
        Governance,
        {"classifications": [Classification("a", description="d", masks={"DATE": "year"})] * 2},
        "classifications",
        "each classification once",
        '"a"',
        "a",
    ),
    Bad(
        Governance,
        {"row_mappings": [RowMapping("a", type="DATE", description="d")] * 2},
        "row_mappings",
        "each row mapping once",
        '"a"',
        "a",
    ),
    Bad(
        Governance,
        {"pools": [EngineerPool("a", identity_role="R", lent_to=[Lent("b", until="2027-01-01")])] * 2},
        "pools",
        "each pool once",
        '"a"',
        "a",
    ),
    Bad(
        Governance,
        {"identity_roles": [IdentityRole("A", domain="b", function="analyst")] * 2},
        "identity_roles",
        "each identity role once",
        "A as analyst of b",
        "A as analyst of b",
    ),
    Bad(
        Governance,
        {"allowed_regions": ["aws-eu-west-1"]},
        "allowed_regions",
        "in capitals",
        '"AWS_EU_WEST_1"',
        "aws-eu-west-1",
    ),
    Bad(
        Governance,
        {"allowed_regions": ["Ireland"]},
        "allowed_regions",
        "the cloud in front",
        '"AWS_EU_WEST_1"',
        "Ireland",
    ),
    Bad(Governance, {"allowed_regions": ["AWS_A"] * 2}, "allowed_regions", "each region once", '"AWS_A"', "AWS_A"),
    Bad(Governance, {"cost_centres": ["a b"]}, "cost_centres", "at most 64", '"CC-4711"', "a b"),
    Bad(Governance, {"cost_centres": ["a", "a"]}, "cost_centres", "each cost centre once", '"a"', "a"),
    Bad(IdentityRole, {"name": "idp tracking"}, "name", "capital letters", 'write name="IDP_TRACKING"'),
    Bad(IdentityRole, {"name": "ACCOUNTADMIN"}, "name", "those of Snowflake itself", "make a role"),
    Bad(InboundShare, {"name": "Weather"}, "name", "lower-case", 'write "weather"'),
    Bad(InboundShare, {"share": "meteo.eu.forecasts"}, "share", "in capitals", 'write "METEO.EU.FORECASTS"'),
    Bad(InboundShare, {"share": "FORECASTS"}, "share", "with dots between", 'share="METEO.EU.FORECASTS"'),
    Bad(InboundShare, {"readers": ["a", "a"]}, "readers", "each reader once", '"a"', "a"),
    Bad(InboundShare, {"readers": ["tracking"]}, "readers", "other domains", 'take "tracking" out', "tracking"),
    Bad(KafkaIngest, {"name": "Clicks"}, "name", "lower-case", 'write "clicks"'),
    Bad(KafkaIngest, {"topic": "a topic"}, "topic", "the name of a Kafka topic", "tracking.clicks.v1"),
    Bad(KafkaIngest, {"topic": ".."}, "topic", "not . or ..", "tracking.clicks.v1"),
    Bad(KafkaIngest, {"topic": "t" * 250}, "topic", "at most 249", "tracking.clicks.v1"),
    Bad(KafkaIngest, {"description": "x" * 2049}, "description", "at most 2048", "shorten", "x" * 40 + "…"),
    Bad(Layer, {"transient": True, "retention_days": 2}, "retention_days", "0 or 1", "transient=False"),
    Bad(Lent, {"until": "soon"}, "until", "a day as year, month and day", 'until="2027-03-31"'),
    Bad(Product, {"name": "Visits"}, "name", "lower-case", 'write "visits"'),
    Bad(Product, {"description": ""}, "description", "tells a stranger", "sentences"),
    Bad(Product, {"columns": []}, "columns", "at least one column", "Column("),
    Bad(Product, {"tables": SEVERAL.tables}, "tables", "not both", "put the columns into a ProductTable", ["a", "b"]),
    Bad(Product, {"columns": (), "tables": [SEVERAL.tables[1]] * 2}, "tables", "each table once", '"b"', "b"),
    Bad(Product, {**WITH_TABLES, "source": "clicks"}, "source", "several tables has its own", "move source="),
    Bad(Product, {**WITH_TABLES, "rows": RowAccess("brand")}, "rows", "several tables has its own", "move rows="),
    Bad(Product, {"contract": "http://example.com"}, "contract", "begins with https://", "https://contracts"),
    Bad(Product, {"contract": "https://a b"}, "contract", "begins with https://", "https://contracts"),
    Bad(Product, {"source": "clicsk"}, "source", "record_content: clicks, invoices, raw", 'write "clicks"'),
    Bad(Product, {"source": "plain"}, "source", "record_content: clicks, invoices, raw", "add the ingest"),
    Bad(Product, {**FROM_JSON, "retention_days": 1}, "retention_days", "read where it landed", "take retention_days"),
    Bad(Product, {**FROM_JSON, "written_by": "spark"}, "written_by", "nobody writes it", "take written_by out"),
    Bad(Product, {**SPARK_WRITES, "retention_days": 1}, "retention_days", "in the domain's bucket", "take retention"),
    Bad(
        Product,
        {"columns": (), "tables": SAME_ROW_POLICY},
        "tables",
        "whose row access policies have other names; A_ROWS_B_ROWS_C_VARCHAR is that of a",
        "rename one of the tables, or one of the columns that decide about rows",
        "a_rows_b",
    ),
    *(
        Bad(
            Product,
            {**SPARK_WRITES, "columns": [ID, Column("x", type_)]},
            "columns",
            "any but ARRAY, GEOGRAPHY, GEOMETRY, OBJECT, TIMESTAMP_LTZ, TIMESTAMP_TZ, VARIANT",
            fix,
            f"x {type_}",
        )
        for type_, fix in [
            *((each, 'let Spark write "x" as text and give it the type "VARCHAR"') for each in WITHOUT_COLUMN),
            *(
                (each, 'let Spark write "x" in UTC, without a time zone, and give it the type "TIMESTAMP_NTZ"')
                for each in ("TIMESTAMP_LTZ", "TIMESTAMP_LTZ(3)", "TIMESTAMP_TZ")
            ),
        ]
    ),
    Bad(
        Product,
        {"written_by": "spark", "columns": (), "tables": [replace(SEVERAL.tables[1], columns=[JSON])]},
        "tables",
        "types that an Iceberg table can hold",
        'let Spark write "record_content" as text',
        "record_content VARIANT",
    ),
    Bad(ProductTable, {"name": "order"}, "name", "reserves", "order_1"),
    Bad(ProductTable, {"description": ""}, "description", "tells a stranger", "sentences"),
    Bad(ProductTable, {"columns": []}, "columns", "at least one column", "Column("),
    Bad(ProductTable, {"source": "raww"}, "source", "record_content: clicks, invoices, raw", 'write "raw"'),
    Bad(Reader, {"purpose": "a\nb"}, "purpose", "one line of text", "line breaks"),
    Bad(Reader, {"purpose": "x" * 256}, "purpose", "at most 255", "shorten", "x" * 40 + "…"),
    Bad(Reader, {"until": "31-3-2027"}, "until", "a day as year, month and day", 'until="2027-03-31"'),
    Bad(RowAccess, {"column": "brnad"}, "column", "a column of the same table: id, ", 'write "brand"'),
    Bad(RowAccess, {"column": "zzz"}, "column", "a column of the same table", "or add the column"),
    Bad(RowAccess, {"column": "email"}, "column", "argument and masked at once", "another column"),
    Bad(RowAccess, {"column": "at"}, "column", "BOOLEAN, DATE, NUMBER, VARCHAR; this one is", "another column"),
    Bad(RowAccess, {"column": LONG.name}, "column", "at most 100 characters", "a shorter name for this one"),
    Bad(RowAccess, {"allow": {"customer": []}}, "allow", "at least one value", 'take "customer" out'),
    Bad(RowAccess, {"allow": {"customer": ["a", "a"]}}, "allow", "each value of customer once", '"a"', "a"),
    Bad(
        RowAccess,
        {"allow": {"customer": [str(n) for n in range(1001)]}},
        "allow",
        "at most 1000 values",
        "mapping=",
        "1001 values for customer",
    ),
    *(
        Bad(RowAccess, {"column": column, "allow": {"customer": [value]}}, "allow", allowed, fix)
        for column, value, allowed, fix in [
            ("brand", "", "one character or more", "who see all rows"),
            ("brand", "a\tb", "control characters", "who see all rows"),
            ("brand", "longer than ten", "of type VARCHAR(10)", 'a text as in "hln"'),
            ("amount", "12 euro", "of type NUMBER(5,2)", 'a number as in "12"'),
            ("amount", "012", "of type NUMBER(5,2)", 'a number as in "12"'),
            ("amount", "1234", "of type NUMBER(5,2)", 'a number as in "12"'),
            ("amount", "1.234", "of type NUMBER(5,2)", 'a number as in "12"'),
            ("day", "31-3-2027", "of type DATE", 'a day as in "2027-03-31"'),
            ("day", "20270331", "of type DATE", 'a day as in "2027-03-31"'),
            ("is_new", "yes", "of type BOOLEAN", '"true" or "false"'),
        ]
    ),
    Bad(
        RowAccess,
        {"allow": {"custmer": ["a"]}},
        "allow",
        "customer, video, tracking",
        'write "customer", or add "custmer" to readers',
        "custmer",
    ),
    Bad(
        RowAccess,
        {"allow": {"zzz": ["a"]}},
        "allow",
        "or the domain itself",
        'take it out, or add "zzz" to readers',
        "zzz",
    ),
    Bad(RowAccess, {"all_rows": ["vdeo"]}, "all_rows", "readers of product visits", 'write "video"', "vdeo"),
    Bad(RowAccess, {"all_rows": ["video", "video"]}, "all_rows", "each domain once", '"video"', "video"),
    Bad(RowAccess, {"all_rows": ["customer"]}, "all_rows", "not in allow", 'take "customer" out of one', "customer"),
    Bad(RowAccess, {"mapping": "brands"}, "mapping", "allow or mapping, not both", "take mapping out"),
    Bad(RowAccess, {"mapping": "Brands", "allow": {}}, "mapping", "lower-case", 'write "brands"'),
    Bad(RowAccess, {"engineers": False, "allow": {}}, "engineers", "somebody who sees a row", "take engineers=False"),
    Bad(RowMapping, {"name": "Brands"}, "name", "lower-case", 'write "brands"'),
    Bad(RowMapping, {"type": "VARCAHR"}, "type", "BOOLEAN, DATE, NUMBER, VARCHAR", 'write "VARCHAR"'),
    Bad(RowMapping, {"type": "?"}, "type", "BOOLEAN, DATE, NUMBER, VARCHAR", 'write type="VARCHAR"'),
    Bad(RowMapping, {"description": ""}, "description", "tells a stranger", "sentences"),
    Bad(Share, {"name": "Agency"}, "name", "lower-case", 'write "agency"'),
    Bad(Share, {"account": "partner.agency-eu"}, "account", "in capitals", 'write "PARTNER.AGENCY_EU"'),
    Bad(Share, {"account": "XY12345"}, "account", "no account locator", 'account="PARTNER.AGENCY_EU"'),
    Bad(Share, {"products": [], "rows": {}}, "products", "at least one product", 'products=["sessions"]'),
    Bad(Share, {"products": ["sessions", "sessions"]}, "products", "each product once", '"sessions"', "sessions"),
    Bad(Share, {"products": ["sessions", "wole"]}, "products", "sessions, whole, several", 'write "whole"', "wole"),
    Bad(Share, {"purpose": " "}, "purpose", "what the account does with the data", "Campaign reports"),
    Bad(Share, {"purpose": "a\nb"}, "purpose", "one line", "line breaks"),
    Bad(Share, {"rows": {}}, "rows", "no row unless the share says which", 'rows={"sessions": ["…"]}, or', "sessions"),
    Bad(
        Share,
        {"products": ["sessions", "whole"]},
        "rows",
        "no row unless the share says which",
        'open it as a whole with all_rows=["whole"]',
        "whole",
    ),
    Bad(Share, {"rows": {"sessions": []}}, "rows", "at least one value", 'take "sessions" out of rows'),
    Bad(Share, {"rows": {"sessions": ["longer than ten"]}}, "rows", "of type VARCHAR(10)", "a text as in"),
    Bad(Share, {"all_rows": ["sessions"]}, "rows", "not in both", 'take "sessions" out of one', "sessions"),
    Bad(
        Share,
        {"products": ["whole"], "rows": {"whole": ["a"]}},
        "rows",
        "this one has no rows=RowAccess(…)",
        'all_rows=["whole"]',
        "whole",
    ),
    Bad(
        Share,
        {"products": ["several"], "rows": {"several.a": ["hln"], "several": ["x"]}, "all_rows": ["several.b"]},
        "rows",
        "several.a, several.b",
        'write "several.',
        "several",
    ),
    Bad(Share, {**SHARE_ALL, "all_rows": ["sessions", "whole"]}, "all_rows", "sessions", "to products", "whole"),
    Bad(Share, {**SHARE_ALL, "all_rows": ["sessions"] * 2}, "all_rows", "each product once", '"sessions"', "sessions"),
    Bad(Share, {"region": "eu-west-1"}, "region", "the cloud in front", '"AWS_EU_WEST_1"'),
    Bad(Share, {"until": "2027-02-30"}, "until", "a day as year", 'until="2027-03-31"'),
    Bad(Spark, {"namespace": "*"}, "namespace", "no wildcard", 'namespace="tracking-jobs"'),
    Bad(Spark, {"namespace": "n" * 64}, "namespace", "at most 63", 'namespace="tracking-jobs"'),
    Bad(Spark, {"service_account": "Tracking_Jobs"}, "service_account", "lower-case", '="tracking-jobs"'),
    Bad(Table, {"name": "select"}, "name", "reserves", "select_1"),
    Bad(Table, {"columns": []}, "columns", "at least one column", "Column("),
    Bad(Table, {"columns": [JSON, JSON]}, "columns", "each column once", "record_content", "record_content"),
    Bad(Table, {"description": "x" * 2049}, "description", "at most 2048", "shorten", "x" * 40 + "…"),
    Bad(Warehouse, {"name": "Load"}, "name", "lower-case", 'write "load"'),
    Bad(Warehouse, {"description": "x" * 2049}, "description", "at most 2048", "shorten", "x" * 40 + "…"),
]

BAD: Final = [*WRONG_TYPES, *BROKEN_RULES]


def problems_of(bad: Bad) -> Sequence[Problem]:
    word = bad.word if bad.word in PLACES else domain if bad.word is Domain else governance
    place = PLACES[bad.word][0] if bad.word in PLACES else lambda root: root

    def made() -> object:
        return place(word(**{**GOOD[bad.word], **bad.changed}))

    with pytest.raises(MeshError) as raised:
        made()
    return raised.value.problems


def shown(bad: Bad) -> str:
    return f"{bad.word.__name__}.{bad.field}"


@pytest.mark.parametrize("bad", BAD, ids=shown)
def test_a_mistake_is_told_with_place_value_allowed_values_and_fix(bad: Bad) -> None:
    made = {**GOOD[bad.word], **bad.changed}
    place = PLACES[bad.word][1] if bad.word in PLACES else ""
    subject = "governance" if bad.word in OF_GOVERNANCE else str(made["name"] if bad.word is Domain else "tracking")
    called = next((made[name] for name in ("name", "domain", "product") if name in made), None)
    (problem,) = problems_of(bad)
    assert (problem.subject, problem.where) == (
        subject,
        f"{place.format(called)}{'' if 'field ' in bad.field else 'field '}{bad.field}",
    )
    assert problem.value == (bad.found if not isinstance(bad.found, tuple) else list(bad.found))
    assert bad.allowed in problem.allowed
    assert bad.fix in problem.fix


OF_GOVERNANCE: Final = (Ceilings, Classification, EngineerPool, Governance, IdentityRole, Lent, RowMapping, Stewards)
WORDS: Final[list[Word]] = [getattr(mesh, name) for name in mesh.__all__ if name not in ("MeshError", "Problem")]


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.__name__)
def test_every_field_of_every_word_has_bad_input(word: Word) -> None:
    tried = {bad.field for bad in BAD if bad.word is word}
    assert {field.name for field in fields(word)} <= tried


@pytest.mark.parametrize("word", [word for word in WORDS if word in PLACES], ids=lambda word: word.__name__)
def test_the_words_are_right_before_they_are_broken(word: Word) -> None:
    assert PLACES[word][0](word(**GOOD[word])) is not None


@pytest.mark.parametrize(
    "products",
    [
        [Product("a", description="d", source="clicks", columns=[Column("b", "DATE", path='["a key"].c[0]["d-e"]')])],
        [Product("a", description="d", source="clicks", columns=[Column("b", "VARCHAR", key=True)])],
        [Product("a", description="d", source="raw", columns=COLUMNS, rows=RowAccess("amount", all_rows=["tracking"]))],
        [Product("a", description="d", columns=[ID], written_by="spark", contract="https://example.com:8080/a?b=c#d")],
        [Product("a", description="d", columns=COLUMNS, readers=["b"], rows=RowAccess("brand", mapping="brands"))],
        [Product("a", description="d", columns=COLUMNS, rows=RowAccess("brand"))],
        [
            Product(
                "a", description="d", columns=COLUMNS, rows=RowAccess("amount", allow={"tracking": ["-123.45", "0"]})
            )
        ],
        [Product("a", description="d", columns=COLUMNS, rows=RowAccess("day", allow={"tracking": ["2028-02-29"]}))],
        [Product("a", description="d", columns=COLUMNS, rows=RowAccess("is_new", allow={"tracking": ["true"]}))],
        [Product("a", description="d", readers=[Reader("customer", until="2027-03-31")], columns=[ID])],
        [
            Product(
                "a",
                description="d",
                tables=[
                    ProductTable("b", columns=[ID], description="d", source="clicks"),
                    ProductTable("c", columns=[ID], description="d"),
                ],
                retention_days=1,
            )
        ],
    ],
)
def test_what_a_product_may_be(products: Sequence[Product]) -> None:
    assert domain(products=products) is not None


@pytest.mark.parametrize(
    "share",
    [
        {"products": ["several"], "rows": {"several.a": ["hln"]}, "all_rows": ["several.b"]},
        {"products": ["several", "whole"], "rows": {}, "all_rows": ["several", "whole"]},
        {"region": "AZURE_WESTEUROPE", "until": "2027-03-31"},
    ],
)
def test_what_a_share_may_be(share: Fields) -> None:
    assert domain(shares=[Share(**{**GOOD[Share], **share})]) is not None  # type: ignore[arg-type]


def test_a_prefix_that_only_begins_like_another_is_apart() -> None:
    assert domain(ingests=[FileIngest("a", prefix="erp/in"), FileIngest("b", prefix="erp/invoices")]) is not None


def test_the_inner_one_of_two_prefixes_is_told() -> None:
    with pytest.raises(MeshError) as raised:
        domain(ingests=[FileIngest("a", prefix="erp/in"), FileIngest("b", prefix="erp")])
    assert [problem.where for problem in raised.value.problems] == ["ingest a, field prefix"]


# Anything that JSON can say, and what Python says besides: other keys, other words, sets.
GARBAGE: Final = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=12),
        st.sampled_from(["sessions", "customer", "brand", "clicks", "spark", "VARCHAR", "2027-03-31", "a.b", ""]),
        st.binary(max_size=4),
        st.sampled_from([ID, SESSIONS, ROWS, Layer(), Lent("a", until="b"), Spark]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=8), st.integers(), st.none()), inner, max_size=3),
    ),
    max_leaves=6,
)
FIELDS: Final = [(word, field.name) for word in WORDS for field in fields(word)]


@tried(max_examples=600, derandomize=True, database=None, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(FIELDS), GARBAGE), min_size=1, max_size=3), st.sampled_from(FIELDS), GARBAGE)
def test_garbage_is_a_mistake_that_is_told(
    more: list[tuple[tuple[Word, str], object]], first: tuple[Word, str], garbage: object
) -> None:
    word = first[0]
    changed = {name: value for (other, name), value in more if other is word} | {first[1]: garbage}
    root = domain if word is Domain else governance if word is Governance else None
    told: Sequence[Problem] = ()
    try:
        made = root(**changed) if root else PLACES[word][0](word(**{**GOOD[word], **changed}))
    except MeshError as error:
        made, told = None, error.problems
    assert isinstance(made, Domain | Expectations | Governance) or told
    assert all(problem.where and problem.allowed and problem.fix and str(problem) for problem in told)
