"""The real provider's own ways, as found with provider 2.20, through the plugin without an engine."""

from typing import Any, TypeAlias

import pytest

from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.statements import Grantee, OnObject
from sandbox.plugin import PluginError
from sandbox.snowflake.account import SandboxAccount

Stack: TypeAlias = Any
"""`Stack` of conftest.py."""
Start: TypeAlias = Any
ADMIN = Session(Name.of("ACCOUNTADMIN"))
DATABASE = {"name": "TRACKING", "dataRetentionTimeInDays": 1, "dropPublicSchemaOnCreation": True}
CORE = {"name": "CORE", "database": "TRACKING", "withManagedAccess": "true"}
IN_CORE = {"database": "TRACKING", "schema": "CORE"}
TABLE = {
    "name": "SESSIONS",
    **IN_CORE,
    "columns": [
        {"name": "BRAND", "type": "VARCHAR"},
        {"name": "EMAIL", "type": "VARCHAR"},
        {"name": "N", "type": "NUMBER"},
    ],
}
VIEW = {
    "name": "PORT",
    **IN_CORE,
    "isSecure": "true",
    "copyGrants": True,
    "statement": 'SELECT "BRAND", "EMAIL" FROM "TRACKING"."CORE"."SESSIONS"',
    "columns": [{"columnName": "BRAND"}, {"columnName": "EMAIL"}],
    "rowAccessPolicy": {"policyName": "TRACKING.CORE.PORT_ROWS", "ons": ["BRAND"]},
}
ROWS = {
    "name": "PORT_ROWS",
    **IN_CORE,
    "arguments": [{"name": "B", "type": "VARCHAR"}],
    "body": "B = 'hln'",
}
READER = {"name": "READER", "database": "TRACKING"}
SELECT = {
    "databaseRoleName": "TRACKING.READER",
    "privileges": ["SELECT"],
    "onSchemaObject": {"objectType": "VIEW", "objectName": "TRACKING.CORE.PORT"},
}
TAG = {"name": "CLASSIFICATION", **IN_CORE, "orderedAllowedValues": ["email"]}
TAGGED = {
    "tagId": "TRACKING.CORE.CLASSIFICATION",
    "tagValue": "email",
    "objectType": "COLUMN",
    "objectIdentifiers": ['"TRACKING"."CORE"."PORT"."EMAIL"'],
}


@pytest.fixture
def port(stack: Stack) -> Stack:
    """A view with a row access policy over a table, a reader and a tagged column."""
    for name, inputs in (
        ("Database", DATABASE),
        ("Schema", CORE),
        ("Table", TABLE),
        ("RowAccessPolicy", ROWS),
        ("View", VIEW),
        ("DatabaseRole", READER),
        ("Tag", TAG),
    ):
        stack.up(name, inputs)
    stack.up("GrantPrivilegesToDatabaseRole", SELECT, logical="select")
    stack.up("TagAssociation", TAGGED, logical="tagged")
    return stack


def column_tags(account: SandboxAccount) -> dict[str, Any]:
    view = account.current().get("VIEW", Name.of("TRACKING", "CORE", "PORT"))
    assert view is not None
    return {column: tags for column, tags in view.column_tags.items() if tags}


def test_a_second_registration_is_no_change(port: Stack) -> None:
    for urn, (_, _, inputs, outputs) in list(port.state.items()):
        type_ = urn.split("::")[2]
        checked, failures = port.plugin.check(urn, type_, inputs, inputs)
        assert (failures, port.plugin.diff(urn, type_, "", inputs, outputs, checked).detailed) == ([], {})


def test_outputs_have_the_full_name(port: Stack) -> None:
    outputs = {urn.rpartition("::")[2]: outputs for urn, (_, _, _, outputs) in port.state.items()}
    assert outputs["PORT"]["fullyQualifiedName"] == '"TRACKING"."CORE"."PORT"'
    assert outputs["SESSIONS"]["columns"][2] == {"name": "N", "type": "NUMBER(38,0)", "nullable": True}


def test_a_replaced_view_keeps_its_grants_and_loses_its_tags(port: Stack, account: SandboxAccount) -> None:
    assert column_tags(account)
    port.up("View", {**VIEW, "statement": 'SELECT "BRAND", "EMAIL" FROM "TRACKING"."CORE"."SESSIONS" WHERE TRUE'})
    assert column_tags(account) == {}
    grantee = Grantee("DATABASE ROLE", Name.of("TRACKING", "READER"))
    assert [
        grant.privilege
        for grant in account.current().grants(to=grantee)
        if isinstance(grant.on, OnObject) and grant.on.kind == "VIEW"
    ] == ["SELECT"]
    assert port.diff("TagAssociation", TAGGED, logical="tagged") == {}
    port.refresh("TagAssociation", "tagged")
    assert port.diff("TagAssociation", TAGGED, logical="tagged") == {"objectIdentifiers[0]": "add"}


