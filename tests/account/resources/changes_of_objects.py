"""Changes of tables, views, policies, grants and shares, each with the statements that it sends."""

from typing import Any

IN_CORE = {"database": "TRACKING", "schema": "CORE"}
GOVERNANCE = {"database": "TRACKING", "schema": "GOVERNANCE"}
ROW_POLICY = {"policyName": "TRACKING.GOVERNANCE.SESSIONS_ROWS", "ons": ["BRAND"]}
VIEW = {
    "name": "SESSIONS",
    "database": "TRACKING",
    "schema": "SESSIONS",
    "isSecure": "true",
    "copyGrants": True,
    "statement": "SELECT A FROM T",
    "comment": "One row per visit",
    "columns": [{"columnName": "A"}],
    "rowAccessPolicy": ROW_POLICY,
}
TABLE: dict[str, Any] = {
    "name": "SESSIONS",
    **IN_CORE,
    "columns": [
        {"name": "BRAND", "type": "VARCHAR"},
        {"name": "STARTED_AT", "type": "TIMESTAMP_NTZ"},
        {"name": "CLICKS", "type": "NUMBER"},
    ],
}
SHARE = {"name": "AGENCY", "accounts": ["PARTNER.EU", "PARTNER.US"]}
GRANT = {
    "databaseRoleName": "TRACKING.SESSIONS_R",
    "privileges": ["SELECT"],
    "onSchemaObject": {"objectType": "VIEW", "objectName": "TRACKING.SESSIONS.SESSIONS"},
}
ON_VIEW = 'ON VIEW "TRACKING"."SESSIONS"."SESSIONS"'
TAG = {"name": "CLASSIFICATION", **GOVERNANCE, "orderedAllowedValues": ["email", "name"]}
RULE = {"name": "OFFICE", **GOVERNANCE, "type": "IPV4", "mode": "INGRESS", "valueLists": ["203.0.113.0/24"]}


def columns(*given: dict[str, Any]) -> dict[str, Any]:
    return {"columns": [*given]}


BRAND, STARTED_AT, CLICKS = TABLE["columns"]

