"""From resources, wherever they are known from, to the account that they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from mesh.account.effective import Access, Planned, Principal, acting, build, plan
from mesh.account.effective.planned import UNKNOWN, Plan
from mesh.account.identifiers import Name
from mesh.account.resources.inputs import token
from mesh.account.sql.parse import script
from mesh.account.statements import Grantee

DEPLOY = "urn:pulumi:prod::mesh::pulumi:providers:snowflake::deploy"


@dataclass(frozen=True)
class Seen:
    """A resource as a recorder would show it."""

    type: str
    name: str
    inputs: dict[str, Any]
    provider: str = DEPLOY
    depends_on: frozenset[str] = field(default_factory=frozenset)

    @property
    def urn(self) -> str:
        return DEPLOY if self.type.startswith("pulumi:") else f"urn:pulumi:prod::mesh::{self.type}::{self.name}"


PROVIDER = Seen(
    "pulumi:providers:snowflake",
    "deploy",
    {"role": "DEPLOYER", "user": "RUNS", "organizationName": "ORG", "accountName": "ACC"},
    "",
)
DATABASE = Seen(token("Database"), "d", {"name": "D"})
SCHEMA = Seen(token("Schema"), "s", {"name": "S", "database": "D"}, depends_on=frozenset({DATABASE.urn}))
TABLE = Seen(
    token("Table"),
    "t",
    {"name": "T", "database": "D", "schema": "S", "columns": [{"name": "ID", "type": "NUMBER"}]},
    depends_on=frozenset({SCHEMA.urn}),
)
ROLE = Seen(token("AccountRole"), "r", {"name": "R"})
GRANTS = [
    Seen(
        token("GrantPrivilegesToAccountRole"),
        f"g{number}",
        {"accountRoleName": "R", **on},
        depends_on=frozenset({ROLE.urn, TABLE.urn}),
    )
    for number, on in enumerate(
        [
            {"privileges": ["USAGE"], "onAccountObject": {"objectType": "DATABASE", "objectName": '"D"'}},
            {"privileges": ["USAGE"], "onSchema": {"schemaName": '"D"."S"'}},
            {"privileges": ["SELECT"], "onSchemaObject": {"objectType": "TABLE", "objectName": '"D"."S"."T"'}},
        ]
    )
]
EVERY = [PROVIDER, DATABASE, SCHEMA, TABLE, ROLE, *GRANTS]


def reads(given: Plan) -> bool:
    account = build(given).account
    return Access(account).may(acting(account, Name.of("R")), "SELECT", "TABLE", Name.of("D", "S", "T")).allowed


def test_what_is_registered_is_what_will_be_there() -> None:
    built = build(plan(EVERY))
    assert built.refused == built.unknown == ()
    assert built.makers == {Name.of("DEPLOYER")}
    assert built.account.fact("organization") == "ORG"
    assert built.account.fact("name") == "ACC"
    table = built.account.get("TABLE", Name.of("D", "S", "T"))
    assert table is not None
    assert table.owner == Name.of("DEPLOYER")
    assert reads(plan(EVERY))


@pytest.mark.parametrize("missing", [2, 5, 6, 7])
def test_every_part_counts(missing: int) -> None:
    assert not reads(plan([each for at, each in enumerate(EVERY) if at != missing]))


def test_each_stands_behind_those_that_it_waits_for() -> None:
    given = plan(reversed(EVERY))
    order = [each.name for each in given.resources]
    assert order.index("d") < order.index("s") < order.index("t") < order.index("g2")
    assert reads(given)


def test_what_the_account_refuses_is_told_and_left_out() -> None:
    orphan = Seen(token("Schema"), "orphan", {"name": "S", "database": "NOSUCH"})
    built = build(plan([*EVERY, orphan]))
    assert [(each.resource.name, each.reason) for each in built.refused] == [
        ("orphan", "002003 (02000): SQL compilation error: Database 'NOSUCH' does not exist or not authorized.")
    ]
    assert built.unknown == ()


def test_a_cycle_of_roles_is_refused_and_does_not_hang() -> None:
    other = Seen(token("AccountRole"), "q", {"name": "Q"})
    circle = [
        Seen(token("GrantAccountRole"), f"{one}{two}", {"roleName": one, "parentRoleName": two})
        for one, two in (("R", "Q"), ("Q", "R"))
    ]
    built = build(plan([*EVERY, other, *circle]))
    assert [each.resource.name for each in built.refused] == ["QR"]
    assert acting(built.account, Name.of("Q")).role_names == {"Q", "R", "PUBLIC"}


@pytest.mark.parametrize(
    "unknown",
    [
        Seen(token("View"), "v", {"name": "V", "database": "D", "schema": "S", "statement": UNKNOWN}),
        Seen(token("View"), "v", {"name": UNKNOWN, "database": "D", "schema": UNKNOWN, "statement": "SELECT 1"}),
        Seen(token("Warehouse"), "w", {"name": "W", "autoSuspend": UNKNOWN}),
        Seen(token("GrantDatabaseRole"), "g", {"databaseRoleName": f'"D"."{UNKNOWN}"', "parentRoleName": "R"}),
        Seen(token("GrantPrivilegesToAccountRole"), "g", {"accountRoleName": UNKNOWN, "privileges": UNKNOWN}),
        Seen(token("TagAssociation"), "a", {"tagId": UNKNOWN, "objectIdentifiers": [UNKNOWN]}),
    ],
    ids=lambda each: f"{each.type.rpartition(':')[2]}-{each.name}",
)
def test_what_is_not_known_yet_is_survived(unknown: Seen) -> None:
    built = build(plan([*EVERY, unknown]))
    assert [each.resource.name for each in built.unknown] == [unknown.name]
    assert built.refused == ()
    assert reads(plan([*EVERY, unknown]))


def test_a_role_of_the_identity_provider_is_taken_to_be_there() -> None:
    pool = Seen(token("GrantAccountRole"), "p", {"roleName": "R", "parentRoleName": "IDP_MEDIA"})
    built = build(plan([*EVERY, pool]))
    assert built.refused == ()
    assert built.outside == {Grantee("ROLE", Name.of("IDP_MEDIA"))}
    who = acting(built.account, Name.of("IDP_MEDIA"))
    assert Access(built.account).may(who, "SELECT", "TABLE", Name.of("D", "S", "T")).allowed
    assert build(plan(EVERY)).outside == frozenset()


def test_a_user_whom_nothing_makes_is_taken_to_be_there() -> None:
    pool = Seen(token("GrantAccountRole"), "p", {"roleName": "R", "userName": "ALICE"})
    built = build(plan([*EVERY, pool]))
    assert built.refused == ()
    assert built.outside == {Grantee("USER", Name.of("ALICE"))}
    access = Access(built.account)
    assert [str(each) for each in access.users()] == ["user ALICE"]
    (reached,) = access.table(access.users()).values()
    assert reached == access.table([Principal("ROLE", Name.of("R"))])[Principal("ROLE", Name.of("R"))]


def test_a_kind_that_is_not_modelled_is_told() -> None:
    task = Seen("snowflake:index/task:Task", "k", {"name": "K"})
    reasons = [each.reason for each in build(plan([*EVERY, task])).refused]
    assert reasons == ["resources of type snowflake:index/task:Task are not modelled"]


def test_the_bootstrap_comes_first_and_what_it_makes_is_not_made_again() -> None:
    text = "CREATE ROLE deployer; GRANT CREATE ROLE ON ACCOUNT TO ROLE deployer"
    built = build(plan(EVERY), script(text))
    assert built.refused[0].resource.name == "d"
    assert "CREATE DATABASE" in built.refused[0].reason


def test_inherited_grants_are_enabled_where_they_are_used() -> None:
    on = {"inherited": {"objectTypePlural": "TABLES", "inSchema": '"D"."S"'}}
    inherited = Seen(
        token("GrantPrivilegesToAccountRole"),
        "i",
        {"accountRoleName": "R", "privileges": ["SELECT"], "onSchemaObject": on},
        depends_on=frozenset({ROLE.urn, SCHEMA.urn}),
    )
    assert reads(plan([*EVERY[:-1], inherited]))


def test_planned_resources_can_be_given_as_they_are() -> None:
    assert Planned(token("AccountRole"), "r", {"name": "R"}, "DEPLOYER", "RUNS", ROLE.urn) in plan(EVERY).resources
