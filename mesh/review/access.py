"""Who gains and who loses access: what every role and every external account reaches, before and after.

Told by how far it goes: out of the account, over the border of a domain, or inside a domain, where it is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from mesh.account.effective import Item, LeftOut, Principal, Reach, Table
from mesh.report.access import way
from mesh.review.findings import Finding
from mesh.review.holders import Holders
from mesh.review.listing import MOST
from mesh.review.reach import WIDER, Difference, Direction, differences
from mesh.review.recording import SECRET
from mesh.review.renames import Renames
from mesh.review.told import Told, roles
from mesh.review.world import World

People: TypeAlias = Mapping[Told, list[str]]
"""By what is told of a role, the people who hold that role."""

_SAYS_MOST: Final = ("SELECT", "USAGE", "OWNERSHIP")
"""The privileges whose grant is told rather than that of another."""
_OPENS: Final = frozenset({"REFERENCE_USAGE", "USAGE"})
"""Privileges on a container that alone give nothing of what is in it: /user-guide/data-sharing-multiple-db"""
_TO_OTHER_ACCOUNTS: Final = (
    "snowflake:index/grantPrivilegesToShare:",
    "snowflake:index/listing:",
    "snowflake:index/share:",
)
_DIRECTIONS: Final[tuple[Direction, ...]] = ("gained", "widened", "narrowed", "lost")


def access(before: World, after: World) -> list[Finding]:
    """The findings about access."""
    renames = Renames(before, after)
    new = after.table
    old = _under_new_names(renames.table(before.table), new, before, after)
    found: dict[Told, list[Principal]] = {}
    for principal in sorted(old.keys() | new.keys()):
        subject = _subject(principal, before, after)
        for item, difference in _differences(old.get(principal, {}), new.get(principal, {})):
            told = Told(subject, _owner(before, after, item), item, difference)
            found.setdefault(told, []).append(principal)
    kept, people = Holders(before, after, renames).without(found)
    return [*_inside(kept, people), *_outside(kept, people, before, after), *_left_out(before, after)]


def _under_new_names(old: Table, new: Table, before: World, after: World) -> Table:
    """The old table, with roles and users that are gone under the name of a new one of the same subject that reaches
    the same.
    """
    renamed = dict(old)
    fresh = [each for each in sorted(new.keys() - old.keys()) if each.kind != "ACCOUNT"]
    for gone in sorted(old.keys() - new.keys()):
        alike = (each for each in fresh if each.kind == gone.kind and new[each] == old[gone])
        successor = next((each for each in alike if after.subject(each) == before.subject(gone)), None)
        if successor is not None:
            renamed[successor] = renamed.pop(gone)
            fresh.remove(successor)
    return renamed


def _subject(principal: Principal, before: World, after: World) -> str:
    """Whom it stands for; a role that nobody makes any more is still known by who made it."""
    subject = after.subject(principal)
    return before.subject(principal) if subject.startswith(("role ", "user ")) else subject


def _differences(old: Mapping[Item, Reach], new: Mapping[Item, Reach]) -> list[tuple[Item, Difference]]:
    found = [
        (item, difference)
        for item in sorted(old.keys() | new.keys())
        if old.get(item) != new.get(item)
        for difference in differences(old.get(item), new.get(item))
    ]
    inner = [item.name for item, _ in found if not _only_opens(item, old, new)]
    return [
        (item, difference)
        for item, difference in found
        if not (
            _only_opens(item, old, new) and (any(name.within(item.name) for name in inner) or _refers(old, new, item))
        )
    ]


def _only_opens(item: Item, old: Mapping[Item, Reach], new: Mapping[Item, Reach]) -> bool:
    """Whether what changes is no more than the way to what is inside."""
    if item.kind not in ("DATABASE", "SCHEMA") or item.to_come:
        return False
    one, other = (set(table[item].privileges) if item in table else set() for table in (old, new))
    return one ^ other <= _OPENS


def _refers(old: Mapping[Item, Reach], new: Mapping[Item, Reach], item: Item) -> bool:
    """Whether no more changes than that a share may refer to a database."""
    return all(item not in table or table[item].privileges == ("REFERENCE_USAGE",) for table in (old, new))


def _owner(before: World, after: World, item: Item) -> str:
    return after.owners.of_object(item.kind, item.name) or before.owners.of_object(item.kind, item.name)


# --- inside a domain ---------------------------------------------------------------------------------------------


def _inside(found: Mapping[Told, list[Principal]], people: People) -> Iterator[Finding]:
    domains: dict[str, list[Told]] = {}
    for told in found:
        if told.is_inside:
            domains.setdefault(told.owner, []).append(told)
    for domain, inside in domains.items():
        counts = Counter(told.difference.direction for told in inside)
        counted = ", ".join(f"{counts[direction]} {direction}" for direction in _DIRECTIONS if counts[direction])
        details = tuple("; ".join([f"{roles(found[told])}: {told.whole}", *_held_by(told, people)]) for told in inside)
        yield Finding("access", "quiet", f"inside {domain}: {counted}", f"domain {domain}", details)


def _held_by(told: Told, people: People) -> list[str]:
    return [f"held by {', '.join(people[told])}"] if told in people else []


# --- over a border -----------------------------------------------------------------------------------------------


def _outside(found: Mapping[Told, list[Principal]], people: People, before: World, after: World) -> Iterator[Finding]:
    groups: dict[tuple[str, str, Direction], list[Told]] = {}
    for told in found:
        if not told.is_inside:
            groups.setdefault((told.subject, told.owner, told.difference.direction), []).append(told)
    for group in groups.values():
        if len(group) > MOST:
            yield from _together(group, found, before, after)
            continue
        for told in group:
            world = after if told.difference.direction in WIDER else before
            details = [*_details(told, found[told], world), *_held_by(told, people)]
            yield replace(_crossing(told, found[told][0], world), details=tuple(details))


def _together(
    group: list[Told], found: Mapping[Told, list[Principal]], before: World, after: World
) -> Iterator[Finding]:
    """One finding for many, or as many as there are words that acknowledge them."""
    same: dict[str, list[tuple[Told, Finding]]] = {}
    for told in group:
        one = _crossing(told, found[told][0], after if told.difference.direction in WIDER else before)
        same.setdefault(one.acknowledge, []).append((told, one))
    for several in same.values():
        told, one = several[0]
        items = {each.item for each, _ in several}
        of = f"{len(items)} objects of {told.owner or 'nobody'}" if len(items) > 1 else str(told.item)
        what = f"{told.subject}: access to {of} {told.difference.direction}"
        yield replace(one, what=what, details=tuple(each.whole for each, _ in several))


def _crossing(told: Told, who: Principal, world: World) -> Finding:
    direction = told.difference.direction
    found = Finding("access", "loud", f"{told.subject} {told.text}", told.subject, direction=direction)
    if who.kind == "ACCOUNT" and direction in WIDER:
        shares = world.shares_with(who, told.item) or ["unknown"]
        return replace(found, severity="blocks", acknowledge=f"share {shares[0]}")
    return found


def _details(told: Told, who: list[Principal], world: World) -> Iterator[str]:
    """The columns, the roles, and the grants that give it, or gave it."""
    if told.difference.more:
        yield told.difference.more
    if who[0].kind != "ACCOUNT" and told.subject not in (f"role {who[0]}", str(who[0])):
        yield f"as {roles(who)}"
    yield from _because(world, who[0], told.item)


def _because(world: World, principal: Principal, item: Item) -> Iterator[str]:
    reach = world.table.get(principal, {}).get(item)
    if reach is None or item.to_come:
        return
    for who in world.access.acting(principal):
        for privilege in (*_SAYS_MOST, *reach.privileges):
            decision = world.access.may(who, privilege, item.kind, item.name)
            if decision.allowed and decision.chain:
                yield f"by {way(decision.chain[-1])}"
                return


# --- what cannot be judged ---------------------------------------------------------------------------------------


def _left_out(before: World, after: World) -> Iterator[Finding]:
    """What may give access that nobody has worked out: out of the account it blocks, as if it did."""
    known = {(each.resource.urn, each.reason) for each in (*before.built.refused, *before.built.unknown)}
    for left_out in (*after.built.refused, *after.built.unknown):
        resource = left_out.resource
        if (resource.urn, left_out.reason) not in known:
            what = f"access by {resource.name} is not judged: {_why(left_out)}"
            found = Finding("access", "loud", what, f"domain {after.owners.of(resource.urn)}")
            leaves = resource.type.startswith(_TO_OTHER_ACCOUNTS)
            yield replace(found, severity="blocks", acknowledge=f"access by {resource.name}") if leaves else found


def _why(left_out: LeftOut) -> str:
    secrets = [key for key, value in left_out.resource.inputs.items() if SECRET in repr(value)]
    return f"secret: {', '.join(secrets)}" if secrets else left_out.reason


def acknowledged(findings: Iterable[Finding], words: Iterable[str]) -> list[Finding]:
    """The findings, of which those whose words were given no longer block."""
    given = set(words)
    return [
        replace(each, severity="loud", what=f"{each.what} (acknowledged)")
        if each.severity == "blocks" and each.acknowledge and each.acknowledge in given
        else each
        for each in findings
    ]


def acknowledgements(messages: str) -> list[str]:
    """What lines such as ``Mesh-acknowledge: share tracking.agency`` acknowledge."""
    begin = "mesh-acknowledge:"
    lines = (line.strip() for line in messages.splitlines())
    return [" ".join(line[len(begin) :].split()) for line in lines if line.lower().startswith(begin)]