def test_a_tag_of_a_views_column_stays_when_its_association_is_deleted(port: Stack, account: SandboxAccount) -> None:
    port.down("TagAssociation", "tagged")
    assert column_tags(account)


def test_a_share_keeps_an_account_taken_out_of_a_longer_list(stack: Stack, account: SandboxAccount) -> None:
    two = {"name": "AGENCY", "accounts": ["PARTNER.EU", "PARTNER.US"]}
    stack.up("Share", two)
    stack.up("Database", DATABASE)
    stack.up("GrantPrivilegesToShare", {"toShare": "AGENCY", "privileges": ["USAGE"], "onDatabase": "TRACKING"})
    stack.up("Share", {**two, "accounts": ["PARTNER.US"]})
    shared = account.current().get("SHARE", Name.of("AGENCY"))
    assert shared is not None
    assert shared.options["ACCOUNTS"] == (Name.of("PARTNER", "EU"), Name.of("PARTNER", "US"))
    assert stack.refresh("Share", "AGENCY") == {**two, "accounts": ["PARTNER.US"], "__defaults": []}
    stack.up("Share", {**two, "accounts": []})
    emptied = account.current().get("SHARE", Name.of("AGENCY"))
    assert emptied is not None
    assert emptied.options.get("ACCOUNTS") == (Name.of("PARTNER", "EU"),)
    assert account.current().get("DATABASE", Name.of("TEMP_AGENCY_0")) is None


def test_a_databases_retention_reaches_its_schema_one_update_later(stack: Stack) -> None:
    stack.up("Database", DATABASE)
    stack.up("Schema", {**CORE, "withManagedAccess": "false"})
    plain = {**CORE, "withManagedAccess": "false"}
    assert stack.diff("Schema", plain) == {}
    stack.up("Database", {**DATABASE, "dataRetentionTimeInDays": 7})
    assert stack.diff("Schema", plain) == {"dataRetentionTimeInDays": "update"}
    assert stack.up("Schema", plain)["dataRetentionTimeInDays"] == 7
    assert stack.diff("Schema", plain) == {}


def test_a_column_in_the_middle_never_comes_to_rest(port: Stack, account: SandboxAccount) -> None:
    brand, email, number = TABLE["columns"]
    wanted = {**TABLE, "columns": [brand, {"name": "COUNTRY", "type": "VARCHAR"}, email, number]}
    outputs = port.up("Table", wanted)
    assert [column["name"] for column in outputs["columns"]] == ["BRAND", "EMAIL", "N", "COUNTRY"]
    assert port.diff("Table", wanted)
    port.up("Table", wanted)
    assert port.diff("Table", wanted)
    at_the_end = {**TABLE, "columns": [brand, email, number, {"name": "COUNTRY", "type": "VARCHAR"}]}
    port.up("Table", at_the_end)
    assert port.diff("Table", at_the_end) == {}


def test_an_attached_policys_signature_cannot_change(port: Stack) -> None:
    changed = {**ROWS, "arguments": [{"name": "B", "type": "VARCHAR"}, {"name": "C", "type": "VARCHAR"}]}
    assert port.diff("RowAccessPolicy", changed) == {"arguments[1]": "add-replace"}
    with pytest.raises(PluginError, match="RowAccessPolicy 'PORT_ROWS'"):
        port.up("RowAccessPolicy", changed, preview=True)
    with pytest.raises(PluginError, match="RowAccessPolicy 'PORT_ROWS'"):
        port.up("RowAccessPolicy", changed)


def test_adding_a_privilege_takes_nothing_away(port: Stack, account: SandboxAccount) -> None:
    port.up("GrantPrivilegesToDatabaseRole", {**SELECT, "privileges": ["REFERENCES", "SELECT"]}, logical="select")
    on = ("VIEW", Name.of("TRACKING", "CORE", "PORT"))
    assert sorted(grant.privilege for grant in account.current().grants(on=on)) == ["REFERENCES", "SELECT"]


# --- what a refresh sees -----------------------------------------------------------------------------------------


