"""What becomes of objects and of what hangs on them: create, replace, drop, restore, rename, clone, alter, describe."""

from __future__ import annotations

from typing import Any

import pytest

from mesh.account.account import Account, Session
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.statements import Alter, Create, Grantee, Set, SetTag

T = Name.of("D", "S", "T")
POLICIES = """
    CREATE ROW ACCESS POLICY d.s.rows_ AS (a VARCHAR) RETURNS BOOLEAN -> a = 'EU';
    CREATE MASKING POLICY d.s.mask AS (a VARCHAR) RETURNS VARCHAR -> '***';
    CREATE TAG d.s.tag;
    CREATE SECURE VIEW d.s.v (region, email MASKING POLICY d.s.mask) ROW ACCESS POLICY d.s.rows_ ON (region)
      AS SELECT region, email FROM d.s.t;
    ALTER VIEW d.s.v SET TAG d.s.tag = 'x'; ALTER TABLE d.s.v MODIFY COLUMN email SET TAG d.s.tag = 'y';
    GRANT SELECT ON VIEW d.s.v TO ROLE r;
"""


def view(world: Any, name: str = "d.s.v") -> Any:
    return world.account.get("VIEW", Name.sql(name))


# --- create and replace ------------------------------------------------------------------------------------------


def test_a_database_comes_with_two_schemas(world: Any) -> None:
    names = [schema.name.last for schema in world.account.objects("SCHEMA", within=Name.of("D2"))]
    assert names == ["INFORMATION_SCHEMA", "PUBLIC", "S"]
    world.run("DROP SCHEMA IF EXISTS d2.public; DROP SCHEMA IF EXISTS d2.public")
    assert world.account.get("SCHEMA", Name.of("D2", "PUBLIC")) is None


def test_the_creator_owns(world: Any) -> None:
    assert world.account.get("TABLE", T).owner == Name.of("OWNER")


def test_types_are_kept_in_one_spelling(world: Any) -> None:
    world.run("CREATE TABLE d.s.n (a INT, b STRING, c TIMESTAMP_NTZ, d DECIMAL(10, 2))")
    types = [row["type"] for row in world.rows("DESCRIBE TABLE d.s.n")]
    assert types == ["NUMBER(38,0)", "VARCHAR(16777216)", "TIMESTAMP_NTZ(9)", "NUMBER(10,2)"]


def test_replace_keeps_nothing_that_is_not_restated(world: Any) -> None:
    """Case A-285: grants, tags and policies go; COPY GRANTS keeps the grants alone."""
    world.run(POLICIES)
    world.run("CREATE OR REPLACE SECURE VIEW d.s.v (region, email) COPY GRANTS AS SELECT region, email FROM d.s.t")
    new = view(world)
    assert new.tags == new.column_tags == {}
    assert new.column("EMAIL").masking_policy is None
    assert "ROW ACCESS POLICY" not in new.options
    assert "COPY GRANTS" not in new.options
    assert [grant.to.name.last for grant in world.account.grants(on=("VIEW", new.name))] == ["R"]
    world.run("CREATE OR REPLACE SECURE VIEW d.s.v AS SELECT region, email FROM d.s.t")
    assert world.account.grants(on=("VIEW", new.name)) == []


def test_one_statement_replaces_a_protected_view(world: Any) -> None:
    """The provider restates all policies in CREATE OR REPLACE … COPY GRANTS."""
    world.run(POLICIES)
    world.run(
        "CREATE OR REPLACE SECURE VIEW d.s.v (region, email MASKING POLICY d.s.mask USING (email)) COPY GRANTS"
        " COMMENT = 'new' ROW ACCESS POLICY d.s.rows_ ON (region) AS SELECT region, email FROM d.s.t"
    )
    assert view(world).column("EMAIL").masking_policy == Name.of("D", "S", "MASK")


