"""Small worlds with a question each: who can read what (``worlds.yaml``, part B of the survey)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mesh.account.account import Account
from mesh.account.effective import Access, Acting, Item, acting, consumer, session
from mesh.account.effective.reach import Reach
from mesh.account.effective.rights import Rights
from mesh.account.identifiers import Name
from mesh.account.records import Object
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.statements import Grantee

WORLDS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "worlds.yaml").read_text())["worlds"]
QUESTIONS = [
    pytest.param(world, ask, id=f"{world['id']}-{number}")
    for world in WORLDS
    for number, ask in enumerate(world["ask"], start=1)
]

SURVEY = [
    *range(1, 30, 2), 30, *range(31, 109, 2),
]  # fmt: skip
"""The numbers of the survey's part B, which has gaps."""

ELSEWHERE = {
    "B-75": "rows of another time are refused: tests/query/test_hostile.py",
    "B-81": "what a join gives is for who runs the query: tests/query/test_policies.py",
}
"""Worlds of the survey that are tests of queries alone, with the place."""


def built(world: dict[str, Any], worlds: Callable[..., Any]) -> Any:
    """The account of a world."""
    made = worlds(role="ACCOUNTADMIN")
    if "mapping" in world:
        made.run(f"USE ROLE owner; {world['mapping']}; USE ROLE ACCOUNTADMIN")
    if "row_policy" in world:
        made.run(
            "USE ROLE owner; CREATE ROW ACCESS POLICY d.s.rows_of_t AS (region VARCHAR) RETURNS BOOLEAN -> "
            f"{world['row_policy']}; ALTER TABLE d.s.t ADD ROW ACCESS POLICY d.s.rows_of_t ON (region);"
            "USE ROLE ACCOUNTADMIN"
        )
    if "mask" in world:
        made.run(
            "USE ROLE owner; CREATE MASKING POLICY d.s.mask_of_email AS (v VARCHAR) RETURNS VARCHAR -> "
            "CASE WHEN IS_ROLE_IN_SESSION('PII') THEN v ELSE '***' END; ALTER TABLE d.s.t ALTER COLUMN email "
            "SET MASKING POLICY d.s.mask_of_email; USE ROLE ACCOUNTADMIN"
        )
    for key in ("open", "chain"):
        if key in world:
            _open(made, world[key], chain=key == "chain")
    made.run(world.get("setup_before", ""))
    if "share" in world:
        made.run(
            f"USE ROLE owner; {world['share']}; CREATE SHARE sh; GRANT USAGE ON DATABASE d TO SHARE sh; "
            "GRANT USAGE ON SCHEMA d.s TO SHARE sh; GRANT SELECT ON VIEW d.s.v TO SHARE sh; USE ROLE ACCOUNTADMIN"
        )
    made.run(f"USE ROLE ACCOUNTADMIN; {world.get('setup', '')}")
    return made


def _open(made: Any, role: str, *, chain: bool) -> None:
    if made.account.get("ROLE", Name.of(role)) is None:
        made.run(f"CREATE ROLE {role}")
    made.run(f"GRANT USAGE ON DATABASE d TO ROLE {role}; GRANT USAGE ON SCHEMA d.s TO ROLE {role}")
    if chain:
        made.run(f"GRANT SELECT ON TABLE d.s.t TO ROLE {role}")


def who_asks(account: Account, ask: dict[str, Any]) -> Acting:
    role = Name.of(ask.get("as", "R"))
    if "consumer" in ask:
        return consumer(account, Name.of("SH"), Name.sql(ask["consumer"]), ask.get("locator", ""))
    if ask.get("directly"):
        only = Grantee("ROLE", role)  # without what it inherits
        return Acting({only: None}, only)
    if ask.get("user"):
        return session(account, Session(role, Name.of("U"), "ALL"))
    return acting(account, role, [Name.of(other) for other in ask.get("secondary", ())])


@pytest.mark.parametrize(("world", "ask"), QUESTIONS)
def test_world(world: dict[str, Any], ask: dict[str, Any], worlds: Callable[..., Any]) -> None:
    account = built(world, worlds).account
    who = who_asks(account, ask)
    name = Name.sql(ask.get("of", "D.S.T"))
    found = account.at(("TABLE", name))
    kind = "TABLE" if found is None else found.kind
    decision = Access(account).may(who, ask.get("privilege", "SELECT"), kind, name)
    assert decision.allowed is ask.get("may", True), decision
    assert (decision.refusal is None) is decision.allowed
    if "says" in ask:
        assert decision.refusal is not None
        assert ask["says"] in decision.refusal.message
    if "path" in ask:
        assert [role.name.plain for role in decision.chain[-1].path] == ask["path"]
    if "grants" in ask:
        assert [link.privilege for link in Rights(account, who).grants_on(kind, name)] == ask["grants"]
    notes = list(decision.notes)
    if decision.allowed and found is not None and "privilege" not in ask:
        notes += shown(account, who, found, ask).notes
    if "notes" in ask:
        assert notes == ask["notes"]
    if "unverified" in ask:
        assert any(ask["unverified"] in note for note in notes), notes


def shown(account: Account, who: Acting, obj: Object, ask: dict[str, Any]) -> Reach:
    """What is seen is what the world says, and what the whole table has."""
    reach = Access(account).on(who, obj.kind, obj.name)
    assert reach is not None
    assert Access(account).of(who)[Item(obj.kind, obj.name)] == reach
    assert reach.rows is not None
    if "rows" in ask:
        assert (reach.rows.predicate or reach.rows.extent) == ask["rows"]
    columns = dict(reach.columns)
    for column, wanted in ask.get("columns", {}).items():
        assert columns[column].shown == wanted
    return reach


REFUSED = [pytest.param(world, id=world["id"]) for world in WORLDS if "refused" in world]


@pytest.mark.parametrize("world", REFUSED)
def test_refused(world: dict[str, Any], worlds: Callable[..., Any]) -> None:
    assert isinstance(built(world, worlds).judged(world["refused"]), Refused)


TO_COME = [pytest.param(world, id=world["id"]) for world in WORLDS if "to_come" in world]


@pytest.mark.parametrize("world", TO_COME)
def test_to_come(world: dict[str, Any], worlds: Callable[..., Any]) -> None:
    account = built(world, worlds).account
    for role, wanted in world["to_come"].items():
        reached = Access(account).of(acting(account, Name.of(role)))
        found = {f"{item.kind} {item.name.plain}": reach for item, reach in reached.items() if item.to_come}
        assert {place: ",".join(reach.privileges) for place, reach in found.items() if "VIEW" not in place} == wanted


CONSUMERS = [pytest.param(world, id=world["id"]) for world in WORLDS if "consumers" in world]


@pytest.mark.parametrize("world", CONSUMERS)
def test_consumers(world: dict[str, Any], worlds: Callable[..., Any]) -> None:
    principals = Access(built(world, worlds).account).principals()
    assert [each.name.plain for each in principals if each.kind == "ACCOUNT"] == world["consumers"]


def test_every_number_is_a_world() -> None:
    """``B-39-copy`` and ``B-17a`` are further cases of a number."""
    ids = [world["id"] for world in WORLDS]
    assert len(ids) == len(set(ids))
    numbers = {match[1] for each in ids if (match := re.match(r"B-(\d+)", each))}
    assert numbers | {each.removeprefix("B-") for each in ELSEWHERE} == {str(number) for number in SURVEY}
    assert not numbers & {each.removeprefix("B-") for each in ELSEWHERE}
    for place in ELSEWHERE.values():
        assert (Path(__file__).parents[3] / place.rpartition(": ")[2]).is_file()
