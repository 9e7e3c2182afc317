"""Questions about everybody: the table, who reaches an object, what leaves the account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mesh.account.account import Account
from mesh.account.effective import Access, Item, Principal, Reach, Rows, Sight, acting, session
from mesh.account.effective.merge import widest
from mesh.account.effective.policies import ALL, CLEAR
from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.statements import Grantee

AGENCY = Principal("ACCOUNT", Name.of("ORG", "AGENCY"))
R = Principal("ROLE", Name.of("R"))
T = Name.of("D", "S", "T")
SHARED = """
    USE ROLE owner; CREATE SECURE VIEW d.s.v AS SELECT id, region FROM d.s.t;
    CREATE ROW ACCESS POLICY d.s.shared AS (region VARCHAR) RETURNS BOOLEAN ->
        (INVOKER_SHARE() = 'SH' AND region = 'EU') OR (INVOKER_SHARE() = 'SH2' AND region = 'US');
    ALTER VIEW d.s.v ADD ROW ACCESS POLICY d.s.shared ON (region);
    CREATE SHARE sh; GRANT USAGE ON DATABASE d TO SHARE sh; GRANT USAGE ON SCHEMA d.s TO SHARE sh;
    GRANT SELECT ON VIEW d.s.v TO SHARE sh; USE ROLE ACCOUNTADMIN; GRANT MANAGE SHARE TARGET ON ACCOUNT TO ROLE owner;
    USE ROLE owner; ALTER SHARE sh ADD ACCOUNTS = org.agency
"""
SECOND = """
    USE ROLE owner; CREATE SHARE sh2; GRANT USAGE ON DATABASE d TO SHARE sh2; GRANT USAGE ON SCHEMA d.s TO SHARE sh2;
    GRANT SELECT ON VIEW d.s.v TO SHARE sh2; ALTER SHARE sh2 ADD ACCOUNTS = org.agency
"""

Made = Callable[[str], Account]


@pytest.fixture
def made(worlds: Callable[..., Any]) -> Made:
    def run(script: str) -> Account:
        world = worlds(role="ACCOUNTADMIN")
        world.run(script)
        account: Account = world.account
        return account

    return run


def test_an_external_account_reaches_what_its_share_holds(made: Made) -> None:
    table = Access(made(SHARED)).table()
    view = Item("VIEW", Name.of("D", "S", "V"))
    assert table[AGENCY] == {
        Item("DATABASE", Name.of("D")): Reach(("USAGE",)),
        Item("SCHEMA", Name.of("D", "S")): Reach(("USAGE",)),
        view: Reach(("SELECT",), Rows("some", "REGION IN ('EU')"), (("ID", CLEAR), ("REGION", CLEAR))),
    }


def test_an_external_account_reaches_what_a_published_listing_carries(made: Made) -> None:
    """The manifest's names of accounts are in any case; a draft goes to nobody."""
    manifest = "{title: T, description: D, listing_terms: {type: OFFLINE}, targets: {accounts: [Org.Agency]}}"
    offered = (
        SHARED.rpartition(";")[0]
        + "; USE ROLE ACCOUNTADMIN; GRANT CREATE LISTING ON ACCOUNT TO ROLE owner; USE ROLE owner;"
        + f"CREATE EXTERNAL LISTING l SHARE sh AS $${manifest}$$ PUBLISH = TRUE REVIEW = TRUE"
    )
    assert Access(made(offered)).table()[AGENCY] == Access(made(SHARED)).table()[AGENCY]
    assert AGENCY not in Access(made(f"{offered}; ALTER LISTING l UNPUBLISH")).table()


