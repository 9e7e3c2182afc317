"""Every resource type's life through the plugin, and what the plugin refuses."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.aws.account import KINDS
from sandbox.aws.plugin import AwsPlugin
from sandbox.plugin import PluginError
from sandbox.wire import UNKNOWN
from tests.sandbox.aws.conftest import REGION, Driver, Values

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


def test_there_is_a_life_of_every_type() -> None:
    assert set(LIVES) == set(KINDS)


@pytest.mark.parametrize("type_", LIVES, ids=lambda type_: type_.rpartition(":")[2])
def test_a_resources_life(driver: Driver, type_: str) -> None:
    needed, inputs, changes, difference, id_, outputs = LIVES[type_]
    for before in needed:
        driver.create(before, LIVES[before][1])

    previewed = driver.preview(type_, inputs)
    made = driver.create(type_, inputs)
    assert made.id == id_
    assert {name: made.outputs[name] for name in outputs} == outputs
    assert set(previewed) == set(made.outputs)
    assert {name for name, value in previewed.items() if value != made.outputs[name] and value is not UNKNOWN} == set()

    refreshed = driver.read(made)
    assert refreshed == made
    imported = driver.imported(type_, id_)
    assert imported is not None
    assert driver.diff(made, {**imported, **inputs}).detailed == {}

    changed_inputs = {**inputs, **changes}
    assert driver.diff(made, changed_inputs).detailed == difference
    assert set(driver.update(made, changed_inputs, preview=True).outputs) >= set(outputs)
    assert driver.read(made) == made, "a preview changed the account"
    changed = driver.update(made, changed_inputs)
    assert driver.read(changed) == changed

    driver.delete(changed)
    driver.delete(changed)
    left = driver.read(changed)
    assert left is None or type_ == VERSIONING, "versioning is only ever suspended"


def test_the_preview_of_a_creation_does_not_know_what_aws_computes(driver: Driver) -> None:
    outputs = driver.preview(BUCKET, {"bucket": "dev-tracking"})
    assert (outputs["bucket"], outputs["arn"]) == ("dev-tracking", UNKNOWN)


def test_unknown_inputs_are_taken_to_be_right_in_a_preview(driver: Driver) -> None:
    columns = [{"name": UNKNOWN, "type": "string"}, UNKNOWN]
    inputs = {"databaseName": UNKNOWN, "name": "t", "parameters": {"view": UNKNOWN}, "storageDescriptor": UNKNOWN}
    assert driver.preview(TABLE, inputs)["storageDescriptor"] is UNKNOWN
    driver.preview(TABLE, {**inputs, "storageDescriptor": {"columns": columns}})
    driver.preview(BUCKET_POLICY, {"bucket": UNKNOWN, "policy": UNKNOWN})
    driver.preview(BUCKET, {"bucket": UNKNOWN, "tags": UNKNOWN})


@pytest.mark.parametrize(
    ("type_", "inputs", "property_", "words"),
    [
        (BUCKET, {"bucketName": "x"}, "bucketName", "did you mean"),
        (VERSIONING, {"bucket": "dev-tracking"}, "versioningConfiguration", "is missing"),
        (ACCESS_BLOCK, {"bucket": "dev-tracking", "blockPublicAcls": "yes"}, "blockPublicAcls", "be true or false"),
        (BUCKET, {"bucket": "DEV_TRACKING"}, "bucket", "3 to 63 lower-case letters"),
        (BUCKET, {"bucket": "ab"}, "bucket", "3 to 63 lower-case letters"),
        (BUCKET, {"bucket": "a" * 64}, "bucket", "3 to 63 lower-case letters"),
        (BUCKET, {"bucket": "10.0.0.1"}, "bucket", "no IP address"),
        (BUCKET, {"bucket": "a..b"}, "bucket", "no two dots in a row"),
        (BUCKET, {"bucket": "xn--tracking"}, "bucket", "no reserved prefix"),
        (BUCKET, {"bucket": "dev", "versioning": {"enabled": True}}, "versioning", "aws.s3.BucketVersioning"),
        (BUCKET, {"bucketPrefix": "dev"}, "bucketPrefix", "the whole name in 'bucket'"),
        (BUCKET_POLICY, {"bucket": "dev-tracking", "policy": "{'a'}"}, "policy", "must be a policy in JSON"),
        (NOTIFICATION, {"bucket": "dev-tracking", "eventbridge": True}, "eventbridge", "'queues' or 'topics'"),
        (VERSIONING, {"bucket": "dev", "versioningConfiguration": {"status": "Disabled"}},
         "versioningConfiguration.status", "Enabled and Suspended"),
        (DATABASE, {"name": "Tracking"}, "name", "no upper-case letter"),
        (TABLE, {"databaseName": "Tracking", "name": "x"}, "databaseName", "no upper-case letter"),
        (ROLE, {"name": "a b", "assumeRolePolicy": TRUST}, "name", "1 to 64 letters"),
        (ROLE, {"name": "r", "assumeRolePolicy": TRUST, "managedPolicyArns": ["x"]}, "managedPolicyArns",
         "aws.iam.RolePolicyAttachment"),
        ("aws:sqs/queue:Queue", {}, "", "has no aws:sqs/queue:Queue. It has: aws:glue/catalogDatabase"),
    ],
)  # fmt: skip
def test_wrong_inputs_fail_the_check(driver: Driver, type_: str, inputs: Values, property_: str, words: str) -> None:
    _, failures = driver.check(type_, inputs)
    assert [failure.property for failure in failures] == [property_]
    assert words in failures[0].reason


@pytest.mark.parametrize(
    ("type_", "inputs", "words"),
    [
        (TABLE, {"databaseName": "d", "name": "t", "owner": "x" * 256},
         "glue: Parameter validation failed:\nInvalid length for parameter TableInput.Owner, value: 256"),
        (OWNERSHIP, {"bucket": "dev-tracking", "rule": {"objectOwnership": "Mine"}},
         "Invalid value for parameter OwnershipControls.Rules[0].ObjectOwnership, value: Mine, valid values:"),
        (ROLE, {"name": "r", "assumeRolePolicy": TRUST, "maxSessionDuration": 60},
         "Invalid value for parameter MaxSessionDuration, value: 60, valid min value: 3600"),
        (ROLE_POLICY, {"name": "p", "role": "", "policy": READ_S3}, "Invalid length for parameter RoleName"),
    ],
)  # fmt: skip
def test_botocores_validation_applies_in_a_preview(driver: Driver, type_: str, inputs: Values, words: str) -> None:
    checked, failures = driver.check(type_, inputs)
    assert failures == []
    with pytest.raises(PluginError) as refused:
        driver.plugin.create(driver.urn(type_), type_, checked, True)
    assert words in str(refused.value)


def test_botocores_validation_applies_to_an_update(driver: Driver) -> None:
    made = driver.create(ROLE, LIVES[ROLE][1])
    with pytest.raises(PluginError, match="valid min value: 3600"):
        driver.update(made, {**LIVES[ROLE][1], "maxSessionDuration": 60}, preview=True)


@pytest.mark.parametrize(
    ("type_", "inputs", "words"),
    [
        (VERSIONING, LIVES[VERSIONING][1], "s3 PutBucketVersioning: NoSuchBucket: The specified bucket does not exist"),
        (TABLE, LIVES[TABLE][1], "glue CreateTable: EntityNotFoundException: Database dev_tracking not found."),
        (ATTACHMENT, LIVES[ATTACHMENT][1], "iam AttachRolePolicy: NoSuchEntity"),
    ],
)
def test_what_aws_refuses_is_told_in_its_words_and_leaves_nothing(
    driver: Driver, type_: str, inputs: Values, words: str
) -> None:
    with pytest.raises(PluginError) as refused:
        driver.create(type_, inputs)
    assert words in str(refused.value)
    assert driver.account.records() == []


def test_a_creation_that_fails_half_way_takes_all_of_it_back(driver: Driver) -> None:
    with pytest.raises(PluginError, match="InvalidTag"):
        driver.create(BUCKET, {"bucket": "dev-tracking", "tags": {"aws:mine": "x"}})
    driver.create(BUCKET, {"bucket": "dev-tracking"})


@pytest.mark.parametrize("type_", [BUCKET, DATABASE, TABLE, ROLE, POLICY], ids=lambda type_: type_.rpartition(":")[2])
def test_what_exists_is_refused_in_the_preview_already(driver: Driver, type_: str) -> None:
    needed, inputs, *_ = LIVES[type_]
    for before in needed:
        driver.create(before, LIVES[before][1])
    made = driver.create(type_, inputs, name="first")
    with pytest.raises(PluginError, match=r"Already.*was created by urn:pulumi:dev::mesh::.*::first"):
        driver.preview(type_, inputs, name="second")
    with pytest.raises(PluginError, match="Already"):
        driver.create(type_, inputs, name="second")
    driver.preview(type_, inputs, name="first")  # its own replacement, which the engine deletes before
    assert driver.read(made) == made


def test_a_bucket_of_another_account_is_refused(drivers: Callable[..., Driver]) -> None:
    drivers(allowedAccountIds=["111122223333"]).create(BUCKET, {"bucket": "dev-tracking"})
    other = drivers(allowedAccountIds=["444455556666"])
    with pytest.raises(PluginError, match="BucketAlreadyExists"):
        other.preview(BUCKET, {"bucket": "dev-tracking"})
    with pytest.raises(PluginError, match="BucketAlreadyExists"):
        other.create(BUCKET, {"bucket": "dev-tracking"})


@pytest.mark.parametrize(
    ("type_", "changes", "replaced"),
    [
        (BUCKET, {"bucket": "dev-other"}, ["bucket"]),
        (BUCKET, {"region": "eu-central-1"}, ["region"]),
        (VERSIONING, {"bucket": "dev-other"}, ["bucket"]),
        (DATABASE, {"name": "other"}, ["name"]),
        (TABLE, {"databaseName": "other"}, ["databaseName"]),
        (ROLE, {"path": "/mesh/"}, ["path"]),
        (POLICY, {"description": "x"}, ["description"]),
        (ROLE_POLICY, {"role": "other"}, ["role"]),
        (ATTACHMENT, {"policyArn": "arn:aws:iam::123456789012:policy/other"}, ["policyArn"]),
    ],
)
def test_forced_replacements(driver: Driver, type_: str, changes: Values, replaced: list[str]) -> None:
    inputs = LIVES[type_][1]
    detailed = driver.plugin.diff("urn", type_, "id", inputs, {}, {**inputs, **changes}).detailed
    assert [path for path, change in detailed.items() if change.endswith("-replace")] == replaced


def test_a_replacement_under_the_same_name_deletes_first(driver: Driver) -> None:
    role = LIVES[ROLE][1]
    assert driver.plugin.diff("urn", ROLE, "id", role, {}, {**role, "path": "/mesh/"}).delete_before_replace
    assert not driver.plugin.diff("urn", ROLE, "id", role, {}, {**role, "name": "other"}).delete_before_replace


def test_a_policy_that_means_the_same_is_no_difference(driver: Driver) -> None:
    made = driver.create(POLICY, LIVES[POLICY][1])
    (statement,) = json.loads(READ_S3)["Statement"]
    alone = json.dumps({"Version": "2012-10-17", "Statement": {**statement, "Resource": ["*"]}}, indent=2)
    assert driver.diff(made, {**LIVES[POLICY][1], "policy": alone}).detailed == {}


def test_the_order_of_a_set_is_no_difference(driver: Driver) -> None:
    driver.create(BUCKET, LIVES[BUCKET][1])
    events = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    inputs = {"bucket": "dev-tracking", "queues": [{**QUEUE, "events": events}]}
    made = driver.create(NOTIFICATION, inputs)
    other = {"bucket": "dev-tracking", "queues": [{**QUEUE, "events": events[::-1]}]}
    assert driver.diff(made, other).detailed == {}


def test_default_tags_are_part_of_the_tags(drivers: Callable[..., Driver]) -> None:
    tagged = drivers(defaultTags={"tags": {"stack": "dev", "domain": "none"}})
    made = tagged.create(BUCKET, {"bucket": "dev-tracking", "tags": {"domain": "tracking"}})
    assert made.inputs["tags"] == made.outputs["tagsAll"] == {"stack": "dev", "domain": "tracking"}
    assert "tags" not in tagged.check(VERSIONING, LIVES[VERSIONING][1])[0]
    plain = drivers()
    assert plain.diff(made, {"bucket": "dev-tracking", "tags": {"domain": "tracking"}}).detailed == {
        "tags.stack": "delete"
    }


def test_a_missing_name_is_made_once(driver: Driver) -> None:
    made = driver.create(DATABASE, {"description": "x"}, name="It")
    assert made.inputs["name"].startswith("it-")
    assert len(made.inputs["name"]) == len("it-1234567")
    assert driver.diff(made, {"description": "x"}).detailed == {}


def test_a_resource_may_be_in_another_region(driver: Driver) -> None:
    made = driver.create(DATABASE, {"name": "dev_tracking", "region": "eu-central-1"})
    assert made.outputs["arn"] == "arn:aws:glue:eu-central-1:123456789012:database/dev_tracking"
    assert driver.read(made) == made
    driver.create(DATABASE, {"name": "dev_tracking"}, name="at home")
    driver.delete(made)
    assert [record.region for record in driver.account.records()] == [REGION]


def test_an_iceberg_tables_own_parameters_are_glues_and_stay(driver: Driver) -> None:
    driver.create(DATABASE, LIVES[DATABASE][1])
    inputs = {
        "databaseName": "dev_tracking",
        "name": "events",
        "parameters": {"write.format": "parquet"},
        "storageDescriptor": {"location": "s3://dev-tracking/events", "columns": [{"name": "id", "type": "string"}]},
        "openTableFormatInput": {"icebergInput": {"metadataOperation": "CREATE", "version": "2"}},
    }
    made = driver.create(TABLE, inputs)
    assert made.outputs["parameters"] == {"write.format": "parquet"}
    changed = driver.update(made, {**inputs, "parameters": {"write.format": "orc"}})
    assert driver.read(changed) == changed
    with driver.account.look():
        table = driver.account.client("glue").get_table(DatabaseName="dev_tracking", Name="events")["Table"]
    assert table["Parameters"] == {"write.format": "orc", "table_type": "ICEBERG"}


def test_an_attachment_of_a_policy_of_amazons_own(driver: Driver) -> None:
    driver.create(ROLE, LIVES[ROLE][1])
    inputs = {"role": "dev-snowflake", "policyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}
    made = driver.create(ATTACHMENT, inputs)
    assert driver.read(made) == made


def test_a_role_in_use_is_kept_unless_it_may_be_detached(driver: Driver) -> None:
    for type_ in (ROLE, POLICY, ATTACHMENT, ROLE_POLICY):
        driver.create(type_, LIVES[type_][1])
    role = driver.create(ROLE, {**LIVES[ROLE][1], "name": "other"})
    role.id, role.inputs["name"] = "dev-snowflake", "dev-snowflake"
    with pytest.raises(PluginError, match="iam DeleteRole: DeleteConflict"):
        driver.delete(role)
    role.inputs["forceDetachPolicies"] = True
    driver.delete(role)
    assert [record.id for record in driver.account.records()] == ["arn:aws:iam::123456789012:policy/dev-read", "other"]


def test_a_database_takes_its_tables_along(driver: Driver) -> None:
    database = driver.create(DATABASE, LIVES[DATABASE][1])
    table = driver.create(TABLE, LIVES[TABLE][1])
    driver.delete(database)
    assert driver.read(table) is None


def test_a_public_access_block_may_be_left_behind(driver: Driver) -> None:
    driver.create(BUCKET, LIVES[BUCKET][1])
    made = driver.create(ACCESS_BLOCK, {**LIVES[ACCESS_BLOCK][1], "skipDestroy": True})
    driver.delete(made)
    assert driver.read(made) == made


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({}, "no AWS region"),
        ({"region": "Frankfurt"}, "'Frankfurt' is no AWS region"),
        ({"region": REGION, "regoin": "x"}, "did you mean 'region'?"),
        ({"region": REGION, "defaultTags": {"a": "b"}}, "there is no input 'defaultTags.a'"),
    ],
)
def test_wrong_provider_config(monkeypatch: pytest.MonkeyPatch, config: Values, words: str) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    _, failures = AwsPlugin().check_config(config)
    assert words in failures[0].reason


def test_the_region_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", REGION)
    assert AwsPlugin().check_config({})[1] == []


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("aws:index/getCallerIdentity:getCallerIdentity", {"accountId": "111122223333", "id": "111122223333"}),
        ("aws:index/getRegion:getRegion", {"region": REGION, "id": REGION}),
        ("aws:index/getPartition:getPartition", {"partition": "aws"}),
    ],
)
def test_invokes(drivers: Callable[..., Driver], token: str, expected: dict[str, Any]) -> None:
    answer = drivers(allowedAccountIds=["111122223333"]).plugin.invoke(token, {})
    assert {name: answer[name] for name in expected} == expected


def test_an_unknown_invoke_is_refused(driver: Driver) -> None:
    with pytest.raises(PluginError, match="does not answer aws:s3/getBucket:getBucket; it answers aws:index"):
        driver.plugin.invoke("aws:s3/getBucket:getBucket", {})


def test_what_changes_nothing_loads_neither_boto3_nor_moto(driver: Driver, home: Any) -> None:
    """In a process of its own: checks, differences and reads must stay cheap."""
    import subprocess

    made = driver.create(BUCKET, {"bucket": "dev-tracking"})
    program = f"""
