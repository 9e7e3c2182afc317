"""What the provider refuses by itself, in its words."""

from typing import Any

import pytest

from mesh.account import resources

GRANT = {"databaseRoleName": "D.R", "privileges": ["SELECT"], "onDatabase": "D"}


def token(name: str) -> str:
    return f"snowflake:index/{name[0].lower()}{name[1:]}:{name}"


@pytest.mark.parametrize(
    ("name", "inputs", "path", "words"),
    [
        ("Warehouse", {"name": "W", "warehouseSize": "SMALLA"}, "warehouseSize", "invalid warehouse size: SMALLA"),
        ("Warehouse", {"name": "W", "scalingPolicy": "FAST"}, "scalingPolicy", "invalid scaling policy: FAST"),
        ("Warehouse", {"name": "W", "autoResume": "yes"}, "autoResume", 'to be one of ["true" "false"], got yes'),
        (
            "ServiceUser",
            {"name": "U", "defaultSecondaryRolesOption": "OTHER"},
            "defaultSecondaryRolesOption",
            "invalid secondary roles option: OTHER",
        ),
        (
            "StorageIntegrationAws",
            {"name": "S", "storageProvider": "GCS"},
            "storageProvider",
            "invalid S3 storage provider: GCS",
        ),
        ("Database", {"name": 'A"B'}, "name", "double quotes are not supported"),
        ("Database", {"name": "A" * 256}, "name", "has 256 characters; at most 255"),
        ("GrantPrivilegesToDatabaseRole", {**GRANT, "databaseRoleName": "R"}, "databaseRoleName", 'was "R"'),
        ("GrantPrivilegesToDatabaseRole", {**GRANT, "privileges": ["OWNERSHIP"]}, "privileges", "GrantOwnership"),
        (
            "GrantPrivilegesToDatabaseRole",
            {**GRANT, "onSchema": {"schemaName": "D.S"}},
            "onDatabase",
            "onDatabase, onSchema were specified",
        ),
        (
            "GrantPrivilegesToDatabaseRole",
            {"databaseRoleName": "D.R", "onDatabase": "D"},
            "privileges",
            "none was specified",
        ),
        ("GrantAccountRole", {"roleName": "R"}, "parentRoleName", "exactly one of parentRoleName, userName"),
        (
            "View",
            {
                "name": "V",
                "database": "D",
                "schema": "S",
                "columns": [{"columnName": "A", "maskingPolicy": {"policyName": "M"}}],
            },
            "columns[0].maskingPolicy.policyName",
            "Expected SchemaObjectIdentifier identifier type, but got: AccountObjectIdentifier",
        ),
        (
            "Table",
            {"name": "T", "database": "D", "schema": "S", "columns": [{"name": "A", "type": "VARCHR"}]},
            "columns[0].type",
            "Unsupported data type 'VARCHR'",
        ),
        ("Share", {"name": "S", "accounts": ["ABC123"]}, "accounts[0]", '"<organization_name>"."<account_name>"'),
        (
            "TagAssociation",
            {"tagId": "A.B.C", "objectType": "COLUMN", "objectIdentifiers": ["A.B.C"]},
            "objectIdentifiers[0]",
            "TableColumnIdentifier",
        ),
        (
            "TagAssociation",
            {"tagId": "A.B.C", "objectType": "WAREHOUSE", "objectIdentifiers": []},
            "objectIdentifiers",
            "requires 1 item minimum, but config has only 0 declared",
        ),
    ],
)
def test_refused(name: str, inputs: dict[str, Any], path: str, words: str) -> None:
    found = resources.problems(token(name), inputs)
    assert [(at, words in reason) for at, reason in found] == [(path, True)], found


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("Warehouse", {"name": "W", "warehouseSize": "2X-Large", "autoResume": "true"}),
        ("GrantPrivilegesToDatabaseRole", {**GRANT, "databaseRoleName": '"D"."R.1"'}),
        (
            "GrantPrivilegesToDatabaseRole",
            {"databaseRoleName": object(), "privileges": object(), "onDatabase": object()},
        ),
        ("Table", {"name": object(), "database": "D", "schema": "S", "columns": [{"name": "A", "type": object()}]}),
    ],
)
def test_accepted(name: str, inputs: dict[str, Any]) -> None:
    assert resources.problems(token(name), inputs) == []


def test_inherited_grants_are_an_experiment() -> None:
    inherited = {"onSchemaObject": {"inherited": {"objectTypePlural": "TABLES", "inSchema": "D.S"}}}
    assert resources.wants_inherited_grants(token("GrantPrivilegesToDatabaseRole"), inherited)
    assert not resources.wants_inherited_grants(token("GrantPrivilegesToDatabaseRole"), GRANT)


def test_preview_features() -> None:
    """The types that are no stable resources of the provider."""
    wanted = {type_: resources.preview_feature(type_) for type_ in resources.RESOURCES}
    assert {feature for feature in wanted.values() if feature} == {
        "snowflake_table_resource",
        "snowflake_share_resource",
        "snowflake_iceberg_table_from_aws_glue_resource",
        "snowflake_pipe_resource",
    }
