"""Grants, roles and ownership: what a role holds after a statement (cases B-… of the survey of semantics)."""

from __future__ import annotations

from typing import Any

import pytest

from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.statements import Grantee

OPEN = "GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE ON ALL SCHEMAS IN DATABASE d TO ROLE r;"


def held(world: Any, kind: str, name: str, role: str = "R") -> set[str]:
    rows = world.account.grants(on=(kind, Name.sql(name)))
    return {grant.privilege for grant in rows if grant.to == Grantee("ROLE", Name.of(role))}


# --- chains ------------------------------------------------------------------------------------------------------


def test_b_1_to_b_3_every_link_is_needed(world: Any) -> None:
    world.run(OPEN + "GRANT SELECT ON TABLE d.s.t TO ROLE r")
    assert world.reads("R", "d.s.t")
    world.run("REVOKE USAGE ON DATABASE d FROM ROLE r")
    assert not world.reads("R", "d.s.t")
    assert held(world, "TABLE", "d.s.t") == {"SELECT"}


def test_b_5_ownership_without_containers(world: Any) -> None:
    world.run("USE ROLE ACCOUNTADMIN; GRANT OWNERSHIP ON TABLE d.s.t TO ROLE r")
    assert not world.reads("R", "d.s.t")
    world.run("USE ROLE OWNER; " + OPEN)
    assert world.reads("R", "d.s.t")


def test_b_7_pieces_from_three_roles(world: Any) -> None:
    world.run(
        "CREATE ROLE a; CREATE ROLE b; CREATE ROLE c; GRANT USAGE ON DATABASE d TO ROLE a;"
        "GRANT USAGE ON SCHEMA d.s TO ROLE b; GRANT SELECT ON TABLE d.s.t TO ROLE c;"
    )
    for part, enough in (("a", False), ("b", False), ("c", True)):
        world.run(f"USE ROLE ACCOUNTADMIN; GRANT ROLE {part} TO ROLE r")
        assert world.reads("R", "d.s.t") is enough


def test_b_9_and_b_11_owning_a_role_is_not_having_it(world: Any) -> None:
    world.run(OPEN + "GRANT SELECT ON TABLE d.s.t TO ROLE r")
    world.run("USE ROLE ACCOUNTADMIN; GRANT OWNERSHIP ON ROLE r TO ROLE r2")
    assert not world.reads("R2", "d.s.t")
    assert not world.reads("ACCOUNTADMIN", "d.s.t")


def test_b_13_public(world: Any) -> None:
    world.run(OPEN.replace("ROLE r", "ROLE public") + "GRANT SELECT ON TABLE d.s.t TO ROLE public; CREATE ROLE fresh")
    assert world.reads("FRESH", "d.s.t")


@pytest.mark.parametrize(("clause", "keeps"), [("COPY", True), ("REVOKE", False)])
def test_b_17_ownership_moved(world: Any, clause: str, keeps: bool) -> None:
    world.run(OPEN + "GRANT SELECT ON TABLE d.s.t TO ROLE r; USE ROLE ACCOUNTADMIN")
    world.run(f"GRANT OWNERSHIP ON TABLE d.s.t TO ROLE r2 {clause} CURRENT GRANTS")
    assert world.reads("R", "d.s.t") is keeps
    assert world.account.get("TABLE", Name.of("D", "S", "T")).owner == Name.of("R2")


def test_b_23_a_view_is_created_with_the_primary_role_alone(world: Any) -> None:
    world.run(OPEN + "GRANT SELECT ON TABLE d.s.t TO ROLE r; USE ROLE ACCOUNTADMIN; GRANT ROLE r TO USER u")
    world.run("GRANT ROLE r2 TO USER u; USE ROLE R2; USE SECONDARY ROLES ALL")
    with pytest.raises(Refused, match="Database 'D' does not exist"):
        world.run("CREATE VIEW scratch.s.v AS SELECT id FROM d.s.t")


