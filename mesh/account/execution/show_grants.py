"""SHOW GRANTS: on an object, to a grantee, of a role, and those for the future."""

from __future__ import annotations

from collections.abc import Iterable

from mesh.account import privileges, refusal
from mesh.account.authorisation import Authority
from mesh.account.execution.roles import grantee
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS
from mesh.account.records import ACCOUNT, Grant, Membership, Object, grantee_of, on_object
from mesh.account.session import Answer
from mesh.account.statements import Grantee, On, OnAccount, OnMany, OnObject, ShowGrants

Row = dict[str, object]


def show_grants(who: Authority, statement: ShowGrants) -> Answer:
    """The rows of one form of SHOW GRANTS, ordered by privilege, object and grantee."""
    what = statement.what
    if isinstance(what, Grantee):
        grantee(who, what)
        rows = _about(who, what, statement.which)
    elif isinstance(what, OnAccount):
        rows = [_row(grant) for grant in who.state.grants.by("on", ("ACCOUNT", ACCOUNT))]
    else:
        rows = _on(who, what, statement.which)
    return Answer(rows=tuple(sorted(rows, key=lambda row: [str(value) for value in row.values()])))


def _about(who: Authority, what: Grantee, which: str) -> list[Row]:
    if which == "OF":
        return [_of(held) for held in who.state.memberships.by("role", what)]
    held_grants = who.state.grants.by("to", what)
    if which == "FUTURE TO":
        return [_future(grant) for grant in held_grants if _is_future(grant)]
    rows = [_row(grant) for grant in held_grants if not _is_future(grant)]
    rows += [_usage(held) for held in who.state.memberships.by("to", what)]
    if what.kind in ("ROLE", "DATABASE ROLE"):
        rows += [_owned(obj) for obj in who.state.objects.by("owner", what.name)]
    return rows


def _on(who: Authority, what: OnObject, which: str) -> list[Row]:
    if not privileges.known(what.kind) and what.kind not in KINDS:
        raise refusal.no_such_kind(what.kind)
    obj = who.resolve(what.kind, what.name, granting=True)
    if which == "FUTURE IN":
        return [_future(grant) for grant in who.state.grants_in(obj.name) if _is_future(grant)]
    rows = [_row(grant) for grant in who.state.grants_on(obj.kind, obj.name)]
    rows += [_row(grant) for grant in _inherited(who.state.grants_in(obj.name))]
    return [*rows, _owned(obj)] if obj.owner != ACCOUNT else rows


def _inherited(grants: Iterable[Grant]) -> list[Grant]:
    return [grant for grant in grants if isinstance(grant.on, OnMany) and grant.on.which == "INHERITED"]


def _is_future(grant: Grant) -> bool:
    return isinstance(grant.on, OnMany) and grant.on.which == "FUTURE"


def _subject(on: On) -> tuple[str, str]:
    """What a row says that the grant is on: the object type and the name."""
    if isinstance(on, OnAccount):
        return "ACCOUNT", ""
    if isinstance(on, OnMany):
        return refusal.underscored(on.kind), f"{on.container.plain}.<{refusal.underscored(on.kind)}>".lstrip(".")
    return refusal.underscored(on.kind), on.name.plain


def _row(grant: Grant) -> Row:
    granted_on, name = _subject(grant.on)
    return _line(grant.privilege, granted_on, name, grant.to, grant.grantor, grant.grant_option)


def _owned(obj: Object) -> Row:
    granted_on, name = _subject(on_object(obj))
    return _line("OWNERSHIP", granted_on, name, grantee_of(obj.owner), obj.owner, True)


def _usage(held: Membership) -> Row:
    return _line("USAGE", refusal.underscored(held.role.kind), held.role.name.plain, held.to, held.grantor, False)


def _line(privilege: str, on: str, name: str, to: Grantee, by: Name, option: bool) -> Row:
    return {
        "privilege": privilege,
        "granted_on": on,
        "name": name,
        "granted_to": refusal.underscored(to.kind),
        "grantee_name": to.name.last,
        "grant_option": str(option).lower(),
        "granted_by": by.last if by != ACCOUNT else "",
    }


def _future(grant: Grant) -> Row:
    on, name = _subject(grant.on)
    return {
        "privilege": grant.privilege,
        "grant_on": on,
        "name": name,
        "grant_to": refusal.underscored(grant.to.kind),
        "grantee_name": grant.to.name.last,
        "grant_option": str(grant.grant_option).lower(),
    }


def _of(held: Membership) -> Row:
    return {
        "role": held.role.name.last,
        "granted_to": refusal.underscored(held.to.kind),
        "grantee_name": held.to.name.last,
        "granted_by": held.grantor.last if held.grantor != ACCOUNT else "",
    }
