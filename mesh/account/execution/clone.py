"""CREATE … CLONE (``/sql-reference/sql/create-clone``, ``/user-guide/object-clone``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.execution import create, drop, grants
from mesh.account.execution.rename import Moved, moved_grant, moved_membership, moved_object, moving
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS
from mesh.account.objects import loading, properties, retention
from mesh.account.records import Grant, Object, on_object
from mesh.account.session import Answer
from mesh.account.statements import Create, Grantee, OnMany

_NEEDS: Final = {"DATABASE": "USAGE", "SCHEMA": "USAGE", "TABLE": "SELECT", "STAGE": "USAGE", "FILE FORMAT": "USAGE"}


def clone(who: Authority, statement: Create, standing: Object | None) -> Answer:
    """A zero-copy clone. Grants on what is inside a container are copied, those on the container itself are not."""
    if not KINDS[statement.kind].clonable:
        raise refusal.unsupported(f"CLONE of objects of type {refusal.underscored(statement.kind)}")
    assert statement.clone is not None, "the caller looked"
    source = who.resolve(statement.kind, statement.clone)
    _require(who, source, statement)
    given = dict(statement.options)
    copy_grants = bool(given.pop("COPY GRANTS", None))
    transient = given.pop("TRANSIENT", None)
    options = {**source.options, **properties.for_set(KINDS[statement.kind], given, who.state.edition)}
    if transient:
        options["TRANSIENT"] = True
    new = replace(source, name=statement.name, owner=who.session.role, options=options, created=who.state.next_serial())
    retention.check(who.state, new)
    kept = who.state.grants_on(source.kind, source.name) if copy_grants else []
    moved = moving(source, statement.name)
    inside = list(_inside(who, source))
    inner = list(_grants_inside(who, source, inside))
    if standing is not None:
        drop.remove(who, standing)
    create.place(who, new, kept)
    for each in inside:
        _copy(who, each, moved)
    for grant in inner:
        _copy_grant(who, grant, moved)
    _copy_memberships(who, inside, moved)
    return create.created(new)


def _require(who: Authority, source: Object, statement: Create) -> None:
    if "FROM SHARE" in source.options:
        raise refusal.unsupported("CLONE of an imported database")
    needed = _NEEDS.get(source.kind)
    if needed is None:
        who.require_owner(source)
    else:
        who.require(needed, source)
    if statement.name.within(statement.clone or statement.name):
        raise refusal.already_exists(statement.name)
    permanent = source.kind == "TABLE" and source.options.get("TRANSIENT") and not statement.options.get("TRANSIENT")
    if permanent:
        raise refusal.refused(f"Transient object '{source.name.plain}' cannot be cloned to a permanent object.")


def _inside(who: Authority, source: Object) -> Iterator[Object]:
    """What is cloned with a container: all but internal stages and pipes that load from one."""
    if source.kind not in ("DATABASE", "SCHEMA"):
        return
    for each in who.state.inside(source.name):
        if each.kind == "STAGE" and "URL" not in each.options:
            continue
        if each.kind == "PIPE" and not loading.bucket(who.state, each):
            continue
        yield each


def _copy(who: Authority, each: Object, moved: Moved) -> None:
    """The clone of something inside: references to what is inside too lead to the clones, others stay."""
    copied = replace(moved_object(each, moved), created=who.state.serial)
    if each.kind == "PIPE":
        copied = replace(copied, owner=who.session.role, options={**copied.options, "PIPE_EXECUTION_PAUSED": True})
    who.state.put(copied)


def _grants_inside(who: Authority, source: Object, inside: list[Object]) -> Iterator[Grant]:
    """The grants on what is inside, and the future grants of the container and of the schemas in it."""
    for each in inside:
        yield from who.state.grants_on(each.kind, each.name)
    if source.kind in ("DATABASE", "SCHEMA"):
        for container in (source, *(each for each in inside if each.kind == "SCHEMA")):
            rows = who.state.grants_in(container.name)
            yield from (row for row in rows if isinstance(row.on, OnMany) and row.on.which == "FUTURE")
    if source.kind == "DATABASE":
        roles = [Grantee("DATABASE ROLE", each.name) for each in inside if each.kind == "DATABASE ROLE"]
        for role in roles:
            yield from (row for row in who.state.grants.by("to", role) if row.on == on_object(source))


def _copy_grant(who: Authority, grant: Grant, moved: Moved) -> None:
    """A share keeps to its own database, and a database role to its own."""
    copied = moved_grant(grant, moved)
    if copied.to.kind == "SHARE":
        return
    place = copied.on.container if isinstance(copied.on, OnMany) else getattr(copied.on, "name", Name(()))
    if copied.to.kind == "DATABASE ROLE" and copied.to.name.parts[:1] != place.parts[:1]:
        return
    if who.state.get(copied.to.kind, copied.to.name) is not None:
        grants.put(who, copied)


def _copy_memberships(who: Authority, inside: list[Object], moved: Moved) -> None:
    """Database roles that are granted to each other are so in the clone; account roles do not get the clone's."""
    for each in inside:
        if each.kind != "DATABASE ROLE":
            continue
        for held in who.state.memberships.by("role", Grantee("DATABASE ROLE", each.name)):
            if held.to.kind == "DATABASE ROLE":
                who.state.put(replace(moved_membership(held, moved), created=who.state.serial))
