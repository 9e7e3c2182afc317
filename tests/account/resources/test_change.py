"""What a change of inputs sends, held to the SQL captured from the real provider 2.20 by a local endpoint."""

from typing import Any

import pytest

from mesh.account import resources
from mesh.account.identifiers import Name
from mesh.account.render import sql

IN_CORE = {"database": "TRACKING", "schema": "CORE"}
GOVERNANCE = {"database": "TRACKING", "schema": "GOVERNANCE"}
WAREHOUSE = {"name": "TRACKING_LOAD", "warehouseSize": "SMALL", "resourceMonitor": "TRACKING_MONITOR"}
SCHEMA = {"name": "CORE", "database": "TRACKING"}
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

LOCATION = {
    "storageLocationName": "main",
    "storageProvider": "S3",
    "storageBaseUrl": "s3://lake/main/",
    "storageAwsRoleArn": "arn:aws:iam::111122223333:role/lake",
}
OTHER = {**LOCATION, "storageLocationName": "other", "storageBaseUrl": "s3://lake/other/"}
THIRD = {**LOCATION, "storageLocationName": "third", "storageBaseUrl": "s3://lake/third/"}
VOLUME = {"name": "LAKE", "storageLocations": [LOCATION], "allowWrites": "false"}
REST = "STORAGE_PROVIDER = 'S3' STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/lake'"
ADD_MAIN = (
    f"ALTER EXTERNAL VOLUME \"LAKE\" ADD STORAGE_LOCATION = (NAME = 'main' {REST} STORAGE_BASE_URL = 's3://lake/main/')"
)
ADD_OTHER = ADD_MAIN.replace("main", "other")
ADD_THIRD = ADD_MAIN.replace("main", "third")
ADD_STAND_IN = ADD_MAIN.replace("'main'", "'terraform_provider_sentinel_storage_location'")
REMOVE = 'ALTER EXTERNAL VOLUME "LAKE" REMOVE STORAGE_LOCATION'
REMOVE_STAND_IN = f"{REMOVE} 'terraform_provider_sentinel_storage_location'"
ICEBERG = {"name": "EVENTS", **IN_CORE, "catalogTableName": "events", "autoRefresh": "true", "comment": "c"}
LISTING = {"name": "AGENCY", "share": "AGENCY", "manifest": {"fromString": "title: a"}, "publish": "false"}

