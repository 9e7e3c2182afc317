"""Resource monitors and warehouses."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mesh.account.parts import Trigger
from mesh.account.resources.forms import NUMBER, Form
from mesh.account.resources.inputs import properties, token
from mesh.account.resources.objects import Shape, alter_properties, object_name, options, resource
from mesh.account.resources.spec import Change, Inputs, Lookup, Resource
from mesh.account.statements import Alter, Create, Set, Statement

SET_OF_NUMBERS: Final = Form(tuple, lambda given: sorted(int(each) for each in given))

_MONITOR: Final = Shape(
    token("ResourceMonitor"),
    "RESOURCE MONITOR",
    properties=properties("RESOURCE MONITOR", "creditQuota frequency startTimestamp endTimestamp notifyUsers"),
)
_WAREHOUSE: Final = Shape(
    token("Warehouse"),
    "WAREHOUSE",
    properties=properties(
        "WAREHOUSE",
        "warehouseType warehouseSize generation resourceConstraint maxClusterCount minClusterCount scalingPolicy"
        " autoSuspend initiallySuspended resourceMonitor comment queryAccelerationMaxScaleFactor maxConcurrencyLevel"
        " statementQueuedTimeoutInSeconds statementTimeoutInSeconds",
        texts="autoResume enableQueryAcceleration",
    ),
)
_WAREHOUSE_WAITING: Final = replace(
    _WAREHOUSE,
    properties=tuple(
        replace(p, together={"WAIT_FOR_COMPLETION": True}) if p.input == "warehouseSize" else p
        for p in _WAREHOUSE.properties
    ),
)


def _triggers(inputs: Inputs) -> tuple[Trigger, ...]:
    suspend, at_once = inputs.get("suspendTrigger"), inputs.get("suspendImmediateTrigger")
    return (
        *(Trigger(int(percent), "NOTIFY") for percent in sorted(inputs.get("notifyTriggers") or ())),
        *(() if suspend is None else (Trigger(int(suspend), "SUSPEND"),)),
        *(() if at_once is None else (Trigger(int(at_once), "SUSPEND_IMMEDIATE"),)),
    )


def _create_monitor(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
    triggers = _triggers(inputs)
    stated = options(_MONITOR, inputs) | ({"TRIGGERS": triggers} if triggers else {})
    return [Create(_MONITOR.kind, object_name(_MONITOR, inputs), stated)]


def _update_monitor(change: Change, _lookup: Lookup) -> list[Statement]:
    """All triggers are said again when one of them changes; with the other properties in one SET."""
    statements = alter_properties(_MONITOR, change)
    triggers = _triggers(change.new)
    if triggers == _triggers(change.old):
        return statements
    first = statements[0] if statements else None
    if isinstance(first, Alter) and isinstance(first.actions[0], Set):
        return [replace(first, actions=(Set({**first.actions[0].options, "TRIGGERS": triggers}),)), *statements[1:]]
    return [Alter(_MONITOR.kind, object_name(_MONITOR, change.new), (Set({"TRIGGERS": triggers}),)), *statements]


COMPUTE: Final[tuple[Resource, ...]] = (
    resource(
        _MONITOR,
        ("name",),
        create=_create_monitor,
        update=_update_monitor,
        unordered=frozenset({"notifyTriggers", "notifyUsers"}),
        forms={"notifyTriggers": SET_OF_NUMBERS, "suspendTrigger": NUMBER, "suspendImmediateTrigger": NUMBER},
    ),
    resource(
        _WAREHOUSE,
        update=lambda change, _lookup: alter_properties(_WAREHOUSE_WAITING, change),
        creation_only=frozenset({"initiallySuspended"}),
    ),
)
