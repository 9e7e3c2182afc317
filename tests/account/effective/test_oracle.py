"""Effective access of random accounts, against an evaluator that shares nothing with it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesh.account.account import Account
from mesh.account.effective import Access, Acting, Item, acting, consumer, session
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.sql.parse import script
from mesh.account.statements import Grantee, UseRole
from mesh.query.rights import holders_in_share, is_readable
from tests.account.effective.oracle import Oracle

CONTAINERS = {"d": "DATABASE", "e": "DATABASE", "d.s": "SCHEMA", "d.m": "SCHEMA", "e.s": "SCHEMA"}
SCHEMAS = [name for name, kind in CONTAINERS.items() if kind == "SCHEMA"]
OBJECTS = [
    (kind, f"{schema}.{name}") for schema in SCHEMAS for kind, name in (("TABLE", "t"), ("VIEW", "v"), ("VIEW", "w"))
]
ROLES = [f"ROLE {letter}" for letter in "abcf"]
USER = Grantee("USER", Name.of("U"))
DATABASE_ROLES = ["DATABASE ROLE d.x", "DATABASE ROLE d.y", "DATABASE ROLE e.x"]
GRANTEES = [*ROLES, *DATABASE_ROLES, "ROLE public"]
HOLDERS = [*GRANTEES, "USER u", "SHARE sh"]
BASE = """
    USE ROLE ACCOUNTADMIN; ALTER ACCOUNT SET FEATURE_RBAC_INHERITED_GRANTS = 'ENABLED'; CREATE ROLE owner;
    CREATE USER u; GRANT CREATE DATABASE, CREATE SHARE, IMPORT SHARE, MANAGE GRANTS ON ACCOUNT TO ROLE owner;
    CREATE ROLE a; CREATE ROLE b; CREATE ROLE c; CREATE ROLE f; USE ROLE owner; CREATE DATABASE d; CREATE DATABASE e;
    CREATE SCHEMA d.s; CREATE SCHEMA d.m WITH MANAGED ACCESS; CREATE SCHEMA e.s; CREATE TABLE e.s.base (id NUMBER);
    CREATE DATABASE ROLE d.x; CREATE DATABASE ROLE d.y; CREATE DATABASE ROLE e.x; CREATE SHARE sh;
    GRANT USAGE ON DATABASE d TO SHARE sh; CREATE DATABASE m FROM SHARE org.provider.given
