"""What the engine does for a change, step by step: creations and updates in the order of registration, then deletions.

What is replaced before it is made anew takes along what hangs on it: whoever has an input that is made of it, whose
change would replace it, goes first and comes back after it (``pkg/resource/deploy/step_generator.go``,
``calculateDependentReplacements``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mesh.account import resources
from mesh.account.effective.planned import Planned, plan
from mesh.review.recording import Recorded, Resources
from mesh.review.replacing import forced, is_triggered

What = Literal["create", "update", "delete"]


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with one resource; ``former`` is there for an update: the resource as it was."""

    what: What
    planned: Planned
    former: Planned | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    planned: Planned
    recorded: Recorded


def steps(before: Resources, after: Resources) -> Iterator[Step]:
    """The steps of a change, without those that change nothing."""
    old, new = _known(before), _known(after)
    gone: set[str] = set()
    later = {urn for urn in old if urn not in new}
    for urn, each in new.items():
        former = old.get(urn)
        if former is None or urn in gone:
            yield Step("create", each.planned)
        elif not _replaced(former, each):
            if former.planned.inputs != each.planned.inputs:
                yield Step("update", each.planned, former.planned)
        elif _deleted_first(each):
            for going in [*_hanging(urn, old, gone), urn]:
                gone.add(going)
                yield Step("delete", old[going].planned)
            yield Step("create", each.planned)
        else:
            yield Step("create", each.planned)
            later.add(urn)
    yield from (Step("delete", old[urn].planned) for urn in reversed(old) if urn in later - gone)


def _known(side: Resources) -> dict[str, _Known]:
    recorded = {each.urn: each for each in side}
    return {
        each.urn: _Known(each, recorded[each.urn]) for each in plan(side).resources if each.type in resources.RESOURCES
    }


def _replaced(old: _Known, new: _Known) -> bool:
    """Whether an input changes that forces it, or that the program says shall, or what it names as a trigger."""
    if is_triggered(old.recorded.options, new.recorded.options):
        return True
    return bool(forced(new.planned.type, old.planned.inputs, new.planned.inputs, new.recorded.options))


def _deleted_first(each: _Known) -> bool:
    stated = each.recorded.options.get("deleteBeforeReplace")
    return resources.deletes_before_replace(each.planned.type, each.planned.inputs) if stated is None else bool(stated)


def _hanging(urn: str, old: dict[str, _Known], gone: set[str]) -> list[str]:
    """What goes before a resource does, last made first."""
    going = {urn}
    for other, each in old.items():
        if other not in gone and _hangs(each, going):
            going.add(other)
    return [each for each in reversed(old) if each in going - {urn}]


def _hangs(each: _Known, going: set[str]) -> bool:
    """Whether an input that is made of what goes is one that replaces the resource, as it does when it is not known."""
    inputs = each.planned.inputs
    forcing = resources.replaces(each.planned.type, inputs, inputs)
    return any(not going.isdisjoint(urns) for key, urns in each.recorded.by_input.items() if key in forcing)
