"""What a GRANT or REVOKE of privileges is about: the objects it names, checked against the privileges it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mesh.account import privileges, refusal
from mesh.account.authorisation import Authority
from mesh.account.records import ACCOUNT, Object, namespace, on_object
from mesh.account.statements import Grantee, On, OnAccount, OnMany, OnObject


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that privileges are granted on, with the object whose owner decides (for OnMany the container)."""

    on: On
    decides: Object


def words(on: On) -> str:
    """The object type that the privileges must fit."""
    return "ACCOUNT" if isinstance(on, OnAccount) else on.kind


def resolve(who: Authority, on: On) -> list[Target]:
    """The targets of a statement; ON ALL is expanded to the objects that are there now."""
    if isinstance(on, OnAccount):
        account = who.state.get("ACCOUNT", ACCOUNT)
        assert account is not None, "every account has its own row"
        return [Target(on, account)]
    _check_kind(on.kind)
    if isinstance(on, OnObject):
        found = who.resolve(on.kind, on.name, granting=True)
        return [Target(on_object(found), found)]
    return _many(who, on)


def _many(who: Authority, on: OnMany) -> list[Target]:
    container = who.resolve(on.container_kind, on.container, granting=True)
    if on.kind in privileges.NO_BULK:
        what = {"ALL": "all", "FUTURE": "future", "INHERITED": "inherited"}[on.which]
        raise refusal.unsupported(f"GRANT on {what} objects of type {refusal.underscored(on.kind)}")
    if not _can_hold(on):
        raise refusal.not_in_grammar(f"'{on.kind}'")
    if on.which == "INHERITED" and who.state.parameter("FEATURE_RBAC_INHERITED_GRANTS") != "ENABLED":
        raise refusal.unsupported("INHERITED GRANTS: set account parameter FEATURE_RBAC_INHERITED_GRANTS to 'ENABLED'")
    if on.which != "ALL":
        return [Target(on, container)]
    return [Target(on_object(found), found) for found in _objects(who, on)]


def _can_hold(on: OnMany) -> bool:
    """Whether objects of the kind can lie in such a container; the whole account is one for INHERITED only."""
    if on.container_kind == "ACCOUNT":
        return on.which == "INHERITED"
    if on.kind in ("SCHEMA", "DATABASE ROLE"):
        return on.container_kind == "DATABASE"
    return privileges.in_database(on.kind) and on.kind != "DATABASE"


def _objects(who: Authority, on: OnMany) -> Iterator[Object]:
    for found in who.state.inside(on.container):
        if found.kind == on.kind and found.name.last != "INFORMATION_SCHEMA":
            yield found


def _check_kind(kind: str) -> None:
    if not privileges.known(kind) and namespace(kind) != "INTEGRATION":
        raise refusal.no_such_kind(kind)


def named(target: Target, asked: tuple[str, ...], to: Grantee) -> tuple[str, ...]:
    """The privileges meant, each of which the object type has; ALL is expanded."""
    kind = words(target.on)
    if asked in (("ALL",), ("ALL PRIVILEGES",)):
        if kind in privileges.NO_ALL_PRIVILEGES or to.kind == "SHARE":
            raise refusal.not_for_this_type(kind, "ALL")
        return tuple(p for p in privileges.expanded(kind) if fits_stage(target, p))
    known = privileges.SHARE_PRIVILEGES if to.kind == "SHARE" else privileges.PRIVILEGES
    for privilege in asked:
        if privilege not in known.get(kind, ()) or not fits_stage(target, privilege):
            raise refusal.not_for_this_type("POLICY" if namespace(kind) == "POLICY" else kind, privilege)
    return asked


def fits_stage(target: Target, privilege: str) -> bool:
    """USAGE is for external stages, READ and WRITE for internal ones; a bulk target takes all three."""
    if words(target.on) != "STAGE" or isinstance(target.on, OnMany):
        return True
    return (privilege == "USAGE") == ("URL" in target.decides.options)
