"""What the plugin refuses, before AWS and in its words."""

from collections.abc import Callable

import pytest

from sandbox.plugin import PluginError
from sandbox.wire import UNKNOWN
from tests.sandbox.aws.conftest import Driver, Values
from tests.sandbox.aws.lives import (
    ACCESS_BLOCK,
    ATTACHMENT,
    BUCKET,
    BUCKET_POLICY,
    DATABASE,
    LIVES,
    NOTIFICATION,
    OWNERSHIP,
    POLICY,
    READ_S3,
    ROLE,
    ROLE_POLICY,
    TABLE,
    TRUST,
    VERSIONING,
)


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
