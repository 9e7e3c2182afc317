"""What expressions and functions give: each value worked out from Snowflake's documentation of the function."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mesh.query.functions import FUNCTIONS

Make = Callable[..., Any]

CASES: list[tuple[str, Any]] = [
    # Conditions and NULL.
    ("IFF(1 > 2, 'a', 'b')", "b"),
    ("IFF(NULL, 'a', 'b')", "b"),
    ("NVL(NULL, 1)", 1),
    ("IFNULL(2, 1)", 2),
    ("NVL2(NULL, 'x', 'y')", "y"),
    ("NVL2(1, 'x', 'y')", "x"),
    ("COALESCE(NULL, NULL, 'c')", "c"),
    ("NULLIF(1, 1)", None),
    ("NULLIFZERO(0)", None),
    ("ZEROIFNULL(NULL)", 0),
    ("DECODE(NULL, 1, 'one', NULL, 'none')", "none"),
    ("DECODE(3, 1, 'one', 'other')", "other"),
    ("DECODE(3, 1, 'one')", None),
    ("EQUAL_NULL(NULL, NULL)", True),
    ("EQUAL_NULL(1, NULL)", False),
    ("GREATEST(1, NULL, 3)", None),
    ("GREATEST(1, 3)", 3),
    ("LEAST(2, 1)", 1),
    ("LEAST(2, NULL)", None),
    ("NULL IS DISTINCT FROM 1", True),
    ("CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END", "b"),
    ("2 BETWEEN 1 AND 3 AND NOT 4 IN (1, 2)", True),
    # Numbers.
    ("7 / 2", 3.5),
    ("MOD(7, 4)", 3),
    ("7 % 4", 3),
    ("ROUND(2.345, 2)", Decimal("2.35")),
    ("CEIL(1.2)", 2),
    ("FLOOR(-1.2)", -2),
    ("ABS(-3)", 3),
    ("SIGN(-3)", -1),
    ("POWER(2, 3)", 8.0),
    ("POW(2, 3)", 8.0),
    ("SQRT(9)", 3.0),
    ("EXP(0)", 1.0),
    ("LN(1)", 0.0),
    # Texts.
    ("CONCAT('a', NULL)", None),
    ("CONCAT('a', 1, 'b')", "a1b"),
    ("'a' || NULL", None),
    ("'a' || 1", "a1"),
    ("CONCAT_WS('-', 'a', 'b')", "a-b"),
    ("CONCAT_WS('-', 'a', NULL)", None),
    ("SUBSTR('hello', 0, 2)", "he"),
    ("SUBSTR('hello', 2)", "ello"),
    ("SUBSTRING('hello', -3, 2)", "ll"),
    ("SPLIT_PART('a,b,c', ',', 0)", "a"),
    ("SPLIT_PART('a,b,c', ',', -1)", "c"),
    ("LEFT('hello', 2) || RIGHT('hello', 1)", "heo"),
    ("UPPER('a') || LOWER('B') || REVERSE('cd') || REPEAT('e', 2)", "Abdcee"),
    ("LPAD('7', 3, '0') || RPAD('7', 3, '0')", "007700"),
    ("LENGTH('héé')", 3),
    ("LEN('ab')", 2),
    ("TRIM('  a ') || LTRIM('xxa', 'x') || RTRIM('axx', 'x')", "aaa"),
    ("REPLACE('aba', 'a', 'x')", "xbx"),
    ("TRANSLATE('abc', 'ab', 'xy')", "xyc"),
    ("CONTAINS('hello', 'ell')", True),
    ("STARTSWITH('hello', 'he') AND ENDSWITH('hello', 'lo')", True),
    ("CHARINDEX('l', 'hello')", 3),
    ("POSITION('l', 'hello')", 3),
    ("REGEXP_LIKE('abc', 'b')", False),
    ("RLIKE('abc', '.b.')", True),
    ("'abc' RLIKE 'a.*'", True),
    ("REGEXP_REPLACE('a1b22', '[0-9]+', '#')", "a#b#"),
    ("REGEXP_REPLACE('a1b22', '[0-9]+')", "ab"),
    ("REGEXP_SUBSTR('a1b22', '[0-9]+')", "1"),
    ("REGEXP_SUBSTR('ab', '[0-9]+')", None),
    ("'ab' LIKE 'a_' AND 'AB' ILIKE 'a%' AND 'a%' LIKE 'a!%' ESCAPE '!'", True),
    ("'b' LIKE ANY ('a%', 'b%')", True),
    ("MD5('a')", "0cc175b9c0f1b6a831c399e269772661"),
    ("MD5_HEX('a') = MD5('a') AND SHA1_HEX('a') = SHA1('a') AND SHA2('a') = SHA2_HEX('a')", True),
    ("SHA1('a')", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
    ("SHA2('a')", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
    # Dates and times. The clock stands at 2026-03-01 12:30 in UTC.
    ("CURRENT_DATE", date(2026, 3, 1)),
    ("CURRENT_DATE()", date(2026, 3, 1)),
    ("CURRENT_TIMESTAMP()::TIMESTAMP_NTZ", datetime(2026, 3, 1, 12, 30)),
    ("DATEADD(month, 1, '2026-01-31'::DATE)", date(2026, 2, 28)),
    ("DATEADD('day', -1, '2026-03-01'::DATE)", date(2026, 2, 28)),
    ("DATEADD(quarter, 1, '2026-01-01'::DATE)", date(2026, 4, 1)),
    ("TIMESTAMPADD(week, 1, '2026-01-01'::DATE)", date(2026, 1, 8)),
    ("DATEADD(year, 1, '2024-02-29'::DATE)", date(2025, 2, 28)),
    ("DATEADD(hour, 1, '2026-01-01'::DATE)", datetime(2026, 1, 1, 1)),
    ("TIMEADD(minute, 90, '2026-01-01 23:00:00'::TIMESTAMP)", datetime(2026, 1, 2, 0, 30)),
    ("DATEADD(second, 1, '2026-01-01 23:59:59'::TIMESTAMP_NTZ)", datetime(2026, 1, 2)),
    ("'2026-01-01'::DATE + INTERVAL '2 days'", date(2026, 1, 3)),
    ("'2026-01-01'::DATE - INTERVAL '1 month'", date(2025, 12, 1)),
    ("DATEDIFF(year, '2025-12-31'::DATE, '2026-01-01'::DATE)", 1),
    ("TIMEDIFF(hour, '2026-01-01 00:59:00'::TIMESTAMP, '2026-01-01 01:00:00'::TIMESTAMP)", 1),
    ("TIMESTAMPDIFF(day, '2026-01-01'::DATE, '2026-01-31'::DATE)", 30),
    ("DATE_TRUNC('month', '2026-03-17'::DATE)", date(2026, 3, 1)),
    ("DATE_TRUNC(hour, '2026-03-17 10:20:30'::TIMESTAMP)", datetime(2026, 3, 17, 10)),
    ("EXTRACT(year FROM '2026-03-17'::DATE)", 2026),
    ("DATE_PART(dow, '2026-03-01'::DATE)", 0),
    ("YEAR(d) * 10000 + QUARTER(d) * 1000 + MONTH(d) * 100 + DAY(d)", 20261317),
    ("DAYOFMONTH(d) || '/' || DAYOFWEEK(d) || '/' || DAYOFYEAR(d) || '/' || WEEK(d)", "17/2/76/12"),
    ("HOUR(t) * 10000 + MINUTE(t) * 100 + SECOND(t)", 102030),
    ("DAYNAME(d) || MONTHNAME(d)", "TueMar"),
    ("LAST_DAY('2026-02-03'::DATE)", date(2026, 2, 28)),
    ("DATE_FROM_PARTS(2026, 2, 3)", date(2026, 2, 3)),
    ("TO_CHAR(t, 'YYYY-MM-DD HH24:MI:SS')", "2026-03-17 10:20:30"),
    ("TO_VARCHAR(d)", "2026-03-17"),
    ("TO_DATE('17/03/2026', 'DD/MM/YYYY')", date(2026, 3, 17)),
    ("DATE('2026-03-17')", date(2026, 3, 17)),
    ("TRY_TO_DATE('no')", None),
    ("TO_TIME('10:20:30') = TIME('10:20:30') AND TRY_TO_TIME('no') IS NULL", True),
    ("TO_TIMESTAMP('2026-03-17 10:20:30')", datetime(2026, 3, 17, 10, 20, 30)),
    ("TO_TIMESTAMP_NTZ('2026-03-17')", datetime(2026, 3, 17)),
    ("TRY_TO_TIMESTAMP('no')", None),
    ("TRY_TO_TIMESTAMP_NTZ('no')", None),
    # Conversions.
    ("'12.345'::NUMBER(10, 2)", Decimal("12.35")),
    ("1.5::INT", 2),
    ("TO_NUMBER('12.5', 10, 1)", Decimal("12.5")),
    ("TO_DECIMAL('12')", 12),
    ("TO_NUMERIC('12')", 12),
    ("TRY_TO_NUMBER('x')", None),
    ("TRY_TO_DECIMAL('x')", None),
    ("TRY_TO_NUMERIC('7')", 7),
    ("TO_DOUBLE('1.5')", 1.5),
    ("TRY_TO_DOUBLE('x')", None),
    ("TO_BINARY('0aff')", b"\x0a\xff"),
    ("TRY_TO_BINARY('0A')", b"\x0a"),
    ("TRY_TO_BINARY('xyz')", None),
    ("SHA2_BINARY('a') = TO_BINARY(SHA2('a'))", True),
    ("TO_BOOLEAN('true')", True),
    ("TRY_TO_BOOLEAN('x')", None),
    ("TRY_CAST('x' AS INT)", None),
    ("CAST(TRUE AS VARCHAR)", "true"),
    ("$$it's$$", "it's"),
    ("'it\\'s \\\\ \\n'", "it's \\ \n"),
    # Semi-structured values.
    ("j:a.b::STRING", "x"),
    ("j:a.b", '"x"'),
    ("j:A", None),
    ("j:a['b']::STRING", "x"),
    ("j['a']['b']::STRING", "x"),
    ("j:list[0]::INT + 1", 2),
    ("j:list[9]", None),
    ("j:list[-1]", None),
    ('j:"odd.name \'"::STRING', "y"),
    ("j:a.b = 'x' AND j:list[0] = 1 AND j:none::INT IS NULL AND j:missing::STRING IS NULL", True),
    ("j:a::STRING", '{"b":"x"}'),
    ("j:list::STRING", '[1,"q",{"k":2}]'),
    ("GET(j, 'a'):b::STRING || GET(j:list, 1)::STRING", "xq"),
    ("ARRAY_SIZE(j:list)", 3),
    ("ARRAY_SIZE(j:a)", None),
    ("ARRAY_CONTAINS('q'::VARIANT, j:list) AND NOT ARRAY_CONTAINS('z'::VARIANT, j:list)", True),
    ("ARRAY_CONTAINS(1::VARIANT, j:list)", True),
    ("AS_ARRAY(j:list)", '[1,"q",{"k":2}]'),
    ("AS_ARRAY(j:a)", None),
    ("AS_OBJECT(j:a)", '{"b":"x"}'),
    ("AS_OBJECT(j:list)", None),
    ('TRY_CAST(j:"list"[0]::VARCHAR AS NUMBER(3,0))', 1),
    ('TRY_CAST(j:"a"."b"::VARCHAR AS DATE)', None),
    ("OBJECT_KEYS(j:a)", '["b"]'),
    ("PARSE_JSON('{\"k\": [1, 2]}'):k[1]::INT", 2),
    ("TRY_PARSE_JSON('{')", None),
    ("TO_JSON(j:a)", '{"b":"x"}'),
    ("OBJECT_CONSTRUCT('k', 1, 'gone', NULL, 'in', j:a)", '{"k":1,"in":{"b":"x"}}'),
    ("OBJECT_CONSTRUCT()", "{}"),
    ("ARRAY_CONSTRUCT(1, 'x')", '[1,"x"]'),
    ("SPLIT('a-b', '-')", '["a","b"]'),
    ("TO_VARIANT(1):x", None),
    # A JSON null is a value, what is missing is NULL, and a cast makes both NULL.
    ("j:none IS NULL OR j:none IS NULL = TRUE OR GET(j, 'none') IS NULL OR j['none'] IS NULL", False),
    (
        "j:none IS NOT NULL AND j:missing IS NULL AND j:a.missing IS NULL AND j:none.x IS NULL AND j:list[9] IS NULL",
        True,
    ),
    ("(j:holes[0]) IS NOT NULL AND j:holes[1] IS NOT NULL AND j:holes[2] IS NULL AND j:a[0] IS NULL", True),
    ('j:"odd.name \'" IS NOT NULL AND j:"~/$" IS NOT NULL', True),
    ("IS_NULL_VALUE(j:none)", True),
    ("IS_NULL_VALUE(j:a)", False),
    ("IS_NULL_VALUE(j:missing)", None),
    ("IS_NULL_VALUE(j:holes[0]) AND IS_NULL_VALUE(GET(j, 'none')) AND NOT IS_NULL_VALUE(j['a'])", True),
    ("j:none::VARCHAR", None),
    ("j:none::VARCHAR IS NULL AND j:none::NUMBER IS NULL AND TO_VARCHAR(j:none) IS NULL", True),
    ("COALESCE(j:missing, j:a.b)::VARCHAR", "x"),
    ("COALESCE(j:none::VARCHAR, 'y')", "y"),
    # The session.
    ("CURRENT_ROLE() || INVOKER_ROLE() || CURRENT_ACCOUNT() || CURRENT_ACCOUNT_NAME()", "RRLOCALLOCAL"),
    ("CURRENT_ORGANIZATION_NAME()", "SANDBOX"),
    ("CURRENT_USER()", None),
    ("INVOKER_SHARE()", None),
    ("IS_ROLE_IN_SESSION('R') AND IS_ROLE_IN_SESSION(CURRENT_ROLE()) AND IS_GRANTED_TO_INVOKER_ROLE('PUBLIC')", True),
    ("IS_DATABASE_ROLE_IN_SESSION('X')", False),
]

AGGREGATES: list[tuple[str, Any]] = [
    ("COUNT(*)", 4),
    ("COUNT(n)", 3),
    ("COUNT(DISTINCT n)", 2),
    ("APPROX_COUNT_DISTINCT(n)", 2),
    ("SUM(n)", 5),
    ("AVG(n)", 5 / 3),
    ("MIN(n) + MAX(n)", 3),
    ("MEDIAN(n)", 2),
    ("ROUND(STDDEV(n), 4)", 0.5774),
    ("ROUND(VARIANCE(n), 4)", 0.3333),
    ("COUNT_IF(n > 1)", 2),
    ("ANY_VALUE(1)", 1),
    ("MAX_BY(w, n) || MIN_BY(w, n)", "ba"),
    ("BOOLOR_AGG(n > 1)", True),
    ("BOOLAND_AGG(n > 1)", False),
    ("LISTAGG(w, ',') WITHIN GROUP (ORDER BY w)", "a,b,c"),
    ("LISTAGG(w)", "abc"),
    ("ARRAY_AGG(n) WITHIN GROUP (ORDER BY n DESC)", "[2,2,1]"),
]

WINDOWS: list[tuple[str, list[Any]]] = [
    ("ROW_NUMBER() OVER (ORDER BY w)", [1, 2, 3, 4]),
    ("RANK() OVER (ORDER BY n)", [1, 2, 2, 4]),
    ("DENSE_RANK() OVER (ORDER BY n)", [1, 2, 2, 3]),
    ("NTILE(2) OVER (ORDER BY w)", [1, 1, 2, 2]),
    ("PERCENT_RANK() OVER (ORDER BY w)", [0.0, 1 / 3, 2 / 3, 1.0]),
    ("CUME_DIST() OVER (ORDER BY w)", [0.25, 0.5, 0.75, 1.0]),
    ("LAG(w) OVER (ORDER BY w)", [None, "a", "b", "c"]),
    ("LEAD(w, 1, 'z') OVER (ORDER BY w)", ["b", "c", None, "z"]),
    ("SUM(n) OVER (ORDER BY w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)", [1, 3, 5, 5]),
    ("FIRST_VALUE(n) OVER (ORDER BY w)", [1, 1, 1, 1]),
    # Without a frame LAST_VALUE looks at the whole partition.
    ("LAST_VALUE(n) OVER (ORDER BY w)", [None, None, None, None]),
    ("MAX(n) OVER (PARTITION BY n)", [1, 2, 2, None]),
]

JSON = {"a": {"b": "x"}, "list": [1, "q", {"k": 2}], "none": None, "holes": [None, 1], "odd.name '": "y", "~/$": 1}


@pytest.fixture
def world(full: Make) -> Any:
    made = full(
        "CREATE TABLE D.S.E (J VARIANT, D DATE, T TIMESTAMP_NTZ); GRANT SELECT ON TABLE D.S.E TO ROLE R;"
        "CREATE TABLE D.S.N (N NUMBER, W VARCHAR); GRANT SELECT ON TABLE D.S.N TO ROLE R"
    )
    made.rows["E"] = [(json.dumps(JSON), "2026-03-17", "2026-03-17 10:20:30")]
    made.rows["N"] = [(1, "a"), (2, "b"), (2, "c"), (None, None)]
    return made


@pytest.mark.parametrize(("expression", "value"), CASES, ids=[expression for expression, _ in CASES])
def test_a_value(world: Any, expression: str, value: Any) -> None:
    ((found,),) = world.select(f"SELECT {expression} AS v FROM d.s.e")
    assert found == (pytest.approx(value) if isinstance(value, float) else value)
    assert isinstance(found, bool) == isinstance(value, bool)


@pytest.mark.parametrize(("expression", "value"), AGGREGATES, ids=[expression for expression, _ in AGGREGATES])
def test_an_aggregate(world: Any, expression: str, value: Any) -> None:
    ((found,),) = world.select(f"SELECT {expression} FROM d.s.n")
    assert found == (pytest.approx(value, abs=1e-4) if isinstance(value, float) else value)


@pytest.mark.parametrize(("expression", "values"), WINDOWS, ids=[expression for expression, _ in WINDOWS])
def test_a_window(world: Any, expression: str, values: list[Any]) -> None:
    found = [row[0] for row in world.select(f"SELECT {expression} AS v FROM d.s.n ORDER BY w")]
    assert found == values


@pytest.mark.parametrize(
    "expression",
    [
        "COALESCE(j:none, 'y')",
        "NVL(GET(j, 'none'), 'y')",
        "EQUAL_NULL(j:none, NULL)",
        "j:holes[0] IS DISTINCT FROM NULL",
        "COUNT(j:none)",
        "OBJECT_CONSTRUCT('k', j:none)",
        "DECODE(j['none'], NULL, 1, 2)",
    ],
)
def test_a_json_null_is_refused_where_it_would_count_as_null(world: Any, expression: str) -> None:
    said = world.refusal(f"SELECT {expression} FROM d.s.e")
    assert said == "SQL execution error: a JSON null, which is not NULL: cast it first"


def test_every_function_is_tested() -> None:
    text = " ".join(expression for expression, _ in (*CASES, *AGGREGATES, *WINDOWS)).upper()
    untested = sorted(name for name in FUNCTIONS if f"{name}(" not in text and name not in ("FLATTEN",))
    assert untested == []


def test_nulls_are_largest(world: Any) -> None:
    assert [row[0] for row in world.select("SELECT n FROM d.s.n ORDER BY n")] == [1, 2, 2, None]
    assert [row[0] for row in world.select("SELECT n FROM d.s.n ORDER BY n DESC")] == [None, 2, 2, 1]
    assert [row[0] for row in world.select("SELECT n FROM d.s.n ORDER BY n DESC NULLS LAST LIMIT 1")] == [2]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (
            "SELECT f.index, f.value::STRING FROM d.s.e, LATERAL FLATTEN(input => j:list) f ORDER BY 1",
            [(0, "1"), (1, "q"), (2, '{"k":2}')],
        ),
        ("SELECT key, value FROM d.s.e, TABLE(FLATTEN(j:a))", [("b", '"x"')]),
        ("SELECT key, value FROM d.s.e, TABLE(FLATTEN(INPUT => j, PATH => 'a'))", [("b", '"x"')]),
        ("SELECT f.value FROM d.s.e CROSS JOIN LATERAL FLATTEN(j:a.b) f", []),
        ("SELECT f.value FROM d.s.e, LATERAL FLATTEN(input => j:missing, outer => TRUE) AS f", [(None,)]),
        (
            "SELECT g.key, g.value::INT FROM d.s.e e, LATERAL FLATTEN(e.j:list) f, LATERAL FLATTEN(f.value) g",
            [("k", 2)],
        ),
        ("SELECT COUNT(*) FROM d.s.e, LATERAL (SELECT 1 AS one WHERE d.s.e.d IS NOT NULL) x", [(1,)]),
    ],
)
def test_flatten(world: Any, query: str, rows: list[Any]) -> None:
    assert world.select(query) == rows


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT a.id FROM d.s.t a LEFT JOIN d.s.n b ON a.id = b.n WHERE b.n IS NULL", [(3,)]),
        ("SELECT id FROM d.s.t a JOIN d.s.t b USING (id) WHERE id = 1", [(1,)]),
        ("SELECT id FROM (d.s.t) WHERE id = 1", [(1,)]),
        ("SELECT x.id FROM ((d.s.t)) AS x JOIN (d.s.t) y ON x.id = y.id WHERE x.id = 1", [(1,)]),
        ("SELECT x.id FROM (d.s.t x JOIN (d.s.t) y ON x.id = y.id) WHERE y.id = 1", [(1,)]),
        ("WITH x AS (SELECT id FROM d.s.t), y AS (SELECT MAX(id) AS m FROM x) SELECT m FROM y", [(3,)]),
        ("WITH t AS (SELECT id AS i FROM d.s.t) SELECT COUNT(i) FROM t", [(3,)]),
        ("SELECT q.i FROM (SELECT id AS i FROM d.s.t) q WHERE q.i > 2", [(3,)]),
        ("SELECT id FROM d.s.t UNION SELECT n FROM d.s.n WHERE n IS NOT NULL ORDER BY 1 LIMIT 2", [(1,), (2,)]),
        ("SELECT id FROM d.s.t MINUS SELECT n FROM d.s.n", [(3,)]),
        ("SELECT id FROM d.s.t INTERSECT SELECT n FROM d.s.n ORDER BY 1", [(1,), (2,)]),
        ("SELECT TOP 1 id FROM d.s.t ORDER BY id DESC", [(3,)]),
        ("SELECT id FROM d.s.t ORDER BY id LIMIT 1 OFFSET 1", [(2,)]),
        ("SELECT n, COUNT(*) AS c FROM d.s.n GROUP BY ALL HAVING c > 1", [(2, 2)]),
        ("SELECT id FROM d.s.t QUALIFY ROW_NUMBER() OVER (ORDER BY id DESC) = 1", [(3,)]),
        ("SELECT * EXCLUDE (region, email) FROM d.s.t WHERE id = 1", [(1,)]),
        ("SELECT t.* FROM d.s.t WHERE id = 3", [(3, None, "cid@x.io")]),
        ("SELECT d.s.t.id FROM d.s.t WHERE s.t.id = 1", [(1,)]),
        ("SELECT (SELECT MAX(id) FROM d.s.t) AS m", [(3,)]),
        ("SELECT a, b FROM (VALUES (1, 'x'), (2, 'y')) AS v (a, b) WHERE a > 1", [(2, "y")]),
        ("SELECT id FROM d.s.t o WHERE EXISTS (SELECT 1 FROM d.s.n i WHERE i.n = o.id) ORDER BY 1", [(1,), (2,)]),
    ],
)
def test_a_query(world: Any, query: str, rows: list[Any]) -> None:
    assert world.select(query) == rows


def test_a_computed_column_is_called_by_its_text(world: Any) -> None:
    assert world.columns('SELECT count(*), Id + 1 AS "Next", email FROM d.s.t GROUP BY ALL') == (
        "COUNT(*)",
        "Next",
        "EMAIL",
    )
