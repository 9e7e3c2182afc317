"""Ingests, lake products and Spark jobs of a domain: what is registered for them, and in what order."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.recorder import UNKNOWN, Recording, Registered
from mesh import Column, FileIngest, KafkaIngest, MeshError, Product, Spark

GRANT = "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole"
TABLE = "snowflake:index/table:Table"
KAFKA = [KafkaIngest("lent", topic="library.lent.v1"), KafkaIngest("returned", topic="library.returned.v1")]
KEYS = {"library": ("MIIone", "MIItwo")}
FILES = [
    FileIngest("catalogue", keep_files_days=5),
    FileIngest("fines", format="CSV", columns=[Column("book", "VARCHAR"), Column("fine", "NUMBER(6, 2)")]),
]
SCORES = Product(
    "scores",
    description="One row per book",
    columns=[Column("book", "VARCHAR", key=True), Column("closes", "TIME")],
    written_by="spark",
)
JOBS = Spark(namespace="library", service_account="jobs")
BUCKET = "example-library-111122223333"


def one(recording: Recording, name: str, type_: str | None = None) -> Registered:
    (found,) = [each for each in recording.resources if each.name == name and (type_ is None or each.type == type_)]
    return found


def reached(recording: Recording, role: str) -> list[tuple[list[str], Any]]:
    """What an account role is granted itself, by where; the domain's warehouses left out."""
    return [
        (each.inputs["privileges"], {key: value for key, value in each.inputs.items() if key.startswith("on")})
        for each in recording.of_type(GRANT)
        if each.inputs["accountRoleName"] == role and "-compute-" not in each.name
    ]


@pytest.fixture
def kafka(record_domain: Callable[..., Recording]) -> Recording:
    return record_domain(ingests=KAFKA, kafka_public_keys=KEYS)


@pytest.fixture
def files(record_domain: Callable[..., Recording]) -> Recording:
    return record_domain(ingests=FILES)


@pytest.fixture
def lake(record_domain: Callable[..., Recording]) -> Recording:
    return record_domain(products=[SCORES], spark=JOBS, oidc_issuer="oidc.example.com", aws_region="eu-west-1")


def test_an_ingest_has_a_table_that_the_landing_roles_reach(kafka: Recording) -> None:
    table = one(kafka, "library-storage-landing-lent", TABLE)
    assert table.inputs["name"] == "LENT"
    assert table.protect
    assert [(column["name"], column["type"]) for column in table.inputs["columns"]] == [
        ("RECORD_METADATA", "VARIANT"),
        ("RECORD_CONTENT", "VARIANT"),
    ]
    assert table.urn in one(kafka, "library-access-landing-w-on-all-tables").depends_on


def test_the_connector_signs_in_with_public_keys_and_holds_one_role(kafka: Recording) -> None:
    user = one(kafka, "library-kafka-user").inputs
    assert (user["name"], user["defaultRole"]) == ("LIBRARY_KAFKA", "LIBRARY_LOADER")
    assert (user["rsaPublicKey"], user["rsaPublicKey2"]) == ("MIIone", "MIItwo")
    assert one(kafka, "library-kafka-loader-to-user").inputs == {
        "roleName": "LIBRARY_LOADER",
        "userName": "LIBRARY_KAFKA",
    }


def test_one_key_is_enough(record_domain: Callable[..., Recording]) -> None:
    recording = record_domain(ingests=KAFKA, kafka_public_keys={"library": ("MIIone",)})
    assert "rsaPublicKey2" not in one(recording, "library-kafka-user").inputs


def test_without_a_key_there_is_no_connector(record_domain: Callable[..., Recording]) -> None:
    with pytest.raises(MeshError, match="datamesh:kafkaPublicKeys"):
        record_domain(ingests=KAFKA)


def test_the_connectors_role_is_granted_directly_what_it_needs_and_no_more(kafka: Recording) -> None:
    table = '"LIBRARY"."LANDING"."{}"'
    assert reached(kafka, "LIBRARY_LOADER") == [
        (["USAGE"], {"onAccountObject": {"objectName": "LIBRARY", "objectType": "DATABASE"}}),
        (["CREATE PIPE", "USAGE"], {"onSchema": {"schemaName": '"LIBRARY"."LANDING"'}}),
        (["INSERT"], {"onSchemaObject": {"objectName": table.format("LENT"), "objectType": "TABLE"}}),
        (["INSERT"], {"onSchemaObject": {"objectName": table.format("RETURNED"), "objectType": "TABLE"}}),
    ]


def test_a_domain_without_ingests_has_neither_user_nor_integration(record_domain: Callable[..., Recording]) -> None:
    kinds = {each.type.rpartition(":")[2] for each in record_domain().resources}
    assert not kinds & {"ServiceUser", "StorageIntegrationAws", "Pipe", "ExternalVolume", "Role", "BucketNotification"}


def test_the_integration_names_a_role_that_is_made_after_it(files: Recording) -> None:
    integration = one(files, "library-files-integration")
    role = one(files, "library-files-snowflake-role")
    assert integration.inputs["storageAwsRoleArn"] == f"arn:aws:iam::111122223333:role/{role.inputs['name']}"
    assert integration.inputs["storageAllowedLocations"] == [
        f"s3://{BUCKET}/landing/catalogue/",
        f"s3://{BUCKET}/landing/fines/",
    ]
    assert integration.protect
    assert role.inputs["assumeRolePolicy"] == UNKNOWN
    assert integration.urn in role.depends_on


