"""What the Snowflake provider sends for each kind and action, as statement and text; the parser reads it back."""

from __future__ import annotations

import pytest

from mesh.account.identifiers import Name
from mesh.account.parse import parse
from mesh.account.parse import script as read_script
from mesh.account.parts import Argument, Column, RowAccess, Trigger
from mesh.account.render import literal, script, sql
from mesh.account.statements import (
    AddAccounts,
    AddColumn,
    AddRowAccess,
    Alter,
    AlterColumn,
    Create,
    Describe,
    Drop,
    DropColumn,
    DropRowAccess,
    Grantee,
    GrantOwnership,
    GrantPrivileges,
    GrantRole,
    OnAccount,
    OnMany,
    OnObject,
    RemoveAccounts,
    Rename,
    RevokePrivileges,
    RevokeRole,
    Set,
    SetMaskingPolicy,
    SetTag,
    Show,
    ShowGrants,
    Statement,
    Undrop,
    Unset,
    UnsetMaskingPolicy,
    UnsetTag,
    UseRole,
)

MONITOR = Name.of("TRACKING_MONITOR")
LOAD = Name.of("TRACKING_LOAD")
TRACKING = Name.of("TRACKING")
CORE = Name.of("TRACKING", "CORE")
LANDING = Name.of("TRACKING", "LANDING")
CLICKS = Name.of("TRACKING", "LANDING", "CLICKS")
TABLE = Name.of("TRACKING", "CORE", "SESSIONS")
VIEW = Name.of("TRACKING", "SESSIONS", "SESSIONS")
MASK = Name.of("TRACKING", "GOVERNANCE", "MASK_EMAIL_VARCHAR")
ROWS = Name.of("TRACKING", "GOVERNANCE", "SESSIONS_ROWS")
ROWS_2 = Name.of("TRACKING", "GOVERNANCE", "SESSIONS_ROWS_2")
TAG = Name.of("TRACKING", "GOVERNANCE", "CLASSIFICATION")
SHARE = Name.of("TRACKING_AGENCY")
TEMPORARY = Name.of("TEMP_TRACKING_AGENCY_1700000000")
STAGE = Name.of("TRACKING", "LANDING", "CLICKS_STAGE")
PIPE = Name.of("TRACKING", "LANDING", "CLICKS_PIPE")
OFFICE = Name.of("TRACKING", "GOVERNANCE", "OFFICE")
EU, US = Name.of("PARTNER", "AGENCY_EU"), Name.of("PARTNER", "AGENCY_US")

READER = Grantee("ROLE", Name.of("TRACKING_READER"))
LOADER = Grantee("ROLE", Name.of("TRACKING_LOADER"))
KAFKA = Grantee("USER", Name.of("TRACKING_KAFKA"))
CORE_RW = Grantee("DATABASE ROLE", Name.of("TRACKING", "CORE_RW"))
SESSIONS_R = Grantee("DATABASE ROLE", Name.of("TRACKING", "SESSIONS_R"))
TO_SHARE = Grantee("SHARE", SHARE)

MASK_BODY = "CASE WHEN IS_ROLE_IN_SESSION('GOVERNANCE_CLEAR') THEN VAL ELSE '***' END"
ROWS_BODY = "IS_ROLE_IN_SESSION('CUSTOMER_READER') AND BRAND_VALUE IN ('hln', 'vtm')"
QUERY = 'SELECT "SESSION_ID", "BRAND", "EMAIL", "STARTED_AT" FROM "TRACKING"."CORE"."SESSIONS"'
COPY = 'COPY INTO "TRACKING"."LANDING"."CLICKS" FROM @"TRACKING"."LANDING"."CLICKS_STAGE" FILE_FORMAT = (TYPE = JSON)'
VIEW_COLUMNS = (
    Column("SESSION_ID"),
    Column("BRAND"),
    Column("EMAIL", comment="Login", masking_policy=MASK, using=("EMAIL",)),
    Column("STARTED_AT"),
)
VIEW_COLUMNS_SQL = (
    '("SESSION_ID", "BRAND", "EMAIL" MASKING POLICY "TRACKING"."GOVERNANCE"."MASK_EMAIL_VARCHAR" USING ("EMAIL")'
    " COMMENT 'Login', \"STARTED_AT\")"
)