def test_refresh_sees_a_revoked_privilege_and_not_an_extra_one(port: Stack, account: SandboxAccount) -> None:
    account.execute("GRANT REFERENCES ON VIEW TRACKING.CORE.PORT TO DATABASE ROLE TRACKING.READER", ADMIN)
    seen = port.refresh("GrantPrivilegesToDatabaseRole", "select")
    assert seen is not None
    assert seen["privileges"] == ["SELECT"]
    account.execute("REVOKE SELECT ON VIEW TRACKING.CORE.PORT FROM DATABASE ROLE TRACKING.READER", ADMIN)
    port.refresh("GrantPrivilegesToDatabaseRole", "select")
    assert port.diff("GrantPrivilegesToDatabaseRole", SELECT, logical="select") == {"privileges[0]": "add"}


def test_refresh_sees_a_detached_row_access_policy(port: Stack, account: SandboxAccount) -> None:
    account.execute("ALTER VIEW TRACKING.CORE.PORT DROP ROW ACCESS POLICY TRACKING.CORE.PORT_ROWS", ADMIN)
    port.refresh("View", "PORT")
    assert port.diff("View", VIEW) == {"rowAccessPolicy": "add"}
    port.up("View", VIEW)
    assert port.refresh("View", "PORT") == {**VIEW, "__defaults": []}


def test_refresh_sees_another_size(stack: Stack, account: SandboxAccount) -> None:
    warehouse = {"name": "LOAD", "warehouseSize": "SMALL", "autoResume": "true", "comment": "c"}
    stack.up("Warehouse", warehouse)
    assert stack.refresh("Warehouse", "LOAD") == {**warehouse, "__defaults": []}
    account.execute("ALTER WAREHOUSE LOAD SET WAREHOUSE_SIZE = 'LARGE' AUTO_RESUME = FALSE", ADMIN)
    account.execute("ALTER WAREHOUSE LOAD UNSET COMMENT", ADMIN)
    assert stack.refresh("Warehouse", "LOAD") == {
        "name": "LOAD", "warehouseSize": "LARGE", "autoResume": "false", "__defaults": []
    }  # fmt: skip


def test_refresh_does_not_see_a_revoke_under_all(port: Stack, account: SandboxAccount) -> None:
    on_all = {
        "databaseRoleName": "TRACKING.READER",
        "privileges": ["SELECT"],
        "onSchemaObject": {"all": {"objectTypePlural": "TABLES", "inSchema": "TRACKING.CORE"}},
    }
    port.up("GrantPrivilegesToDatabaseRole", on_all, logical="all")
    account.execute("REVOKE SELECT ON TABLE TRACKING.CORE.SESSIONS FROM DATABASE ROLE TRACKING.READER", ADMIN)
    assert port.refresh("GrantPrivilegesToDatabaseRole", "all") == {**on_all, "__defaults": []}


def test_refresh_sees_a_revoked_future_grant(port: Stack, account: SandboxAccount) -> None:
    future = {
        "databaseRoleName": "TRACKING.READER",
        "privileges": ["SELECT"],
        "onSchemaObject": {"future": {"objectTypePlural": "TABLES", "inSchema": "TRACKING.CORE"}},
    }
    port.up("GrantPrivilegesToDatabaseRole", future, logical="future")
    on = ("IN", Name.of("TRACKING", "CORE"))
    assert [grant.privilege for grant in account.current().grants(on=on)] == ["SELECT"]
    account.execute("REVOKE SELECT ON FUTURE TABLES IN SCHEMA TRACKING.CORE FROM DATABASE ROLE TRACKING.READER", ADMIN)
    seen = port.refresh("GrantPrivilegesToDatabaseRole", "future")
    assert seen is not None
    assert seen["privileges"] == []


def test_refresh_sees_what_is_gone(port: Stack, account: SandboxAccount) -> None:
    account.execute("DROP VIEW TRACKING.CORE.PORT", ADMIN)
    assert port.refresh("View", "PORT") is None
    assert port.refresh("GrantPrivilegesToDatabaseRole", "select") is None
    port.down("View", "PORT")


def test_refresh_sees_a_revoked_role(stack: Stack, account: SandboxAccount) -> None:
    stack.up("AccountRole", {"name": "READER"})
    stack.up("GrantAccountRole", {"roleName": "READER", "parentRoleName": "SYSADMIN"}, logical="up")
    assert stack.refresh("GrantAccountRole", "up") is not None
    account.execute("REVOKE ROLE READER FROM ROLE SYSADMIN", ADMIN)
    assert stack.refresh("GrantAccountRole", "up") is None


# --- integrations ------------------------------------------------------------------------------------------------

INTEGRATION = {
    "name": "S3",
    "enabled": True,
    "storageProvider": "S3",
    "storageAwsRoleArn": "arn:aws:iam::111122223333:role/load",
    "storageAllowedLocations": ["s3://bucket/a/"],
}


