"""Policy bodies worked out for a session: by examples, and by an evaluator that computes them value by value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from mesh.account.effective.context import Context
from mesh.account.effective.policies import ALL, CLEAR, NONE, NOT_READ, TOO_DEEP, Rows, Sight, rows, sight
from mesh.account.identifiers import Name

LOCAL = Context(
    primary="R",
    invoker="R",
    roles=frozenset({"R", "ANALYST", "PUBLIC"}),
    database_roles=frozenset({Name.of("D", "DR1")}),
    database="D",
    organization="ORG",
    account="OWN",
)
CONSUMER = Context(database="D", share="SH", consumer=True, organization="PARTNER", account="AGENCY")
ARGUMENTS = (("BRAND", "BRAND"),)


def some(predicate: str, *notes: str) -> Rows:
    return Rows("some", predicate, notes)


def unknown(name: str) -> str:
    return f"{name}() is not known here: taken to let through"


@pytest.mark.parametrize(
    ("body", "local", "consumer"),
    [
        ("TRUE", ALL, ALL),
        ("NULL", NONE, NONE),
        ("brand = 'hln'", some("BRAND IN ('hln')"), some("BRAND IN ('hln')")),
        ("'hln' = brand", some("BRAND IN ('hln')"), some("BRAND IN ('hln')")),
        ("brand in ('vtm', 'hln')", some("BRAND IN ('hln', 'vtm')"), some("BRAND IN ('hln', 'vtm')")),
        ("brand = 'vtm' OR (brand = 'hln')", some("BRAND IN ('hln', 'vtm')"), some("BRAND IN ('hln', 'vtm')")),
        ("brand IN ('a', 'b') AND brand IN ('b', 'c')", some("BRAND IN ('b')"), some("BRAND IN ('b')")),
        ("brand = 'a' AND brand = 'b'", NONE, NONE),
        ("NOT brand = 'a'", some("NOT BRAND = 'a'"), some("NOT BRAND = 'a'")),
        ("IS_ROLE_IN_SESSION('ANALYST')", ALL, NONE),
        ("NOT IS_ROLE_IN_SESSION('ANALYST')", NONE, NONE),
        ("IS_ROLE_IN_SESSION('analyst')", NONE, NONE),
        ("IS_ROLE_IN_SESSION('R') AND brand IN ('hln')", some("BRAND IN ('hln')"), NONE),
        ("CASE WHEN IS_ROLE_IN_SESSION('R') THEN TRUE ELSE brand = 'x' END", ALL, some("BRAND IN ('x')")),
        ("CASE WHEN brand = 'a' THEN TRUE WHEN brand = 'b' THEN TRUE ELSE FALSE END",
         some("BRAND IN ('a', 'b')"), some("BRAND IN ('a', 'b')")),
        ("CASE brand WHEN 'a' THEN IS_ROLE_IN_SESSION('R') END", some("BRAND IN ('a')"), NONE),
        ("IFF(CURRENT_ROLE() = 'R', TRUE, FALSE)", ALL, NONE),
        ("CURRENT_ROLE IN ('R', 'X')", ALL, NONE),
        ("UPPER(CURRENT_ROLE()) = 'R'", ALL, NONE),
        ("LOWER(brand) = 'r'", some("LOWER(BRAND) IN ('r')"), some("LOWER(BRAND) IN ('r')")),
        ("1 = 1.0", ALL, ALL),
        ("1 = 2 OR 'a' = 'b'", NONE, NONE),
        ("'1' = 1", some("'1' = 1"), some("'1' = 1")),
        ("brand IS DISTINCT FROM NULL", some("BRAND IS DISTINCT FROM NULL"), some("BRAND IS DISTINCT FROM NULL")),
        ("EQUAL_NULL(CURRENT_ROLE(), 'R')", ALL, NONE),
        ("(CURRENT_ROLE() = 'R') IS TRUE", ALL, NONE),
        ("(brand = 'a') IS NOT TRUE", some("NOT CASE WHEN BRAND IN ('a') THEN TRUE ELSE FALSE END"),
         some("NOT CASE WHEN BRAND IN ('a') THEN TRUE ELSE FALSE END")),
        ("CURRENT_ROLE() IN (SELECT role FROM g.s.m)", some("'R' IN (SELECT ROLE FROM G.S.M)"), NONE),
        ("NOT CURRENT_ROLE() IN (SELECT role FROM g.s.m)", some("NOT 'R' IN (SELECT ROLE FROM G.S.M)"),
         some("NOT NULL IN (SELECT ROLE FROM G.S.M)")),
        ("COALESCE(IS_ROLE_IN_SESSION('X'), TRUE)", NONE, ALL),
        ("COALESCE(NULL, NULL)", NONE, NONE),
        ("EQUAL_NULL(NULL, NULL)", ALL, ALL),
        ("brand LIKE 'a%' = TRUE", some("BRAND LIKE 'a%'"), some("BRAND LIKE 'a%'")),
        ("brand LIKE 'a%' = FALSE", some("NOT BRAND LIKE 'a%'"), some("NOT BRAND LIKE 'a%'")),
        ("EXISTS (SELECT COUNT(*) FROM g.s.m WHERE m.role = CURRENT_ROLE() GROUP BY m.brand)",
         some("EXISTS(SELECT COUNT(*) FROM G.S.M WHERE M.ROLE = 'R' GROUP BY M.BRAND)"), NONE),
        ("CURRENT_ROLE() IS NULL", NONE, ALL),
        ("INVOKER_SHARE() IN ('SH') AND brand = 'a'", NONE, some("BRAND IN ('a')")),
        ("CURRENT_ORGANIZATION_NAME() = 'PARTNER' AND CURRENT_ACCOUNT_NAME() = 'AGENCY'", NONE, ALL),
        ("IS_DATABASE_ROLE_IN_SESSION('DR1')", ALL,
         some("IS_DATABASE_ROLE_IN_SESSION('DR1')", unknown("IS_DATABASE_ROLE_IN_SESSION"))),
        ("IS_DATABASE_ROLE_IN_SESSION('D.DR1')", NONE, NONE),
        ("EXISTS (SELECT 1 FROM g.s.m WHERE m.role = CURRENT_ROLE() AND m.brand = brand)",
         some("EXISTS(SELECT 1 FROM G.S.M WHERE M.BRAND = BRAND AND M.ROLE = 'R')"), NONE),
        ("EXISTS (SELECT 1 FROM g.s.m WHERE IS_ROLE_IN_SESSION(m.role) AND m.brand = brand)",
         some("EXISTS(SELECT 1 FROM G.S.M WHERE IS_ROLE_IN_SESSION(M.ROLE) AND M.BRAND = BRAND)"), NONE),
        ("EXISTS (SELECT 1 FROM g.s.m WHERE m.role = CURRENT_ROLE() HAVING COUNT(*) = 0)",
         some("EXISTS(SELECT 1 FROM G.S.M WHERE M.ROLE = 'R' HAVING COUNT(*) = 0)"),
         some("EXISTS(SELECT 1 FROM G.S.M WHERE NULL HAVING COUNT(*) = 0)")),
        ("EXISTS (SELECT COUNT(*) FROM g.s.m WHERE m.role = CURRENT_ROLE())",
         some("EXISTS(SELECT COUNT(*) FROM G.S.M WHERE M.ROLE = 'R')"),
         some("EXISTS(SELECT COUNT(*) FROM G.S.M WHERE NULL)")),
        ("g.s.allowed(brand)", some("G.S.ALLOWED(BRAND)", unknown("ALLOWED")),
         some("G.S.ALLOWED(BRAND)", unknown("ALLOWED"))),
        ("guess(brand) AND IS_ROLE_IN_SESSION('X')", NONE, NONE),
        ("CURRENT_ACCOUNT() = 'XY1'", some("CURRENT_ACCOUNT() IN ('XY1')", unknown("CURRENT_ACCOUNT")),
         some("CURRENT_ACCOUNT() IN ('XY1')", unknown("CURRENT_ACCOUNT"))),
        ("brand = (((", some("brand = (((", "the body cannot be read: taken to let through what it may let through"),
         some("brand = (((", "the body cannot be read: taken to let through what it may let through")),
    ],
)  # fmt: skip
def test_rows(body: str, local: Rows, consumer: Rows) -> None:
    assert rows(body, ARGUMENTS, LOCAL) == local
    assert rows(body, ARGUMENTS, CONSUMER) == consumer


@pytest.mark.parametrize(
    ("body", "local", "consumer"),
    [
        ("val", CLEAR, CLEAR),
        ("val::VARCHAR", CLEAR, CLEAR),
        ("CASE WHEN IS_ROLE_IN_SESSION('R') THEN val ELSE '***' END", CLEAR, Sight("masked", "'***'")),
        ("CASE WHEN IS_ROLE_IN_SESSION('PII') THEN val END", Sight("masked", "NULL"), Sight("masked", "NULL")),
        ("SHA2(val)", Sight("masked", "SHA2(EMAIL)"), Sight("masked", "SHA2(EMAIL)")),
        ("REGEXP_REPLACE(val, '.+@', '*@')", Sight("depends", "REGEXP_REPLACE(EMAIL, '.+@', '*@')"),
         Sight("depends", "REGEXP_REPLACE(EMAIL, '.+@', '*@')")),
        ("CASE WHEN brand = 'x' OR IS_ROLE_IN_SESSION('R') THEN val ELSE '***' END", CLEAR,
         Sight("depends", "CASE WHEN BRAND IN ('x') THEN EMAIL ELSE '***' END")),
        ("CASE WHEN val LIKE '%@own' THEN '***' ELSE '###' END",
         Sight("depends", "CASE WHEN EMAIL LIKE '%@own' THEN '***' ELSE '###' END"),
         Sight("depends", "CASE WHEN EMAIL LIKE '%@own' THEN '***' ELSE '###' END")),
        ("(SELECT MAX(m.mail) FROM g.s.m WHERE m.hash = SHA2(val))",
         Sight("depends", "(SELECT MAX(M.MAIL) FROM G.S.M WHERE M.HASH = SHA2(EMAIL))"),
         Sight("depends", "(SELECT MAX(M.MAIL) FROM G.S.M WHERE M.HASH = SHA2(EMAIL))")),
        ("(SELECT MAX(m.mail) FROM g.s.m WHERE m.hash = 'x')",
         Sight("masked", "(SELECT MAX(M.MAIL) FROM G.S.M WHERE M.HASH = 'x')"),
         Sight("masked", "(SELECT MAX(M.MAIL) FROM G.S.M WHERE M.HASH = 'x')")),
        ("DECODE(CURRENT_ROLE(), 'R', val)", Sight("depends", "DECODE('R', 'R', EMAIL)"),
         Sight("depends", "DECODE(NULL, 'R', EMAIL)")),
        ("g.s.unmask(val)", Sight("depends", "G.S.UNMASK(EMAIL)", (unknown("UNMASK"),)),
         Sight("depends", "G.S.UNMASK(EMAIL)", (unknown("UNMASK"),))),
    ],
)  # fmt: skip
def test_sight(body: str, local: Sight, consumer: Sight) -> None:
    arguments = (("VAL", "EMAIL"), *ARGUMENTS)
    assert sight(body, arguments, LOCAL) == local
    assert sight(body, arguments, CONSUMER) == consumer


@pytest.mark.parametrize(
    "body",
    ["TRUE; DROP TABLE d.s.t", "", "'", "/* nothing */"],
    ids=["two statements", "empty", "open quote", "a comment alone"],
)
def test_what_cannot_be_read_lets_through_and_is_told(body: str) -> None:
    assert rows(body, ARGUMENTS, LOCAL) == some(" ".join(body.split()), NOT_READ)
    assert sight(body, ARGUMENTS, LOCAL) == Sight("depends", " ".join(body.split()), (NOT_READ,))


@pytest.mark.parametrize(
    "nested",
    [
        lambda depth: "(" * depth + "FALSE" + ")" * depth,
        lambda depth: "NOT " * 4 * depth + "FALSE",
        lambda depth: "CASE WHEN brand = 'a' THEN FALSE ELSE " * depth + "FALSE" + " END" * depth,
        lambda depth: "UPPER(" * depth + "brand" + ")" * depth + " = 'A' AND FALSE",
        lambda depth: "EXISTS (SELECT 1 FROM m WHERE " * depth + "FALSE" + ")" * depth,
        lambda depth: "brand" + " || 'x'" * 4 * depth + " = 'y' AND FALSE",
    ],
    ids=["parentheses", "NOT", "CASE", "calls", "subqueries", "operators"],
)
def test_how_deep_a_body_is_followed_is_a_number_and_is_told(nested: Callable[[int], str]) -> None:
    """Not what is left of the stack: the same body has one answer wherever it is asked for."""
    assert rows(nested(23), ARGUMENTS, LOCAL) == NONE
    for depth in (26, 3000):
        body = nested(depth)
        assert rows(body, ARGUMENTS, LOCAL) == some(body, TOO_DEEP)
        assert sight(body, ARGUMENTS, LOCAL) == Sight("depends", body, (TOO_DEEP,))


def test_a_long_list_is_not_deep() -> None:
    brands = [f"b{number:04}" for number in range(1000)]
    listed = ", ".join(f"'{brand}'" for brand in brands)
    assert rows(" OR ".join(f"brand = '{brand}'" for brand in brands), ARGUMENTS, LOCAL) == some(f"BRAND IN ({listed})")
    assert rows(" AND ".join(f"brand <> '{brand}'" for brand in brands), ARGUMENTS, LOCAL).extent == "some"
    hidden = " OR ".join(f"brand = '{brand}'" for brand in brands)
    assert sight(f"CASE WHEN {hidden} THEN '***' END", (("VAL", "EMAIL"), *ARGUMENTS), LOCAL).shown == "masked"


def test_a_comment_is_not_in_the_result() -> None:
    assert rows("brand /* or all */ = 'a' -- ; DROP", ARGUMENTS, LOCAL) == some("BRAND IN ('a')")


def test_a_column_that_needs_quotes_has_them() -> None:
    assert rows('"the ""brand""" = 1', (('the "brand"', 'The "Brand"'),), LOCAL) == some('"The ""Brand""" = 1')


