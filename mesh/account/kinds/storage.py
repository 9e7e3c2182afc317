"""Databases, schemas, tables and views."""

from __future__ import annotations

from typing import Final

from mesh.account.clauses import Clause
from mesh.account.kinds.kind import Kind
from mesh.account.kinds.shared import (
    CHANGE_TRACKING,
    COMMENT,
    CONTAINER_PARAMETERS,
    COPY_GRANTS,
    ROW_ACCESS,
    TRANSIENT,
    retention,
)

STORAGE: Final = (
    Kind(
        "DATABASE",
        "DATABASES",
        1,
        (
            TRANSIENT,
            Clause("FROM SHARE", "REFERENCE", settable=False, unsettable=False),
            *CONTAINER_PARAMETERS,
            COMMENT,
        ),
        clonable=True,
        restorable=True,
    ),
    Kind(
        "SCHEMA",
        "SCHEMAS",
        2,
        (
            TRANSIENT,
            Clause("MANAGED ACCESS", "SWITCH", "WITH MANAGED ACCESS", unsettable=False, default=False),
            *CONTAINER_PARAMETERS,
            COMMENT,
        ),
        clonable=True,
        restorable=True,
    ),
    Kind(
        "TABLE",
        "TABLES",
        3,
        (
            TRANSIENT,
            Clause("COLUMNS", "COLUMNS", required=True, settable=False, unsettable=False),
            Clause("ENABLE_SCHEMA_EVOLUTION", "BOOLEAN", default=False, unsettable=False),
            *retention(inherited=True),
            CHANGE_TRACKING,
            Clause("DEFAULT_DDL_COLLATION", "STRING", default="", inherited=True),
            COPY_GRANTS,
            ROW_ACCESS,
            COMMENT,
        ),
        clonable=True,
        restorable=True,
    ),
    Kind(
        "VIEW",
        "VIEWS",
        3,
        (
            Clause("SECURE", "FLAG", before=True, default=False),
            Clause("COLUMNS", "COLUMNS", settable=False, unsettable=False),
            Clause("CHANGE_TRACKING", "BOOLEAN", default=False, in_create=False, unsettable=False),
            COPY_GRANTS,
            COMMENT,
            ROW_ACCESS,
            Clause("AS", "QUERY", required=True, settable=False, unsettable=False),
        ),
    ),
)
