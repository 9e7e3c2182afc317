"""What a preview must take away before it can create: the engine says of a deletion that comes first only in Diff."""

import threading
from collections.abc import Mapping
from typing import Any

from mesh.account import resources
from sandbox.wire import has_unknown

Old = tuple[str, dict[str, Any]]
"""A type and the inputs that the resource had."""


class Replacements:
    """Resources that Diff was asked about and that were neither created nor updated since.

    The engine previews no deletions. When a resource is created that Diff saw before, its old self goes first if both
    are the same object. A replaced container takes what is in it along: the engine deletes its dependents before it,
    last first, and asks Diff about each of them before it creates anything (`step_generator.go`,
    calculateDependentReplacements).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._old: dict[str, tuple[Old, bool]] = {}

    def note(self, urn: str, type_: str, old_inputs: dict[str, Any], deleted_first: bool) -> None:
        """Diff was asked; `deleted_first` is whether it answered with a replacement that deletes first."""
        with self._lock:
            self._old.pop(urn, None)
            self._old[urn] = ((type_, old_inputs), deleted_first)

    def forget(self, urn: str) -> None:
        """It was updated in place."""
        with self._lock:
            self._old.pop(urn, None)

    def going_before(self, urn: str, type_: str, inputs: Mapping[str, Any]) -> list[Old]:
        """What goes before this resource is created, in the order in which it goes."""
        with self._lock:
            known = self._old.pop(urn, None)
            if known is None or not _same(known[0], type_, inputs):
                return []
            old, deleted_first = known
            if not deleted_first:
                return [old]
            later = [other for other, (_, first) in self._old.items() if first]
            going = [self._old.pop(other)[0] for other in reversed(later)]
            return [*going, old]


def _same(old: Old, type_: str, inputs: Mapping[str, Any]) -> bool:
    """Whether the new resource is the same thing under the same name; with an unknown name it may be."""
    if old[0] != type_:
        return False
    parts = resources.name_inputs(type_)
    if not parts:
        return type_.endswith(":Execute")
    given = [inputs.get(key) for key in parts]
    return not has_unknown(given) and given == [old[1].get(key) for key in parts]
