"""Physical names are contract: each of them written out."""

import pytest

from mesh import names
from mesh.names import Names, owner_of_warehouse
from mesh.settings import Settings

PROD = Settings(environment="prod", organisation="acme", aws_account_id="111122223333", prefix="")
DEV = Settings(environment="dev", organisation="acme", aws_account_id="111122223333", prefix="DEV")


def test_names_in_prod_have_no_prefix() -> None:
    tracking = Names("tracking", PROD)
    assert tracking.database == "TRACKING"
    assert tracking.monitor == "TRACKING_MONITOR"
    assert tracking.warehouse("load") == "TRACKING_LOAD"
    assert [tracking.role(function) for function in names.FUNCTIONS] == [
        "TRACKING_ENGINEER",
        "TRACKING_ANALYST",
        "TRACKING_TRANSFORMER",
        "TRACKING_LOADER",
        "TRACKING_READER",
    ]
    assert tracking.glue_database == "tracking"
    assert tracking.bucket == "acme-tracking-111122223333"


def test_names_elsewhere_have_one() -> None:
    tracking = Names("web_tracking", DEV)
    assert tracking.database == "DEV_WEB_TRACKING"
    assert tracking.monitor == "DEV_WEB_TRACKING_MONITOR"
    assert tracking.warehouse("load") == "DEV_WEB_TRACKING_LOAD"
    assert tracking.role("reader") == "DEV_WEB_TRACKING_READER"
    assert tracking.glue_database == "dev_web_tracking"
    assert tracking.bucket == "acme-dev-web-tracking-111122223333"


def test_names_inside_a_database_are_the_same_everywhere() -> None:
    assert [names.schema(layer) for layer in names.LAYERS] == ["LANDING", "STAGING", "CORE"]
    assert names.schema("sessions") == "SESSIONS"
    assert names.table("sessions") == "SESSIONS"
    assert names.view("sessions") == "SESSIONS"
    assert names.column("started_at") == "STARTED_AT"
    assert names.glue_table("sessions", "sessions") == "sessions"
    assert names.glue_table("sessions", "visits") == "sessions_visits"
    assert names.database_role("sessions", "R") == "SESSIONS_R"
    assert names.database_role("core", "RW") == "CORE_RW"


def test_a_policys_name_has_its_signature() -> None:
    assert names.row_access_policy("sessions", "brand", "VARCHAR") == "SESSIONS_ROWS_BRAND_VARCHAR"
    assert names.row_access_policy("sessions", "price", "NUMBER(38,2)") == "SESSIONS_ROWS_PRICE_NUMBER_38_2"
    assert names.masking_policy("email", "VARCHAR") == "EMAIL_VARCHAR"


def test_governance_has_the_prefix_of_the_stack() -> None:
    assert (names.governance_database(DEV), names.steward(DEV)) == ("DEV_GOVERNANCE", "DEV_GOVERNANCE_STEWARD")


def test_quoted() -> None:
    assert names.quoted("TRACKING", "CORE", "SESSIONS") == '"TRACKING"."CORE"."SESSIONS"'


@pytest.mark.parametrize(
    ("domain", "warehouse", "owner"),
    [
        ("a", "c", "a"),
        ("a", "b", "a"),
        ("a", "b_c", "a_b"),
        ("a_b", "c", "a_b"),
        ("a", "bc", "a"),
    ],
)
def test_a_warehouse_name_belongs_to_one_domain(domain: str, warehouse: str, owner: str) -> None:
    assert owner_of_warehouse(domain, warehouse, ["a", "a_b", "z"]) == owner