def alter(kind: str, name: Name, *actions: object) -> Alter:
    return Alter(kind, name, actions)  # type: ignore[arg-type]


def on(kind: str, name: Name) -> OnObject:
    return OnObject(kind, name)


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

ROLES: list[tuple[Statement, str]] = [
    (
        Create("DATABASE ROLE", SESSIONS_R.name, {"COMMENT": "Reads sessions"}),
        'CREATE DATABASE ROLE "TRACKING"."SESSIONS_R" COMMENT = \'Reads sessions\'',
    ),
    (Create("ROLE", READER.name), 'CREATE ROLE "TRACKING_READER"'),
    (Drop("DATABASE ROLE", SESSIONS_R.name, True), 'DROP DATABASE ROLE IF EXISTS "TRACKING"."SESSIONS_R"'),
    (Drop("ROLE", READER.name, True), 'DROP ROLE IF EXISTS "TRACKING_READER"'),
    (
        Create(
            "USER",
            KAFKA.name,
            {
                "DEFAULT_WAREHOUSE": LOAD,
                "DEFAULT_ROLE": LOADER.name,
                "RSA_PUBLIC_KEY": "MIIB",
                "TYPE": "SERVICE",
                "COMMENT": "Kafka connector",
                "NETWORK_POLICY": Name.of("TRACKING_NETWORK"),
            },
        ),
        'CREATE USER "TRACKING_KAFKA" DEFAULT_WAREHOUSE = "TRACKING_LOAD" DEFAULT_ROLE = "TRACKING_LOADER" '
        "RSA_PUBLIC_KEY = 'MIIB' TYPE = SERVICE COMMENT = 'Kafka connector' NETWORK_POLICY = \"TRACKING_NETWORK\"",
    ),
    (
        alter("USER", KAFKA.name, Set({"RSA_PUBLIC_KEY": "MIIC"})),
        "ALTER USER \"TRACKING_KAFKA\" SET RSA_PUBLIC_KEY = 'MIIC'",
    ),
    (Drop("USER", KAFKA.name, True), 'DROP USER IF EXISTS "TRACKING_KAFKA"'),
    (
        GrantRole(READER, Grantee("ROLE", Name.of("SYSADMIN"))),
        'GRANT ROLE "TRACKING_READER" TO ROLE "SYSADMIN"',
    ),
    (
        RevokeRole(READER, Grantee("ROLE", Name.of("SYSADMIN"))),
        'REVOKE ROLE "TRACKING_READER" FROM ROLE "SYSADMIN"',
    ),
    (GrantRole(LOADER, KAFKA), 'GRANT ROLE "TRACKING_LOADER" TO USER "TRACKING_KAFKA"'),
    (RevokeRole(LOADER, KAFKA), 'REVOKE ROLE "TRACKING_LOADER" FROM USER "TRACKING_KAFKA"'),
    (
        GrantRole(SESSIONS_R, Grantee("ROLE", Name.of("CUSTOMER_READER"))),
        'GRANT DATABASE ROLE "TRACKING"."SESSIONS_R" TO ROLE "CUSTOMER_READER"',
    ),
    (
        RevokeRole(SESSIONS_R, Grantee("ROLE", Name.of("CUSTOMER_READER"))),
        'REVOKE DATABASE ROLE "TRACKING"."SESSIONS_R" FROM ROLE "CUSTOMER_READER"',
    ),
]

