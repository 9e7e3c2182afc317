"""What a domain costs at most: its monitor and its warehouses carry all that the domain file says of it."""

from collections.abc import Callable

from components.recorder import Recording
from mesh import Warehouse
from tests.components.test_domain import one

NIGHT = Warehouse(
    "night",
    size="SMALL",
    min_clusters=2,
    max_clusters=3,
    scaling_policy="ECONOMY",
    suspend_after_seconds=120,
    statement_timeout_seconds=900,
    queued_timeout_seconds=300,
    description="dbt",
)


def test_the_monitor_notifies_and_suspends_where_the_file_says(record_domain: Callable[..., Recording]) -> None:
    recording = record_domain(
        monthly_credits=40, notify_at_percent=[60, 70], suspend_at_percent=80, suspend_immediately_at_percent=90
    )
    assert one(recording, "library-compute-monitor").inputs == {
        "name": "LIBRARY_MONITOR",
        "creditQuota": 40,
        "notifyTriggers": [60, 70],
        "suspendTrigger": 80,
        "suspendImmediateTrigger": 90,
    }


def test_a_warehouse_has_every_limit_of_its_word(record_domain: Callable[..., Recording]) -> None:
    recording = record_domain(warehouses=[NIGHT])
    monitor, warehouse = one(recording, "library-compute-monitor"), one(recording, "library-compute-night")
    assert warehouse.inputs == {
        "name": "LIBRARY_NIGHT",
        "warehouseSize": "SMALL",
        "autoSuspend": 120,
        "autoResume": "true",
        "initiallySuspended": True,
        "minClusterCount": 2,
        "maxClusterCount": 3,
        "scalingPolicy": "ECONOMY",
        "statementTimeoutInSeconds": 900,
        "statementQueuedTimeoutInSeconds": 300,
        "resourceMonitor": "LIBRARY_MONITOR",
        "comment": "dbt",
    }
    assert monitor.urn in warehouse.depends_on
