"""Who may select what: the worlds of chains, roles, shares and views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mesh.account.refusal import Refused

Make = Callable[..., Any]

ALL = [(1, "EU", "ann@x.eu"), (2, "US", "bob@x.us"), (3, None, "cid@x.io")]
NO_TABLE = "002003 (02000): SQL compilation error: Object 'D.S.T' does not exist or not authorized."
NO_SCHEMA = "002003 (02000): SQL compilation error: Schema 'D.S' does not exist or not authorized."
NO_DATABASE = "002003 (02000): SQL compilation error: Database 'D' does not exist or not authorized."

USAGE = "GRANT USAGE ON DATABASE D TO ROLE R; GRANT USAGE ON SCHEMA D.S TO ROLE R"


def test_the_full_chain_reads_everything(full: Make) -> None:
    assert full().select("SELECT * FROM d.s.t ORDER BY id") == ALL


@pytest.mark.parametrize(
    ("grants", "said"),
    [
        ("GRANT USAGE ON SCHEMA D.S TO ROLE R; GRANT SELECT ON TABLE D.S.T TO ROLE R", NO_DATABASE),
        ("GRANT USAGE ON DATABASE D TO ROLE R; GRANT SELECT ON TABLE D.S.T TO ROLE R", NO_SCHEMA),
        (USAGE, NO_TABLE),
        (f"{USAGE}; GRANT INSERT ON TABLE D.S.T TO ROLE R", NO_TABLE),
        ("GRANT OWNERSHIP ON TABLE D.S.T TO ROLE R", NO_DATABASE),
        (f"{USAGE}; GRANT INHERITED SELECT ON ALL VIEWS IN SCHEMA D.S TO ROLE R", NO_TABLE),
        (f"{USAGE}; GRANT OWNERSHIP ON ROLE PII TO ROLE R; GRANT SELECT ON TABLE D.S.T TO ROLE PII", NO_TABLE),
    ],
)
def test_a_missing_link_is_named(make: Make, grants: str, said: str) -> None:
    world = make()
    world.run("ALTER ACCOUNT SET FEATURE_RBAC_INHERITED_GRANTS = 'ENABLED'")
    world.run(grants)
    assert world.refusal("SELECT * FROM d.s.t") == said


@pytest.mark.parametrize(
    "grants",
    [
        # Pieces from three roles, PUBLIC, a database role that opens its own database, an inherited grant, ownership.
        "GRANT USAGE ON DATABASE D TO ROLE PII; GRANT USAGE ON SCHEMA D.S TO ROLE OWNER;"
        "GRANT SELECT ON TABLE D.S.T TO ROLE R; GRANT ROLE PII TO ROLE R; GRANT ROLE OWNER TO ROLE R",
        "GRANT USAGE ON DATABASE D TO ROLE PUBLIC; GRANT USAGE ON SCHEMA D.S TO ROLE PUBLIC;"
        "GRANT SELECT ON TABLE D.S.T TO ROLE PUBLIC",
        "CREATE DATABASE ROLE D.DR; GRANT USAGE ON SCHEMA D.S TO DATABASE ROLE D.DR;"
        "GRANT SELECT ON TABLE D.S.T TO DATABASE ROLE D.DR; GRANT DATABASE ROLE D.DR TO ROLE R",
        f"{USAGE}; GRANT INHERITED SELECT ON ALL TABLES IN DATABASE D TO ROLE R",
        f"{USAGE}; GRANT OWNERSHIP ON TABLE D.S.T TO ROLE R",
    ],
)
def test_every_way_of_the_chain_counts(make: Make, grants: str) -> None:
    world = make("ALTER ACCOUNT SET FEATURE_RBAC_INHERITED_GRANTS = 'ENABLED'")
    world.run(grants)
    assert world.select("SELECT * FROM d.s.t ORDER BY id") == ALL


def test_links_may_be_split_over_primary_and_secondary_roles(make: Make) -> None:
    world = make(f"{USAGE}; GRANT SELECT ON TABLE D.S.T TO ROLE PII")
    assert world.refusal("SELECT * FROM d.s.t") == NO_TABLE
    assert world.select("SELECT * FROM d.s.t ORDER BY id", secondary=["PII"]) == ALL


def test_secondary_roles_all_are_those_of_the_user(make: Make) -> None:
    world = make(f"{USAGE}; GRANT SELECT ON TABLE D.S.T TO ROLE PII; CREATE USER U; GRANT ROLE R TO USER U")
    with pytest.raises(Refused):
        world.as_user("SELECT id FROM d.s.t", "U", "R")
    world.run("GRANT ROLE PII TO USER U")
    assert len(world.as_user("SELECT id FROM d.s.t", "U", "R")) == 3
    with pytest.raises(Refused, match="Role 'OWNER' does not exist or not authorized"):
        world.as_user("SELECT id FROM d.s.t", "U", "OWNER")


def test_a_view_is_read_with_its_owners_rights(make: Make) -> None:
    world = make(
        "GRANT USAGE ON DATABASE D TO ROLE OWNER; GRANT USAGE, CREATE VIEW ON SCHEMA D.S TO ROLE OWNER;"
        "GRANT SELECT ON TABLE D.S.T TO ROLE OWNER; USE ROLE OWNER; CREATE VIEW D.S.V AS SELECT id, email FROM t;"
        f"USE ROLE ACCOUNTADMIN; {USAGE}; GRANT SELECT ON VIEW D.S.V TO ROLE R"
    )
    assert world.select("SELECT id FROM d.s.v ORDER BY 1") == [(1,), (2,), (3,)]
    assert world.refusal("SELECT id FROM d.s.t") == NO_TABLE
    world.run("REVOKE SELECT ON TABLE D.S.T FROM ROLE OWNER")
    assert world.refusal("SELECT id FROM d.s.v") == (
        "002037 (42601): SQL compilation error: Failure during expansion of view 'D.S.V': SQL compilation error: "
        "Object 'D.S.T' does not exist or not authorized."
    )


def test_a_readers_own_right_does_not_help_a_view(make: Make) -> None:
    world = make(f"{USAGE}; GRANT SELECT ON TABLE D.S.T TO ROLE R; CREATE VIEW D.S.V AS SELECT id FROM D.S.T")
    world.run("GRANT SELECT ON VIEW D.S.V TO ROLE R; GRANT OWNERSHIP ON VIEW D.S.V TO ROLE OWNER COPY CURRENT GRANTS")
    assert "Failure during expansion of view 'D.S.V'" in world.refusal("SELECT id FROM d.s.v")


def test_in_a_view_invoker_role_is_its_owner_and_current_role_the_readers(full: Make) -> None:
    world = full("CREATE VIEW D.S.V AS SELECT INVOKER_ROLE() AS i, CURRENT_ROLE() AS c FROM D.S.T")
    world.run("GRANT SELECT ON VIEW D.S.V TO ROLE R")
    assert world.select("SELECT DISTINCT i, c FROM d.s.v") == [("ACCOUNTADMIN", "R")]


def test_a_role_is_granted_to_the_invoker_of_what_is_read(full: Make) -> None:
    world = full(
        "CREATE ROW ACCESS POLICY D.S.P AS (X VARCHAR) RETURNS BOOLEAN -> IS_GRANTED_TO_INVOKER_ROLE('PII');"
        "ALTER TABLE D.S.T ADD ROW ACCESS POLICY D.S.P ON (REGION); CREATE VIEW D.S.V AS SELECT id FROM D.S.T;"
        "GRANT SELECT ON VIEW D.S.V TO ROLE R; GRANT ROLE PII TO ROLE ACCOUNTADMIN"
    )
    assert len(world.select("SELECT id FROM d.s.v")) == 3
    assert world.select("SELECT id FROM d.s.t") == []
    assert world.select("SELECT id FROM d.s.t", secondary=["PII"]) == []


def test_a_view_over_a_view_in_another_database(make: Make) -> None:
    world = make(
        "CREATE DATABASE D2; CREATE SCHEMA D2.S; CREATE VIEW D.S.V AS SELECT * FROM D.S.T WHERE region = 'EU';"
        "CREATE VIEW D2.S.W (who) AS SELECT v.email FROM D.S.V AS v;"
        "GRANT USAGE ON DATABASE D2 TO ROLE R; GRANT USAGE ON SCHEMA D2.S TO ROLE R;"
        "GRANT SELECT ON VIEW D2.S.W TO ROLE R"
    )
    assert world.select("SELECT who FROM d2.s.w") == [("ann@x.eu",)]


def test_a_view_that_has_come_to_read_itself_is_refused(make: Make) -> None:
    world = make(
        "CREATE VIEW D.S.A AS SELECT id FROM D.S.T; CREATE VIEW D.S.B AS SELECT id FROM D.S.A;"
        "CREATE OR REPLACE VIEW D.S.A AS SELECT id FROM D.S.B"
    )
    assert "View 'D.S.A' reads itself" in world.refusal("SELECT * FROM d.s.a", "ACCOUNTADMIN")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("t", "090105 (22000): Cannot perform SELECT. This session does not have a current database."),
        ("d.nosuch.t", "Schema 'D.NOSUCH' does not exist or not authorized."),
        ('"d".s.t', "Database 'd' does not exist or not authorized."),
        ('d.s."t"', "Object 'D.S.t' does not exist or not authorized."),
        ("nosuch.s.t", "Database 'NOSUCH' does not exist or not authorized."),
    ],
)
def test_names_are_folded_unless_they_are_quoted(full: Make, name: str, said: str) -> None:
    assert said in full().refusal(f"SELECT * FROM {name}")


def test_a_common_table_expression_sees_those_before_it(full: Make) -> None:
    world = full()
    later = "WITH a AS (SELECT id FROM b), b AS (SELECT 9 AS id) SELECT id FROM a"
    assert "does not have a current database" in world.refusal(later)
    assert world.select("WITH b AS (SELECT 9 AS id), a AS (SELECT id FROM b) SELECT id FROM a") == [(9,)]


# --- shares ------------------------------------------------------------------------------------------------------

SHARED = """
    CREATE SECURE VIEW D.S.V AS SELECT * FROM D.S.T;
    CREATE SHARE SH; GRANT USAGE ON DATABASE D TO SHARE SH; GRANT USAGE ON SCHEMA D.S TO SHARE SH;
    GRANT SELECT ON VIEW D.S.V TO SHARE SH; ALTER SHARE SH ADD ACCOUNTS = PARTNER.XY1;
