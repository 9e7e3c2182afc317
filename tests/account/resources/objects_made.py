"""Every kind of object as the stack registers it, with what is sent to create and to delete it."""

from typing import Any

LANDING = {"database": "TRACKING", "schema": "LANDING"}
GOVERNANCE = {"database": "TRACKING", "schema": "GOVERNANCE"}
CORE = '"TRACKING"."CORE"'
VIEW_STATEMENT = 'SELECT "SESSION_ID", "BRAND", "EMAIL", "STARTED_AT" FROM "TRACKING"."CORE"."SESSIONS"'
MASK = '"TRACKING"."GOVERNANCE"."MASK_EMAIL_VARCHAR"'
MASK_BODY = "CASE WHEN IS_ROLE_IN_SESSION('GOVERNANCE_CLEAR') THEN VAL ELSE '***' END"
ROWS = '"TRACKING"."GOVERNANCE"."SESSIONS_ROWS"'
ROWS_BODY = "IS_ROLE_IN_SESSION('CUSTOMER_READER') AND BRAND_VALUE IN ('hln', 'vtm')"
COPY = 'COPY INTO "TRACKING"."LANDING"."CLICKS" FROM @"TRACKING"."LANDING"."CLICKS_STAGE" FILE_FORMAT = (TYPE = JSON)'

