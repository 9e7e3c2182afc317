"""Kinds that privileges and SHOW know and the sandbox does not create."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mesh.account.kinds.kind import Kind

_GRANTED_ONLY: Final[Mapping[int, tuple[str, ...]]] = {
    1: (
        "API INTEGRATION",
        "APPLICATION",
        "APPLICATION PACKAGE",
        "COMPUTE POOL",
        "CONNECTION",
        "EXTERNAL ACCESS INTEGRATION",
        "FAILOVER GROUP",
        "INTEGRATION",
        "NOTIFICATION INTEGRATION",
        "REPLICATION GROUP",
        "SECURITY INTEGRATION",
    ),
    3: (
        "AGENT",
        "AGGREGATION POLICY",
        "ALERT",
        "AUTHENTICATION POLICY",
        "CORTEX SEARCH SERVICE",
        "DATA METRIC FUNCTION",
        "DATASET",
        "DYNAMIC TABLE",
        "EVENT TABLE",
        "EXTERNAL FUNCTION",
        "EXTERNAL TABLE",
        "FUNCTION",
        "GIT REPOSITORY",
        "HYBRID TABLE",
        "IMAGE REPOSITORY",
        "JOIN POLICY",
        "MATERIALIZED VIEW",
        "MODEL",
        "MODEL MONITOR",
        "NOTEBOOK",
        "PACKAGES POLICY",
        "PASSWORD POLICY",
        "PRIVACY POLICY",
        "PROCEDURE",
        "PROJECTION POLICY",
        "SECRET",
        "SEMANTIC VIEW",
        "SEQUENCE",
        "SERVICE",
        "SESSION POLICY",
        "SNAPSHOT",
        "STORAGE LIFECYCLE POLICY",
        "STREAM",
        "STREAMLIT",
        "TASK",
    ),
}
"""Kinds, by depth, that privileges and SHOW know and the sandbox does not create."""


def _plural(word: str) -> str:
    return word[:-1] + "IES" if word.endswith("Y") else word + "S"


GRANTED: Final = tuple(Kind(word, _plural(word), depth) for depth, words in _GRANTED_ONLY.items() for word in words)
"""All of them."""
