"""What the provider sends for objects: compute, storage, policies, views."""

from __future__ import annotations

from mesh.account.identifiers import Name
from mesh.account.parts import Argument, Column, RowAccess, Trigger
from mesh.account.statements import (
    AddColumn,
    AddRowAccess,
    AlterColumn,
    Create,
    Drop,
    DropColumn,
    DropRowAccess,
    Rename,
    Set,
    SetMaskingPolicy,
    SetTag,
    Statement,
    Undrop,
    Unset,
    UnsetMaskingPolicy,
    UnsetTag,
)
from tests.account.sent_names import (
    CLICKS,
    CORE,
    LOAD,
    MASK,
    MASK_BODY,
    MONITOR,
    QUERY,
    ROWS,
    ROWS_2,
    ROWS_BODY,
    TABLE,
    TAG,
    TRACKING,
    VIEW,
    VIEW_COLUMNS,
    VIEW_COLUMNS_SQL,
    alter,
)

COMPUTE: list[tuple[Statement, str]] = [
    (
        Create(
            "RESOURCE MONITOR",
            MONITOR,
            {
                "CREDIT_QUOTA": 100,
                "FREQUENCY": "MONTHLY",
                "START_TIMESTAMP": "2026-01-01 00:00",
                "TRIGGERS": (
                    Trigger(50, "NOTIFY"),
                    Trigger(80, "NOTIFY"),
                    Trigger(100, "SUSPEND"),
                    Trigger(110, "SUSPEND_IMMEDIATE"),
                ),
            },
        ),
        'CREATE RESOURCE MONITOR "TRACKING_MONITOR" WITH CREDIT_QUOTA = 100 FREQUENCY = MONTHLY '
        "START_TIMESTAMP = '2026-01-01 00:00' TRIGGERS ON 50 PERCENT DO NOTIFY ON 80 PERCENT DO NOTIFY "
        "ON 100 PERCENT DO SUSPEND ON 110 PERCENT DO SUSPEND_IMMEDIATE",
    ),
    (
        alter("RESOURCE MONITOR", MONITOR, Set({"CREDIT_QUOTA": 200})),
        'ALTER RESOURCE MONITOR "TRACKING_MONITOR" SET CREDIT_QUOTA = 200',
    ),
    (Create("RESOURCE MONITOR", MONITOR), 'CREATE RESOURCE MONITOR "TRACKING_MONITOR"'),
    (Drop("RESOURCE MONITOR", MONITOR, True), 'DROP RESOURCE MONITOR IF EXISTS "TRACKING_MONITOR"'),
    (
        Create(
            "WAREHOUSE",
            LOAD,
            {
                "WAREHOUSE_SIZE": "SMALL",
                "MAX_CLUSTER_COUNT": 3,
                "MIN_CLUSTER_COUNT": 1,
                "SCALING_POLICY": "STANDARD",
                "AUTO_SUSPEND": 60,
                "AUTO_RESUME": True,
                "INITIALLY_SUSPENDED": True,
                "RESOURCE_MONITOR": MONITOR,
                "COMMENT": "Load",
                "STATEMENT_TIMEOUT_IN_SECONDS": 3600,
            },
        ),
        "CREATE WAREHOUSE \"TRACKING_LOAD\" WAREHOUSE_SIZE = 'SMALL' MAX_CLUSTER_COUNT = 3 MIN_CLUSTER_COUNT = 1 "
        "SCALING_POLICY = 'STANDARD' AUTO_SUSPEND = 60 AUTO_RESUME = true INITIALLY_SUSPENDED = true "
        "RESOURCE_MONITOR = \"TRACKING_MONITOR\" COMMENT = 'Load' STATEMENT_TIMEOUT_IN_SECONDS = 3600",
    ),
    (
        alter("WAREHOUSE", LOAD, Set({"WAREHOUSE_SIZE": "MEDIUM", "WAIT_FOR_COMPLETION": True})),
        "ALTER WAREHOUSE \"TRACKING_LOAD\" SET WAREHOUSE_SIZE = 'MEDIUM' WAIT_FOR_COMPLETION = true",
    ),
    (
        alter("WAREHOUSE", LOAD, Unset(("RESOURCE_MONITOR",))),
        'ALTER WAREHOUSE "TRACKING_LOAD" UNSET RESOURCE_MONITOR',
    ),
    (Drop("WAREHOUSE", LOAD, True), 'DROP WAREHOUSE IF EXISTS "TRACKING_LOAD"'),
]

