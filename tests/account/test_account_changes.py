"""What becomes of objects that are altered, what is told of them, and as whom all that is done."""

from __future__ import annotations

from typing import Any

import pytest

from mesh.account.account import Account, Session
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.statements import Alter, Create, Set, SetTag

T = Name.of("D", "S", "T")
# --- alter -------------------------------------------------------------------------------------------------------


def test_set_and_unset(world: Any) -> None:
    world.run("ALTER TABLE d.s.t SET COMMENT = 'x', DATA_RETENTION_TIME_IN_DAYS = 3; ALTER TABLE d.s.t UNSET COMMENT")
    table = world.account.get("TABLE", T)
    assert "COMMENT" not in table.options
    assert table.options["DATA_RETENTION_TIME_IN_DAYS"] == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "ALTER COLUMN id SET DATA TYPE VARCHAR",
            "cannot change column ID from type NUMBER(38,0) to VARCHAR(16777216)",
        ),
        ("ALTER COLUMN region SET DATA TYPE VARCHAR(10)", "reducing the byte-length of a varchar"),
        ("ALTER COLUMN id SET DATA TYPE NUMBER(10,0)", "cannot change column ID"),
        ("DROP COLUMN nosuch", "invalid identifier 'NOSUCH'"),
        ("ADD COLUMN region VARCHAR", "column 'REGION' already exists"),
        ("ADD COLUMN n NUMBER NOT NULL", "cannot be added to non-empty table"),
        ("ALTER COLUMN region SET DATA TYPE NOSUCHTYPE", "Unsupported data type"),
    ],
)
def test_columns_that_cannot_change_so(world: Any, change: str, words: str) -> None:
    said = world.judged(f"ALTER TABLE d.s.t {change}")
    assert isinstance(said, Refused)
    assert words in said.message


def test_columns_change(world: Any) -> None:
    world.run("CREATE TABLE d.s.n (a VARCHAR(10), b NUMBER(5,2), c NUMBER)")
    world.run(
        "ALTER TABLE d.s.n ALTER COLUMN a SET DATA TYPE VARCHAR(20); "
        "ALTER TABLE d.s.n ALTER COLUMN b SET DATA TYPE NUMBER(7,2)"
    )
    world.run(
        "ALTER TABLE d.s.n DROP COLUMN c; ALTER TABLE d.s.n ADD COLUMN e DATE; "
        "ALTER TABLE d.s.n ALTER COLUMN a COMMENT 'x'"
    )
    rows = [(row["name"], row["type"], row["comment"]) for row in world.rows("DESCRIBE TABLE d.s.n")]
    assert rows == [("A", "VARCHAR(20)", "x"), ("B", "NUMBER(7,2)", None), ("E", "DATE", None)]


def test_a_column_that_a_policy_uses_stays(world: Any) -> None:
    world.run(
        "CREATE ROW ACCESS POLICY d.s.p AS (a VARCHAR) RETURNS BOOLEAN -> TRUE; "
        "ALTER TABLE d.s.t ADD ROW ACCESS POLICY d.s.p ON (region)"
    )
    with pytest.raises(Refused, match="used by a policy"):
        world.run("ALTER TABLE d.s.t DROP COLUMN region")


def test_modify_changes_a_warehouse_but_its_monitor_only_an_administrator(worlds: Any) -> None:
    world = worlds()
    world.run(
        "CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 1; GRANT MODIFY, USAGE ON WAREHOUSE w TO ROLE r; USE ROLE R"
    )
    world.run("ALTER WAREHOUSE w SET WAREHOUSE_SIZE = 'MEDIUM' WAIT_FOR_COMPLETION = true")
    assert world.account.get("WAREHOUSE", Name.of("W")).options == {"WAREHOUSE_SIZE": "MEDIUM"}
    with pytest.raises(Refused, match="Only account administrators"):
        world.run("ALTER WAREHOUSE w SET RESOURCE_MONITOR = m")
    world.run(
        "USE ROLE ACCOUNTADMIN; ALTER WAREHOUSE w SET RESOURCE_MONITOR = m; ALTER WAREHOUSE w UNSET RESOURCE_MONITOR"
    )


def test_accounts_of_a_share(worlds: Any) -> None:
    """ADD never takes one away, so a provider that sends a shorter list leaves the others in."""
    world = worlds()
    world.run("CREATE SHARE sh; CREATE DATABASE x")
    with pytest.raises(Refused, match="does not currently have a database"):
        world.run("ALTER SHARE sh ADD ACCOUNTS = o.a")
    world.run(
        "GRANT USAGE ON DATABASE x TO SHARE sh; ALTER SHARE sh ADD ACCOUNTS = o.a, o.b; "
        "ALTER SHARE sh ADD ACCOUNTS = o.b"
    )
    assert world.rows("SHOW SHARES LIKE 'sh'")[0]["to"] == "O.A, O.B"
    world.run("ALTER SHARE sh REMOVE ACCOUNTS = o.a")
    assert world.rows("SHOW SHARES")[0]["to"] == "O.B"


# --- retention ---------------------------------------------------------------------------------------------------


