"""A lake's volume, integration and table, and a listing, through their whole life in the plugin."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from mesh.account.identifiers import Name
from mesh.account.session import Session
from sandbox.plugin import PluginError
from sandbox.snowflake.account import SandboxAccount

Stack: TypeAlias = Any
"""`Stack` of conftest.py."""
ADMIN = Session(Name.of("ACCOUNTADMIN"))
ROLE = "arn:aws:iam::111122223333:role/tracking-lake"
LOCATION = {
    "storageLocationName": "main",
    "storageProvider": "S3",
    "storageBaseUrl": "s3://company-tracking/lake/",
    "storageAwsRoleArn": ROLE,
}
VOLUME = {"name": "TRACKING_LAKE", "storageLocations": [LOCATION], "allowWrites": "false"}
GLUE = {
    "name": "TRACKING_GLUE",
    "enabled": True,
    "glueAwsRoleArn": ROLE,
    "glueCatalogId": "111122223333",
    "glueRegion": "eu-west-1",
    "catalogNamespace": "tracking",
}
EVENTS = {
    "name": "EVENTS",
    "database": "TRACKING",
    "schema": "LAKE",
    "externalVolume": "TRACKING_LAKE",
    "catalog": "TRACKING_GLUE",
    "catalogTableName": "events",
    "autoRefresh": "true",
    "comment": "Written by Spark",
}
PORT = {
    "name": "PORT",
    "database": "TRACKING",
    "schema": "LAKE",
    "isSecure": "true",
    "copyGrants": True,
    "statement": 'SELECT "PAGE", "CLICKS" FROM "TRACKING"."LAKE"."EVENTS"',
    "columns": [{"columnName": "PAGE"}, {"columnName": "CLICKS"}],
}
MANIFEST = """\
title: Sessions
description: One row a visit
listing_terms:
  type: OFFLINE
targets:
  accounts: [PARTNER.AGENCY_US]
auto_fulfillment:
  refresh_type: SUB_DATABASE
  refresh_schedule: 10 MINUTE
