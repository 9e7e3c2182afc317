"""The account served for any AWS client."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from components.recorder import record_program, stack_configuration
from sandbox import environment
from sandbox.aws.server import serve
from sandbox.plugin import HOME_VARIABLE, PluginError
from tests.sandbox.aws.conftest import REGION, Driver
from tests.sandbox.aws.lives import BUCKET, DATABASE, LIVES, TABLE

SERVE = "import sys; from pathlib import Path; from sandbox.aws.server import serve; serve(Path(sys.argv[1]), 0)"


@pytest.fixture
def served(driver: Driver, home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on an account that has a database, and its address."""
    driver.create(DATABASE, LIVES[DATABASE][1])
    driver.account.close()  # or this process's own moto answers instead of the server
    environment = {**os.environ, HOME_VARIABLE: str(home)}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        address = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert address is not None
        yield process, address[0]
        process.terminate()


def client(service: str, address: str) -> Any:
    return boto3.client(
        service, region_name=REGION, endpoint_url=address, aws_access_key_id="any", aws_secret_access_key="any"
    )


def test_any_client_sees_the_account_and_its_later_changes(
    driver: Driver, served: tuple[subprocess.Popen[str], str]
) -> None:
    _, address = served
    glue, s3 = client("glue", address), client("s3", address)
    assert glue.get_database(Name="dev_tracking")["Database"]["Description"] == "Web and app"
    assert s3.list_buckets()["Buckets"] == []
    driver.create(BUCKET, LIVES[BUCKET][1])
    driver.account.close()
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["dev-tracking"]


def test_any_glue_client_finds_the_products(driver: Driver, served: tuple[subprocess.Popen[str], str]) -> None:
    """What it reads of a product is all that a consumer needs to judge it and to ask for it."""
    project = environment.REPOSITORY
    recording = record_program(project, "prod", stack_configuration(project, "prod"))
    for type_ in (BUCKET, DATABASE, TABLE):
        for resource in recording.of_type(type_):
            driver.create(type_, dict(resource.inputs), resource.name)
    driver.account.close()
    glue = client("glue", served[1])
    names = {each["Name"] for each in glue.get_databases()["DatabaseList"]}
    assert {"customer", "tracking"} <= names
    tables = {
        table["Name"]: table for name in sorted(names) for table in glue.get_tables(DatabaseName=name)["TableList"]
    }
    assert len(tables) == len(recording.of_type(TABLE))
    people, interests, lake = (tables[name] for name in ("contact_people", "interests", "interests_lake"))
    assert (people["Description"], people["Owner"]) == ("One row per customer account", "team-customer@example.com")
    assert people["StorageDescriptor"]["Columns"][3] == {
        "Name": "born_on",
        "Type": "date",
        "Comment": "If the customer told us",
        "Parameters": {"classification": "birth_date", "snowflake.type": "DATE"},
    }
    assert people["Parameters"] == {
        "classification": "snowflake",
        "contract": "https://contracts.example.com/customer/contact",
        "snowflake.account": "EXAMPLE-MESH_PROD",
        "snowflake.database": "CUSTOMER",
        "snowflake.schema": "CONTACT",
        "snowflake.view": "PEOPLE",
    }
    assert lake["StorageDescriptor"]["Location"] == "s3://example-tracking-444455556666/lake/interests_lake"
    assert interests["Parameters"]["lake.table"] == "interests_lake"
    assert interests["Parameters"]["snowflake.view"] == "INTERESTS"


def test_what_a_client_changes_is_kept(driver: Driver, served: tuple[subprocess.Popen[str], str]) -> None:
    _, address = served
    client("glue", address).update_database(Name="dev_tracking", DatabaseInput={"Name": "dev_tracking"})
    client("iam", address).create_role(RoleName="r", AssumeRolePolicyDocument="{}")
    imported = driver.imported(DATABASE, "123456789012:dev_tracking")
    assert imported == {"name": "dev_tracking", "tags": {"x": "y"}}
    assert [record.id for record in driver.account.records()][-1] == "r"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(served: tuple[subprocess.Popen[str], str], number: int) -> None:
    process, _ = served
    process.send_signal(number)
    assert process.wait(timeout=10) == 0


def test_one_of_several_accounts_must_be_named(driver: Driver, drivers: Any, home: Path) -> None:
    driver.create(DATABASE, LIVES[DATABASE][1])
    drivers(allowedAccountIds=["111122223333"]).create(DATABASE, LIVES[DATABASE][1])
    with pytest.raises(PluginError, match="several AWS accounts, 111122223333, 123456789012: say which"):
        serve(home, 0)
    with pytest.raises(PluginError, match=r"no AWS account 999; it has 111122223333, 123456789012$"):
        serve(home, 0, "999")
