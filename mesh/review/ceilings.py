"""What a change does to the ceiling of credits, as findings."""

from __future__ import annotations

from collections.abc import Iterator

from mesh.account.identifiers import Name
from mesh.review.cost import Cost, Line, Warehouse
from mesh.review.findings import Finding
from mesh.review.world import World


def ceilings(found: Cost, before: World, after: World) -> Iterator[Finding]:
    """The findings about cost: one for each ceiling that changes, or whose warehouses do."""
    for line in found.lines:
        owner = _owner(line, after) or _owner(line, before)
        difference = line.after - line.before
        told = f"from {line.before:,} to {line.after:,}" if difference else f"stays at {line.after:,}"
        of = line.monitor if _is_monitor(line.monitor, before, after) else f"{line.monitor}, which no monitor stops,"
        what = f"{owner}: the ceiling of {of} {'goes ' if difference else ''}{told} credits a month"
        details = tuple(_warehouse(*pair) for pair in line.warehouses)
        yield Finding("cost", "loud" if difference > 0 else "quiet", what, f"domain {owner}", details)


def _owner(line: Line, world: World) -> str:
    named = (each for pair in line.warehouses for each in pair if each is not None)
    owners = (world.owners.of_object("WAREHOUSE", Name.of(each.name)) for each in named)
    return next((owner for owner in owners if owner), "") or _of_monitor(line.monitor, world)


def _is_monitor(name: str, *worlds: World) -> bool:
    return any(("RESOURCE MONITOR", Name.of(name)) in world.owners.objects for world in worlds)


def _of_monitor(name: str, world: World) -> str:
    found = world.owners.objects.get(("RESOURCE MONITOR", Name.of(name)))
    return world.owners.of(found.urn) if found else ""


def _warehouse(old: Warehouse | None, new: Warehouse | None) -> str:
    if new is None:
        return f"{old.name if old else ''} is dropped"
    return f"{new.name}: {_size(new)}" + (f", was {_size(old)}" if old else ", new")


def _size(warehouse: Warehouse) -> str:
    idle = warehouse.suspend_after_seconds
    suspends = f"suspends after {idle} s" if idle else "never suspends"
    clusters = f"{warehouse.clusters} cluster{'s' if warehouse.clusters > 1 else ''}"
    credits = f"{warehouse.credits_an_hour:g} credit{'' if warehouse.credits_an_hour == 1 else 's'} an hour"
    return f"{warehouse.size}, {clusters}, {credits}, {suspends}, monitor {warehouse.monitor or 'none'}"
