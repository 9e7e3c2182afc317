"""GRANT and REVOKE of privileges (``/sql-reference/sql/grant-privilege``, ``/sql-reference/sql/revoke-privilege``)."""

from __future__ import annotations

from dataclasses import replace

from mesh.account import privileges, refusal, targets
from mesh.account.authorisation import SECURITYADMIN, Authority
from mesh.account.execution import roles
from mesh.account.identifiers import Name
from mesh.account.objects import shares
from mesh.account.records import ACCOUNT, Grant, Object, grantee_of, subject
from mesh.account.session import SUCCEEDED, Answer
from mesh.account.statements import Grantee, GrantPrivileges, On, OnAccount, OnMany, OnObject, RevokePrivileges
from mesh.account.targets import Target


def grant(who: Authority, statement: GrantPrivileges) -> Answer:
    """GRANT of privileges; what cannot be granted of ALL PRIVILEGES or of ON ALL comes back as a warning."""
    _check_list(statement.privileges)
    _check_holder(who, statement.on, statement.to)
    if statement.grant_option and (statement.to.kind == "SHARE" or _which(statement.on) == "INHERITED"):
        raise refusal.not_in_grammar("'WITH GRANT OPTION'")
    found = targets.resolve(who, statement.on)
    roles.grantee(who, statement.to)
    bulk = _which(statement.on) == "ALL" or statement.privileges[0] in ("ALL", "ALL PRIVILEGES")
    denied: list[str] = []
    granted = 0
    for target in found:
        _check_imported(target, statement.privileges)
        for privilege in targets.named(target, statement.privileges, statement.to):
            grantor = _grantor(who, target, privilege)
            if grantor is None:
                denied.append(privilege)
                continue
            if statement.to.kind == "SHARE":
                shares.check_grant(who, target.decides, privilege, statement.to)
            elif statement.to.kind == "DATABASE ROLE":
                shares.check_shared_role(who.state, target, privilege, statement.to)
            put(who, Grant(privilege, target.on, statement.to, grantor, statement.grant_option))
            granted += 1
    if denied and not (bulk and granted):
        raise _insufficient(who, found[0].decides)
    return _partly(denied)


def put(who: Authority, row: Grant) -> None:
    """Write a grant; one that is there already stays, and gains the grant option if it is new."""
    held = who.state.grants.get(row.key)
    if held is None:
        who.state.put(replace(row, created=who.state.next_serial()))
    elif row.grant_option and not held.grant_option:
        who.state.put(replace(held, grant_option=True))


def _insufficient(who: Authority, obj: Object, hint: str = "") -> refusal.Refused:
    """The object of kind ACCOUNT has no name of its own; messages call it by the account's."""
    return refusal.insufficient(obj.kind, who.account if obj.kind == "ACCOUNT" else obj.name, hint)


def _partly(denied: list[str]) -> Answer:
    if not denied:
        return SUCCEEDED
    listed = ", ".join(sorted(set(denied)))
    return replace(SUCCEEDED, warning=f"003011 (42501): Grant partially executed: privileges [{listed}] not granted.")


def _which(on: On) -> str:
    return on.which if isinstance(on, OnMany) else ""


def _check_list(asked: tuple[str, ...]) -> None:
    if "OWNERSHIP" in asked:
        raise refusal.refused("Cannot specify OWNERSHIP in privilege list.")
    if len(asked) > 1:
        for word in ("IMPORTED PRIVILEGES", "ALL", "ALL PRIVILEGES"):
            if word in asked:
                raise refusal.not_in_grammar(f"'{word.split()[0]}'")


def _check_imported(target: Target, asked: tuple[str, ...]) -> None:
    """A database from a share is granted as a whole, any other never so."""
    if target.decides.kind != "DATABASE":
        return
    imported = "FROM SHARE" in target.decides.options
    if imported and asked != ("IMPORTED PRIVILEGES",):
        raise refusal.imported_as_a_whole()
    if not imported and asked == ("IMPORTED PRIVILEGES",):
        raise refusal.not_for_this_type("DATABASE", "IMPORTED PRIVILEGES")


def _check_holder(who: Authority, on: On, to: Grantee) -> None:
    """Which kinds of grantee the grammar has for this object type."""
    kind = targets.words(on)
    if to.kind == "DATABASE ROLE":
        own = Name(to.name.parts[:1])
        place = on.container if isinstance(on, OnMany) else on.name if isinstance(on, OnObject) else ACCOUNT
        if isinstance(on, OnAccount) or not privileges.in_database(kind):
            raise refusal.not_in_grammar(
                f"'{kind}': a database role holds privileges on its database and what is in it"
            )
        if Name(place.parts[:1]) != own:
            text = (
                f"Database role '{to.name.plain}' can only hold privileges on database '{own.plain}' and what is in it."
            )
            raise refusal.refused(text)
    elif to.kind == "USER":
        if who.state.parameter("DISABLE_USER_PRIVILEGE_GRANTS") == "TRUE":
            raise refusal.unsupported("GRANT of privileges to users: DISABLE_USER_PRIVILEGE_GRANTS is TRUE")
        if _which(on) in ("FUTURE", "INHERITED") or isinstance(on, OnAccount):
            raise refusal.not_in_grammar("'USER'")
    elif to.kind == "SHARE" and (isinstance(on, OnAccount) or _which(on) in ("FUTURE", "INHERITED")):
        raise refusal.not_in_grammar("'SHARE'")


# --- who may -----------------------------------------------------------------------------------------------------


