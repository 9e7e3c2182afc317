"""What a change does to the contracts of ports: to the columns that their readers count on, and whether it breaks them.

A port is a secure view. Its columns' types are those of the table that it reads; where its query does not tell them,
as over JSON, those that its entry in the Glue catalog names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mesh.account.identifiers import Name
from mesh.account.resources.registered import Registered
from mesh.review.findings import Finding, Severity
from mesh.review.listing import MOST
from mesh.review.recording import Recorded
from mesh.review.resources import mapping, mappings
from mesh.review.types import are_one, holds_all
from mesh.review.world import World

_ENTRY: Final = "aws:glue/catalogTable:CatalogTable"
_PLACE: Final = ("snowflake.database", "snowflake.schema", "snowflake.view")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a contract: ``nullable`` and ``key`` are None where nothing says so."""

    type: str
    nullable: bool | None = None
    key: bool | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One change of a contract, and whether a reader that did nothing wrong may fail by it."""

    what: str
    breaks: bool


def contract(before: World, after: World) -> Iterator[Finding]:
    """The findings about contracts."""
    old, new = _ports(before), _ports(after)
    for name in sorted(old):  # a new port breaks nobody
        readers = before.readers(name) if old[name] != new.get(name) else []
        owner = before.owners.of_object("VIEW", name)
        for breaks, told in _told(clauses(old[name], new.get(name))):
            severity: Severity = "loud" if breaks and readers else "quiet"
            word = "breaks" if breaks else "changes"
            what, more = (f": {told[0]}", []) if len(told) == 1 else (f" in {len(told)} ways", ["; ".join(told)])
            details = (*more, *(f"for {reader}" for reader in readers))
            yield Finding("contract", severity, f"{word} {name.plain}{what}", f"domain {owner}", details)


def _told(found: Iterable[Clause]) -> Iterator[tuple[bool, list[str]]]:
    """What is told at once: each clause by itself, or all that break and all that do not where they are many."""
    sides: dict[bool, list[str]] = {True: [], False: []}
    for clause in found:
        sides[clause.breaks].append(clause.what)
    for breaks, told in sides.items():
        if len(told) > MOST:
            yield breaks, told
        else:
            yield from ((breaks, [each]) for each in told)


def clauses(old: Mapping[str, Column], new: Mapping[str, Column] | None) -> Iterator[Clause]:
    """The changes of one contract; without the new one the port is gone."""
    if new is None:
        yield Clause("the port is no longer there", True)
        return
    removed = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    renamed = dict(_renamed(old, new, removed, added))
    for name in removed:
        what = f"column {name} is renamed to {renamed[name]}" if name in renamed else f"column {name} is removed"
        yield Clause(what, True)
    for name in added:
        if name not in renamed.values():
            yield Clause(f"column {name} is added", False)
    for name in old:
        if name in new:
            yield from _of_column(name, old[name], new[name])


def _renamed(
    old: Mapping[str, Column], new: Mapping[str, Column], removed: Iterable[str], added: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What stands where another stood, with the same type, is that under a new name."""
    before, after = list(old), list(new)
    for name in removed:
        place = before.index(name)
        other = after[place] if place < len(after) else ""
        if other in added and are_one(new[other].type, old[name].type):
            yield name, other


def _of_column(name: str, old: Column, new: Column) -> Iterator[Clause]:
    if not are_one(old.type, new.type):
        what = f"column {name} becomes {new.type or 'of unknown type'}, was {old.type or 'of unknown type'}"
        yield Clause(what, not holds_all(new.type, old.type))
    if (old.nullable, new.nullable) == (False, True):
        yield Clause(f"column {name} may be NULL", True)
    if (old.nullable, new.nullable) == (True, False):
        yield Clause(f"column {name} is never NULL", False)
    if None not in (old.key, new.key) and old.key != new.key:
        yield Clause(f"column {name} is {'part of the key' if new.key else 'no longer part of the key'}", True)


# --- the ports of one side ---------------------------------------------------------------------------------------


def _ports(world: World) -> dict[Name, dict[str, Column]]:
    entries = dict(_entries(world.resources))
    return {
        name: _columns(world, name, resource, entries.get(name, {}))
        for (kind, name), resource in world.owners.objects.items()
        if kind == "VIEW" and str(resource.inputs.get("isSecure")).lower() == "true"
    }


def _columns(world: World, name: Name, view: Registered, entry: Mapping[str, Column]) -> dict[str, Column]:
    obj = world.account.get("VIEW", name)
    known = (world.account.columns(obj) if obj is not None else None) or ()
    filled = {
        column.name: column.nullable
        for table in map(world.table_at, world.account.reads(obj) if obj is not None else ())
        for column in (table.columns if table is not None else ())
    }
    typed = {column.name: Column(column.type, filled.get(column.name)) for column in known if column.type}
    found = {}
    for given in mappings(view.inputs.get("columns")):
        column = str(given.get("columnName"))
        told = entry.get(column.upper(), Column(""))
        own = typed.get(column)
        found[column] = Column(own.type, own.nullable, told.key) if own else told
    return found


def _entries(resources: Iterable[Recorded]) -> Iterator[tuple[Name, dict[str, Column]]]:
    """What the catalog says of the ports, by the view that an entry names."""
    for resource in resources:
        if resource.type == _ENTRY:
            said = mapping(resource.inputs.get("parameters"))
            if all(said.get(key) for key in _PLACE):
                described = mappings(mapping(resource.inputs.get("storageDescriptor")).get("columns"))
                yield Name.of(*(str(said[key]) for key in _PLACE)), dict(map(_entry, described))


def _entry(column: Mapping[str, Any]) -> tuple[str, Column]:
    said = mapping(column.get("parameters"))
    key = str(said.get("key")).lower() == "true"
    return str(column.get("name")).upper(), Column(str(said.get("snowflake.type") or ""), None, key)
