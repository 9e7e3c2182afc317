"""What is refused before anything is asked of the account, at preview and up alike."""

from typing import Any, TypeAlias

import pytest

from mesh.account.identifiers import Name
from mesh.account.session import Session
from sandbox.plugin import PluginError
from sandbox.wire import UNKNOWN

Stack: TypeAlias = Any
Start: TypeAlias = Any
"""`Stack` of conftest.py, and what makes one with a provider config."""


@pytest.mark.parametrize(
    ("name", "inputs", "path", "words"),
    [
        ("Warehouse", {"name": "W", "warehouseSizes": "SMALL"}, "warehouseSizes", "did you mean 'warehouseSize'?"),
        ("Warehouse", {"name": "W", "autoSuspend": "soon"}, "autoSuspend", "must be a whole number"),
        ("Warehouse", {"name": "W", "warehouseSize": "SMALLA"}, "warehouseSize", "invalid warehouse size: SMALLA"),
        ("Schema", {"name": "S"}, "database", "required input 'database' is missing"),
        (
            "View",
            {"name": "V", "database": "D", "schema": "S", "statement": "SELECT 1", "isTemporary": "true"},
            "isTemporary",
            "does not play",
        ),
        (
            "GrantPrivilegesToDatabaseRole",
            {"databaseRoleName": "R", "privileges": ["USAGE"], "onDatabase": "D"},
            "databaseRoleName",
            "Expected DatabaseObjectIdentifier",
        ),
        (
            "Table",
            {"name": "T", "database": "D", "schema": "S", "columns": [{"name": "A", "typ": "INT"}]},
            "columns[0].typ",
            "did you mean 'type'?",
        ),
    ],
)
def test_refused(stack: Stack, name: str, inputs: dict[str, Any], path: str, words: str) -> None:
    _, failures = stack.plugin.check(*stack.names(name, "x"), {}, inputs)
    assert (path, True) in [(failure.property, words in failure.reason) for failure in failures], failures


def test_a_preview_resource_needs_its_flag(start: Start) -> None:
    stack = start(previewFeaturesEnabled=["snowflake_share_resource"])
    table = {"name": "T", "database": "D", "schema": "S", "columns": [{"name": "A", "type": "INT"}]}
    _, failures = stack.plugin.check(*stack.names("Table", "t"), {}, table)
    (reason,) = (failure.reason for failure in failures)
    assert reason.startswith(
        "snowflake_table_resource is currently a preview feature, and must be enabled by adding"
        " snowflake_table_resource to `preview_features_enabled` in Terraform configuration."
    )
    assert stack.plugin.check(*stack.names("Share", "s"), {}, {"name": "S"})[1] == []
    with pytest.raises(PluginError, match="snowflake_table_resource"):
        stack.plugin.read(*stack.names("Table", "t"), "D|S|T", table, {})


def test_inherited_grants_need_their_experiment(start: Start) -> None:
    grant = {
        "databaseRoleName": "D.R",
        "privileges": ["SELECT"],
        "onSchemaObject": {"inherited": {"objectTypePlural": "TABLES", "inSchema": "D.S"}},
    }
    without, enabled = start(experimentalFeaturesEnableds=[]), start()
    type_ = without.names("GrantPrivilegesToDatabaseRole", "g")
    failures = without.plugin.check(*type_, {}, grant)[1]
    assert ["INHERITED_GRANTS" in failure.reason for failure in failures] == [True]
    assert enabled.plugin.check(*type_, {}, grant)[1] == []


def test_a_name_is_made_up_once(stack: Stack) -> None:
    first, _ = stack.plugin.check(*stack.names("AccountRole", "reader"), {}, {})
    again, _ = stack.plugin.check(*stack.names("AccountRole", "reader"), first, {})
    other, _ = stack.plugin.check(*stack.names("AccountRole", "reader"), {}, {})
    assert first["name"].startswith("reader-")
    assert first["__defaults"] == ["name"]
    assert first["name"] == again["name"] != other["name"]


def test_a_boolean_becomes_text_where_the_sdk_has_text(stack: Stack) -> None:
    checked, failures = stack.plugin.check(*stack.names("Warehouse", "w"), {}, {"name": "W", "autoResume": True})
    assert (checked["autoResume"], failures) == ("true", [])


def test_what_is_not_known_yet_is_not_judged(stack: Stack) -> None:
    grant = {"databaseRoleName": UNKNOWN, "privileges": ["USAGE"], "onDatabase": UNKNOWN}
    assert stack.plugin.check(*stack.names("GrantPrivilegesToDatabaseRole", "g"), {}, grant)[1] == []


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (
            {"user": "MESH_DEPLOY", "role": "NOBODY"},
            "Role 'NOBODY' specified in the connect string does not exist or not authorized",
        ),
        (
            {"user": "MESH_DEPLOY", "role": "SECURITY_OFFICER"},
            "Role 'SECURITY_OFFICER' specified in the connect string is not granted",
        ),
        ({"user": "SOMEBODY", "role": "MESH_DEPLOY"}, "Incorrect username or password was specified"),
    ],
)
def test_a_log_in_is_refused_as_by_the_account(start: Start, account: Any, config: dict[str, Any], words: str) -> None:
    account.execute("CREATE ROLE SECURITY_OFFICER", Session(Name.of("ACCOUNTADMIN")))
    with pytest.raises(PluginError, match=words):
        start(**config).up("AccountRole", {"name": "R"})


@pytest.mark.parametrize("role", ["MESH_DEPLOY", "mesh_deploy", None])
def test_the_role_is_the_given_one_or_the_users_default(start: Start, account: Any, role: str | None) -> None:
    start(role=role).up("AccountRole", {"name": "READER"})
    owners = [each.owner.plain for each in account.show("ROLE", "READER")]
    assert owners == ["MESH_DEPLOY"]


def test_an_account_has_a_share_once(start: Start) -> None:
    weather = {"fromShare": '"PROVIDER"."EU"."WEATHER"'}
    start(accountName="MESH_DEV").up("SharedDatabase", {"name": "DEV_WEATHER", **weather})
    start(accountName="MESH_PROD").up("SharedDatabase", {"name": "WEATHER", **weather})
    with pytest.raises(PluginError, match="is consumed already, by database 'DEV_WEATHER'"):
        start(accountName="mesh_dev").up("SharedDatabase", {"name": "FORECASTS", **weather})


def test_the_user_of_the_runs_has_no_more_than_the_role_that_it_names(start: Start) -> None:
    """It may become ACCOUNTADMIN; a connection with another role is not that by the way, as a secondary role."""
    power = {"accountRoleName": "SYSADMIN", "privileges": ["MANAGE GRANTS"], "onAccount": True}
    with pytest.raises(PluginError, match="Insufficient privileges"):
        start(role="MESH_DEPLOY").up("GrantPrivilegesToAccountRole", power)
    start(role="ACCOUNTADMIN").up("GrantPrivilegesToAccountRole", power)