def test_retention_is_inherited(world: Any) -> None:
    world.run(
        "ALTER DATABASE d SET DATA_RETENTION_TIME_IN_DAYS = 30; ALTER SCHEMA d.s2 SET DATA_RETENTION_TIME_IN_DAYS = 5"
    )
    world.run("CREATE TABLE d.s2.t (a NUMBER); CREATE TRANSIENT TABLE d.s.short (a NUMBER)")
    rows = {row["name"]: row["retention_time"] for row in world.rows("SHOW TABLES IN DATABASE d")}
    assert rows["SHORT"] == "1"
    assert [row["retention_time"] for row in world.rows("SHOW TABLES IN SCHEMA d.s2")] == ["5"]
    assert [row["retention_time"] for row in world.rows("SHOW TABLES LIKE 't' IN SCHEMA d.s")] == ["30"]


# --- show and describe -------------------------------------------------------------------------------------------


def test_an_integration_has_a_stable_user_and_an_external_id_of_its_own(world: Any) -> None:
    create = (
        "CREATE STORAGE INTEGRATION i TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' STORAGE_AWS_ROLE_ARN ="
        " 'arn:aws:iam::111122223333:role/load' STORAGE_ALLOWED_LOCATIONS = ('s3://bucket/a/')"
    )

    def described() -> dict[str, Any]:
        rows = world.rows("DESCRIBE STORAGE INTEGRATION i")
        return {row["property"]: row["property_value"] for row in rows}

    world.run(create)
    first = described()
    assert first["STORAGE_AWS_IAM_USER_ARN"].startswith("arn:aws:iam::")
    world.run("ALTER STORAGE INTEGRATION i SET STORAGE_ALLOWED_LOCATIONS = ('s3://bucket/a/', 's3://bucket/b/')")
    assert described()["STORAGE_AWS_EXTERNAL_ID"] == first["STORAGE_AWS_EXTERNAL_ID"]
    world.run("DROP STORAGE INTEGRATION i; " + create)
    again = described()
    assert again["STORAGE_AWS_IAM_USER_ARN"] == first["STORAGE_AWS_IAM_USER_ARN"]
    assert again["STORAGE_AWS_EXTERNAL_ID"] != first["STORAGE_AWS_EXTERNAL_ID"]


def test_pipes_of_a_bucket_share_a_queue(world: Any) -> None:
    world.run("CREATE STAGE d.s.st URL = 's3://bucket/a/'; CREATE STAGE d.s.other URL = 's3://other/a/'")
    for pipe, stage in (("p", "st"), ("q", "st"), ("r", "other")):
        world.run(f"CREATE PIPE d.s.{pipe} AUTO_INGEST = true AS COPY INTO d.s.t FROM @d.s.{stage}")
    channels = [row["notification_channel"] for row in world.rows("SHOW PIPES IN SCHEMA d.s")]
    assert channels[0].startswith("arn:aws:sqs:")
    assert channels[0] == channels[1] != channels[2]


def test_show_is_in_order_and_limited(world: Any) -> None:
    world.run("CREATE TABLE d.s.b (a NUMBER); CREATE TABLE d.s.a (a NUMBER)")
    assert [row["name"] for row in world.rows("SHOW TABLES IN SCHEMA d.s")] == ["A", "B", "T"]
    assert [row["name"] for row in world.rows("SHOW TABLES LIKE '_' IN DATABASE d2")] == ["T"]
    row = world.rows("SHOW TABLES LIKE 'A' IN SCHEMA d.s")[0]
    assert (row["database_name"], row["schema_name"], row["owner"]) == ("D", "S", "OWNER")
    world.run("USE ROLE R")
    assert world.rows("SHOW DATABASES LIKE 'D'") == []


def test_show_warehouses_spells_sizes_in_words(worlds: Any) -> None:
    world = worlds()
    world.run("CREATE WAREHOUSE n WAREHOUSE_SIZE = 'XXLARGE' INITIALLY_SUSPENDED = true")
    row = world.rows("SHOW WAREHOUSES LIKE 'n'")[0]
    assert (row["size"], row["state"], row["auto_suspend"], row["max_cluster_count"]) == (
        "2X-Large",
        "SUSPENDED",
        600,
        1,
    )


# --- sessions ----------------------------------------------------------------------------------------------------


def test_a_session_has_a_role_that_exists() -> None:
    with pytest.raises(Refused, match="Role 'NOSUCH' does not exist"):
        Account().execute(Create("DATABASE", Name.of("D")), Session(Name.of("NOSUCH")))


def test_a_statement_is_carried_out_wholly_or_not_at_all(world: Any) -> None:
    tag = Name.of("D", "S", "TAG")
    world.run("CREATE TAG d.s.tag")
    before = world.documents()
    with pytest.raises(Refused):
        world.execute(Alter("TABLE", T, (SetTag(tag, "x"), Set({"NOSUCH": 1}))))
    with pytest.raises(Refused):
        world.run("CREATE OR REPLACE DATABASE d CLONE nosuch")
    assert world.documents() == before


def test_an_account_has_one_of_three_editions() -> None:
    with pytest.raises(ValueError, match="edition 'GOLD' is not one of STANDARD"):
        Account(edition="GOLD")


def test_creation_on_standard_edition(worlds: Any) -> None:
    world = worlds("STANDARD", "OWNER")
    for text in (
        "CREATE MASKING POLICY d.s.m AS (a VARCHAR) RETURNS VARCHAR -> a",
        "CREATE ROW ACCESS POLICY d.s.p AS (a VARCHAR) RETURNS BOOLEAN -> TRUE",
    ):
        with pytest.raises(Refused, match="requires Enterprise Edition"):
            world.run(text)
