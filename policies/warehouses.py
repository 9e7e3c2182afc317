"""Rules about what computes and what it may cost."""

from collections.abc import Iterator
from typing import Final

from mesh.account.kinds import KINDS
from policies.limits import SIZES
from policies.resource import Resource, Stack, snowflake
from policies.rule import Rule

WAREHOUSE: Final = snowflake("Warehouse")
INTERACTIVE: Final = snowflake("WarehouseInteractive")
ADAPTIVE: Final = snowflake("WarehouseAdaptive")


def _name(resource: Resource) -> str:
    return resource.text("name") or resource.name


def _unwatched(warehouse: Resource, _stack: Stack) -> Iterator[str]:
    if warehouse.lacks("resourceMonitor"):
        yield f"warehouse {_name(warehouse)} has no resource monitor"


def _never_suspends(warehouse: Resource, _stack: Stack) -> Iterator[str]:
    seconds = warehouse.number("autoSuspend")
    # The provider's own default is -1: whatever the account says.
    if warehouse.lacks("autoSuspend") or seconds == -1:
        yield f"warehouse {_name(warehouse)} does not say after how many seconds it suspends"
    elif seconds == 0:
        yield f"warehouse {_name(warehouse)} has auto_suspend 0: it never suspends"


def _too_large(warehouse: Resource, stack: Stack) -> Iterator[str]:
    clause = KINDS["WAREHOUSE"].clause("WAREHOUSE_SIZE")
    size = clause.canonical(warehouse.text("warehouseSize")) if clause else ""
    ceiling = stack.limits.max_warehouse_size
    if size in SIZES and SIZES.index(size) > SIZES.index(ceiling):
        yield f"warehouse {_name(warehouse)} has the size {size}; the largest in this stack is {ceiling}"
    clusters = warehouse.number("maxClusterCount")
    if clusters is not None and clusters > stack.limits.max_clusters:
        yield (
            f"warehouse {_name(warehouse)} may have {clusters:.0f} clusters; "
            f"the most in this stack are {stack.limits.max_clusters}"
        )


def _endless_statements(warehouse: Resource, _stack: Stack) -> Iterator[str]:
    seconds = warehouse.number("statementTimeoutInSeconds")
    if warehouse.lacks("statementTimeoutInSeconds") or seconds in (-1, 0):
        yield f"warehouse {_name(warehouse)} has no statement timeout, so a statement may run for two days"


def _open_ended(monitor: Resource, stack: Stack) -> Iterator[str]:
    ceiling = stack.limits.max_monthly_credits
    quota = monitor.number("creditQuota")
    if monitor.lacks("creditQuota"):
        yield f"resource monitor {_name(monitor)} has no credit quota"
    elif quota is not None and quota > ceiling:
        yield (
            f"resource monitor {_name(monitor)} has a quota of {quota:.0f} credits; "
            f"the most in this stack are {ceiling}"
        )
    if monitor.lacks("suspendTrigger") and monitor.lacks("suspendImmediateTrigger"):
        yield f"resource monitor {_name(monitor)} tells people and stops nothing: it has no suspend trigger"


RULES: Final = (
    Rule(
        name="warehouse-has-monitor",
        level="mandatory",
        description="Every warehouse has a resource monitor.",
        why="Without one nothing stops what a runaway job costs.",
        fix="set resource_monitor to the domain's monitor",
        types=(WAREHOUSE, ADAPTIVE, INTERACTIVE),
        judge=_unwatched,
    ),
    Rule(
        name="warehouse-suspends",
        level="mandatory",
        description="Every warehouse suspends by itself.",
        why="An idle warehouse costs as much as a busy one.",
        fix="set auto_suspend, in seconds; 60 suits most",
        types=(WAREHOUSE, INTERACTIVE),
        judge=_never_suspends,
    ),
    Rule(
        name="warehouse-within-ceiling",
        level="mandatory",
        description="No warehouse is larger than the stack allows.",
        why="Each size doubles the price, and each cluster adds the price of one more warehouse.",
        fix="take a smaller size or fewer clusters, or ask the platform team to raise datamesh:maxWarehouseSize or "
        "datamesh:maxClusters",
        types=(WAREHOUSE, INTERACTIVE),
        judge=_too_large,
    ),
    Rule(
        name="warehouse-has-timeout",
        level="advisory",
        description="Every warehouse has a statement timeout.",
        why="Snowflake's own is two days, long enough for one wrong join to spend a month's credits.",
        fix="set statement_timeout_in_seconds",
        types=(WAREHOUSE, ADAPTIVE, INTERACTIVE),
        judge=_endless_statements,
    ),
    Rule(
        name="monitor-stops-spending",
        level="mandatory",
        description="Every resource monitor has a quota within the ceiling, and suspends.",
        why="A monitor that only sends mail spends on over the weekend.",
        fix="set credit_quota up to datamesh:maxMonthlyCredits, and suspend_trigger",
        types=(snowflake("ResourceMonitor"),),
        judge=_open_ended,
    ),
)