def test_a_listing_for_a_region_goes_to_every_account_there(made: Made) -> None:
    """Which accounts those are is not known, so that what a policy asks about the account is taken to let through."""
    manifest = "{title: T, description: D, listing_terms: {type: OFFLINE}, targets: {regions: [PUBLIC.AWS_EU_WEST_1]}}"
    asks = "CREATE ROW ACCESS POLICY d.s.org AS (id NUMBER) RETURNS BOOLEAN -> CURRENT_ORGANIZATION_NAME() = 'ORG'"
    account = made(
        SHARED.rpartition(";")[0]
        + f"; {asks}; CREATE SECURE VIEW d.s.w ROW ACCESS POLICY d.s.org ON (id) AS SELECT id FROM d.s.t;"
        + "GRANT SELECT ON VIEW d.s.w TO SHARE sh; USE ROLE ACCOUNTADMIN;"
        + "GRANT CREATE LISTING ON ACCOUNT TO ROLE owner; USE ROLE owner;"
        + f"CREATE EXTERNAL LISTING l SHARE sh AS $${manifest}$$ PUBLISH = TRUE REVIEW = TRUE"
    )
    access = Access(account)
    (everybody,) = [each for each in access.principals() if each.kind == "ACCOUNT"]
    assert str(everybody) == "every account of region PUBLIC.AWS_EU_WEST_1"
    reached = access.table([everybody])[everybody]
    assert reached[Item("VIEW", Name.of("D", "S", "V"))].rows == Rows("some", "REGION IN ('EU')")
    rows = reached[Item("VIEW", Name.of("D", "S", "W"))].rows
    assert rows is not None
    assert (rows.extent, rows.predicate) == ("some", "CURRENT_ORGANIZATION_NAME() IN ('ORG')")


@pytest.mark.parametrize(("organization", "expected"), [("ORG", ALL), ("OTHER", Rows("none"))])
def test_a_policy_may_ask_for_the_organization_of_an_account(made: Made, organization: str, expected: Rows) -> None:
    asks = f"(id NUMBER) RETURNS BOOLEAN -> CURRENT_ORGANIZATION_NAME() = '{organization}'"
    account = made(
        f"{SHARED}; CREATE ROW ACCESS POLICY d.s.org AS {asks};"
        "CREATE SECURE VIEW d.s.w ROW ACCESS POLICY d.s.org ON (id) AS SELECT id FROM d.s.t;"
        "GRANT SELECT ON VIEW d.s.w TO SHARE sh"
    )
    assert Access(account).table([AGENCY])[AGENCY][Item("VIEW", Name.of("D", "S", "W"))].rows == expected


def test_two_shares_of_one_account_add_up(made: Made) -> None:
    reach = Access(made(f"{SHARED};{SECOND}")).table([AGENCY])[AGENCY][Item("VIEW", Name.of("D", "S", "V"))]
    assert reach.rows == Rows("some", "(REGION IN ('EU')) OR (REGION IN ('US'))")


def test_a_share_invokes_what_it_holds_and_not_what_lies_below(made: Made) -> None:
    """``/sql-reference/functions/invoker_share``."""
    account = made(
        SHARED
        + ";CREATE TABLE d.s.b (region VARCHAR); CREATE SECURE VIEW d.s.w AS SELECT region FROM d.s.b;"
        + "ALTER TABLE d.s.b ADD ROW ACCESS POLICY d.s.shared ON (region); GRANT SELECT ON VIEW d.s.w TO SHARE sh"
    )
    assert Access(account).table([AGENCY])[AGENCY][Item("VIEW", Name.of("D", "S", "W"))].rows == Rows("none")


def test_a_share_that_names_nobody_reaches_nobody(made: Made) -> None:
    account = made(SHARED.rpartition(";")[0])
    assert [principal.kind for principal in Access(account).principals()].count("ACCOUNT") == 0


def test_a_database_role_in_a_share(made: Made) -> None:
    account = made(
        SHARED
        + ";CREATE SECURE VIEW d.s.w AS SELECT id FROM d.s.t; GRANT USAGE ON SCHEMA d.s TO DATABASE ROLE d.dr;"
        + "GRANT SELECT ON VIEW d.s.w TO DATABASE ROLE d.dr; GRANT DATABASE ROLE d.dr TO SHARE sh"
    )
    assert Access(account).table([AGENCY])[AGENCY][Item("VIEW", Name.of("D", "S", "W"))].rows == ALL


