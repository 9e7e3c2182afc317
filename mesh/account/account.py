"""A Snowflake account as a value in memory: statements change it, or are refused as Snowflake would refuse them.

The account knows objects, grants and roles; it holds no rows of tables and no clock. Time does not pass in it, so what
was dropped can be restored for as long as its retention is not 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from mesh.account import documents, refusal, system
from mesh.account.authorisation import Authority, closure
from mesh.account.documents import JSON
from mesh.account.execution import alter, create, drop, grants, ownership, roles, show, show_grants
from mesh.account.identifiers import Name
from mesh.account.objects import queries, warehouses
from mesh.account.parts import Column
from mesh.account.records import Grant, Key, Membership, Object
from mesh.account.session import SUCCEEDED, Answer, Session
from mesh.account.state import State
from mesh.account.statements import (
    Alter,
    Create,
    Describe,
    Drop,
    Grantee,
    GrantOwnership,
    GrantPrivileges,
    GrantRole,
    RevokePrivileges,
    RevokeRole,
    Show,
    ShowGrants,
    Statement,
    Undrop,
    UseRole,
)

__all__ = ["JSON", "Account", "Answer", "Grant", "Membership", "Object", "Session"]


def _use_role(who: Authority, statement: UseRole) -> Answer:
    """USE ROLE of a role that the session has; the session itself is the caller's."""
    if statement.role is not None:
        role = Grantee("ROLE", statement.role)
        roles.grantee(who, role)
        holders = [who.role] if who.session.user is None else [Grantee("USER", who.session.user), who.role]
        if not any(role in closure(who.state, holder) for holder in holders):
            raise refusal.does_not_exist("ROLE", statement.role)
    return SUCCEEDED


_EXECUTORS: Final[Mapping[type, tuple[str, Callable[[Authority, Any], Answer]]]] = {
    Alter: ("ALTER", alter.alter),
    Create: ("CREATE", create.create),
    Describe: ("DESCRIBE", show.describe),
    Drop: ("DROP", drop.drop),
    GrantOwnership: ("GRANT OWNERSHIP", ownership.grant),
    GrantPrivileges: ("GRANT", grants.grant),
    GrantRole: ("GRANT", roles.grant),
    RevokePrivileges: ("REVOKE", grants.revoke),
    RevokeRole: ("REVOKE", roles.revoke),
    Show: ("SHOW", show.show),
    ShowGrants: ("SHOW GRANTS", show_grants.show_grants),
    Undrop: ("UNDROP", drop.undrop),
    UseRole: ("USE", _use_role),
}


