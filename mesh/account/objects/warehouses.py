"""Warehouses and resource monitors.

Sources: ``/sql-reference/sql/create-warehouse``, ``/user-guide/warehouses-multicluster``,
``/sql-reference/sql/create-resource-monitor``.
"""

from __future__ import annotations

from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS, MAX_CLUSTERS
from mesh.account.objects import properties
from mesh.account.parts import Trigger
from mesh.account.records import Object

_WAREHOUSE: Final = KINDS["WAREHOUSE"]
_GEN2_ENDS: Final = ("X5LARGE", "X6LARGE")
MAX_NOTIFY: Final = 5
"""NOTIFY triggers of one monitor."""


def current(who: Authority, named: Name | None) -> Name | None:
    """The warehouse of a new session: the one that it names, or its user's default; None when it may not use that.

    ``/user-guide/warehouses-overview``, "Warehouse usage in sessions".
    """
    user = None if who.session.user is None else who.state.get("USER", who.session.user)
    wanted = named if user is None or named is not None else user.options.get("DEFAULT_WAREHOUSE")
    found = who.state.get("WAREHOUSE", wanted) if isinstance(wanted, Name) else None
    return found.name if found is not None and who.can("USAGE", found) else None


def check(who: Authority, new: Object, old: Object | None) -> None:
    """A warehouse: clusters by size, generation by size, and a monitor that only an account administrator assigns."""
    size = str(properties.value(_WAREHOUSE, new.options, "WAREHOUSE_SIZE"))
    most = _count(new, "MAX_CLUSTER_COUNT")
    least = _count(new, "MIN_CLUSTER_COUNT")
    if most > MAX_CLUSTERS[size]:
        raise refusal.refused(
            f"MAX_CLUSTER_COUNT {most} is above {MAX_CLUSTERS[size]}, the most for size {size}.", 1008, "22023"
        )
    if least > most:
        raise refusal.refused(f"MIN_CLUSTER_COUNT {least} is above MAX_CLUSTER_COUNT {most}.", 1008, "22023")
    second = new.options.get("GENERATION") == "2" or new.options.get("RESOURCE_CONSTRAINT") == "STANDARD_GEN_2"
    if second and size in _GEN2_ENDS:
        raise refusal.refused(f"A generation 2 warehouse cannot have size {size}; X4LARGE is the largest.")
    _check_monitor(who, new, old)


def _count(warehouse: Object, key: str) -> int:
    value = properties.value(_WAREHOUSE, warehouse.options, key)
    return int(value) if isinstance(value, int) else 1


def _check_monitor(who: Authority, new: Object, old: Object | None) -> None:
    before = old.options.get("RESOURCE_MONITOR") if old is not None else None
    monitor = new.options.get("RESOURCE_MONITOR")
    if monitor == before:
        return
    if not who.is_account_admin():
        raise refusal.insufficient("WAREHOUSE", new.name, "Only account administrators assign resource monitors.")
    if isinstance(monitor, Name):
        who.resolve("RESOURCE MONITOR", monitor)


def check_monitor(who: Authority, new: Object, old: Object | None) -> None:
    """A resource monitor: its triggers and its schedule."""
    del old
    given = new.options.get("TRIGGERS")
    triggers = [trigger for trigger in given if isinstance(trigger, Trigger)] if isinstance(given, tuple) else []
    for action, most in (("SUSPEND", 1), ("SUSPEND_IMMEDIATE", 1), ("NOTIFY", MAX_NOTIFY)):
        if sum(trigger.action == action for trigger in triggers) > most:
            count = "one" if most == 1 else str(most)
            raise refusal.refused(
                f"A resource monitor can have at most {count} {action.lower()} trigger{'s' if most > 1 else ''}."
            )
    if triggers and set(new.options) <= {"TRIGGERS"}:
        raise refusal.refused("A resource monitor cannot have triggers alone: give it a CREDIT_QUOTA.")
    if ("FREQUENCY" in new.options) != ("START_TIMESTAMP" in new.options):
        missing = "START_TIMESTAMP" if "FREQUENCY" in new.options else "FREQUENCY"
        raise refusal.refused(f"FREQUENCY and START_TIMESTAMP are given together; {missing} is missing.")
    _check_users(who, new)


def _check_users(who: Authority, monitor: Object) -> None:
    users = monitor.options.get("NOTIFY_USERS")
    for user in users if isinstance(users, tuple) else ():
        if isinstance(user, Name):
            who.resolve("USER", user)
    if users and any(each.kind == "ACCOUNT" for each in who.state.users_of(monitor.kind, monitor.name)):
        raise refusal.refused("A resource monitor of the account cannot have NOTIFY_USERS.")
