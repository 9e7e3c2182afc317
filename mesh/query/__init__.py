"""Snowflake's SQL on the rows of an account, with authorisation, row access and masking as Snowflake enforces them.

``query(account, rows, as_role(account, Name.of("R")), "SELECT …")``. Nothing is written, no file is read, and what is
not known is refused rather than guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from mesh.account import refusal
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.sql.from_items import qualified
from mesh.account.statements import Grantee
from mesh.query import grammar, rights
from mesh.query.context import Context, clock
from mesh.query.engine import Engine
from mesh.query.reader import Reader, as_account, as_role, as_user, shares_of
from mesh.query.relations import By, Relations, Rows
from mesh.query.translate import Translation

__all__ = ["Reader", "Result", "Rows", "as_account", "as_role", "as_user", "contents", "query"]

NOWHERE: Final = Name(())
"""A session without a current database."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gives. Semi-structured values are JSON texts, as Snowflake's drivers have them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        at = self.columns.index(name)
        return [row[at] for row in self.rows]


def query(
    account: Account, rows: Rows, reader: Reader, text: str, *, home: Name = NOWHERE, now: datetime | None = None
) -> Result:
    """The answer of one SELECT to a reader, or ``Refused`` as the account would.

    ``home`` is the session's current database, with its current schema if it has one.
    """
    tree = grammar.query(text)
    with Engine() as engine:
        context = _context(account, reader, now)
        relations = Relations(account, rows, engine, context)
        found = Translation(lambda parts: relations.of(*_source(account, reader, qualified(parts, home))), context)
        return _result(engine, found.of(tree))


def contents(account: Account, rows: Rows, name: Name) -> Result:
    """What a table or view holds before any policy and whoever asks. No reader gets this: it is what a test compares
    with.
    """
    nobody = Reader(frozenset())
    with Engine() as engine:
        context = _context(account, nobody, None)
        relations = Relations(account, rows, engine, context, protected=False)
        found = Translation(lambda _: relations.of(name, By(frozenset())), context)
        return _result(engine, found.of(grammar.query(f"SELECT * FROM {name}")))


def _context(account: Account, reader: Reader, now: datetime | None) -> Context:
    invoked = account.roles_of(Grantee("ROLE", reader.role)) if reader.role else set()
    return Context(
        reader,
        account.fact("organization"),
        account.fact("name"),
        now or clock(),
        invoker=reader.role,
        invoker_held=frozenset(invoked),
    )


def _source(account: Account, reader: Reader, name: Name) -> tuple[Name, By]:
    """What a query names, and on whose behalf it is read: the session's, or a share's."""
    if reader.consumer is None:
        return name, By(reader.held, reader.role)
    found: list[By] = []
    for share in shares_of(account, reader.consumer):
        held = frozenset(rights.holders_in_share(account, share.name))
        if rights.is_readable(account, held, name):
            found.append(By(held, None, share.name, frozenset(rights.references(account, share.name)), held))
    if len(found) > 1:
        names = ", ".join(str(by.share) for by in found)
        raise refusal.refused(f"'{name.plain}' comes through several shares, each a database of its own: {names}.")
    if not found:
        raise refusal.does_not_exist("OBJECT", name)
    return name, found[0]


def _result(engine: Engine, tree: Any) -> Result:
    columns, rows = engine.answer(tree)
    return Result(tuple(name for name, _ in columns), tuple(rows))
