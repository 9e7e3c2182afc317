"""Why a resource is replaced: an input that its provider cannot change in place, or what the program says of it.

What the program says (``replace_on_changes``, ``replacement_trigger``) holds for resources of any provider. A preview
says of what the engine replaces that it is triggered, whatever the reason was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from mesh.account import resources

_TRIGGER: Final = "replacementTrigger"
TRIGGERED: Final = "what triggers its replacement"
_EVERYTHING: Final = "*"

Options = Mapping[str, Any]
Inputs = Mapping[str, Any]


def is_triggered(old: Options, new: Options) -> bool:
    """Whether what a resource names as the trigger of its replacement is another one."""
    return len({each.get(_TRIGGER) for each in (old, new)} - {None}) > 1


def forced(type_: str, before: Inputs, after: Inputs, options: Options, known: Collection[str] = ()) -> list[str]:
    """The inputs that differ and force a replacement; ``known`` are those of a type that the account does not know."""
    if before == after:
        return []
    if type_ in resources.RESOURCES:
        known = resources.replaces(type_, before, after)
        before, after = resources.normal(type_, before), resources.normal(type_, after)
    stated = set(_first_parts(options.get("replaceOnChanges", ())))
    keys = before.keys() | after.keys() if _EVERYTHING in stated else {*known, *stated}
    return sorted(key for key in keys if before.get(key) != after.get(key))


def _first_parts(paths: Iterable[str]) -> Iterable[str]:
    """The inputs that property paths begin with: of `columns[0].type`, and of `["columns"]`, it is `columns`."""
    return (path.replace('["', "").split(".")[0].split("[")[0].split('"')[0] for path in paths)
