"""A rule broken in a domain, its layers, landing tables, warehouses and columns."""

from dataclasses import replace
from typing import Final

from mesh import (
    Column,
    Domain,
    FileIngest,
    InboundShare,
    KafkaIngest,
    Layer,
    Product,
    RowAccess,
    Share,
    Table,
    Warehouse,
)
from tests.mesh.bad_input.words import ID, JSON, SEVERAL, WRITERS, Bad

BAD: Final = [
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
    Bad(Layer, {"transient": True, "retention_days": 2}, "retention_days", "0 or 1", "transient=False"),
    Bad(Table, {"name": "select"}, "name", "reserves", "select_1"),
    Bad(Table, {"columns": []}, "columns", "at least one column", "Column("),
    Bad(Table, {"columns": [JSON, JSON]}, "columns", "each column once", "record_content", "record_content"),
    Bad(Table, {"description": "x" * 2049}, "description", "at most 2048", "shorten", "x" * 40 + "…"),
    Bad(Warehouse, {"name": "Load"}, "name", "lower-case", 'write "load"'),
    Bad(Warehouse, {"description": "x" * 2049}, "description", "at most 2048", "shorten", "x" * 40 + "…"),
]
