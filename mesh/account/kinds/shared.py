"""Words and clauses that several kinds share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mesh.account.clauses import Clause

# --- words that properties take ----------------------------------------------------------------------------------

WAREHOUSE_SIZES: Final[Mapping[str, str]] = {
    "XSMALL": "X-Small",
    "SMALL": "Small",
    "MEDIUM": "Medium",
    "LARGE": "Large",
    "XLARGE": "X-Large",
    "XXLARGE": "2X-Large",
    "XXXLARGE": "3X-Large",
    "X4LARGE": "4X-Large",
    "X5LARGE": "5X-Large",
    "X6LARGE": "6X-Large",
}
"""Each size as it is set, and as SHOW WAREHOUSES spells it."""

MAX_CLUSTERS: Final[Mapping[str, int]] = {
    "XSMALL": 300,
    "SMALL": 300,
    "MEDIUM": 300,
    "LARGE": 160,
    "XLARGE": 80,
    "XXLARGE": 40,
    "XXXLARGE": 20,
    "X4LARGE": 10,
    "X5LARGE": 10,
    "X6LARGE": 10,
}
"""The most clusters that a warehouse of each size can have (``/user-guide/warehouses-multicluster``)."""

SIZE_SYNONYMS: Final = {
    **{shown.upper(): size for size, shown in WAREHOUSE_SIZES.items()},
    "X2LARGE": "XXLARGE",
    "2XLARGE": "XXLARGE",
    "X3LARGE": "XXXLARGE",
    "3XLARGE": "XXXLARGE",
    "4XLARGE": "X4LARGE",
    "5XLARGE": "X5LARGE",
    "6XLARGE": "X6LARGE",
}
_LOG_LEVELS: Final = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF")
_TRACE_LEVELS: Final = ("ALWAYS", "ON_EVENT", "PROPAGATE", "OFF")

# --- clauses -----------------------------------------------------------------------------------------------------

COMMENT: Final = Clause("COMMENT", "STRING", default="")
ENABLED: Final = Clause("ENABLED", "BOOLEAN", default=True)
TRANSIENT: Final = Clause("TRANSIENT", "FLAG", before=True, settable=False, unsettable=False, default=False)
COPY_GRANTS: Final = Clause("COPY GRANTS", "FLAG", settable=False, unsettable=False)
ROW_ACCESS: Final = Clause("ROW ACCESS POLICY", "ROWS", settable=False, unsettable=False)
CHANGE_TRACKING: Final = Clause("CHANGE_TRACKING", "BOOLEAN", default=False, unsettable=False)


def retention(inherited: bool) -> tuple[Clause, ...]:
    """Time Travel's clauses: of the account, where they are the default, or of what it holds."""
    return (
        Clause(
            "DATA_RETENTION_TIME_IN_DAYS", "NUMBER", limits=(0, 90), standard_limit=1, default=1, inherited=inherited
        ),
        Clause("MAX_DATA_EXTENSION_TIME_IN_DAYS", "NUMBER", limits=(0, 90), default=14, inherited=inherited),
    )


CONTAINER_PARAMETERS: Final = (
    *retention(inherited=True),
    Clause("EXTERNAL_VOLUME", "NAME", inherited=True),
    Clause("CATALOG", "NAME", inherited=True),
    Clause("REPLACE_INVALID_CHARACTERS", "BOOLEAN", default=False, inherited=True),
    Clause("DEFAULT_DDL_COLLATION", "STRING", default="", inherited=True),
    Clause(
        "STORAGE_SERIALIZATION_POLICY",
        "WORD",
        allowed=("COMPATIBLE", "OPTIMIZED"),
        default="OPTIMIZED",
        inherited=True,
    ),
    Clause("LOG_LEVEL", "QUOTED", allowed=_LOG_LEVELS, default="OFF", inherited=True),
    Clause("TRACE_LEVEL", "QUOTED", allowed=_TRACE_LEVELS, default="OFF", inherited=True),
    Clause("SUSPEND_TASK_AFTER_NUM_FAILURES", "NUMBER", limits=(0, None), default=10, inherited=True),
    Clause("TASK_AUTO_RETRY_ATTEMPTS", "NUMBER", limits=(0, 30), default=0, inherited=True),
    Clause(
        "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE",
        "WORD",
        allowed=tuple(WAREHOUSE_SIZES),
        synonyms=SIZE_SYNONYMS,
        default="MEDIUM",
        inherited=True,
    ),
    Clause("USER_TASK_TIMEOUT_MS", "NUMBER", limits=(0, 604800000), default=3600000, inherited=True),
    Clause("USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS", "NUMBER", limits=(10, 604800), default=30, inherited=True),
    Clause("QUOTED_IDENTIFIERS_IGNORE_CASE", "BOOLEAN", default=False, inherited=True),
    Clause("ENABLE_CONSOLE_OUTPUT", "BOOLEAN", default=False, inherited=True),
)
"""What a database and a schema hand down to what is in them; a database takes its own from the account."""
