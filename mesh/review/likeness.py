"""Two accounts compared: what of objects, grants and roles is other in one than in the other."""

from __future__ import annotations

from collections.abc import Iterator

from mesh.account.account import Account
from mesh.account.records import Object
from mesh.account.sql import render
from mesh.account.statements import GrantPrivileges, GrantRole, Statement


def differences(one: Account, other: Account) -> list[str]:
    """In which ways an account is not as another, in one order; not when it was made, nor which rows are in it."""
    grants = _compared(set(_grants(one)), set(_grants(other)))
    return [*sorted(_objects(one, other)), *sorted(grants)]


def _compared(there: set[Statement], expected: set[Statement]) -> Iterator[str]:
    yield from (f"{render.sql(each)} still holds" for each in there - expected)
    yield from (f"{render.sql(each)} does not hold" for each in expected - there)


def _objects(one: Account, other: Account) -> Iterator[str]:
    there, expected = ({each.key: each for each in account.objects()} for account in (one, other))
    for key in there.keys() | expected.keys():
        found, wanted = there.get(key), expected.get(key)
        if found is None and wanted is not None:
            yield f"{wanted.kind} {wanted.name} is not there"
        elif wanted is None and found is not None:
            yield f"{found.kind} {found.name} is still there"
        elif found is not None and wanted is not None and found is not wanted:
            yield from (f"{found.kind} {found.name} has other {part}" for part in _parts(found, wanted))


def _parts(found: Object, wanted: Object) -> Iterator[str]:
    if (found.kind, found.owner) != (wanted.kind, wanted.owner):
        yield "kind or owner"
    for key in sorted(found.options.keys() | wanted.options.keys()):
        if found.options.get(key) != wanted.options.get(key):
            in_order = key == "COLUMNS" and set(found.columns) == set(wanted.columns)
            yield "order of columns" if in_order else key.lower()
    if (found.tags, found.column_tags) != (wanted.tags, wanted.column_tags):
        yield "tags"


def _grants(account: Account) -> Iterator[Statement]:
    for held in account.memberships():
        yield GrantRole(held.role, held.to)
    for each in account.grants():
        yield GrantPrivileges((each.privilege,), each.on, each.to, grant_option=each.grant_option)
