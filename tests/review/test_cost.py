"""Ceilings of credits, worked out by hand."""

from typing import Any

import pytest

from mesh.account.effective.planned import UNKNOWN
from mesh.review.cost import Cost, Line, Warehouse, ceilings, cost
from mesh.review.recording import SECRET, Recorded


def warehouse(name: str = "LOAD", **inputs: Any) -> Recorded:
    given = {"name": name, "warehouseSize": "SMALL", "autoSuspend": 60, **inputs}
    type_ = "snowflake:index/warehouse:Warehouse"
    return Recorded(f"urn:{name}", type_, name, given)


def monitor(**inputs: Any) -> Recorded:
    given = {"name": "M", "creditQuota": 100, "suspendTrigger": 100, "suspendImmediateTrigger": 110, **inputs}
    type_ = "snowflake:index/resourceMonitor:ResourceMonitor"
    return Recorded("urn:monitor", type_, "monitor", given)


@pytest.mark.parametrize(
    ("registered", "credits"),
    [
        ([warehouse()], 2 * 730),
        ([warehouse(maxClusterCount=3)], 6 * 730),
        ([warehouse(warehouseSize="X-LARGE")], 16 * 730),
        ([warehouse(warehouseSize="2X-LARGE")], 32 * 730),
        ([warehouse(), warehouse("REPORT")], 4 * 730),
        ([warehouse(warehouseType="SNOWPARK-OPTIMIZED", maxClusterCount=2.0)], 2 * 3 * 730),
        ([warehouse(generation="2")], 1971),
        ([warehouse(warehouseSize="HUGE")], 512 * 730),
        ([warehouse(warehouseSize="[secret]", maxClusterCount="[secret]")], 5120 * 730),
        ([warehouse(resourceMonitor="M"), warehouse("REPORT", resourceMonitor="M"), monitor()], 100),
        ([warehouse(resourceMonitor="M"), monitor(suspendTrigger=90)], 90),
        ([warehouse(resourceMonitor="M"), monitor(creditQuota=100.0, suspendTrigger=90.0)], 90),
        ([warehouse(resourceMonitor="M"), monitor(creditQuota=10, frequency="DAILY")], 310),
        ([warehouse(resourceMonitor="M"), monitor(creditQuota=10, frequency="weekly")], 50),
        ([warehouse(resourceMonitor="M"), monitor(creditQuota=10, frequency="MONTHLY")], 10),
        ([warehouse(resourceMonitor="M"), monitor(creditQuota=10, frequency="NEVER")], 10),
        ([warehouse(resourceMonitor="M"), monitor(suspendTrigger=None)], 110),
        ([warehouse(resourceMonitor="M"), monitor(suspendTrigger=None, suspendImmediateTrigger=None)], 2 * 730),
        ([warehouse(resourceMonitor="M"), monitor(creditQuota=100_000)], 2 * 730),
        ([warehouse(resourceMonitor="M"), warehouse("REPORT"), monitor()], 100 + 2 * 730),
    ],
)
def test_a_ceiling(registered: list[Recorded], credits: int) -> None:
    assert sum(ceiling.credits for ceiling in ceilings(registered).values()) == credits


def test_what_changes_is_told_with_the_warehouse() -> None:
    old, new = [warehouse(), warehouse("REPORT")], [warehouse(warehouseSize="MEDIUM"), warehouse("REPORT")]
    small = Warehouse("LOAD", 2, 1, "SMALL", 60, None)
    medium = Warehouse("LOAD", 4, 1, "MEDIUM", 60, None)
    assert cost(old, new) == Cost(4 * 730, 6 * 730, (Line("LOAD", 2 * 730, 4 * 730, ((small, medium),)),))


def test_a_longer_idle_time_is_told_though_the_ceiling_stands() -> None:
    (line,) = cost([warehouse()], [warehouse(autoSuspend=600)]).lines
    assert (line.before, line.after) == (1460, 1460)
    ((before, after),) = line.warehouses
    assert before is not None
    assert after is not None
    assert (before.suspend_after_seconds, after.suspend_after_seconds) == (60, 600)


@pytest.mark.parametrize(
    ("stated", "seconds"), [(600, 600), (60.0, 60), (1, 1), (0, None), (None, None), ("[secret]", None)]
)
def test_how_long_it_idles(stated: Any, seconds: int | None) -> None:
    """A warehouse that suspends after 0 seconds never does (``/sql-reference/sql/create-warehouse``)."""
    (ceiling,) = ceilings([warehouse(autoSuspend=stated)]).values()
    assert [each.suspend_after_seconds for each in ceiling.warehouses] == [seconds]


@pytest.mark.parametrize("name", [UNKNOWN, SECRET])
def test_a_monitor_whose_name_is_not_known_is_none(name: str) -> None:
    assert list(ceilings([warehouse(resourceMonitor=name)])) == ["LOAD"]


def test_a_higher_quota_is_told() -> None:
    old, new = [warehouse(resourceMonitor="M"), monitor()], [warehouse(resourceMonitor="M"), monitor(creditQuota=200)]
    assert cost(old, new) == Cost(100, 200, (Line("M", 100, 200, ()),))


def test_the_same_costs_the_same() -> None:
    assert cost([warehouse()], [warehouse()]).lines == ()
