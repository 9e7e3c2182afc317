"""GRANT OWNERSHIP (``/sql-reference/sql/grant-ownership``)."""

from __future__ import annotations

from dataclasses import replace

from mesh.account import privileges, refusal, targets
from mesh.account.authorisation import Authority, climbs_to
from mesh.account.execution import roles
from mesh.account.execution.grants import managed_schema, put
from mesh.account.identifiers import Name
from mesh.account.records import Grant, Object, grantee_of
from mesh.account.session import SUCCEEDED, Answer
from mesh.account.statements import Grantee, GrantOwnership, OnMany


def grant(who: Authority, statement: GrantOwnership) -> Answer:
    """Give objects another owner; FUTURE ownership is a grant like others."""
    on, to = statement.on, statement.to
    if to.kind not in ("ROLE", "DATABASE ROLE"):
        raise refusal.not_in_grammar(f"'{to.kind}'")
    if targets.words(on) not in privileges.OWNED and targets.words(on) != "INTEGRATION":
        raise refusal.not_for_this_type(targets.words(on), "OWNERSHIP")
    if isinstance(on, OnMany) and on.which == "ALL" and on.kind == "PIPE":
        raise refusal.unsupported("GRANT OWNERSHIP on all objects of type PIPE")
    if isinstance(on, OnMany) and on.which == "INHERITED":
        raise refusal.not_in_grammar("'OWNERSHIP': it cannot be inherited")
    found = targets.resolve(who, on)
    roles.grantee(who, to)
    if isinstance(on, OnMany) and on.which == "FUTURE":
        return _future(who, statement, on, found[0].decides)
    for target in found:
        _check_same_database(target.decides, to)
        _transfer(who, target.decides, statement)
    return SUCCEEDED


def _future(who: Authority, statement: GrantOwnership, on: OnMany, container: Object) -> Answer:
    if statement.current_grants == "REVOKE":
        raise refusal.not_in_grammar("'REVOKE': it does not go with FUTURE")
    managed = bool(container.options.get("MANAGED ACCESS")) and who.owns(container)
    if not managed and not who.manages_grants(container.kind, container.name):
        raise refusal.insufficient(container.kind, container.name)
    put(who, Grant("OWNERSHIP", on, statement.to, who.session.role))
    return SUCCEEDED


def _check_same_database(obj: Object, to: Grantee) -> None:
    if to.kind == "DATABASE ROLE" and Name(obj.name.parts[:1]) != to.name.parent:
        raise refusal.refused(f"Database role '{to.name.plain}' can only own objects of database '{to.name.parts[0]}'.")


def _transfer(who: Authority, obj: Object, statement: GrantOwnership) -> None:
    if grantee_of(obj.owner) == statement.to:
        return
    if not who.owns(obj) and not who.manages_grants(obj.kind, obj.name):
        raise refusal.insufficient(obj.kind, obj.name)
    _check_managed(who, obj, statement.to)
    _check_active(who, obj, statement.to)
    _check_running(obj)
    outbound = who.state.grants_on(obj.kind, obj.name)
    if outbound and statement.current_grants is None:
        raise refusal.dependent_grant(outbound[0].privilege, obj.name, outbound[0].to.name)
    if outbound and statement.current_grants == "COPY" and not who.manages_grants(obj.kind, obj.name):
        # Not found stated on a page; the stricter of two readings.
        raise refusal.insufficient(obj.kind, obj.name, "COPY CURRENT GRANTS needs MANAGE GRANTS.")
    for row in outbound:
        _carry(who, obj, row, statement)
    who.state.put(replace(obj, owner=statement.to.name))


def _carry(who: Authority, obj: Object, row: Grant, statement: GrantOwnership) -> None:
    """COPY: the new owner becomes the grantor of what the old one granted. REVOKE: the grant ends."""
    if statement.current_grants == "REVOKE" and obj.kind == "DATABASE" and row.to.kind == "SHARE":
        # ``/release-notes/bcr-bundles/2023_06/bcr-1181``
        text = f"Cannot transfer ownership on a database that is granted to a share ('{row.to.name.plain}')."
        raise refusal.refused(text)
    who.state.delete(row)
    if statement.current_grants == "COPY":
        put(who, replace(row, grantor=statement.to.name if row.grantor == obj.owner else row.grantor))


def _check_managed(who: Authority, obj: Object, to: Grantee) -> None:
    schema = managed_schema(who, obj.name)
    if schema is not None and not climbs_to(who.state, to, {grantee_of(schema.owner)}):
        text = f"In managed access schema '{schema.name.plain}' the new owner must be below '{schema.owner.plain}'."
        raise refusal.insufficient(obj.kind, obj.name, text)


def _check_active(who: Authority, obj: Object, to: Grantee) -> None:
    """The new owner is a role of the session, or the session has MANAGE GRANTS on the account.

    Bundle 2026_07 (``/release-notes/bcr-bundles/2026_07/bcr-2395``) brings this; accounts without it are laxer.
    """
    if not who.has_role(to) and not who.can_on_account("MANAGE GRANTS"):
        text = (
            f"{refusal.title(obj.kind)} ownership can only be transferred to a role that is activated in the current "
            "session or by a role with account-level MANAGE GRANTS."
        )
        raise refusal.refused(text)


def _check_running(obj: Object) -> None:
    name = obj.name.last
    if obj.kind == "PIPE" and not obj.options.get("PIPE_EXECUTION_PAUSED"):
        text = f"Pipe {name} not in paused state. To pause pipe run ALTER PIPE {name} SET PIPE_EXECUTION_PAUSED=true"
        raise refusal.Refused(None, "55000", text)