OBJECTS: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    (
        "ResourceMonitor",
        {
            "name": "TRACKING_MONITOR",
            "creditQuota": 100,
            "frequency": "MONTHLY",
            "startTimestamp": "2026-01-01 00:00",
            "notifyTriggers": [80, 50],
            "suspendTrigger": 100,
            "suspendImmediateTrigger": 110,
        },
        [
            'CREATE RESOURCE MONITOR "TRACKING_MONITOR" WITH CREDIT_QUOTA = 100 FREQUENCY = MONTHLY'
            " START_TIMESTAMP = '2026-01-01 00:00' TRIGGERS ON 50 PERCENT DO NOTIFY ON 80 PERCENT DO NOTIFY"
            " ON 100 PERCENT DO SUSPEND ON 110 PERCENT DO SUSPEND_IMMEDIATE"
        ],
        ['DROP RESOURCE MONITOR IF EXISTS "TRACKING_MONITOR"'],
    ),
    (
        "Warehouse",
        {
            "name": "TRACKING_LOAD",
            "warehouseSize": "SMALL",
            "autoSuspend": 60,
            "autoResume": "true",
            "initiallySuspended": True,
            "minClusterCount": 1,
            "maxClusterCount": 3,
            "scalingPolicy": "STANDARD",
            "statementTimeoutInSeconds": 3600,
            "resourceMonitor": "TRACKING_MONITOR",
            "comment": "Load",
        },
        [
            "CREATE WAREHOUSE \"TRACKING_LOAD\" WAREHOUSE_SIZE = 'SMALL' MAX_CLUSTER_COUNT = 3 MIN_CLUSTER_COUNT = 1"
            " SCALING_POLICY = 'STANDARD' AUTO_SUSPEND = 60 AUTO_RESUME = true INITIALLY_SUSPENDED = true"
            " RESOURCE_MONITOR = \"TRACKING_MONITOR\" COMMENT = 'Load' STATEMENT_TIMEOUT_IN_SECONDS = 3600"
        ],
        ['DROP WAREHOUSE IF EXISTS "TRACKING_LOAD"'],
    ),
    (
        "Database",
        {
            "name": "TRACKING",
            "dataRetentionTimeInDays": 1,
            "dropPublicSchemaOnCreation": True,
            "comment": "Web and app behaviour",
        },
        [
            "CREATE DATABASE \"TRACKING\" DATA_RETENTION_TIME_IN_DAYS = 1 COMMENT = 'Web and app behaviour'",
            'DROP SCHEMA IF EXISTS "TRACKING"."PUBLIC"',
        ],
        ['DROP DATABASE IF EXISTS "TRACKING"'],
    ),
    (
        "Schema",
        {"name": "CORE", "database": "TRACKING", "withManagedAccess": "true"},
        ['CREATE SCHEMA "TRACKING"."CORE" WITH MANAGED ACCESS'],
        ['DROP SCHEMA IF EXISTS "TRACKING"."CORE"'],
    ),
    (
        "Table",
        {
            "name": "CLICKS",
            **LANDING,
            "changeTracking": True,
            "columns": [
                {"name": "RECORD_METADATA", "type": "VARIANT"},
                {"name": "RECORD_CONTENT", "type": "VARIANT"},
            ],
        },
        [
            'CREATE TABLE "TRACKING"."LANDING"."CLICKS" ("RECORD_METADATA" VARIANT COMMENT \'\','
            " \"RECORD_CONTENT\" VARIANT COMMENT '') CHANGE_TRACKING = true"
        ],
        ['DROP TABLE IF EXISTS "TRACKING"."LANDING"."CLICKS"'],
    ),
    (
        "Table",
        {
            "name": "SESSIONS",
            "database": "TRACKING",
            "schema": "CORE",
            "comment": "Base table of the product",
            "columns": [
                {"name": "SESSION_ID", "type": "VARCHAR", "nullable": False},
                {"name": "BRAND", "type": "VARCHAR"},
                {"name": "EMAIL", "type": "VARCHAR", "comment": "Login"},
                {"name": "STARTED_AT", "type": "TIMESTAMP_NTZ"},
                {"name": "CLICKS", "type": "NUMBER"},
            ],
        },
        [
            'CREATE TABLE "TRACKING"."CORE"."SESSIONS" ("SESSION_ID" VARCHAR NOT NULL COLLATE \'\' COMMENT \'\','
            " \"BRAND\" VARCHAR COLLATE '' COMMENT '', \"EMAIL\" VARCHAR COLLATE '' COMMENT 'Login',"
            " \"STARTED_AT\" TIMESTAMP_NTZ COMMENT '', \"CLICKS\" NUMBER COMMENT '')"
            " COMMENT = 'Base table of the product'"
        ],
        ['DROP TABLE IF EXISTS "TRACKING"."CORE"."SESSIONS"'],
    ),
    (
        "MaskingPolicy",
        {
            "name": "MASK_EMAIL_VARCHAR",
            **GOVERNANCE,
            "arguments": [{"name": "VAL", "type": "VARCHAR"}],
            "returnDataType": "VARCHAR",
            "body": MASK_BODY,
        },
        [
            f'CREATE MASKING POLICY {MASK} AS ("VAL" VARCHAR(16777216)) RETURNS VARCHAR(16777216) -> {MASK_BODY}'
            " COMMENT = ''"
        ],
        [f"DROP MASKING POLICY IF EXISTS {MASK}"],
    ),
    (
        "RowAccessPolicy",
        {
            "name": "SESSIONS_ROWS",
            **GOVERNANCE,
            "arguments": [{"name": "BRAND_VALUE", "type": "VARCHAR"}],
            "body": ROWS_BODY,
        },
        [f'CREATE ROW ACCESS POLICY {ROWS} AS ("BRAND_VALUE" VARCHAR(16777216)) RETURNS BOOLEAN -> {ROWS_BODY}'],
        [f"DROP ROW ACCESS POLICY IF EXISTS {ROWS}"],
    ),
    (
        "View",
        {
            "name": "SESSIONS",
            "database": "TRACKING",
            "schema": "SESSIONS",
            "isSecure": "true",
            "copyGrants": True,
            "statement": VIEW_STATEMENT,
            "comment": "One row per visit",
            "columns": [
                {"columnName": "SESSION_ID"},
                {"columnName": "BRAND"},
                {"columnName": "EMAIL", "comment": "Login", "maskingPolicy": {"policyName": MASK, "usings": ["EMAIL"]}},
                {"columnName": "STARTED_AT"},
            ],
            "rowAccessPolicy": {"policyName": "TRACKING.GOVERNANCE.SESSIONS_ROWS", "ons": ["BRAND"]},
        },
        [
            'CREATE SECURE VIEW "TRACKING"."SESSIONS"."SESSIONS" ("SESSION_ID", "BRAND", "EMAIL" MASKING POLICY'
            f" {MASK} USING (\"EMAIL\") COMMENT 'Login', \"STARTED_AT\") COMMENT = 'One row per visit'"
            f' ROW ACCESS POLICY {ROWS} ON ("BRAND") AS {VIEW_STATEMENT}'
        ],
        ['DROP VIEW IF EXISTS "TRACKING"."SESSIONS"."SESSIONS"'],
    ),
    (
        "Tag",
        {"name": "CLASSIFICATION", **GOVERNANCE, "orderedAllowedValues": ["email", "name"]},
        ['CREATE TAG "TRACKING"."GOVERNANCE"."CLASSIFICATION" ALLOWED_VALUES \'email\', \'name\''],
        ['DROP TAG IF EXISTS "TRACKING"."GOVERNANCE"."CLASSIFICATION"'],
    ),
    (
        "DatabaseRole",
        {"name": "SESSIONS_R", "database": "TRACKING", "comment": "Reads sessions"},
        ['CREATE DATABASE ROLE "TRACKING"."SESSIONS_R" COMMENT = \'Reads sessions\''],
        ['DROP DATABASE ROLE IF EXISTS "TRACKING"."SESSIONS_R"'],
    ),
    (
        "AccountRole",
        {"name": "TRACKING_READER"},
        ['CREATE ROLE "TRACKING_READER"'],
        ['DROP ROLE IF EXISTS "TRACKING_READER"'],
    ),
    (
        "ServiceUser",
        {
            "name": "TRACKING_KAFKA",
            "rsaPublicKey": "MIIB",
            "defaultRole": "TRACKING_LOADER",
            "defaultWarehouse": "TRACKING_LOAD",
            "networkPolicy": "TRACKING_NETWORK",
            "comment": "Kafka connector",
        },
        [
            'CREATE USER "TRACKING_KAFKA" DEFAULT_WAREHOUSE = "TRACKING_LOAD" DEFAULT_ROLE = "TRACKING_LOADER"'
            " RSA_PUBLIC_KEY = 'MIIB' TYPE = SERVICE COMMENT = 'Kafka connector' NETWORK_POLICY = \"TRACKING_NETWORK\""
        ],
        ['DROP USER IF EXISTS "TRACKING_KAFKA"'],
    ),
    (
        "Share",
        {"name": "TRACKING_AGENCY", "comment": "To the agency"},
        ["CREATE SHARE \"TRACKING_AGENCY\" COMMENT = 'To the agency'"],
        ['DROP SHARE IF EXISTS "TRACKING_AGENCY"'],
    ),
    (
        "Share",
        {"name": "TRACKING_AGENCY", "accounts": ["PARTNER.AGENCY_EU"]},
        [
            'CREATE SHARE "TRACKING_AGENCY"',
            'CREATE DATABASE "TEMP_TRACKING_AGENCY_0"',
            'GRANT USAGE, REFERENCE_USAGE ON DATABASE "TEMP_TRACKING_AGENCY_0" TO SHARE "TRACKING_AGENCY"',
            'ALTER SHARE "TRACKING_AGENCY" ADD ACCOUNTS = "PARTNER"."AGENCY_EU"',
            'REVOKE REFERENCE_USAGE ON DATABASE "TEMP_TRACKING_AGENCY_0" FROM SHARE "TRACKING_AGENCY"',
            'REVOKE USAGE ON DATABASE "TEMP_TRACKING_AGENCY_0" FROM SHARE "TRACKING_AGENCY"',
            'DROP DATABASE "TEMP_TRACKING_AGENCY_0"',
        ],
        ['DROP SHARE IF EXISTS "TRACKING_AGENCY"'],
    ),
    (
        "SharedDatabase",
        {"name": "WEATHER", "fromShare": "PROVIDERORG.WEATHER_EU.WEATHER_SHARE"},
        ['CREATE DATABASE "WEATHER" FROM SHARE "PROVIDERORG"."WEATHER_EU"."WEATHER_SHARE"'],
        ['DROP DATABASE IF EXISTS "WEATHER"'],
    ),
    (
        "StorageIntegrationAws",
        {
            "name": "TRACKING_S3",
            "enabled": True,
            "storageProvider": "S3",
            "storageAwsRoleArn": "arn:aws:iam::111122223333:role/tracking-load",
            "storageAllowedLocations": ["s3://company-tracking/landing/"],
        },
        [
            "CREATE STORAGE INTEGRATION \"TRACKING_S3\" TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3'"
            " STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/tracking-load' ENABLED = true"
            " STORAGE_ALLOWED_LOCATIONS = ('s3://company-tracking/landing/')"
        ],
        ['DROP STORAGE INTEGRATION IF EXISTS "TRACKING_S3"'],
    ),
    (
        "StageExternalS3",
        {
            "name": "CLICKS_STAGE",
            **LANDING,
            "url": "s3://company-tracking/landing/",
            "storageIntegration": "TRACKING_S3",
            "directory": {"enable": True, "autoRefresh": "false"},
            "fileFormat": {"json": {}},
        },
        [
            'CREATE STAGE "TRACKING"."LANDING"."CLICKS_STAGE" URL = \'s3://company-tracking/landing/\''
            ' STORAGE_INTEGRATION = "TRACKING_S3" DIRECTORY = (ENABLE = true AUTO_REFRESH = false)'
            " FILE_FORMAT = (TYPE = JSON)"
        ],
        ['DROP STAGE IF EXISTS "TRACKING"."LANDING"."CLICKS_STAGE"'],
    ),
    (
        "Pipe",
        {"name": "CLICKS_PIPE", **LANDING, "autoIngest": True, "copyStatement": COPY},
        [f'CREATE PIPE "TRACKING"."LANDING"."CLICKS_PIPE" AUTO_INGEST = true AS {COPY}'],
        ['DROP PIPE IF EXISTS "TRACKING"."LANDING"."CLICKS_PIPE"'],
    ),
    (
        "CatalogIntegrationAwsGlue",
        {
            "name": "TRACKING_GLUE",
            "enabled": True,
            "glueAwsRoleArn": "arn:aws:iam::111122223333:role/glue",
            "glueCatalogId": "111122223333",
            "glueRegion": "eu-west-1",
            "catalogNamespace": "tracking",
            "refreshIntervalSeconds": 60,
        },
        [
            'CREATE CATALOG INTEGRATION "TRACKING_GLUE" CATALOG_SOURCE = GLUE TABLE_FORMAT = ICEBERG'
            " GLUE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/glue' GLUE_CATALOG_ID = '111122223333'"
            " GLUE_REGION = 'eu-west-1' CATALOG_NAMESPACE = 'tracking' ENABLED = true REFRESH_INTERVAL_SECONDS = 60"
        ],
        ['DROP CATALOG INTEGRATION IF EXISTS "TRACKING_GLUE"'],
    ),
    (
        "NetworkRule",
        {"name": "OFFICE", **GOVERNANCE, "type": "IPV4", "mode": "INGRESS", "valueLists": ["203.0.113.0/24"]},
        [
            'CREATE NETWORK RULE "TRACKING"."GOVERNANCE"."OFFICE" TYPE = IPV4 VALUE_LIST = (\'203.0.113.0/24\')'
            " MODE = INGRESS"
        ],
        ['DROP NETWORK RULE IF EXISTS "TRACKING"."GOVERNANCE"."OFFICE"'],
    ),
    (
        "NetworkPolicy",
        {"name": "TRACKING_NETWORK", "allowedNetworkRuleLists": ["TRACKING.GOVERNANCE.OFFICE"]},
        ['CREATE NETWORK POLICY "TRACKING_NETWORK" ALLOWED_NETWORK_RULE_LIST = ("TRACKING"."GOVERNANCE"."OFFICE")'],
        ['DROP NETWORK POLICY IF EXISTS "TRACKING_NETWORK"'],
    ),
    (
        "ExternalVolume",
        {
            "name": "TRACKING_LAKE",
            "storageLocations": [
                {
                    "storageLocationName": "main",
                    "storageProvider": "S3",
                    "storageBaseUrl": "s3://company-tracking/lake/",
                    "storageAwsRoleArn": "arn:aws:iam::111122223333:role/tracking-lake",
                    "storageAwsExternalId": "tracking_lake",
                    "encryptionType": "AWS_SSE_KMS",
                    "encryptionKmsKeyId": "1234abcd",
                },
                {
                    "storageLocationName": "other",
                    "storageProvider": "s3gov",
                    "storageBaseUrl": "s3gov://company-other/",
                    "storageAwsRoleArn": "arn:aws-us-gov:iam::111122223333:role/other",
                    "usePrivatelinkEndpoint": "true",
                },
            ],
            "allowWrites": "false",
            "comment": "The lake",
        },
        [
            "CREATE EXTERNAL VOLUME \"TRACKING_LAKE\" STORAGE_LOCATIONS = ((NAME = 'main' STORAGE_PROVIDER = 'S3'"
            " STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/tracking-lake'"
            " STORAGE_BASE_URL = 's3://company-tracking/lake/' STORAGE_AWS_EXTERNAL_ID = 'tracking_lake'"
            " ENCRYPTION = (TYPE = 'AWS_SSE_KMS' KMS_KEY_ID = '1234abcd')), (NAME = 'other'"
            " STORAGE_PROVIDER = 'S3GOV' STORAGE_AWS_ROLE_ARN = 'arn:aws-us-gov:iam::111122223333:role/other'"
            " STORAGE_BASE_URL = 's3gov://company-other/' USE_PRIVATELINK_ENDPOINT = true))"
            " ALLOW_WRITES = false COMMENT = 'The lake'"
        ],
        ['DROP EXTERNAL VOLUME IF EXISTS "TRACKING_LAKE"'],
    ),
    (
        "IcebergTableFromAwsGlue",
        {
            "name": "EVENTS",
            **LANDING,
            "externalVolume": "TRACKING_LAKE",
            "catalog": "TRACKING_GLUE",
            "catalogTableName": "events",
            "catalogNamespace": "tracking",
            "replaceInvalidCharacters": True,
            "autoRefresh": "true",
            "comment": "Written by Spark",
        },
        [
            'CREATE ICEBERG TABLE "TRACKING"."LANDING"."EVENTS" EXTERNAL_VOLUME = \'\\"TRACKING_LAKE\\"\''
            " CATALOG = '\\\"TRACKING_GLUE\\\"' CATALOG_TABLE_NAME = 'events' CATALOG_NAMESPACE = 'tracking'"
            " REPLACE_INVALID_CHARACTERS = true AUTO_REFRESH = true COMMENT = 'Written by Spark'"
        ],
        ['DROP ICEBERG TABLE IF EXISTS "TRACKING"."LANDING"."EVENTS"'],
    ),
    (
        "Listing",
        {
            "name": "TRACKING_PARTNER",
            "share": "TRACKING_PARTNER",
            "manifest": {"fromString": "title: Sessions\ndescription: A row a visit\n"},
            "publish": "true",
            "comment": "For the partner",
        },
        [
            'CREATE EXTERNAL LISTING "TRACKING_PARTNER" SHARE "TRACKING_PARTNER"'
            " AS $$title: Sessions\ndescription: A row a visit\n$$ PUBLISH = true REVIEW = true"
            " COMMENT = 'For the partner'"
        ],
        ['DROP LISTING IF EXISTS "TRACKING_PARTNER"'],
    ),
    (
        "Execute",
        {
            "execute": 'CREATE DATABASE "PR42_TRACKING" CLONE "TRACKING"',
            "revert": 'DROP DATABASE IF EXISTS "PR42_TRACKING"',
        },
        ['CREATE DATABASE "PR42_TRACKING" CLONE "TRACKING"'],
        ['DROP DATABASE IF EXISTS "PR42_TRACKING"'],
    ),
]