"""


@dataclass(frozen=True)
class Step:
    """What is done, in SQL and to the oracle; an account may refuse it, and then neither has done it."""

    sql: str
    apply: Any

    def __repr__(self) -> str:
        return self.sql


def _grant(privilege: str, on: tuple[str, str], to: str) -> Step:
    kind, name = on
    return Step(f"GRANT {privilege} ON {kind} {name} TO {to}", lambda o: o.grants.add((privilege, name, to)))


def _revoke(privilege: str, on: tuple[str, str], of: str) -> Step:
    kind, name = on
    return Step(f"REVOKE {privilege} ON {kind} {name} FROM {of}", lambda o: o.grants.discard((privilege, name, of)))


def _create(made: tuple[str, str]) -> Step:
    kind, name = made
    what = "TABLE {} (id NUMBER)" if kind == "TABLE" else "SECURE VIEW {} AS SELECT id FROM e.s.base"
    return Step(f"CREATE {what.format(name)}", lambda o: o.create(kind, name))


def _bulk(which: str, privilege: str, kind: str, container: str, to: str) -> Step:
    words = f"{kind}S IN {CONTAINERS[container]} {container} TO {to}"
    if which == "ALL":
        return Step(
            f"GRANT {privilege} ON ALL {words}", lambda oracle: oracle.grant_all(privilege, kind, container, to)
        )
    row = (privilege, kind, container, to)
    if which == "FUTURE":
        return Step(f"GRANT {privilege} ON FUTURE {words}", lambda oracle: oracle.future.add(row))
    return Step(f"GRANT INHERITED {privilege} ON ALL {words}", lambda oracle: oracle.inherited.add(row))


def _own_to_come(kind: str, container: str) -> Step:
    return _bulk("FUTURE", "OWNERSHIP", kind, container, FUTURE_OWNERS[container])


def _member(role: str, to: str) -> Step:
    return Step(f"GRANT {role} TO {to}", lambda oracle: oracle.members.add((role, to)))


def _leave(role: str, of: str) -> Step:
    return Step(f"REVOKE {role} FROM {of}", lambda oracle: oracle.members.discard((role, of)))


def _own(on: tuple[str, str], to: str, way: str) -> Step:
    kind, name = on
    return Step(
        f"GRANT OWNERSHIP ON {kind} {name} TO {to} {way} CURRENT GRANTS",
        lambda oracle: oracle.own(name, to, revoke=way == "REVOKE"),
    )


def _import(to: str) -> Step:
    return Step(f"GRANT IMPORTED PRIVILEGES ON DATABASE m TO {to}", lambda oracle: oracle.imported.add(to))


def _of(*choices: Any) -> Any:
    return st.sampled_from(choices)


ON_OBJECT = (_of("SELECT", "REFERENCES"), _of(*OBJECTS))
ON_SCHEMA = (_of("USAGE", "MODIFY"), _of(*(("SCHEMA", name) for name in SCHEMAS)))
ON_DATABASE = (_of("USAGE", "MONITOR"), _of(("DATABASE", "d"), ("DATABASE", "e")))
ON_BASE = (_of("SELECT"), _of(("TABLE", "e.s.base")))
ROLE = _of(*ROLES)
GRANTABLE = _of(*ROLES, *DATABASE_ROLES)
KINDS = _of("TABLE", "VIEW")
FUTURE_OWNERS = dict(zip(CONTAINERS, ["ROLE a", "ROLE b", "ROLE c", "ROLE a", "ROLE b"], strict=True))
"""One role for each place: which of two would become the owner is nowhere said."""
STEPS = st.one_of(
    st.builds(_create, _of(*OBJECTS)),
    st.builds(_create, _of("TABLE", "VIEW").map(lambda kind: (kind, "d.m.t" if kind == "TABLE" else "d.m.w"))),
    st.builds(_grant, *ON_OBJECT, _of(*GRANTEES, "SHARE sh")),
    st.builds(_grant, *ON_SCHEMA, _of(*GRANTEES, "SHARE sh")),
    st.builds(_grant, *ON_DATABASE, _of(*GRANTEES)),
    st.builds(_revoke, *ON_OBJECT, _of(*GRANTEES)),
    st.builds(_revoke, *ON_DATABASE, _of(*GRANTEES)),
    st.builds(_bulk, _of("ALL", "FUTURE", "INHERITED"), st.just("SELECT"), KINDS, _of(*CONTAINERS), _of(*GRANTEES)),
    st.builds(_bulk, st.just("INHERITED"), st.just("USAGE"), st.just("SCHEMA"), _of("d", "e"), _of(*GRANTEES)),
    st.builds(_member, GRANTABLE, _of(*ROLES, "USER u")),
    st.builds(_member, _of(*DATABASE_ROLES), _of(*HOLDERS)),
    st.builds(_leave, GRANTABLE, _of(*HOLDERS)),
    st.builds(_own, _of(*OBJECTS), ROLE, _of("COPY", "REVOKE")),
    st.builds(_own, _of(*(("SCHEMA", name) for name in SCHEMAS)), ROLE, _of("COPY", "REVOKE")),
    st.builds(_grant, *ON_BASE, _of(*GRANTEES)),
    st.builds(_own_to_come, KINDS, _of(*CONTAINERS)),
    st.builds(_import, ROLE),
)
FIRST = [
    *(_create(made) for made in OBJECTS[::2]),
    _grant("USAGE", ("DATABASE", "d"), "ROLE a"),
    _grant("USAGE", ("SCHEMA", "d.s"), "ROLE b"),
    _grant("USAGE", ("SCHEMA", "d.m"), "DATABASE ROLE d.x"),
    _grant("USAGE", ("SCHEMA", "d.s"), "SHARE sh"),
    _member("DATABASE ROLE d.x", "ROLE c"),
]
"""So that the steps that follow have something to act upon."""
SCRIPTS = st.lists(STEPS, min_size=15, max_size=50).map(lambda steps: [*FIRST, *steps])


def _run(account: Account, text: str) -> None:
    who = Session(Name.of("OWNER"))
    for statement in script(text):
        if isinstance(statement, UseRole):
            who = Session(statement.role or who.role)
        else:
            account.execute(statement, who)


def _made() -> Account:
    account = Account()
    _run(account, BASE)
    return account


MADE = _made()


def _play(steps: list[Step]) -> tuple[Account, Oracle]:
    account, oracle = MADE.fork(), Oracle(CONTAINERS, ["d.m"])
    oracle.create("TABLE", "e.s.base")
    oracle.grants |= {("USAGE", role.split()[-1].split(".")[0], role) for role in DATABASE_ROLES}
    oracle.grants.add(("USAGE", "d", "SHARE sh"))
    for step in steps:
        try:
            _run(account, step.sql)
        except Refused:
            continue
        step.apply(oracle)
    return account, oracle


def _found(access: Access, who: Acting) -> dict[str, set[str]]:
    reached = {item.name.plain.lower(): set(reach.privileges) for item, reach in access.of(who).items() if _plain(item)}
    # The schema that every database has and the imported database are in no other opinion.
    return {name: held for name, held in reached.items() if not name.endswith(".public") and name != "m"}


def _plain(item: Any) -> bool:
    return not item.to_come and item.kind in ("DATABASE", "SCHEMA", "TABLE", "VIEW")


def _expected(oracle: Oracle, active: list[str]) -> dict[str, set[str]]:
    every = {name: oracle.privileges(active, name) for name in oracle.kinds}
    return {name: privileges for name, privileges in every.items() if privileges}


def _everybody(account: Account) -> list[tuple[Acting, list[str]]]:
    """Each role with secondary roles NONE, one with another, a user's with ALL, and a share's consumer."""
    return [
        *((acting(account, _name(role)), [role, "ROLE public"]) for role in ROLES),
        (acting(account, Name.of("A"), [Name.of("B")]), ["ROLE a", "ROLE b", "ROLE public"]),
        (session(account, Session(Name.of("A"), Name.of("U"), "ALL")), ["ROLE a", "USER u", "ROLE public"]),
        (consumer(account, Name.of("SH"), Name.of("ORG", "XY1")), ["SHARE sh"]),
    ]


@given(SCRIPTS)
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
def test_everybody_reaches_what_the_oracle_says(steps: list[Step]) -> None:
    account, oracle = _play(steps)
    access = Access(account)
    for who, active in _everybody(account):
        assert _found(access, who) == _expected(oracle, active)
        imported = access.may(who, "SELECT", "VIEW", Name.of("M", "S", "V")).allowed
        assert imported is bool(oracle.imported & oracle.roles(active))
        _check_to_come(access, who, oracle, active)


def _check_to_come(access: Access, who: Acting, oracle: Oracle, active: list[str]) -> None:
    found = {item: set(reach.privileges) for item, reach in access.of(who).items() if item.to_come}
    for kind in ("TABLE", "VIEW"):
        for schema in SCHEMAS:
            item = Item(kind, Name.sql(schema), to_come=True)
            assert found.get(item, set()) == oracle.to_come(active, kind, schema), item


@given(SCRIPTS)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_who_may_grant_and_which_views_fail(steps: list[Step]) -> None:
    account, oracle = _play(steps)
    access = Access(account)
    for who, active in _everybody(account)[:-1]:
        rights = access.rights(who)
        for kind, name in OBJECTS:
            if name not in oracle.kinds:
                continue
            assert bool(rights.grants_on(kind, Name.sql(name))) is oracle.may_grant(active, name)
            reach = access.on(who, kind, Name.sql(name))
            if kind == "VIEW" and reach is not None and reach.rows is not None:
                said = any("the view fails as long as that is so" in note for note in reach.notes)
                assert said is oracle.fails(name, "e.s.base")


@given(SCRIPTS)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_query_asks_for_the_same_rights(steps: list[Step]) -> None:
    account, oracle = _play(steps)
    access = Access(account)
    held = [frozenset(account.roles_of(role)) for role in (*(Grantee("ROLE", _name(role)) for role in ROLES), USER)]
    sessions = [*held[:-1], held[0] | held[1], held[0] | held[-1], holders_in_share(account, Name.of("SH"))]
    for (who, _), roles in zip(_everybody(account), sessions, strict=True):
        for kind, name in OBJECTS:
            if name in oracle.kinds:
                allowed = access.may(who, "SELECT", kind, Name.sql(name)).allowed
                assert is_readable(account, roles, Name.sql(name)) is allowed, (who.primary, name)


@given(SCRIPTS)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_has_a_chain_that_holds(steps: list[Step]) -> None:
    """Each link of a chain is a grant that the oracle knows, and each step down its path a membership."""
    account, oracle = _play(steps)
    who = acting(account, Name.of("A"))
    for name, kind in oracle.kinds.items():
        decision = Access(account).may(who, "SELECT", kind, Name.sql(name))
        wanted = {"SELECT", "OWNERSHIP"} & oracle.privileges(["ROLE a", "ROLE public"], name)
        assert decision.allowed is bool(wanted), (name, decision)
        for link in decision.chain:
            path = [f"{role.kind} {role.name.plain.lower()}" for role in link.path]
            assert path[0] in ("ROLE a", "ROLE public")
            assert all((below, above) in oracle.members for above, below in pairwise(path))
            _check_link(oracle, link, path[-1])


def _check_link(oracle: Oracle, link: Any, holder: str) -> None:
    name = link.name.plain.lower()
    if link.way == "OWNERSHIP":
        assert oracle.owners[name] == holder
    elif link.way == "INHERITED":
        assert any(row[2] == link.stated_on.plain.lower() and row[3] == holder for row in oracle.inherited)
    else:
        assert (link.privilege, name, holder) in oracle.grants


def _name(role: str) -> Name:
    return Name.sql(role.split()[-1])