def test_b_25_database_roles(world: Any) -> None:
    """A database role has USAGE on its database from its creation."""
    world.run("GRANT USAGE ON SCHEMA d.s TO DATABASE ROLE d.dr; GRANT SELECT ON TABLE d.s.t TO DATABASE ROLE d.dr")
    world.run("GRANT DATABASE ROLE d.dr TO DATABASE ROLE d.dr2; GRANT DATABASE ROLE d.dr2 TO ROLE r")
    assert world.reads("R", "d.s.t")
    world.run("REVOKE DATABASE ROLE d.dr FROM DATABASE ROLE d.dr2")
    assert not world.reads("R", "d.s.t")


# --- ALL, FUTURE, INHERITED --------------------------------------------------------------------------------------


def test_b_33_all_is_expanded_once(world: Any) -> None:
    world.run(OPEN + "GRANT SELECT ON ALL TABLES IN SCHEMA d.s TO ROLE r; CREATE TABLE d.s.t2 (a NUMBER)")
    assert world.reads("R", "d.s.t")
    assert not world.reads("R", "d.s.t2")


def future(world: Any, text: str) -> None:
    world.run(OPEN + "USE ROLE ACCOUNTADMIN;" + text + "; USE ROLE OWNER")


@pytest.mark.parametrize(
    ("on_schema", "reads"),
    [("GRANT INSERT ON FUTURE TABLES IN SCHEMA d.s TO ROLE r2", False),
     ("GRANT SELECT ON FUTURE VIEWS IN SCHEMA d.s TO ROLE r2", True)],
)  # fmt: skip
def test_b_34_and_b_35_a_schemas_future_grant_silences_the_databases(world: Any, on_schema: str, reads: bool) -> None:
    future(world, f"GRANT SELECT ON FUTURE TABLES IN DATABASE d TO ROLE r; {on_schema}")
    world.run("CREATE TABLE d.s.n (a NUMBER); CREATE TABLE d.s2.n (a NUMBER)")
    assert world.reads("R", "d.s.n") is reads
    assert world.reads("R", "d.s2.n")


def test_b_37_future_grants_do_not_apply_on_rename(world: Any) -> None:
    future(world, "GRANT SELECT ON FUTURE TABLES IN SCHEMA d.s TO ROLE r")
    world.run("CREATE TABLE d.s2.old (a NUMBER); ALTER TABLE d.s2.old RENAME TO d.s.new")
    assert not world.reads("R", "d.s.new")


@pytest.mark.parametrize(("clause", "kept", "given"), [("", False, True), ("COPY GRANTS", True, False)])
def test_b_39_replace_takes_future_grants_unless_grants_are_copied(
    world: Any, clause: str, kept: bool, given: bool
) -> None:
    world.run("CREATE VIEW d.s.v AS SELECT id FROM d.s.t; GRANT SELECT ON VIEW d.s.v TO ROLE r2")
    future(world, "GRANT SELECT ON FUTURE VIEWS IN SCHEMA d.s TO ROLE r")
    world.run(f"CREATE OR REPLACE VIEW d.s.v {clause} AS SELECT id FROM d.s.t")
    assert ("SELECT" in held(world, "VIEW", "d.s.v", "R2")) is kept
    assert ("SELECT" in held(world, "VIEW", "d.s.v", "R")) is given


def test_b_41_and_b_43_database_level_future_grants_in_a_managed_schema(world: Any) -> None:
    future(
        world,
        "GRANT OWNERSHIP ON FUTURE TABLES IN DATABASE d TO ROLE r2;"
        "GRANT SELECT ON FUTURE TABLES IN DATABASE d TO ROLE r",
    )
    world.run("CREATE TABLE d.m.t (a NUMBER); CREATE TABLE d.s.n (a NUMBER)")
    assert world.account.get("TABLE", Name.of("D", "M", "T")).owner == Name.of("OWNER")
    assert world.account.get("TABLE", Name.of("D", "S", "N")).owner == Name.of("R2")
    assert world.reads("R", "d.m.t")


