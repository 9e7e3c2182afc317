"""A domain's Kafka connector: its keys and its configuration."""

from dataclasses import replace

import pytest

from mesh import Domain, FileIngest, KafkaIngest, MeshError, Warehouse
from mesh.kafka import account_url, connector, no_public_key, public_keys
from mesh.settings import Settings

SETTINGS = Settings(
    "dev",
    "acme",
    "111122223333",
    prefix="DEV",
    kafka_public_keys={"orders": ("MIIa", "MIIb")},
    snowflake_organization_name="ACME",
    snowflake_account_name="MESH_DEV",
)
ORDERS = Domain(
    "orders",
    owner="team-orders@example.com",
    description="Orders",
    warehouses=[Warehouse("load")],
    ingests=[
        KafkaIngest("placed", topic="orders.placed.v1"),
        FileIngest("invoices"),
        KafkaIngest("cancelled", topic="orders.cancelled.v1"),
    ],
)


def test_the_connector_is_ready_for_kafka_connect() -> None:
    assert connector(ORDERS, SETTINGS) == {
        "name": "DEV_ORDERS_KAFKA",
        "config": {
            "connector.class": "com.snowflake.kafka.connector.SnowflakeStreamingSinkConnector",
            "tasks.max": "1",
            "topics": "orders.placed.v1,orders.cancelled.v1",
            "snowflake.topic2table.map": "orders.placed.v1:PLACED,orders.cancelled.v1:CANCELLED",
            "snowflake.url.name": "https://acme-mesh-dev.snowflakecomputing.com",
            "snowflake.user.name": "DEV_ORDERS_KAFKA",
            "snowflake.role.name": "DEV_ORDERS_LOADER",
            "snowflake.private.key": "${file:/run/secrets/dev_orders_kafka.properties:private_key}",
            "snowflake.database.name": "DEV_ORDERS",
            "snowflake.schema.name": "LANDING",
            "snowflake.enable.schematization": "false",
            "snowflake.streaming.validate.compatibility.with.classic": "false",
            "key.converter": "org.apache.kafka.connect.storage.StringConverter",
            "value.converter": "org.apache.kafka.connect.json.JsonConverter",
            "value.converter.schemas.enable": "false",
            "errors.log.enable": "true",
            "errors.tolerance": "none",
        },
    }


def test_the_keys_are_those_of_the_domain() -> None:
    assert public_keys(ORDERS, SETTINGS) == ("MIIa", "MIIb")


def test_a_domain_without_a_key_is_told_where_it_goes() -> None:
    with pytest.raises(MeshError) as raised:
        public_keys(ORDERS, replace(SETTINGS, kafka_public_keys={}))
    (problem,) = raised.value.problems
    assert problem == no_public_key(ORDERS, SETTINGS)
    assert (problem.subject, problem.where, problem.value) == (
        "stack dev",
        "configuration, key datamesh:kafkaPublicKeys",
        "orders",
    )
    assert problem.allowed.endswith("; needed by the ingests of orders: placed, cancelled")


def test_without_an_account_there_is_no_address() -> None:
    with pytest.raises(MeshError) as raised:
        account_url(replace(SETTINGS, snowflake_organization_name=None, snowflake_account_name=None))
    assert [problem.where for problem in raised.value.problems] == [
        "configuration, key snowflake:organizationName",
        "configuration, key snowflake:accountName",
    ]
