"""A domain with messages, files and what Spark writes: on the real engine, from nothing to nothing."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from components.recorder import UNKNOWN
from sandbox.aws.account import open_account
from tests.engine.conftest import Project, make

pytestmark = pytest.mark.engine

FILE = "domains/orders/__init__.py"
SETTINGS = "Pulumi.dev.yaml"
DOMAIN = '''"""Orders, from everywhere."""
from mesh import Column, Domain, FileIngest, KafkaIngest, Product, Spark, Warehouse

domain = Domain(
    "orders",
    owner="team-orders@example.com",
    description="Orders",
    warehouses=[Warehouse("load")],
    ingests=[
        KafkaIngest("placed", topic="orders.placed.v1"),
        KafkaIngest("cancelled", topic="orders.cancelled.v1"),
        FileIngest("invoices"),
        FileIngest("rates", format="CSV", columns=[Column("currency", "VARCHAR"), Column("rate", "NUMBER(12, 6)")]),
    ],
    products=[
        Product(
            "forecast",
            description="One row per day",
            columns=[Column("day", "DATE", key=True), Column("orders", "INT"), Column("closes", "TIME")],
            written_by="spark",
        ),
    ],
    spark=Spark(namespace="orders", service_account="jobs"),
)
'''
KEY, OTHER_KEY = ("MII" + letter * 100 for letter in "AB")


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with that one domain, and nothing up."""
    project = make(tmp_path_factory.mktemp("orders"))
    shutil.rmtree(project.folder / "domains")
    (project.folder / "domains" / "orders").mkdir(parents=True)
    (project.folder / FILE).write_text(DOMAIN, encoding="utf-8")
    settings = project.folder / SETTINGS
    lines = settings.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if "datamesh:kafkaPublicKeys" in line)
    lines[start + 1 : start + 3] = ["    orders:", f"      - {KEY}"]
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return project


def planned(project: Project) -> dict[str, Any]:
    """The inputs of a preview's resources by name, its components left out."""
    steps = json.loads(project.pulumi("preview", "--json", "--stack", "dev"))["steps"]
    return {
        step["urn"].rpartition("::")[2]: step["newState"].get("inputs", {})
        for step in steps
        if step["newState"].get("custom")
    }


def test_from_nothing_to_nothing(orders: Project) -> None:
    empty = orders.mesh("sandbox", "show")
    blind = {
        (name, key)
        for name, inputs in planned(orders).items()
        for key, value in inputs.items()
        if UNKNOWN in json.dumps(value)
    }
    assert blind == {
        ("orders-files-notification", "queues"),
        ("orders-files-snowflake-role", "assumeRolePolicy"),
        ("orders-lake-snowflake-role", "assumeRolePolicy"),
    }
    orders.up()
    assert orders.steps() == {}
    _trust_is_mutual(orders)
    _a_key_is_rotated(orders)
    _a_prefix_is_added(orders)
    orders.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes", "--stack", "dev")
    orders.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev")
    assert orders.mesh("sandbox", "show") == empty


def _trust_is_mutual(orders: Project) -> None:
    """The roles trust just those external ids that Snowflake made up, and events go to the pipes' queue."""
    state = {entry["urn"].rpartition("::")[2]: entry.get("outputs", {}) for entry in orders.resources().values()}
    storage = state["orders-files-integration"]["describeOutputs"][0]["externalId"]
    catalog = state["orders-lake-integration"]["describeOutputs"][0]["glueAwsExternalId"]
    (location,) = state["orders-lake-volume"]["describeOutputs"][0]["storageLocations"]
    volume = location["s3StorageLocations"][0]["storageAwsExternalId"]
    with open_account(orders.home, "111122223333", "eu-west-1") as account:
        iam, s3 = account.client("iam"), account.client("s3")
        trusted = {
            name: [
                statement["Condition"]["StringEquals"]["sts:ExternalId"]
                for statement in iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]["Statement"]
            ]
            for name in ("dev_orders-snowflake", "dev_orders-lake")
        }
        events = s3.get_bucket_notification_configuration(Bucket="example-dev-orders-111122223333")
        table = account.client("glue").get_table(DatabaseName="dev_orders", Name="forecast_lake")["Table"]
    assert trusted == {"dev_orders-snowflake": [storage], "dev_orders-lake": [volume, catalog]}
    assert {rule["Id"]: rule["QueueArn"] for rule in events["QueueConfigurations"]} == {
        ingest: state[f"orders-files-{ingest}"]["notificationChannel"] for ingest in ("invoices", "rates")
    }
    assert table["Parameters"]["table_type"] == "ICEBERG"
    assert table["StorageDescriptor"]["Location"] == "s3://example-dev-orders-111122223333/lake/forecast_lake"


def _a_key_is_rotated(orders: Project) -> None:
    orders.edit(SETTINGS, f"      - {KEY}\n", f"      - {KEY}\n      - {OTHER_KEY}\n")
    assert orders.steps() == {"orders-kafka-user": "update"}
    orders.up()
    orders.edit(SETTINGS, f"      - {KEY}\n", "")
    assert orders.steps() == {"orders-kafka-user": "update"}
    orders.up()
    assert orders.steps() == {}


def _a_prefix_is_added(orders: Project) -> None:
    orders.edit(FILE, 'FileIngest("invoices"),', 'FileIngest("invoices"),\n        FileIngest("returns"),')
    steps = orders.steps()
    assert {name: steps[name] for name in steps if steps[name] != "create"} == {
        "orders-bucket-lifecycle": "update",
        "orders-files-integration": "update",
        "orders-files-notification": "update",
        "orders-files-snowflake-policy": "update",
    }
    orders.up()
    assert orders.steps() == {}