GRANTS: list[tuple[Statement, str]] = [
    (
        GrantPrivileges(("USAGE",), on("DATABASE", TRACKING), CORE_RW),
        'GRANT USAGE ON DATABASE "TRACKING" TO DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        RevokePrivileges(("USAGE",), on("DATABASE", TRACKING), CORE_RW),
        'REVOKE USAGE ON DATABASE "TRACKING" FROM DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        GrantPrivileges(("CREATE TABLE", "CREATE VIEW", "USAGE"), on("SCHEMA", CORE), CORE_RW),
        'GRANT CREATE TABLE, CREATE VIEW, USAGE ON SCHEMA "TRACKING"."CORE" TO DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        GrantPrivileges(("SELECT",), on("VIEW", VIEW), SESSIONS_R),
        'GRANT SELECT ON VIEW "TRACKING"."SESSIONS"."SESSIONS" TO DATABASE ROLE "TRACKING"."SESSIONS_R"',
    ),
    (
        GrantPrivileges(("INSERT", "SELECT"), OnMany("ALL", "TABLE", "SCHEMA", CORE), CORE_RW),
        'GRANT INSERT, SELECT ON ALL TABLES IN SCHEMA "TRACKING"."CORE" TO DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        GrantPrivileges(("INSERT", "SELECT"), OnMany("FUTURE", "TABLE", "SCHEMA", CORE), CORE_RW),
        'GRANT INSERT, SELECT ON FUTURE TABLES IN SCHEMA "TRACKING"."CORE" TO DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        GrantPrivileges(
            ("INSERT", "SELECT"),
            OnMany("INHERITED", "TABLE", "SCHEMA", LANDING),
            Grantee("DATABASE ROLE", Name.of("TRACKING", "LANDING_W")),
        ),
        'GRANT INHERITED INSERT, SELECT ON ALL TABLES IN SCHEMA "TRACKING"."LANDING" '
        'TO DATABASE ROLE "TRACKING"."LANDING_W"',
    ),
    (
        RevokePrivileges(("REFERENCES",), on("VIEW", VIEW), SESSIONS_R, grant_option_for=True),
        'REVOKE GRANT OPTION FOR REFERENCES ON VIEW "TRACKING"."SESSIONS"."SESSIONS" '
        'FROM DATABASE ROLE "TRACKING"."SESSIONS_R"',
    ),
    (
        GrantPrivileges(("REFERENCES",), on("VIEW", VIEW), SESSIONS_R),
        'GRANT REFERENCES ON VIEW "TRACKING"."SESSIONS"."SESSIONS" TO DATABASE ROLE "TRACKING"."SESSIONS_R"',
    ),
    (
        GrantPrivileges(("OPERATE", "USAGE"), on("WAREHOUSE", LOAD), LOADER),
        'GRANT OPERATE, USAGE ON WAREHOUSE "TRACKING_LOAD" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantPrivileges(("USAGE",), on("DATABASE", TRACKING), LOADER),
        'GRANT USAGE ON DATABASE "TRACKING" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantPrivileges(
            ("IMPORTED PRIVILEGES",),
            on("DATABASE", Name.of("WEATHER")),
            Grantee("ROLE", Name.of("TRACKING_ENGINEER")),
        ),
        'GRANT IMPORTED PRIVILEGES ON DATABASE "WEATHER" TO ROLE "TRACKING_ENGINEER"',
    ),
    (
        GrantPrivileges(("CREATE STAGE", "CREATE PIPE", "USAGE"), on("SCHEMA", LANDING), LOADER),
        'GRANT CREATE STAGE, CREATE PIPE, USAGE ON SCHEMA "TRACKING"."LANDING" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantPrivileges(("INSERT", "SELECT"), on("TABLE", CLICKS), LOADER),
        'GRANT INSERT, SELECT ON TABLE "TRACKING"."LANDING"."CLICKS" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantPrivileges(("CREATE DATABASE",), OnAccount(), LOADER, grant_option=True),
        'GRANT CREATE DATABASE ON ACCOUNT TO ROLE "TRACKING_LOADER" WITH GRANT OPTION',
    ),
    (
        GrantPrivileges(("ALL",), on("SCHEMA", CORE), LOADER),
        'GRANT ALL PRIVILEGES ON SCHEMA "TRACKING"."CORE" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantOwnership(on("TABLE", TABLE), LOADER, "COPY"),
        'GRANT OWNERSHIP ON TABLE "TRACKING"."CORE"."SESSIONS" TO ROLE "TRACKING_LOADER" COPY CURRENT GRANTS',
    ),
]