"""


def test_a_consumer_reads_what_its_share_carries(make: Make) -> None:
    world = make(SHARED)
    assert world.as_account("SELECT id FROM d.s.v ORDER BY 1", "PARTNER.XY1") == [(1,), (2,), (3,)]
    for name in ("d.s.t", "d.s.nosuch"):
        with pytest.raises(Refused, match="does not exist or not authorized"):
            world.as_account(f"SELECT * FROM {name}", "PARTNER.XY1")
    with pytest.raises(Refused, match=r"No share names account 'PARTNER\.OTHER'"):
        world.as_account("SELECT * FROM d.s.v", "PARTNER.OTHER")


def test_a_listing_carries_a_share_to_the_accounts_that_it_names(make: Make) -> None:
    manifest = """
title: T
description: D
listing_terms: {type: OFFLINE}
targets: {accounts: [Partner.XY1]}
"""
    world = make(SHARED.replace("ALTER SHARE SH ADD ACCOUNTS = PARTNER.XY1;", ""))
    world.run(f"CREATE EXTERNAL LISTING L SHARE SH AS $${manifest}$$ PUBLISH = TRUE REVIEW = TRUE")
    assert len(world.as_account("SELECT id FROM d.s.v", "PARTNER.XY1")) == 3
    with pytest.raises(Refused, match=r"No share names account 'PARTNER\.OTHER'"):
        world.as_account("SELECT id FROM d.s.v", "PARTNER.OTHER")
    world.run("ALTER LISTING L UNPUBLISH")
    with pytest.raises(Refused, match=r"No share names account 'PARTNER\.XY1'"):
        world.as_account("SELECT id FROM d.s.v", "PARTNER.XY1")


def test_a_consumer_has_no_role_but_an_account(make: Make) -> None:
    world = make(
        "CREATE SECURE VIEW D.S.W AS SELECT CURRENT_ROLE() AS r, IS_ROLE_IN_SESSION('PUBLIC') AS p,"
        "CURRENT_ACCOUNT() AS a, CURRENT_USER() AS u FROM D.S.T",
        SHARED,
        "GRANT SELECT ON VIEW D.S.W TO SHARE SH",
    )
    assert world.as_account("SELECT DISTINCT * FROM d.s.w", "PARTNER.XY1") == [(None, None, "XY1", None)]


def test_a_share_reaches_other_databases_only_by_reference_usage(make: Make) -> None:
    world = make(
        "CREATE DATABASE D2; CREATE SCHEMA D2.S; CREATE TABLE D2.S.U (ID NUMBER)",
        "CREATE SECURE VIEW D.S.W AS SELECT ID FROM D2.S.U",
        SHARED,
        "GRANT REFERENCE_USAGE ON DATABASE D2 TO SHARE SH; GRANT SELECT ON VIEW D.S.W TO SHARE SH",
    )
    world.rows["U"] = [(7,)]
    assert world.as_account("SELECT * FROM d.s.w", "PARTNER.XY1") == [(7,)]
    world.run("REVOKE REFERENCE_USAGE ON DATABASE D2 FROM SHARE SH")
    with pytest.raises(Refused, match="the share does not have REFERENCE_USAGE on database 'D2'"):
        world.as_account("SELECT * FROM d.s.w", "PARTNER.XY1")


def test_a_mask_in_another_database_needs_reference_usage_too(make: Make) -> None:
    world = make(
        "CREATE DATABASE G; CREATE SCHEMA G.P; CREATE MASKING POLICY G.P.M AS (V VARCHAR) RETURNS VARCHAR -> '***'",
        "CREATE SECURE VIEW D.S.W (ID, EMAIL MASKING POLICY G.P.M) AS SELECT ID, EMAIL FROM D.S.T",
        SHARED,
        "GRANT SELECT ON VIEW D.S.W TO SHARE SH",
    )
    with pytest.raises(Refused, match="the share does not have REFERENCE_USAGE on database 'G'"):
        world.as_account("SELECT id FROM d.s.w", "PARTNER.XY1")
    world.run("GRANT REFERENCE_USAGE ON DATABASE G TO SHARE SH")
    assert world.as_account("SELECT DISTINCT email FROM d.s.w", "PARTNER.XY1") == [("***",)]


def test_invoker_share_is_known_only_where_the_share_reads_directly(make: Make) -> None:
    mask = "CREATE MASKING POLICY D.S.M AS (V VARCHAR) RETURNS VARCHAR -> COALESCE(INVOKER_SHARE(), 'none')"
    world = make(
        mask,
        "CREATE SECURE VIEW D.S.A (ID, EMAIL MASKING POLICY D.S.M) AS SELECT ID, EMAIL FROM D.S.T",
        "CREATE SECURE VIEW D.S.B AS SELECT EMAIL FROM D.S.A",
        SHARED,
        "GRANT SELECT ON VIEW D.S.A TO SHARE SH; GRANT SELECT ON VIEW D.S.B TO SHARE SH",
    )
    assert world.as_account("SELECT DISTINCT email FROM d.s.a", "PARTNER.XY1") == [("SH",)]
    assert world.as_account("SELECT DISTINCT email FROM d.s.b", "PARTNER.XY1") == [("none",)]


def test_a_database_role_carries_into_a_share_and_into_its_policies(make: Make) -> None:
    world = make(
        "CREATE ROW ACCESS POLICY D.S.P AS (X VARCHAR) RETURNS BOOLEAN -> IS_DATABASE_ROLE_IN_SESSION('DR')",
        "CREATE SECURE VIEW D.S.V ROW ACCESS POLICY D.S.P ON (REGION) AS SELECT * FROM D.S.T",
        "CREATE DATABASE ROLE D.DR; GRANT USAGE ON SCHEMA D.S TO DATABASE ROLE D.DR",
        "GRANT SELECT ON VIEW D.S.V TO DATABASE ROLE D.DR",
        "CREATE SHARE SH; GRANT USAGE ON DATABASE D TO SHARE SH; GRANT DATABASE ROLE D.DR TO SHARE SH",
        "ALTER SHARE SH ADD ACCOUNTS = PARTNER.XY1",
    )
    assert len(world.as_account("SELECT * FROM d.s.v", "PARTNER.XY1")) == 3


def test_what_everybody_has_no_consumer_of_a_share_has(make: Make) -> None:
    """PUBLIC is of the account, and so are the database roles that are granted to it."""
    world = make(
        SHARED,
        "CREATE DATABASE ROLE D.DR; GRANT USAGE ON SCHEMA D.S TO DATABASE ROLE D.DR;"
        "GRANT SELECT ON TABLE D.S.T TO DATABASE ROLE D.DR; GRANT DATABASE ROLE D.DR TO ROLE PUBLIC",
    )
    assert len(world.select("SELECT id FROM d.s.t")) == 3
    with pytest.raises(Refused, match=r"Object 'D\.S\.T' does not exist or not authorized"):
        world.as_account("SELECT id FROM d.s.t", "PARTNER.XY1")


def test_a_view_that_two_shares_carry_is_two_views_to_the_consumer(make: Make) -> None:
    again = SHARED.replace("SH", "SH2").replace("SH2ARE", "SHARE").partition(";")[2]
    world = make(SHARED, again)
    with pytest.raises(Refused, match="comes through several shares"):
        world.as_account("SELECT * FROM d.s.v", "PARTNER.XY1")
