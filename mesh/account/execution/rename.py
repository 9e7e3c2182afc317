"""RENAME TO: an object gets another name. What refers to it follows, the text of views and pipes does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS
from mesh.account.records import (
    ACCOUNT,
    Dropped,
    Grant,
    Membership,
    Object,
    grantee_of,
    namespace,
    redirected,
)
from mesh.account.session import SUCCEEDED, Answer
from mesh.account.state import State
from mesh.account.statements import Grantee, On, OnAccount, OnMany, Rename

Moved: TypeAlias = Callable[[str, Name], Name]
"""The new name of what has this namespace and name."""


def rename(who: Authority, obj: Object, action: Rename) -> Answer:
    """Rename an object; grants follow, future grants of a new schema do not apply."""
    if not KINDS[obj.kind].renamable:
        raise refusal.not_in_grammar(f"'RENAME' in ALTER {obj.kind}")
    who.check_depth(obj.kind, action.to)
    if obj.owner == ACCOUNT or "INFORMATION_SCHEMA" in (obj.name.last, action.to.last):
        raise refusal.insufficient(obj.kind, obj.name, "It is a part of every account and cannot be renamed.")
    who.require_owner(obj)
    if obj.kind == "DATABASE ROLE" and action.to.parent != obj.name.parent:
        raise refusal.refused("A database role stays in its database.")
    who.container_of(action.to)
    if len(action.to.parts) > 1 or obj.kind == "DATABASE":
        who.require_create(obj.kind, action.to)
    if who.state.objects.get((namespace(obj.kind), action.to)) is not None:
        raise refusal.already_exists(action.to)
    _move(who, obj, action.to)
    who.state.next_serial()
    return SUCCEEDED


def _move(who: Authority, obj: Object, to: Name) -> None:
    moved = moving(obj, to)
    rows: list[tuple[Object | Grant | Membership | Dropped, Object | Grant | Membership | Dropped]] = []
    for each in who.state.objects:
        rows.append((each, moved_object(each, moved)))
    for grant in who.state.grants:
        rows.append((grant, moved_grant(grant, moved)))
    for held in who.state.memberships:
        rows.append((held, moved_membership(held, moved)))
    for gone in who.state.dropped:
        rows.append((gone, _moved_dropped(gone, moved) if _is_in_it(who.state, gone, moved) else gone))
    changed = [(old, new) for old, new in rows if old != new]
    for old, _ in changed:
        who.state.delete(old)
    for _, new in changed:
        who.state.put(new)


def moving(obj: Object, to: Name) -> Moved:
    """The function from old to new names when an object, with what is in it, goes to another name."""
    key, size = obj.key, len(obj.name.parts)
    container = obj.kind in ("DATABASE", "SCHEMA")

    def moved(space: str, name: Name) -> Name:
        if (space, name) == key:
            return to
        if container and name.within(obj.name):
            return Name((*to.parts, *name.parts[size:]))
        return name

    return moved


def _role(name: Name, moved: Moved) -> Name:
    return moved(grantee_of(name).kind, name)


def moved_object(obj: Object, moved: Moved) -> Object:
    """The object under its new name, its owner and references too."""
    name = moved(namespace(obj.kind), obj.name)
    return replace(redirected(obj, moved), name=name, owner=_role(obj.owner, moved))


def moved_grant(grant: Grant, moved: Moved) -> Grant:
    """The grant on, to and by the new names."""
    return replace(
        grant, on=moved_on(grant.on, moved), to=_grantee(grant.to, moved), grantor=_role(grant.grantor, moved)
    )


def moved_on(on: On, moved: Moved) -> On:
    """What a grant is on, under its new name."""
    if isinstance(on, OnAccount):
        return on
    if isinstance(on, OnMany):
        return replace(on, container=moved(on.container_kind, on.container))
    return replace(on, name=moved(namespace(on.kind), on.name))


def _grantee(grantee: Grantee, moved: Moved) -> Grantee:
    return replace(grantee, name=moved(grantee.kind, grantee.name))


def moved_membership(held: Membership, moved: Moved) -> Membership:
    """The membership between the new names."""
    return replace(
        held, role=_grantee(held.role, moved), to=_grantee(held.to, moved), grantor=_role(held.grantor, moved)
    )


def _is_in_it(state: State, gone: Dropped, moved: Moved) -> bool:
    """Whether what was dropped was in what is renamed, and not in a dropped namesake of it."""
    while gone.went_with:
        container = state.dropped.get(gone.went_with)
        assert container is not None, "what goes with a container goes for good with it"
        gone = container
    return moved("", gone.name) != gone.name


def _moved_dropped(gone: Dropped, moved: Moved) -> Dropped:
    """What was dropped inside a container comes back in the renamed one."""
    inside = moved("", gone.name)
    if inside == gone.name:
        return gone
    return replace(
        gone,
        name=inside,
        objects=tuple(moved_object(each, moved) for each in gone.objects),
        grants=tuple(moved_grant(each, moved) for each in gone.grants),
        memberships=tuple(moved_membership(each, moved) for each in gone.memberships),
    )
