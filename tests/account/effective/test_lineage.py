"""Which columns come through a view's query, and which rows: by examples, and against what DuckDB gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesh.account.account import Account
from mesh.account.effective import Access, Reach, acting
from mesh.account.effective.columns import Output
from mesh.account.effective.lineage import lineage
from mesh.account.effective.policies import ALL, CLEAR, NONE, Rows, Sight
from mesh.account.effective.protection import NOT_FOLLOWED
from mesh.account.identifiers import Name
from mesh.account.records import Object
from mesh.account.session import Session
from mesh.account.sql.parse import script
from mesh.query import as_role, contents, query
from tests.account.effective.test_protection import FILTERED, MASKED, Asked

HOME = Name.of("D", "S")
T, U = Name.of("D", "S", "T"), Name.of("D", "S", "U")
COLUMNS = {T: ("ID", "A", "B"), U: ("ID", "C")}
STARS = Sight("masked", "'***'")


def made_of(sql: str) -> dict[str, str | None] | None:
    """Each column of a query with the columns below, as ``T.A U.C``."""
    found = lineage(sql, HOME, COLUMNS.get)
    if found is None or found.outputs is None:
        return None
    return {output.name: _text(output) for output in found.outputs}


def _text(output: Output) -> str | None:
    return None if output.below is None else " ".join(f"{name.last}.{column}" for name, column in output.below)


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("SELECT a FROM t", {"A": "T.A"}),
        ("SELECT * FROM t", {"ID": "T.ID", "A": "T.A", "B": "T.B"}),
        ("SELECT t.*, c FROM t, u", {"ID": "T.ID", "A": "T.A", "B": "T.B", "C": "U.C"}),
        ("SELECT * EXCLUDE (id, b) FROM t", {"A": "T.A"}),
        ("SELECT t.* EXCLUDE id RENAME (a AS x) FROM t", {"X": "T.A", "B": "T.B"}),
        ("SELECT * REPLACE (b AS a) FROM t", {"ID": "T.ID", "A": "T.B", "B": "T.B"}),
        ("WITH c AS (SELECT a, b FROM t) SELECT b, a FROM c", {"B": "T.B", "A": "T.A"}),
        ("WITH c (x, y) AS (SELECT a, b FROM t) SELECT * FROM c", {"X": "T.A", "Y": "T.B"}),
        ("WITH c AS (SELECT a FROM t), e AS (SELECT a AS z FROM c) SELECT z FROM e", {"Z": "T.A"}),
        ("WITH u AS (SELECT a AS c FROM t) SELECT c FROM u", {"C": "T.A"}),
        ("WITH u AS (SELECT a AS c FROM t) SELECT c FROM d.s.u", {"C": "U.C"}),
        ("SELECT x FROM (SELECT a AS x FROM t)", {"X": "T.A"}),
        ("SELECT s.y FROM (SELECT a, b FROM t) AS s (x, y)", {"Y": "T.B"}),
        ("SELECT q FROM (WITH c AS (SELECT a AS q FROM t) SELECT q FROM c) s", {"Q": "T.A"}),
        ("(SELECT a FROM t)", {"A": "T.A"}),
        ("SELECT a FROM t UNION ALL SELECT c FROM u", {"A": "T.A U.C"}),
        ("SELECT a FROM t UNION SELECT 'none'", {"A": "T.A"}),
        ("SELECT a FROM t EXCEPT SELECT c FROM u", {"A": "T.A"}),
        ("SELECT a FROM t INTERSECT SELECT c FROM u", {"A": "T.A"}),
        ("WITH c AS (SELECT a FROM t UNION ALL SELECT c FROM u) SELECT a AS x FROM c", {"X": "T.A U.C"}),
        ("SELECT a, c FROM t LEFT JOIN u ON t.id = u.id", {"A": "T.A", "C": "U.C"}),
        ("SELECT t.id FROM t JOIN u ON t.id = u.id", {"ID": "T.ID"}),
        ("SELECT id FROM t JOIN u ON t.id = u.id", {"ID": None}),
        ("SELECT id, c FROM t JOIN u USING (id)", {"ID": "T.ID U.ID", "C": "U.C"}),
        ("SELECT id FROM t NATURAL JOIN u", {"ID": "T.ID U.ID"}),
        ("SELECT a FROM (t JOIN u ON t.id = u.id)", {"A": "T.A"}),
        ("SELECT x, c FROM ((SELECT id, a AS x FROM t) s JOIN (u) ON s.id = u.id)", {"X": "T.A", "C": "U.C"}),
        ("SELECT x, y FROM (((SELECT a AS x FROM t) s CROSS JOIN (SELECT c AS y FROM u) z))", {"X": "T.A", "Y": "U.C"}),
        ("SELECT a AS x, UPPER(x) AS y FROM t", {"X": "T.A", "Y": "T.A"}),
        ("SELECT b AS a, a AS z FROM t", {"A": "T.B", "Z": "T.A"}),
        ("SELECT a || b AS x, 1 AS y FROM t", {"X": "T.A T.B", "Y": ""}),
        ("SELECT (SELECT MAX(c) FROM u WHERE u.id = t.id) AS x FROM t", {"X": "U.C"}),
        ("SELECT (SELECT MAX(b || c) FROM u) AS x FROM t", {"X": "T.B U.C"}),
        ("SELECT CASE WHEN EXISTS (SELECT 1 FROM u WHERE u.id = t.id) THEN a END AS x FROM t", {"X": "T.A"}),
        ("SELECT a IN (SELECT c FROM u) AS x FROM t", {"X": "T.A U.C"}),
        ("SELECT LAG(a) OVER (PARTITION BY b ORDER BY id) AS x, ROW_NUMBER() OVER (ORDER BY a) AS y FROM t",
         {"X": "T.A", "Y": ""}),
        ("SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY b) AS x FROM t", {"X": "T.B"}),
        ("SELECT f.value AS x, f.index AS i FROM t, LATERAL FLATTEN(INPUT => t.a) f", {"X": "T.A", "I": "T.A"}),
        ("SELECT value AS x FROM t, TABLE(FLATTEN(t.a)) f", {"X": "T.A"}),
        ("SELECT z.c FROM t, LATERAL (SELECT c FROM u WHERE u.id = t.id) z", {"C": "U.C"}),
        ("SELECT z.x FROM t, LATERAL (SELECT t.b AS x FROM u) z", {"X": "T.B"}),
        ("SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (n, w)", {"N": "", "W": ""}),
        ("SELECT column2 FROM (VALUES (1, 'a'))", {"COLUMN2": ""}),
        ("SELECT a FROM t AT (OFFSET => -60)", {"A": "T.A"}),
        ("SELECT IFF(IS_ROLE_IN_SESSION('X'), a, 'no') AS x, CURRENT_ROLE AS r FROM t", {"X": "T.A", "R": ""}),
        ("SELECT COUNT(*) AS n, COUNT(a) AS m FROM t", {"N": "", "M": "T.A"}),
        ("SELECT q FROM elsewhere", {"Q": "ELSEWHERE.Q"}),
    ],
)  # fmt: skip
def test_what_a_column_is_made_of(sql: str, wanted: dict[str, str | None]) -> None:
    assert made_of(sql) == wanted


@pytest.mark.parametrize(
    "sql",
    [
        "WITH RECURSIVE c AS (SELECT a FROM t UNION ALL SELECT a FROM c) SELECT a FROM c",
        "WITH t AS (SELECT * FROM t) SELECT a FROM t",
        "WITH c AS (SELECT a FROM TABLE(d.s.f(1))) SELECT a FROM c",
        "SELECT * FROM t JOIN u USING (id)",
        "SELECT * FROM elsewhere",
        "SELECT * ILIKE '%a%' FROM t",
        "SELECT x.* FROM t",
        "SELECT a FROM t UNION ALL BY NAME SELECT c FROM u",
        "SELECT a FROM t UNION ALL SELECT id, c FROM u",
        "SELECT * FROM t PIVOT (MAX(a) FOR b IN ('x'))",
        "SELECT a FROM t CONNECT BY PRIOR a = b",
        "SELECT a FROM TABLE(d.s.f(1))",
        "SELECT a FROM (SELECT a, b FROM t) AS s (x, y, z)",
        "WITH c (x, y) AS (SELECT a FROM t) SELECT x FROM c",
        "SELECT FROM WHERE",
        "CREATE TABLE x (y NUMBER)",
    ],
)
def test_what_is_not_followed(sql: str) -> None:
    assert made_of(sql) is None


@pytest.mark.parametrize(
    "value",
    [
        "d.s.f(a)",
        "guess(a)",
        "OBJECT_CONSTRUCT(*)",
        "HASH(*)",
        "$1",
        "(SELECT a FROM TABLE(d.s.f(1)))",
        "nosuch",
        "x.a",
    ],
)
def test_a_value_that_is_not_followed_leaves_the_others(value: str) -> None:
    assert made_of(f"SELECT {value} AS v, b FROM t") == {"V": None, "B": "T.B"}


# --- through a view ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        ("AS WITH c AS (SELECT email, id FROM t) SELECT * FROM c", {"EMAIL": STARS, "ID": CLEAR}),
        ("(mail) AS WITH c AS (SELECT email FROM t) SELECT email FROM c", {"MAIL": STARS}),
        ("AS SELECT email FROM (SELECT email FROM t) AS inner_one", {"EMAIL": STARS}),
        ("AS SELECT email FROM t UNION ALL SELECT email FROM t", {"EMAIL": STARS}),
        ("AS SELECT email FROM t UNION ALL SELECT note FROM other", {"EMAIL": CLEAR}),
        ("AS SELECT * EXCLUDE (id) FROM t", {"REGION": CLEAR, "EMAIL": STARS}),
        ("AS SELECT (SELECT MAX(email) FROM t) AS most", {"MOST": STARS}),
    ],
)
def test_a_mask_comes_through(asked: Asked, view: str, wanted: dict[str, Sight]) -> None:
    reach = asked(f"{MASKED}; CREATE VIEW d.s.v {view}")("d.s.v")
    assert dict(reach.columns) == wanted
    assert reach.notes == ()


def test_a_star_over_a_view_has_the_columns_of_its_query(asked: Asked) -> None:
    reach = asked(
        f"{MASKED}; CREATE VIEW d.s.v AS WITH c AS (SELECT email FROM t) SELECT * FROM c;"
        "CREATE VIEW d.s.w AS SELECT * FROM v; CREATE VIEW d.s.x AS WITH c AS (SELECT note FROM other) SELECT * FROM c"
    )
    assert dict(reach("d.s.w").columns) == {"EMAIL": STARS}
    assert dict(reach("d.s.x").columns) == {"NOTE": CLEAR}


@pytest.mark.parametrize(
    "query",
    [
        "WITH RECURSIVE c AS (SELECT email FROM t UNION ALL SELECT email FROM c) SELECT email FROM c",
        "SELECT d.s.unmask(email) FROM t",
        "SELECT email FROM t UNION ALL BY NAME SELECT email FROM t",
    ],
)
def test_what_is_not_followed_is_taken_to_show_all_and_says_so(asked: Asked, query: str) -> None:
    reach = asked(f"{MASKED}; CREATE VIEW d.s.v (email) AS {query}")("d.s.v")
    assert dict(reach.columns) == {"EMAIL": CLEAR}
    assert reach.notes == (NOT_FOLLOWED,)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("WITH c AS (SELECT * FROM t) SELECT id FROM c", Rows("some", "C(D.S.T(REGION IN ('EU')))")),
        ("SELECT id FROM (SELECT * FROM t WHERE id > 5) x", Rows("some", "X((ID > 5) AND (D.S.T(REGION IN ('EU'))))")),
        ("SELECT id FROM (SELECT id FROM t WHERE CURRENT_ROLE() = 'NOBODY') x", NONE),
        ("SELECT MAX(id) FROM (SELECT id FROM t WHERE CURRENT_ROLE() = 'NOBODY') x", Rows("some", "X(FALSE)")),
        ("SELECT id FROM t UNION ALL SELECT id FROM other", Rows("some", "(D.S.T(REGION IN ('EU'))) UNION (TRUE)")),
        ("SELECT id FROM t UNION ALL SELECT id FROM t", Rows("some", "D.S.T(REGION IN ('EU'))")),
        ("SELECT id FROM other WHERE FALSE UNION SELECT id FROM other", Rows("some", "(FALSE) UNION (TRUE)")),
        ("SELECT id FROM other EXCEPT SELECT id FROM t", ALL),
        ("SELECT id FROM other INTERSECT SELECT id FROM t", Rows("some", "D.S.T(REGION IN ('EU'))")),
        ("SELECT id FROM other WHERE id IN (SELECT id FROM t)",
         Rows("some", "(ID IN (SELECT ID FROM T)) AND (D.S.T(REGION IN ('EU')))")),
    ],
)  # fmt: skip
def test_rows_come_through(asked: Asked, query: str, wanted: Rows) -> None:
    assert asked(f"{FILTERED}; CREATE VIEW d.s.v (n) AS {query}")("d.s.v").rows == wanted


# --- what DuckDB gives -------------------------------------------------------------------------------------------
# Each value of the tables has an @ in it, and no mask and no constant does. So a column shows values or it does not.

SETTING = """
    CREATE ROLE R; CREATE ROLE PII; CREATE DATABASE D; CREATE SCHEMA D.S;
    CREATE TABLE D.S.T (K NUMBER, A VARCHAR, B VARCHAR); CREATE TABLE D.S.U (K NUMBER, A VARCHAR, C VARCHAR);
    CREATE MASKING POLICY D.S.M AS (V VARCHAR) RETURNS VARCHAR ->
        CASE WHEN IS_ROLE_IN_SESSION('PII') THEN V ELSE '*' END;
    CREATE MASKING POLICY D.S.N AS (V VARCHAR) RETURNS VARCHAR -> '*';
    ALTER TABLE D.S.T MODIFY COLUMN A SET MASKING POLICY D.S.M;
    ALTER TABLE D.S.U MODIFY COLUMN A SET MASKING POLICY D.S.N;
    GRANT USAGE ON DATABASE D TO ROLE R; GRANT USAGE ON SCHEMA D.S TO ROLE R
