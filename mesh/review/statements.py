"""The statements that a change amounts to, in order and each in the role that sends it, and those that undo it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mesh.account import render, resources
from mesh.account.effective.planned import UNKNOWN, Planned, plan
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.statements import Statement, UseRole
from mesh.review.recording import Resources
from mesh.review.resources import changed

_MADE: Final[Mapping[str, Callable[..., list[Statement]]]] = {
    "create": resources.create,
    "update": resources.update,
    "delete": resources.delete,
}
_NOT_KNOWN: Final = "<known when it is applied>"


@dataclass(frozen=True, slots=True)
class Script:
    """Two scripts, a line a statement."""

    do: tuple[str, ...]
    undo: tuple[str, ...]


def script(before: Resources, after: Resources) -> Script:
    """What the Snowflake provider would send for a change, and for the change back."""
    return Script(tuple(_lines(before, after)), tuple(_lines(after, before)))


def _lines(before: Resources, after: Resources) -> Iterator[str]:
    concerned = {each.urn for side in changed(before, after) for each in side}
    role = ""
    for step in _steps(_planned(before, concerned), _planned(after, concerned)):
        if step.role and step.role != role:
            role = step.role
            yield f"{render.sql(UseRole(Name.of(role)))};"
        yield from step.lines


@dataclass(frozen=True, slots=True)
class _Step:
    role: str
    lines: tuple[str, ...]


def _planned(side: Resources, concerned: set[str]) -> dict[str, Planned]:
    return {
        each.urn: each for each in plan(side).resources if each.urn in concerned and each.type in resources.RESOURCES
    }


def _steps(old: Mapping[str, Planned], new: Mapping[str, Planned]) -> Iterator[_Step]:
    """Creations and updates in the order of registration, then deletions in the opposite one."""
    later = [planned for urn, planned in old.items() if urn not in new]
    for urn, planned in new.items():
        former = old.get(urn)
        if former is None:
            yield _step(planned, "create", planned.inputs)
        elif not _replaced(former, planned):
            yield _step(planned, "update", former.inputs, planned.inputs)
        elif resources.deletes_before_replace(planned.type, planned.inputs):
            yield _step(former, "delete", former.inputs)
            yield _step(planned, "create", planned.inputs)
        else:
            yield _step(planned, "create", planned.inputs)
            later.append(former)
    order = {urn: at for at, urn in enumerate(old)}
    for planned in sorted(later, key=lambda each: order[each.urn], reverse=True):
        yield _step(planned, "delete", planned.inputs)


def _replaced(old: Planned, new: Planned) -> bool:
    forcing = resources.replaces(new.type, old.inputs, new.inputs)
    before, after = resources.normal(old.type, old.inputs), resources.normal(new.type, new.inputs)
    return any(before.get(key) != after.get(key) for key in forcing)


def _step(planned: Planned, what: str, *inputs: Mapping[str, Any]) -> _Step:
    try:
        statements = _MADE[what](planned.type, *inputs)
        lines = tuple(f"{render.sql(each)};".replace(UNKNOWN, _NOT_KNOWN) for each in statements)
    except (BadIdentifier, KeyError, StopIteration, TypeError, ValueError) as wrong:
        # Inputs that the provider would not take, or whose value is not known yet.
        name = " ".join(planned.name.split())
        lines = (f"-- {what} {name}: {' '.join(str(wrong).split()) or type(wrong).__name__}",)
    return _Step(planned.role, lines)
