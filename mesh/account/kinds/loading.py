"""What brings data in: integrations, stages, file formats and pipes."""

from __future__ import annotations

from typing import Final

from mesh.account.clauses import Clause
from mesh.account.kinds.kind import Kind
from mesh.account.kinds.shared import COMMENT, ENABLED

_FORMAT_OPTIONS: Final = (
    Clause("TYPE", "WORD", allowed=("CSV", "JSON", "AVRO", "ORC", "PARQUET", "XML")),
    Clause("COMPRESSION", "WORD"),
    *(
        Clause(key, "STRING")
        for key in (
            "RECORD_DELIMITER",
            "FIELD_DELIMITER",
            "FILE_EXTENSION",
            "DATE_FORMAT",
            "TIME_FORMAT",
            "TIMESTAMP_FORMAT",
            "ESCAPE",
            "ESCAPE_UNENCLOSED_FIELD",
            "FIELD_OPTIONALLY_ENCLOSED_BY",
            "ENCODING",
        )
    ),
    Clause("BINARY_FORMAT", "WORD", allowed=("HEX", "BASE64", "UTF8")),
    Clause("SKIP_HEADER", "NUMBER", limits=(0, None)),
    Clause("NULL_IF", "STRINGS"),
    *(
        Clause(key, "BOOLEAN")
        for key in (
            "PARSE_HEADER",
            "SKIP_BLANK_LINES",
            "TRIM_SPACE",
            "ERROR_ON_COLUMN_COUNT_MISMATCH",
            "EMPTY_FIELD_AS_NULL",
            "MULTI_LINE",
            "ENABLE_OCTAL",
            "ALLOW_DUPLICATE",
            "STRIP_OUTER_ARRAY",
            "STRIP_NULL_VALUES",
            "REPLACE_INVALID_CHARACTERS",
            "IGNORE_UTF8_ERRORS",
            "SKIP_BYTE_ORDER_MARK",
            "SNAPPY_COMPRESSION",
            "BINARY_AS_TEXT",
            "USE_LOGICAL_TYPE",
            "USE_VECTORIZED_SCANNER",
        )
    ),
)

INTEGRATIONS: Final = (
    Kind(
        "STORAGE INTEGRATION",
        "STORAGE INTEGRATIONS",
        1,
        (
            Clause("TYPE", "WORD", allowed=("EXTERNAL_STAGE",), required=True, settable=False, unsettable=False),
            Clause(
                "STORAGE_PROVIDER",
                "QUOTED",
                allowed=("S3", "S3GOV", "S3CHINA", "GCS", "AZURE"),
                required=True,
                settable=False,
                unsettable=False,
            ),
            Clause("STORAGE_AWS_ROLE_ARN", "STRING", unsettable=False),
            Clause("STORAGE_AWS_EXTERNAL_ID", "STRING"),
            Clause("STORAGE_AWS_OBJECT_ACL", "STRING"),
            Clause("USE_PRIVATELINK_ENDPOINT", "BOOLEAN", default=False),
            ENABLED,
            Clause("STORAGE_ALLOWED_LOCATIONS", "STRINGS", required=True, unsettable=False),
            Clause("STORAGE_BLOCKED_LOCATIONS", "STRINGS", default=()),
            COMMENT,
        ),
        renamable=False,
    ),
    Kind(
        "CATALOG INTEGRATION",
        "CATALOG INTEGRATIONS",
        1,
        (
            Clause("CATALOG_SOURCE", "WORD", allowed=("GLUE",), required=True, settable=False, unsettable=False),
            Clause("TABLE_FORMAT", "WORD", allowed=("ICEBERG",), required=True, settable=False, unsettable=False),
            *(
                Clause(key, "STRING", settable=False, unsettable=False, required=True)
                for key in ("GLUE_AWS_ROLE_ARN", "GLUE_CATALOG_ID")
            ),
            *(Clause(key, "STRING", settable=False, unsettable=False) for key in ("GLUE_REGION", "CATALOG_NAMESPACE")),
            ENABLED,
            Clause("REFRESH_INTERVAL_SECONDS", "NUMBER", limits=(30, 86400), default=30),
            COMMENT,
        ),
        renamable=False,
    ),
)

LOADING: Final = (
    Kind(
        "STAGE",
        "STAGES",
        3,
        (
            Clause("URL", "STRING", unsettable=False),
            Clause("STORAGE_INTEGRATION", "NAME", unsettable=False),
            Clause(
                "DIRECTORY",
                "FIELDS",
                unsettable=False,
                fields=(
                    Clause("ENABLE", "BOOLEAN", default=False),
                    Clause("REFRESH_ON_CREATE", "BOOLEAN", default=True),
                    Clause("AUTO_REFRESH", "BOOLEAN", default=False),
                ),
            ),
            Clause("FILE_FORMAT", "FIELDS", unsettable=False, fields=(Clause("FORMAT_NAME", "NAME"), *_FORMAT_OPTIONS)),
            COMMENT,
        ),
        clonable=True,
    ),
    Kind("FILE FORMAT", "FILE FORMATS", 3, (*_FORMAT_OPTIONS, COMMENT), clonable=True),
    Kind(
        "PIPE",
        "PIPES",
        3,
        (
            Clause("AUTO_INGEST", "BOOLEAN", default=False, settable=False, unsettable=False),
            Clause("ERROR_INTEGRATION", "NAME"),
            Clause("AWS_SNS_TOPIC", "STRING", settable=False, unsettable=False),
            Clause("INTEGRATION", "NAME", settable=False, unsettable=False),
            Clause("PIPE_EXECUTION_PAUSED", "BOOLEAN", default=False, in_create=False),
            COMMENT,
            Clause("AS", "QUERY", required=True, settable=False, unsettable=False),
        ),
        renamable=False,
    ),
)
