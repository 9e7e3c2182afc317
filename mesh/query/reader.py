"""Who asks: a session with its roles, or the consumer of a share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mesh.account import refusal
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.recipients import recipients
from mesh.account.records import Object
from mesh.account.statements import Grantee


@dataclass(frozen=True, slots=True)
class Reader:
    """What a query is answered for.

    ``held`` has every active role and database role, those of the secondary roles too. ``consumer`` is the other
    account (``ORGANIZATION.ACCOUNT``) when it reads through shares: then there is no role, and ``held`` is empty.
    """

    held: frozenset[Grantee]
    role: Name | None = None
    user: Name | None = None
    consumer: Name | None = None


def as_role(account: Account, role: Name, secondary: Iterable[Name] = ()) -> Reader:
    """A session with this primary role, and these secondary roles: none unless given."""
    roles = [Grantee("ROLE", name) for name in (role, *secondary)]
    for each in roles:
        if account.get("ROLE", each.name) is None:
            raise refusal.does_not_exist("ROLE", each.name)
    return Reader(frozenset().union(*(account.roles_of(each) for each in roles)), role)


def as_user(account: Account, user: Name, role: Name) -> Reader:
    """A user's session with this primary role and all secondary roles: what is granted to the user counts as well
    (``/user-guide/security-access-control-overview``).
    """
    if account.get("USER", user) is None:
        raise refusal.does_not_exist("USER", user)
    held = account.roles_of(Grantee("USER", user))
    if Grantee("ROLE", role) not in held:
        raise refusal.does_not_exist("ROLE", role)
    return Reader(frozenset(held), role, user)


def as_account(account: Account, consumer: Name) -> Reader:
    """Another account, by way of the shares that name it."""
    if len(consumer.parts) != 2:
        raise refusal.refused(f"'{consumer.plain}' is no account: expected a name of the form ORGANIZATION.ACCOUNT.")
    if not shares_of(account, consumer):
        raise refusal.refused(f"No share names account '{consumer.plain}'.", refusal.DOES_NOT_EXIST, "02000")
    return Reader(frozenset(), consumer=consumer)


def shares_of(account: Account, consumer: Name) -> list[Object]:
    """The shares that go to an account, directly or by a published listing that names it; by name."""
    given = recipients(account)
    return [share for share in account.objects("SHARE") if consumer in given.get(share.name, ())]
