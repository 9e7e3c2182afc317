"""AWS's and the provider's own ways, and what the domains' bundles use."""

import json

import pytest

from sandbox.plugin import PluginError
from tests.sandbox.aws.conftest import Driver
from tests.sandbox.aws.lives import (
    ACCESS_BLOCK,
    ATTACHMENT,
    BUCKET,
    BUCKET_POLICY,
    DATABASE,
    LIST_S3,
    LIVES,
    NOTIFICATION,
    POLICY,
    READ_S3,
    ROLE,
    ROLE_POLICY,
    TABLE,
)


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
