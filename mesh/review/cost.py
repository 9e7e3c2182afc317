"""The ceiling of what compute costs in a month, warehouse by warehouse and domain by domain, before and after.

A ceiling and no forecast: what it would cost if every warehouse ran all clusters all month, and no more than the
resource monitor lets through. Credits an hour: /user-guide/cost-understanding-compute. Generations:
/user-guide/warehouses-gen2. Clusters: /user-guide/warehouses-multicluster. Monitors: /user-guide/resource-monitors.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mesh.account.effective.planned import is_unknown
from mesh.account.kinds import MAX_CLUSTERS, SIZE_SYNONYMS
from mesh.account.resources.registered import Registered
from mesh.review.recording import SECRET

CREDITS_AN_HOUR: Final[Mapping[str, int]] = {
    "XSMALL": 1,
    "SMALL": 2,
    "MEDIUM": 4,
    "LARGE": 8,
    "XLARGE": 16,
    "XXLARGE": 32,
    "XXXLARGE": 64,
    "X4LARGE": 128,
    "X5LARGE": 256,
    "X6LARGE": 512,
}
HOURS_A_MONTH: Final = 730
SNOWPARK: Final = 1.5
"""Credits of a Snowpark-optimized warehouse, of those of a standard one of its size."""
SECOND_GENERATION: Final = 1.35
"""Credits of a standard warehouse of generation 2 on AWS, of those of generation 1: Snowflake's consumption table."""
PERIODS_A_MONTH: Final[Mapping[str, int]] = {"DAILY": math.ceil(HOURS_A_MONTH / 24), "WEEKLY": 5}
"""How often a monitor begins anew in a month; all others do once at the most."""
LARGEST: Final = "X6LARGE"
MOST_CLUSTERS: Final = MAX_CLUSTERS[LARGEST]
ASSUMPTIONS: Final = (
    f"every warehouse runs all of its clusters all {HOURS_A_MONTH} hours of a month",
    "a resource monitor that suspends stops all of its warehouses together at its threshold; queries that then still "
    "run to their end are not counted; the quota of a day or of a week counts as often as it comes in a month",
    f"a standard warehouse counts as of generation 1 unless generation 2 is asked for, which uses {SECOND_GENERATION} "
    f"times the credits on AWS; a Snowpark-optimized one counts {SNOWPARK} times and uses more with MEMORY_64X",
    f"a size that is not known counts as {LARGEST}, a number of clusters that is not known as {MOST_CLUSTERS}",
    "storage, serverless features and cloud services are not counted",
)

_WAREHOUSE: Final = "snowflake:index/warehouse:Warehouse"
_MONITOR: Final = "snowflake:index/resourceMonitor:ResourceMonitor"


@dataclass(frozen=True, slots=True)
class Warehouse:
    """What a warehouse may use: credits an hour with all of its clusters, and what decides how long it idles."""

    name: str
    credits_an_hour: float
    clusters: int
    size: str
    suspend_after_seconds: int | None
    monitor: str | None

    @property
    def credits_a_month(self) -> int:
        """Without a monitor."""
        return math.ceil(round(self.credits_an_hour * HOURS_A_MONTH, 3))


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The credits a month of the warehouses under one monitor; of a warehouse without one, which `monitor` then is."""

    monitor: str
    credits: int
    warehouses: tuple[Warehouse, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A ceiling that changes, with the warehouses that do."""

    monitor: str
    before: int
    after: int
    warehouses: tuple[tuple[Warehouse | None, Warehouse | None], ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """The ceiling of all that is registered, before and after; `lines` are what changes, the dearest first."""

    before: int
    after: int
    lines: tuple[Line, ...]


def cost(before: Iterable[Registered], after: Iterable[Registered]) -> Cost:
    """Compare what two meshes may cost."""
    old, new = ceilings(before), ceilings(after)
    lines = [
        Line(name, _credits(old.get(name)), _credits(new.get(name)), tuple(_changed(old.get(name), new.get(name))))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]
    lines.sort(key=lambda line: (line.before - line.after, line.monitor))
    return Cost(sum(map(_credits, old.values())), sum(map(_credits, new.values())), tuple(lines))


def ceilings(registered: Iterable[Registered]) -> dict[str, Ceiling]:
    """The ceilings of a mesh by their monitors; a warehouse that no monitor stops has one of its own."""
    quotas: dict[str, float | None] = {}
    groups: dict[str, list[Warehouse]] = {}
    for resource in registered:
        if resource.type == _MONITOR:
            quotas[str(resource.inputs.get("name"))] = _limit(resource.inputs)
        elif resource.type == _WAREHOUSE:
            warehouse = _warehouse(resource.inputs)
            groups.setdefault(warehouse.monitor or warehouse.name, []).append(warehouse)
    return {
        name: _ceiling(name, sorted(group, key=lambda each: each.name), quotas.get(name))
        for name, group in groups.items()
    }


def _ceiling(name: str, group: list[Warehouse], limit: float | None) -> Ceiling:
    most = sum(warehouse.credits_a_month for warehouse in group)
    return Ceiling(name, most if limit is None else min(round(limit), most), tuple(group))


def _limit(monitor: Mapping[str, Any]) -> float | None:
    """The credits at which a monitor suspends its warehouses; None when it never does."""
    quota, suspend = monitor.get("creditQuota"), monitor.get("suspendTrigger")
    at_once = monitor.get("suspendImmediateTrigger")
    percents = [percent for percent in (suspend, at_once) if isinstance(percent, int | float)]
    if not isinstance(quota, int | float) or not percents:
        return None
    return quota * min(percents) / 100 * PERIODS_A_MONTH.get(str(monitor.get("frequency")).upper(), 1)


def _warehouse(inputs: Mapping[str, Any]) -> Warehouse:
    stated = str(inputs.get("warehouseSize") or "XSMALL").upper()
    size = SIZE_SYNONYMS.get(stated, stated)
    clusters = _whole(inputs.get("maxClusterCount"), 1, MOST_CLUSTERS)
    suspend = inputs.get("autoSuspend")
    monitor = inputs.get("resourceMonitor")
    an_hour = CREDITS_AN_HOUR.get(size, CREDITS_AN_HOUR[LARGEST])
    return Warehouse(
        name=str(inputs.get("name")),
        credits_an_hour=an_hour * _factor(inputs) * clusters,
        clusters=clusters,
        size=size if size in CREDITS_AN_HOUR else stated,
        suspend_after_seconds=int(suspend) if isinstance(suspend, int | float) and suspend > 0 else None,
        monitor=str(monitor) if monitor and not is_unknown(monitor) and monitor != SECRET else None,
    )


def _whole(value: Any, default: int, unknown: int) -> int:
    """A number as a program or a preview gives it."""
    if not value:
        return default
    text = str(value).removesuffix(".0")
    return int(text) if text.isdecimal() else unknown


def _factor(inputs: Mapping[str, Any]) -> float:
    if str(inputs.get("warehouseType")).upper() == "SNOWPARK-OPTIMIZED":
        return SNOWPARK
    return SECOND_GENERATION if str(inputs.get("generation")) == "2" else 1


def _credits(ceiling: Ceiling | None) -> int:
    return ceiling.credits if ceiling else 0


def _changed(old: Ceiling | None, new: Ceiling | None) -> Iterator[tuple[Warehouse | None, Warehouse | None]]:
    before = {warehouse.name: warehouse for warehouse in (old.warehouses if old else ())}
    after = {warehouse.name: warehouse for warehouse in (new.warehouses if new else ())}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield before.get(name), after.get(name)