def test_replace_leaves_shares_and_copy_grants_stays(world: Any) -> None:
    """Cases A-150 and A-123."""
    world.run(
        POLICIES + "CREATE SHARE sh; GRANT USAGE ON DATABASE d TO SHARE sh; GRANT USAGE ON SCHEMA d.s TO SHARE sh;"
    )
    world.run("GRANT SELECT ON VIEW d.s.v TO SHARE sh; GRANT DATABASE ROLE d.dr TO SHARE sh")
    share = Grantee("SHARE", Name.of("SH"))
    world.run("CREATE OR REPLACE SECURE VIEW d.s.v COPY GRANTS AS SELECT region FROM d.s.t")
    assert any(grant.on.name == Name.of("D", "S", "V") for grant in world.account.grants(to=share))
    with pytest.raises(Refused, match="SECURE"):
        world.run("CREATE OR REPLACE VIEW d.s.v COPY GRANTS AS SELECT region FROM d.s.t")
    with pytest.raises(Refused, match="SECURE"):
        world.run("ALTER VIEW d.s.v UNSET SECURE")
    world.run("CREATE OR REPLACE SECURE VIEW d.s.v AS SELECT region FROM d.s.t; CREATE OR REPLACE DATABASE ROLE d.dr")
    assert not any(grant.on.name == Name.of("D", "S", "V") for grant in world.account.grants(to=share))
    assert world.account.memberships(to=share) == []


def test_what_cannot_be_dropped_cannot_be_replaced(world: Any) -> None:
    world.run("CREATE MASKING POLICY d.s2.mask AS (a VARCHAR) RETURNS VARCHAR -> '***'")
    world.run("ALTER TABLE d.s.t ALTER COLUMN email SET MASKING POLICY d.s2.mask")
    with pytest.raises(Refused, match="cannot be dropped/replaced"):
        world.run("CREATE OR REPLACE SCHEMA d.s2")


def test_only_the_owner_replaces(world: Any) -> None:
    world.run("GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE, CREATE TABLE ON SCHEMA d.s TO ROLE r; USE ROLE R")
    with pytest.raises(Refused, match="OWNERSHIP granted on TABLE D\\.S\\.T"):
        world.run("CREATE OR REPLACE TABLE d.s.t (a NUMBER)")


def test_a_view_reads_what_is_there_and_may_be_read(world: Any) -> None:
    for query, words in (
        ("SELECT a FROM d.s.nosuch", "Object 'D.S.NOSUCH' does not exist"),
        ("SELECT a FROM d.nosuch.t", "Schema 'D.NOSUCH' does not exist"),
        ("SELECT nosuch FROM d.s.t", "invalid identifier 'NOSUCH'"),
        ("SELECT x.id FROM d.s.t x JOIN d.nosuch.y ON x.id = y.id", "Schema 'D.NOSUCH'"),
        ("SELECT x.id FROM d.s.t AS x, d2.s.nosuch", "Object 'D2.S.NOSUCH'"),
    ):
        with pytest.raises(Refused, match=words):
            world.run(f"CREATE VIEW d.s.v AS {query}")
    for number, query in enumerate(
        (
            "WITH c AS (SELECT id FROM d.s.t) SELECT id FROM c",
            "WITH c (a, b) AS (SELECT id, region FROM d.s.t), e AS ((SELECT a FROM c)) SELECT a FROM e",
            "SELECT EXTRACT(year FROM CURRENT_DATE) AS y, t.id FROM t",
            "SELECT id, COUNT(*) AS n FROM (SELECT id FROM d.s.t) GROUP BY id",
            "SELECT f.value::VARCHAR AS v FROM d.s.t, LATERAL FLATTEN(input => PARSE_JSON(email)) f",
            "SELECT id FROM d.s.t WHERE email IS DISTINCT FROM region -- FROM nosuch\n",
            "SELECT * FROM s2.other",
        )
    ):
        if "other" in query:
            world.run("CREATE TABLE d.s2.other (a NUMBER)")
        world.run(f"CREATE VIEW d.s.v{number} AS {query}")


def test_a_view_names_as_many_columns_as_its_query_gives(world: Any) -> None:
    with pytest.raises(Refused, match="Invalid column definition list"):
        world.run("CREATE VIEW d.s.v (a, b) AS SELECT id FROM d.s.t")
    with pytest.raises(Refused, match="duplicate column name 'A'"):
        world.run("CREATE VIEW d.s.v (a, a) AS SELECT id, region FROM d.s.t")
    world.run("CREATE VIEW d.s.v (a, b, c) AS SELECT * EXCLUDE (id), id FROM d.s.t")


# --- drop and undrop ---------------------------------------------------------------------------------------------


