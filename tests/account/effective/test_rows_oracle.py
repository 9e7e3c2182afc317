"""Rows and columns of random accounts, against an evaluator that goes row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesh.account.account import Account
from mesh.account.effective import Access, Acting, acting, consumer
from mesh.account.effective.context import Context
from mesh.account.identifiers import Name
from mesh.account.session import Session as Running
from mesh.account.sql.parse import script
from mesh.account.statements import UseRole
from tests.account.effective.rows_oracle import REGIONS, Condition, Protected, RowsOracle, Seen, Session, Truth
from tests.account.effective.test_policies import evaluate

ROLES = ("A", "B", "C")
OWNERS = ("OWNER", "VO")
BASE = """
    CREATE ROLE owner; CREATE ROLE a; CREATE ROLE b; CREATE ROLE c; CREATE ROLE vo;
    CREATE DATABASE d; CREATE DATABASE e; CREATE SCHEMA d.s; CREATE SCHEMA e.s; CREATE DATABASE ROLE d.dr;
    CREATE DATABASE ROLE e.dr; CREATE TABLE d.s.t (region VARCHAR, mail VARCHAR); CREATE TAG d.s.g;
    GRANT USAGE ON DATABASE d TO ROLE PUBLIC; GRANT USAGE ON SCHEMA d.s TO ROLE PUBLIC;
    GRANT USAGE ON DATABASE e TO ROLE PUBLIC; GRANT USAGE ON SCHEMA e.s TO ROLE PUBLIC;
    GRANT SELECT ON TABLE d.s.t TO ROLE PUBLIC; CREATE SHARE sh; GRANT USAGE ON DATABASE e TO SHARE sh;
    GRANT REFERENCE_USAGE ON DATABASE d TO SHARE sh; GRANT USAGE ON SCHEMA e.s TO SHARE sh