CHANGES: list[tuple[str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    (
        "column at the end",
        "Table",
        TABLE,
        columns(BRAND, STARTED_AT, CLICKS, {"name": "DEVICE", "type": "VARCHAR"}),
        ['ALTER TABLE "TRACKING"."CORE"."SESSIONS" ADD COLUMN "DEVICE" VARCHAR'],
    ),
    (
        "column dropped",
        "Table",
        TABLE,
        columns(BRAND, STARTED_AT),
        ['ALTER TABLE "TRACKING"."CORE"."SESSIONS" DROP COLUMN "CLICKS"'],
    ),
    (
        "column comment",
        "Table",
        TABLE,
        columns({**BRAND, "comment": "Which site"}, STARTED_AT, CLICKS),
        ['ALTER TABLE "TRACKING"."CORE"."SESSIONS" ALTER COLUMN "BRAND" COMMENT \'Which site\''],
    ),
    (
        "column type",
        "Table",
        TABLE,
        columns({**BRAND, "type": "NUMBER(10,0)"}, STARTED_AT, CLICKS),
        ['ALTER TABLE "TRACKING"."CORE"."SESSIONS" ALTER COLUMN "BRAND" SET DATA TYPE NUMBER(10,0)'],
    ),
    (
        "column type, another spelling",
        "Table",
        TABLE,
        columns({**BRAND, "type": "varchar(16777216)"}, STARTED_AT, CLICKS),
        [],
    ),
    (
        "table retention",
        "Table",
        TABLE,
        {"dataRetentionTimeInDays": 3},
        ['ALTER TABLE "TRACKING"."CORE"."SESSIONS" SET DATA_RETENTION_TIME_IN_DAYS = 3'],
    ),
    (
        "mask body",
        "MaskingPolicy",
        {
            "name": "M",
            **GOVERNANCE,
            "arguments": [{"name": "V", "type": "VARCHAR"}],
            "returnDataType": "VARCHAR",
            "body": "V",
        },
        {"body": "'*'"},
        ['ALTER MASKING POLICY "TRACKING"."GOVERNANCE"."M" SET BODY -> \'*\''],
    ),
    (
        "rows body",
        "RowAccessPolicy",
        {"name": "R", **GOVERNANCE, "arguments": [{"name": "V", "type": "VARCHAR"}], "body": "TRUE"},
        {"body": "FALSE"},
        ['ALTER ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."R" SET BODY -> FALSE'],
    ),
    (
        "view statement",
        "View",
        VIEW,
        {"statement": "SELECT B AS A FROM T"},
        [
            'CREATE OR REPLACE SECURE VIEW "TRACKING"."SESSIONS"."SESSIONS" ("A") COPY GRANTS'
            " COMMENT = 'One row per visit'"
            ' ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS" ON ("BRAND") AS SELECT B AS A FROM T'
        ],
    ),
    (
        "view column",
        "View",
        {**VIEW, "copyGrants": False},
        {"columns": [{"columnName": "A", "comment": "Key"}]},
        [
            'CREATE OR REPLACE SECURE VIEW "TRACKING"."SESSIONS"."SESSIONS" ("A" COMMENT \'Key\')'
            " COMMENT = 'One row per visit'"
            ' ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS" ON ("BRAND") AS SELECT A FROM T'
        ],
    ),
    (
        "view comment",
        "View",
        VIEW,
        {"comment": "A visit"},
        ['ALTER VIEW "TRACKING"."SESSIONS"."SESSIONS" SET COMMENT = \'A visit\''],
    ),
    (
        "another row access policy",
        "View",
        VIEW,
        {"rowAccessPolicy": {"policyName": '"TRACKING"."GOVERNANCE"."SESSIONS_ROWS_2"', "ons": ["BRAND"]}},
        [
            'ALTER VIEW "TRACKING"."SESSIONS"."SESSIONS" DROP ROW ACCESS POLICY'
            ' "TRACKING"."GOVERNANCE"."SESSIONS_ROWS",'
            ' ADD ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS_2" ON ("BRAND")'
        ],
    ),
    (
        "policy missing",
        "View",
        {**VIEW, "rowAccessPolicy": None},
        {"rowAccessPolicy": ROW_POLICY},
        [
            'ALTER VIEW "TRACKING"."SESSIONS"."SESSIONS" ADD ROW ACCESS POLICY "TRACKING"."GOVERNANCE"."SESSIONS_ROWS"'
            ' ON ("BRAND")'
        ],
    ),
    (
        "no longer secure",
        "View",
        VIEW,
        {"isSecure": None},
        ['ALTER VIEW "TRACKING"."SESSIONS"."SESSIONS" UNSET SECURE'],
    ),
    ("copy grants", "View", VIEW, {"copyGrants": False}, []),
    (
        "tag value added",
        "Tag",
        TAG,
        {"orderedAllowedValues": ["email", "name", "ip"]},
        ["ALTER TAG \"TRACKING\".\"GOVERNANCE\".\"CLASSIFICATION\" SET ALLOWED_VALUES 'email', 'name', 'ip'"],
    ),
    (
        "key",
        "ServiceUser",
        {"name": "U", "rsaPublicKey": "MIIB"},
        {"rsaPublicKey": "MIIC"},
        ["ALTER USER \"U\" SET RSA_PUBLIC_KEY = 'MIIC'"],
    ),
    (
        "privilege added",
        "GrantPrivilegesToDatabaseRole",
        GRANT,
        {"privileges": ["REFERENCES", "SELECT"]},
        [
            f'REVOKE GRANT OPTION FOR REFERENCES {ON_VIEW} FROM DATABASE ROLE "TRACKING"."SESSIONS_R"',
            f'GRANT REFERENCES {ON_VIEW} TO DATABASE ROLE "TRACKING"."SESSIONS_R"',
        ],
    ),
    (
        "privilege taken away",
        "GrantPrivilegesToDatabaseRole",
        {**GRANT, "privileges": ["REFERENCES", "SELECT"]},
        {"privileges": ["SELECT"]},
        [f'REVOKE REFERENCES {ON_VIEW} FROM DATABASE ROLE "TRACKING"."SESSIONS_R"'],
    ),
    (
        "account added",
        "Share",
        {**SHARE, "accounts": ["PARTNER.EU"]},
        {"accounts": ["PARTNER.EU", "PARTNER.US"]},
        ['ALTER SHARE "AGENCY" ADD ACCOUNTS = "PARTNER"."EU", "PARTNER"."US"'],
    ),
    (
        "account taken out",
        "Share",
        SHARE,
        {"accounts": ["PARTNER.US"]},
        ['ALTER SHARE "AGENCY" ADD ACCOUNTS = "PARTNER"."US"'],
    ),
    (
        "accounts emptied",
        "Share",
        SHARE,
        {"accounts": []},
        ['ALTER SHARE "AGENCY" REMOVE ACCOUNTS = "PARTNER"."EU", "PARTNER"."US"'],
    ),
    (
        "location added",
        "StorageIntegrationAws",
        {"name": "S3", "storageAllowedLocations": ["s3://a/"]},
        {"storageAllowedLocations": ["s3://b/", "s3://a/"]},
        ["ALTER STORAGE INTEGRATION \"S3\" SET STORAGE_ALLOWED_LOCATIONS = ('s3://b/', 's3://a/')"],
    ),
    (
        "interval",
        "CatalogIntegrationAwsGlue",
        {"name": "G", "refreshIntervalSeconds": 60},
        {"refreshIntervalSeconds": 120},
        ['ALTER CATALOG INTEGRATION "G" SET REFRESH_INTERVAL_SECONDS = 120'],
    ),
    (
        "values",
        "NetworkRule",
        RULE,
        {"valueLists": ["203.0.113.0/24", "198.51.100.0/24"]},
        [
            'ALTER NETWORK RULE "TRACKING"."GOVERNANCE"."OFFICE" SET VALUE_LIST ='
            " ('203.0.113.0/24', '198.51.100.0/24')"
        ],
    ),
    ("revert", "Execute", {"execute": "DROP ROLE A", "revert": "DROP ROLE B"}, {"revert": "DROP ROLE C"}, []),
]
