"""Who may SELECT from what: the one place of a query that asks the account for grants.

A table or view is read by its owner and by who holds SELECT on it, if the role has any privilege on the database and
on the schema too (``/user-guide/security-access-control-configure``). A warehouse is taken for granted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from mesh.account import refusal
from mesh.account.account import Account
from mesh.account.authorisation import containers
from mesh.account.identifiers import Name
from mesh.account.records import ACCOUNT, Grant, Object, grantee_of, namespace
from mesh.account.statements import Grantee, OnMany

READS: Final = frozenset({"SELECT"})


def readable(account: Account, held: Collection[Grantee], name: Name) -> Object:
    """The table or view, or the refusal that names the outermost thing that is missing or not to be seen."""
    for kind, container in containers(name):
        found = account.get(kind, container)
        if found is None or not (_has(account, held, found, None) or _is_stated_on(account, held, container)):
            raise refusal.does_not_exist(kind, container)
    table = account.table_at(name)
    if table is None or not _has(account, held, table, READS):
        raise refusal.does_not_exist("OBJECT", name)
    return table


def _is_stated_on(account: Account, held: Collection[Grantee], container: Name) -> bool:
    """Whether one of the holders has an INHERITED grant on what a container holds, which opens the container itself
    (``/user-guide/inherited-grants-using``).
    """
    return any(
        grant.to in held and isinstance(grant.on, OnMany) and grant.on.which == "INHERITED"
        for grant in account.grants(on=("IN", container))
    )


def is_readable(account: Account, held: Collection[Grantee], name: Name) -> bool:
    """Whether the table or view is there and may be read."""
    try:
        readable(account, held, name)
    except refusal.Refused:
        return False
    return True


def holders_in_share(account: Account, share: Name) -> set[Grantee]:
    """The share, and the database roles that are granted to it: what a consumer holds by it."""
    return account.roles_of(Grantee("SHARE", share))


def references(account: Account, share: Name) -> set[Name]:
    """The databases that the share may reach for what its views and policies read: its own, and those on which it
    holds REFERENCE_USAGE (``/user-guide/data-sharing-multiple-db``).
    """
    grants = account.grants(to=Grantee("SHARE", share))
    return {
        database.name
        for database in account.objects("DATABASE")
        if any(_is_on(grant, database) and grant.privilege in ("USAGE", "REFERENCE_USAGE") for grant in grants)
    }


def _is_on(grant: Grant, obj: Object) -> bool:
    return getattr(grant.on, "name", None) == obj.name and getattr(grant.on, "kind", None) == obj.kind


def _has(account: Account, held: Collection[Grantee], obj: Object, privileges: Collection[str] | None) -> bool:
    """Whether one of the holders owns the object or has one of the privileges on it; None: any privilege at all."""
    if obj.owner != ACCOUNT and grantee_of(obj.owner) in held:
        return True
    return any(
        grant.to in held and (privileges is None or grant.privilege in privileges) for grant in _grants(account, obj)
    )


def _grants(account: Account, obj: Object) -> Iterator[Grant]:
    """The grants on the object, and the inherited grants of what it lies in."""
    yield from account.grants(on=(namespace(obj.kind), obj.name))
    for container in (ACCOUNT, *(container for _, container in containers(obj.name))):
        for grant in account.grants(on=("IN", container)):
            if isinstance(grant.on, OnMany) and grant.on.which == "INHERITED" and grant.on.kind == obj.kind:
                yield grant