STORAGE: list[tuple[Statement, str]] = [
    (
        Create("DATABASE", TRACKING, {"DATA_RETENTION_TIME_IN_DAYS": 1, "COMMENT": "Web and app behaviour"}),
        "CREATE DATABASE \"TRACKING\" DATA_RETENTION_TIME_IN_DAYS = 1 COMMENT = 'Web and app behaviour'",
    ),
    (Drop("SCHEMA", Name.of("TRACKING", "PUBLIC"), True), 'DROP SCHEMA IF EXISTS "TRACKING"."PUBLIC"'),
    (
        alter("DATABASE", TRACKING, Set({"DATA_RETENTION_TIME_IN_DAYS": 7})),
        'ALTER DATABASE "TRACKING" SET DATA_RETENTION_TIME_IN_DAYS = 7',
    ),
    (
        alter("SCHEMA", CORE, Unset(("DATA_RETENTION_TIME_IN_DAYS",))),
        'ALTER SCHEMA "TRACKING"."CORE" UNSET DATA_RETENTION_TIME_IN_DAYS',
    ),
    (Drop("DATABASE", TRACKING, True), 'DROP DATABASE IF EXISTS "TRACKING"'),
    (
        alter("DATABASE", TRACKING, Rename(Name.of("CLICKSTREAM"))),
        'ALTER DATABASE "TRACKING" RENAME TO "CLICKSTREAM"',
    ),
    (Create("SCHEMA", CORE, {"MANAGED ACCESS": True}), 'CREATE SCHEMA "TRACKING"."CORE" WITH MANAGED ACCESS'),
    (Create("SCHEMA", CORE, {"TRANSIENT": True}), 'CREATE TRANSIENT SCHEMA "TRACKING"."CORE"'),
    (
        alter("SCHEMA", CORE, Set({"DATA_RETENTION_TIME_IN_DAYS": 7})),
        'ALTER SCHEMA "TRACKING"."CORE" SET DATA_RETENTION_TIME_IN_DAYS = 7',
    ),
    (alter("SCHEMA", CORE, Set({"MANAGED ACCESS": True})), 'ALTER SCHEMA "TRACKING"."CORE" ENABLE MANAGED ACCESS'),
    (alter("SCHEMA", CORE, Set({"MANAGED ACCESS": False})), 'ALTER SCHEMA "TRACKING"."CORE" DISABLE MANAGED ACCESS'),
    (Drop("SCHEMA", CORE, True), 'DROP SCHEMA IF EXISTS "TRACKING"."CORE"'),
    (Undrop("SCHEMA", CORE), 'UNDROP SCHEMA "TRACKING"."CORE"'),
    (
        Create(
            "TABLE",
            CLICKS,
            {
                "COLUMNS": (
                    Column("RECORD_METADATA", "VARIANT", comment=""),
                    Column("RECORD_CONTENT", "VARIANT", comment=""),
                ),
                "CHANGE_TRACKING": True,
            },
        ),
        'CREATE TABLE "TRACKING"."LANDING"."CLICKS" ("RECORD_METADATA" VARIANT COMMENT \'\', '
        "\"RECORD_CONTENT\" VARIANT COMMENT '') CHANGE_TRACKING = true",
    ),
    (
        Create(
            "TABLE",
            TABLE,
            {
                "COLUMNS": (
                    Column("SESSION_ID", "VARCHAR", nullable=False, collate="", comment=""),
                    Column("BRAND", "VARCHAR", collate="", comment=""),
                    Column("EMAIL", "VARCHAR", collate="", comment="Login"),
                    Column("STARTED_AT", "TIMESTAMP_NTZ", comment=""),
                    Column("CLICKS", "NUMBER", comment=""),
                ),
                "COMMENT": "Base table of the product",
            },
        ),
        'CREATE TABLE "TRACKING"."CORE"."SESSIONS" ("SESSION_ID" VARCHAR NOT NULL COLLATE \'\' COMMENT \'\', '
        "\"BRAND\" VARCHAR COLLATE '' COMMENT '', \"EMAIL\" VARCHAR COLLATE '' COMMENT 'Login', "
        "\"STARTED_AT\" TIMESTAMP_NTZ COMMENT '', \"CLICKS\" NUMBER COMMENT '') COMMENT = 'Base table of the product'",
    ),
    (
        alter("TABLE", TABLE, AddColumn(Column("DEVICE", "VARCHAR"))),
        'ALTER TABLE "TRACKING"."CORE"."SESSIONS" ADD COLUMN "DEVICE" VARCHAR',
    ),
    (
        alter("TABLE", TABLE, AddColumn(Column("A", "DATE")), AddColumn(Column("B", "NUMBER(10,0)", nullable=False))),
        'ALTER TABLE "TRACKING"."CORE"."SESSIONS" ADD COLUMN "A" DATE, "B" NUMBER(10,0) NOT NULL',
    ),
    (
        alter("TABLE", TABLE, DropColumn("CLICKS")),
        'ALTER TABLE "TRACKING"."CORE"."SESSIONS" DROP COLUMN "CLICKS"',
    ),
    (
        alter("TABLE", TABLE, AlterColumn("BRAND", comment="Which site")),
        'ALTER TABLE "TRACKING"."CORE"."SESSIONS" ALTER COLUMN "BRAND" COMMENT \'Which site\'',
    ),
    (
        alter("TABLE", TABLE, AlterColumn("BRAND", type="NUMBER(10,0)")),
        'ALTER TABLE "TRACKING"."CORE"."SESSIONS" ALTER COLUMN "BRAND" SET DATA TYPE NUMBER(10,0)',
    ),
    (
        alter("TABLE", TABLE, AlterColumn("BRAND", nullable=False), AlterColumn("EMAIL", nullable=True)),
        'ALTER TABLE "TRACKING"."CORE"."SESSIONS" ALTER COLUMN "BRAND" SET NOT NULL, COLUMN "EMAIL" DROP NOT NULL',
    ),
    (
        alter("TABLE", TABLE, Set({"DATA_RETENTION_TIME_IN_DAYS": 3})),
        'ALTER TABLE "TRACKING"."CORE"."SESSIONS" SET DATA_RETENTION_TIME_IN_DAYS = 3',
    ),
    (Drop("TABLE", TABLE, True), 'DROP TABLE IF EXISTS "TRACKING"."CORE"."SESSIONS"'),
    (
        Create("DATABASE", Name.of("PR42_TRACKING"), clone=TRACKING),
        'CREATE DATABASE "PR42_TRACKING" CLONE "TRACKING"',
    ),
    (Drop("DATABASE", Name.of("PR42_TRACKING"), True), 'DROP DATABASE IF EXISTS "PR42_TRACKING"'),
    (
        Create("TABLE", TABLE, {"COPY GRANTS": True}, clone=CLICKS),
        'CREATE TABLE "TRACKING"."CORE"."SESSIONS" CLONE "TRACKING"."LANDING"."CLICKS" COPY GRANTS',
    ),
]