def test_who_reaches_an_object_and_by_which_shortest_way(made: Made) -> None:
    account = made(
        "CREATE ROLE mid; CREATE ROLE top; CREATE ROLE far; GRANT USAGE ON DATABASE d TO ROLE r;"
        "GRANT USAGE ON SCHEMA d.s TO ROLE r; GRANT SELECT ON TABLE d.s.t TO ROLE r; GRANT ROLE r TO ROLE mid;"
        "GRANT ROLE mid TO ROLE top; GRANT ROLE r TO ROLE top; GRANT ROLE mid TO ROLE far"
    )
    found = Access(account).who("SELECT", "TABLE", T)
    assert [principal.name.plain for principal in found] == ["FAR", "MID", "OWNER", "R", "TOP"]
    ways = {who.name.plain: [role.name.plain for role in each.chain[-1].path] for who, each in found.items()}
    assert ways == {
        "FAR": ["FAR", "MID", "R"],
        "MID": ["MID", "R"],
        "OWNER": ["OWNER"],
        "R": ["R"],
        "TOP": ["TOP", "R"],
    }


def test_what_is_not_there_is_no_way_to_read(made: Made) -> None:
    account = made("GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE ON SCHEMA d.s TO ROLE r")
    role = acting(account, R.name)
    for name, missing in (("d.s.nosuch", "Table 'D.S.NOSUCH'"), ("nosuch.s.t", "Database 'NOSUCH'")):
        decision = Access(account).may(role, "SELECT", "TABLE", Name.sql(name))
        assert not decision.allowed
        assert missing in str(decision.refusal)


def test_a_view_on_what_is_gone_is_not_called_unreadable(made: Made) -> None:
    """What a view reads may be made by others: only of what is there is it known whether the owner may read it."""
    account = made(
        "USE ROLE owner; CREATE TABLE d.s.gone (a NUMBER); CREATE VIEW d.s.v AS SELECT a FROM d.s.gone;"
        "DROP TABLE d.s.gone"
    )
    owner = Principal("ROLE", Name.of("OWNER"))
    assert Access(account).table([owner])[owner][Item("VIEW", Name.of("D", "S", "V"))].notes == (
        "D.S.GONE is not known here: taken to have no policy",
    )


def test_who_by_public_inherited_and_share(made: Made) -> None:
    account = made(
        SHARED + "; USE ROLE ACCOUNTADMIN; GRANT USAGE ON DATABASE d TO ROLE PUBLIC; GRANT USAGE ON SCHEMA d.s TO ROLE "
        "PUBLIC; GRANT INHERITED SELECT ON ALL VIEWS IN DATABASE d TO ROLE r2"
    )
    found = Access(account).who("SELECT", "VIEW", Name.of("D", "S", "V"))
    assert [str(principal) for principal in found] == ["OWNER", "R2", "account ORG.AGENCY"]
    assert found[Principal("ROLE", Name.of("R2"))].chain[-1].stated_on == Name.of("D")
    assert Access(account).who("SELECT", "TABLE", Name.of("D", "S", "NOSUCH")) == {}
    everybody = Access(account).who("USAGE", "SCHEMA", Name.of("D", "S"))
    assert [str(principal) for principal in everybody] == ["OWNER", "PUBLIC", "R", "R2", "account ORG.AGENCY"]


def test_who_reads_what_is_in_a_database_from_a_share(made: Made) -> None:
    account = made(
        "CREATE DATABASE i FROM SHARE org.provider.given; CREATE ROLE x; GRANT ROLE r TO ROLE x;"
        "GRANT IMPORTED PRIVILEGES ON DATABASE i TO ROLE r"
    )
    view = Name.of("I", "S", "V")
    assert [str(principal) for principal in Access(account).who("SELECT", "VIEW", view)] == ["R", "X"]
    assert Access(account).who("INSERT", "TABLE", view) == {}, "what is shared is read and no more"
    refusal = Access(account).may(acting(account, Name.of("R")), "INSERT", "TABLE", view).refusal
    assert refusal is not None
    assert refusal.message == "SQL access control error: Insufficient privileges to operate on table 'V'."