def managed_schema(who: Authority, name: Name) -> Object | None:
    """The managed access schema that an object lies in, or None."""
    if len(name.parts) < 3:
        return None
    schema = who.state.get("SCHEMA", Name(name.parts[:2]))
    return schema if schema is not None and schema.options.get("MANAGED ACCESS") else None


def _grantor(who: Authority, target: Target, privilege: str) -> Name | None:
    """The role that a grant by this session comes from; None: the session may not grant this."""
    obj = target.decides
    if isinstance(target.on, OnMany):
        return _container_grantor(who, target.on, obj)
    if privilege == "MANAGE GRANTS" or isinstance(target.on, OnAccount):
        return _option_grantor(who, target.on, privilege)
    schema = managed_schema(who, obj.name)
    if schema is not None:
        if who.owns(schema):
            return schema.owner
        return obj.owner if who.manages_grants(obj.kind, obj.name) else None
    if who.owns(obj):
        return obj.owner
    if who.manages_grants(obj.kind, obj.name):
        return obj.owner if obj.owner != ACCOUNT else who.session.role
    return _option_grantor(who, target.on, privilege)


def _container_grantor(who: Authority, on: OnMany, container: Object) -> Name | None:
    """FUTURE: MANAGE GRANTS, or ownership of a managed access schema. INHERITED: MANAGE GRANTS; owning the container
    alone is not enough (``/user-guide/inherited-grants-intro``).
    """
    if who.manages_grants(container.kind, container.name):
        return who.session.role
    if on.which == "FUTURE" and container.options.get("MANAGED ACCESS") and who.owns(container):
        return container.owner
    return None


def _option_grantor(who: Authority, on: On, privilege: str) -> Name | None:
    """A role that holds the privilege with grant option. MANAGE GRANTS is passed on from any container above.

    Global privileges are also granted by SECURITYADMIN, but by no other role that has MANAGE GRANTS (CIS Snowflake
    Foundations 2.2).
    """
    if isinstance(on, OnAccount) and who.has_role(SECURITYADMIN):
        return SECURITYADMIN.name
    kind, name = targets.words(on), on.name if isinstance(on, OnObject) else ACCOUNT
    places = [(kind, name)]
    if privilege == "MANAGE GRANTS":
        places += [("ACCOUNT", ACCOUNT), ("DATABASE", Name(name.parts[:1]))]
    held = [grant for place in places for grant in who.holdings(privilege, *place, grant_option=True)]
    return min(held, key=lambda grant: (grant.created, grant.to)).to.name if held else None


# --- revoke ------------------------------------------------------------------------------------------------------


def revoke(who: Authority, statement: RevokePrivileges) -> Answer:
    """REVOKE; a privilege that is not held is no error, one that was passed on needs CASCADE."""
    _check_list(statement.privileges)
    if _which(statement.on) == "INHERITED" and statement.cascade:
        raise refusal.not_in_grammar("'CASCADE'")
    found = targets.resolve(who, statement.on)
    roles.grantee(who, statement.of)
    for target in found:
        may = _may_revoke(who, target)
        for privilege in targets.named(target, statement.privileges, statement.of):
            for held in _held(who, target.on, privilege, statement.of):
                if held.grantor == ACCOUNT:
                    text = "Privileges that Snowflake gave to a system role cannot be revoked."
                    raise _insufficient(who, target.decides, text)
                if may or who.has_role(grantee_of(held.grantor)):
                    _take(who, held, cascade=statement.cascade, option_only=statement.grant_option_for)
    return SUCCEEDED


def _held(who: Authority, on: On, privilege: str, of: Grantee) -> list[Grant]:
    rows = who.state.grants.by("on", subject(on))
    return [row for row in rows if row.privilege == privilege and row.to == of and row.on == on]


def _may_revoke(who: Authority, target: Target) -> bool:
    """Whether the session may revoke whoever granted; without any right on the object it is refused outright."""
    obj = target.decides
    if who.manages_grants(obj.kind, obj.name):
        return True
    if isinstance(target.on, OnMany):
        if _container_grantor(who, target.on, obj) is None:
            raise _insufficient(who, obj)
        return True
    schema = managed_schema(who, obj.name)
    if who.owns(schema if schema is not None else obj):
        return True
    if not any(who.has_role(grantee_of(row.grantor)) for row in who.state.grants.by("on", subject(target.on))):
        raise _insufficient(who, obj)
    return False


def _take(who: Authority, held: Grant, *, cascade: bool, option_only: bool) -> None:
    """Remove a grant (or only its grant option) and, with CASCADE, those that came from it."""
    dependent = [row for row in who.state.grants.by("on", subject(held.on)) if _depends(row, held)]
    if dependent and not _other_option(who, held):
        if not cascade:
            raise refusal.dependent_grants(len(dependent))
        for row in dependent:
            _take(who, row, cascade=True, option_only=False)
    if option_only:
        who.state.put(replace(held, grant_option=False))
    elif who.state.grants.get(held.key) is not None:
        who.state.delete(held)


def _depends(row: Grant, held: Grant) -> bool:
    """Whether a grant was made by virtue of another one's grant option."""
    same = row.privilege == held.privilege and row.on == held.on and row.key != held.key
    return same and held.grant_option and grantee_of(row.grantor) == held.to


def _other_option(who: Authority, held: Grant) -> bool:
    rows = who.state.grants.by("on", subject(held.on))
    return any(
        row.privilege == held.privilege and row.to == held.to and row.grant_option and row.key != held.key
        for row in rows
    )
