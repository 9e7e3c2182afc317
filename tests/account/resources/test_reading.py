"""What was created is found again by its id alone, and read back as it was given."""

from typing import Any

import pytest

from mesh.account import resources
from mesh.account.account import Account
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.session import Session
from mesh.account.statements import Alter, Set

ADMIN = Session(Name.of("ACCOUNTADMIN"))
IN_S = {"database": "D", "schema": "S"}
TO_R = {"databaseRoleName": '"D"."R"'}
IN_SCHEMA = {"objectTypePlural": "TABLES", "inSchema": '"D"."S"'}
INTEGRATION = {
    "name": "S3",
    "enabled": True,
    "storageProvider": "S3",
    "storageAwsRoleArn": "arn:aws:iam::111122223333:role/load",
    "storageAllowedLocations": ["s3://bucket/a/"],
    "comment": "Landing",
}

WORLD: list[tuple[str, dict[str, Any]]] = [
    ("ResourceMonitor", {"name": "M", "creditQuota": 5, "notifyTriggers": [80], "suspendTrigger": 100}),
    ("Warehouse", {"name": "W", "warehouseSize": "SMALL", "autoResume": "false", "resourceMonitor": "M"}),
    ("Database", {"name": "D", "dataRetentionTimeInDays": 7, "comment": "Data"}),
    ("Schema", {"name": "S", "database": "D", "withManagedAccess": "true"}),
    (
        "Table",
        {
            "name": "T",
            **IN_S,
            "changeTracking": True,
            "columns": [{"name": "A", "type": "VARCHAR(10)", "nullable": False}, {"name": "N", "type": "INT"}],
        },
    ),
    (
        "MaskingPolicy",
        {"name": "MP", **IN_S, "arguments": [{"name": "V", "type": "INT"}], "returnDataType": "INT", "body": "NULL"},
    ),
    ("RowAccessPolicy", {"name": "RP", **IN_S, "arguments": [{"name": "V", "type": "VARCHAR"}], "body": "TRUE"}),
    (
        "View",
        {
            "name": "V",
            **IN_S,
            "isSecure": "true",
            "statement": 'SELECT "A", "N" FROM "D"."S"."T"',
            "columns": [
                {"columnName": "A", "comment": "Key"},
                {"columnName": "N", "maskingPolicy": {"policyName": "D.S.MP", "usings": ["N"]}},
            ],
            "rowAccessPolicy": {"policyName": '"D"."S"."RP"', "ons": ["A"]},
        },
    ),
    ("Tag", {"name": "CLASS", **IN_S, "orderedAllowedValues": ["email", "name"]}),
    ("DatabaseRole", {"name": "R", "database": "D"}),
    ("AccountRole", {"name": "READER", "comment": "Reads"}),
    ("NetworkRule", {"name": "OFFICE", **IN_S, "type": "IPV4", "mode": "INGRESS", "valueLists": ["203.0.113.0/24"]}),
    ("NetworkPolicy", {"name": "NET", "allowedNetworkRuleLists": ['"D"."S"."OFFICE"']}),
    (
        "ServiceUser",
        {
            "name": "KAFKA",
            "defaultRole": "READER",
            "defaultWarehouse": "W",
            "networkPolicy": "NET",
            "disabled": "false",
        },
    ),
    ("StorageIntegrationAws", INTEGRATION),
    (
        "CatalogIntegrationAwsGlue",
        {
            "name": "G",
            "enabled": True,
            "glueAwsRoleArn": "arn:aws:iam::111122223333:role/g",
            "glueCatalogId": "111122223333",
        },
    ),
    ("Share", {"name": "SH", "comment": "To a partner"}),
    ("GrantAccountRole", {"roleName": '"READER"', "parentRoleName": '"SYSADMIN"'}),
    ("GrantAccountRole", {"roleName": '"READER"', "userName": '"KAFKA"'}),
    ("GrantDatabaseRole", {"databaseRoleName": '"D"."R"', "parentRoleName": '"READER"'}),
    ("GrantPrivilegesToDatabaseRole", {**TO_R, "privileges": ["MONITOR", "USAGE"], "onDatabase": '"D"'}),
    ("GrantPrivilegesToDatabaseRole", {**TO_R, "privileges": ["USAGE"], "onSchema": {"schemaName": '"D"."S"'}}),
    (
        "GrantPrivilegesToDatabaseRole",
        {
            **TO_R,
            "privileges": ["SELECT"],
            "onSchemaObject": {"objectType": "VIEW", "objectName": '"D"."S"."V"'},
            "withGrantOption": True,
        },
    ),
    ("GrantPrivilegesToDatabaseRole", {**TO_R, "privileges": ["SELECT"], "onSchemaObject": {"all": IN_SCHEMA}}),
    ("GrantPrivilegesToDatabaseRole", {**TO_R, "privileges": ["SELECT"], "onSchemaObject": {"future": IN_SCHEMA}}),
    ("GrantPrivilegesToDatabaseRole", {**TO_R, "privileges": ["INSERT"], "onSchemaObject": {"inherited": IN_SCHEMA}}),
    ("GrantPrivilegesToDatabaseRole", {**TO_R, "privileges": ["USAGE"], "onSchema": {"inherited": '"D"'}}),
    (
        "GrantPrivilegesToAccountRole",
        {
            "accountRoleName": '"READER"',
            "privileges": ["USAGE"],
            "onAccountObject": {"objectType": "WAREHOUSE", "objectName": '"W"'},
        },
    ),
    (
        "GrantPrivilegesToAccountRole",
        {
            "accountRoleName": '"READER"',
            "privileges": ["USAGE"],
            "onAccountObject": {"objectType": "INTEGRATION", "objectName": '"S3"'},
        },
    ),
    (
        "GrantPrivilegesToAccountRole",
        {"accountRoleName": '"READER"', "privileges": ["CREATE DATABASE"], "onAccount": True},
    ),
    ("GrantPrivilegesToShare", {"toShare": '"SH"', "privileges": ["USAGE"], "onDatabase": '"D"'}),
    ("GrantPrivilegesToShare", {"toShare": '"SH"', "privileges": ["USAGE"], "onSchema": '"D"."S"'}),
    (
        "GrantOwnership",
        {
            "accountRoleName": '"READER"',
            "outboundPrivileges": "COPY",
            "on": {"objectType": "TABLE", "objectName": '"D"."S"."T"'},
        },
    ),
]


