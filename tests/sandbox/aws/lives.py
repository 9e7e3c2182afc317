"""A resource of every type: its inputs, how they change, and what comes of it."""

import json

from tests.sandbox.aws.conftest import REGION, Values

BUCKET = "aws:s3/bucket:Bucket"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
NOTIFICATION = "aws:s3/bucketNotification:BucketNotification"
DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
TABLE = "aws:glue/catalogTable:CatalogTable"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
POLICY = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

READ_S3 = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)
LIST_S3 = READ_S3.replace("GetObject", "ListBucket")
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"}, "Action": "sts:AssumeRole"}
        ],
    }
)
QUEUE = {"id": "pipe", "queueArn": "arn:aws:sqs:eu-west-1:999999999999:sf-snowpipe", "events": ["s3:ObjectCreated:*"]}
LIFECYCLE_RULE = {
    "id": "old",
    "status": "Enabled",
    "filter": {"and": {"prefix": "landing/", "tags": {"keep": "no"}}},
    "noncurrentVersionExpiration": {"noncurrentDays": 9},
    "transitions": [{"days": 30, "storageClass": "GLACIER"}],
}

# What must be there first, inputs, changed inputs, the difference, the id, some outputs.
LIVES: dict[str, tuple[list[str], Values, Values, dict[str, str], str, Values]] = {
    BUCKET: (
        [],
        {"bucket": "dev-tracking", "tags": {"domain": "tracking", "old": "x"}},
        {"tags": {"domain": "tracking", "new": "y"}},
        {"tags.old": "delete", "tags.new": "add"},
        "dev-tracking",
        {
            "arn": "arn:aws:s3:::dev-tracking",
            "bucketDomainName": "dev-tracking.s3.amazonaws.com",
            "bucketRegionalDomainName": "dev-tracking.s3.eu-west-1.amazonaws.com",
            "forceDestroy": False,
            "hostedZoneId": "Z1BKCTXD74EZPE",
            "region": REGION,
            "tagsAll": {"domain": "tracking", "old": "x"},
        },
    ),
    VERSIONING: (
        [BUCKET],
        {"bucket": "dev-tracking", "versioningConfiguration": {"status": "Enabled"}},
        {"versioningConfiguration": {"status": "Suspended"}},
        {"versioningConfiguration.status": "update"},
        "dev-tracking",
        {"versioningConfiguration": {"status": "Enabled"}},
    ),
    ENCRYPTION: (
        [BUCKET],
        {"bucket": "dev-tracking", "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        {
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "alias/k"},
                    "bucketKeyEnabled": True,
                }
            ]
        },
        {"rules[0]": "add"},
        "dev-tracking",
        {"bucket": "dev-tracking"},
    ),
    ACCESS_BLOCK: (
        [BUCKET],
        {"bucket": "dev-tracking", "blockPublicAcls": True, "restrictPublicBuckets": True},
        {"restrictPublicBuckets": False},
        {"restrictPublicBuckets": "update"},
        "dev-tracking",
        {"blockPublicAcls": True, "ignorePublicAcls": False, "skipDestroy": False},
    ),
    LIFECYCLE: (
        [BUCKET],
        {"bucket": "dev-tracking", "rules": [LIFECYCLE_RULE]},
        {"rules": [{"id": "old", "status": "Disabled", "filter": {"prefix": ""}, "expiration": {"days": 3}}]},
        {
            "rules[0].status": "update",
            "rules[0].filter.and": "delete",
            "rules[0].filter.prefix": "add",
            "rules[0].noncurrentVersionExpiration": "delete",
            "rules[0].transitions": "delete",
            "rules[0].expiration": "add",
        },
        "dev-tracking",
        {"transitionDefaultMinimumObjectSize": "all_storage_classes_128K"},
    ),
    OWNERSHIP: (
        [BUCKET],
        {"bucket": "dev-tracking", "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        {"rule": {"objectOwnership": "ObjectWriter"}},
        {"rule.objectOwnership": "update"},
        "dev-tracking",
        {"rule": {"objectOwnership": "BucketOwnerEnforced"}},
    ),
    BUCKET_POLICY: (
        [BUCKET],
        {"bucket": "dev-tracking", "policy": READ_S3},
        {"policy": LIST_S3},
        {"policy": "update"},
        "dev-tracking",
        {"policy": READ_S3},
    ),
    NOTIFICATION: (
        [BUCKET],
        {"bucket": "dev-tracking", "queues": [{**QUEUE, "filterPrefix": "landing/"}]},
        {"queues": [{**QUEUE, "filterPrefix": "raw/", "filterSuffix": ".json"}]},
        {"queues[0].filterPrefix": "update", "queues[0].filterSuffix": "add"},
        "dev-tracking",
        {"eventbridge": False, "queues": [{**QUEUE, "filterPrefix": "landing/"}]},
    ),
    DATABASE: (
        [],
        {"name": "dev_tracking", "description": "Web and app", "parameters": {"owner": "a"}, "tags": {"x": "y"}},
        {"description": "Apps", "tags": {}},
        {"description": "update", "tags.x": "delete"},
        "123456789012:dev_tracking",
        {
            "arn": "arn:aws:glue:eu-west-1:123456789012:database/dev_tracking",
            "catalogId": "123456789012",
            "createTableDefaultPermissions": [
                {"permissions": ["ALL"], "principal": {"dataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}}
            ],
        },
    ),
    TABLE: (
        [DATABASE],
        {
            "name": "sessions",
            "databaseName": "dev_tracking",
            "owner": "a",
            "tableType": "EXTERNAL_TABLE",
            "parameters": {"classification": "snowflake", "snowflake.view": "SESSIONS"},
            "partitionKeys": [{"name": "day", "type": "date"}],
            "storageDescriptor": {
                "location": "s3://dev-tracking/sessions",
                "columns": [{"name": "brand", "type": "string", "comment": "which title"}],
                "serDeInfo": {"serializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
            },
        },
        {"owner": "b", "storageDescriptor": {"columns": [{"name": "brand", "type": "varchar(10)"}]}},
        {
            "owner": "update",
            "storageDescriptor.location": "delete",
            "storageDescriptor.columns[0].type": "update",
            "storageDescriptor.columns[0].comment": "delete",
            "storageDescriptor.serDeInfo": "delete",
        },
        "123456789012:dev_tracking:sessions",
        {"arn": "arn:aws:glue:eu-west-1:123456789012:table/dev_tracking/sessions", "retention": 0},
    ),
    ROLE: (
        [],
        {"name": "dev-snowflake", "assumeRolePolicy": TRUST, "description": "Snowflake reads"},
        {"description": "Snowflake writes", "maxSessionDuration": 7200, "tags": {"a": "b"}},
        {"description": "update", "maxSessionDuration": "add", "tags": "add"},
        "dev-snowflake",
        {
            "arn": "arn:aws:iam::123456789012:role/dev-snowflake",
            "forceDetachPolicies": False,
            "maxSessionDuration": 3600,
            "path": "/",
        },
    ),
    ROLE_POLICY: (
        [ROLE],
        {"name": "read", "role": "dev-snowflake", "policy": READ_S3},
        {"policy": LIST_S3},
        {"policy": "update"},
        "dev-snowflake:read",
        {"name": "read"},
    ),
    POLICY: (
        [],
        {"name": "dev-read", "policy": READ_S3, "tags": {"a": "b"}},
        {"policy": LIST_S3, "tags": {"c": "d"}},
        {"policy": "update", "tags.a": "delete", "tags.c": "add"},
        "arn:aws:iam::123456789012:policy/dev-read",
        {"arn": "arn:aws:iam::123456789012:policy/dev-read", "attachmentCount": 0, "path": "/"},
    ),
    ATTACHMENT: (
        [ROLE, POLICY],
        {"role": "dev-snowflake", "policyArn": "arn:aws:iam::123456789012:policy/dev-read"},
        {},
        {},
        "dev-snowflake/arn:aws:iam::123456789012:policy/dev-read",
        {"role": "dev-snowflake"},
    ),
}
