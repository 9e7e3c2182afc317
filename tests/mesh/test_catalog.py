"""What the catalog says of a port: where it is, who reads it and what for."""

import json

from mesh import Column, Domain, Product, ProductTable, Reader, Warehouse
from mesh.catalog import parameters
from mesh.settings import Settings

SETTINGS = Settings(environment="dev", organisation="acme", aws_account_id="111122223333", prefix="DEV")


def told(**fields: object) -> dict[str, str]:
    tables = [ProductTable("visits", description="d", columns=[Column("id", "VARCHAR")])]
    product = Product("sessions", description="d", tables=tables, **fields)  # type: ignore[arg-type]
    domain = Domain(
        "tracking", owner="team@example.com", description="d", warehouses=[Warehouse("load")], products=[product]
    )
    return parameters(domain, product, tables[0], SETTINGS)


def test_the_view_is_told_by_its_parts() -> None:
    assert told() == {
        "snowflake.database": "DEV_TRACKING",
        "snowflake.schema": "SESSIONS",
        "snowflake.view": "VISITS",
    }


def test_readers_stand_with_role_purpose_and_last_day() -> None:
    given = told(readers=[Reader("press", purpose="Reviews", until="2027-12-31"), "archive"])
    assert json.loads(given["readers"]) == [
        {"domain": "press", "role": "DEV_PRESS_READER", "purpose": "Reviews", "until": "2027-12-31"},
        {"domain": "archive", "role": "DEV_ARCHIVE_READER"},
    ]


def test_the_contract_is_an_address() -> None:
    assert told(contract="https://contracts.example.com/sessions")["contract"] == (
        "https://contracts.example.com/sessions"
    )
