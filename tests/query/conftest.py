"""An account made by statements, rows for its tables, and a hand that asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.records import Object
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.sql.parse import script
from mesh.account.statements import UseRole
from mesh.query import as_account, as_role, as_user, query
from mesh.query.reader import Reader

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)

# The common setting of the worlds: D.S.T with three rows, and a role R that the test gives its rights.
BASE = """
    CREATE ROLE R; CREATE ROLE PII; CREATE ROLE OWNER; GRANT ROLE OWNER TO ROLE SYSADMIN;
    CREATE DATABASE D; CREATE SCHEMA D.S;
    CREATE TABLE D.S.T (ID NUMBER, REGION VARCHAR, EMAIL VARCHAR);
"""
FULL_CHAIN = """
    GRANT USAGE ON DATABASE D TO ROLE R; GRANT USAGE ON SCHEMA D.S TO ROLE R; GRANT SELECT ON TABLE D.S.T TO ROLE R;
"""
ROWS = [(1, "EU", "ann@x.eu"), (2, "US", "bob@x.us"), (3, None, "cid@x.io")]


@dataclass
class World:
    """An account and the rows of its tables, by the table's last name."""

    account: Account
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def run(self, text: str, role: str = "ACCOUNTADMIN") -> None:
        session = Session(Name.of(role))
        for statement in script(text):
            if isinstance(statement, UseRole) and statement.role is not None:
                session = Session(statement.role)
            else:
                self.account.execute(statement, session)

    def held(self, table: Object) -> Sequence[Mapping[str, str | None]]:
        names = [column.name for column in table.columns]
        texts = [[None if value is None else str(value) for value in row] for row in self.rows.get(table.name.last, [])]
        return [dict(zip(names, row, strict=True)) for row in texts]

    def ask(self, text: str, reader: Reader) -> list[tuple[Any, ...]]:
        return list(query(self.account, self.held, reader, text, now=NOW).rows)

    def select(self, text: str, role: str = "R", secondary: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        return self.ask(text, as_role(self.account, Name.of(role), [Name.of(each) for each in secondary]))

    def as_user(self, text: str, user: str, role: str) -> list[tuple[Any, ...]]:
        return self.ask(text, as_user(self.account, Name.of(user), Name.of(role)))

    def as_account(self, text: str, consumer: str) -> list[tuple[Any, ...]]:
        return self.ask(text, as_account(self.account, Name.sql(consumer)))

    def columns(self, text: str, role: str = "R") -> tuple[str, ...]:
        return query(self.account, self.held, as_role(self.account, Name.of(role)), text, now=NOW).columns

    def refusal(self, text: str, role: str = "R", secondary: Sequence[str] = ()) -> str:
        with pytest.raises(Refused) as refused:
            self.select(text, role, secondary)
        return str(refused.value)


@pytest.fixture
def make() -> Callable[..., World]:
    """``make("GRANT …")``: the common setting, with more statements."""

    def made(*statements: str) -> World:
        world = World(Account(), {"T": list(ROWS)})
        world.run(BASE + ";".join(statements))
        return world

    return made


@pytest.fixture
def full(make: Callable[..., World]) -> Callable[..., World]:
    """The common setting where R has the full chain on D.S.T, with more statements."""
    return lambda *statements: make(FULL_CHAIN, *statements)
