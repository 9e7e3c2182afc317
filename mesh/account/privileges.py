"""Which privileges exist for which object type, and who can hold them: data, and the questions asked of it.

Sources: ``/sql-reference/sql/grant-privilege``, ``/sql-reference/sql/grant-privilege-share``,
``/sql-reference/sql/grant-privilege-user``, ``/user-guide/security-access-control-privileges``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_TABLE: Final = ("DELETE", "INSERT", "REFERENCES", "SELECT", "TRUNCATE", "UPDATE")
_OPERATED: Final = ("APPLYBUDGET", "MONITOR", "OPERATE")

POLICY_KINDS: Final = (
    "AGGREGATION POLICY",
    "AUTHENTICATION POLICY",
    "JOIN POLICY",
    "MASKING POLICY",
    "PACKAGES POLICY",
    "PASSWORD POLICY",
    "PRIVACY POLICY",
    "PROJECTION POLICY",
    "ROW ACCESS POLICY",
    "SESSION POLICY",
)

_SCHEMA_OBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ALERT": ("MONITOR", "OPERATE"),
    "DYNAMIC TABLE": ("MONITOR", "OPERATE", "SELECT"),
    "EVENT TABLE": ("APPLYBUDGET", "DELETE", "INSERT", "REFERENCES", "SELECT", "TRUNCATE"),
    "EXTERNAL TABLE": ("REFERENCES", "SELECT"),
    "FILE FORMAT": ("USAGE",),
    "FUNCTION": ("USAGE",),
    "GIT REPOSITORY": ("READ", "WRITE"),
    "HYBRID TABLE": ("APPLYBUDGET", *_TABLE),
    "ICEBERG TABLE": ("APPLYBUDGET", *_TABLE),
    "IMAGE REPOSITORY": ("READ", "WRITE"),
    "MATERIALIZED VIEW": ("APPLYBUDGET", "REFERENCES", "SELECT"),
    "MODEL": ("READ", "USAGE"),
    "NETWORK RULE": ("USAGE",),
    "NOTEBOOK": ("USAGE",),
    "PIPE": _OPERATED,
    "PROCEDURE": ("USAGE",),
    "SECRET": ("READ", "USAGE"),
    "SEQUENCE": ("USAGE",),
    "SNAPSHOT": ("USAGE",),
    "STAGE": ("READ", "USAGE", "WRITE"),
    "STREAM": ("SELECT",),
    "STREAMLIT": ("USAGE",),
    "TABLE": ("APPLYBUDGET", "EVOLVE SCHEMA", *_TABLE),
    "TAG": ("APPLY", "READ"),
    "TASK": _OPERATED,
    "VIEW": ("REFERENCES", "SELECT"),
    **dict.fromkeys(POLICY_KINDS, ("APPLY",)),
}

_CREATABLE: Final = (
    *(kind for kind in _SCHEMA_OBJECTS if kind not in ("EVENT TABLE", "HYBRID TABLE")),
    "CORTEX SEARCH SERVICE",
    "DATASET",
    "EVENT TABLE",
    "HYBRID TABLE",
    "SEMANTIC VIEW",
    "SERVICE",
)

_POLICIES_ON_ACCOUNT: Final = tuple(f"APPLY {kind}" for kind in POLICY_KINDS if kind != "PRIVACY POLICY")

_GLOBAL: Final = (
    *(
        f"CREATE {kind}"
        for kind in (
            "ACCOUNT",
            "API INTEGRATION",
            "APPLICATION",
            "APPLICATION PACKAGE",
            "COMPUTE POOL",
            "DATA EXCHANGE LISTING",
            "DATABASE",
            "EXTERNAL VOLUME",
            "FAILOVER GROUP",
            "INTEGRATION",
            "LISTING",
            "NETWORK POLICY",
            "ORGANIZATION LISTING",
            "REPLICATION GROUP",
            "ROLE",
            "SHARE",
            "USER",
            "WAREHOUSE",
        )
    ),
    *_POLICIES_ON_ACCOUNT,
    "APPLY TAG",
    "ATTACH POLICY",
    "AUDIT",
    "BIND SERVICE ENDPOINT",
    "EXECUTE ALERT",
    "EXECUTE DATA METRIC FUNCTION",
    "EXECUTE MANAGED ALERT",
    "EXECUTE MANAGED TASK",
    "EXECUTE TASK",
    "IMPORT SHARE",
    "MANAGE ACCOUNT SUPPORT CASES",
    "MANAGE EVENT SHARING",
    "MANAGE GRANTS",
    "MANAGE LISTING AUTO FULFILLMENT",
    "MANAGE ORGANIZATION SUPPORT CASES",
    "MANAGE SHARE TARGET",
    "MANAGE USER SUPPORT CASES",
    "MANAGE WAREHOUSES",
    "MODIFY LOG LEVEL",
    "MODIFY SESSION LOG LEVEL",
    "MODIFY SESSION TRACE LEVEL",
    "MODIFY TRACE LEVEL",
    "MONITOR",
    "MONITOR EXECUTION",
    "MONITOR SECURITY",
    "MONITOR USAGE",
    "OVERRIDE SHARE RESTRICTIONS",
    "PURCHASE DATA EXCHANGE LISTING",
    "RESOLVE ALL",
)

PRIVILEGES: Final[Mapping[str, tuple[str, ...]]] = {
    **_SCHEMA_OBJECTS,
    "ACCOUNT": _GLOBAL,
    "DATABASE": (
        "APPLYBUDGET",
        "CREATE DATABASE ROLE",
        "CREATE SCHEMA",
        "IMPORTED PRIVILEGES",
        "MANAGE GRANTS",
        "MODIFY",
        "MONITOR",
        "USAGE",
    ),
    "SCHEMA": (
        "ADD SEARCH OPTIMIZATION",
        "APPLYBUDGET",
        *(f"CREATE {kind}" for kind in sorted(_CREATABLE)),
        "MANAGE GRANTS",
        "MODIFY",
        "MONITOR",
        "USAGE",
    ),
    "EXTERNAL VOLUME": ("USAGE",),
    "INTEGRATION": ("USAGE", "USE_ANY_ROLE"),
    "RESOURCE MONITOR": ("MODIFY", "MONITOR"),
    "USER": ("IMPERSONATE", "MONITOR"),
    "WAREHOUSE": ("APPLYBUDGET", "MODIFY", "MONITOR", "OPERATE", "USAGE"),
    "DATABASE ROLE": (),
    "NETWORK POLICY": (),
    "ROLE": (),
    "SHARE": (),
}
"""For each object type the privileges that roles can hold, OWNERSHIP apart."""

SHARE_PRIVILEGES: Final[Mapping[str, tuple[str, ...]]] = {
    "DATABASE": ("REFERENCE_USAGE", "USAGE"),
    "SCHEMA": ("USAGE",),
    "FUNCTION": ("USAGE",),
    "TAG": ("READ",),
    "MODEL": ("READ",),
    "TABLE": ("EVOLVE SCHEMA", "SELECT"),
    **dict.fromkeys(("DYNAMIC TABLE", "EXTERNAL TABLE", "ICEBERG TABLE", "MATERIALIZED VIEW", "VIEW"), ("SELECT",)),
}
"""What a share can hold."""

APART_FROM_ALL: Final = frozenset({"IMPORTED PRIVILEGES", "MANAGE GRANTS"})
"""Privileges on a database or schema that ALL PRIVILEGES does not stand for."""

NO_ALL_PRIVILEGES: Final = frozenset({"TAG"})
"""Types for which ALL PRIVILEGES cannot be said."""

NO_BULK: Final = frozenset({*POLICY_KINDS, "TAG", "IMAGE REPOSITORY", "SNAPSHOT"})
"""Types without ``ON ALL`` and ``ON FUTURE``."""

OWNED: Final = frozenset(
    {kind for kind in PRIVILEGES if kind not in ("ACCOUNT", "SHARE")} | {"DATABASE ROLE", "ROLE", "NETWORK POLICY"}
)
"""Types whose OWNERSHIP can be granted (``/sql-reference/sql/grant-ownership``)."""


def known(kind: str) -> bool:
    """Whether grants know this object type."""
    return kind in PRIVILEGES


def in_database(kind: str) -> bool:
    """Whether a database role can hold privileges on this type: its database and what is in it."""
    return kind in _SCHEMA_OBJECTS or kind in ("DATABASE", "SCHEMA", "DATABASE ROLE")


def expanded(kind: str) -> tuple[str, ...]:
    """What ALL PRIVILEGES stands for on an object of this type."""
    return tuple(privilege for privilege in PRIVILEGES[kind] if kind == "ACCOUNT" or privilege not in APART_FROM_ALL)