def test_a_replaced_integration_has_another_external_id(stack: Stack) -> None:
    (first,) = stack.up("StorageIntegrationAws", INTEGRATION)["describeOutputs"]
    more = {**INTEGRATION, "storageAllowedLocations": ["s3://bucket/a/", "s3://bucket/b/"]}
    (changed,) = stack.up("StorageIntegrationAws", more)["describeOutputs"]
    elsewhere = {"storageProvider": "S3GOV", "storageAllowedLocations": ["s3gov://bucket/a/"]}
    (replaced,) = stack.up("StorageIntegrationAws", {**INTEGRATION, **elsewhere})["describeOutputs"]
    assert first["iamUserArn"].startswith("arn:aws:iam::")
    assert first["externalId"] == changed["externalId"] != replaced["externalId"]
    assert changed["allowedLocations"] == ["s3://bucket/a/", "s3://bucket/b/"]


def test_a_pipe_has_a_queue(stack: Stack) -> None:
    stack.up("Database", DATABASE)
    stack.up("Schema", CORE)
    stack.up("Table", {"name": "CLICKS", **IN_CORE, "columns": [{"name": "C", "type": "VARIANT"}]})
    stack.up("StorageIntegrationAws", INTEGRATION)
    stage = {"url": "s3://bucket/a/", "storageIntegration": "S3", "directory": {"enable": True, "autoRefresh": "false"}}
    stack.up("StageExternalS3", {"name": "STAGE", **IN_CORE, **stage, "fileFormat": {"json": {}}})
    copy = "COPY INTO TRACKING.CORE.CLICKS FROM @TRACKING.CORE.STAGE FILE_FORMAT = (TYPE = JSON)"
    outputs = stack.up("Pipe", {"name": "PIPE", **IN_CORE, "autoIngest": True, "copyStatement": copy})
    assert outputs["notificationChannel"].startswith("arn:aws:sqs:")
    assert stack.diff("Pipe", {"name": "PIPE", **IN_CORE, "autoIngest": True, "copyStatement": f"{copy} "}) == {
        "copyStatement": "update-replace"
    }


WITHOUT_WAREHOUSE = (
    "000606 (57P03): No active warehouse selected in the current session.  Select an active warehouse with the 'use"
    " warehouse' command.\n  The provider reads it with a query: give the user of the runs a DEFAULT_WAREHOUSE that the"
    " role MESH_DEPLOY may use, or name one in SNOWFLAKE_WAREHOUSE."
)


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(("name", "inputs"), [("View", {**VIEW, "name": "OTHER"}), ("Tag", {**TAG, "name": "OTHER"})])
def test_what_is_read_with_a_query_needs_a_warehouse(
    start: Start, account: SandboxAccount, name: str, inputs: dict[str, Any], preview: bool
) -> None:
    account.execute("REVOKE USAGE ON WAREHOUSE MESH_DEPLOY FROM ROLE MESH_DEPLOY", ADMIN)
    account.execute("CREATE USER PLAIN DEFAULT_WAREHOUSE = MESH_DEPLOY", ADMIN)
    account.execute("GRANT ROLE MESH_DEPLOY TO USER PLAIN", ADMIN)
    stack = start(role="MESH_DEPLOY", user="PLAIN")
    for each, given in (("Database", DATABASE), ("Schema", CORE), ("Table", TABLE), ("RowAccessPolicy", ROWS)):
        stack.up(each, given)
    with pytest.raises(PluginError) as refused:
        stack.up(name, inputs, preview=preview)
    assert str(refused.value) == f"{name} 'OTHER': {WITHOUT_WAREHOUSE}"
    account.execute("CREATE WAREHOUSE MINE", ADMIN)
    account.execute("GRANT USAGE ON WAREHOUSE MINE TO ROLE MESH_DEPLOY", ADMIN)
    start("2-2", role="MESH_DEPLOY", user="PLAIN", warehouse="mine").up(name, inputs)


def test_a_view_is_not_refreshed_without_a_warehouse(start: Start, port: Stack, account: SandboxAccount) -> None:
    account.execute("CREATE USER PLAIN", ADMIN)
    account.execute("GRANT ROLE ACCOUNTADMIN TO USER PLAIN", ADMIN)
    other = start("2-2", user="PLAIN")
    other.state = port.state
    with pytest.raises(PluginError, match="No active warehouse selected"):
        other.refresh("View", "PORT")
    assert other.refresh("Table", "SESSIONS") is not None
