"""What a preview has changed so far: a copy of the account file that the plugins of one engine run share.

The engine starts one plugin process for each provider resource, so a warehouse that the administrator's provider
previews must be seen by the deploy role's. The copy is made by the first that previews and named after the engine; it
is thrown away when one of them does something for real, when the last of them ends, and by the next preview when the
engine was killed.
"""

import os
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

from mesh.account import refusal
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.session import Answer, Session
from mesh.account.statements import Statement
from sandbox.plugin import ACCOUNT_FILE
from sandbox.process import runs
from sandbox.snowflake.account import SandboxAccount, copy_file
from sandbox.store import Store

FOLDER: Final = "previews"
PLACEHOLDERS: Final = "preview.placeholders"
"""Names of objects that a preview cannot create because an input is not known yet. The empty name: even that is not."""
USERS: Final = "preview.users"
"""Processes that have the copy open."""


class Preview:
    """The account as it would be. Made by the first previewed step; `drop` forgets it."""

    def __init__(self, home: Path, engine: str) -> None:
        """`engine` names the engine's process and plugin host: `<process id>-<port>`."""
        self._home = home
        self._path = home / FOLDER / f"{engine}.db"
        self._user = f"{os.getpid()}-{id(self)}"
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._account: SandboxAccount | None = None

    def execute(self, statements: Iterable[Statement], session: Session) -> None:
        """Execute a resource's statements, all or none.

        A statement that is refused because something does not exist is let through when that something may be an object
        which the preview could not create.
        """
        account, store = self._open()
        with account.transaction() as forked:
            pending = [Name(tuple(parts)) for parts in store.items(PLACEHOLDERS).values()]
            for statement in statements:
                _execute(forked, statement, session, pending)

    def account(self) -> Account:
        """The account as it would be, to be read only."""
        account, _ = self._open()
        return account.current()

    def cannot_create(self, name: Name | None) -> None:
        """Note an object that cannot be created in a preview; None when not even its name is known."""
        _, store = self._open()
        parts = [] if name is None else list(name.parts)
        with store.transaction():
            store.put(PLACEHOLDERS, ".".join(parts), parts)

    def drop(self) -> None:
        """Forget what was previewed. Other processes of the run that have the copy open keep it to their end."""
        with self._lock:
            if self._account is not None:
                self._account.close()
            self._account = self._store = None
            _remove(self._path)

    def close(self) -> None:
        """The end of this process: the last one takes the copy with it."""
        with self._lock:
            if self._store is None:
                return
            with self._store.transaction():
                self._store.delete(USERS, self._user)
                others = [int(user.partition("-")[0]) for user in self._store.items(USERS)]
            self._store.close()
            self._account = self._store = None
            if not any(runs(process) for process in others):
                _remove(self._path)

    def _open(self) -> tuple[SandboxAccount, Store]:
        with self._lock:
            if self._account is None or self._store is None:
                self._copy()
                self._store = Store(self._path)
                with self._store.transaction():
                    self._store.put(USERS, self._user, True)
                self._account = SandboxAccount(self._store)
            return self._account, self._store

    def _copy(self) -> None:
        """Make the copy unless another process of the run has made it."""
        if self._path.exists():
            return
        self._path.parent.mkdir(exist_ok=True)
        _remove_abandoned(self._path.parent)
        draft = self._path.with_suffix(f".{uuid.uuid4().hex}")
        copy_file(self._home / ACCOUNT_FILE, draft)
        # Where another process of the same run was quicker, its copy is as good.
        with suppress(FileExistsError):
            os.link(draft, self._path)
        _remove(draft)


def engine_name(address: str) -> str:
    """The run that this plugin process belongs to: its parent, the engine, and the port of the engine's plugin host."""
    return f"{os.getppid()}-{address.rpartition(':')[2] or 0}"


def _execute(account: Account, statement: Statement, session: Session, pending: list[Name]) -> Answer:
    named = [each for each in _names(statement) if any(each == p or each.within(p) for p in pending if p.plain)]
    if named:
        return Answer(message="not judged: it is about an object that is not known before the update")
    try:
        return account.execute(statement, session)
    except Refused as refused:
        if refused.number == refusal.DOES_NOT_EXIST and _may_be_pending(refused, pending):
            return Answer(message="not judged: what is missing may be made by the update")
        raise


def _may_be_pending(refused: Refused, pending: list[Name]) -> bool:
    """Whether what the refusal says is missing can be an object that could not be created in this preview."""
    return any(
        not name.plain or f"'{name.plain}'" in refused.message or f"'{name.plain}." in refused.message
        for name in pending
    )


def _names(value: Any) -> Iterator[Name]:
    """The names anywhere in a statement."""
    if isinstance(value, Name):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _names(getattr(value, each.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _names(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _names(item)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _remove_abandoned(folder: Path) -> None:
    """Remove the copies of engines that are gone."""
    for path in folder.glob("*.db"):
        process = path.name.partition("-")[0]
        if process.isdigit() and not runs(int(process)):
            _remove(path)
