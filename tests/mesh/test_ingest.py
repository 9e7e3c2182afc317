"""What an ingest becomes: its landing table, and the way of its files."""

import pytest

from mesh import Column, Domain, FileIngest, KafkaIngest, Table, Warehouse
from mesh.ingest import file_load, landing_tables
from mesh.settings import Settings

SETTINGS = Settings("prod", "acme", "111122223333", prefix="")


def orders(*ingests: KafkaIngest | FileIngest, landing_tables: tuple[Table, ...] = ()) -> Domain:
    return Domain(
        "orders",
        owner="team-orders@example.com",
        description="Orders",
        warehouses=[Warehouse("load")],
        landing_tables=landing_tables,
        ingests=ingests,
    )


RATES = FileIngest("rates", format="CSV", columns=[Column("currency", "VARCHAR"), Column("rate", "NUMBER(12, 6)")])


@pytest.mark.parametrize(
    ("ingest", "columns"),
    [
        (KafkaIngest("placed", topic="orders.placed.v1"), ["record_metadata VARIANT", "record_content VARIANT"]),
        (FileIngest("invoices"), ["record_metadata VARIANT", "record_content VARIANT"]),
        (RATES, ["record_metadata VARIANT", "currency VARCHAR", "rate NUMBER(12,6)"]),
    ],
)
def test_an_ingest_has_a_landing_table_with_its_place_first(
    ingest: KafkaIngest | FileIngest, columns: list[str]
) -> None:
    (table,) = landing_tables(orders(ingest))
    assert table.name == ingest.name
    assert [f"{column.name} {column.type}" for column in table.columns] == columns


def test_landing_tables_that_something_else_fills_come_first() -> None:
    returns = Table("returns", columns=[Column("record", "VARIANT")])
    domain = orders(FileIngest("invoices", description="Bills"), landing_tables=(returns,))
    assert [(table.name, table.description) for table in landing_tables(domain)] == [
        ("returns", ""),
        ("invoices", "Bills"),
    ]


def test_files_of_a_json_ingest_are_kept_whole() -> None:
    ingest = FileIngest("invoices", keep_files_days=7)
    load = file_load(orders(ingest), ingest, SETTINGS)
    assert (load.prefix, load.url) == ("landing/invoices/", "s3://acme-orders-111122223333/landing/invoices/")
    assert load.keep_files_days == 7
    assert load.copy == (
        'COPY INTO "ORDERS"."LANDING"."INVOICES" ("RECORD_METADATA", "RECORD_CONTENT") FROM (SELECT '
        "OBJECT_CONSTRUCT('file', METADATA$FILENAME, 'row', METADATA$FILE_ROW_NUMBER), $1 "
        'FROM @"ORDERS"."LANDING"."INVOICES") FILE_FORMAT = (TYPE = JSON)'
    )


def test_files_of_a_csv_ingest_are_columns() -> None:
    load = file_load(orders(RATES), RATES, SETTINGS)
    assert load.copy == (
        'COPY INTO "ORDERS"."LANDING"."RATES" ("RECORD_METADATA", "CURRENCY", "RATE") FROM (SELECT '
        "OBJECT_CONSTRUCT('file', METADATA$FILENAME, 'row', METADATA$FILE_ROW_NUMBER), $1, $2 "
        'FROM @"ORDERS"."LANDING"."RATES") '
        "FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"')"
    )


def test_a_prefix_of_its_own_stands_for_the_ingests_name() -> None:
    ingest = FileIngest("invoices", prefix="erp/bills", format="PARQUET")
    assert file_load(orders(ingest), ingest, SETTINGS).prefix == "landing/erp/bills/"