"""


# --- conditions --------------------------------------------------------------------------------------------------


def _in_session(role: str) -> Condition:
    return Condition(
        f"IS_ROLE_IN_SESSION('{role}')", lambda seen: None if seen.primary is None else f"ROLE {role}" in seen.roles
    )


def _database_role() -> Condition:
    """Which database roles of a share its consumer takes up is not known."""
    return Condition(
        "IS_DATABASE_ROLE_IN_SESSION('DR')", lambda seen: f"DATABASE ROLE {seen.database}.DR" in seen.roles
    )


def _equal(function: str, value: str, attribute: str) -> Condition:
    def holds(seen: Seen) -> Truth:
        found = getattr(seen, attribute)
        return None if found is None else found == value

    return Condition(f"{function} = '{value}'", holds, fuzzy=function == "r")


ATOMS = st.one_of(
    st.sampled_from([*ROLES, "VO"]).map(_in_session),
    st.builds(_equal, st.just("CURRENT_ROLE()"), st.sampled_from(ROLES), st.just("primary")),
    st.builds(_equal, st.just("INVOKER_ROLE()"), st.sampled_from([*ROLES, *OWNERS]), st.just("invoker")),
    st.builds(_equal, st.just("INVOKER_SHARE()"), st.sampled_from(["SH", "OTHER"]), st.just("share")),
    st.builds(_equal, st.just("r"), st.sampled_from(["EU", "US"]), st.just("region")),
    st.just(_database_role()),
)


def _not(one: Condition) -> Condition:
    return Condition(
        f"NOT ({one.sql})", lambda seen: None if one.holds(seen) is None else not one.holds(seen), one.fuzzy
    )


def _and(one: Condition, other: Condition) -> Condition:
    def holds(seen: Seen) -> Truth:
        values = (one.holds(seen), other.holds(seen))
        return False if False in values else None if None in values else True

    return Condition(f"({one.sql}) AND ({other.sql})", holds, one.fuzzy or other.fuzzy)


def _or(one: Condition, other: Condition) -> Condition:
    return replace(_not(_and(_not(one), _not(other))), sql=f"({one.sql}) OR ({other.sql})")


CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(inner.map(_not), st.builds(_and, inner, inner), st.builds(_or, inner, inner)),
    max_leaves=3,
)
MAYBE = st.none() | CONDITIONS


# --- worlds ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """What is random of an account."""

    table: Protected
    view: Protected
    outer: Protected
    members: tuple[tuple[str, str], ...]

    @property
    def objects(self) -> dict[str, Protected]:
        return {"d.s.t": self.table, "d.s.v": self.view, "e.s.w": self.outer}


MEMBERS = st.lists(
    st.sampled_from(
        [("ROLE B", "ROLE A"), ("ROLE C", "ROLE A"), ("ROLE C", "ROLE B"), ("DATABASE ROLE D.DR", "ROLE B"),
         ("DATABASE ROLE E.DR", "ROLE C"), ("ROLE VO", "ROLE C"), ("DATABASE ROLE D.DR", "ROLE PUBLIC")]
    ),
    unique=True,
    max_size=4,
)  # fmt: skip


@st.composite
def worlds(draw: Any) -> World:
    owner = st.sampled_from(OWNERS)
    table = Protected("D", "OWNER", draw(MAYBE), draw(MAYBE), draw(st.booleans()))
    view = Protected("D", draw(owner), draw(MAYBE), draw(MAYBE), below=table)
    return World(table, view, Protected("E", draw(owner), draw(MAYBE), draw(MAYBE), below=view), tuple(draw(MEMBERS)))


def _run(account: Account, text: str) -> None:
    who = Running(Name.of("ACCOUNTADMIN"))
    for statement in script(text):
        if isinstance(statement, UseRole):
            who = Running(statement.role or who.role)
        else:
            account.execute(statement, who)


def _set_up() -> Account:
    account = Account()
    _run(account, BASE)
    return account


SET_UP = _set_up()


def _policies(name: str, what: Protected) -> list[str]:
    """The statements that put the policies of an object on it; a column of a table may have its mask by a tag."""
    kind, short = ("TABLE" if what.below is None else "VIEW"), name[-1]
    found = []
    if what.rows is not None:
        found += [
            f"CREATE ROW ACCESS POLICY d.s.rows_{short} AS (r VARCHAR) RETURNS BOOLEAN -> {what.rows.sql}",
            f"ALTER {kind} {name} ADD ROW ACCESS POLICY d.s.rows_{short} ON (region)",
        ]
    if what.mask is not None:
        tagged = what.tagged and not what.mask.fuzzy
        signature, using = ("v VARCHAR", "") if tagged else ("v VARCHAR, r VARCHAR", " USING (mail, region)")
        found.append(
            f"CREATE MASKING POLICY d.s.mask_{short} AS ({signature}) RETURNS VARCHAR -> "
            f"CASE WHEN {what.mask.sql} THEN v ELSE '***' END"
        )
        found += (
            [f"ALTER TAG d.s.g SET MASKING POLICY d.s.mask_{short}",
             f"ALTER TABLE {name} MODIFY COLUMN mail SET TAG d.s.g = 'x'"]
            if tagged
            else [f"ALTER {kind} {name} MODIFY COLUMN mail SET MASKING POLICY d.s.mask_{short}{using}"]
        )  # fmt: skip
    return found


def _account(world: World) -> Account:
    account = SET_UP.fork()
    statements = [
        *(f"GRANT {role} TO {to}" for role, to in world.members),
        *_policies("d.s.t", world.table),
        "CREATE SECURE VIEW d.s.v AS SELECT region, mail FROM d.s.t",
        *_policies("d.s.v", world.view),
        "GRANT SELECT ON VIEW d.s.v TO ROLE PUBLIC",
        "CREATE SECURE VIEW e.s.w AS SELECT region, mail FROM d.s.v",
        *_policies("e.s.w", world.outer),
        "GRANT SELECT ON VIEW e.s.w TO ROLE PUBLIC",
        "GRANT SELECT ON VIEW e.s.w TO SHARE sh",
        f"GRANT OWNERSHIP ON VIEW d.s.v TO ROLE {world.view.owner} COPY CURRENT GRANTS",
        f"GRANT OWNERSHIP ON VIEW e.s.w TO ROLE {world.outer.owner} COPY CURRENT GRANTS",
    ]
    _run(account, ";".join(statements))
    return account


def _sessions(account: Account) -> list[tuple[Session, Acting]]:
    """Each role alone, one with secondary roles, and the consumer of the share."""
    found = [
        (Session(role, (f"ROLE {role}", "ROLE PUBLIC")), acting(account, Name.of(role)))
        for role in ROLES
    ]  # fmt: skip
    both = Session("A", ("ROLE A", "ROLE VO", "ROLE PUBLIC"))
    found.append((both, acting(account, Name.of("A"), [Name.of("VO")])))
    return [*found, (Session(None, (), "SH"), consumer(account, Name.of("SH"), Name.of("ORG", "XY1")))]


@given(worlds())
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
def test_everybody_sees_what_the_oracle_says(world: World) -> None:
    account = _account(world)
    access = Access(account)
    members: dict[str, tuple[str, ...]] = {}
    for role, to in world.members:
        members[to] = (*members.get(to, ()), role)
    oracle = RowsOracle(members)
    for session, who in _sessions(account):
        for name, what in world.objects.items():
            if session.share is None or name == "e.s.w":
                _check(access, who, oracle, session, name, what)


def _check(access: Access, who: Acting, oracle: RowsOracle, session: Session, name: str, what: Protected) -> None:
    kind = "TABLE" if what.below is None else "VIEW"
    reach = access.on(who, kind, Name.sql(name))
    assert reach is not None
    assert reach.rows is not None
    rows = [oracle.shows_row(what, session, region) for region in REGIONS]
    values = [oracle.shows_value(what, session, region) for region in REGIONS]
    extent = "all" if all(rows) else "some" if any(rows) else "none"
    shown = "clear" if all(values) else "depends" if any(values) else "masked"
    sight = dict(reach.columns)["MAIL"].shown
    if session.share is not None and _asks_what_is_not_known(what):
        # What is not known of a consumer is taken to let through.
        assert reach.rows.extent != "none" or extent == "none"
        assert sight != "masked" or shown == "masked"
    elif oracle.is_fuzzy(what, session):
        assert reach.rows.extent in (extent, "some")
        assert sight in (shown, "depends")
    else:
        assert (reach.rows.extent, sight) == (extent, shown)
    if what.below is None and reach.rows.extent == "some":
        assert [_left(reach.rows.predicate, region) is True for region in REGIONS] == rows
    if what.below is None and sight == "depends":
        how = dict(reach.columns)["MAIL"].how
        assert [_left(how, region) == "x" for region in REGIONS] == values


def _asks_what_is_not_known(what: Protected | None) -> bool:
    while what is not None:
        for each in (what.rows, what.mask):
            if each is not None and ("INVOKER_ROLE" in each.sql or "DATABASE_ROLE" in each.sql):
                return True
        what = what.below
    return False


def _left(expression: str, region: str | None) -> Any:
    """What is left of a table's policy, worked out for the row of a region."""
    return evaluate(sqlglot.parse_one(expression, dialect="snowflake"), {"REGION": region, "MAIL": "x"}, Context())
