"""The durable account: other processes, changes past Pulumi, and moto filled again."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.account import ACCOUNT_ID, AwsAccount, account_ids, open_account
from sandbox.aws.account import TABLE as TABLE_OF_RECORDS
from sandbox.plugin import ACCOUNT_FILE
from sandbox.store import Store
from tests.sandbox.aws.conftest import REGION, Driver
from tests.sandbox.aws.lives import (
    ATTACHMENT,
    BUCKET,
    DATABASE,
    LIVES,
    NOTIFICATION,
    POLICY,
    ROLE,
    ROLE_POLICY,
    TABLE,
    TRUST,
    VERSIONING,
)

Drivers = Callable[..., Driver]


def make_one_of_each(driver: Driver) -> None:
    for type_ in (BUCKET, *(type_ for type_ in LIVES if "/bucket" in type_ and type_ != BUCKET)):
        driver.create(type_, LIVES[type_][1])
    for type_ in (DATABASE, TABLE, POLICY, ROLE, ROLE_POLICY, ATTACHMENT):
        driver.create(type_, LIVES[type_][1])


def test_a_new_process_has_the_same_account(drivers: Drivers) -> None:
    first, second = drivers(), drivers()
    make_one_of_each(first)
    records = first.account.records()
    assert {record.kind for record in records} == set(LIVES)
    with second.account.change():
        second.account.keep_all()
    again = second.account.records()
    assert [(record.id, record.document, record.urn) for record in again] == [
        (record.id, record.document, record.urn) for record in records
    ]
    kept = ("RoleId", "CreateDate", "PolicyId")
    facts = [{name: record.facts.get(name) for name in kept} for record in records]
    assert [{name: record.facts.get(name) for name in kept} for record in again] == facts


def test_the_first_time_of_creation_stays(drivers: Drivers, home: Path) -> None:
    """moto makes an object anew, with the time of that, whenever a process fills it."""
    drivers().create(ROLE, LIVES[ROLE][1])
    store = Store(home / ACCOUNT_FILE)
    ((key, record),) = store.items(TABLE_OF_RECORDS).items()
    record["facts"]["CreateDate"] = "2001-02-03T04:05:06Z"
    with store.transaction():
        store.put(TABLE_OF_RECORDS, key, record)
    with open_account(home, region=REGION) as account:
        account.client("iam").update_role(RoleName="dev-snowflake", MaxSessionDuration=7200)
    assert [found.facts["CreateDate"] for found in drivers().account.records()] == ["2001-02-03T04:05:06Z"]


def test_what_the_account_fills_in_by_itself_is_no_drift(drivers: Drivers, home: Path) -> None:
    driver = drivers()
    driver.create(DATABASE, LIVES[DATABASE][1])
    made = driver.create(TABLE, {"databaseName": "dev_tracking", "name": "plain"})
    with open_account(home, region=REGION) as account:
        table = {"Name": "plain", "Parameters": {"transient_lastDdlTime": "1"}}
        account.client("glue").update_table(DatabaseName="dev_tracking", TableInput=table)
    refreshed = driver.read(made)
    assert refreshed is not None
    assert refreshed.inputs == made.inputs
    assert refreshed.outputs["parameters"] == {"transient_lastDdlTime": "1"}


def test_a_process_sees_what_another_made_in_between(drivers: Drivers, home: Path) -> None:
    driver = drivers()
    driver.create(BUCKET, LIVES[BUCKET][1])
    program = f"""
from pathlib import Path
from sandbox.aws.account import open_account
with open_account(Path({str(home)!r}), region="{REGION}") as account:
    account.client("glue").create_database(DatabaseInput={{"Name": "dev_tracking"}})
"""
    subprocess.run([sys.executable, "-c", program], check=True)
    driver.create(TABLE, LIVES[TABLE][1])


def test_processes_that_change_at_once_lose_nothing(home: Path) -> None:
    program = f"""
import sys
from sandbox.aws.plugin import AwsPlugin
plugin = AwsPlugin()
plugin.configure({{"region": "{REGION}"}})
for number in range(8):
    name = f"{{sys.argv[1]}}-{{number}}"
    plugin.create(name, "{DATABASE}", {{"name": name}}, False)
"""
    started = [subprocess.Popen([sys.executable, "-c", program, name]) for name in ("one", "two")]
    assert [process.wait(timeout=120) for process in started] == [0, 0]
    account = AwsAccount(Store(home / ACCOUNT_FILE), ACCOUNT_ID, REGION)
    names = [f"{ACCOUNT_ID}:{name}-{number}" for name in ("one", "two") for number in range(8)]
    assert [record.id for record in account.records()] == names
    with account.look():
        assert len(account.client("glue").get_databases()["DatabaseList"]) == 16
    account.close()


def test_a_process_that_is_killed_in_a_change_has_not_made_it(home: Path) -> None:
    program = f"""
import os, signal
from pathlib import Path
from sandbox.aws.account import open_account
with open_account(Path({str(home)!r}), region="{REGION}") as account:
    account.client("glue").create_database(DatabaseInput={{"Name": "half"}})
    account.keep_all()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    with open_account(home, region=REGION) as account:
        assert account.records() == []
        assert account.client("glue").get_databases()["DatabaseList"] == []