CHANGES: list[tuple[str, str, dict[str, Any], dict[str, Any], list[str]]] = [
    (
        "quota",
        "ResourceMonitor",
        {"name": "M", "creditQuota": 100},
        {"creditQuota": 200},
        ['ALTER RESOURCE MONITOR "M" SET CREDIT_QUOTA = 200'],
    ),
    (
        "triggers",
        "ResourceMonitor",
        {"name": "M", "creditQuota": 100, "suspendTrigger": 100},
        {"notifyTriggers": [80]},
        ['ALTER RESOURCE MONITOR "M" SET TRIGGERS ON 80 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND'],
    ),
    (
        "quota and triggers",
        "ResourceMonitor",
        {"name": "M", "creditQuota": 100},
        {"creditQuota": 5, "suspendTrigger": 90},
        ['ALTER RESOURCE MONITOR "M" SET CREDIT_QUOTA = 5 TRIGGERS ON 90 PERCENT DO SUSPEND'],
    ),
    (
        "size",
        "Warehouse",
        WAREHOUSE,
        {"warehouseSize": "MEDIUM"},
        ["ALTER WAREHOUSE \"TRACKING_LOAD\" SET WAREHOUSE_SIZE = 'MEDIUM' WAIT_FOR_COMPLETION = true"],
    ),
    ("size, another spelling", "Warehouse", WAREHOUSE, {"warehouseSize": "small"}, []),
    (
        "monitor taken away",
        "Warehouse",
        WAREHOUSE,
        {"resourceMonitor": None},
        ['ALTER WAREHOUSE "TRACKING_LOAD" UNSET RESOURCE_MONITOR'],
    ),
    (
        "warehouse renamed",
        "Warehouse",
        WAREHOUSE,
        {"name": "LOAD"},
        ['ALTER WAREHOUSE "TRACKING_LOAD" RENAME TO "LOAD"'],
    ),
    (
        "database retention",
        "Database",
        {"name": "TRACKING", "dataRetentionTimeInDays": 1},
        {"dataRetentionTimeInDays": 7},
        ['ALTER DATABASE "TRACKING" SET DATA_RETENTION_TIME_IN_DAYS = 7'],
    ),
    (
        "schema retention",
        "Schema",
        SCHEMA,
        {"dataRetentionTimeInDays": 7},
        ['ALTER SCHEMA "TRACKING"."CORE" SET DATA_RETENTION_TIME_IN_DAYS = 7'],
    ),
    (
        "schema renamed",
        "Schema",
        SCHEMA,
        {"name": "KERNEL"},
        ['ALTER SCHEMA "TRACKING"."CORE" RENAME TO "TRACKING"."KERNEL"'],
    ),
    (
        "managed access",
        "Schema",
        SCHEMA,
        {"withManagedAccess": "true", "comment": "c"},
        ['ALTER SCHEMA "TRACKING"."CORE" SET COMMENT = \'c\'', 'ALTER SCHEMA "TRACKING"."CORE" ENABLE MANAGED ACCESS'],
    ),
    (
        "managed access taken away",
        "Schema",
        {**SCHEMA, "withManagedAccess": "true"},
        {"withManagedAccess": None},
        ['ALTER SCHEMA "TRACKING"."CORE" DISABLE MANAGED ACCESS'],
    ),
    (
        "a location more: the last one that stays is made anew, and of one a copy stands in",
        "ExternalVolume",
        VOLUME,
        {"storageLocations": [LOCATION, OTHER]},
        [ADD_STAND_IN, f"{REMOVE} 'main'", ADD_MAIN, ADD_OTHER, REMOVE_STAND_IN],
    ),
    (
        "a location more behind two",
        "ExternalVolume",
        {**VOLUME, "storageLocations": [LOCATION, OTHER]},
        {"storageLocations": [LOCATION, OTHER, THIRD]},
        [f"{REMOVE} 'other'", ADD_OTHER, ADD_THIRD],
    ),
    (
        "a location less",
        "ExternalVolume",
        {**VOLUME, "storageLocations": [LOCATION, OTHER, THIRD]},
        {"storageLocations": [LOCATION, OTHER]},
        [f"{REMOVE} 'other'", f"{REMOVE} 'third'", ADD_OTHER],
    ),
    (
        "another location in its place",
        "ExternalVolume",
        VOLUME,
        {"storageLocations": [OTHER], "comment": "c"},
        [
            "ALTER EXTERNAL VOLUME \"LAKE\" SET COMMENT = 'c'",
            ADD_STAND_IN,
            f"{REMOVE} 'main'",
            ADD_OTHER,
            REMOVE_STAND_IN,
        ],
    ),
    (
        "no encryption said",
        "ExternalVolume",
        VOLUME,
        {"storageLocations": [{**LOCATION, "encryptionType": "NONE", "usePrivatelinkEndpoint": "false"}]},
        [],
    ),
    (
        "what is not said of a volume any more",
        "ExternalVolume",
        {**VOLUME, "comment": "c", "allowWrites": "true"},
        {"comment": None, "allowWrites": None},
        ["ALTER EXTERNAL VOLUME \"LAKE\" SET ALLOW_WRITES = false COMMENT = ''"],
    ),
    (
        "what is not said of an Iceberg table any more",
        "IcebergTableFromAwsGlue",
        ICEBERG,
        {"comment": None, "autoRefresh": None, "replaceInvalidCharacters": True},
        [
            'ALTER ICEBERG TABLE "TRACKING"."CORE"."EVENTS" SET REPLACE_INVALID_CHARACTERS = true AUTO_REFRESH = false',
            'ALTER ICEBERG TABLE "TRACKING"."CORE"."EVENTS" UNSET COMMENT',
        ],
    ),
    (
        "manifest",
        "Listing",
        LISTING,
        {"manifest": {"fromString": "title: b"}},
        ['ALTER LISTING "AGENCY" AS $$title: b$$ PUBLISH = false'],
    ),
    ("listing published", "Listing", LISTING, {"publish": "true"}, ['ALTER LISTING "AGENCY" PUBLISH']),
    (
        "listing taken back",
        "Listing",
        {**LISTING, "publish": "true"},
        {"publish": "false"},
        ['ALTER LISTING "AGENCY" UNPUBLISH'],
    ),
    (
        "listing renamed, with a comment",
        "Listing",
        LISTING,
        {"name": "PARTNER", "comment": "c"},
        ['ALTER LISTING "AGENCY" RENAME TO "PARTNER"', "ALTER LISTING \"PARTNER\" SET COMMENT = 'c'"],
    ),
    (
        "listing's comment taken away",
        "Listing",
        {**LISTING, "comment": "c"},
        {"comment": None},
        ['ALTER LISTING "AGENCY" UNSET COMMENT'],
    ),
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


def token(name: str) -> str:
    return f"snowflake:index/{name[0].lower()}{name[1:]}:{name}"


def with_changes(old: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**old, **changes}.items() if value is not None}


