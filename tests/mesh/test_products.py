"""The base tables and the secure views of a product, from its contract."""

from dataclasses import replace

import pytest

from mesh import (
    Classification,
    Column,
    Domain,
    Governance,
    MeshError,
    Product,
    ProductTable,
    RowAccess,
    Spark,
    Table,
    Warehouse,
)
from mesh.products import BaseTable, Port, TableColumn, base_tables, ports, table_columns
from mesh.settings import Settings

SETTINGS = Settings(environment="dev", organisation="acme", aws_account_id="111122223333", prefix="DEV")
SESSIONS = Product(
    "sessions",
    description="One row per visit",
    columns=[
        Column("session_id", "string", key=True),
        Column("started_at", "timestamp_ntz", nullable=False, description="First page"),
        Column("clicks", "int"),
    ],
)
CONTACT = Product(
    "contact",
    description="How a person is reached",
    tables=[
        ProductTable("people", description="One row per person", columns=[Column("email", "VARCHAR(320)")]),
        ProductTable("contact", description="One row per contact", columns=[Column("day", "DATE")]),
    ],
    retention_days=3,
)
TRACKING = Domain(
    "tracking",
    owner="team-tracking@example.com",
    description="Web and app behaviour",
    warehouses=[Warehouse("load")],
    landing_tables=[Table("clicks", columns=[Column("record_content", "VARIANT")])],
    products=[SESSIONS, CONTACT],
)
GOVERNANCE = Governance(
    owner="governance@example.com",
    description="Masks",
    classifications=[
        Classification("email", description="Mailbox", masks={"VARCHAR": "hash", "NUMBER": "null"}),
    ],
)
COLUMNS = (
    TableColumn("SESSION_ID", "VARCHAR", nullable=False, comment=""),
    TableColumn("STARTED_AT", "TIMESTAMP_NTZ", nullable=False, comment="First page"),
    TableColumn("CLICKS", "NUMBER", nullable=True, comment=""),
)


def ports_of(*products: Product, governance: Governance | None = None) -> tuple[Port, ...]:
    return ports(replace(TRACKING, products=products), SETTINGS, governance)


def selected(*columns: Column) -> str:
    """The select list of a port over what has landed."""
    (port,) = ports_of(Product("views", description="d", columns=columns, source="clicks"))
    start, end = "SELECT ", ' FROM "DEV_TRACKING"."LANDING"."CLICKS"'
    assert port.statement.startswith(start)
    assert port.statement.endswith(end)
    return port.statement[len(start) : -len(end)]


def test_columns_of_the_base_table_are_those_of_the_contract() -> None:
    (port,) = SESSIONS.ports
    assert table_columns(port) == COLUMNS


def test_columns_of_a_landing_table() -> None:
    clicks = Table("clicks", columns=[Column("record_content", "VARIANT")])
    assert table_columns(clicks) == (TableColumn("RECORD_CONTENT", "VARIANT", nullable=True, comment=""),)


def test_the_port_names_every_column_and_nothing_else() -> None:
    (view,) = ports_of(SESSIONS)
    assert (view.database, view.schema, view.view) == ("DEV_TRACKING", "SESSIONS", "SESSIONS")
    assert view.statement == 'SELECT "SESSION_ID", "STARTED_AT", "CLICKS" FROM "DEV_TRACKING"."CORE"."SESSIONS"'
    assert view.columns == COLUMNS
    assert view.comment == "One row per visit"
    assert (view.masks, view.rows) == ({}, None)


def test_a_product_of_several_tables_has_a_port_for_each() -> None:
    people, contact = ports_of(CONTACT)
    assert (people.name, people.schema, people.view) == ("contact-people", "CONTACT", "PEOPLE")
    assert (contact.name, contact.schema, contact.view) == ("contact", "CONTACT", "CONTACT")
    assert people.statement == 'SELECT "EMAIL" FROM "DEV_TRACKING"."CORE"."CONTACT_PEOPLE"'
    assert contact.statement == 'SELECT "DAY" FROM "DEV_TRACKING"."CORE"."CONTACT"'
    assert (people.comment, contact.comment) == ("One row per person", "One row per contact")


