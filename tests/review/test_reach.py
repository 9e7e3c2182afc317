"""What one had and has, compared by meaning."""

from __future__ import annotations

import pytest

from mesh.account.effective import Reach, Rows, Sight
from mesh.review.reach import OBJECT, Difference, differences

CLEAR = Sight("clear")
MASKED = Sight("masked", "'***'")


def reads(rows: Rows, **columns: Sight) -> Reach:
    return Reach(("SELECT",), rows, tuple(columns.items()))


ALL, NONE = Rows("all"), Rows("none")


def some(predicate: str) -> Rows:
    return Rows("some", predicate)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, None, []),
        (None, reads(ALL), [("gained", "gains SELECT on X")]),
        (None, reads(some("A = 1"), M=MASKED), [("gained", "gains SELECT on X (rows: A = 1; not clear: M as '***')")]),
        (reads(ALL), None, [("lost", "loses SELECT on X")]),
        (reads(ALL), Reach(("DELETE", "SELECT"), ALL), [("gained", "gains DELETE on X")]),
        (
            Reach(("USAGE",)),
            Reach(("SELECT",), NONE, (("C", CLEAR),)),
            [("gained", "gains SELECT on X (rows: none)"), ("lost", "loses USAGE on X")],
        ),
        (reads(some("A IN (1, 2)")), reads(some("A IN (2, 1)")), []),
        (reads(some("A IN (1, 2)")), reads(some("A = 2 OR A = 1")), []),
        (reads(some("A IN (1, 2)")), reads(some("(A IN (2)) OR (A IN (1))")), []),
        (
            reads(some("A = 1")),
            reads(some("A = 1 OR B = 2")),
            [("widened", "sees more rows of X: now A = 1 OR B = 2, before A = 1")],
        ),
        (
            reads(some("A IN (1, 2)")),
            reads(some("A = 1")),
            [("narrowed", "sees fewer rows of X: now A = 1, before A IN (1, 2)")],
        ),
        (reads(some("A = 1")), reads(some("A = 2")), [("widened", "sees other rows of X: now A = 2, before A = 1")]),
        (reads(NONE), reads(some("A = 1")), [("widened", "sees more rows of X: now A = 1, before none")]),
        (reads(some("A = 1")), reads(ALL), [("widened", "sees more rows of X: now all, before A = 1")]),
        (reads(ALL), reads(NONE), [("narrowed", "sees fewer rows of X: now none, before all")]),
        (reads(ALL, C=MASKED), reads(ALL, C=CLEAR), [("widened", "sees C of X in clear, before as '***'")]),
        (reads(ALL, C=CLEAR), reads(ALL, C=MASKED), [("narrowed", "sees C of X as '***', before in clear")]),
        (
            reads(ALL, C=MASKED),
            reads(ALL, C=Sight("masked", "NULL")),
            [("widened", "sees C of X as NULL, before as '***'")],
        ),
        (
            reads(ALL, C=CLEAR),
            reads(ALL, D=CLEAR),
            [("widened", "sees the new column D of X in clear"), ("lost", "no longer sees column C of X")],
        ),
        (
            reads(ALL, C=CLEAR, D=CLEAR, E=MASKED, F=MASKED),
            reads(ALL, E=CLEAR, F=CLEAR, G=CLEAR, H=CLEAR, I=MASKED),
            [
                ("widened", "sees E, F of X in clear, before as '***'"),
                ("widened", "sees the new columns G, H of X in clear"),
                ("widened", "sees the new column I of X as '***'"),
                ("lost", "no longer sees columns C, D of X"),
            ],
        ),
        (reads(some("A = (")), reads(some("B = (")), [("widened", "sees other rows of X: now B = (, before A = (")]),
    ],
)  # fmt: skip
def test_differences(old: Reach | None, new: Reach | None, expected: list[tuple[str, str]]) -> None:
    assert [(each.direction, each.what.replace(OBJECT, "X")) for each in differences(old, new)] == expected


def test_many_columns_are_counted_and_named_beside() -> None:
    wide = reads(ALL, **{f"C{at:02}": CLEAR for at in range(13)})
    names = ", ".join(f"C{at:02}" for at in range(13))
    assert differences(wide, reads(ALL)) == [
        Difference("lost", f"no longer sees 13 columns of {OBJECT}", f"columns {names}")
    ]
    assert differences(reads(ALL), wide) == [
        Difference("widened", f"sees 13 new columns of {OBJECT} in clear", f"columns {names}")
    ]
