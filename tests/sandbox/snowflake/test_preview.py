"""A preview refuses what the account would refuse, changes nothing, and is shared by the plugins of one engine run."""

import os
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from mesh.account.identifiers import Name
from mesh.account.session import Session
from sandbox.plugin import PluginError
from sandbox.snowflake.account import SandboxAccount
from sandbox.wire import UNKNOWN

Stack: TypeAlias = Any
Start: TypeAlias = Any
"""`Stack` of conftest.py, and what makes one with a provider config."""
ADMIN = Session(Name.of("ACCOUNTADMIN"))
DATABASE = {"name": "TRACKING"}
SCHEMA = {"name": "CORE", "database": "TRACKING"}


def test_a_preview_changes_nothing_and_knows_names(stack: Stack, account: SandboxAccount) -> None:
    outputs = stack.up("Database", DATABASE, preview=True)
    assert outputs["name"] == "TRACKING"
    assert outputs["fullyQualifiedName"] is UNKNOWN
    assert account.show("DATABASE", "TRACKING") == []


def test_what_was_previewed_can_be_referred_to(stack: Stack) -> None:
    with pytest.raises(PluginError, match="Schema 'CORE': 002003"):
        stack.up("Schema", SCHEMA, preview=True)
    stack.up("Database", DATABASE, preview=True)
    stack.up("Schema", SCHEMA, preview=True)


def test_a_duplicate_is_refused(stack: Stack, account: SandboxAccount) -> None:
    account.execute("CREATE DATABASE TRACKING", ADMIN)
    with pytest.raises(PluginError) as refused:
        stack.up("Database", DATABASE, preview=True)
    assert str(refused.value).startswith(
        "Database 'TRACKING': 002002 (42710): SQL compilation error: Object 'TRACKING' already exists."
    )
    assert "pulumi import snowflake:index/database:Database TRACKING '\"TRACKING\"'" in str(refused.value)


def test_two_providers_of_one_run_see_each_others_previews(start: Start) -> None:
    admin, deploy, another_run = start("7-1"), start("7-1", role="MESH_DEPLOY"), start("8-1")
    deploy.up("AccountRole", {"name": "LOADER"}, preview=True)
    admin.up("Warehouse", {"name": "LOAD"}, preview=True)
    usage = {
        "accountRoleName": "LOADER",
        "privileges": ["USAGE"],
        "onAccountObject": {"objectType": "WAREHOUSE", "objectName": "LOAD"},
    }
    admin.up("GrantPrivilegesToAccountRole", usage, logical="usage", preview=True)
    with pytest.raises(PluginError, match="002003"):
        another_run.up("GrantPrivilegesToAccountRole", usage, logical="usage", preview=True)


def test_a_missing_privilege_is_refused_with_the_role(start: Start) -> None:
    with pytest.raises(PluginError, match=r"The provider's role is MESH_DEPLOY|may not see it"):
        start(role="MESH_DEPLOY").up("ResourceMonitor", {"name": "M", "creditQuota": 1}, preview=True)


def test_what_happens_for_real_ends_the_preview(stack: Stack, home: Path) -> None:
    stack.up("Database", DATABASE, preview=True)
    assert list((home / "previews").glob("*.db"))
    stack.up("Database", DATABASE)
    assert not list((home / "previews").glob("*"))
    stack.up("Schema", SCHEMA, preview=True)


def test_the_last_process_takes_the_copy_along(start: Start, home: Path) -> None:
    one, other = start("7-1"), start("7-1")
    one.up("Database", DATABASE, preview=True)
    other.up("Schema", SCHEMA, preview=True)
    other.plugin.close()
    assert [path.name for path in (home / "previews").glob("*.db")] == ["7-1.db"]
    one.plugin.close()
    assert not list((home / "previews").glob("*"))


def test_copies_of_engines_that_are_gone_are_removed(start: Start, home: Path) -> None:
    (home / "previews").mkdir()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    (home / "previews" / f"{child}-9.db").touch()
    start(f"{os.getpid()}-1").up("Database", DATABASE, preview=True)
    assert [path.name for path in (home / "previews").glob("*.db")] == [f"{os.getpid()}-1.db"]


def test_a_replacement_is_previewed_without_its_old_self(stack: Stack, account: SandboxAccount) -> None:
    stack.up("Database", DATABASE)
    stack.up("Schema", SCHEMA)
    stack.up("Schema", {**SCHEMA, "isTransient": "true"}, preview=True)
    assert [each.options.get("TRANSIENT") for each in account.show("SCHEMA", "CORE")] == [None]
    stack.up("Schema", {**SCHEMA, "isTransient": "true"})
    assert [each.options.get("TRANSIENT") for each in account.show("SCHEMA", "CORE")] == [True]


