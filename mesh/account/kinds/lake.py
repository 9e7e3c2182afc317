"""Tables of a lake that Snowflake reads: external volumes and Iceberg tables whose catalog is AWS Glue.

Clauses follow ``/sql-reference/sql/create-external-volume`` and ``/sql-reference/sql/create-iceberg-table-aws-glue``;
of the volume's clouds only S3 is played.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mesh.account.clauses import Clause
from mesh.account.kinds.kind import Kind
from mesh.account.kinds.shared import COMMENT, ROW_ACCESS

_LOCATION: Final = (
    Clause("NAME", "STRING", required=True),
    Clause("STORAGE_PROVIDER", "QUOTED", allowed=("S3", "S3GOV"), required=True),
    Clause("STORAGE_AWS_ROLE_ARN", "STRING", required=True),
    Clause("STORAGE_BASE_URL", "STRING", required=True),
    Clause("STORAGE_AWS_EXTERNAL_ID", "STRING"),
    Clause("STORAGE_AWS_ACCESS_POINT_ARN", "STRING"),
    Clause("USE_PRIVATELINK_ENDPOINT", "BOOLEAN"),
    Clause(
        "ENCRYPTION",
        "FIELDS",
        fields=(
            Clause("TYPE", "QUOTED", allowed=("AWS_SSE_S3", "AWS_SSE_KMS", "NONE"), required=True),
            Clause("KMS_KEY_ID", "STRING"),
        ),
    ),
)

LAKE: Final = (
    Kind(
        "EXTERNAL VOLUME",
        "EXTERNAL VOLUMES",
        1,
        (
            Clause("STORAGE_LOCATIONS", "RECORDS", fields=_LOCATION, required=True, settable=False, unsettable=False),
            Clause("ALLOW_WRITES", "BOOLEAN", default=True, unsettable=False),
            replace(COMMENT, unsettable=False),
        ),
        renamable=False,
    ),
    Kind(
        "ICEBERG TABLE",
        "ICEBERG TABLES",
        3,
        (
            *(Clause(key, "NAME_TEXT", settable=False, unsettable=False) for key in ("EXTERNAL_VOLUME", "CATALOG")),
            Clause("CATALOG_TABLE_NAME", "STRING", required=True, settable=False, unsettable=False),
            Clause("CATALOG_NAMESPACE", "STRING", settable=False, unsettable=False),
            Clause("REPLACE_INVALID_CHARACTERS", "BOOLEAN", default=False, inherited=True),
            Clause("AUTO_REFRESH", "BOOLEAN", default=False, unsettable=False),
            COMMENT,
            replace(ROW_ACCESS, in_create=False),
        ),
        renamable=False,
    ),
)
