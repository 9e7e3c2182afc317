"""What may be put into a share, and to whom a share may go (``/sql-reference/sql/grant-privilege-share``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.objects import queries
from mesh.account.parts import Value
from mesh.account.records import Grant, Object
from mesh.account.state import State
from mesh.account.statements import AddAccounts, Grantee, OnMany, OnObject, RemoveAccounts
from mesh.account.targets import Target

MAX_ACCOUNTS: Final = 10
"""Accounts that one ADD or REMOVE names."""

_SECURE_SENTENCE: Final = "A view can only be shared if it is created as a SECURE view, or marked SECURE by ALTER VIEW."


def database_of(state: State, share: Name) -> Name | None:
    """The database that the share has: the one on which it holds USAGE."""
    for grant in state.grants.by("to", Grantee("SHARE", share)):
        if grant.privilege == "USAGE" and isinstance(grant.on, OnObject) and grant.on.kind == "DATABASE":
            return grant.on.name
    return None


def shares_of_role(state: State, role: Grantee) -> list[Grantee]:
    """The shares that a database role is in."""
    return [held.to for held in state.memberships.by("role", role) if held.to.kind == "SHARE"]


# --- privileges to a share ---------------------------------------------------------------------------------------


def check_grant(who: Authority, obj: Object, privilege: str, to: Grantee) -> None:
    """Refuse what cannot be put into this share now: the order is database, schema, object."""
    share = _owned(who, to.name)
    _check_own_database(who.state, obj)
    database = database_of(who.state, to.name)
    home = Name(obj.name.parts[:1])
    if obj.kind == "DATABASE":
        if privilege == "USAGE" and database not in (None, obj.name):
            raise refusal.not_the_shared_database(obj.name)
        return
    if database is None:
        raise refusal.share_without_database(to.name)
    if home != database:
        raise refusal.not_the_shared_database(home)
    if obj.kind != "SCHEMA":
        _check_schema(who.state, obj, to)
    if obj.kind in ("VIEW", "FUNCTION"):
        _check_secure(share, obj)
        _check_references(who.state, obj, to, database)


def _owned(who: Authority, name: Name) -> Object:
    share = who.resolve("SHARE", name)
    who.require_owner(share)
    return share


def _check_own_database(state: State, obj: Object) -> None:
    database = state.get("DATABASE", Name(obj.name.parts[:1]))
    if database is not None and "FROM SHARE" in database.options:
        raise refusal.refused(f"Database '{database.name.plain}' was imported from a share: it cannot be shared again.")


def _check_schema(state: State, obj: Object, to: Grantee) -> None:
    schema = Name(obj.name.parts[:2])
    if not any(grant.to == to for grant in state.grants_on("SCHEMA", schema)):
        text = f"Share '{to.name.plain}' does not have USAGE on schema '{schema.plain}': grant that first."
        raise refusal.refused(text)


def _check_secure(share: Object, obj: Object) -> None:
    if not obj.options.get("SECURE") and share.options.get("SECURE_OBJECTS_ONLY", True):
        raise refusal.refused(f"{obj.kind.title()} '{obj.name.plain}' cannot be shared. {_SECURE_SENTENCE}")


def _check_references(state: State, obj: Object, to: Grantee, database: Name) -> None:
    """Each other database that the view reads, at any depth, needs REFERENCE_USAGE first."""
    held = [row for row in state.grants.by("to", to) if row.privilege == "REFERENCE_USAGE"]
    for other in sorted(queries.databases_read(state, obj) - {database}):
        if not any(row.on == OnObject("DATABASE", other) for row in held):
            text = (
                "A view or function being shared cannot reference objects from other databases: "
                f"share '{to.name.plain}' does not have REFERENCE_USAGE on database '{other.plain}'."
            )
            raise refusal.refused(text)


# --- database roles in a share -----------------------------------------------------------------------------------


def check_database_role(state: State, role: Grantee, to: Grantee) -> None:
    """Refuse a database role that cannot be in this share (``/sql-reference/sql/grant-database-role-share``)."""
    database = database_of(state, to.name)
    if database is None:
        raise refusal.share_without_database(to.name)
    if role.name.parent != database:
        raise refusal.not_the_shared_database(Name(role.name.parts[:1]))
    if state.memberships.by("to", role):
        raise refusal.refused(f"Cannot share database role '{role.name.plain}': other roles are granted to it.")
    for grant in state.grants.by("to", role):
        if isinstance(grant.on, OnMany):
            word = grant.on.which.lower()
            raise refusal.refused(f"Cannot share a database role that is granted {word} grants.")
        if isinstance(grant.on, OnObject):
            _check_shareable(state.get(grant.on.kind, grant.on.name), grant.privilege)


def check_shared_role(state: State, target: Target, privilege: str, to: Grantee) -> None:
    """Refuse a grant to a database role that is in a share already."""
    if not shares_of_role(state, to):
        return
    if isinstance(target.on, OnMany):
        word = target.on.which.lower()
        raise refusal.refused(f"Cannot grant {word} grants to a database role that is granted to a share.")
    _check_shareable(target.decides, privilege)


def _check_shareable(obj: Object | None, privilege: str) -> None:
    if obj is not None and obj.kind == "VIEW" and not obj.options.get("SECURE"):
        text = f"Cannot share a database role that is granted privilege '{privilege}' on VIEW '{obj.name.plain}': "
        raise refusal.refused(text + _SECURE_SENTENCE)


def check_stays_secure(state: State, obj: Object, kept: Sequence[Grant]) -> None:
    """A view that is in a share keeps SECURE. What Snowflake does otherwise is not settled."""
    if obj.kind != "VIEW" or obj.options.get("SECURE"):
        return
    for grant in kept:
        share = state.get("SHARE", grant.to.name) if grant.to.kind == "SHARE" else None
        if share is not None:
            _check_secure(share, obj)


# --- accounts ----------------------------------------------------------------------------------------------------


def change_accounts(who: Authority, share: Object, action: AddAccounts | RemoveAccounts) -> tuple[Name, ...]:
    """The accounts of the share after ADD or REMOVE ACCOUNTS."""
    who.require_owner(share)
    if len(action.accounts) > MAX_ACCOUNTS:
        raise refusal.too_many_accounts(MAX_ACCOUNTS)
    held = share.options.get("ACCOUNTS")
    current = tuple(_names(held))
    if isinstance(action, RemoveAccounts):
        return tuple(name for name in current if name not in action.accounts)
    require_target(who, share)
    check_unlisted(who.state, share)
    return (*current, *(name for name in dict.fromkeys(action.accounts) if name not in current))


def check_unlisted(state: State, share: Object) -> None:
    """The strict reading: a share that a listing offers is not dropped, and gets no accounts but the listing's."""
    for listing in state.users_of("SHARE", share.name):
        raise refusal.refused(f"Share '{share.name.plain}' is attached to listing '{listing.name.plain}'.")