def test_b_45_and_b_47_inherited_grants(world: Any) -> None:
    world.run("CREATE VIEW d.s.v AS SELECT id FROM d.s.t; GRANT USAGE ON DATABASE d TO ROLE r; USE ROLE ACCOUNTADMIN")
    world.run("GRANT INHERITED SELECT ON ALL TABLES IN DATABASE d TO ROLE r")
    assert not world.reads("R", "d.s.t")
    world.run(
        "GRANT INHERITED USAGE ON ALL SCHEMAS IN DATABASE d TO ROLE r; USE ROLE OWNER; CREATE TABLE d.s.n (a NUMBER)"
    )
    assert world.reads("R", "d.s.t")
    assert world.reads("R", "d.s.n")
    assert not world.reads("R", "d.s.v")
    world.run("USE ROLE ACCOUNTADMIN; REVOKE INHERITED SELECT ON ALL TABLES IN DATABASE d FROM ROLE r")
    assert not world.reads("R", "d.s.t")


def test_a_revoked_future_grant_of_the_schema_leaves_the_databases_in_force(world: Any) -> None:
    """The reading of a third party's live check; no page says it."""
    future(
        world,
        "GRANT SELECT ON FUTURE TABLES IN DATABASE d TO ROLE r; GRANT INSERT ON FUTURE TABLES IN SCHEMA d.s TO ROLE r2;"
        "REVOKE INSERT ON FUTURE TABLES IN SCHEMA d.s FROM ROLE r2",
    )
    world.run("CREATE TABLE d.s.n (a NUMBER)")
    assert world.reads("R", "d.s.n")


# --- grants and revokes ------------------------------------------------------------------------------------------


def test_a_grant_is_idempotent(world: Any) -> None:
    world.run("GRANT SELECT ON TABLE d.s.t TO ROLE r")
    before = world.documents()
    world.run("GRANT SELECT ON TABLE d.s.t TO ROLE r")
    assert world.documents() == before


def test_revoke_grant_option_takes_nothing_else_away(world: Any) -> None:
    world.run("GRANT SELECT ON TABLE d.s.t TO ROLE r; REVOKE GRANT OPTION FOR INSERT ON TABLE d.s.t FROM ROLE r")
    world.run("REVOKE GRANT OPTION FOR SELECT ON TABLE d.s.t FROM ROLE r")
    assert held(world, "TABLE", "d.s.t") == {"SELECT"}


def test_cascade_takes_what_was_passed_on(world: Any) -> None:
    world.run(OPEN + "GRANT SELECT ON TABLE d.s.t TO ROLE r WITH GRANT OPTION; USE ROLE R")
    world.run(
        "GRANT SELECT ON TABLE d.s.t TO ROLE r2; USE ROLE OWNER; REVOKE SELECT ON TABLE d.s.t FROM ROLE r CASCADE"
    )
    assert held(world, "TABLE", "d.s.t") == held(world, "TABLE", "d.s.t", "R2") == set()


def test_a_grant_comes_from_the_owner_whoever_manages_grants(world: Any) -> None:
    world.run("USE ROLE SECURITYADMIN; GRANT SELECT ON TABLE d.s.t TO ROLE r")
    (grant,) = world.account.grants(on=("TABLE", Name.of("D", "S", "T")))
    assert grant.grantor == Name.of("OWNER")
    world.run("USE ROLE OWNER; REVOKE SELECT ON TABLE d.s.t FROM ROLE r")
    assert held(world, "TABLE", "d.s.t") == set()


def test_two_grantors_make_two_grants(world: Any) -> None:
    """A revoke by a holder of the grant option leaves the owner's grant alone."""
    world.run(OPEN + "GRANT SELECT ON TABLE d.s.t TO ROLE r WITH GRANT OPTION; GRANT SELECT ON TABLE d.s.t TO ROLE r2")
    world.run("USE ROLE R; GRANT SELECT ON TABLE d.s.t TO ROLE r2; REVOKE SELECT ON TABLE d.s.t FROM ROLE r2")
    assert held(world, "TABLE", "d.s.t", "R2") == {"SELECT"}


def test_all_privileges_are_those_of_the_type(world: Any) -> None:
    world.run("CREATE STAGE d.s.st; GRANT ALL ON STAGE d.s.st TO ROLE r; GRANT ALL PRIVILEGES ON TABLE d.s.t TO ROLE r")
    assert held(world, "STAGE", "d.s.st") == {"READ", "WRITE"}
    assert {"SELECT", "INSERT", "TRUNCATE"} <= held(world, "TABLE", "d.s.t")
    world.run("REVOKE ALL ON TABLE d.s.t FROM ROLE r")
    assert held(world, "TABLE", "d.s.t") == set()


