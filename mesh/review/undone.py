"""What a change undoes although the program still says it: two resources stand for one thing, and one of them goes.

The second may have been there before, or take the place of the first in the same change: the engine makes what is new
before it deletes, so a grant is there already when it is granted, and revoked after that. The account of a program does
not show it. So where there are such resources, the steps that concern them are played into that account.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace

from mesh.account import resources
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.records import GrantKey, namespace
from mesh.account.resources import Claim
from mesh.account.statements import Grantee, On, OnMany, OnObject
from mesh.review.findings import Finding
from mesh.review.recording import Recorded
from mesh.review.resources import changed
from mesh.review.statements import played
from mesh.review.steps import steps
from mesh.review.world import World


@dataclass(frozen=True, slots=True)
class Undone:
    """A resource that no longer stands for something, one that still does, and what it is that both lose."""

    goes: Recorded
    stays: Recorded
    claim: Claim


def after_the_run(before: World, after: World) -> tuple[World, tuple[Undone, ...]]:
    """The world that a change leaves, and what it undoes: in most changes the program's own, and nothing."""
    before = before.called_as_in(after)
    given_up = [each for each in _given_up(before, after) if _state(after.account, each[1])]
    twins = list(_twins(given_up, before, after)) if given_up else []
    if not twins:
        return after, ()
    account = after.account.fork()
    concerned = {each.urn for twin in twins for each in (twin.goes, twin.stays)}
    for step in steps(before.resources, after.resources):
        if step.planned.urn in concerned:
            played(account, step)
    lost = (each for each in twins if _state(account, each.claim) != _state(after.account, each.claim))
    return World(after.resources, replace(after.built, account=account)), tuple(lost)


def undone(found: Iterable[Undone], world: World) -> Iterator[Finding]:
    """The findings about it, each with how to go about it instead."""
    for each in found:
        yield Finding(
            "access",
            "loud",
            f"{each.claim} goes with {each.goes.name}, though {each.stays.name} stands for it as well",
            f"domain {world.owners.of(each.stays.urn)}",
            (f"to keep it, before the update: pulumi state delete '{each.goes.urn}'",),
        )


def _given_up(before: World, after: World) -> Iterator[tuple[Recorded, Claim]]:
    """What resources no longer stand for that change or go."""
    old, new = changed(before.resources, after.resources)
    now = {each.urn: each for each in new}
    for resource in old:
        kept = set(_claims(now[resource.urn])) if resource.urn in now else set()
        yield from ((resource, claim) for claim in _claims(resource) if claim not in kept)


def _claims(resource: Recorded) -> list[Claim]:
    return resources.claims(resource.type, resource.inputs) if resource.type in resources.RESOURCES else []


def _twins(given_up: list[tuple[Recorded, Claim]], before: World, after: World) -> Iterator[Undone]:
    """What others stand for after the change; no second object of one name, at which the update stops half done."""
    families = {_family(resource) for resource, _ in given_up}
    things = {claim.thing for _, claim in given_up}
    former = {each.urn for each in before.resources}
    stays: dict[Hashable, list[tuple[Recorded, Claim]]] = {}
    for each in after.resources:
        for claim in _claims(each) if _family(each) in families else ():
            if claim.thing in things and (each.urn in former or not claim.is_object):
                stays.setdefault(claim.thing, []).append((each, claim))
    for resource, claim in given_up:
        same = ((other, claim.common(said)) for other, said in stays.get(claim.thing, ()) if other.urn != resource.urn)
        yield from [Undone(resource, other, common) for other, common in same if common is not None][:1]


def _family(resource: Recorded) -> str:
    """What two resources have in common that may stand for one thing."""
    known = resources.RESOURCES.get(resource.type)
    return resource.type if known is None or not known.kind else namespace(known.kind)


def _state(account: Account, claim: Claim) -> object:
    """What the account has of it; nothing when it has not got it."""
    match claim.thing:
        case ("grant", on, to):
            return frozenset(_granted(account, on, to, claim.privileges))
        case ("role", role, to):
            return bool(account.memberships(role, to))
        case ("owner", OnObject(kind, name)):
            owned = account.get(kind, name)
            return owned and owned.owner
        case ("tag", tag, kind, name):
            return _value(account, tag, kind, name)
        case ("object", kind, name):
            return account.at((kind, name)) is not None
    return None


def _granted(account: Account, on: On, to: Grantee, privileges: frozenset[str]) -> Iterator[GrantKey]:
    """The grants that a GRANT has come to: one on all objects in a container has come to one on each."""
    for held in account.grants(to=to):
        if (held.on == on or _is_of_all(held.on, on)) and (held.privilege in privileges or "ALL" in privileges):
            yield held.key


def _is_of_all(held: On, on: On) -> bool:
    if not isinstance(on, OnMany) or on.which != "ALL" or not isinstance(held, OnObject):
        return False
    return held.kind == on.kind and held.name.within(on.container)


def _value(account: Account, tag: Name, kind: str, name: Name) -> str | None:
    if kind != "COLUMN":
        tagged = account.at((kind, name))
        return tagged.tags.get(tag) if tagged else None
    table = account.table_at(Name(name.parts[:-1]))
    return table.column_tags.get(name.last, {}).get(tag) if table else None
