"""Changes of what holds and runs things, each with the statements that it sends: warehouses, containers, the lake."""

from typing import Any

IN_CORE = {"database": "TRACKING", "schema": "CORE"}
WAREHOUSE = {"name": "TRACKING_LOAD", "warehouseSize": "SMALL", "resourceMonitor": "TRACKING_MONITOR"}
SCHEMA = {"name": "CORE", "database": "TRACKING"}

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
]