def test_the_schema_of_views_that_every_database_has_is_left_out(made: Made) -> None:
    reached = Access(made("")).table([Principal("ROLE", Name.of("OWNER"))])
    (items,) = reached.values()
    assert "SCHEMA D.PUBLIC" in map(str, items)
    assert "SCHEMA D.INFORMATION_SCHEMA" not in map(str, items)


def test_a_user_reaches_what_its_roles_reach_together_each_in_its_own_name(made: Made) -> None:
    account = made(
        """
        CREATE ROLE x; CREATE ROLE y; GRANT ROLE x TO USER u; GRANT ROLE y TO USER u; USE ROLE owner;
        CREATE ROW ACCESS POLICY d.s.p AS (c VARCHAR) RETURNS BOOLEAN -> CURRENT_ROLE() = 'X';
        CREATE TABLE d.s.own (c VARCHAR) WITH ROW ACCESS POLICY d.s.p ON (c);
        GRANT USAGE ON DATABASE d TO ROLE x; GRANT USAGE ON SCHEMA d.s TO ROLE x;
        GRANT SELECT ON TABLE d.s.own TO ROLE y
        """
    )
    access = Access(account)
    user = Principal("USER", Name.of("U"))
    item = Item("TABLE", Name.of("D", "S", "OWN"))
    assert access.users() == [user]
    table = access.table([user, Principal("ROLE", Name.of("X")), Principal("ROLE", Name.of("Y"))])
    assert [item in reached for reached in table.values()] == [True, False, False]
    assert (rows := table[user][item].rows) is not None
    assert rows.extent == "all"


def test_the_table_is_the_same_whatever_the_grants_look_like(made: Made) -> None:
    chain = (
        "GRANT USAGE ON DATABASE d TO ROLE {0}; GRANT USAGE ON SCHEMA d.s TO ROLE {0};"
        "GRANT SELECT ON TABLE d.s.t TO ROLE {0}"
    )
    direct = Access(made(chain.format("r"))).table([R])
    through = Access(made(f"CREATE ROLE x; {chain.format('x')}; GRANT ROLE x TO ROLE r")).table([R])
    assert direct == through
    assert {*direct[R].items()} == {*through[R].items()}


def test_who_could_give_itself_access(made: Made) -> None:
    """``/user-guide/security-access-control-configure``, ``/user-guide/container-manage-grants-intro``."""
    account = made(
        "CREATE ROLE r_own; CREATE ROLE keeper; GRANT USAGE ON DATABASE d TO ROLE r_own; USE ROLE owner;"
        "CREATE TABLE d.m.t (id NUMBER); USE ROLE ACCOUNTADMIN; GRANT ROLE r_own TO ROLE owner;"
        "GRANT OWNERSHIP ON TABLE d.m.t TO ROLE r_own; GRANT OWNERSHIP ON TABLE d.s.t TO ROLE r_own;"
        "GRANT MANAGE GRANTS ON DATABASE d TO ROLE keeper;"
        "GRANT INHERITED MANAGE GRANTS ON ALL SCHEMAS IN DATABASE d TO ROLE r2"
    )
    plain, managed = T, Name.of("D", "M", "T")

    def ways(role: str, table: Name) -> list[str]:
        rights = Access(account).rights(acting(account, Name.of(role)))
        return [f"{link.privilege} {link.name.plain}" for link in rights.grants_on("TABLE", table)]

    assert ways("R_OWN", plain) == ["OWNERSHIP D.S.T"]
    assert ways("R_OWN", managed) == []
    assert ways("OWNER", managed) == ["OWNERSHIP D.M"]
    assert ways("KEEPER", managed) == ways("KEEPER", plain) == ["MANAGE GRANTS D"]
    assert ways("SECURITYADMIN", plain) == ["MANAGE GRANTS "]
    assert ways("R2", plain) == ["MANAGE GRANTS D.S"], "nothing that is inherited is on the account"
    assert ways("R", plain) == []


