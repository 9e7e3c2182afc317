"""What one will have of objects that do not exist yet, by FUTURE and INHERITED grants.

A schema-level FUTURE grant for a kind, to whomever, silences the database-level ones of that kind in its schema
(``/sql-reference/sql/grant-privilege``); database-level OWNERSHIP does not apply in managed access schemas.
"""

from __future__ import annotations

from collections.abc import Iterator

from mesh.account.account import Account
from mesh.account.effective.reach import Item
from mesh.account.effective.rights import OWNERSHIP, Rights
from mesh.account.identifiers import Name
from mesh.account.records import Grant
from mesh.account.statements import OnMany


def to_come(account: Account, rights: Rights) -> dict[Item, tuple[str, ...]]:
    """The privileges on what is still to be made, for each place where it can be made and would be reached."""
    found: dict[Item, set[str]] = {}
    for grant in rights.to_come:
        assert isinstance(grant.on, OnMany), "it is a FUTURE grant"
        for place in _places(account, grant, grant.on):
            found.setdefault(Item(grant.on.kind, place, to_come=True), set()).add(grant.privilege)
    for container, kind, privileges in rights.inherited():
        found.setdefault(Item(kind, container, to_come=True), set()).update(privileges)
    return {
        item: tuple(sorted(privileges)) for item, privileges in found.items() if rights.is_open(item.name.child("X"))
    }


def _places(account: Account, grant: Grant, on: OnMany) -> Iterator[Name]:
    """The container itself and, of a database, the schemas in which nothing silences the grant."""
    yield on.container
    if on.container_kind != "DATABASE" or on.kind in ("SCHEMA", "DATABASE ROLE"):
        return
    for schema in account.inside("SCHEMA", on.container):
        managed = grant.privilege == OWNERSHIP and bool(schema.options.get("MANAGED ACCESS"))
        if schema.name.last != "INFORMATION_SCHEMA" and not managed and not _silenced(account, schema.name, on.kind):
            yield schema.name


def _silenced(account: Account, schema: Name, kind: str) -> bool:
    return any(
        isinstance(grant.on, OnMany) and grant.on.which == "FUTURE" and grant.on.kind == kind
        for grant in account.grants(on=("IN", schema))
    )
