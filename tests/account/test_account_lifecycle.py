"""What becomes of objects and of what hangs on them: create, replace, drop, restore, rename, clone."""

from __future__ import annotations

from typing import Any

import pytest

from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.statements import Grantee

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


def test_what_was_granted_on_a_container_is_not_on_the_next_of_its_name(world: Any) -> None:
    world.run("GRANT USAGE ON SCHEMA d.s TO ROLE r; GRANT SELECT ON TABLE d.s.t TO ROLE r; DROP SCHEMA d.s")
    world.run("CREATE SCHEMA d.s; CREATE TABLE d.s.t (id NUMBER)")
    assert world.account.grants(to=Grantee("ROLE", Name.of("R"))) == []


def test_undrop_gives_back_to_a_database_role(world: Any) -> None:
    world.run("GRANT DATABASE ROLE d.dr TO ROLE owner; GRANT OWNERSHIP ON TABLE d.s.t TO DATABASE ROLE d.dr")
    world.run("DROP SCHEMA d.s; UNDROP SCHEMA d.s")
    assert world.account.get("TABLE", T).owner == Name.of("D", "DR")


def test_the_last_dropped_comes_back_first(world: Any) -> None:
    world.run("DROP TABLE d.s.t; CREATE TABLE d.s.t (second NUMBER); DROP TABLE d.s.t; UNDROP TABLE d.s.t")
    assert world.account.get("TABLE", T).column("SECOND") is not None
    world.run("ALTER TABLE d.s.t RENAME TO d.s.t2; UNDROP TABLE d.s.t")
    assert world.account.get("TABLE", T).column("EMAIL") is not None


ANOTHER_SCHEMA = "DROP TABLE d.s.t; DROP SCHEMA d.s; CREATE SCHEMA d.s; "


def test_what_was_dropped_in_a_schema_is_not_in_another_of_its_name(world: Any) -> None:
    with pytest.raises(Refused, match="Table T did not exist or was purged"):
        world.run(ANOTHER_SCHEMA + "UNDROP TABLE d.s.t")
    world.run("ALTER SCHEMA d.s RENAME TO d.new; UNDROP SCHEMA d.s; UNDROP TABLE d.s.t")
    assert world.account.get("TABLE", T).column("EMAIL") is not None


def test_what_was_dropped_in_a_dropped_schema_moves_with_its_database(world: Any) -> None:
    world.run(ANOTHER_SCHEMA + "ALTER DATABASE d RENAME TO other; DROP SCHEMA other.s")
    world.run("UNDROP SCHEMA other.s; ALTER SCHEMA other.s RENAME TO other.new; UNDROP SCHEMA other.s")
    world.run("UNDROP TABLE other.s.t; DROP DATABASE other; UNDROP DATABASE other")
    assert world.account.get("TABLE", Name.of("OTHER", "S", "T")).column("EMAIL") is not None


def test_what_was_dropped_in_a_schema_that_is_not_kept_is_gone(world: Any) -> None:
    filled = world.account.fill(world.account.get("TABLE", T))
    world.run("DROP TABLE d.s.t; ALTER SCHEMA d.s SET DATA_RETENTION_TIME_IN_DAYS = 0")
    assert filled in world.account.contents()
    world.run("DROP SCHEMA d.s")
    assert filled not in world.account.contents()


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


def test_what_was_dropped_comes_back_in_the_renamed_container(world: Any) -> None:
    world.run("GRANT SELECT ON TABLE d.s.t TO DATABASE ROLE d.dr; DROP TABLE d.s.t; ALTER DATABASE d RENAME TO e")
    world.run("UNDROP TABLE e.s.t")
    (grant,) = world.account.grants(on=("TABLE", Name.of("E", "S", "T")))
    assert grant.to.name == Name.of("E", "DR")


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


def test_future_grants_of_a_database_are_those_of_its_clone(world: Any) -> None:
    world.run("USE ROLE ACCOUNTADMIN; GRANT USAGE ON DATABASE d TO ROLE accountadmin")
    world.run("GRANT SELECT ON FUTURE TABLES IN DATABASE d TO ROLE r; USE ROLE OWNER; CREATE DATABASE x CLONE d")
    assert [grant.privilege for grant in world.account.grants(on=("IN", Name.of("X")))] == ["SELECT"]


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
