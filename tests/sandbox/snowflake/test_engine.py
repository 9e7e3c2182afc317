"""The plugin under the real engine: up, nothing to do, a change, a drift, destroy; two providers share one preview."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pulumi import ResourceOptions, automation

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