def test_base_tables_are_what_dbt_fills() -> None:
    streamed = Product("views", description="d", columns=[Column("id", "VARCHAR")], source="clicks")
    lake = Product("models", description="d", columns=[Column("id", "VARCHAR")], written_by="spark")
    domain = replace(
        TRACKING, products=[SESSIONS, CONTACT, streamed, lake], spark=Spark(namespace="jobs", service_account="jobs")
    )
    people, contact = CONTACT.ports
    assert list(base_tables(domain)) == [
        BaseTable("sessions", "SESSIONS", SESSIONS.ports[0], retention_days=1),
        BaseTable("contact-people", "CONTACT_PEOPLE", people, retention_days=3),
        BaseTable("contact", "CONTACT", contact, retention_days=3),
    ]
    assert [port.reads for port in ports(domain, SETTINGS, None)] == [
        ("core", "SESSIONS"),
        ("core", "CONTACT_PEOPLE"),
        ("core", "CONTACT"),
        ("landing", "CLICKS"),
        ("core", "MODELS_LAKE"),
    ]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("url", "VARCHAR", path="page.url"), '"RECORD_CONTENT":"page"."url"::VARCHAR AS "URL"'),
        (Column("id", "VARCHAR"), '"RECORD_CONTENT":"id"::VARCHAR AS "ID"'),
        (Column("first", "VARCHAR", path="page.tags[0]"), '"RECORD_CONTENT":"page"."tags"[0]::VARCHAR AS "FIRST"'),
        (Column("x", "VARIANT", path="a[0][1].bC"), '"RECORD_CONTENT":"a"[0][1]."bC" AS "X"'),
        (Column("x", "VARIANT", path='["a.key"].b["c d"]'), '"RECORD_CONTENT":"a.key"."b"."c d" AS "X"'),
        (Column("day", "DATE"), 'TRY_CAST("RECORD_CONTENT":"day"::VARCHAR AS DATE) AS "DAY"'),
        (Column("n", "decimal(8, 2)"), 'TRY_CAST("RECORD_CONTENT":"n"::VARCHAR AS NUMBER(8,2)) AS "N"'),
        (Column("code", "VARCHAR(3)"), 'TRY_CAST("RECORD_CONTENT":"code"::VARCHAR AS VARCHAR(3)) AS "CODE"'),
        (Column("tags", "ARRAY"), 'AS_ARRAY("RECORD_CONTENT":"tags") AS "TAGS"'),
        (Column("page", "OBJECT"), 'AS_OBJECT("RECORD_CONTENT":"page") AS "PAGE"'),
        (Column("raw", "BINARY(8)"), 'TRY_TO_BINARY("RECORD_CONTENT":"raw"::VARCHAR) AS "RAW"'),
    ],
)
def test_a_column_is_read_from_json_as_its_type(column: Column, expected: str) -> None:
    assert selected(column) == expected


def test_a_classified_column_is_masked_by_the_policy_for_its_type() -> None:
    columns = [
        Column("id", "VARCHAR"),
        Column("email", "VARCHAR(320)", classification="email"),
        Column("cost", "NUMBER(4, 2)", classification="email"),
    ]
    (port,) = ports_of(Product("people", description="d", columns=columns), governance=GOVERNANCE)
    assert port.masks == {"EMAIL": "EMAIL_VARCHAR", "COST": "EMAIL_NUMBER"}


@pytest.mark.parametrize(
    ("column", "governance", "expected"),
    [
        (
            Column("mail", "VARCHAR", classification="emial"),
            GOVERNANCE,
            "tracking: product people, table people, column mail, field classification\n"
            "    found:   'emial'\n"
            "    allowed: a classification of domains/governance\n"
            "    fix:     add it there, or rename it",
        ),
        (
            Column("mail", "VARCHAR", classification="email"),
            None,
            "tracking: product people, table people, column mail, field classification\n"
            "    found:   'email'\n"
            "    allowed: a classification of domains/governance\n"
            "    fix:     add it there, or rename it",
        ),
        (
            Column("mail", "DATE", classification="email"),
            GOVERNANCE,
            "tracking: product people, table people, column mail, field classification\n"
            "    found:   'email on a DATE'\n"
            "    allowed: a column of type VARCHAR, NUMBER, for which it has a mask\n"
            '    fix:     add a mask for "DATE" to the classification in domains/governance',
        ),
    ],
)
def test_a_classified_column_without_a_mask_is_no_port(
    column: Column, governance: Governance | None, expected: str
) -> None:
    with pytest.raises(MeshError) as refused:
        ports_of(Product("people", description="d", columns=[column]), governance=governance)
    assert [str(problem) for problem in refused.value.problems] == [expected]


def test_rows_are_those_of_the_port() -> None:
    open_, limited = ports_of(
        Product(
            "visits",
            description="d",
            tables=[
                ProductTable("raw", description="d", columns=[Column("brand", "VARCHAR")]),
                ProductTable("days", description="d", columns=[Column("brand", "VARCHAR")], rows=RowAccess("brand")),
            ],
        )
    )
    assert open_.rows is None
    assert limited.rows is not None
    assert limited.rows.policy == "DAYS_ROWS_BRAND_VARCHAR"
