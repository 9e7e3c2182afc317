"""All that an account holds, with the indexes that its answers need and the journal that makes them atomic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from mesh.account.identifiers import Name
from mesh.account.records import (
    ACCOUNT,
    Dropped,
    Grant,
    GrantKey,
    Key,
    Membership,
    Object,
    namespace,
    references,
    subject,
)
from mesh.account.statements import Grantee, OnMany
from mesh.account.table import Table

_TABLES: Final = {Object: "objects", Grant: "grants", Membership: "memberships", Dropped: "dropped"}
"""The attribute of a state that holds the rows of a class."""


class State:
    """The tables of one account. Writers call ``put_*`` and ``delete_*``; nothing else changes a row."""

    def __init__(self) -> None:
        self.objects: Table[Key, Object] = Table(
            "objects",
            {
                "parent": lambda o: (o.name.parent or ACCOUNT,),
                "uses": lambda o: set(references(o)),
                "owner": lambda o: (o.owner,),
                "kind": lambda o: (o.kind,),
            },
        )
        self.grants: Table[GrantKey, Grant] = Table(
            "grants",
            {
                "on": lambda g: (subject(g.on),),
                "privilege": lambda g: ((subject(g.on), g.privilege),),
                "to": lambda g: (g.to,),
                "grantor": lambda g: (g.grantor,),
                "inherited": lambda g: (True,) if isinstance(g.on, OnMany) and g.on.which == "INHERITED" else (),
            },
        )
        self.memberships: Table[tuple[Grantee, Grantee], Membership] = Table(
            "memberships", {"role": lambda m: (m.role,), "to": lambda m: (m.to,)}
        )
        self.dropped: Table[int, Dropped] = Table("dropped", {"name": lambda d: ((d.kind, d.name),)})
        self.facts: Table[str, Any] = Table("account", {})
        self._journal: list[tuple[Table[Any, Any], Any, Any]] = []
        self._touched: list[tuple[str, Any]] = []

    # --- writing -----------------------------------------------------------------------------------------------------

    def put(self, row: Object | Grant | Membership | Dropped) -> None:
        """Write a row under its own key."""
        self.write(self._table(row), row.key, row)

    def delete(self, row: Object | Grant | Membership | Dropped) -> None:
        """Delete a row."""
        self.write(self._table(row), row.key, None)

    def write(self, table: Table[Any, Any], key: Any, row: Any) -> None:
        """Write or (None) delete one row of a table, in the journal."""
        self._journal.append((table, key, table.replace(key, row)))

    def _table(self, row: Object | Grant | Membership | Dropped) -> Table[Any, Any]:
        table: Table[Any, Any] = getattr(self, _TABLES[type(row)])
        return table

    def commit(self) -> None:
        """The statement is done: what it wrote stays and is due to be stored."""
        for table, key, _ in self._journal:
            self._touched.append((table.name, key))
        self._journal.clear()

    def rollback(self) -> None:
        """The statement was refused: undo what it wrote."""
        while self._journal:
            table, key, old = self._journal.pop()
            table.replace(key, old)

    def take_touched(self) -> list[tuple[str, Any]]:
        """The (table, key) pairs written since the last call."""
        touched = list(dict.fromkeys(self._touched))
        self._touched.clear()
        return touched

    def tables(self) -> Iterator[Table[Any, Any]]:
        """All tables."""
        yield from (self.objects, self.grants, self.memberships, self.dropped, self.facts)

    def table(self, name: str) -> Table[Any, Any]:
        """The table of this name."""
        return next(table for table in self.tables() if table.name == name)

    def fork(self) -> State:
        """A copy that changes on its own; rows are shared."""
        other = State.__new__(State)
        other.objects = self.objects.copy()
        other.grants = self.grants.copy()
        other.memberships = self.memberships.copy()
        other.dropped = self.dropped.copy()
        other.facts = self.facts.copy()
        other._journal = []
        other._touched = list(self._touched)
        return other

    # --- reading -----------------------------------------------------------------------------------------------------

    def next_serial(self) -> int:
        """The number of the statement under way."""
        serial = int(self.facts.get("serial") or 0) + 1
        self.write(self.facts, "serial", serial)
        return serial

    @property
    def serial(self) -> int:
        """The number of the last statement that changed something."""
        return int(self.facts.get("serial") or 0)

    @property
    def edition(self) -> str:
        """``STANDARD``, ``ENTERPRISE`` or ``BUSINESS_CRITICAL``."""
        return str(self.facts.get("edition"))

    def get(self, kind: str, name: Name) -> Object | None:
        """The object of this very kind and name."""
        found = self.objects.get((namespace(kind), name))
        return found if found is not None and _is(found.kind, kind) else None

    def children(self, container: Name) -> list[Object]:
        """The objects directly inside a container."""
        return self.objects.by("parent", container)

    def inside(self, container: Name) -> Iterator[Object]:
        """The objects inside a container at any depth, outermost first."""
        for child in self.children(container):
            yield child
            if child.kind in ("DATABASE", "SCHEMA"):
                yield from self.inside(child.name)

    def users_of(self, kind: str, name: Name) -> list[Object]:
        """The objects that refer to this one in their definition."""
        return self.objects.by("uses", (namespace(kind), name))

    def grants_on(self, kind: str, name: Name) -> list[Grant]:
        """The direct grants on an object."""
        return self.grants.by("on", (namespace(kind), name))

    def grants_of(self, privilege: str, kind: str, name: Name) -> list[Grant]:
        """The direct grants of one privilege on an object: of an account's many global ones those that matter."""
        return self.grants.by("privilege", ((namespace(kind), name), privilege))

    def grants_in(self, container: Name) -> list[Grant]:
        """The FUTURE and INHERITED grants that are stated on a container."""
        return self.grants.by("on", ("IN", container))

    def parameter(self, name: str) -> str:
        """An account parameter in capitals; empty when it was not set."""
        account = self.objects.get(("ACCOUNT", ACCOUNT))
        value = account.options.get(name) if account is not None else None
        return str(value).upper() if value is not None else ""


def _is(found: str, kind: str) -> bool:
    return found == kind or kind == namespace(found) == "INTEGRATION"