def changed_table(account: AwsAccount) -> None:
    columns = [{"Name": "brand", "Type": "string", "Comment": "which title"}, {"Name": "extra", "Type": "int"}]
    table = {"Name": "sessions", "Owner": "somebody", "Description": "new", "StorageDescriptor": {"Columns": columns}}
    account.client("glue").update_table(DatabaseName="dev_tracking", TableInput=table)


def test_a_change_past_pulumi_is_read_and_put_right(drivers: Drivers, home: Path) -> None:
    driver = drivers()
    driver.create(DATABASE, LIVES[DATABASE][1])
    made = driver.create(TABLE, LIVES[TABLE][1])
    with open_account(home, region=REGION) as account:
        changed_table(account)

    drifted = driver.read(made)
    assert drifted is not None
    assert drifted.inputs["owner"] == drifted.outputs["owner"] == "somebody"
    assert drifted.inputs["description"] == "new"
    assert "partitionKeys" not in drifted.inputs
    assert drifted.inputs["storageDescriptor"]["columns"][1] == {"name": "extra", "type": "int"}
    back = driver.diff(drifted, LIVES[TABLE][1]).detailed
    assert {
        "owner": "update",
        "description": "delete",
        "storageDescriptor.columns[1]": "delete",
    }.items() <= back.items()
    assert driver.read(driver.update(drifted, LIVES[TABLE][1])) == made


@pytest.mark.parametrize(
    ("type_", "service", "operation", "parameters", "drift"),
    [
        (VERSIONING, "s3", "put_bucket_versioning",
         {"Bucket": "dev-tracking", "VersioningConfiguration": {"Status": "Suspended"}},
         {"versioningConfiguration.status": "update"}),
        (BUCKET, "s3", "put_bucket_tagging", {"Bucket": "dev-tracking", "Tagging": {"TagSet": []}}, {"tags": "add"}),
        (NOTIFICATION, "s3", "put_bucket_notification_configuration",
         {"Bucket": "dev-tracking", "NotificationConfiguration": {}}, None),
        (DATABASE, "glue", "delete_database", {"Name": "dev_tracking"}, None),
        (ROLE, "iam", "update_role", {"RoleName": "dev-snowflake", "MaxSessionDuration": 43200},
         {"description": "add", "maxSessionDuration": "delete"}),
        (POLICY, "iam", "tag_policy",
         {"PolicyArn": f"arn:aws:iam::{ACCOUNT_ID}:policy/dev-read", "Tags": [{"Key": "z", "Value": "z"}]},
         {"tags.z": "delete"}),
        (ATTACHMENT, "iam", "detach_role_policy",
         {"RoleName": "dev-snowflake", "PolicyArn": f"arn:aws:iam::{ACCOUNT_ID}:policy/dev-read"}, None),
    ],
)  # fmt: skip
def test_drift(
    driver: Driver, home: Path, type_: str, service: str, operation: str, parameters: Any, drift: dict[str, str] | None
) -> None:
    """`drift` is the difference that the next preview shows; None: the resource has gone."""
    for before in LIVES[type_][0]:
        driver.create(before, LIVES[before][1])
    made = driver.create(type_, LIVES[type_][1])
    with open_account(home, region=REGION) as account:
        getattr(account.client(service), operation)(**parameters)
    drifted = driver.read(made)
    if drift is None:
        assert drifted is None
    else:
        assert drifted is not None
        assert driver.diff(drifted, LIVES[type_][1]).detailed == drift


def test_what_another_client_made_can_be_imported(driver: Driver, home: Path) -> None:
    with open_account(home, region="eu-central-1") as account:
        account.client("s3", "eu-central-1").create_bucket(
            Bucket="dev-old", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        account.client("iam").create_role(RoleName="old", AssumeRolePolicyDocument=TRUST, Description="by hand")
    assert driver.imported(BUCKET, "dev-old") == {"bucket": "dev-old"}
    assert driver.imported(ROLE, "old") == {"name": "old", "assumeRolePolicy": TRUST, "description": "by hand"}
    assert driver.imported(ROLE, "none") is None
    (bucket, role) = driver.account.records()
    assert (bucket.region, bucket.urn, role.urn) == ("eu-central-1", "", "")


def test_an_error_inside_keeps_nothing(home: Path) -> None:
    def fail() -> None:
        with open_account(home, region=REGION) as account:
            account.client("glue").create_database(DatabaseInput={"Name": "d"})
            account.client("glue").create_database(DatabaseInput={"Name": "d"})

    with pytest.raises(ClientError, match="AlreadyExistsException"):
        fail()
    with open_account(home, region=REGION) as account:
        assert account.client("glue").get_databases()["DatabaseList"] == []


def test_accounts_are_kept_apart(drivers: Drivers, home: Path) -> None:
    drivers(allowedAccountIds=["111122223333"]).create(DATABASE, {"name": "dev_tracking"})
    other = drivers(allowedAccountIds=["444455556666"])
    made = other.create(DATABASE, {"name": "dev_tracking"})
    assert made.id == "444455556666:dev_tracking"
    assert [record.id for record in other.account.records()] == [made.id]
    assert account_ids(Store(home / ACCOUNT_FILE)) == ["111122223333", "444455556666"]