@pytest.mark.parametrize(("name", "old", "changes", "expected"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_change(name: str, old: dict[str, Any], changes: dict[str, Any], expected: list[str]) -> None:
    before = with_changes(old, {})
    statements = resources.update(token(name), before, with_changes(old, changes))
    assert [sql(each) for each in statements] == expected


def test_a_column_in_the_middle_never_comes_to_rest() -> None:
    country = {"name": "COUNTRY", "type": "VARCHAR"}
    new = {**TABLE, "columns": [BRAND, country, STARTED_AT, CLICKS]}
    in_state = [
        {**column, "type": in_full}
        for column, in_full in zip(
            TABLE["columns"], ("VARCHAR(16777216)", "TIMESTAMP_NTZ(9)", "NUMBER(38,0)"), strict=True
        )
    ]
    first = resources.update(token("Table"), TABLE, new, {**TABLE, "columns": in_state})
    table = 'ALTER TABLE "TRACKING"."CORE"."SESSIONS"'
    again = [
        f'{table} ALTER COLUMN "STARTED_AT" SET DATA TYPE TIMESTAMP_NTZ',
        f'{table} ALTER COLUMN "CLICKS" SET DATA TYPE NUMBER',
    ]
    assert [sql(each) for each in first] == [f'{table} ADD COLUMN "COUNTRY" VARCHAR', *again]
    landed = [*in_state, {"name": "COUNTRY", "type": "VARCHAR(16777216)"}]
    later = resources.update(token("Table"), new, new, {**new, "columns": landed})
    assert [sql(each) for each in later] == [f'{table} ALTER COLUMN "COUNTRY" SET DATA TYPE VARCHAR', *again]


def test_a_schema_that_follows_its_database_is_unset() -> None:
    lookup = resources.Lookup(Name.of("R"), lambda _kind, _name: True, lambda _kind, _name, _key: 7)
    statements = resources.update(token("Schema"), SCHEMA, SCHEMA, {**SCHEMA, "dataRetentionTimeInDays": 1}, lookup)
    assert [sql(each) for each in statements] == ['ALTER SCHEMA "TRACKING"."CORE" UNSET DATA_RETENTION_TIME_IN_DAYS']
    assert resources.update(token("Schema"), SCHEMA, SCHEMA, {**SCHEMA, "dataRetentionTimeInDays": 7}, lookup) == []


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        (
            "Warehouse",
            {"warehouseSize": "X-SMALL", "autoResume": True},
            {"warehouseSize": "xsmall", "autoResume": "true"},
        ),
        (
            "Table",
            {"columns": [{"name": "A", "type": "INT"}]},
            {"columns": [{"name": "A", "type": "NUMBER(38, 0)", "nullable": True}]},
        ),
        (
            "View",
            {"rowAccessPolicy": {"policyName": "A.B.C", "ons": ["X"]}},
            {"rowAccessPolicy": {"policyName": '"A"."B"."C"', "ons": ["X"]}, "comment": ""},
        ),
        (
            "GrantPrivilegesToDatabaseRole",
            GRANT,
            {**GRANT, "databaseRoleName": '"TRACKING"."SESSIONS_R"', "withGrantOption": False},
        ),
        ("GrantPrivilegesToDatabaseRole", {"onSchema": {"schemaName": "A.B"}}, {"onSchema": {"schemaName": '"A"."B"'}}),
        ("GrantPrivilegesToShare", {"onSchema": "A.B"}, {"onSchema": '"A"."B"'}),
        (
            "TagAssociation",
            {"tagId": "A.B.T", "objectIdentifiers": ["A.B.V.C"]},
            {"tagId": '"A"."B"."T"', "objectIdentifiers": ['"A"."B"."V"."C"']},
        ),
        ("NetworkPolicy", {"allowedNetworkRuleLists": ["A.B.R"]}, {"allowedNetworkRuleLists": ['"A"."B"."R"']}),
    ],
)
def test_two_spellings_are_no_difference(name: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    """As tried with the real provider 2.20."""
    assert resources.normal(token(name), one) == resources.normal(token(name), other)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("View", {"statement": "SELECT 1 FROM A.B"}, {"statement": 'SELECT 1 FROM "A"."B"'}),
        ("Pipe", {"copyStatement": "COPY INTO A.B.C FROM @S"}, {"copyStatement": 'COPY INTO "A"."B"."C" FROM @S'}),
        ("Table", {"columns": [{"name": "A", "type": "INT"}]}, {"columns": [{"name": "A", "type": "NUMBER(10,0)"}]}),
    ],
)
def test_free_text_is_compared_as_it_is(name: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    """As tried with the real provider 2.20."""
    assert resources.normal(token(name), one) != resources.normal(token(name), other)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Schema", {"isTransient": "false", "withManagedAccess": "false", "comment": ""}),
        ("Warehouse", {"autoResume": "true", "minClusterCount": 1, "scalingPolicy": "standard"}),
        ("Table", {"changeTracking": False}),
        ("StorageIntegrationAws", {"enabled": True, "storageBlockedLocations": []}),
    ],
)
def test_a_default_that_is_said_is_no_difference(name: str, said: dict[str, Any]) -> None:
    """So that an imported resource is the one of the program, whether that says its defaults or not."""
    assert resources.normal(token(name), said) == {}