"""
LISTING = {
    "name": "TRACKING_AGENCY",
    "share": "TRACKING_AGENCY",
    "manifest": {"fromString": MANIFEST},
    "publish": "true",
}
TABLE = "IcebergTableFromAwsGlue"
LAKE: list[tuple[str, dict[str, Any]]] = [
    ("Database", {"name": "TRACKING", "dropPublicSchemaOnCreation": True}),
    ("Schema", {"name": "LAKE", "database": "TRACKING", "withManagedAccess": "true"}),
    ("ExternalVolume", VOLUME),
    ("CatalogIntegrationAwsGlue", GLUE),
    (TABLE, EVENTS),
    ("View", PORT),
    ("Share", {"name": "TRACKING_AGENCY"}),
]


@pytest.fixture
def lake(stack: Stack) -> Stack:
    """A port over a table of the lake, shared and listed."""
    for name, inputs in LAKE:
        stack.up(name, inputs)
    shared = {"toShare": "TRACKING_AGENCY", "privileges": ["USAGE"], "onDatabase": "TRACKING"}
    stack.up("GrantPrivilegesToShare", shared, logical="shared")
    stack.up("Listing", LISTING, logical="listing")
    return stack


def rows(account: SandboxAccount) -> dict[Any, Any]:
    """All that the account holds, what it counts apart."""
    return {(table, key): row for table, key, row in account.current().documents() if table != "account"}


def outputs(stack: Stack, name: str) -> dict[str, Any]:
    """What the state holds of a resource of this type."""
    (found,) = (outputs for type_, _, _, outputs in stack.state.values() if type_.endswith(f":{name}"))
    return dict(found)


def s3_location(described: dict[str, Any], at: int = 0) -> dict[str, str]:
    """The S3 block of a location in `describe_outputs`."""
    (block,) = described["describeOutputs"][0]["storageLocations"][at]["s3StorageLocations"]
    return dict(block)


def test_a_second_registration_is_no_change(lake: Stack) -> None:
    for urn, (_, _, inputs, found) in list(lake.state.items()):
        type_ = urn.split("::")[2]
        checked, failures = lake.plugin.check(urn, type_, inputs, inputs)
        assert (failures, lake.plugin.diff(urn, type_, "", inputs, found, checked).detailed) == ([], {})


def test_a_volume_tells_the_trust_policy_whom_to_trust(lake: Stack) -> None:
    """As structured outputs, so that the IAM role can follow in the same up."""
    described = outputs(lake, "ExternalVolume")["describeOutputs"][0]
    assert (described["active"], described["allowWrites"]) == ("main", "false")
    (location,) = described["storageLocations"]
    assert location["storageAllowedLocations"] == ["s3://company-tracking/lake/*"]
    block = s3_location(outputs(lake, "ExternalVolume"))
    assert block["storageAwsRoleArn"] == ROLE
    assert block["storageAwsIamUserArn"].startswith("arn:aws:iam::123456789001:user/")
    assert "_SFCRole=2_" in block["storageAwsExternalId"]
    glue = outputs(lake, "CatalogIntegrationAwsGlue")["describeOutputs"][0]
    assert glue["glueAwsIamUserArn"] == block["storageAwsIamUserArn"], "one IAM user for the account"
    assert glue["glueAwsExternalId"] != block["storageAwsExternalId"]


def test_a_location_made_anew_has_another_external_id_unless_it_is_given(lake: Stack) -> None:
    second = {**LOCATION, "storageLocationName": "second", "storageAwsExternalId": "own"}
    before = s3_location(outputs(lake, "ExternalVolume"))["storageAwsExternalId"]
    after = lake.up("ExternalVolume", {**VOLUME, "storageLocations": [LOCATION, second]})
    assert s3_location(after)["storageAwsExternalId"] != before
    assert s3_location(after, 1)["storageAwsExternalId"] == "own"
    assert lake.refresh("ExternalVolume", "TRACKING_LAKE") == {
        **VOLUME, "storageLocations": [LOCATION, second], "__defaults": []
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "changed", "diff"),
    [
        ("ExternalVolume", {**VOLUME, "comment": "c"}, {"comment": "add"}),
        ("ExternalVolume", {**VOLUME, "name": "OTHER"}, {"name": "update-replace"}),
        (TABLE, {**EVENTS, "comment": "c"}, {"comment": "update"}),
        (TABLE, {**EVENTS, "catalogTableName": "clicks"}, {"catalogTableName": "update-replace"}),
        (TABLE, {**EVENTS, "externalVolume": '"TRACKING_LAKE"'}, {}),
        ("Listing", {**LISTING, "publish": "false"}, {"publish": "update"}),
        ("Listing", {**LISTING, "share": "OTHER"}, {"share": "update-replace"}),
    ],
)
def test_what_a_change_is(lake: Stack, name: str, changed: dict[str, Any], diff: dict[str, str]) -> None:
    logical = {"ExternalVolume": "TRACKING_LAKE", TABLE: "EVENTS", "Listing": "listing"}[name]
    assert lake.diff(name, changed, logical=logical) == diff


def test_refresh_sees_what_was_changed_behind_its_back(lake: Stack, account: SandboxAccount) -> None:
    account.execute("ALTER EXTERNAL VOLUME TRACKING_LAKE SET ALLOW_WRITES = TRUE", ADMIN)
    account.execute("ALTER ICEBERG TABLE TRACKING.LAKE.EVENTS SET AUTO_REFRESH = FALSE", ADMIN)
    account.execute("ALTER LISTING TRACKING_AGENCY UNPUBLISH", ADMIN)
    lake.refresh("ExternalVolume", "TRACKING_LAKE")
    lake.refresh(TABLE, "EVENTS")
    lake.refresh("Listing", "listing")
    assert lake.diff("ExternalVolume", VOLUME) == {"allowWrites": "add"}
    assert lake.diff(TABLE, EVENTS) == {"autoRefresh": "add"}
    assert lake.diff("Listing", LISTING, logical="listing") == {"publish": "update"}
    lake.up("Listing", LISTING, logical="listing")
    assert account.show("LISTING", "TRACKING_AGENCY")[0].options["PUBLISH"] is True


@pytest.mark.parametrize(
    ("name", "id_", "imported"),
    [
        ("ExternalVolume", '"TRACKING_LAKE"', VOLUME),
        (TABLE, '"TRACKING"."LAKE"."EVENTS"', EVENTS),
        ("Listing", '"TRACKING_AGENCY"', {"name": "TRACKING_AGENCY", "share": '"TRACKING_AGENCY"', "publish": "true"}),
    ],
)
def test_import(lake: Stack, name: str, id_: str, imported: dict[str, Any]) -> None:
    """A listing's manifest is not read back, its share in quotes."""
    urn, type_ = lake.names(name, "imported")
    found = lake.plugin.read(urn, type_, id_, {}, {})
    assert found is not None
    assert found[:2] == (id_, {**imported, "__defaults": []})


def test_a_preview_refuses_what_the_account_would(lake: Stack, start: Callable[..., Stack]) -> None:
    with pytest.raises(PluginError, match="External volume 'NOWHERE' does not exist"):
        lake.up(TABLE, {**EVENTS, "name": "NEW", "externalVolume": "NOWHERE"}, preview=True)
    with pytest.raises(PluginError, match="'description' is required"):
        lake.up("Listing", {**LISTING, "manifest": {"fromString": "title: t"}}, logical="listing", preview=True)
    with pytest.raises(AssertionError, match="snowflake_iceberg_table_from_aws_glue_resource"):
        start(previewFeaturesEnabled=[]).up(TABLE, EVENTS)