class Account:
    """``Account().execute(parse("CREATE ROLE R"), Session(Name.of("USERADMIN")))``.

    A fresh account has the system roles with their privileges and nothing else.
    """

    def __init__(self, *, edition: str = "ENTERPRISE", organization: str = "SANDBOX", name: str = "LOCAL") -> None:
        self._state = State()
        system.install(self._state, edition=edition, organization=organization, name=name)
        self._state.commit()

    @property
    def edition(self) -> str:
        """``STANDARD``, ``ENTERPRISE`` or ``BUSINESS_CRITICAL``."""
        return self._state.edition

    def execute(self, statement: Statement, session: Session) -> Answer:
        """Carry a statement out, wholly or not at all; ``Refused`` says why not."""
        verb, run = _EXECUTORS[type(statement)]
        try:
            if self._state.get("ROLE", session.role) is None:
                raise refusal.does_not_exist("ROLE", session.role)
            answer = run(Authority(self._state, session, verb), statement)
        except BaseException:
            self._state.rollback()
            raise
        self._state.commit()
        return answer

    # --- reading -----------------------------------------------------------------------------------------------------

    def get(self, kind: str, name: Name) -> Object | None:
        """The object of this kind and name, whoever may see it."""
        return self._state.get(kind, name)

    def objects(self, kind: str | None = None, within: Name | None = None) -> Iterator[Object]:
        """Objects by name, of one kind or within a container at any depth; the account itself only when asked for."""
        found: Iterable[Object] = self._state.objects.by("kind", kind) if kind is not None else self._state.objects
        chosen = [
            obj
            for obj in found
            if (within is None or obj.name.within(within))
            and kind in (obj.kind, None)
            and (obj.kind != "ACCOUNT" or kind == "ACCOUNT")
        ]
        yield from sorted(chosen, key=lambda obj: (obj.name.parts, obj.kind))

    def at(self, key: Key) -> Object | None:
        """The object that stands there, of whichever kind in its namespace."""
        return self._state.objects.get(key)

    def table_at(self, name: Name) -> Object | None:
        """The table or view of this name, of whichever kind."""
        return self.at(("TABLE", name))

    def inside(self, kind: str, container: Name) -> Iterator[Object]:
        """The objects of a kind in a container at any depth, in no order; the account is the empty name."""
        found = self._state.inside(container) if container.plain else self._state.objects.by("kind", kind)
        return (obj for obj in found if obj.kind == kind)

    def owned(self, owner: Grantee) -> list[Object]:
        """The objects that a role or database role owns, in no order."""
        return self._state.objects.by("owner", owner.name) if owner.kind in ("ROLE", "DATABASE ROLE") else []

    def columns(self, obj: Object) -> tuple[Column, ...] | None:
        """The columns of a table or view with their types; None when a view's query does not tell them."""
        return queries.columns_of(self._state, obj)

    def reads(self, obj: Object) -> tuple[Name, ...]:
        """The tables and views that a view names; none for a table."""
        return queries.reads(obj)

    def below_first(self, obj: Object) -> Iterator[Object]:
        """What a view reads at any depth, each behind what it reads itself; the view comes last."""
        return queries.below_first(self._state, obj)

    def fact(self, name: str) -> str:
        """What the account says of itself: ``organization``, ``name``."""
        return str(self._state.facts.get(name) or "")

    def grants(self, on: Key | None = None, to: Grantee | None = None) -> list[Grant]:
        """Grants: all, those on a (kind, name), or to a grantee; ``("IN", container)``: FUTURE and INHERITED ones."""
        if to is not None:
            found = self._state.grants.by("to", to)
            return [grant for grant in found if on is None or grant in self.grants(on=on)]
        if on is None:
            return list(self._state.grants)
        return self._state.grants_in(on[1]) if on[0] == "IN" else self._state.grants_on(*on)

    def memberships(self, role: Grantee | None = None, to: Grantee | None = None) -> list[Membership]:
        """Who holds which role: all, those of a role, or those of a holder."""
        table = self._state.memberships
        found = table.by("role", role) if role is not None else table.by("to", to) if to is not None else list(table)
        return [held for held in found if to is None or held.to == to]

    def roles_of(self, grantee: Grantee) -> set[Grantee]:
        """The grantee and every role and database role that it inherits."""
        return closure(self._state, grantee)

    # --- copies and stores -------------------------------------------------------------------------------------------

    def warehouse(self, session: Session, named: Name | None = None) -> Name | None:
        """The warehouse that a session begins with, if any; ``named`` is the one that its connection names."""
        return warehouses.current(Authority(self._state, session), named)

    def fill(self, table: Object) -> int:
        """Give a table other rows: the number under which they are kept from now on. Nobody is asked for a right."""
        self._state.put(replace(table, contents=self._state.next_serial()))
        self._state.commit()
        return self._state.serial

    def refresh(self, table: Name, columns: tuple[Column, ...]) -> None:
        """Give an Iceberg table the columns that its metadata has by now, as Snowflake does at each refresh
        (``/sql-reference/sql/alter-iceberg-table-refresh``).
        """
        found = self._state.get("ICEBERG TABLE", table)
        if found is None:
            raise refusal.does_not_exist("ICEBERG TABLE", table)
        self._state.put(replace(found, options={**found.options, "COLUMNS": columns}))
        self._state.commit()

    def contents(self) -> set[int]:
        """The numbers of the rows of every table, and of those that UNDROP can bring back."""
        dropped = (obj for gone in self._state.dropped for obj in gone.objects)
        return {obj.contents for obj in (*self._state.objects, *dropped)}

    def fork(self) -> Account:
        """A copy that changes on its own, for a preview."""
        other = Account.__new__(Account)
        other._state = self._state.fork()
        return other

    def documents(self) -> Iterator[tuple[str, str, JSON]]:
        """Everything, as (table, key, document), for a store."""
        for table in self._state.tables():
            for key, row in table.items():
                yield table.name, documents.key_text(key), documents.encode(row)

    @classmethod
    def from_documents(cls, rows: Iterable[tuple[str, str, JSON]]) -> Account:
        """The account that gave the documents."""
        account = cls.__new__(cls)
        account._state = State()
        account.merge(rows)
        return account

    def changes(self) -> list[tuple[str, str, JSON | None]]:
        """The documents written (None: deleted) since the last call."""
        taken = []
        for name, key in self._state.take_touched():
            row = self._state.table(name).get(key)
            taken.append((name, documents.key_text(key), None if row is None else documents.encode(row)))
        return taken

    def merge(self, rows: Iterable[tuple[str, str, JSON | None]]) -> None:
        """Take in documents that another process wrote (None: deleted); they are not changes of this account."""
        for name, key, document in rows:
            row = None if document is None else documents.decode(document)
            self._state.table(name).replace(documents.key_of(key), row)
