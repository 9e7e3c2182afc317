"""Who acts: the roles that a session has, each with the role by way of which it has it.

Sources: ``/user-guide/security-access-control-overview`` (role hierarchy, secondary roles),
``/sql-reference/sql/grant-privilege-user``, ``/user-guide/data-sharing-intro``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mesh.account.account import Account
from mesh.account.authorisation import PUBLIC
from mesh.account.identifiers import Name
from mesh.account.recipients import recipients
from mesh.account.session import Session
from mesh.account.statements import Grantee


@dataclass(frozen=True, slots=True, eq=False)
class Acting:
    """One who acts in an account: a session of it, or through a share the consumer that the share names.

    ``held`` has every active role, nearest first, with the one by way of which it is active (None: by itself).
    """

    held: Mapping[Grantee, Grantee | None]
    primary: Grantee | None = None
    share: Name | None = None
    consumer: Name | None = None
    """The account of a share's consumer, ``ORGANIZATION.ACCOUNT``."""
    locator: str = ""
    """What CURRENT_ACCOUNT() gives to the consumer; a share does not say it."""

    @property
    def roles(self) -> frozenset[Grantee]:
        """Everything that is active, by itself or because it is held."""
        return frozenset(self.held)

    @property
    def role_names(self) -> frozenset[str]:
        """The account roles among them, as IS_ROLE_IN_SESSION compares them."""
        return frozenset(role.name.last for role in self.held if role.kind == "ROLE")

    @property
    def database_role_names(self) -> frozenset[Name]:
        """The database roles among them."""
        return frozenset(role.name for role in self.held if role.kind == "DATABASE ROLE")

    def path(self, role: Grantee) -> tuple[Grantee, ...]:
        """From the role that is active by itself down to a role that it holds: a shortest way."""
        way = [role]
        while (above := self.held[way[-1]]) is not None:
            way.append(above)
        return tuple(reversed(way))


def acting(account: Account, primary: Name, secondary: Iterable[Name] = ()) -> Acting:
    """A session with this primary role; ``secondary`` are the other roles that are active, NONE by default."""
    first = Grantee("ROLE", primary)
    others = [Grantee("ROLE", role) for role in secondary]
    return Acting(_held(account, [first, *others, PUBLIC]), first)


def role(account: Account, grantee: Grantee) -> Acting:
    """A role or database role by itself, as the owner of a view is."""
    return Acting(_held(account, [grantee, PUBLIC]), grantee)


def session(account: Account, given: Session) -> Acting:
    """A session as the account itself takes it: with ALL, all that is granted to its user."""
    first = Grantee("ROLE", given.role)
    user = [Grantee("USER", given.user)] if given.user is not None and given.secondary == "ALL" else []
    return Acting(_held(account, [first, *user, PUBLIC]), first)


def consumers(account: Account) -> list[Acting]:
    """Every external account of every share, by account and share."""
    pairs = sorted((given, share) for share, accounts in recipients(account).items() for given in accounts)
    return [consumer(account, share, given) for given, share in pairs]


def consumer(account: Account, share: Name, external: Name, locator: str = "") -> Acting:
    """An external account at a share; that it may take up each database role in it is taken for granted."""
    return Acting(_held(account, [Grantee("SHARE", share)]), None, share, external, locator)


def _held(account: Account, active: Iterable[Grantee]) -> dict[Grantee, Grantee | None]:
    """Level by level, in one order, so that every role is reached by a shortest way and always by the same one."""
    held: dict[Grantee, Grantee | None] = dict.fromkeys(active)
    level = list(held)
    while level:
        below: dict[Grantee, Grantee] = {}
        for role in level:
            for member in sorted(member.role for member in account.memberships(to=role)):
                if member not in held and member not in below:
                    below[member] = role
        held.update(below)
        level = list(below)
    return held