SHARES: list[tuple[Statement, str]] = [
    (
        Create("SHARE", SHARE, {"COMMENT": "To the agency"}),
        "CREATE SHARE \"TRACKING_AGENCY\" COMMENT = 'To the agency'",
    ),
    (Create("DATABASE", TEMPORARY), 'CREATE DATABASE "TEMP_TRACKING_AGENCY_1700000000"'),
    (
        GrantPrivileges(("USAGE", "REFERENCE_USAGE"), on("DATABASE", TEMPORARY), TO_SHARE),
        'GRANT USAGE, REFERENCE_USAGE ON DATABASE "TEMP_TRACKING_AGENCY_1700000000" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        alter("SHARE", SHARE, AddAccounts((EU,))),
        'ALTER SHARE "TRACKING_AGENCY" ADD ACCOUNTS = "PARTNER"."AGENCY_EU"',
    ),
    (
        alter("SHARE", SHARE, AddAccounts((EU, US))),
        'ALTER SHARE "TRACKING_AGENCY" ADD ACCOUNTS = "PARTNER"."AGENCY_EU", "PARTNER"."AGENCY_US"',
    ),
    (
        RevokePrivileges(("REFERENCE_USAGE",), on("DATABASE", TEMPORARY), TO_SHARE),
        'REVOKE REFERENCE_USAGE ON DATABASE "TEMP_TRACKING_AGENCY_1700000000" FROM SHARE "TRACKING_AGENCY"',
    ),
    (Drop("DATABASE", TEMPORARY), 'DROP DATABASE "TEMP_TRACKING_AGENCY_1700000000"'),
    (
        alter("SHARE", SHARE, RemoveAccounts((EU, US))),
        'ALTER SHARE "TRACKING_AGENCY" REMOVE ACCOUNTS = "PARTNER"."AGENCY_EU", "PARTNER"."AGENCY_US"',
    ),
    (Drop("SHARE", SHARE, True), 'DROP SHARE IF EXISTS "TRACKING_AGENCY"'),
    (
        GrantPrivileges(("USAGE",), on("DATABASE", TRACKING), TO_SHARE),
        'GRANT USAGE ON DATABASE "TRACKING" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        GrantPrivileges(("USAGE",), on("SCHEMA", Name.of("TRACKING", "SESSIONS")), TO_SHARE),
        'GRANT USAGE ON SCHEMA "TRACKING"."SESSIONS" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        GrantPrivileges(("REFERENCE_USAGE",), on("DATABASE", Name.of("GOVERNANCE")), TO_SHARE),
        'GRANT REFERENCE_USAGE ON DATABASE "GOVERNANCE" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        GrantPrivileges(("SELECT",), on("VIEW", VIEW), TO_SHARE),
        'GRANT SELECT ON VIEW "TRACKING"."SESSIONS"."SESSIONS" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        Create("DATABASE", Name.of("WEATHER"), {"FROM SHARE": Name.of("PROVIDERORG", "WEATHER_EU", "WEATHER_SHARE")}),
        'CREATE DATABASE "WEATHER" FROM SHARE "PROVIDERORG"."WEATHER_EU"."WEATHER_SHARE"',
    ),
    (Drop("DATABASE", Name.of("WEATHER"), True), 'DROP DATABASE IF EXISTS "WEATHER"'),
]

