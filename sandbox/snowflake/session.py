"""The session that a provider's config opens: its user and role, refused in the words of a real log-in."""

import os
from collections.abc import Mapping
from typing import Any, Final

from mesh.account import refusal
from mesh.account.account import Account
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.statements import Grantee

PUBLIC: Final = Name.of("PUBLIC")
_LOGIN: Final = 390189
_LOGIN_STATE: Final = "08004"
_FROM_ENVIRONMENT: Final[Mapping[str, str]] = {
    "user": "SNOWFLAKE_USER",
    "role": "SNOWFLAKE_ROLE",
    "warehouse": "SNOWFLAKE_WAREHOUSE",
}
"""Provider inputs that the real provider also takes from the environment."""


def connect(config: Mapping[str, Any], account: Account) -> Session:
    """The session of a provider with this config.

    Without a role it is the user's default role, and PUBLIC when there is none; secondary roles are those that the user
    has by default (``/user-guide/security-access-control-overview``, Authorization through primary role and secondary
    roles). Unquoted names are folded to upper case, as a connection string's are. Whatever account the config names, it
    is the sandbox's; the session knows the name, for what a stack has of its own.
    """
    user = _given("user", config)
    if user is not None and account.get("USER", user) is None:
        raise Refused(390100, _LOGIN_STATE, "Incorrect username or password was specified.")
    role = _given("role", config) or _default_role(account, user)
    if account.get("ROLE", role) is None:
        raise _refused_role(role, "does not exist or not authorized")
    if user is not None and not _has(account, user, role):
        raise _refused_role(role, "is not granted to this user")
    return Session(role, user, _secondary(account, user), str(config.get("accountName") or "").upper())


def require_warehouse(config: Mapping[str, Any], account: Account, session: Session) -> None:
    """Raise `Refused` when the session has no warehouse to run a query with."""
    if account.warehouse(session, _given("warehouse", config)) is None:
        raise refusal.no_warehouse()


def _given(key: str, config: Mapping[str, Any]) -> Name | None:
    return _name(str(config.get(key) or os.environ.get(_FROM_ENVIRONMENT[key]) or ""))


def _name(given: str) -> Name | None:
    if not given:
        return None
    try:
        return Name.sql(given)
    except BadIdentifier:
        return Name.of(given.strip('"'))


def _default_role(account: Account, user: Name | None) -> Name:
    found = None if user is None else account.get("USER", user)
    role = None if found is None else found.options.get("DEFAULT_ROLE")
    return role if isinstance(role, Name) else PUBLIC


def _has(account: Account, user: Name, role: Name) -> bool:
    """Whether a role is granted to the user, directly or through another role."""
    reached, queue = {role}, [Grantee("ROLE", role)]
    while queue:
        for membership in account.memberships(role=queue.pop()):
            if membership.to == Grantee("USER", user):
                return True
            if membership.to.kind == "ROLE" and membership.to.name not in reached:
                reached.add(membership.to.name)
                queue.append(membership.to)
    return role == PUBLIC


def _secondary(account: Account, user: Name | None) -> Any:
    found = None if user is None else account.get("USER", user)
    if found is None:
        return "NONE"
    return "ALL" if found.options.get("DEFAULT_SECONDARY_ROLES", ("ALL",)) else "NONE"


def _refused_role(role: Name, why: str) -> Refused:
    return Refused(
        _LOGIN,
        _LOGIN_STATE,
        f"Role '{role.plain}' specified in the connect string {why}. Contact your local system administrator, or"
        " attempt to login with another role, e.g. PUBLIC.",
    )
