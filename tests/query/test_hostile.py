"""What is not a query of known parts is refused; names and values are data wherever they stand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mesh.account.identifiers import Name
from mesh.account.parts import Column
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.statements import Create
from mesh.query import as_role, contents, query
from mesh.query.engine import Engine
from mesh.query.names import decode, encode

Make = Callable[..., Any]

UNKNOWN = "002141 (42601): SQL compilation error: Unknown function {}."
ERROR = "SQL compilation error: error line 1: "
TWO = "000008 (0A000): Actual statement count 2 did not match the desired statement count 1."
NOT_KNOWN = "The sandbox does not know this statement: {}."

REFUSED = [
    # Functions that are not known, DuckDB's own among them.
    ("SELECT HASH(id) FROM d.s.t", UNKNOWN.format("HASH")),
    ("SELECT read_text('/etc/passwd')", UNKNOWN.format("READ_TEXT")),
    ("SELECT * FROM read_csv('/etc/passwd')", UNKNOWN.format("READ_CSV")),
    ("SELECT * FROM TABLE(read_csv('/etc/passwd'))", UNKNOWN.format("TABLE")),
    ("SELECT sf_text(id) FROM d.s.t", UNKNOWN.format("SF_TEXT")),
    ("SELECT getvariable('x')", UNKNOWN.format("GETVARIABLE")),
    ("SELECT d.s.udf(id) FROM d.s.t", UNKNOWN.format("D.S.UDF")),
    ('SELECT "UPPER"(email) FROM d.s.t', UNKNOWN.format("UPPER")),
    ("SELECT * FROM TABLE(GENERATOR(rowcount => 3))", UNKNOWN.format("TABLE")),
    ("SELECT * FROM IDENTIFIER('d.s.t')", UNKNOWN.format("IDENTIFIER")),
    # More, or something else, than one query.
    ("", "000900 (42601): SQL compilation error: Empty SQL statement."),
    ("-- only a comment", "000900 (42601): SQL compilation error: Empty SQL statement."),
    ("SELECT 1; SELECT 2", TWO),
    ("SELECT 1; DROP TABLE d.s.t", TWO),
    *(
        (statement, NOT_KNOWN.format("a query is a SELECT, with or without WITH"))
        for statement in (
            "DROP TABLE d.s.t",
            "DELETE FROM d.s.t",
            "INSERT INTO d.s.t SELECT * FROM d.s.t",
            "CREATE TABLE d.s.x AS SELECT 1",
            "CALL d.s.p()",
            "SHOW TABLES",
            "COPY INTO @stage FROM d.s.t",
            "PRAGMA database_list",
            "VALUES (1)",
        )
    ),
    # Parts of SQL that are not played.
    ("SELECT $1 FROM d.s.t", NOT_KNOWN.format("Parameter in a query")),
    ("SELECT * FROM @stage", NOT_KNOWN.format("Var in a query")),
    ("SELECT * FROM d.s.t AT (OFFSET => -60)", NOT_KNOWN.format("WHEN in TABLE")),
    ("SELECT * FROM d.s.t SAMPLE (10)", NOT_KNOWN.format("SAMPLE in TABLE")),
    ("SELECT * FROM d.s.t PIVOT (MAX(id) FOR region IN ('EU'))", NOT_KNOWN.format("PIVOTS in TABLE")),
    ("WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a FROM x) SELECT 1", NOT_KNOWN.format("RECURSIVE in WITH")),
    ("SELECT LAG(id) IGNORE NULLS OVER (ORDER BY id) FROM d.s.t", NOT_KNOWN.format("IgnoreNulls in a query")),
    ("SELECT 1 FROM TABLE(FLATTEN(INPUT => PARSE_JSON('{}'), PATH => 'a.b'))", "a PATH of more than one name"),
    ("SELECT 1 FROM TABLE(FLATTEN(INPUT => PARSE_JSON('{}'), MODE => 'ARRAY'))", NOT_KNOWN.format("FLATTEN with MODE")),
    ("SELECT 1 FROM d.s.t ASOF JOIN d.s.t u", "ASOF"),
    ("SELECT {'a': 1}", NOT_KNOWN.format("Struct in a query")),
    ("SELECT IS_NULL_VALUE(email) FROM d.s.t", "IS_NULL_VALUE of more than a path"),
    ("SELECT f.value IS NULL FROM d.s.t, LATERAL FLATTEN(INPUT => SPLIT(email, '@')) f", "IS NULL of what FLATTEN"),
    ("SELECT id -> 'a' FROM d.s.t", NOT_KNOWN.format("->")),
    ("SELECT 1::GEOGRAPHY", NOT_KNOWN.format("a value of type GEOGRAPHY")),
    ("SELECT * ILIKE 'a%' FROM d.s.t", NOT_KNOWN.format("* with ILIKE or REPLACE")),
    ("SELECT UPPER(*) FROM d.s.t", "SQL compilation error: * stands only in a select list and in COUNT(*)."),
    ("SELECT UPPER(email, 1) FROM d.s.t", "invalid number of arguments for function [UPPER]: 2."),
    ("SELECT DATEADD(century, 1, CURRENT_DATE)", "'century' is not a date part that the sandbox knows."),
    # Names that DuckDB knows and the account does not.
    *(
        (f"SELECT {name} FROM d.s.t", f"000904 (42000): {ERROR}invalid identifier '{shown}'.")
        for name, shown in (
            ("rowid", "ROWID"),
            ("t", "T"),
            ('"email"', "email"),
            ("nope", "NOPE"),
            ("x.id", "X.ID"),
            ("e.d.s.id", "E.D.S.ID"),
            ('"#row"', "#row"),
        )
    ),
    *(
        (f"SELECT * FROM {name}", "does not exist or not authorized.")
        for name in (
            "main.information_schema.tables",
            "temp.main.t",
            '"#1"."x"."y"',
            "pg_catalog.pg_class.x",
            "d.information_schema.tables",
        )
    ),
    ("SELECT * FROM sqlite_master", "090105 (22000): Cannot perform SELECT."),
    ("SELECT * FROM '/etc/passwd'", NOT_KNOWN.format("Literal in a query")),
    ("ATTACH '/tmp/x.db'", "001003 (42000)"),
    ("SELECT * FROM d.s.t WHERE (", "001003 (42000)"),
    ("SELECT 'never closed", "001003 (42000)"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), REFUSED, ids=[statement for statement, _ in REFUSED])
def test_refused(full: Make, statement: str, said: str) -> None:
    found = full().refusal(statement)
    assert said in found
    assert "Traceback" not in found


VALUES = ["'", "''", "it's", '"', "\\", "\\'", "; DROP TABLE x; --", "/* */", "$$", "\n", "%", "é🦆", "{}", "a\tb"]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_a_value_in_rows_literals_and_roles(full: Make, value: str) -> None:
    world = full()
    world.rows["T"] = [(1, value, "x"), (2, "other", "y")]
    literal = "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
    assert world.select(f"SELECT id, region FROM d.s.t WHERE region = {literal}") == [(1, value)]
    assert world.select(f"SELECT {literal} AS v") == [(value,)]
    role = Name.of(value)
    world.account.execute(Create("ROLE", role), Session(Name.of("ACCOUNTADMIN")))
    found = query(world.account, world.held, as_role(world.account, role), "SELECT CURRENT_ROLE()", now=None)
    assert found.rows == ((value,),)


NAMES = [
    'a"b',
    "a'b",
    "Email",
    "email",
    "EMAIL",
    "select",
    "#1",
    "#row",
    "~41~",
    "a.b",
    "x y",
    "é🦆",
    ";--",
    "sf_text(1)",
]


def test_a_name_is_a_name(make: Make) -> None:
    """All of them are columns of one table that is called as badly, three of them differ by case alone."""
    world = make()
    table = Name.of("D", "S", 'T"; DROP')
    columns = tuple(Column(name, "VARCHAR(10)") for name in NAMES)
    world.account.execute(Create("TABLE", table, {"COLUMNS": columns}), Session(Name.of("ACCOUNTADMIN")))
    world.rows[table.last] = [tuple(str(at) for at in range(len(NAMES)))]
    found = query(world.account, world.held, as_role(world.account, Name.of("ACCOUNTADMIN")), f"SELECT * FROM {table}")
    assert found.columns == tuple(NAMES)
    for at, name in enumerate(NAMES):
        quoted = str(Name.of(name))
        statement = f"SELECT {quoted} AS {quoted} FROM {table} AS {quoted} WHERE {quoted}.{quoted} = '{at}'"
        assert world.select(statement, "ACCOUNTADMIN") == [(str(at),)]
    assert contents(world.account, world.held, table).columns == tuple(NAMES)


def test_no_two_names_meet() -> None:
    assert len({encode(name).lower() for name in NAMES}) == len(NAMES)
    assert [decode(encode(name)) for name in NAMES] == NAMES


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT " + "(" * 5_000 + "1" + ")" * 5_000,
        "SELECT 1 WHERE " + " OR ".join(["1 = 2"] * 20_000),
        "SELECT " + "UPPER(" * 3_000 + "'a'" + ")" * 3_000,
        "SELECT " + "- " * 5_000 + "1",
    ],
    ids=["parentheses", "or", "calls", "signs"],
)
def test_a_statement_without_end_is_no_crash(full: Make, statement: str) -> None:
    world = full()
    with suppress(Refused):
        assert len(world.select(statement)) <= 1


def test_the_engine_reaches_no_file_even_if_it_were_asked(tmp_path: Path) -> None:
    """What stands behind the parser's refusals."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with Engine() as engine:
        for statement in (
            f"SELECT * FROM read_csv('{secret}')",
            f"SELECT * FROM '{secret}'",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'other.db'}'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
            "SELECT * FROM secret",
        ):
            with pytest.raises(Exception, match=r"(?i)disabled|locked|does not exist|not find|failed") as error:
                engine._run(statement, {})
            assert type(error.value).__name__ == "Uncomputable"
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


def test_a_query_leaves_nothing_behind(full: Make) -> None:
    world = full()
    assert world.select("SELECT COUNT(*) FROM d.s.t") == [(3,)]
    with Engine() as engine:
        tables = engine._run("SELECT COUNT(*) FROM duckdb_tables()", {}).fetchall()
    assert tables == [(0,)]