def test_a_container_takes_everything_with_it(world: Any) -> None:
    world.run(POLICIES + "GRANT SELECT ON ALL TABLES IN SCHEMA d.s TO ROLE r; GRANT DATABASE ROLE d.dr TO ROLE r")
    world.run("GRANT SELECT ON FUTURE TABLES IN SCHEMA d.m TO ROLE r; DROP DATABASE d")
    assert list(world.account.objects(within=Name.of("D"))) == []
    assert [grant for grant in world.account.grants() if _about(grant, "D")] == []
    assert world.account.memberships(to=Grantee("ROLE", Name.of("R"))) == []


def _about(grant: Any, database: str) -> bool:
    places = [getattr(grant.on, "name", None), getattr(grant.on, "container", None), grant.to.name]
    return any(place is not None and place.parts[:1] == (database,) for place in places)


def test_undrop_brings_everything_back(world: Any) -> None:
    world.run(POLICIES + "GRANT DATABASE ROLE d.dr TO ROLE r; GRANT SELECT ON FUTURE TABLES IN SCHEMA d.m TO ROLE r")
    before = {key: doc for key, doc in world.documents().items() if key[0] not in ("account", "dropped")}
    world.run("DROP DATABASE d; UNDROP DATABASE d")
    after = {key: doc for key, doc in world.documents().items() if key[0] not in ("account", "dropped")}
    assert after == before


def test_undrop_leaves_out_grants_to_what_is_gone(world: Any) -> None:
    world.run("GRANT SELECT ON TABLE d.s.t TO ROLE r; DROP TABLE d.s.t; USE ROLE ACCOUNTADMIN; DROP ROLE r")
    world.run("USE ROLE OWNER; UNDROP TABLE d.s.t")
    assert world.account.grants(on=("TABLE", T)) == []


def test_the_last_dropped_comes_back_first(world: Any) -> None:
    world.run("DROP TABLE d.s.t; CREATE TABLE d.s.t (second NUMBER); DROP TABLE d.s.t; UNDROP TABLE d.s.t")
    assert world.account.get("TABLE", T).column("SECOND") is not None
    world.run("ALTER TABLE d.s.t RENAME TO d.s.t2; UNDROP TABLE d.s.t")
    assert world.account.get("TABLE", T).column("EMAIL") is not None


def test_a_dropped_tag_comes_off(world: Any) -> None:
    world.run(POLICIES + "DROP TAG d.s.tag")
    assert view(world).tags == {}
    assert view(world).column_tags.get("EMAIL", {}) == {}


def test_a_dropped_monitor_comes_off_its_warehouses(worlds: Any) -> None:
    world = worlds()
    world.run("CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 1; CREATE WAREHOUSE n RESOURCE_MONITOR = m")
    world.run("DROP RESOURCE MONITOR m")
    assert "RESOURCE_MONITOR" not in world.account.get("WAREHOUSE", Name.of("N")).options


# --- rename ------------------------------------------------------------------------------------------------------


def test_what_refers_to_a_renamed_database_follows(world: Any) -> None:
    """Policies, tags, grants, database roles and future grants; the text of a view does not (case A-283)."""
    world.run(
        POLICIES + "CREATE TABLE d2.s.far (a VARCHAR); ALTER TABLE d2.s.far ALTER COLUMN a SET MASKING POLICY d.s.mask"
    )
    world.run("GRANT DATABASE ROLE d.dr TO ROLE r; GRANT SELECT ON FUTURE TABLES IN SCHEMA d.m TO DATABASE ROLE d.dr")
    world.run("ALTER DATABASE d RENAME TO e")
    assert list(world.account.objects(within=Name.of("D"))) == []
    moved = view(world, "e.s.v")
    assert moved.options["ROW ACCESS POLICY"].policy == Name.of("E", "S", "ROWS_")
    assert moved.tags == {Name.of("E", "S", "TAG"): "x"}
    assert "d.s.t" in moved.options["AS"]
    far = world.account.get("TABLE", Name.of("D2", "S", "FAR"))
    assert far.column("A").masking_policy == Name.of("E", "S", "MASK")
    (membership,) = world.account.memberships(to=Grantee("ROLE", Name.of("R")))
    assert membership.role.name == Name.of("E", "DR")
    (future,) = world.account.grants(on=("IN", Name.of("E", "M")))
    assert future.to.name == Name.of("E", "DR")
    with pytest.raises(Refused, match="cannot be dropped/replaced"):
        world.run("DROP MASKING POLICY e.s.mask")