def test_what_is_to_come(made: Made) -> None:
    account = made(
        "GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE ON SCHEMA d.s TO ROLE r;"
        "GRANT SELECT ON FUTURE TABLES IN SCHEMA d.s TO ROLE r; GRANT SELECT ON FUTURE TABLES IN SCHEMA d.s2 TO ROLE r;"
        "GRANT INHERITED SELECT ON ALL VIEWS IN SCHEMA d.s TO ROLE r;"
        "GRANT USAGE ON FUTURE SCHEMAS IN DATABASE d TO ROLE r"
    )
    found = {str(item): reach.privileges for item, reach in Access(account).table([R])[R].items() if item.to_come}
    assert found == {
        "each TABLE to come in D.S": ("SELECT",),
        "each VIEW to come in D.S": ("SELECT",),
        "each SCHEMA to come in D": ("USAGE",),
    }, "D.S2 is closed"


def test_an_owner_of_future_tables_has_none_in_a_managed_schema(made: Made) -> None:
    account = made(
        "GRANT USAGE ON DATABASE d TO ROLE r; GRANT USAGE ON SCHEMA d.s TO ROLE r; GRANT USAGE ON SCHEMA d.m TO ROLE r;"
        "GRANT OWNERSHIP ON FUTURE TABLES IN DATABASE d TO ROLE r"
    )
    found = {item.name.plain for item in Access(account).table([R])[R] if item.to_come}
    assert found == {"D", "D.S"}


def test_a_name_that_looks_like_sql_is_a_name(made: Made) -> None:
    account = made(
        'CREATE ROLE "x""; DROP ROLE r --"; USE ROLE owner; CREATE TABLE d.s."t\'; --" ("a""b" NUMBER);'
        'GRANT USAGE ON DATABASE d TO ROLE "x""; DROP ROLE r --";'
        'GRANT USAGE ON SCHEMA d.s TO ROLE "x""; DROP ROLE r --";'
        'GRANT SELECT ON TABLE d.s."t\'; --" TO ROLE "x""; DROP ROLE r --"'
    )
    reached = Access(account).of(acting(account, Name.of('x"; DROP ROLE r --')))
    assert reached[Item("TABLE", Name.of("D", "S", "t'; --"))].columns == (('a"b', CLEAR),)


def test_what_is_active(made: Made) -> None:
    account = made(
        "CREATE ROLE x; GRANT ROLE x TO ROLE r; GRANT ROLE r2 TO USER u;"
        "USE ROLE owner; GRANT DATABASE ROLE d.dr TO ROLE x"
    )
    who = session(account, Session(Name.of("R"), Name.of("U"), "ALL"))
    assert {f"{role.kind} {role.name.plain}" for role in who.roles} == {
        "DATABASE ROLE D.DR", "ROLE PUBLIC", "ROLE R", "ROLE R2", "ROLE X", "USER U",
    }  # fmt: skip
    assert [role.name.plain for role in who.path(Grantee("ROLE", Name.of("X")))] == ["R", "X"]
    assert session(account, Session(Name.of("R"), Name.of("U"))).role_names == {"PUBLIC", "R", "X"}


def test_the_widest_of_two_ways() -> None:
    some, other = Rows("some", "A"), Rows("some", "B")
    masked, depends = Sight("masked", "NULL"), Sight("depends", "X")
    one = Reach(("SELECT",), some, (("C", masked), ("D", depends), ("E", CLEAR)))
    two = Reach(("USAGE",), other, (("C", depends), ("D", masked), ("E", masked)))
    both = Reach(("SELECT", "USAGE"), Rows("some", "(A) OR (B)"), (("C", depends), ("D", depends), ("E", CLEAR)))
    assert widest(one, two) == widest(two, one) == both
    assert widest(one, Reach(("SELECT",), ALL)).rows == ALL
    assert widest(one, Reach(("SELECT",), Rows("none"))).rows == some
    assert widest(Reach(("USAGE",)), one).columns == one.columns