# --- value by value ----------------------------------------------------------------------------------------------

BRANDS: tuple[str | None, ...] = ("a", "b", "c", None)
ROLES = ("ANALYST", "R", "X")
Value = Any
"""A text, a truth value, or None for NULL."""


def evaluate(node: exp.Expr, row: Mapping[str, Value], context: Context) -> Value:
    """SQL's three-valued logic, case by case, for the few things that the bodies below are made of."""
    if isinstance(node, exp.Paren):
        return evaluate(node.this, row, context)
    if isinstance(node, exp.Literal):
        return node.this
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Null):
        return None
    if isinstance(node, exp.Column):
        return row[node.name.upper()]
    if isinstance(node, exp.CurrentRole):
        return None if context.consumer else context.primary
    if isinstance(node, exp.Anonymous):
        return None if context.consumer else node.expressions[0].name in context.roles
    if isinstance(node, exp.Case):
        return _case(node, row, context)
    return _operation(node, row, context)


def _case(node: exp.Case, row: Mapping[str, Value], context: Context) -> Value:
    for branch in node.args["ifs"]:
        if evaluate(branch.this, row, context) is True:
            return evaluate(branch.args["true"], row, context)
    default = node.args.get("default")
    return None if default is None else evaluate(default, row, context)


def _operation(node: exp.Expr, row: Mapping[str, Value], context: Context) -> Value:
    left = evaluate(node.this, row, context)
    if isinstance(node, exp.Not):
        return None if left is None else not left
    if isinstance(node, exp.In):
        listed = [evaluate(each, row, context) for each in node.expressions]
        return _any([None if None in (left, each) else left == each for each in listed])
    right = evaluate(node.expression, row, context)
    if isinstance(node, exp.Is):
        return left is right
    if isinstance(node, exp.And | exp.Or):
        both = [left, right] if isinstance(node, exp.Or) else [None if v is None else not v for v in (left, right)]
        found = _any(both)
        return found if isinstance(node, exp.Or) or found is None else not found
    assert isinstance(node, exp.EQ | exp.NEQ), f"{node!r} is not among what the bodies are made of"
    return None if None in (left, right) else (left == right) is isinstance(node, exp.EQ)


