"""The plugin under the real engine: up, nothing to do, a change, a drift, destroy; two providers share one preview."""

import json
import os
from pathlib import Path
from typing import Any, Final

import pytest
from pulumi import Output, ResourceOptions, automation

from mesh.account.identifiers import Name
from mesh.account.session import Session
from sandbox import environment
from sandbox.snowflake.account import open_account

pytestmark = pytest.mark.engine
ADMIN = Session(Name.of("ACCOUNTADMIN"))


def program(size: str = "SMALL", body: str = "TRUE", comment: str = "") -> None:
    """A port with a row access policy for a reader, and a warehouse that the administrator makes for it."""
    import pulumi_snowflake as snowflake

    deploy = snowflake.Provider(
        "deploy", user="MESH_DEPLOY", role="MESH_DEPLOY", preview_features_enabled=["snowflake_table_resource"]
    )
    admin = snowflake.Provider("admin", user="MESH_DEPLOY", role="ACCOUNTADMIN")
    by, by_admin = ResourceOptions(provider=deploy), ResourceOptions(provider=admin)
    warehouse = snowflake.Warehouse("load", name="LOAD", warehouse_size=size, auto_suspend=60, opts=by_admin)
    role = snowflake.AccountRole("loader", name="LOADER", opts=by)
    snowflake.GrantPrivilegesToAccountRole(
        "loader-usage",
        account_role_name=role.name,
        privileges=["USAGE"],
        on_account_object={"object_type": "WAREHOUSE", "object_name": warehouse.name},
        opts=by_admin,
    )
    database = snowflake.Database("tracking", name="TRACKING", drop_public_schema_on_creation=True, opts=by)
    schema = snowflake.Schema(
        "core", name="CORE", database=database.name, with_managed_access="true", comment=comment or None, opts=by
    )
    place: dict[str, Any] = {"database": schema.database, "schema": schema.name}
    table = snowflake.Table("t", name="T", **place, columns=[{"name": "BRAND", "type": "VARCHAR"}], opts=by)
    rows = snowflake.RowAccessPolicy(
        "rows", name="PORT_ROWS", **place, arguments=[{"name": "B", "type": "VARCHAR"}], body=body, opts=by
    )
    snowflake.View(
        "port",
        name="PORT",
        **place,
        is_secure="true",
        copy_grants=True,
        statement=table.name.apply(lambda name: f'SELECT "BRAND" FROM "TRACKING"."CORE"."{name}"'),
        columns=[{"column_name": "BRAND"}],
        row_access_policy={"policy_name": rows.fully_qualified_name, "ons": ["BRAND"]},
        opts=by,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A sandbox home with the plugins in it."""
    environment.prepare(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def stack(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> automation.Stack:
    """A stack in the sandbox with the program as it is at first."""
    for variable, value in environment.variables(home).items():
        monkeypatch.setenv(variable, value)
    options = automation.LocalWorkspaceOptions(
        work_dir=str(tmp_path),
        project_settings=automation.ProjectSettings(
            name="engine", runtime="python", backend=automation.ProjectBackend(os.environ["PULUMI_BACKEND_URL"])
        ),
    )
    return automation.create_stack("dev", project_name="engine", program=program, opts=options)


def changes(result: Any) -> dict[str, int]:
    """What an operation did to resources, by kind of change."""
    return {key: count for key, count in (result.summary.resource_changes or {}).items() if key != "same"}


def test_the_whole_life(stack: automation.Stack, home: Path) -> None:
    previewed = stack.preview()
    assert dict(previewed.change_summary) == {"create": 11}, previewed.stdout
    assert not list((home / "previews").glob("*")), "a preview leaves its copy behind"
    assert changes(stack.up()) == {"create": 11}
    assert set(stack.preview().change_summary) == {"same"}

    stack.workspace.program = lambda: program(size="MEDIUM", body="FALSE", comment="The core")
    assert changes(stack.up()) == {"update": 3}
    account = open_account(home)
    (warehouse,) = account.show("WAREHOUSE", "LOAD")
    assert warehouse.options["WAREHOUSE_SIZE"] == "MEDIUM"

    account.execute("ALTER WAREHOUSE LOAD SET WAREHOUSE_SIZE = 'XLARGE'", ADMIN)
    account.execute("ALTER VIEW TRACKING.CORE.PORT DROP ROW ACCESS POLICY TRACKING.CORE.PORT_ROWS", ADMIN)
    account.execute("REVOKE USAGE ON WAREHOUSE LOAD FROM ROLE LOADER", ADMIN)
    assert changes(stack.refresh()) == {"update": 3}
    assert changes(stack.up()) == {"update": 3}
    assert changes(stack.refresh()) == {}

    state = json.dumps(stack.export_stack().deployment)
    assert '\\"TRACKING\\".\\"CORE\\".\\"PORT\\"' in state
    stack.destroy()
    names = {each.name.plain for each in account.show()}
    assert not names & {"TRACKING", "TRACKING.CORE", "LOAD", "LOADER"}


def lake(comment: str = "Written by Spark", publish: bool = True, second: bool = False) -> None:
    """A table of the lake behind a port, the IAM role that its volume and catalog assume, and a listing of the port."""
    import pulumi_aws as aws
    import pulumi_snowflake as snowflake

    features = [f"snowflake_{each}_resource" for each in ("share", "iceberg_table_from_aws_glue")]
    admin = snowflake.Provider("admin", user="MESH_DEPLOY", role="ACCOUNTADMIN", preview_features_enabled=features)
    by, on_aws = ResourceOptions(provider=admin), ResourceOptions(provider=aws.Provider("aws", region="eu-west-1"))
    volume, glue = connected(second, by)
    s3_location = volume.describe_outputs[0].storage_locations[0].s3_storage_locations[0]
    trusted = Output.all(
        s3_location.storage_aws_iam_user_arn,
        s3_location.storage_aws_external_id,
        glue.describe_outputs[0].glue_aws_external_id,
    )
    aws.iam.Role("role", name="lake", assume_role_policy=trusted.apply(lambda found: trust(*found)), opts=on_aws)
    database = snowflake.Database("tracking", name="TRACKING", drop_public_schema_on_creation=True, opts=by)
    schema = snowflake.Schema("core", name="CORE", database=database.name, opts=by)
    port = port_over_lake(comment, schema, volume, glue, by)
    listed(publish, database, schema, port, admin)


def connected(second: bool, by: ResourceOptions) -> tuple[Any, Any]:
    """An external volume of one place or two, and an integration with a Glue database."""
    import pulumi_snowflake as snowflake

    role = "arn:aws:iam::123456789012:role/lake"
    places = [("main", "s3://lake/main/"), ("second", "s3://lake/second/")][: 2 if second else 1]
    volume = snowflake.ExternalVolume(
        "volume",
        name="LAKE",
        allow_writes="false",
        storage_locations=[
            {
                "storage_location_name": name,
                "storage_provider": "S3",
                "storage_base_url": url,
                "storage_aws_role_arn": role,
                "storage_aws_external_id": "lake",
            }
            for name, url in places
        ],
        opts=by,
    )
    glue = snowflake.CatalogIntegrationAwsGlue(
        "glue",
        name="GLUE",
        enabled=True,
        glue_aws_role_arn=role,
        glue_catalog_id="123456789012",
        catalog_namespace="tracking",
        opts=by,
    )
    return volume, glue


def port_over_lake(comment: str, schema: Any, volume: Any, glue: Any, by: ResourceOptions) -> Any:
    """A secure view over a table of the lake."""
    import pulumi_snowflake as snowflake

    events = snowflake.IcebergTableFromAwsGlue(
        "events",
        name="EVENTS",
        database=schema.database,
        schema=schema.name,
        external_volume=volume.name,
        catalog=glue.name,
        catalog_table_name="events",
        comment=comment,
        opts=by,
    )
    return snowflake.View(
        "port",
        name="PORT",
        database=schema.database,
        schema=schema.name,
        is_secure="true",
        copy_grants=True,
        statement=events.name.apply(lambda name: f'SELECT "PAGE" FROM "TRACKING"."CORE"."{name}"'),
        columns=[{"column_name": "PAGE"}],
        opts=by,
    )


def listed(publish: bool, database: Any, schema: Any, port: Any, admin: Any) -> None:
    """A share of the port, and a listing of the share."""
    import pulumi_snowflake as snowflake

    by = ResourceOptions(provider=admin)
    share = snowflake.Share("share", name="AGENCY", opts=by)
    usage = snowflake.GrantPrivilegesToShare(
        "usage", to_share=share.name, privileges=["USAGE"], on_database=database.name, opts=by
    )
    inside = snowflake.GrantPrivilegesToShare(
        "inside",
        to_share=share.name,
        privileges=["USAGE"],
        on_schema='"TRACKING"."CORE"',
        opts=ResourceOptions(provider=admin, depends_on=[usage, schema]),
    )
    select = snowflake.GrantPrivilegesToShare(
        "select",
        to_share=share.name,
        privileges=["SELECT"],
        on_view=port.fully_qualified_name,
        opts=ResourceOptions(provider=admin, depends_on=[inside]),
    )
    snowflake.Listing(
        "listing",
        name="AGENCY",
        share=share.name,
        publish=str(publish).lower(),
        manifest={"from_string": MANIFEST},
        opts=ResourceOptions(provider=admin, depends_on=[select]),
    )


MANIFEST: Final = (
    "title: Sessions\ndescription: A row a visit\nlisting_terms: {type: OFFLINE}\n"
    "targets: {accounts: [PARTNER.AGENCY_US]}\n"
    "auto_fulfillment: {refresh_type: SUB_DATABASE, refresh_schedule: 10 MINUTE}\n"
)


def trust(user: str, *external_ids: str) -> str:
    """The trust policy of a role that Snowflake's IAM user assumes with one of the external ids."""
    condition = {"StringEquals": {"sts:ExternalId": list(external_ids)}}
    allowed = {"Effect": "Allow", "Principal": {"AWS": user}, "Action": "sts:AssumeRole", "Condition": condition}
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


def test_a_lake_and_a_listing(stack: automation.Stack, home: Path) -> None:
    stack.workspace.program = lake
    assert dict(stack.preview().change_summary) == {"create": 15}
    assert changes(stack.up()) == {"create": 15}
    assert set(stack.preview().change_summary) == {"same"}
    deployment = stack.export_stack().deployment
    assert deployment is not None
    state = {entry["urn"].rpartition("::")[2]: entry for entry in deployment["resources"]}
    (statement,) = json.loads(state["role"]["outputs"]["assumeRolePolicy"])["Statement"]
    assert statement["Principal"]["AWS"].startswith("arn:aws:iam::123456789001:user/")
    assert statement["Condition"]["StringEquals"]["sts:ExternalId"][0] == "lake"

    stack.workspace.program = lambda: lake(comment="By Spark", publish=False, second=True)
    assert changes(stack.up()) == {"update": 3}
    account = open_account(home)
    account.execute("ALTER LISTING AGENCY PUBLISH", ADMIN)
    account.execute("ALTER ICEBERG TABLE TRACKING.CORE.EVENTS UNSET COMMENT", ADMIN)
    assert changes(stack.refresh()) == {"update": 2}
    assert changes(stack.up()) == {"update": 2}
    assert changes(stack.refresh()) == {}
    stack.destroy()
    kinds = {each.kind for each in account.show()}
    assert not kinds & {"EXTERNAL VOLUME", "CATALOG INTEGRATION", "ICEBERG TABLE", "LISTING", "SHARE", "VIEW"}
