"""The account itself, resource monitors and warehouses."""

from __future__ import annotations

from typing import Final

from mesh.account.clauses import Clause
from mesh.account.kinds.kind import Kind
from mesh.account.kinds.shared import COMMENT, SIZE_SYNONYMS, WAREHOUSE_SIZES, retention

ACCOUNT: Final = Kind(
    "ACCOUNT",
    "ACCOUNTS",
    0,
    (
        *retention(inherited=False),
        Clause("DISABLE_USER_PRIVILEGE_GRANTS", "BOOLEAN", default=False),
        Clause("FEATURE_RBAC_INHERITED_GRANTS", "QUOTED", allowed=("ENABLED", "DISABLED"), default="DISABLED"),
        Clause("NETWORK_POLICY", "NAME"),
        Clause("RESOURCE_MONITOR", "NAME"),
    ),
    renamable=False,
)

COMPUTE: Final = (
    Kind(
        "RESOURCE MONITOR",
        "RESOURCE MONITORS",
        1,
        (
            Clause("CREDIT_QUOTA", "NUMBER", limits=(0, None)),
            Clause("FREQUENCY", "WORD", allowed=("MONTHLY", "DAILY", "WEEKLY", "YEARLY", "NEVER"), default="MONTHLY"),
            Clause("START_TIMESTAMP", "STRING"),
            Clause("END_TIMESTAMP", "STRING"),
            Clause("NOTIFY_USERS", "NAMES", default=()),
            Clause("TRIGGERS", "TRIGGERS", default=(), unsettable=False),
        ),
        with_=True,
        renamable=False,
    ),
    Kind(
        "WAREHOUSE",
        "WAREHOUSES",
        1,
        (
            Clause("WAREHOUSE_TYPE", "QUOTED", allowed=("STANDARD", "SNOWPARK-OPTIMIZED"), default="STANDARD"),
            Clause(
                "WAREHOUSE_SIZE",
                "QUOTED",
                allowed=tuple(WAREHOUSE_SIZES),
                synonyms=SIZE_SYNONYMS,
                default="XSMALL",
                unsettable=False,
            ),
            Clause("WAIT_FOR_COMPLETION", "BOOLEAN", in_create=False, unsettable=False),
            Clause("MAX_CLUSTER_COUNT", "NUMBER", limits=(1, 300), standard_limit=1, default=1),
            Clause("MIN_CLUSTER_COUNT", "NUMBER", limits=(1, 300), standard_limit=1, default=1),
            Clause("SCALING_POLICY", "QUOTED", allowed=("STANDARD", "ECONOMY"), default="STANDARD"),
            Clause("AUTO_SUSPEND", "NUMBER", limits=(0, None), default=600),
            Clause("AUTO_RESUME", "BOOLEAN", default=True),
            Clause("INITIALLY_SUSPENDED", "BOOLEAN", settable=False, unsettable=False),
            Clause("RESOURCE_MONITOR", "NAME"),
            COMMENT,
            Clause("ENABLE_QUERY_ACCELERATION", "BOOLEAN", default=False, standard_limit=0),
            Clause("QUERY_ACCELERATION_MAX_SCALE_FACTOR", "NUMBER", limits=(0, 100), default=8),
            Clause("RESOURCE_CONSTRAINT", "WORD"),
            Clause("GENERATION", "QUOTED", allowed=("1", "2")),
            Clause("MAX_CONCURRENCY_LEVEL", "NUMBER", limits=(1, None), default=8, inherited=True),
            Clause("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", "NUMBER", limits=(0, None), default=0, inherited=True),
            Clause("STATEMENT_TIMEOUT_IN_SECONDS", "NUMBER", limits=(0, 604800), default=172800, inherited=True),
        ),
    ),
)
