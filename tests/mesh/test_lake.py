"""Lake products: the Iceberg table in two catalogs, and what a view selects of it."""

import pytest

from mesh import Column, Domain, Product, Spark, Warehouse
from mesh.lake import LakeTable, lake_tables, selected
from mesh.products import ports
from mesh.settings import Settings
from mesh.words import ProductTable

SETTINGS = Settings("prod", "acme", "111122223333", prefix="")
SCORES = Product(
    "scores",
    description="One row per customer",
    columns=[Column("customer_id", "VARCHAR", key=True, description="Who"), Column("closes", "TIME")],
    written_by="spark",
)
VISITS = Product(
    "visits",
    description="Visits",
    tables=[ProductTable("daily", columns=[Column("day", "DATE")], description="One row per day")],
    written_by="spark",
)
PLAIN = Product("plain", description="By dbt", columns=[Column("id", "INT")])


def orders(*products: Product) -> Domain:
    return Domain(
        "orders",
        owner="team-orders@example.com",
        description="Orders",
        warehouses=[Warehouse("load")],
        products=products,
        spark=Spark(namespace="orders", service_account="jobs"),
    )


def test_a_lake_table_has_one_place_and_two_names() -> None:
    assert lake_tables(orders(PLAIN, SCORES), SETTINGS) == (
        LakeTable(
            product="scores",
            port="scores",
            table="SCORES_LAKE",
            glue_table="scores_lake",
            location="s3://acme-orders-111122223333/lake/scores_lake",
            comment="One row per customer",
        ),
    )


def test_a_product_of_several_tables_has_several_in_the_lake() -> None:
    (daily,) = lake_tables(orders(VISITS), SETTINGS)
    assert (daily.key, daily.table, daily.glue_table) == ("visits-daily", "VISITS_DAILY_LAKE", "visits_daily_lake")
    assert daily.comment == "One row per day"


def test_a_port_reads_back_what_is_text_in_the_lake() -> None:
    (port,) = ports(orders(SCORES), SETTINGS, None)
    assert port.statement == ('SELECT "CUSTOMER_ID", TO_TIME("CLOSES") FROM "ORDERS"."CORE"."SCORES_LAKE"')


@pytest.mark.parametrize(
    ("type_", "expression"),
    [
        ("NUMBER(8, 2)", '"X"'),
        ("TIMESTAMP_NTZ", '"X"'),
        ("TIME(3)", 'TO_TIME("X")'),
    ],
)
def test_what_is_selected_has_the_type_of_the_contract(type_: str, expression: str) -> None:
    assert selected(Column("x", type_)) == expression
