"""GRANT and REVOKE of roles and database roles."""

from __future__ import annotations

from mesh.account import refusal
from mesh.account.authorisation import PUBLIC, Authority, is_held_by
from mesh.account.identifiers import Name
from mesh.account.objects import shares
from mesh.account.records import ACCOUNT, Membership, Object
from mesh.account.session import SUCCEEDED, Answer
from mesh.account.statements import Grantee, GrantRole, RevokeRole

_HOLDERS = {"ROLE": ("ROLE", "USER"), "DATABASE ROLE": ("ROLE", "DATABASE ROLE", "USER", "SHARE")}


def grantee(who: Authority, to: Grantee) -> Object:
    """The role, database role, user or share that is to hold something: it need not be owned, but it is there.

    A database role is found only through its database, which even MANAGE GRANTS does not open (case A-90).
    """
    if to.kind == "DATABASE ROLE":
        database = Name(to.name.parts[:1])
        if len(to.name.parts) != 2:
            raise refusal.wrong_depth(to.kind, to.name, '"DATABASE"."ROLE"')
        found = who.state.get("DATABASE", database)
        if found is None or not who.sees(found):
            raise refusal.does_not_exist("DATABASE", database)
    found = who.state.get(to.kind, to.name)
    if found is None:
        raise refusal.does_not_exist(to.kind, to.name)
    return found


def grant(who: Authority, statement: GrantRole) -> Answer:
    """GRANT ROLE, GRANT DATABASE ROLE (``/sql-reference/sql/grant-role``, ``…/grant-database-role``)."""
    role, to = statement.role, statement.to
    _require_grantable(who, role)
    grantee(who, to)
    _check_pair(role, to)
    if is_held_by(who.state, to, role):
        # Snowflake's number and text for a cycle were not found.
        raise refusal.refused(f"Role '{role.name.plain}' cannot be granted to '{to.name.plain}': it would be a cycle.")
    if to.kind == "SHARE":
        shares.check_database_role(who.state, role, to)
    elif to.kind == "DATABASE ROLE" and shares.shares_of_role(who.state, to):
        text = f"Cannot grant a role to database role '{to.name.plain}': it is granted to a share."
        raise refusal.refused(text)
    key = (role, to)
    if who.state.memberships.get(key) is None:
        who.state.put(Membership(role, to, who.session.role, who.state.next_serial()))
    return SUCCEEDED


def revoke(who: Authority, statement: RevokeRole) -> Answer:
    """REVOKE ROLE, REVOKE DATABASE ROLE; a role that is not held is no error."""
    _require_grantable(who, statement.role)
    grantee(who, statement.of)
    held = who.state.memberships.get((statement.role, statement.of))
    if held is not None:
        if held.grantor == ACCOUNT:
            raise refusal.insufficient("ROLE", statement.role.name, "The hierarchy of system roles cannot be changed.")
        who.state.delete(held)
    return SUCCEEDED


def _require_grantable(who: Authority, role: Grantee) -> None:
    """OWNERSHIP of the role or MANAGE GRANTS."""
    found = grantee(who, role)
    if role == PUBLIC:
        # Success or error on current releases is not settled; it changes nothing in either case.
        raise refusal.refused("Role 'PUBLIC' cannot be granted or revoked: every role and user has it.")
    if not who.owns(found) and not who.manages_grants(role.kind, role.name):
        raise refusal.insufficient(found.kind, found.name)


def _check_pair(role: Grantee, to: Grantee) -> None:
    if to.kind not in _HOLDERS[role.kind]:
        raise refusal.not_in_grammar(f"'{to.kind}': a {role.kind.lower()} cannot be granted to a {to.kind.lower()}")
    if to.kind == "DATABASE ROLE" and to.name.parent != role.name.parent:
        text = (
            f"Database role '{role.name.plain}' cannot be granted to database role '{to.name.plain}' "
            "of another database; grant it to an account role."
        )
        raise refusal.refused(text)