import sys
from sandbox.aws.plugin import AwsPlugin
plugin = AwsPlugin()
plugin.configure({{"region": "{REGION}"}})
inputs, failures = plugin.check("u", "{BUCKET}", {{}}, {made.inputs!r})
assert not failures and not plugin.diff("u", "{BUCKET}", "dev-tracking", inputs, {{}}, inputs).detailed
assert plugin.read("u", "{BUCKET}", "dev-tracking", inputs, {{}}) is not None
print([name for name in ("boto3", "botocore", "moto") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- what the bundle's domains use --------------------------------------------------------------------------------


def test_events_go_to_several_queues_of_snowflakes_account(driver: Driver) -> None:
    """Auto-ingest: one notification a bucket, a queue for each pipe's prefix; whether they exist is not looked at."""
    driver.create(BUCKET, {"bucket": "dev-tracking"}, "bucket")
    arn = "arn:aws:sqs:eu-west-1:123456789001:sf-snowpipe-AIDA"
    pipes = [
        {"id": name, "queueArn": f"{arn}{name}", "events": ["s3:ObjectCreated:*"], "filterPrefix": f"landing/{name}/"}
        for name in ("clicks", "orders", "returns")
    ]
    made = driver.create(NOTIFICATION, {"bucket": "dev-tracking", "queues": pipes})
    read = driver.read(made)
    assert read is not None
    assert read.inputs["queues"] == pipes
    assert driver.diff(read, {"bucket": "dev-tracking", "queues": pipes}).detailed == {}
    fewer = driver.update(read, {"bucket": "dev-tracking", "queues": pipes[:1]})
    answer = driver.account.client("s3").get_bucket_notification_configuration(Bucket="dev-tracking")
    assert [each["QueueArn"] for each in answer["QueueConfigurations"]] == [f"{arn}clicks"]
    driver.delete(fewer)
    answer = driver.account.client("s3").get_bucket_notification_configuration(Bucket="dev-tracking")
    assert "QueueConfigurations" not in answer


def test_a_role_for_a_service_account_of_kubernetes(driver: Driver) -> None:
    """IRSA: the cluster's identity provider is trusted for one service account; two inline policies beside it."""
    issuer = "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                f"{issuer}:sub": "system:serviceaccount:tracking:spark",
                f"{issuer}:aud": "sts.amazonaws.com",
            }
        },
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = driver.create(ROLE, {"name": "dev-spark", "assumeRolePolicy": trust}, "role")
    for name, policy in (("files", READ_S3), ("catalog", LIST_S3)):
        driver.create(ROLE_POLICY, {"name": name, "role": "dev-spark", "policy": policy}, name)
    read = driver.read(role)
    assert read is not None
    assert driver.diff(read, {"name": "dev-spark", "assumeRolePolicy": trust}).detailed == {}
    other = trust.replace(":spark", ":flink")
    changed = driver.update(read, {"name": "dev-spark", "assumeRolePolicy": other})
    answer = driver.account.client("iam").get_role(RoleName="dev-spark")["Role"]["AssumeRolePolicyDocument"]
    assert answer == json.loads(other)
    names = driver.account.client("iam").list_role_policies(RoleName="dev-spark")["PolicyNames"]
    assert sorted(names) == ["catalog", "files"]
    with pytest.raises(PluginError, match="DeleteConflict"):
        driver.delete(changed)