def token(name: str) -> str:
    return f"snowflake:index/{name[0].lower()}{name[1:]}:{name}"


@pytest.fixture(scope="module")
def account() -> Account:
    """An account with one of everything."""
    made = Account()
    made.execute(Alter("ACCOUNT", Name(()), (Set({"FEATURE_RBAC_INHERITED_GRANTS": "ENABLED"}),)), ADMIN)
    for name, inputs in WORLD:
        for statement in resources.create(token(name), inputs, resources.lookup(made, ADMIN.role)):
            made.execute(statement, ADMIN)
    return made


IDS = [f"{name}-{at}" for at, (name, _) in enumerate(WORLD)]


@pytest.mark.parametrize(("name", "inputs"), WORLD, ids=IDS)
def test_import(account: Account, name: str, inputs: dict[str, Any]) -> None:
    type_ = token(name)
    known = resources.inputs_of(type_, resources.identity(type_, inputs))
    assert known.items() <= inputs.items() or name.startswith("Grant")
    found = resources.read(type_, known, account)
    assert found is not None
    given = {key: value for key, value in inputs.items() if (key, value) != ("disabled", "false")}
    assert resources.normal(type_, found) == resources.normal(type_, given)


@pytest.mark.parametrize(("name", "inputs"), WORLD, ids=IDS)
def test_refresh_without_drift_keeps_every_spelling(account: Account, name: str, inputs: dict[str, Any]) -> None:
    assert resources.read(token(name), inputs, account) == inputs


@pytest.mark.parametrize(("name", "inputs"), WORLD, ids=IDS)
def test_nothing_is_found_in_an_empty_account(name: str, inputs: dict[str, Any]) -> None:
    assert resources.read(token(name), inputs, Account()) is None


def test_an_integration_is_described(account: Account) -> None:
    outputs = resources.outputs(
        token("StorageIntegrationAws"), INTEGRATION, account, lambda statement: account.execute(statement, ADMIN)
    )
    (described,) = outputs["describeOutputs"]
    assert outputs["fullyQualifiedName"] == '"S3"'
    assert described | {"iamUserArn": "", "externalId": ""} == {
        "iamUserArn": "",
        "externalId": "",
        "roleArn": INTEGRATION["storageAwsRoleArn"],
        "objectAcl": "",
        "provider": "S3",
        "allowedLocations": ["s3://bucket/a/"],
        "blockedLocations": [],
        "usePrivatelinkEndpoint": False,
        "enabled": True,
        "comment": "Landing",
    }
    assert described["iamUserArn"].startswith("arn:aws:iam::")
    assert described["externalId"]


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Schema", '"D"'),
        ("Table", '"D"'),
        ("GrantAccountRole", "R"),
        ("GrantPrivilegesToShare", '"S"|USAGE'),
        ("Execute", "1"),
    ],
)
def test_a_wrong_id_is_refused(name: str, id_: str) -> None:
    with pytest.raises(BadIdentifier, match="is not an id of snowflake:index/"):
        resources.inputs_of(token(name), id_)


@pytest.mark.parametrize(
    ("column", "is_untagged"),
    [
        ('"D"."S"."T"."N"', True),
        ('"D"."S"."T"."GONE"', False),
        ('"D"."S"."V"."N"', False),
        ('"D"."S"."GONE"."N"', False),
    ],
)
def test_a_tag_is_taken_off_what_is_found(account: Account, column: str, is_untagged: bool) -> None:
    association = {"tagId": "D.S.CLASS", "tagValue": "email", "objectType": "COLUMN", "objectIdentifiers": [column]}
    lookup = resources.lookup(account, Name.of("R"))
    assert len(resources.delete(token("TagAssociation"), association, lookup)) == is_untagged
