"""The sandbox account's durable memory: JSON documents in one SQLite file, shared by every process of the sandbox.

A document is found by (table, key). Every table has a change counter that grows with each committed transaction which
wrote to the table, so a process that keeps a table in memory sees with one cheap query whether somebody else wrote.
The file is in WAL mode: what `transaction()` committed survives a SIGKILL of any process; an unfinished transaction
leaves no trace. A power cut may lose the last commits (`synchronous=NORMAL`) and never damages the file.
"""

import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

WAIT_SECONDS: Final = 60.0
"""How long a transaction waits for another process's transaction before sqlite3.OperationalError."""

RETRY_SECONDS: Final = 0.01

_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS documents"
    " (tab TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (tab, key)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS changes (tab TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS identity (only INTEGER PRIMARY KEY CHECK (only = 1), id TEXT NOT NULL)",
)


class Store:
    """One open account file. Threads may share it: a transaction keeps the other threads out until it ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._written: set[str] = set()
        self._connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        _use_wal(self._connection)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        with self.transaction():
            for statement in _SCHEMA:
                self._connection.execute(statement)
            self._connection.execute("INSERT OR IGNORE INTO identity VALUES (1, ?)", (uuid.uuid4().hex,))

    @property
    def identity(self) -> str:
        """Which account this is: 32 hexadecimal digits, made with the file, kept when its documents are deleted."""
        (identity,) = self._query("SELECT id FROM identity", ())[0]
        return str(identity)

    @contextmanager
    def transaction(self) -> Iterator[Self]:
        """All or nothing: writes inside become visible and durable together at the end, or not at all on an error.

        Only one transaction runs at a time over all processes, so what is read inside cannot change before the end.
        """
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            self._written.clear()
            try:
                yield self
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def get(self, table: str, key: str) -> Any | None:
        """The document, or None when there is none."""
        rows = self._query("SELECT value FROM documents WHERE tab = ? AND key = ?", (table, key))
        return json.loads(rows[0][0]) if rows else None

    def items(self, table: str) -> dict[str, Any]:
        """All documents of a table by key, in the keys' order."""
        rows = self._query("SELECT key, value FROM documents WHERE tab = ? ORDER BY key", (table,))
        return {key: json.loads(value) for key, value in rows}

    def counter(self, table: str) -> int:
        """How many transactions have written to the table: the committed ones, and the one that this is asked in."""
        rows = self._query("SELECT count FROM changes WHERE tab = ?", (table,))
        return int(rows[0][0]) if rows else 0

    def put(self, table: str, key: str, value: Any) -> None:
        """Write a document of JSON values (objects, lists, texts, numbers, booleans, null), inside a transaction."""
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        self._write(table, "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", (table, key, text))

    def delete(self, table: str, key: str) -> None:
        """Delete a document, inside a transaction; nothing happens when there is none."""
        self._write(table, "DELETE FROM documents WHERE tab = ? AND key = ?", (table, key))

    def clear(self, *tables: str) -> None:
        """Delete every document of the tables, inside a transaction."""
        for table in tables:
            self._write(table, "DELETE FROM documents WHERE tab = ?", (table,))

    def close(self) -> None:
        """Let go of the file; the store cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def _query(self, statement: str, values: tuple[str, ...]) -> list[Any]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def _write(self, table: str, statement: str, values: tuple[str, ...]) -> None:
        with self._lock:
            if not self._connection.in_transaction:
                raise RuntimeError("a document of the account is written only inside `with store.transaction()`")
            if self._connection.execute(statement, values).rowcount and table not in self._written:
                self._written.add(table)
                self._connection.execute(
                    "INSERT INTO changes VALUES (?, 1) ON CONFLICT (tab) DO UPDATE SET count = count + 1", (table,)
                )


def _use_wal(connection: sqlite3.Connection) -> None:
    """Put the file into WAL mode, which it then stays in.

    Where several connections open a new file at once, SQLite may refuse this step as locked without waiting, although
    the connection has a time-out: two that wait for one another's lock would wait for ever
    (sqlite.org/c3ref/busy_handler.html).
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return