POLICIES: list[tuple[Statement, str]] = [
    (
        Create(
            "MASKING POLICY",
            MASK,
            {
                "ARGUMENTS": (Argument("VAL", "VARCHAR(16777216)"),),
                "RETURNS": "VARCHAR(16777216)",
                "BODY": MASK_BODY,
                "COMMENT": "",
            },
        ),
        'CREATE MASKING POLICY "TRACKING"."GOVERNANCE"."MASK_EMAIL_VARCHAR" AS ("VAL" VARCHAR(16777216)) '
        "RETURNS VARCHAR(16777216) -> CASE WHEN IS_ROLE_IN_SESSION('GOVERNANCE_CLEAR') THEN VAL ELSE '***' END "
        "COMMENT = ''",
    ),
    (
        alter("MASKING POLICY", MASK, Set({"BODY": MASK_BODY})),
        f'ALTER MASKING POLICY "TRACKING"."GOVERNANCE"."MASK_EMAIL_VARCHAR" SET BODY -> {MASK_BODY}',
    ),
    (
        Drop("MASKING POLICY", MASK, True),
        'DROP MASKING POLICY IF EXISTS "TRACKING"."GOVERNANCE"."MASK_EMAIL_VARCHAR"',
    ),
    (
        Create(
            "ROW ACCESS POLICY",
            ROWS,
            {"ARGUMENTS": (Argument("BRAND_VALUE", "VARCHAR(16777216)"),), "RETURNS": "BOOLEAN", "BODY": ROWS_BODY},
        ),
        'CREATE ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS" AS ("BRAND_VALUE" VARCHAR(16777216)) '
        "RETURNS BOOLEAN -> IS_ROLE_IN_SESSION('CUSTOMER_READER') AND BRAND_VALUE IN ('hln', 'vtm')",
    ),
    (
        alter(
            "ROW ACCESS POLICY",
            ROWS,
            Set({"BODY": "IS_ROLE_IN_SESSION('CUSTOMER_READER') AND BRAND_VALUE IN ('hln')"}),
        ),
        'ALTER ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS" SET BODY -> '
        "IS_ROLE_IN_SESSION('CUSTOMER_READER') AND BRAND_VALUE IN ('hln')",
    ),
    (
        Drop("ROW ACCESS POLICY", ROWS, True),
        'DROP ROW ACCESS POLICY IF EXISTS "TRACKING"."GOVERNANCE"."SESSIONS_ROWS"',
    ),
    (
        Create("TAG", TAG, {"ALLOWED_VALUES": ("email", "name")}),
        'CREATE TAG "TRACKING"."GOVERNANCE"."CLASSIFICATION" ALLOWED_VALUES \'email\', \'name\'',
    ),
    (
        alter("TAG", TAG, Set({"ALLOWED_VALUES": ("email", "name", "ip")})),
        "ALTER TAG \"TRACKING\".\"GOVERNANCE\".\"CLASSIFICATION\" SET ALLOWED_VALUES 'email', 'name', 'ip'",
    ),
    (Drop("TAG", TAG, True), 'DROP TAG IF EXISTS "TRACKING"."GOVERNANCE"."CLASSIFICATION"'),
    (
        alter("TABLE", VIEW, SetTag(TAG, "email", column="EMAIL")),
        'ALTER TABLE "TRACKING"."SESSIONS"."SESSIONS" MODIFY COLUMN "EMAIL" SET TAG '
        '"TRACKING"."GOVERNANCE"."CLASSIFICATION" = \'email\'',
    ),
    (
        alter("TABLE", VIEW, UnsetTag(TAG, column="EMAIL")),
        'ALTER TABLE "TRACKING"."SESSIONS"."SESSIONS" MODIFY COLUMN "EMAIL" UNSET TAG '
        '"TRACKING"."GOVERNANCE"."CLASSIFICATION"',
    ),
    (
        alter("WAREHOUSE", LOAD, SetTag(TAG, "a"), SetTag(Name.of("D", "S", "OTHER"), "b")),
        'ALTER WAREHOUSE "TRACKING_LOAD" SET TAG "TRACKING"."GOVERNANCE"."CLASSIFICATION" = \'a\', '
        '"D"."S"."OTHER" = \'b\'',
    ),
    (
        alter("TABLE", TABLE, SetMaskingPolicy("EMAIL", MASK, using=("EMAIL", "BRAND"), force=True)),
        'ALTER TABLE "TRACKING"."CORE"."SESSIONS" MODIFY COLUMN "EMAIL" SET MASKING POLICY '
        '"TRACKING"."GOVERNANCE"."MASK_EMAIL_VARCHAR" USING ("EMAIL", "BRAND") FORCE',
    ),
    (
        alter("TABLE", TABLE, UnsetMaskingPolicy("EMAIL")),
        'ALTER TABLE "TRACKING"."CORE"."SESSIONS" MODIFY COLUMN "EMAIL" UNSET MASKING POLICY',
    ),
]

