"""Places inside an AWS document (the nested dicts and lists that boto3 takes and gives).

A path is dotted keys, `[0]` for a list's entry, or `[Name=prefix]` for the list's entry whose `Name` is `prefix` (AWS
writes such a name back with another case): `Filter.Key.FilterRules[Name=prefix].Value`.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

_STEP: Final = re.compile(r"(?P<key>\w+)|\[(?P<index>\d+)\]|\[(?P<field>\w+)=(?P<value>\w+)\]")


def get(document: Any, path: str) -> Any | None:
    """What stands at the path, None when nothing does."""
    node = document
    for step in _STEP.finditer(path):
        if step["key"]:
            node = node.get(step["key"]) if isinstance(node, Mapping) else None
        else:
            node = _entry(node, step) if isinstance(node, list) else None
        if node is None:
            return None
    return node


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Set what stands at the path, making the dicts and lists on the way."""
    steps = list(_STEP.finditer(path))
    node: Any = document
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        fresh: Any = value if following is None else {} if following["key"] else []
        if step["key"]:
            node[step["key"]] = value if following is None else node.get(step["key"], fresh)
            node = node[step["key"]]
        else:
            node = _entry(node, step) or _appended(node, step, fresh)


def _entry(entries: list[Any], step: re.Match[str]) -> Any | None:
    if step["index"]:
        return entries[int(step["index"])] if int(step["index"]) < len(entries) else None
    return next((entry for entry in entries if str(entry.get(step["field"])).lower() == step["value"].lower()), None)


def _appended(entries: list[Any], step: re.Match[str], fresh: Any) -> Any:
    entries.append({step["field"]: step["value"]} if step["field"] else fresh)
    return entries[-1]