def test_a_replaced_container_takes_what_is_in_it(stack: Stack) -> None:
    """The engine asks Diff about a dependent with what is not known as unknown, then creates both."""
    for name, inputs in (("Database", DATABASE), ("Schema", SCHEMA)):
        stack.up(name, inputs)
    transient = {**DATABASE, "isTransient": True}
    database, schema = stack.names("Database", "TRACKING"), stack.names("Schema", "CORE")
    plugin = stack.plugin
    assert plugin.diff(*database, "", DATABASE, DATABASE, transient).delete_before_replace
    assert plugin.diff(*schema, "", SCHEMA, SCHEMA, {**SCHEMA, "database": UNKNOWN}).delete_before_replace
    plugin.create(*database, transient, True)
    plugin.create(*schema, SCHEMA, True)


def test_a_policy_under_a_new_name_is_created_beside_the_old(stack: Stack) -> None:
    """With `delete_before_replace=False` the engine creates first, and the view is moved in between."""
    stack.up("Database", DATABASE)
    stack.up("Schema", SCHEMA)
    table = {"name": "T", "database": "TRACKING", "schema": "CORE", "columns": [{"name": "B", "type": "VARCHAR"}]}
    rows = {"database": "TRACKING", "schema": "CORE", "arguments": [{"name": "B", "type": "VARCHAR"}], "body": "TRUE"}
    view = {"name": "V", "database": "TRACKING", "schema": "CORE", "statement": "SELECT B FROM TRACKING.CORE.T"}
    on = {"policyName": "TRACKING.CORE.ROWS", "ons": ["B"]}
    stack.up("Table", table)
    stack.up("RowAccessPolicy", {**rows, "name": "ROWS"}, logical="rows")
    stack.up("View", {**view, "rowAccessPolicy": on})
    urn = stack.names("RowAccessPolicy", "rows")
    new = {**rows, "name": "ROWS_2", "arguments": [{"name": "C", "type": "VARCHAR"}]}
    stack.plugin.diff(*urn, "", {**rows, "name": "ROWS"}, {}, new)
    _, outputs = stack.plugin.create(*urn, new, True)
    assert outputs["name"] == "ROWS_2"
    stack.up("View", {**view, "rowAccessPolicy": {**on, "policyName": "TRACKING.CORE.ROWS_2"}}, preview=True)


# --- what is not known yet ---------------------------------------------------------------------------------------


def test_a_view_whose_policy_is_not_known_is_taken_to_be_there(stack: Stack) -> None:
    stack.up("Database", DATABASE, preview=True)
    stack.up("Schema", SCHEMA, preview=True)
    stack.up("DatabaseRole", {"name": "R", "database": "TRACKING"}, preview=True)
    select = {
        "databaseRoleName": "TRACKING.R",
        "privileges": ["SELECT"],
        "onSchemaObject": {"objectType": "VIEW", "objectName": "TRACKING.CORE.V"},
    }
    with pytest.raises(PluginError, match="002003"):
        stack.up("GrantPrivilegesToDatabaseRole", select, logical="select", preview=True)
    view = {"name": "V", "database": "TRACKING", "schema": "CORE", "statement": "SELECT 1 AS A"}
    stack.up("View", {**view, "rowAccessPolicy": {"policyName": UNKNOWN, "ons": ["A"]}}, preview=True)
    stack.up("GrantPrivilegesToDatabaseRole", select, logical="select", preview=True)


def test_with_an_unknown_name_about_nothing_can_be_said_that_it_is_missing(stack: Stack) -> None:
    stack.up("Database", {"name": UNKNOWN}, logical="d", preview=True)
    assert stack.up("Schema", {"name": "CORE", "database": "MAYBE"}, preview=True)["name"] == "CORE"


def test_a_grant_that_is_not_known_is_not_judged(stack: Stack) -> None:
    outputs = stack.up(
        "GrantPrivilegesToDatabaseRole",
        {"databaseRoleName": UNKNOWN, "privileges": ["USAGE"], "onDatabase": "TRACKING"},
        logical="g",
        preview=True,
    )
    assert outputs["databaseRoleName"] is UNKNOWN


def test_a_longer_name_is_another_name(stack: Stack) -> None:
    stack.up("Database", {"name": "TRACK", "comment": UNKNOWN}, preview=True)
    stack.up("Schema", {"name": "CORE", "database": "TRACK"}, preview=True)
    with pytest.raises(PluginError, match="'TRACKING' does not exist"):
        stack.up("Schema", SCHEMA, logical="other", preview=True)


def test_the_revert_of_an_execute_is_previewed_before_its_new_text(stack: Stack, account: SandboxAccount) -> None:
    """As with `delete_before_replace=True`, without which a new text for the same object cannot be executed."""
    first = {"execute": "CREATE ROLE R", "revert": "DROP ROLE R"}
    stack.up("Execute", first, logical="e")
    stack.up("Execute", {**first, "execute": "CREATE ROLE R COMMENT = 'again'"}, logical="e", preview=True)
    assert [each.options for each in account.show("ROLE") if each.name.plain == "R"] == [{}]
    with pytest.raises(PluginError, match="Execute 'e': 001003"):
        stack.up("Execute", {**first, "execute": "CREATE ROLES R"}, logical="e", preview=True)