def test_nobody_grants_what_is_not_theirs(world: Any) -> None:
    world.run(OPEN + "GRANT SELECT ON TABLE d.s.t TO ROLE r; USE ROLE R")
    for text in (
        "GRANT SELECT ON TABLE d.s.t TO ROLE r2",
        "REVOKE SELECT ON TABLE d.s.t FROM ROLE r",
        "GRANT ROLE r2 TO ROLE r",
        "GRANT OWNERSHIP ON TABLE d.s.t TO ROLE r",
    ):
        with pytest.raises(Refused, match="Insufficient privileges"):
            world.run(text)


def test_of_all_privileges_only_those_that_one_may_grant_are_granted(world: Any) -> None:
    world.run("GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE ON SCHEMA d.s TO ROLE r")
    world.run(
        "GRANT SELECT ON TABLE d.s.t TO ROLE r WITH GRANT OPTION; USE ROLE R; GRANT ALL ON TABLE d.s.t TO ROLE r2"
    )
    (held,) = world.account.grants(to=Grantee("ROLE", Name.of("R2")))
    assert (held.privilege, held.grantor) == ("SELECT", Name.of("R"))


def test_an_inherited_grant_gives_its_own_privilege_and_is_no_future_grant(world: Any) -> None:
    world.run("USE ROLE ACCOUNTADMIN; GRANT INHERITED REFERENCES ON ALL TABLES IN SCHEMA d.s TO ROLE r; USE ROLE OWNER")
    world.run("GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE ON SCHEMA d.s TO ROLE r; CREATE TABLE d.s.n (a NUMBER)")
    assert not world.reads("R", "d.s.n")
    assert world.account.grants(on=("TABLE", Name.of("D", "S", "N"))) == []


def test_the_owner_revokes_whoever_granted(world: Any) -> None:
    world.run("GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE ON SCHEMA d.s TO ROLE r")
    world.run("GRANT SELECT ON TABLE d.s.t TO ROLE r WITH GRANT OPTION; USE ROLE R")
    world.run("GRANT SELECT ON TABLE d.s.t TO ROLE r2; USE ROLE OWNER; REVOKE SELECT ON TABLE d.s.t FROM ROLE r2")
    assert world.account.grants(to=Grantee("ROLE", Name.of("R2"))) == []


def test_a_managed_schema_is_granted_on_by_its_owner_alone(world: Any) -> None:
    """``/user-guide/security-access-control-configure``: the owner of an object does not decide there."""
    world.run(OPEN + "GRANT CREATE TABLE ON SCHEMA d.m TO ROLE r; USE ROLE R; CREATE TABLE d.m.t (a NUMBER)")
    with pytest.raises(Refused, match="Insufficient privileges"):
        world.run("REVOKE SELECT ON TABLE d.m.t FROM ROLE r2")
    world.run("USE ROLE OWNER; GRANT SELECT ON TABLE d.m.t TO ROLE r2; REVOKE SELECT ON TABLE d.m.t FROM ROLE r2")


def test_a_role_takes_its_grants_with_it(world: Any) -> None:
    world.run(
        "CREATE ROLE gone; GRANT USAGE ON DATABASE d TO ROLE gone; USE ROLE ACCOUNTADMIN; GRANT ROLE gone TO ROLE r"
    )
    world.run("USE ROLE OWNER; DROP ROLE gone")
    role = Grantee("ROLE", Name.of("GONE"))
    assert not world.account.grants(to=role)
    assert not world.account.memberships(role=role)


def test_what_a_dropped_role_owned_goes_to_the_one_who_drops_it(world: Any) -> None:
    world.run(OPEN + "GRANT CREATE TABLE ON SCHEMA d.s TO ROLE r; USE ROLE R; CREATE TABLE d.s.theirs (a NUMBER)")
    world.run("USE ROLE ACCOUNTADMIN; DROP ROLE r")
    assert world.account.get("TABLE", Name.of("D", "S", "THEIRS")).owner == Name.of("ACCOUNTADMIN")


