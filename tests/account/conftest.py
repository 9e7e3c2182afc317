"""The account that the tests of ``mesh.account`` start from, and a hand that types SQL into it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from mesh.account.account import Account, Answer, Session
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.sql.parse import script
from mesh.account.statements import Statement, UseRole

BASE: str = yaml.safe_load((Path(__file__).parent / "refusals.yaml").read_text())["base"]
SCRATCH = """
    USE ROLE ACCOUNTADMIN; CREATE DATABASE SCRATCH; CREATE SCHEMA SCRATCH.S;
    GRANT USAGE ON DATABASE SCRATCH TO ROLE PUBLIC; GRANT USAGE, CREATE VIEW ON SCHEMA SCRATCH.S TO ROLE PUBLIC
"""


class World:
    """An account and a session of user U in it; USE ROLE and USE SECONDARY ROLES change the session."""

    def __init__(self, account: Account, role: str = "ACCOUNTADMIN") -> None:
        self.account = account
        self.session = Session(Name.of(role), Name.of("U"))

    def run(self, text: str) -> Answer:
        """Execute a script; the last answer."""
        answer = Answer()
        for statement in script(text):
            answer = self.execute(statement)
        return answer

    def execute(self, statement: Statement) -> Answer:
        if isinstance(statement, UseRole):
            role = statement.role or self.session.role
            secondary: Literal["ALL", "NONE"] = statement.secondary or self.session.secondary
            self.session = Session(role, Name.of("U"), secondary)
            return Answer()
        return self.account.execute(statement, self.session)

    def judged(self, text: str) -> Answer | Refused:
        """What the account says to a script, refusals included."""
        try:
            return self.run(text)
        except Refused as refused:
            return refused

    def reads(self, role: str, name: str) -> bool:
        """Whether a role alone can SELECT from a table or view: it makes a view on it, in a copy of the account."""
        other = World(self.account.fork(), role)
        return isinstance(other.judged(f"CREATE VIEW scratch.s.probe AS SELECT * FROM {name}"), Answer)

    def rows(self, text: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.run(text).rows]

    def documents(self) -> dict[tuple[str, str], Any]:
        return {(table, key): document for table, key, document in self.account.documents()}


@cache
def _base(edition: str) -> Account:
    world = World(Account(edition=edition))
    world.run(BASE)
    world.run(SCRATCH)
    return world.account


def make_world(edition: str = "ENTERPRISE", role: str = "ACCOUNTADMIN") -> World:
    return World(_base(edition).fork(), role)


@pytest.fixture
def world() -> World:
    """BASE and a scratch schema, the role OWNER."""
    return make_world(role="OWNER")


@pytest.fixture
def worlds() -> Any:
    """Worlds of any edition and role."""
    return make_world
