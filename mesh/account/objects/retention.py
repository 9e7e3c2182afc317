"""Time Travel: how long dropped things stay, and what may be set (``/user-guide/data-time-travel``)."""

from __future__ import annotations

from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import containers
from mesh.account.records import ACCOUNT, Object
from mesh.account.state import State

KEY: Final = "DATA_RETENTION_TIME_IN_DAYS"
TRANSIENT_LIMIT: Final = 1
"""Days that a transient table, schema or database can be kept."""


def is_transient(state: State, obj: Object) -> bool:
    """Whether the object is transient, by itself or by a container."""
    chain = [obj, *(found for place in containers(obj.name) if (found := state.get(*place)) is not None)]
    return any(each.options.get("TRANSIENT") for each in chain)


def days(state: State, obj: Object) -> int:
    """The retention in force: the object's own, else that of its schema, database, account, else one day."""
    places = [("ACCOUNT", ACCOUNT), *containers(obj.name)]
    chain = [obj, *(found for place in reversed(places) if (found := state.get(*place)) is not None)]
    stated = next((value for each in chain if isinstance(value := each.options.get(KEY), int)), 1)
    return min(stated, TRANSIENT_LIMIT) if is_transient(state, obj) else stated


def check(state: State, obj: Object) -> None:
    """Refuse more days than a transient object can have; the edition's limit is checked with the property."""
    stated = obj.options.get(KEY)
    if isinstance(stated, int) and stated > TRANSIENT_LIMIT and is_transient(state, obj):
        raise refusal.invalid_value(stated, KEY)
