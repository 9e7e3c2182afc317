"""The tables that a query names: by examples, and as sqlglot finds them in random queries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import parse_one
from sqlglot.optimizer.scope import traverse_scope

from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.sql.from_items import tables_read

HOME = Name.of("D", "S")


def read(sql: str) -> list[str]:
    return [name.plain for name in tables_read(sql, HOME)]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT 1", []),
        ("SELECT a FROM t", ["D.S.T"]),
        ("SELECT a FROM s2.t AS x, e.s.u y", ["D.S2.T", "E.S.U"]),
        ('SELECT a FROM "t" JOIN d.s."T" USING (a)', ["D.S.t", "D.S.T"]),
        ("SELECT a FROM (t)", ["D.S.T"]),
        ("SELECT a FROM ((t JOIN u ON t.a = u.a) CROSS JOIN (w))", ["D.S.T", "D.S.U", "D.S.W"]),
        ("SELECT a FROM (t AS x), (u)", ["D.S.T", "D.S.U"]),
        ("SELECT a FROM (SELECT a FROM t) x, u", ["D.S.T", "D.S.U"]),
        ("SELECT a FROM t AS x (a, b), u", ["D.S.T", "D.S.U"]),
        ("SELECT a FROM t, LATERAL FLATTEN(input => t.c) f, u", ["D.S.T", "D.S.U"]),
        ("SELECT a FROM t, TABLE(FLATTEN(t.c)) f, LATERAL (SELECT b FROM u WHERE u.a = t.a) x, w",
         ["D.S.T", "D.S.U", "D.S.W"]),
        ("SELECT a FROM t SAMPLE (10), u AT (OFFSET => -60), w", ["D.S.T", "D.S.U", "D.S.W"]),
        ("SELECT a FROM t PIVOT (MAX(b) FOR c IN ('x', 'y')) AS p, u", ["D.S.T", "D.S.U"]),
        ("SELECT a FROM TABLE('d2.s.t')", ["D2.S.T"]),
        ("SELECT a FROM IDENTIFIER('\"t\"') JOIN u", ["D.S.t", "D.S.U"]),
        ("SELECT a FROM TABLE('..')", []),
        ("SELECT a FROM (VALUES (1), (b)) AS v (a), t", ["D.S.T"]),
        ("SELECT a FROM VALUES (1), (2)", []),
        ("SELECT a FROM @st.x", []),
        ("SELECT a FROM t WHERE a IN (1, b) ORDER BY a, c", ["D.S.T"]),
        ("SELECT a, (SELECT MAX(b) FROM u), c FROM t WHERE EXISTS (SELECT 1 FROM w, v)",
         ["D.S.U", "D.S.T", "D.S.W", "D.S.V"]),
        ("SELECT EXTRACT(year FROM a), TRIM((SELECT MAX(b) FROM u)) FROM t", ["D.S.U", "D.S.T"]),
        ("SELECT a FROM t JOIN u ON t.a IS NOT DISTINCT FROM u.a, w", ["D.S.T", "D.S.U", "D.S.W"]),
        ("SELECT a FROM t UNION ALL (SELECT a FROM u EXCEPT SELECT a FROM w)", ["D.S.T", "D.S.U", "D.S.W"]),
        # Common table expressions, where they can be seen and where not.
        ("WITH x AS (SELECT a FROM t), y (b) AS (SELECT a FROM x) SELECT b FROM y, u", ["D.S.T", "D.S.U"]),
        ("WITH x AS (VALUES (1)) SELECT * FROM x", []),
        ("WITH t AS (SELECT a FROM t) SELECT a FROM t", ["D.S.T"]),
        ("WITH t AS (SELECT a FROM u) SELECT a FROM d.s.t", ["D.S.U", "D.S.T"]),
        ("SELECT a FROM (WITH t AS (SELECT a FROM u) SELECT a FROM t) UNION ALL SELECT a FROM t",
         ["D.S.U", "D.S.T"]),
        ("WITH x AS (SELECT a FROM y), y AS (SELECT a FROM u) SELECT a FROM x", ["D.S.Y", "D.S.U"]),
        ("WITH RECURSIVE x (a) AS (SELECT a FROM t UNION ALL SELECT a FROM x JOIN u) SELECT a FROM x",
         ["D.S.T", "D.S.U"]),
        ("WITH x AS (WITH z AS (SELECT a FROM t) SELECT a FROM z) SELECT a FROM z", ["D.S.T", "D.S.Z"]),
        # A policy's body.
        ("region IN (SELECT r FROM (m)) OR EXISTS (SELECT 1 FROM (SELECT 1) x, n)", ["D.S.M", "D.S.N"]),
        ("((((region", []),
        ("(a) FROM t) , u", ["D.S.T", "D.S.U"]),
    ],
)  # fmt: skip
def test_tables_read(sql: str, tables: list[str]) -> None:
    assert read(sql) == tables


def test_no_depth_is_too_much() -> None:
    assert read(f"SELECT a FROM {'(' * 20_000}t{')' * 20_000}") == ["D.S.T"]


def test_what_is_no_sql_is_refused() -> None:
    with pytest.raises(Refused):
        read("SELECT 'open")


# --- random queries ----------------------------------------------------------------------------------------------

TABLES = ["t", "u", "w", "e.s.t", "x", "y"]


def _queries(queries: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    alias = st.sampled_from(["", " AS j", " AS k (a)"])
    item = st.one_of(
        st.builds("{}{}".format, st.sampled_from(TABLES), alias),
        queries.map("({}) AS q".format),
    )
    joined = st.one_of(item, st.builds("{} JOIN {} ON a = ABS(a)".format, item, item))
    first = st.one_of(joined, joined.map("({})".format))
    more = st.lists(st.one_of(first, queries.map("LATERAL ({}) AS l".format)), max_size=2)
    from_ = st.tuples(first, more).map(lambda items: ", ".join([items[0], *items[1]]))
    where = st.one_of(st.just(""), queries.map(" WHERE a IN ({})".format), queries.map(" WHERE EXISTS ({})".format))
    plain = st.builds("SELECT a, COALESCE(a, 1) FROM {}{}".format, from_, where)
    united = st.builds("{} UNION {}".format, plain, plain)
    named = st.builds(
        "WITH {} AS ({}), y (a) AS ({}) SELECT a FROM {}".format, st.sampled_from(["x", "t"]), queries, queries, from_
    )
    return st.one_of(plain, united, named)


QUERIES = st.recursive(st.just("SELECT a FROM t"), _queries, max_leaves=6)


def _by_sqlglot(sql: str) -> set[str]:
    """The tables of every scope that are no common table expression there."""
    found = [
        table
        for scope in traverse_scope(parse_one(sql, dialect="snowflake"))
        for table in scope.tables
        if table.db or table.name not in scope.cte_sources
    ]
    return {".".join([*(p.upper() for p in (t.catalog or "d", t.db or "s")), t.name.upper()]) for t in found}


@given(QUERIES)
@settings(max_examples=200, deadline=None)
def test_random_queries(sql: str) -> None:
    assert set(read(sql)) == _by_sqlglot(sql)