def _any(values: list[bool | None]) -> bool | None:
    return True if True in values else None if None in values else False


LEAVES = st.one_of(
    st.sampled_from(["TRUE", "FALSE", "NULL", "CURRENT_ROLE() = 'R'", "CURRENT_ROLE() <> 'R'", "brand IS NULL"]),
    st.sampled_from([f"IS_ROLE_IN_SESSION('{role}')" for role in ROLES]),
    st.sampled_from(["brand = 'a'", "'b' = brand", "brand <> 'a'", "brand = NULL", "brand NOT IN ('b', 'c')"]),
    st.lists(st.sampled_from(["'a'", "'b'", "'c'", "NULL"]), min_size=1, max_size=3).map(
        lambda values: f"brand IN ({', '.join(values)})"
    ),
)


def _larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(smaller, smaller)
    return st.one_of(
        pair.map(lambda p: f"({p[0]} AND {p[1]})"),
        pair.map(lambda p: f"({p[0]} OR {p[1]})"),
        smaller.map(lambda p: f"NOT ({p})"),
        smaller.map(lambda p: f"({p}) IS NULL"),
        pair.map(lambda p: f"({p[0]}) = ({p[1]})"),
        pair.map(lambda p: f"CASE WHEN {p[0]} THEN {p[1]} END"),
        st.tuples(smaller, smaller, smaller).map(lambda p: f"CASE WHEN {p[0]} THEN {p[1]} ELSE {p[2]} END"),
    )


