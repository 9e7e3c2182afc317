"""What a piece of SQL reads."""

import pytest

from mesh.account.identifiers import Name
from policies.sql import resolved, selects


def read(text: str) -> list[tuple[list[str], set[str], set[str]]]:
    return [([table.plain for table in each.tables], each.columns, each.bare) for each in selects(text)]


@pytest.mark.parametrize(
    ("text", "tables", "columns", "bare"),
    [
        ('SELECT "a", B FROM db.s."t"', ["DB.S.t"], {"a", "B"}, {"a", "B"}),
        ("SELECT x.A FROM s.t x", ["S.T"], {"A"}, set()),
        ("SELECT A FROM t AS x, s.u y JOIN v ON A = y.B", ["T", "S.U", "V"], {"A", "B"}, {"A"}),
        ("SELECT EXTRACT(YEAR FROM day) FROM t", ["T"], {"YEAR", "DAY"}, {"YEAR", "DAY"}),
        ("SELECT MAX(A) FROM TABLE(f(B))", [], {"A", "B"}, {"A", "B"}),
        ("SELECT A FROM f(B)", [], {"A", "B"}, {"A", "B"}),
        ("SELECT 'A' FROM t -- FROM u", ["T"], set(), set()),
    ],
)
def test_tables_and_columns_of_a_select(text: str, tables: list[str], columns: set[str], bare: set[str]) -> None:
    assert read(text) == [(tables, columns, bare)]


def test_inner_selects_are_apart_and_their_columns_are_the_outer_ones_too() -> None:
    assert read("SELECT A FROM t WHERE t.B IN (SELECT C FROM u)") == [
        (["U"], {"C"}, {"C"}),
        (["T"], {"A", "B", "C"}, {"A", "C"}),
    ]


def test_condition_around_a_subquery_is_no_select() -> None:
    assert [tables for tables, *_ in read("V IN (SELECT X FROM t) OR (V = 1)")] == [["T"]]


@pytest.mark.parametrize("text", ["SELECT * FROM t", "SELECT t.* FROM t", "SELECT DISTINCT * FROM t"])
def test_star_is_everything(text: str) -> None:
    assert selects(text)[0].everything


def test_product_is_not_everything() -> None:
    assert not selects("SELECT A * B FROM t")[0].everything


def test_what_is_no_sql_reads_nothing() -> None:
    assert selects("SELECT 'open FROM t") == []
    assert selects("") == []


def test_short_names_are_near_the_object_that_names_them() -> None:
    near = Name.of("DB", "S", "V")
    assert resolved(Name.of("T"), near) == Name.of("DB", "S", "T")
    assert resolved(Name.of("X", "T"), near) == Name.of("DB", "X", "T")
    assert resolved(Name.of("Y", "X", "T"), near) == Name.of("Y", "X", "T")