VIEWS: list[tuple[Statement, str]] = [
    (
        Create(
            "VIEW",
            VIEW,
            {
                "SECURE": True,
                "COLUMNS": VIEW_COLUMNS,
                "COMMENT": "One row per visit",
                "ROW ACCESS POLICY": RowAccess(ROWS, ("BRAND",)),
                "AS": QUERY,
            },
        ),
        f'CREATE SECURE VIEW "TRACKING"."SESSIONS"."SESSIONS" {VIEW_COLUMNS_SQL} COMMENT = \'One row per visit\' '
        f'ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS" ON ("BRAND") AS {QUERY}',
    ),
    (
        Create(
            "VIEW",
            VIEW,
            {
                "SECURE": True,
                "COLUMNS": VIEW_COLUMNS,
                "COPY GRANTS": True,
                "COMMENT": "One row per visit",
                "ROW ACCESS POLICY": RowAccess(ROWS, ("BRAND",)),
                "AS": QUERY,
            },
            or_replace=True,
        ),
        f'CREATE OR REPLACE SECURE VIEW "TRACKING"."SESSIONS"."SESSIONS" {VIEW_COLUMNS_SQL} COPY GRANTS '
        'COMMENT = \'One row per visit\' ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS" '
        f'ON ("BRAND") AS {QUERY}',
    ),
    (
        alter("VIEW", VIEW, DropRowAccess(ROWS), AddRowAccess(RowAccess(ROWS_2, ("BRAND",)))),
        'ALTER VIEW "TRACKING"."SESSIONS"."SESSIONS" DROP ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS", '
        'ADD ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS_2" ON ("BRAND")',
    ),
    (
        alter("VIEW", VIEW, Set({"COMMENT": "A visit"})),
        'ALTER VIEW "TRACKING"."SESSIONS"."SESSIONS" SET COMMENT = \'A visit\'',
    ),
    (
        alter("VIEW", VIEW, AddRowAccess(RowAccess(ROWS, ("BRAND",)))),
        'ALTER VIEW "TRACKING"."SESSIONS"."SESSIONS" ADD ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS" '
        'ON ("BRAND")',
    ),
    (alter("VIEW", VIEW, Set({"SECURE": True})), 'ALTER VIEW "TRACKING"."SESSIONS"."SESSIONS" SET SECURE'),
    (alter("VIEW", VIEW, Unset(("SECURE",))), 'ALTER VIEW "TRACKING"."SESSIONS"."SESSIONS" UNSET SECURE'),
    (Drop("VIEW", VIEW, True), 'DROP VIEW IF EXISTS "TRACKING"."SESSIONS"."SESSIONS"'),
]
