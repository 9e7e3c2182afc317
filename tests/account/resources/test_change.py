"""What a change of inputs sends, held to the SQL captured from the real provider 2.20 by a local endpoint."""

from typing import Any

import pytest

from mesh.account import resources
from mesh.account.identifiers import Name
from mesh.account.sql.render import sql
from tests.account.resources import changes_of_containers, changes_of_objects
from tests.account.resources.changes_of_containers import SCHEMA, WAREHOUSE
from tests.account.resources.changes_of_objects import BRAND, CLICKS, GRANT, STARTED_AT, TABLE

CHANGES = [*changes_of_containers.CHANGES, *changes_of_objects.CHANGES]


def token(name: str) -> str:
    return f"snowflake:index/{name[0].lower()}{name[1:]}:{name}"


def with_changes(old: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**old, **changes}.items() if value is not None}


@pytest.mark.parametrize(("name", "old", "changes", "expected"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_change(name: str, old: dict[str, Any], changes: dict[str, Any], expected: list[str]) -> None:
    before = with_changes(old, {})
    statements = resources.update(token(name), before, with_changes(old, changes))
    assert [sql(each) for each in statements] == expected


def test_a_column_in_the_middle_never_comes_to_rest() -> None:
    country = {"name": "COUNTRY", "type": "VARCHAR"}
    new = {**TABLE, "columns": [BRAND, country, STARTED_AT, CLICKS]}
    in_state = [
        {**column, "type": in_full}
        for column, in_full in zip(
            TABLE["columns"], ("VARCHAR(16777216)", "TIMESTAMP_NTZ(9)", "NUMBER(38,0)"), strict=True
        )
    ]
    first = resources.update(token("Table"), TABLE, new, {**TABLE, "columns": in_state})
    table = 'ALTER TABLE "TRACKING"."CORE"."SESSIONS"'
    again = [
        f'{table} ALTER COLUMN "STARTED_AT" SET DATA TYPE TIMESTAMP_NTZ',
        f'{table} ALTER COLUMN "CLICKS" SET DATA TYPE NUMBER',
    ]
    assert [sql(each) for each in first] == [f'{table} ADD COLUMN "COUNTRY" VARCHAR', *again]
    landed = [*in_state, {"name": "COUNTRY", "type": "VARCHAR(16777216)"}]
    later = resources.update(token("Table"), new, new, {**new, "columns": landed})
    assert [sql(each) for each in later] == [f'{table} ALTER COLUMN "COUNTRY" SET DATA TYPE VARCHAR', *again]


def test_a_schema_that_follows_its_database_is_unset() -> None:
    lookup = resources.Lookup(Name.of("R"), lambda _kind, _name: True, lambda _kind, _name, _key: 7)
    statements = resources.update(token("Schema"), SCHEMA, SCHEMA, {**SCHEMA, "dataRetentionTimeInDays": 1}, lookup)
    assert [sql(each) for each in statements] == ['ALTER SCHEMA "TRACKING"."CORE" UNSET DATA_RETENTION_TIME_IN_DAYS']
    assert resources.update(token("Schema"), SCHEMA, SCHEMA, {**SCHEMA, "dataRetentionTimeInDays": 7}, lookup) == []


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        (
            "Warehouse",
            {"warehouseSize": "X-SMALL", "autoResume": True},
            {"warehouseSize": "xsmall", "autoResume": "true"},
        ),
        (
            "Table",
            {"columns": [{"name": "A", "type": "INT"}]},
            {"columns": [{"name": "A", "type": "NUMBER(38, 0)", "nullable": True}]},
        ),
        (
            "View",
            {"rowAccessPolicy": {"policyName": "A.B.C", "ons": ["X"]}},
            {"rowAccessPolicy": {"policyName": '"A"."B"."C"', "ons": ["X"]}, "comment": ""},
        ),
        (
            "GrantPrivilegesToDatabaseRole",
            GRANT,
            {**GRANT, "databaseRoleName": '"TRACKING"."SESSIONS_R"', "withGrantOption": False},
        ),
        ("GrantPrivilegesToDatabaseRole", {"onSchema": {"schemaName": "A.B"}}, {"onSchema": {"schemaName": '"A"."B"'}}),
        ("GrantPrivilegesToShare", {"onSchema": "A.B"}, {"onSchema": '"A"."B"'}),
        (
            "TagAssociation",
            {"tagId": "A.B.T", "objectIdentifiers": ["A.B.V.C"]},
            {"tagId": '"A"."B"."T"', "objectIdentifiers": ['"A"."B"."V"."C"']},
        ),
        ("NetworkPolicy", {"allowedNetworkRuleLists": ["A.B.R"]}, {"allowedNetworkRuleLists": ['"A"."B"."R"']}),
    ],
)
def test_two_spellings_are_no_difference(name: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    """As tried with the real provider 2.20."""
    assert resources.normal(token(name), one) == resources.normal(token(name), other)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("View", {"statement": "SELECT 1 FROM A.B"}, {"statement": 'SELECT 1 FROM "A"."B"'}),
        ("Pipe", {"copyStatement": "COPY INTO A.B.C FROM @S"}, {"copyStatement": 'COPY INTO "A"."B"."C" FROM @S'}),
        ("Table", {"columns": [{"name": "A", "type": "INT"}]}, {"columns": [{"name": "A", "type": "NUMBER(10,0)"}]}),
    ],
)
def test_free_text_is_compared_as_it_is(name: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    """As tried with the real provider 2.20."""
    assert resources.normal(token(name), one) != resources.normal(token(name), other)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Schema", {"isTransient": "false", "withManagedAccess": "false", "comment": ""}),
        ("Warehouse", {"autoResume": "true", "minClusterCount": 1, "scalingPolicy": "standard"}),
        ("Table", {"changeTracking": False}),
        ("StorageIntegrationAws", {"enabled": True, "storageBlockedLocations": []}),
    ],
)
def test_a_default_that_is_said_is_no_difference(name: str, said: dict[str, Any]) -> None:
    """So that an imported resource is the one of the program, whether that says its defaults or not."""
    assert resources.normal(token(name), said) == {}


