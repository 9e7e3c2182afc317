"""The base table and the secure view of a product, from its contract."""

from mesh import Column, Domain, Product, Table, Warehouse
from mesh.products import TableColumn, port, table_columns
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
TRACKING = Domain(
    "tracking",
    owner="team-tracking@example.com",
    description="Web and app behaviour",
    warehouses=[Warehouse("load")],
    products=[SESSIONS],
)
COLUMNS = (
    TableColumn("SESSION_ID", "VARCHAR", nullable=False, comment=""),
    TableColumn("STARTED_AT", "TIMESTAMP_NTZ", nullable=False, comment="First page"),
    TableColumn("CLICKS", "NUMBER", nullable=True, comment=""),
)


def test_columns_of_the_base_table_are_those_of_the_contract() -> None:
    assert table_columns(SESSIONS) == COLUMNS


def test_columns_of_a_landing_table() -> None:
    clicks = Table("clicks", columns=[Column("record_content", "VARIANT")])
    assert table_columns(clicks) == (TableColumn("RECORD_CONTENT", "VARIANT", nullable=True, comment=""),)


def test_the_port_names_every_column_and_nothing_else() -> None:
    view = port(TRACKING, SESSIONS, SETTINGS)
    assert (view.database, view.schema, view.view) == ("DEV_TRACKING", "SESSIONS", "SESSIONS")
    assert view.statement == 'SELECT "SESSION_ID", "STARTED_AT", "CLICKS" FROM "DEV_TRACKING"."CORE"."SESSIONS"'
    assert view.columns == COLUMNS
    assert view.comment == "One row per visit"
