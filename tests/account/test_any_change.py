"""An accepted mesh becomes another one in a run: nothing is refused, nothing is lost, and all of it can still go.

What the engine would do is played into the account, statement by statement, in the roles that send them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import permutations
from typing import Final

import pytest

from mesh.account.resources.registered import Registered
from mesh.review.likeness import differences
from mesh.review.recording import Resources
from mesh.review.resources import object_of
from mesh.review.steps import steps
from tests.any_mesh.changes import meshes_of
from tests.any_mesh.deployment import StepRefused, contents, play, prepared, recorded, registered

TAKES_ANOTHER_RUN: Final = {
    # A type changes into one with more room, and into no other one: /sql-reference/sql/alter-table-column
    "another type": re.compile(r"cannot change column \S+ from type "),
    # To rows that are there it would give no value: /sql-reference/sql/alter-table
    "one more column that may not be NULL": re.compile(r"Non-nullable column '\w+' cannot be added to non-empty table"),
    # The provider drops columns before it adds others, and the last one cannot go.
    "no column that stays": re.compile(r"column '\w+' is the only one of "),
}
"""What Snowflake refuses to change in a table with rows, as docs/recovery.md tells."""
TAKEN: Final[Mapping[str, Callable[[Registered], object]]] = {
    "already exists": object_of,
    "is consumed already": lambda each: each.inputs.get("fromShare"),
}
"""What only one can have, and another one has until it goes, when all that comes has come: a name, or a share."""
ORDER: Final = re.compile(r"TABLE \S+ has other order of columns")
"""Snowflake adds a column behind the others."""


@pytest.mark.parametrize("number", range(12))
def test_a_mesh_becomes_another_one(number: int) -> None:
    meshes = meshes_of(number)
    empty = prepared(*meshes)
    before = contents(empty)
    sides = [registered(recorded(mesh), number) for mesh in meshes]
    accounts = [play(empty.fork(), steps((), side)) for side in sides]
    for (one, old), (other, new) in permutations(zip(accounts, sides, strict=True), 2):
        try:
            account = play(one.fork(), steps(old, new))
        except StepRefused as refused:
            if not _takes_another_run(refused, old):
                raise
            continue
        assert [told for told in differences(account, other) if not ORDER.fullmatch(told)] == []
        play(account, steps(new, ()))
        assert contents(account) == before


def _takes_another_run(refused: StepRefused, old: Resources) -> bool:
    """Whether it is what docs/recovery.md says that no single run can do."""
    made = refused.step.planned
    if refused.step.what == "create":
        others = [each for each in old if each.urn != made.urn]
        return any(
            told in refused.reason and any(taken(each) == taken(made) for each in others)
            for told, taken in TAKEN.items()
        )
    of_table = made.type == "snowflake:index/table:Table"
    return of_table and any(each.search(refused.reason) for each in TAKES_ANOTHER_RUN.values())
