"""What is a difference to the provider, and which of it replaces."""

import json
from collections.abc import Callable

import pytest

from tests.sandbox.aws.conftest import REGION, Driver, Values
from tests.sandbox.aws.lives import (
    ATTACHMENT,
    BUCKET,
    DATABASE,
    LIVES,
    NOTIFICATION,
    POLICY,
    QUEUE,
    READ_S3,
    ROLE,
    ROLE_POLICY,
    TABLE,
    VERSIONING,
)


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
