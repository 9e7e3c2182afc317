"""The real `__main__.py` on the stacks dev and prod: what it registers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import mesh
from components.recorder import UNKNOWN, Recording, Registered, stack_configuration
from mesh.load import domain_names
from sandbox.schema import Schema

REPOSITORY = Path(mesh.__file__).resolve().parent.parent
NAMES = domain_names(REPOSITORY / "domains")
PILOT = ('"CUSTOMER".', '"TRACKING".')

SNOWFLAKE = "snowflake:index/"
ADMINISTRATION = {
    "snowflake:index/resourceMonitor:ResourceMonitor",
    "snowflake:index/warehouse:Warehouse",
}
KEPT = {
    "aws:s3/bucket:Bucket",
    "snowflake:index/database:Database",
    "snowflake:index/schema:Schema",
    "snowflake:index/storageIntegrationAws:StorageIntegrationAws",
    "snowflake:index/table:Table",
}
ACCOUNT_OBJECTS = {
    "snowflake:index/accountRole:AccountRole",
    "snowflake:index/database:Database",
    "snowflake:index/listing:Listing",
    "snowflake:index/resourceMonitor:ResourceMonitor",
    "snowflake:index/share:Share",
    "snowflake:index/sharedDatabase:SharedDatabase",
    "snowflake:index/warehouse:Warehouse",
}
SUBSCRIPTION = (
    "datamesh:index:DataDomain$datamesh:index:Subscriptions$snowflake:index/grantDatabaseRole:GrantDatabaseRole"
)


def custom(recording: Recording) -> list[Registered]:
    """What a provider makes: no components, no providers."""
    return [each for each in recording.resources if each.custom and not each.type.startswith("pulumi:")]


def name_of(urn: str) -> str:
    return urn.rpartition("::")[2]


def subscribed(recording: Recording) -> set[tuple[str, str]]:
    return {
        (each.inputs["databaseRoleName"], each.inputs["parentRoleName"])
        for each in recording.resources
        if each.urn.split("::")[2] == SUBSCRIPTION
    }


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def by_urn(recording: Recording) -> dict[str, Registered]:
    return {each.urn: each for each in recording.resources}


@pytest.mark.parametrize(("stack", "prefix"), [("dev", "DEV_"), ("prod", "")])
def test_account_objects_are_named_after_stack_and_domain(
    stack: str, prefix: str, request: pytest.FixtureRequest
) -> None:
    recording: Recording = request.getfixturevalue(stack)
    assert {each.inputs["name"] for each in recording.of_type("snowflake:index/database:Database")} == {
        f"{prefix}{name.upper()}" for name in (*NAMES, "governance")
    }
    for each in recording.resources:
        if each.type in ACCOUNT_OBJECTS:
            beginning = name_of(each.urn).removeprefix("people-").split("-")[0].upper()
            assert each.inputs["name"].startswith(prefix + beginning)


def test_dev_differs_from_prod_by_values_only(dev: Recording, prod: Recording) -> None:
    assert {each.urn.replace(":dev::", ":prod::") for each in dev.resources} == {each.urn for each in prod.resources}


def test_the_stacks_set_the_same_keys() -> None:
    assert list(stack_configuration(REPOSITORY, "dev")) == list(stack_configuration(REPOSITORY, "prod"))


def test_prod_protects_what_holds_data_and_dev_nothing(dev: Recording, prod: Recording) -> None:
    assert not [each.urn for each in dev.resources if each.protect]
    assert {each.urn for each in prod.resources if each.protect} == {
        each.urn for each in prod.resources if each.type in KEPT or "openTableFormatInput" in each.inputs
    }


def test_every_resource_has_one_of_our_providers(prod: Recording) -> None:
    for each in custom(prod):
        expected = "aws"
        if each.type.startswith(SNOWFLAKE):
            of_warehouse = "WAREHOUSE" in {each.inputs.get("objectType"), *leaves(each.inputs.get("onAccountObject"))}
            administered = each.type in ADMINISTRATION or of_warehouse
            expected = "snowflake-administrator" if administered else "snowflake-deploy"
        assert name_of(each.provider) == expected, each.urn


def test_the_providers_act_as_their_roles_with_the_features_in_use(prod: Recording) -> None:
    deploy, administrator = sorted(prod.of_type("pulumi:providers:snowflake"), key=lambda each: each.name, reverse=True)
    assert (deploy.inputs["role"], administrator.inputs["role"]) == ("MESH_DEPLOY", "ACCOUNTADMIN")
    assert deploy.inputs["previewFeaturesEnabled"] == json.dumps(
        [
            "snowflake_iceberg_table_from_aws_glue_resource",
            "snowflake_pipe_resource",
            "snowflake_share_resource",
            "snowflake_table_resource",
        ]
    )
    assert "previewFeaturesEnabled" not in administrator.inputs
    (aws,) = prod.of_type("pulumi:providers:aws")
    assert aws.inputs["allowedAccountIds"] == '["444455556666"]'


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_preview_that_creates_everything_knows_every_input(stack: str, request: pytest.FixtureRequest) -> None:
    """But what Snowflake makes up: its user, external ids and queues."""
    recording: Recording = request.getfixturevalue(stack)
    blind = {
        (each.name, key)
        for each in recording.resources
        for key, value in each.inputs.items()
        if UNKNOWN in set(leaves(value))
    }
    assert blind == {
        ("customer-files-notification", "queues"),
        ("customer-files-snowflake-role", "assumeRolePolicy"),
        ("tracking-lake-snowflake-role", "assumeRolePolicy"),
    }
    assert UNKNOWN not in set(leaves(recording.stack_outputs))


@pytest.mark.parametrize("package", ["aws", "snowflake"])
def test_the_providers_schemas_accept_every_input(prod: Recording, package: str) -> None:
    schema = Schema.load(REPOSITORY / "sandbox" / package / "schema.json")
    resources = [each for each in custom(prod) if each.type.startswith(f"{package}:")]
    assert resources
    assert {each.urn: schema.failures(each.type, each.inputs) for each in resources} == {
        each.urn: [] for each in resources
    }


def test_logical_names_start_with_the_component_and_are_unique(prod: Recording) -> None:
    known = by_urn(prod)
    assert len(known) == len(prod.resources)
    for each in prod.resources:
        if each.parent in known:
            assert each.name.startswith(f"{known[each.parent].name}-"), each.urn


def test_all_components_announce_their_outputs(prod: Recording) -> None:
    components = {each.urn for each in prod.resources if not each.custom}
    assert set(prod.outputs) == components
    assert all(prod.outputs.values())


def test_the_stack_tells_where_everything_is(prod: Recording) -> None:
    assert tuple(sorted(prod.stack_outputs["domains"])) == NAMES
    assert prod.stack_outputs["domains"]["tracking"] == {
        "owner": "team-tracking@example.com",
        "database": "TRACKING",
        "schemas": {"landing": "LANDING", "staging": "STAGING", "core": "CORE"},
        "warehouses": {"load": "TRACKING_LOAD", "transform": "TRACKING_TRANSFORM", "report": "TRACKING_REPORT"},
        "roles": {
            "engineer": "TRACKING_ENGINEER",
            "analyst": "TRACKING_ANALYST",
            "transformer": "TRACKING_TRANSFORMER",
            "loader": "TRACKING_LOADER",
            "reader": "TRACKING_READER",
        },
        "products": {
            "clickstream": '"TRACKING"."CLICKSTREAM"."CLICKSTREAM"',
            "sessions": '"TRACKING"."SESSIONS"."SESSIONS"',
            "article_views": '"TRACKING"."ARTICLE_VIEWS"."ARTICLE_VIEWS"',
            "page_views": '"TRACKING"."PAGE_VIEWS"."PAGE_VIEWS"',
            "interests": '"TRACKING"."INTERESTS"."INTERESTS"',
        },
        "bucket": "example-tracking-444455556666",
        "glueDatabase": "tracking",
    }


def test_the_domains_read_each_other(prod: Recording) -> None:
    assert {(role, reader) for role, reader in subscribed(prod) if role.startswith(PILOT)} == {
        ('"TRACKING"."SESSIONS_R"', "CUSTOMER_READER"),
        ('"CUSTOMER"."PROFILE_R"', "TRACKING_READER"),
        ('"CUSTOMER"."CONSENT_R"', "TRACKING_READER"),
    }


def test_a_stack_of_one_domain_registers_the_same_for_it(
    prod: Recording, project: Path, record_stack: Callable[..., Recording]
) -> None:
    alone = record_stack(project, "prod", domains='["tracking"]')
    whole = {urn: (each.inputs, each.protect) for urn, each in by_urn(prod).items()}
    part = {urn: (each.inputs, each.protect) for urn, each in by_urn(alone).items()}
    assert part.items() <= whole.items()
    left_out = {name_of(urn) for urn in whole.keys() - part.keys()}
    others = tuple(f"{name}-" for name in NAMES if name != "tracking")
    assert [name for name in left_out if "tracking" in name and not name.startswith(others)] == []
    assert {"governance-database", "people-pool-media", "tags-domain", "tags-customer-product-consent"} <= left_out
    assert "tags-tracking-product-sessions" not in left_out
    assert subscribed(alone) == {('"TRACKING"."SESSIONS_R"', "CUSTOMER_READER")}


def test_a_stack_of_governance_alone_registers_the_same_for_it(
    prod: Recording, project: Path, record_stack: Callable[..., Recording]
) -> None:
    alone = record_stack(project, "prod", domains='["governance"]')
    whole = {urn: each.inputs for urn, each in by_urn(prod).items()}
    part = {each.urn: each.inputs for each in alone.resources if not each.type.startswith("pulumi:")}
    assert part.items() <= whole.items()
    assert {urn for urn in whole if name_of(urn).startswith(("governance", "people-pool-"))} <= part.keys()
    assert {name_of(urn).partition("-")[0] for urn in part} == {"governance", "people", "tags"}