def test_a_pipe_waits_for_table_stage_and_permissions(files: Recording) -> None:
    pipe = one(files, "library-files-fines", "snowflake:index/pipe:Pipe")
    stage = one(files, "library-files-fines", "snowflake:index/stageExternalS3:StageExternalS3")
    table = one(files, "library-storage-landing-fines", TABLE)
    policy = one(files, "library-files-snowflake-policy")
    assert {table.urn, stage.urn, policy.urn} <= pipe.depends_on
    assert pipe.inputs["autoIngest"] is True
    assert stage.inputs["url"] == f"s3://{BUCKET}/landing/fines/"
    assert stage.inputs["storageIntegration"] == "LIBRARY_S3"


def test_one_notification_has_a_rule_for_each_pipe(files: Recording) -> None:
    (notification,) = files.of_type("aws:s3/bucketNotification:BucketNotification")
    assert notification.inputs["queues"] == [
        {
            "id": name,
            "queueArn": UNKNOWN,
            "events": ["s3:ObjectCreated:*"],
            "filterPrefix": f"landing/{name}/",
        }
        for name in ("catalogue", "fines")
    ]


def test_files_go_when_their_days_are_over(files: Recording) -> None:
    old_versions, *expiring = one(files, "library-bucket-lifecycle").inputs["rules"]
    assert old_versions["id"] == "forget-old-versions"
    assert [(rule["filter"]["prefix"], rule["expiration"]["days"]) for rule in expiring] == [
        ("landing/catalogue/", 5),
        ("landing/fines/", 30),
    ]


def test_a_lake_product_is_an_iceberg_table_in_both_catalogs(lake: Recording) -> None:
    entry = one(lake, "library-catalog-scores-lake")
    assert entry.inputs["storageDescriptor"] == {
        "location": f"s3://{BUCKET}/lake/scores_lake",
        "columns": [
            {"name": "book", "type": "string", "parameters": {"key": "true", "snowflake.type": "VARCHAR"}},
            {"name": "closes", "type": "string", "parameters": {"snowflake.type": "TIME"}},
        ],
    }
    assert entry.inputs["openTableFormatInput"] == {"icebergInput": {"metadataOperation": "CREATE", "version": "2"}}
    assert entry.protect
    assert "parameters" not in entry.inputs
    table = one(lake, "library-lake-scores")
    assert {key: table.inputs[key] for key in ("database", "schema", "name")} == {
        "database": "LIBRARY",
        "schema": "CORE",
        "name": "SCORES_LAKE",
    }
    assert {key: table.inputs[key] for key in ("catalog", "externalVolume", "catalogTableName")} == {
        "catalog": "LIBRARY_GLUE",
        "externalVolume": "LIBRARY_LAKE",
        "catalogTableName": "scores_lake",
    }
    assert {entry.urn, one(lake, "library-lake-snowflake-policy").urn} <= table.depends_on
    assert not lake.of_type(TABLE)[1:]


def test_a_lake_product_has_an_entry_that_may_change(lake: Recording) -> None:
    """The one that Spark writes to keeps what it is: an update of it would take the table back to its creation."""
    described = one(lake, "library-catalog-scores")
    assert described.inputs["name"] == "scores"
    assert described.inputs["parameters"] == {
        "classification": "snowflake",
        "lake.table": "scores_lake",
        "snowflake.database": "LIBRARY",
        "snowflake.schema": "SCORES",
        "snowflake.view": "SCORES",
    }
    assert "openTableFormatInput" not in described.inputs
    assert not described.protect
    ignored = one(lake, "library-catalog-scores-lake").options["ignoreChanges"]
    assert set(ignored) == {"description", "owner", "parameters", "storageDescriptor"}


def test_the_view_waits_for_the_lake_table(lake: Recording) -> None:
    view = one(lake, "library-products-scores", "snowflake:index/view:View")
    assert one(lake, "library-lake-scores").urn in view.depends_on
    assert view.inputs["statement"] == 'SELECT "BOOK", TO_TIME("CLOSES") FROM "LIBRARY"."CORE"."SCORES_LAKE"'


def test_snowflake_reads_the_lake_and_cannot_write_it(lake: Recording) -> None:
    volume = one(lake, "library-lake-volume").inputs
    assert volume["allowWrites"] == "false"
    (location,) = volume["storageLocations"]
    assert location["storageBaseUrl"] == f"s3://{BUCKET}/lake/"
    assert location["storageAwsRoleArn"] == "arn:aws:iam::111122223333:role/library-lake"
    integration = one(lake, "library-lake-integration").inputs
    assert (integration["catalogNamespace"], integration["glueRegion"]) == ("library", "eu-west-1")
    policy = json.loads(one(lake, "library-lake-snowflake-policy").inputs["policy"])
    actions = {action for statement in policy["Statement"] for action in statement["Action"]}
    assert not [action for action in actions if not action.partition(":")[2].startswith(("Get", "List"))]


def test_spark_has_the_role_of_its_service_account(record_domain: Callable[..., Recording]) -> None:
    role = one(record_domain(spark=JOBS, oidc_issuer="oidc.example.com"), "library-spark-jobs-role").inputs
    assert role["name"] == "library-spark"
    assert "system:serviceaccount:library:jobs" in role["assumeRolePolicy"]