LOADING: list[tuple[Statement, str]] = [
    (
        Create(
            "STORAGE INTEGRATION",
            Name.of("TRACKING_S3"),
            {
                "TYPE": "EXTERNAL_STAGE",
                "STORAGE_PROVIDER": "S3",
                "STORAGE_AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/tracking-load",
                "ENABLED": True,
                "STORAGE_ALLOWED_LOCATIONS": ("s3://company-tracking/landing/",),
            },
        ),
        "CREATE STORAGE INTEGRATION \"TRACKING_S3\" TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' "
        "STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/tracking-load' ENABLED = true "
        "STORAGE_ALLOWED_LOCATIONS = ('s3://company-tracking/landing/')",
    ),
    (
        alter(
            "STORAGE INTEGRATION",
            Name.of("TRACKING_S3"),
            Set({"STORAGE_ALLOWED_LOCATIONS": ("s3://company-tracking/other/", "s3://company-tracking/landing/")}),
        ),
        'ALTER STORAGE INTEGRATION "TRACKING_S3" SET STORAGE_ALLOWED_LOCATIONS = '
        "('s3://company-tracking/other/', 's3://company-tracking/landing/')",
    ),
    (Drop("STORAGE INTEGRATION", Name.of("TRACKING_S3"), True), 'DROP STORAGE INTEGRATION IF EXISTS "TRACKING_S3"'),
    (
        Create(
            "STAGE",
            STAGE,
            {
                "URL": "s3://company-tracking/landing/",
                "STORAGE_INTEGRATION": Name.of("TRACKING_S3"),
                "DIRECTORY": {"ENABLE": True, "AUTO_REFRESH": False},
                "FILE_FORMAT": {"TYPE": "JSON"},
            },
        ),
        'CREATE STAGE "TRACKING"."LANDING"."CLICKS_STAGE" URL = \'s3://company-tracking/landing/\' '
        'STORAGE_INTEGRATION = "TRACKING_S3" DIRECTORY = (ENABLE = true AUTO_REFRESH = false) '
        "FILE_FORMAT = (TYPE = JSON)",
    ),
    (Drop("STAGE", STAGE, True), 'DROP STAGE IF EXISTS "TRACKING"."LANDING"."CLICKS_STAGE"'),
    (
        Create("PIPE", PIPE, {"AUTO_INGEST": True, "AS": COPY}),
        f'CREATE PIPE "TRACKING"."LANDING"."CLICKS_PIPE" AUTO_INGEST = true AS {COPY}',
    ),
    (Drop("PIPE", PIPE, True), 'DROP PIPE IF EXISTS "TRACKING"."LANDING"."CLICKS_PIPE"'),
    (
        Create(
            "CATALOG INTEGRATION",
            Name.of("TRACKING_GLUE"),
            {
                "CATALOG_SOURCE": "GLUE",
                "TABLE_FORMAT": "ICEBERG",
                "GLUE_AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/tracking-glue",
                "GLUE_CATALOG_ID": "111122223333",
                "GLUE_REGION": "eu-west-1",
                "CATALOG_NAMESPACE": "tracking",
                "ENABLED": True,
                "REFRESH_INTERVAL_SECONDS": 60,
            },
        ),
        'CREATE CATALOG INTEGRATION "TRACKING_GLUE" CATALOG_SOURCE = GLUE TABLE_FORMAT = ICEBERG '
        "GLUE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/tracking-glue' GLUE_CATALOG_ID = '111122223333' "
        "GLUE_REGION = 'eu-west-1' CATALOG_NAMESPACE = 'tracking' ENABLED = true REFRESH_INTERVAL_SECONDS = 60",
    ),
    (
        alter("CATALOG INTEGRATION", Name.of("TRACKING_GLUE"), Set({"REFRESH_INTERVAL_SECONDS": 120})),
        'ALTER CATALOG INTEGRATION "TRACKING_GLUE" SET REFRESH_INTERVAL_SECONDS = 120',
    ),
    (
        Drop("CATALOG INTEGRATION", Name.of("TRACKING_GLUE"), True),
        'DROP CATALOG INTEGRATION IF EXISTS "TRACKING_GLUE"',
    ),
]

NETWORK: list[tuple[Statement, str]] = [
    (
        Create("NETWORK RULE", OFFICE, {"TYPE": "IPV4", "VALUE_LIST": ("203.0.113.0/24",), "MODE": "INGRESS"}),
        'CREATE NETWORK RULE "TRACKING"."GOVERNANCE"."OFFICE" TYPE = IPV4 '
        "VALUE_LIST = ('203.0.113.0/24') MODE = INGRESS",
    ),
    (
        alter("NETWORK RULE", OFFICE, Set({"VALUE_LIST": ("203.0.113.0/24", "198.51.100.0/24")})),
        'ALTER NETWORK RULE "TRACKING"."GOVERNANCE"."OFFICE" SET VALUE_LIST = '
        "('203.0.113.0/24', '198.51.100.0/24')",
    ),
    (Drop("NETWORK RULE", OFFICE, True), 'DROP NETWORK RULE IF EXISTS "TRACKING"."GOVERNANCE"."OFFICE"'),
    (
        Create("NETWORK POLICY", Name.of("TRACKING_NETWORK"), {"ALLOWED_NETWORK_RULE_LIST": (OFFICE,)}),
        'CREATE NETWORK POLICY "TRACKING_NETWORK" ALLOWED_NETWORK_RULE_LIST = ("TRACKING"."GOVERNANCE"."OFFICE")',
    ),
    (Drop("NETWORK POLICY", Name.of("TRACKING_NETWORK"), True), 'DROP NETWORK POLICY IF EXISTS "TRACKING_NETWORK"'),
    (
        alter("ACCOUNT", Name(()), Set({"FEATURE_RBAC_INHERITED_GRANTS": "ENABLED"})),
        "ALTER ACCOUNT SET FEATURE_RBAC_INHERITED_GRANTS = 'ENABLED'",
    ),
]