def test_a_renamed_role_keeps_what_it_has(worlds: Any) -> None:
    world = worlds()
    world.run("ALTER ROLE owner RENAME TO landlord")
    assert world.account.get("TABLE", T).owner == Name.of("LANDLORD")
    world.run("USE ROLE LANDLORD; DROP TABLE d.s.t")


def test_a_rename_of_a_table_leaves_a_policy_of_the_same_name_alone(world: Any) -> None:
    world.run("CREATE MASKING POLICY d.s.t AS (a VARCHAR) RETURNS VARCHAR -> '***'")
    world.run("ALTER TABLE d.s.t ALTER COLUMN email SET MASKING POLICY d.s.t; ALTER TABLE d.s.t RENAME TO d.s.n")
    assert world.account.get("TABLE", Name.of("D", "S", "N")).column("EMAIL").masking_policy == T


def test_a_renamed_role_is_no_container(worlds: Any) -> None:
    """A role D and a database D, a database role D.S and a schema D.S have nothing to do with each other."""
    world = worlds()
    world.run("CREATE ROLE d; USE ROLE OWNER; CREATE DATABASE ROLE d.s; ALTER DATABASE ROLE d.s RENAME TO d.n")
    world.run("USE ROLE ACCOUNTADMIN; ALTER ROLE d RENAME TO e")
    assert world.account.get("TABLE", T) is not None
    assert world.account.get("DATABASE ROLE", Name.of("D", "N")) is not None


# --- clone -------------------------------------------------------------------------------------------------------


def test_b_101_and_b_105_a_database_clone(world: Any) -> None:
    """Grants on what is inside are copied, those on the database and to account roles of database roles are not."""
    world.run(
        "GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE ON SCHEMA d.s TO ROLE r; "
        "GRANT SELECT ON TABLE d.s.t TO ROLE r"
    )
    world.run("GRANT USAGE ON SCHEMA d.s TO DATABASE ROLE d.dr; GRANT SELECT ON TABLE d.s.t TO DATABASE ROLE d.dr")
    world.run(
        "GRANT DATABASE ROLE d.dr TO DATABASE ROLE d.dr2; GRANT DATABASE ROLE d.dr TO ROLE r2; "
        "CREATE DATABASE x CLONE d"
    )
    assert not world.reads("R", "x.s.t")
    world.run("GRANT USAGE ON DATABASE x TO ROLE r")
    assert world.reads("R", "x.s.t")
    assert not world.reads("R2", "x.s.t")
    world.run("GRANT DATABASE ROLE x.dr2 TO ROLE r2")
    assert world.reads("R2", "x.s.t")


def test_b_103_a_table_clone(world: Any) -> None:
    world.run(
        "GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE ON SCHEMA d.s TO ROLE r; "
        "GRANT SELECT ON TABLE d.s.t TO ROLE r"
    )
    world.run("CREATE TABLE d.s.a CLONE d.s.t; CREATE TABLE d.s.b CLONE d.s.t COPY GRANTS")
    assert not world.reads("R", "d.s.a")
    assert world.reads("R", "d.s.b")
    world.run("USE ROLE ACCOUNTADMIN; GRANT SELECT ON FUTURE TABLES IN SCHEMA d.s TO ROLE r; USE ROLE OWNER")
    world.run("CREATE TABLE d.s.c CLONE d.s.t")
    assert world.reads("R", "d.s.c")


def test_a_clone_is_apart_from_its_source(world: Any) -> None:
    world.run(POLICIES + "CREATE SCHEMA d.c CLONE d.s; DROP SCHEMA d.s")
    assert view(world, "d.c.v").options["ROW ACCESS POLICY"].policy == Name.of("D", "C", "ROWS_")
    assert world.account.get("TABLE", Name.of("D", "C", "T")) is not None


def test_a_clone_in_a_share_is_not_in_the_share(world: Any) -> None:
    world.run(
        POLICIES + "CREATE SHARE sh; GRANT USAGE ON DATABASE d TO SHARE sh; GRANT USAGE ON SCHEMA d.s TO SHARE sh;"
    )
    world.run("GRANT SELECT ON VIEW d.s.v TO SHARE sh; CREATE DATABASE x CLONE d")
    names = [grant.on.name.parts[0] for grant in world.account.grants(to=Grantee("SHARE", Name.of("SH")))]
    assert set(names) == {"D"}


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
