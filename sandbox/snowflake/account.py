"""The sandbox's Snowflake account: `mesh.account.Account` in memory, and the same in the account file.

Every change is one transaction of the file: what a process that is killed had not finished has not happened, and
processes that share the file see one another's changes. A process keeps the account in memory and reads again only what
others wrote since: each transaction leaves a list of the documents that it wrote in the table `LOG`.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from mesh.account import refusal
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.parts import Column
from mesh.account.records import Object
from mesh.account.session import Answer, Session
from mesh.account.sql import parse
from mesh.account.statements import Statement, UseRole
from sandbox.plugin import ACCOUNT_FILE, sandbox_home
from sandbox.store import Store

PREFIX: Final = "snowflake."
LOG: Final = f"{PREFIX}log"
LOG_LENGTH: Final = 500
"""Transactions that the log goes back; a process that is further behind reads the whole account again."""
TABLES: Final = ("account", "objects", "grants", "memberships", "dropped")
"""The tables of an account's documents."""

ADMINISTRATOR: Final = Session(Name.of("ACCOUNTADMIN"))
BOOTSTRAP: Final = Path(__file__).resolve().parents[2] / "scripts" / "bootstrap.sql"

EDITION: Final = "ENTERPRISE"
"""Of an account that is made without saying which."""

ROWS: Final = f"{PREFIX}rows"
"""The rows of tables, under the number that ``Object.contents`` is: a table that is replaced has none, an UNDROP brings
them back, and a clone has those of its source.
"""

NO_COLUMNS: Final[Mapping[Name, tuple[Column, ...]]] = MappingProxyType({})

Document = tuple[str, str, Any | None]
Row = Mapping[str, str | None]


class SandboxAccount:
    """The Snowflake account of one account file. Threads may share it; a new file becomes an account first."""

    def __init__(self, store: Store, edition: str = EDITION) -> None:
        self._store = store
        self._edition = edition
        self._lock = threading.RLock()
        self._account: Account | None = None
        self._seen = 0
        if not store.counter(LOG):
            self._make()

    @contextmanager
    def transaction(self) -> Iterator[Account]:
        """The account as it is now, for this process alone; what is executed on it is kept at the end or not at all."""
        with self._lock, self._store.transaction():
            account = self._current()
            try:
                yield account
                self._write(account.changes())
            except BaseException:
                self._account = None
                raise

    def current(self) -> Account:
        """The account as it is now, to be read only."""
        with self._lock:
            if self._account is None or self._store.counter(LOG) != self._seen:
                with self._store.transaction():
                    return self._current()
            return self._account

    def execute(self, given: str | Statement, session: Session) -> Answer:
        """Execute a statement, or SQL text of one. `Refused` is the account's answer when it does not."""
        statement = parse.parse(given) if isinstance(given, str) else given
        with self.transaction() as account:
            return account.execute(statement, session)

    def show(self, kind: str | None = None, name: str = "") -> list[Object]:
        """The objects of a kind (None: all) whose full name contains the text, case ignored; sorted."""
        found = self.current().objects(kind)
        return sorted(
            (each for each in found if name.upper() in each.name.plain.upper()), key=lambda each: (each.kind, each.name)
        )

    def fill(self, rows: Mapping[Name, Sequence[Row]], written: Mapping[Name, tuple[Column, ...]] = NO_COLUMNS) -> None:
        """Replace the rows of tables, all of them or none; rows that no table has any more are forgotten.

        `written` are the columns of those that something outside of the account writes.
        """
        with self.transaction() as account:
            for name, columns in written.items():
                account.refresh(name, columns)
            for name, each in rows.items():
                table = account.table_at(name)
                if table is None:
                    raise refusal.does_not_exist("TABLE", name)
                self._store.put(ROWS, str(account.fill(table)), list(each))
            kept = account.contents()
            for number in self._store.items(ROWS):
                if int(number) not in kept:
                    self._store.delete(ROWS, number)

    def rows(self, table: Object) -> list[Row]:
        """The rows of a table, each value as text by its column's name."""
        return self._store.get(ROWS, str(table.contents)) or []

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def _make(self) -> None:
        """Make a new account and run the bootstrap script as its administrator; another process may be first."""
        with self._lock, self._store.transaction():
            if self._store.counter(LOG):
                return
            self._account = Account(edition=self._edition)
            run_script(self._account, BOOTSTRAP.read_text(encoding="utf-8"), ADMINISTRATOR)
            self._write(self._account.documents())
            self._account.changes()

    def _current(self) -> Account:
        """Memory brought up to the file, inside a transaction."""
        count = self._store.counter(LOG)
        if self._account is None or not self._caught_up(self._account, count):
            self._account = Account.from_documents(
                (table, key, document)
                for table in TABLES
                for key, document in self._store.items(PREFIX + table).items()
            )
        self._seen = count
        return self._account

    def _caught_up(self, account: Account, count: int) -> bool:
        """Take over what others wrote since; False when the log does not go back that far."""
        written: dict[tuple[str, str], None] = {}
        for number in range(self._seen + 1, count + 1):
            entry = self._store.get(LOG, _log_key(number))
            if entry is None:
                return False
            written |= dict.fromkeys((table, key) for table, key in entry)
        account.merge((table, key, self._store.get(PREFIX + table, key)) for table, key in written)
        return count >= self._seen

    def _write(self, documents: Iterable[Document]) -> None:
        written = list(documents)
        if not written:
            return
        for table, key, document in written:
            if document is None:
                self._store.delete(PREFIX + table, key)
            else:
                self._store.put(PREFIX + table, key, document)
        number = self._store.counter(LOG) + 1
        self._store.put(LOG, _log_key(number), [[table, key] for table, key, _ in written])
        self._store.delete(LOG, _log_key(number - LOG_LENGTH))
        self._seen = number


def open_account(home: Path | None = None, edition: str = EDITION) -> SandboxAccount:
    """The account of a sandbox home; of the environment's when none is given. The edition is a new account's."""
    return SandboxAccount(Store((home or sandbox_home()) / ACCOUNT_FILE), edition)


def run_script(account: Account, text: str, session: Session) -> list[Answer]:
    """Execute a script's statements and return their answers; USE ROLE holds for those that follow it."""
    answers: list[Answer] = []
    for statement in parse.script(text):
        answers.append(account.execute(statement, session))
        if isinstance(statement, UseRole):
            session = Session(statement.role or session.role, session.user, statement.secondary or session.secondary)
    return answers


def copy_file(source: Path, target: Path) -> None:
    """A consistent copy of an account file, whoever else is writing to it."""
    before, after = sqlite3.connect(source), sqlite3.connect(target)
    try:
        before.backup(after)
    finally:
        before.close()
        after.close()


def _log_key(number: int) -> str:
    return f"{number:012d}"