def test_all_goes_in_the_order_of_references(lake: Stack, account: SandboxAccount) -> None:
    with pytest.raises(PluginError, match="associated with it"):
        lake.plugin.delete(*lake.names("ExternalVolume", "TRACKING_LAKE"), '"TRACKING_LAKE"', VOLUME, {})
    lake.down("Listing", "listing")
    lake.down("GrantPrivilegesToShare", "shared")
    for name, inputs in reversed(LAKE):
        lake.down(name, inputs["name"])
    left = {each.kind for each in account.show()}
    assert not left & {"EXTERNAL VOLUME", "CATALOG INTEGRATION", "ICEBERG TABLE", "LISTING", "SHARE", "VIEW"}


GRANTED = [
    (
        "GrantPrivilegesToAccountRole",
        {
            "accountRoleName": "LAKE_READER",
            "privileges": ["USAGE"],
            "onAccountObject": {"objectType": "EXTERNAL VOLUME", "objectName": "TRACKING_LAKE"},
        },
    ),
    (
        "GrantPrivilegesToAccountRole",
        {
            "accountRoleName": "LAKE_READER",
            "privileges": ["USAGE"],
            "onAccountObject": {"objectType": "INTEGRATION", "objectName": "TRACKING_GLUE"},
        },
    ),
    (
        "GrantPrivilegesToAccountRole",
        {
            "accountRoleName": "LAKE_READER",
            "privileges": ["CREATE ICEBERG TABLE"],
            "onSchema": {"schemaName": '"TRACKING"."LAKE"'},
        },
    ),
    (
        "GrantPrivilegesToDatabaseRole",
        {
            "databaseRoleName": "TRACKING.LAKE_R",
            "privileges": ["SELECT"],
            "onSchemaObject": {"objectType": "ICEBERG TABLE", "objectName": '"TRACKING"."LAKE"."EVENTS"'},
        },
    ),
    (
        "GrantPrivilegesToDatabaseRole",
        {
            "databaseRoleName": "TRACKING.LAKE_R",
            "privileges": ["SELECT"],
            "onSchemaObject": {
                "future": {"objectTypePlural": "ICEBERG TABLES", "inSchema": '"TRACKING"."LAKE"'},
            },
        },
    ),
    (
        "TagAssociation",
        {
            "tagId": "TRACKING.LAKE.OWNER",
            "tagValue": "team",
            "objectType": "ICEBERG TABLE",
            "objectIdentifiers": ['"TRACKING"."LAKE"."EVENTS"'],
        },
    ),
    (
        "TagAssociation",
        {
            "tagId": "TRACKING.LAKE.OWNER",
            "tagValue": "team",
            "objectType": "COLUMN",
            "objectIdentifiers": ['"TRACKING"."LAKE"."EVENTS"."PAGE"'],
        },
    ),
    (
        "GrantOwnership",
        {
            "accountRoleName": "SYSADMIN",
            "on": {"objectType": "ICEBERG TABLE", "objectName": '"TRACKING"."LAKE"."EVENTS"'},
            "outboundPrivileges": "COPY",
        },
    ),
    (
        "GrantPrivilegesToAccountRole",
        {
            "accountRoleName": "LAKE_READER",
            "privileges": ["IMPORTED PRIVILEGES"],
            "onAccountObject": {"objectType": "DATABASE", "objectName": "WEATHER"},
        },
    ),
]


@pytest.mark.parametrize(
    ("name", "inputs"), GRANTED, ids=[f"{name}-{number}" for number, (name, _) in enumerate(GRANTED)]
)
def test_what_is_granted_and_set_on_a_lake(
    lake: Stack, account: SandboxAccount, name: str, inputs: dict[str, Any]
) -> None:
    for each, given in (
        ("AccountRole", {"name": "LAKE_READER"}),
        ("DatabaseRole", {"name": "LAKE_R", "database": "TRACKING"}),
        ("Tag", {"name": "OWNER", "database": "TRACKING", "schema": "LAKE"}),
        ("SharedDatabase", {"name": "WEATHER", "fromShare": "PROVIDER.WEATHER_EU.WEATHER"}),
    ):
        lake.up(each, given)
    before = rows(account)
    lake.up(name, inputs, logical="it")
    assert rows(account) != before
    assert lake.refresh(name, "it") == {**inputs, "__defaults": []}
    assert lake.diff(name, inputs, logical="it") == {}
    urn, _ = lake.names(name, "it")
    type_, id_, *_ = lake.state[urn]
    read = lake.plugin.read(urn, type_, id_, {}, {})
    assert read is not None
    lake.down(name, "it")
    assert rows(account) == before