def test_a_size_that_is_said_is_a_difference() -> None:
    assert resources.normal(token("Warehouse"), {"warehouseSize": "XSMALL"}) == {"warehouseSize": "XSMALL"}


def test_what_is_not_known_yet_stays() -> None:
    late = object()
    kept = resources.normal(token("View"), {"rowAccessPolicy": {"policyName": late}, "columns": late})
    assert kept == {"rowAccessPolicy": {"policyName": late}, "columns": late}


@pytest.mark.parametrize(
    ("name", "inputs", "first"),
    [
        ("View", {"name": "V"}, True),
        ("View", {"name": "V-1a2b3c4", "__defaults": ["name"]}, False),
        ("GrantAccountRole", {"roleName": "A"}, False),
        ("TagAssociation", {"tagValue": "a"}, False),
    ],
)
def test_what_has_a_given_name_is_deleted_before_it_is_replaced(name: str, inputs: dict[str, Any], first: bool) -> None:
    assert resources.deletes_before_replace(token(name), inputs) is first


def test_forced_replacements() -> None:
    """As in the resource map of the provider 2.20; a warehouse only when its size is taken away."""
    assert resources.replaces(token("Warehouse"), WAREHOUSE, {**WAREHOUSE, "warehouseSize": "LARGE"}) == frozenset()
    assert resources.replaces(token("Warehouse"), WAREHOUSE, {"name": "TRACKING_LOAD"}) == {"warehouseSize"}
    assert resources.replaces(token("Schema"), SCHEMA, SCHEMA) == {"isTransient", "database"}
    assert "privileges" not in resources.replaces(token("GrantPrivilegesToDatabaseRole"), GRANT, GRANT)
