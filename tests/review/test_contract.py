"""What breaks a reader, and what does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mesh.review.contract import Column, clauses
from mesh.review.review import Review
from mesh.review.types import holds_all


@pytest.mark.parametrize(
    ("wide", "narrow", "holds"),
    [
        ("VARCHAR(20)", "VARCHAR(10)", True),
        ("VARCHAR", "VARCHAR(10)", True),
        ("VARCHAR(10)", "VARCHAR", False),
        ("VARCHAR(5)", "VARCHAR(10)", False),
        ("NUMBER(12,2)", "NUMBER(10,2)", True),
        ("NUMBER(12,4)", "NUMBER(10,2)", True),
        ("NUMBER(12,6)", "NUMBER(10,2)", False),
        ("NUMBER(12,0)", "NUMBER(10,2)", False),
        ("NUMBER", "NUMBER(10,2)", False),
        ("NUMBER", "NUMBER(10,0)", True),
        ("INT", "NUMBER(38,0)", True),
        ("FLOAT", "NUMBER(10,2)", False),
        ("TIMESTAMP_NTZ(9)", "TIMESTAMP_NTZ(3)", True),
        ("a type with ' in it", "VARCHAR", False),
    ],
)
def test_a_type_with_more_room(wide: str, narrow: str, holds: bool) -> None:
    assert holds_all(wide, narrow) is holds


A, B = Column("DATE", False, True), Column("FLOAT")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"A": A}, {"A": A}, []),
        ({"A": A}, None, [("the port is no longer there", True)]),
        ({"A": A, "B": B}, {"B": B}, [("column A is removed", True)]),
        ({"A": A}, {"A": A, "B": B}, [("column B is added", False)]),
        ({"A": A, "B": B}, {"A": A, "C": B}, [("column B is renamed to C", True)]),
        ({"A": A, "B": B}, {"A": A, "C": A}, [("column B is removed", True), ("column C is added", False)]),
        ({"A": A}, {"A": Column("DATE", True, True)}, [("column A may be NULL", True)]),
        ({"A": Column("DATE", True)}, {"A": Column("DATE", False)}, [("column A is never NULL", False)]),
        ({"A": A}, {"A": Column("DATE", False, False)}, [("column A is no longer part of the key", True)]),
        ({"A": A}, {"A": Column("TIME", False, True)}, [("column A becomes TIME, was DATE", True)]),
        ({"A": Column("VARCHAR")}, {"A": Column("VARCHAR(16777216)")}, []),
        ({"A": Column("NUMBER")}, {"B": Column("NUMBER(38,0)")}, [("column A is renamed to B", True)]),
        ({"A": Column("")}, {"A": A}, [("column A becomes DATE, was of unknown type", True)]),
        ({"A": A}, {"A": Column("")}, [("column A becomes of unknown type, was DATE", True)]),
    ],
)  # fmt: skip
def test_clauses(old: dict[str, Column], new: dict[str, Column] | None, expected: list[tuple[str, bool]]) -> None:
    assert [(clause.what, clause.breaks) for clause in clauses(old, new)] == expected


def test_what_breaks_in_many_ways_is_told_once(of_edits: Callable[..., Review]) -> None:
    file, last = "domains/tracking/__init__.py", '        Column("payload", "VARIANT"'
    more = "".join(f'        Column("c{at:02}", "VARCHAR"),\n' for at in range(13))
    wide = {"file": file, "old": last, "new": more + last}
    reviewed = of_edits([{**wide, "old": wide["new"], "new": wide["old"]}], [wide])
    (found,) = [each for each in reviewed.findings if each.section == "contract"]
    assert found.what == "breaks TRACKING.CLICKSTREAM.CLICKSTREAM in 13 ways"
    assert found.details == ("; ".join(f"column C{at:02} is removed" for at in range(13)),)
    (added,) = [each.what for each in of_edits([wide]).findings if each.section == "contract"]
    assert added == "changes TRACKING.CLICKSTREAM.CLICKSTREAM in 13 ways"
