"""Two property maps compared the way the engine prints a difference: property path -> kind of change.

A path is written as the engine writes it: `columns[1].type`, `tags["cost center"]`. A *pattern* is a path in which
`[*]` stands for any index or quoted key: `columns[*].type`. A pattern also covers everything below it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Kind = Literal["add", "update", "delete", "add-replace", "update-replace", "delete-replace"]

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_$][\w$]*\Z")
_INDEX: Final = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')


@dataclass(frozen=True)
class Diff:
    """What changes in a resource: empty `detailed` means nothing does, a `-replace` kind forces a replacement."""

    detailed: dict[str, Kind] = field(default_factory=dict)
    delete_before_replace: bool = False


def diff_values(old: Mapping[str, Any], new: Mapping[str, Any], unordered: Collection[str] = ()) -> dict[str, Kind]:
    """Every leaf that differs. Lists compare by position, those at an `unordered` pattern as sets.

    A value that is UNKNOWN in `new` differs from any known one, since nothing says that it will stay the same.
    """
    found: dict[str, Kind] = {}
    _compare_objects("", old, new, unordered, found)
    return found


def forcing(detailed: Mapping[str, Kind], patterns: Collection[str]) -> dict[str, Kind]:
    """The same changes, those at or below one of the patterns turned into their `-replace` kind."""
    replaced: dict[str, Kind] = {"add": "add-replace", "update": "update-replace", "delete": "delete-replace"}
    return {path: replaced.get(kind, kind) if covers(patterns, path) else kind for path, kind in detailed.items()}


def covers(patterns: Collection[str], path: str) -> bool:
    """Whether the path is at or below one of the patterns."""
    general = _INDEX.sub("[*]", path)
    return any(general == pattern or general.startswith((f"{pattern}.", f"{pattern}[")) for pattern in patterns)


def top_level(path: str) -> str:
    """The resource's own property that a path lies in."""
    if path.startswith("["):
        match = _INDEX.match(path)
        return path if match is None else match.group()[2:-2]
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def join_key(path: str, key: str) -> str:
    """The path of an object's entry."""
    if not _PLAIN_KEY.match(key):
        quoted = key.replace("\\", "\\\\").replace('"', '\\"')
        return f'{path}["{quoted}"]'
    return f"{path}.{key}" if path else key


def _compare(path: str, old: Any, new: Any, unordered: Collection[str], found: dict[str, Kind]) -> None:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        _compare_objects(path, old, new, unordered, found)
    elif isinstance(old, list) and isinstance(new, list):
        _compare_lists(path, old, new, unordered, found)
    elif old != new or isinstance(old, bool) != isinstance(new, bool):
        found[path] = "update"


def _compare_objects(
    path: str, old: Mapping[str, Any], new: Mapping[str, Any], unordered: Collection[str], found: dict[str, Kind]
) -> None:
    for key in [*old, *(key for key in new if key not in old)]:
        inner = join_key(path, key)
        if key not in new:
            found[inner] = "delete"
        elif key not in old:
            found[inner] = "add"
        else:
            _compare(inner, old[key], new[key], unordered, found)


def _compare_lists(
    path: str, old: list[Any], new: list[Any], unordered: Collection[str], found: dict[str, Kind]
) -> None:
    if _INDEX.sub("[*]", path) in unordered:
        found.update({f"{path}[{at}]": "delete" for at, value in enumerate(old) if value not in new})
        found.update({f"{path}[{at}]": "add" for at, value in enumerate(new) if value not in old})
        return
    for at, (before, after) in enumerate(zip(old, new, strict=False)):
        _compare(f"{path}[{at}]", before, after, unordered, found)
    found.update({f"{path}[{at}]": "delete" for at in range(len(new), len(old))})
    found.update({f"{path}[{at}]": "add" for at in range(len(old), len(new))})