def test_the_hierarchy_of_system_roles(world: Any) -> None:
    roles = {grantee.name.last for grantee in world.account.roles_of(Grantee("ROLE", Name.of("ACCOUNTADMIN")))}
    assert roles == {"ACCOUNTADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN", "PUBLIC"}


# --- show --------------------------------------------------------------------------------------------------------


def test_show_grants(world: Any) -> None:
    world.run("GRANT SELECT ON TABLE d.s.t TO ROLE r; GRANT DATABASE ROLE d.dr TO ROLE r")
    rows = world.rows("SHOW GRANTS ON TABLE d.s.t")
    assert [(row["privilege"], row["granted_on"], row["grantee_name"], row["granted_by"]) for row in rows] == [
        ("OWNERSHIP", "TABLE", "OWNER", "OWNER"),
        ("SELECT", "TABLE", "R", "OWNER"),
    ]
    rows = world.rows("SHOW GRANTS TO ROLE r")
    assert [(row["privilege"], row["granted_on"], row["name"]) for row in rows] == [
        ("SELECT", "TABLE", "D.S.T"),
        ("USAGE", "DATABASE_ROLE", "D.DR"),
    ]
    assert [row["grantee_name"] for row in world.rows("SHOW GRANTS OF DATABASE ROLE d.dr")] == ["R"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SHOW GRANTS OF ROLE sysadmin", [{"granted_to": "ROLE", "grantee_name": "ACCOUNTADMIN", "granted_by": ""}]),
        (
            "SHOW GRANTS TO ROLE useradmin",
            [
                {"privilege": "CREATE ROLE", "granted_on": "ACCOUNT", "name": "", "granted_by": ""},
                {"privilege": "CREATE USER", "granted_on": "ACCOUNT", "name": "", "granted_by": ""},
            ],
        ),
        ("SHOW ROLES LIKE 'sysadmin'", [{"name": "SYSADMIN", "owner": "", "owner_role_type": ""}]),
        ("SHOW ROLES LIKE 'r2'", [{"name": "R2", "owner": "ACCOUNTADMIN", "owner_role_type": "ROLE"}]),
    ],
)
def test_what_comes_with_the_account_has_nobody_as_owner_or_grantor(
    worlds: Any, statement: str, expected: list[dict[str, str]]
) -> None:
    rows = worlds().rows(statement)
    assert [{key: row[key] for key in one} for row, one in zip(rows, expected, strict=True)] == expected


def test_show_grants_on_the_account(worlds: Any) -> None:
    rows = worlds().rows("SHOW GRANTS ON ACCOUNT")
    assert [(row["privilege"], row["granted_by"]) for row in rows if row["grantee_name"] == "USERADMIN"] == [
        ("CREATE ROLE", ""),
        ("CREATE USER", ""),
    ]


def test_show_future_grants(world: Any) -> None:
    world.run("GRANT SELECT ON FUTURE TABLES IN SCHEMA d.m TO ROLE r")
    assert world.rows("SHOW FUTURE GRANTS IN SCHEMA d.m") == [
        {
            "privilege": "SELECT",
            "grant_on": "TABLE",
            "name": "D.M.<TABLE>",
            "grant_to": "ROLE",
            "grantee_name": "R",
            "grant_option": "false",
        }
    ]
    assert world.rows("SHOW GRANTS TO ROLE r") == []


def test_copying_grants_with_ownership_needs_manage_grants(world: Any) -> None:
    """The stricter reading: the owner alone can only revoke them."""
    world.run(
        "GRANT SELECT ON TABLE d.s.t TO ROLE r; USE ROLE ACCOUNTADMIN; GRANT ROLE r2 TO ROLE owner; USE ROLE OWNER"
    )
    with pytest.raises(Refused, match="COPY CURRENT GRANTS needs MANAGE GRANTS"):
        world.run("GRANT OWNERSHIP ON TABLE d.s.t TO ROLE r2 COPY CURRENT GRANTS")