BODIES = st.recursive(LEAVES, _larger, max_leaves=8)
CONTEXTS = st.one_of(
    st.sampled_from([CONSUMER]),
    st.tuples(st.sampled_from(ROLES), st.frozensets(st.sampled_from(ROLES))).map(
        lambda p: Context(primary=p[0], roles=p[1] | {p[0]})
    ),
)


@given(BODIES, CONTEXTS)
@settings(max_examples=1000, deadline=None)
def test_the_rows_are_those_for_which_the_body_is_true(body: str, context: Context) -> None:
    found = rows(body, ARGUMENTS, context)
    original = sqlglot.parse_one(body, dialect="snowflake")
    wanted = [brand for brand in BRANDS if evaluate(original, {"BRAND": brand}, context) is True]
    if found.extent == "some":
        left = sqlglot.parse_one(found.predicate, dialect="snowflake")
        assert [brand for brand in BRANDS if evaluate(left, {"BRAND": brand}, context) is True] == wanted
    else:
        assert wanted == (list(BRANDS) if found.extent == "all" else [])


@given(BODIES, CONTEXTS)
@settings(max_examples=300, deadline=None)
def test_a_mask_shows_what_its_body_gives(condition: str, context: Context) -> None:
    body = f"CASE WHEN {condition} THEN val ELSE '***' END"
    found = sight(body, (("VAL", "EMAIL"), *ARGUMENTS), context)
    original = sqlglot.parse_one(body, dialect="snowflake")
    left = sqlglot.parse_one(found.how or "EMAIL", dialect="snowflake")
    given_ = [evaluate(original, {"BRAND": brand, "VAL": "ann"}, context) for brand in BRANDS]
    assert [evaluate(left, {"BRAND": brand, "EMAIL": "ann"}, context) for brand in BRANDS] == given_
    if found.shown != "depends":
        assert set(given_) == {"ann" if found == CLEAR else "***"}