"""
HELD = {
    "T": [{"K": key, "A": f"{key}@ta", "B": f"{key}@tb"} for key in "123"],
    "U": [{"K": key, "A": f"{key}@ua", "C": f"{key}@uc"} for key in "123"],
}
ROW_POLICIES = ("TRUE", "K_ = 1", "K_ > 1 OR IS_ROLE_IN_SESSION('PII')", "IS_ROLE_IN_SESSION('PII')", "FALSE")


VALUES = st.sampled_from(["a", "{0}", "UPPER(a)", "a || {0}", "'-'", "COALESCE({0}, a)", "NULLIF(a, '-')", "a || '-'"])
ONE = st.sampled_from(
    (
        "SELECT k, y AS x, x AS y FROM {0} AS s",
        "SELECT * FROM {0}",
        "SELECT s.* FROM {0} s WHERE k < 3",
        "WITH c AS {0} SELECT * FROM c",
        "WITH c (k, y, x) AS {0} SELECT k, x, y FROM c",
        "WITH c AS {0}, e AS (SELECT k, x AS y, y AS x FROM c) SELECT k, x, y FROM e",
        "SELECT * EXCLUDE (y), y FROM {0} s",
        "SELECT * EXCLUDE (y) RENAME (x AS z), y FROM {0} s",
        "SELECT k, x AS p, p || '-' AS y FROM {0} s",
        "SELECT DISTINCT k, x, y FROM {0} s",
        "SELECT k, MAX(x) AS x, MAX(y) AS y FROM {0} s GROUP BY k",
        "SELECT s.k, f.value::VARCHAR AS x, s.y FROM {0} s, LATERAL FLATTEN(INPUT => SPLIT(s.x, '/')) f",
        "{0} EXCEPT SELECT 0, '', ''",
        "SELECT k, LAG(x) OVER (ORDER BY k) AS x, y FROM {0} s",
        "SELECT k, LISTAGG(x, ', ') AS x, y FROM {0} s GROUP BY k, y",
        "SELECT s.k, a AS x, s.y FROM {0} s, d.s.t WHERE t.k = s.k",
        "SELECT k, x, y FROM (WITH t AS {0} SELECT * FROM t) UNION ALL SELECT k, a, b FROM d.s.t",
        "WITH u AS (SELECT * FROM {0} s) SELECT u.k, c AS x, y FROM u JOIN d.s.u AS v ON u.k = v.k",
        "SELECT v.k, v.x, v.y FROM {0} AS v (k, x, y), (d.s.u)",
    )
)
TWO = st.sampled_from(
    (
        "{0} UNION ALL {1}",
        "{0} UNION {1}",
        "SELECT l.k, l.x, r.y FROM {0} l JOIN {1} r ON l.k = r.k",
        "SELECT k, l.x, r.y FROM {0} l JOIN {1} r USING (k)",
        "WITH c AS {0}, e AS {1} SELECT c.k, e.x, c.y FROM c, e WHERE c.k = e.k",
        "SELECT k, (SELECT MAX(x) FROM {1} z) AS x, y FROM {0} s",
        "SELECT k, (SELECT MAX(z.x) FROM {1} z WHERE z.k = s.k) AS x, y FROM {0} s",
        "SELECT k, IFF(EXISTS (SELECT 1 FROM {1} z WHERE z.k = 1), x, '-') AS x, y FROM {0} s",
        "SELECT k, x, y FROM {0} s WHERE k IN (SELECT k FROM {1} z)",
        "SELECT s.k, s.x, z.y FROM ({0} s JOIN {1} z ON s.k = z.k)",
        "SELECT s.k, s.x, l.y FROM {0} s, LATERAL (SELECT y FROM {1} z WHERE z.k = s.k) l",
        "SELECT COALESCE(l.k, r.k) AS k, l.x, r.y FROM {0} l FULL OUTER JOIN {1} r ON l.k = r.k",
        "SELECT s.k, s.x, s.y FROM {0} s LEFT JOIN {1} z ON s.x = z.y",
    )
)


def _table(table: str, x: str, y: str) -> str:
    third = "b" if table == "T" else "c"
    return f"SELECT k, {x.format(third)} AS x, {y.format(third)} AS y FROM d.s.{table}"


def _named(sql: str) -> str:
    """The query in parentheses, with its columns by the names K, X and Y whatever it calls them."""
    return f"(SELECT * FROM ({sql}) AS q (k, x, y))"


def _larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    named = smaller.map(_named)
    return st.one_of(st.builds(str.format, ONE, named), st.builds(str.format, TWO, named, named))


QUERIES = st.recursive(st.builds(_table, st.sampled_from(["T", "U"]), VALUES, VALUES), _larger, max_leaves=4)


def _run(account: Account, text: str) -> None:
    for statement in script(text):
        account.execute(statement, Session(Name.of("ACCOUNTADMIN")))


def _set_up() -> Account:
    account = Account()
    _run(account, SETTING)
    return account


SET_UP = _set_up()


def _seen(sql: str, policy: str, secondary: list[Name]) -> tuple[Reach, list[tuple[Any, ...]], set[Any]]:
    """What R reaches of a view over the tables, the rows that it is given, and the keys that there are."""
    account = SET_UP.fork()
    _run(
        account,
        f"CREATE ROW ACCESS POLICY D.S.P AS (K_ NUMBER) RETURNS BOOLEAN -> {policy};"
        f"ALTER TABLE D.S.U ADD ROW ACCESS POLICY D.S.P ON (K);"
        f"CREATE VIEW D.S.V (K, X, Y) AS {sql}; GRANT SELECT ON VIEW D.S.V TO ROLE R",
    )
    role, view = Name.of("R"), Name.of("D", "S", "V")
    reach = Access(account).on(acting(account, role, secondary), "VIEW", view)
    assert reach is not None

    def held(table: Object) -> list[dict[str, str]]:
        return HELD[table.name.last]

    found = query(account, held, as_role(account, role, secondary), "SELECT k, x, y FROM D.S.V")
    return reach, list(found.rows), set(contents(account, held, view).column("K"))


@given(QUERIES, st.sampled_from(ROW_POLICIES), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_comes_through_is_what_a_query_gives(sql: str, policy: str, pii: bool) -> None:
    """Never more is shown than is told; and where all rows are there, never less."""
    reach, rows, keys = _seen(sql, policy, [Name.of("PII")] if pii else [])
    assert NOT_FOLLOWED not in reach.notes
    assert reach.rows is not None
    for at, column in enumerate(("X", "Y"), start=1):
        sight = dict(reach.columns)[column]
        shown = "".join(str(row[at]) for row in rows)
        assert sight == CLEAR or "@" not in shown
        if reach.rows == ALL and "*" in shown and "@" not in shown:
            assert sight.shown == "masked"
    given_ = {row[0] for row in rows}
    assert reach.rows != NONE or not given_
    assert reach.rows != ALL or given_ == keys
