"""Time Travel that parameters set beside the objects: of the account, or of an object by its name.

/sql-reference/parameters (DATA_RETENTION_TIME_IN_DAYS, MIN_DATA_RETENTION_TIME_IN_DAYS)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from mesh.account.resources.inputs import token
from mesh.review.keeping import time_travel
from mesh.review.losses import Loss
from mesh.review.recording import Recorded, Resources
from mesh.review.resources import mappings

_DEFAULTS: Final = {"DATA_RETENTION_TIME_IN_DAYS": 1, "MIN_DATA_RETENTION_TIME_IN_DAYS": 0}
_ACCOUNT: Final = token("AccountParameter")
_OBJECT: Final = token("ObjectParameter")
_NAMED_BY: Final = ("database", "schema", "name")

_Set: TypeAlias = dict[tuple[str, str, str], tuple[int, str]]
"""Days and the resource that says them, by kind and name of what they are for, and the parameter."""


def parameters(before: Resources, after: Resources) -> Iterator[Loss]:
    """What keeps less by a parameter; one that goes leaves an account with Snowflake's own value."""
    old, new = _said(before), _said(after)
    for kind, name, key in sorted(old.keys() | new.keys()):
        default = _DEFAULTS[key] if kind == "ACCOUNT" else None
        was, by = old.get((kind, name, key), (default, ""))
        now, now_by = new.get((kind, name, key), (default, ""))
        if was is not None and now is not None and now < was:
            what = time_travel(now, was)
        elif was is None and now is not None:
            what = f"gets {key} of {now} by a parameter, and whether that is less than it had is not judged"
        else:
            continue
        yield Loss("retention shortened", kind, name, what, urn=by or now_by)


def _said(resources: Resources) -> _Set:
    found: _Set = {}
    for resource in resources:
        key, value = str(resource.inputs.get("key")).upper(), str(resource.inputs.get("value"))
        if resource.type in (_ACCOUNT, _OBJECT) and key in _DEFAULTS and value.isdecimal():
            found.update({(*place, key): (int(value), resource.urn) for place in _places(resource)})
    return found


def _places(resource: Recorded) -> Iterator[tuple[str, str]]:
    """What a parameter is for."""
    if resource.type == _ACCOUNT or resource.inputs.get("onAccount"):
        yield "ACCOUNT", "as a whole"
        return
    for named in mappings(resource.inputs.get("objectIdentifiers")):
        name = ".".join(str(named[key]) for key in _NAMED_BY if named.get(key))
        yield str(resource.inputs.get("objectType")), name
