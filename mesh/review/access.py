"""Who gains and who loses access: what every role and every external account reaches, before and after.

Told by how far it goes: out of the account, over the border of a domain, or inside a domain, where it is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from mesh.account.effective import Item, Principal, Reach
from mesh.account.identifiers import Name
from mesh.report.access import way
from mesh.review.findings import Finding
from mesh.review.reach import OBJECT, WIDER, Difference, Direction, differences
from mesh.review.renames import Renames
from mesh.review.world import World

Table: TypeAlias = Mapping[Principal, Mapping[Item, Reach]]

MOST_OBJECTS: Final = 12
"""Of one owner and told one by one; more are told in one finding that lists them."""
_OPENS: Final = frozenset({"REFERENCE_USAGE", "USAGE"})
"""Privileges on a container that alone give nothing of what is in it: /user-guide/data-sharing-multiple-db"""
_DIRECTIONS: Final[tuple[Direction, ...]] = ("gained", "widened", "narrowed", "lost")


@dataclass(frozen=True, slots=True)
class _Told:
    """What several roles of one subject have in common."""

    subject: str
    owner: str
    item: Item
    difference: Difference


def access(before: World, after: World) -> list[Finding]:
    """The findings about access."""
    new = after.table
    old = _under_new_names(Renames(before, after).table(before.table), new, before, after)
    found: dict[_Told, list[Principal]] = {}
    for principal in sorted(old.keys() | new.keys()):
        subject = _subject(principal, before, after)
        for item, difference in _differences(old.get(principal, {}), new.get(principal, {})):
            told = _Told(subject, _owner(before, after, item), item, difference)
            found.setdefault(told, []).append(principal)
    kept = dict(_unexplained(found, before, after))
    return [*_inside(kept), *_outside(kept, before, after), *_left_out(before, after)]


def _under_new_names(old: Table, new: Table, before: World, after: World) -> Table:
    """The old table, with roles that are gone under the name of a new one of the same subject that reaches the same."""
    renamed = dict(old)
    fresh = [each for each in sorted(new.keys() - old.keys()) if each.kind == "ROLE"]
    for principal in sorted(old.keys() - new.keys()):
        for other in fresh:
            if new[other] == old[principal] and after.subject(other) == before.subject(principal):
                renamed[other] = renamed.pop(principal)
                fresh.remove(other)
                break
    return renamed


def _subject(principal: Principal, before: World, after: World) -> str:
    """Whom it stands for; a role that nobody makes any more is still known by who made it."""
    subject = after.subject(principal)
    return before.subject(principal) if subject.startswith("role ") else subject


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


def _has(item: Item, names: Iterable[Name]) -> bool:
    return any(name.within(item.name) for name in names)


def _refers(old: Mapping[Item, Reach], new: Mapping[Item, Reach], item: Item) -> bool:
    """Whether no more changes than that a share may refer to a database."""
    return all(item not in table or table[item].privileges == ("REFERENCE_USAGE",) for table in (old, new))


def _owner(before: World, after: World, item: Item) -> str:
    return after.owners.of_object(item.kind, item.name) or before.owners.of_object(item.kind, item.name)


def _unexplained(
    found: Mapping[_Told, list[Principal]], before: World, after: World
) -> Iterator[tuple[_Told, list[Principal]]]:
    """All but what a pool, or a role of people, has by a role that it holds as before: that is told of the role."""
    who_else: dict[tuple[Item, Difference], set[Name]] = {}
    for told, who in found.items():
        who_else.setdefault((told.item, told.difference), set()).update(each.name for each in who)
    for told, who in found.items():
        if told.subject.startswith(("pool ", "role ")):
            others = who_else[told.item, told.difference] - {each.name for each in who}
            who = [each for each in who if not others & _held_as_before(each, before, after)]
        if who:
            yield told, who


def _held_as_before(principal: Principal, before: World, after: World) -> frozenset[Name]:
    """The roles that a role holds before and after, or on that side alone on which they exist."""
    old, new = _held(before, principal), _held(after, principal)
    gone = {name for name in old if not _exists(after, name)}
    fresh = {name for name in new if not _exists(before, name)}
    return (old & new) | gone | fresh


def _exists(world: World, role: Name) -> bool:
    return ("ROLE", role) in world.owners.objects


def _held(world: World, principal: Principal) -> frozenset[Name]:
    """The account roles that a role holds."""
    if world.account.get("ROLE", principal.name) is None:
        return frozenset()
    return frozenset(role.name for who in world.access.acting(principal) for role in who.roles if role.kind == "ROLE")


# --- inside a domain ---------------------------------------------------------------------------------------------


def _inside(found: Mapping[_Told, list[Principal]]) -> Iterator[Finding]:
    domains: dict[str, list[_Told]] = {}
    for told in found:
        if _is_inside(told):
            domains.setdefault(told.owner, []).append(told)
    for domain, inside in domains.items():
        counts = Counter(told.difference.direction for told in inside)
        counted = ", ".join(f"{counts[direction]} {direction}" for direction in _DIRECTIONS if counts[direction])
        details = tuple(f"{_roles(found[told])}: {_text(told)}" for told in inside)
        yield Finding("access", "quiet", f"inside {domain}: {counted}", f"domain {domain}", details)


def _is_inside(told: _Told) -> bool:
    return told.subject == f"domain {told.owner}"


def _roles(who: Iterable[Principal]) -> str:
    return ", ".join(str(each) for each in who)


def _text(told: _Told) -> str:
    return told.difference.what.replace(OBJECT, str(told.item))


# --- over a border -----------------------------------------------------------------------------------------------


def _outside(found: Mapping[_Told, list[Principal]], before: World, after: World) -> Iterator[Finding]:
    groups: dict[tuple[str, str, Direction], list[_Told]] = {}
    for told in found:
        if not _is_inside(told):
            groups.setdefault((told.subject, told.owner, told.difference.direction), []).append(told)
    for (subject, owner, direction), group in groups.items():
        findings = [_crossing(told, found[told], before, after) for told in group]
        objects = {told.item for told in group}
        if len(objects) <= MOST_OBJECTS:
            yield from findings
            continue
        for one in {each.acknowledge: each for each in findings}.values():
            same = [each for each in findings if each.acknowledge == one.acknowledge]
            details = tuple(each.what.removeprefix(f"{subject} ") for each in same)
            what = f"{subject}: access to {len(same)} objects of {owner or 'nobody'} {direction}"
            yield replace(one, what=what, details=details)


def _crossing(told: _Told, who: list[Principal], before: World, after: World) -> Finding:
    wider = told.difference.direction in WIDER
    world = after if wider else before
    details = []
    if who[0].kind == "ROLE":
        details.append(f"as {_roles(who)}")
    details += _because(world, who[0], told.item)
    found = Finding("access", "loud", f"{told.subject} {_text(told)}", told.subject, tuple(details))
    if who[0].kind == "ACCOUNT" and wider:
        shares = world.shares_with(who[0], told.item) or ["unknown"]
        return replace(found, severity="blocks", acknowledge=f"share {shares[0]}")
    return found


def _because(world: World, principal: Principal, item: Item) -> Iterator[str]:
    """The grants that give it, or gave it."""
    if item.to_come:
        return
    for who in world.access.acting(principal) if principal in world.access.principals() else ():
        for privilege in ("SELECT", "USAGE", "OWNERSHIP"):
            decision = world.access.may(who, privilege, item.kind, item.name)
            if decision.allowed and decision.chain:
                yield f"by {way(decision.chain[-1])}"
                return


# --- what cannot be judged ---------------------------------------------------------------------------------------


def _left_out(before: World, after: World) -> Iterator[Finding]:
    known = {(each.resource.urn, each.reason) for each in (*before.built.refused, *before.built.unknown)}
    for left_out in (*after.built.refused, *after.built.unknown):
        if (left_out.resource.urn, left_out.reason) not in known:
            owner = after.owners.of(left_out.resource.urn)
            what = f"access by {left_out.resource.name} is not judged: {left_out.reason}"
            yield Finding("access", "loud", what, f"domain {owner}")


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