def test_a_bucket_that_takes_encrypted_transport_only(driver: Driver) -> None:
    driver.create(BUCKET, {"bucket": "dev-tracking"}, "bucket")
    statement = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::dev-tracking", "arn:aws:s3:::dev-tracking/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = driver.create(BUCKET_POLICY, {"bucket": "dev-tracking", "policy": policy})
    assert driver.imported(BUCKET_POLICY, "dev-tracking") == made.inputs
    spelled = json.dumps({"Statement": [statement], "Version": "2012-10-17"})
    assert driver.diff(made, {"bucket": "dev-tracking", "policy": spelled}).detailed == {}


def test_an_iceberg_table_of_the_catalog_with_partition_keys(driver: Driver) -> None:
    driver.create(DATABASE, {"name": "dev_tracking"}, "database")
    table = {
        "name": "events",
        "databaseName": "dev_tracking",
        "tableType": "EXTERNAL_TABLE",
        "openTableFormatInput": {"icebergInput": {"metadataOperation": "CREATE", "version": "2"}},
        "partitionKeys": [{"name": "day", "type": "date"}],
        "storageDescriptor": {
            "location": "s3://dev-tracking/lake/events",
            "columns": [{"name": "page", "type": "string"}],
        },
    }
    made = driver.create(TABLE, table)
    read = driver.read(made)
    assert read is not None
    assert driver.diff(read, table).detailed == {}
    found = driver.account.client("glue").get_table(DatabaseName="dev_tracking", Name="events")["Table"]
    assert found["Parameters"]["table_type"] == "ICEBERG"
    assert found["PartitionKeys"] == [{"Name": "day", "Type": "date"}]
    wider = [*table["storageDescriptor"]["columns"], {"name": "clicks", "type": "bigint"}]  # type: ignore[index]
    changed = {**table, "storageDescriptor": {**table["storageDescriptor"], "columns": wider}}  # type: ignore[dict-item]
    assert driver.diff(read, changed).detailed == {"storageDescriptor.columns[1]": "add"}
    driver.delete(driver.update(read, changed))
