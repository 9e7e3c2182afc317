"""For any rows, policy, mask and reader the engine gives what a few lines of Python give, worked out row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.sql.parse import script
from mesh.query import as_account, as_role, query

Row = tuple[int, str | None, str | None]
BRANDS = ["hln", "vtm", "it's", 'q"x', "", "HLN"]
ROLES = ["READER", "ANALYST", "PII", "LEAD"]

brands = st.none() | st.sampled_from(BRANDS)
emails = st.none() | st.text("ab@'\"\\;%_é", max_size=6)
rows = st.lists(st.tuples(st.integers(0, 3), brands, emails), max_size=6)


@dataclass(frozen=True)
class Seen:
    """Who asks: the primary role, all active roles; no role for a share's consumer."""

    primary: str | None
    active: frozenset[str]


@dataclass(frozen=True)
class Predicate:
    """A condition in SQL, and the same in Python with None for NULL."""

    sql: str
    holds: Callable[[Row, Seen], bool | None]


def literal(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def equal(left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else left == right


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def both(left: bool | None, right: bool | None) -> bool | None:
    return False if left is False or right is False else None if left is None or right is None else True


def either(left: bool | None, right: bool | None) -> bool | None:
    return negated(both(negated(left), negated(right)))


atoms = st.one_of(
    st.sampled_from(BRANDS).map(lambda brand: Predicate(f"X = {literal(brand)}", lambda row, _: equal(row[1], brand))),
    st.sampled_from(ROLES).map(
        lambda role: Predicate(
            f"IS_ROLE_IN_SESSION('{role}')", lambda _, seen: None if seen.primary is None else role in seen.active
        )
    ),
    st.sampled_from(ROLES).map(
        lambda role: Predicate(f"CURRENT_ROLE() = '{role}'", lambda _, seen: equal(seen.primary, role))
    ),
    st.just(Predicate("X IS NULL", lambda row, _: row[1] is None)),
    st.just(Predicate("INVOKER_SHARE() = 'SH'", lambda _, seen: equal("SH" if seen.primary is None else None, "SH"))),
)


def combined(inner: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        inner.map(lambda p: Predicate(f"NOT ({p.sql})", lambda row, seen: negated(p.holds(row, seen)))),
        pairs.map(
            lambda p: Predicate(
                f"({p[0].sql}) AND ({p[1].sql})",
                lambda row, seen: both(p[0].holds(row, seen), p[1].holds(row, seen)),
            )
        ),
        pairs.map(
            lambda p: Predicate(
                f"({p[0].sql}) OR ({p[1].sql})",
                lambda row, seen: either(p[0].holds(row, seen), p[1].holds(row, seen)),
            )
        ),
    )


predicates = st.recursive(atoms, combined, max_leaves=4)
readers = st.one_of(
    st.just(Seen(None, frozenset())),
    st.builds(
        lambda primary, others: Seen(primary, frozenset({primary, *others})),
        st.sampled_from(["READER", "ANALYST"]),
        st.sets(st.sampled_from(ROLES)),
    ),
)


def account(access: Predicate, clear: Predicate) -> Account:
    """A shared secure view under both policies; every role may read it."""
    made = Account()
    text = f"""
        {"; ".join(f"CREATE ROLE {role}" for role in ROLES)};
        CREATE DATABASE D; CREATE SCHEMA D.S; CREATE TABLE D.S.T (ID NUMBER, BRAND VARCHAR, EMAIL VARCHAR);
        CREATE ROW ACCESS POLICY D.S.P AS (X VARCHAR) RETURNS BOOLEAN -> {access.sql};
        CREATE MASKING POLICY D.S.M AS (V VARCHAR) RETURNS VARCHAR -> CASE WHEN {clear.sql} THEN V ELSE '***' END;
        CREATE SECURE VIEW D.S.V (ID, BRAND, EMAIL MASKING POLICY D.S.M) ROW ACCESS POLICY D.S.P ON (BRAND)
          AS SELECT ID, BRAND, EMAIL FROM D.S.T;
        GRANT USAGE ON DATABASE D TO ROLE PUBLIC; GRANT USAGE ON SCHEMA D.S TO ROLE PUBLIC;
        GRANT SELECT ON VIEW D.S.V TO ROLE PUBLIC;
        CREATE SHARE SH; GRANT USAGE ON DATABASE D TO SHARE SH; GRANT USAGE ON SCHEMA D.S TO SHARE SH;
        GRANT SELECT ON VIEW D.S.V TO SHARE SH; ALTER SHARE SH ADD ACCOUNTS = O.A
    """
    for statement in script(text):
        made.execute(statement, Session(Name.of("ACCOUNTADMIN")))
    return made


def asked(made: Account, content: list[Row], seen: Seen, text: str) -> list[Any]:
    held = [
        {"ID": str(id_), "BRAND": brand, "EMAIL": email} for id_, brand, email in content
    ]  # fmt: skip
    if seen.primary is None:
        reader = as_account(made, Name.of("O", "A"))
    else:
        others = sorted(seen.active - {seen.primary})
        reader = as_role(made, Name.of(seen.primary), [Name.of(role) for role in others])
    return list(query(made, lambda _: held, reader, text).rows)


def ordered(found: list[Any]) -> list[Any]:
    return sorted(found, key=repr)


# The mask's condition is about the session alone: its argument is the e-mail address.
clears = predicates.filter(lambda predicate: "X " not in predicate.sql)


@given(rows, predicates, clears, readers, emails.filter(lambda text: text is not None))
@settings(max_examples=100, deadline=None)
def test_rows_and_masks_are_what_python_says(
    content: list[Row], access: Predicate, clear: Predicate, seen: Seen, wanted: str
) -> None:
    shown = [
        (id_, brand, email if clear.holds((id_, brand, email), seen) is True else "***")
        for id_, brand, email in content
        if access.holds((id_, brand, email), seen) is True
    ]
    made = account(access, clear)
    assert ordered(asked(made, content, seen, "SELECT * FROM d.s.v")) == ordered(shown)
    condition = f"SELECT id FROM d.s.v WHERE email = {literal(wanted)} OR id = 2"
    expected = [(row[0],) for row in shown if either(equal(row[2], wanted), row[0] == 2) is True]
    assert ordered(asked(made, content, seen, condition)) == ordered(expected)