READS: list[tuple[Statement, str]] = [
    (Show("WAREHOUSE", like="TRACKING_%"), "SHOW WAREHOUSES LIKE 'TRACKING_%'"),
    (Show("DATABASE ROLE", within=on("DATABASE", TRACKING)), 'SHOW DATABASE ROLES IN DATABASE "TRACKING"'),
    (ShowGrants("ON", on("VIEW", VIEW)), 'SHOW GRANTS ON VIEW "TRACKING"."SESSIONS"."SESSIONS"'),
    (ShowGrants("ON", OnAccount()), "SHOW GRANTS ON ACCOUNT"),
    (ShowGrants("TO", CORE_RW), 'SHOW GRANTS TO DATABASE ROLE "TRACKING"."CORE_RW"'),
    (ShowGrants("OF", READER), 'SHOW GRANTS OF ROLE "TRACKING_READER"'),
    (ShowGrants("FUTURE IN", on("SCHEMA", CORE)), 'SHOW FUTURE GRANTS IN SCHEMA "TRACKING"."CORE"'),
    (ShowGrants("FUTURE TO", READER), 'SHOW FUTURE GRANTS TO ROLE "TRACKING_READER"'),
    (Describe("NETWORK POLICY", Name.of("TRACKING_NETWORK")), 'DESCRIBE NETWORK POLICY "TRACKING_NETWORK"'),
    (UseRole(READER.name), 'USE ROLE "TRACKING_READER"'),
    (UseRole(secondary="NONE"), "USE SECONDARY ROLES NONE"),
]

ALL = [*COMPUTE, *STORAGE, *POLICIES, *VIEWS, *ROLES, *GRANTS, *SHARES, *LOADING, *NETWORK, *READS]


@pytest.mark.parametrize(("statement", "text"), ALL, ids=[text[:60] for _, text in ALL])
def test_statement_is_printed_as_the_provider_sends_it(statement: Statement, text: str) -> None:
    assert sql(statement) == text


@pytest.mark.parametrize(("statement", "text"), ALL, ids=[text[:60] for _, text in ALL])
def test_what_the_provider_sends_is_read_back(statement: Statement, text: str) -> None:
    assert parse(text) == statement


def test_script_is_one_statement_a_line_and_is_read_back() -> None:
    statements = [statement for statement, _ in ALL]
    text = script(statements)
    assert text.splitlines()[-1] == "USE SECONDARY ROLES NONE;"
    assert read_script(text) == statements


def test_literal_escapes_what_would_end_or_change_it() -> None:
    assert literal("it's a \\n") == "'it\\'s a \\\\n'"


def test_name_with_a_quote_is_doubled() -> None:
    assert sql(Create("DATABASE", Name.of('test"identifier'))) == 'CREATE DATABASE "test""identifier"'


def test_option_without_a_clause_is_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"ROLE has no clause for WAREHOUSE_SIZE here; it has COMMENT"):
        sql(Create("ROLE", READER.name, {"WAREHOUSE_SIZE": "SMALL"}))


def test_option_that_cannot_be_set_later_is_refused() -> None:
    with pytest.raises(ValueError, match="INITIALLY_SUSPENDED"):
        sql(alter("WAREHOUSE", LOAD, Set({"INITIALLY_SUSPENDED": True})))


def test_nothing_to_set_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to set"):
        sql(alter("WAREHOUSE", LOAD, Set({})))


def test_managed_access_is_not_set_together_with_properties() -> None:
    with pytest.raises(ValueError, match="COMMENT"):
        sql(alter("SCHEMA", CORE, Set({"MANAGED ACCESS": True, "COMMENT": "x"})))
