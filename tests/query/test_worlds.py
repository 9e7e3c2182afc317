"""The worlds of ``tests/account/worlds.yaml`` on rows: what the model says of each is what a query gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.records import Object
from mesh.account.refusal import Refused
from mesh.query import as_account, as_role, as_user, contents, query
from mesh.query.reader import Reader
from tests.account.conftest import make_world
from tests.account.effective.test_worlds import WORLDS, built

T = [("1", "EU", "ann@x.eu"), ("2", "US", "bob@x.us"), ("3", None, "cid@x.io")]
SIZES = {
    "all": 3,
    "none": 0,
    "REGION IN ('EU')": 1,
    "REGION <> 'US'": 1,
    "CURRENT_ACCOUNT() IN ('XY1')": 3,
    "D.S.T(REGION IN ('EU'))": 1,
    "(X(ID > 0)) UNION (D.S.T(REGION IN ('EU')))": 1,
    "EXISTS(SELECT 1 FROM D.S.M AS M WHERE M.REG = REGION AND M.ROLE_NAME = 'R')": 1,
}
"""How many of the rows above are left where a world says so, counted by hand."""

NOT_PLAYED = {
    "B-51-lost": "the view fails, as its note says that it may",
    "B-85": "the survey found no source: here the policy sees the mask, and the model tells what can be seen at most",
    "B-95": "the rows of an imported database are elsewhere",
    "B-95-granted": "the rows of an imported database are elsewhere",
    "A-148": "the query fails, as its note says that it may",
}
ASKED = [
    pytest.param(world, ask, id=f"{world['id']}-{number}")
    for world in WORLDS
    if world["id"] not in NOT_PLAYED
    for number, ask in enumerate(world["ask"], start=1)
    if "privilege" not in ask and ask.get("locator", "XY1") == "XY1"
]


def held(table: Object) -> Sequence[dict[str, str | None]]:
    """Every table with the columns of T has T's rows; the mapping table lets R see Europe."""
    names = [column.name for column in table.columns]
    rows: Sequence[tuple[str | None, ...]] = [("R", "EU")] if names == ["ROLE_NAME", "REG"] else []
    if names[:1] in (["ID"], ["EMAIL"]):
        rows = [row[: len(names)] if names[0] == "ID" else row[2:] for row in T]
    if names == ["A", "B"]:
        rows = [(row[2], row[0]) for row in T]
    return [dict(zip(names, row, strict=True)) for row in rows]


def reader_of(account: Account, ask: dict[str, Any]) -> Reader:
    role = Name.of(ask.get("as", "R"))
    if "consumer" in ask:
        return as_account(account, Name.sql(ask["consumer"]))
    if ask.get("user"):
        return as_user(account, Name.of("U"), role)
    return as_role(account, role, [Name.of(other) for other in ask.get("secondary", ())])


@pytest.mark.parametrize(("world", "ask"), ASKED)
def test_world_on_rows(world: dict[str, Any], ask: dict[str, Any]) -> None:
    made = built(world, make_world)
    if "share" in world and "consumers" not in world:
        made.run(
            "USE ROLE ACCOUNTADMIN; GRANT MANAGE SHARE TARGET ON ACCOUNT TO ROLE owner; USE ROLE owner;"
            "ALTER SHARE sh ADD ACCOUNTS = org.xy1"
        )
    account, name = made.account, Name.sql(ask.get("of", "D.S.T"))
    reader = reader_of(account, ask)
    if not ask.get("may", True):
        with pytest.raises(Refused, match="does not exist or not authorized"):
            query(account, held, reader, f"SELECT * FROM {name}")
        return
    seen = query(account, held, reader, f"SELECT * FROM {name}")
    if "rows" in ask and seen.columns != ("N",):
        assert len(seen.rows) == SIZES[ask["rows"]]
    if ask.get("of") == "D.S.N" and seen.columns == ("N",):
        assert seen.rows == ((SIZES[ask["rows"]],),)
    real = contents(account, held, name)
    for column, wanted in ask.get("columns", {}).items():
        values = set(seen.column(column))
        assert values, "there is a row to judge by"
        assert values <= set(real.column(column)) if wanted == "clear" else values == {"***"}