def test_a_size_that_is_said_is_a_difference() -> None:
    assert resources.normal(token("Warehouse"), {"warehouseSize": "XSMALL"}) == {"warehouseSize": "XSMALL"}


def test_what_is_not_known_yet_stays() -> None:
    late = object()
    kept = resources.normal(token("View"), {"rowAccessPolicy": {"policyName": late}, "columns": late})
    assert kept == {"rowAccessPolicy": {"policyName": late}, "columns": late}


@pytest.mark.parametrize(
    ("name", "inputs", "first"),
    [
        ("View", {"name": "V"}, True),
        ("View", {"name": "V-1a2b3c4", "__defaults": ["name"]}, False),
        ("GrantAccountRole", {"roleName": "A"}, False),
        ("TagAssociation", {"tagValue": "a"}, False),
    ],
)
def test_what_has_a_given_name_is_deleted_before_it_is_replaced(name: str, inputs: dict[str, Any], first: bool) -> None:
    assert resources.deletes_before_replace(token(name), inputs) is first


def test_forced_replacements() -> None:
    """As in the resource map of the provider 2.20; a warehouse only when its size is taken away."""
    assert resources.replaces(token("Warehouse"), WAREHOUSE, {**WAREHOUSE, "warehouseSize": "LARGE"}) == frozenset()
    assert resources.replaces(token("Warehouse"), WAREHOUSE, {"name": "TRACKING_LOAD"}) == {"warehouseSize"}
    assert resources.replaces(token("Schema"), SCHEMA, SCHEMA) == {"isTransient", "database"}
    assert "privileges" not in resources.replaces(token("GrantPrivilegesToDatabaseRole"), GRANT, GRANT)