def require_target(who: Authority, share: Object) -> None:
    """Accounts are added by a role with MANAGE SHARE TARGET, to a share that has a database
    (``/user-guide/security-access-privileges-shares``).
    """
    if not who.can_on_account("MANAGE SHARE TARGET"):
        raise refusal.insufficient(
            "SHARE", share.name, "An active role must have MANAGE SHARE TARGET granted on ACCOUNT."
        )
    if database_of(who.state, share.name) is None:
        raise refusal.share_without_database(share.name)


def check(who: Authority, new: Object, old: Object | None) -> None:
    """A share: SECURE_OBJECTS_ONLY goes one way, and new accounts need MANAGE SHARE TARGET."""
    was_open = old is not None and old.options.get("SECURE_OBJECTS_ONLY") is False
    if was_open and new.options.get("SECURE_OBJECTS_ONLY", True):
        raise refusal.refused("SECURE_OBJECTS_ONLY cannot be set back to TRUE.")
    accounts = new.options.get("ACCOUNTS")
    before = old.options.get("ACCOUNTS") if old is not None else None
    if accounts and accounts != before and set(_names(accounts)) - set(_names(before)):
        require_target(who, new)


def _names(value: Value) -> list[Name]:
    return [name for name in value if isinstance(name, Name)] if isinstance(value, tuple) else []
