"""What Snowflake's context functions give where they are called.

Sources: ``/sql-reference/functions/current_role``, ``…/is_role_in_session``, ``…/is_database_role_in_session``,
``…/invoker_role``, ``…/invoker_share``, ``…/current_account``. Where a session does not say a value it is NULL, which
shows no row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from mesh.account.identifiers import Name
from mesh.account.statements import Grantee
from mesh.query.reader import Reader


@dataclass(frozen=True, slots=True)
class Context:
    """Where an expression is evaluated.

    ``invoker`` is the role of what executes it, with the roles that this inherits in ``invoker_held``; ``share`` is the
    share by which its object is read directly, and ``shared`` the database roles in it. ``database`` is that of the
    object the expression belongs to.
    """

    reader: Reader
    organization: str
    account: str
    now: datetime
    invoker: Name | None = None
    invoker_held: frozenset[Grantee] = frozenset()
    share: Name | None = None
    shared: frozenset[Grantee] = frozenset()
    database: Name | None = None

    @property
    def constants(self) -> Mapping[str, str | datetime | None]:
        """The functions without an argument."""
        reader = self.reader
        organization, account = reader.consumer.parts if reader.consumer else (self.organization, self.account)
        return {
            "CURRENT_ACCOUNT": account,
            "CURRENT_ACCOUNT_NAME": account,
            "CURRENT_DATE": self.now,
            "CURRENT_ORGANIZATION_NAME": organization,
            "CURRENT_ROLE": _plain(reader.role),
            "CURRENT_TIMESTAMP": self.now,
            "CURRENT_USER": _plain(reader.user),
            "INVOKER_ROLE": _plain(self.invoker if self.invoker and len(self.invoker.parts) == 1 else None),
            "INVOKER_SHARE": _plain(self.share),
        }

    def members(self, function: str) -> Collection[str] | None:
        """The names for which a function of one role is true; None: it is NULL whatever the role.

        ``IS_DATABASE_ROLE_IN_SESSION`` takes names relative to the database of the protected object: a qualified one is
        never true.
        """
        held = self.shared if self.reader.consumer else self.reader.held
        if function == "IS_DATABASE_ROLE_IN_SESSION":
            return [role.name.last for role in held if role.name.parent == self.database and _is_database_role(role)]
        if self.reader.consumer:
            return None
        found = held if function == "IS_ROLE_IN_SESSION" else self.invoker_held
        return [role.name.last for role in found if role.kind == "ROLE"]


MEMBERSHIPS: Final = ("IS_DATABASE_ROLE_IN_SESSION", "IS_GRANTED_TO_INVOKER_ROLE", "IS_ROLE_IN_SESSION")
"""Functions of the name of a role, compared in its stored case."""


def clock() -> datetime:
    """The time of a query, in UTC."""
    return datetime.now(UTC)


def _is_database_role(role: Grantee) -> bool:
    return role.kind == "DATABASE ROLE"


def _plain(name: Name | None) -> str | None:
    return None if name is None else name.last
