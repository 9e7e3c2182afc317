"""What each type sends when created and deleted, held to the SQL captured from the real provider 2.20."""

from typing import Any

import pytest

from mesh.account import resources
from mesh.account.identifiers import Name
from mesh.account.sql.render import sql
from tests.account.resources.objects_made import CORE, OBJECTS

TO_CORE_RW = {"databaseRoleName": "TRACKING.CORE_RW"}
TO_LOADER = {"accountRoleName": "TRACKING_LOADER"}
TO_SHARE = {"toShare": "TRACKING_AGENCY"}
TABLES_IN_CORE = {"objectTypePlural": "TABLES", "inSchema": CORE}

GRANTS: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "GrantAccountRole",
        {"roleName": "TRACKING_READER", "parentRoleName": "SYSADMIN"},
        'GRANT ROLE "TRACKING_READER" TO ROLE "SYSADMIN"',
        '"TRACKING_READER"|ROLE|"SYSADMIN"',
    ),
    (
        "GrantAccountRole",
        {"roleName": "TRACKING_LOADER", "userName": "TRACKING_KAFKA"},
        'GRANT ROLE "TRACKING_LOADER" TO USER "TRACKING_KAFKA"',
        '"TRACKING_LOADER"|USER|"TRACKING_KAFKA"',
    ),
    (
        "GrantDatabaseRole",
        {"databaseRoleName": "TRACKING.SESSIONS_R", "parentRoleName": "CUSTOMER_READER"},
        'GRANT DATABASE ROLE "TRACKING"."SESSIONS_R" TO ROLE "CUSTOMER_READER"',
        '"TRACKING"."SESSIONS_R"|ROLE|"CUSTOMER_READER"',
    ),
    (
        "GrantDatabaseRole",
        {"databaseRoleName": "TRACKING.SESSIONS_R", "shareName": "AGENCY"},
        'GRANT DATABASE ROLE "TRACKING"."SESSIONS_R" TO SHARE "AGENCY"',
        '"TRACKING"."SESSIONS_R"|SHARE|"AGENCY"',
    ),
    (
        "GrantPrivilegesToDatabaseRole",
        {**TO_CORE_RW, "privileges": ["USAGE"], "onDatabase": "TRACKING"},
        'GRANT USAGE ON DATABASE "TRACKING" TO DATABASE ROLE "TRACKING"."CORE_RW"',
        '"TRACKING"."CORE_RW"|false|false|USAGE|OnDatabase|"TRACKING"',
    ),
    (
        "GrantPrivilegesToDatabaseRole",
        {**TO_CORE_RW, "privileges": ["USAGE", "CREATE VIEW", "CREATE TABLE"], "onSchema": {"schemaName": CORE}},
        'GRANT CREATE TABLE, CREATE VIEW, USAGE ON SCHEMA "TRACKING"."CORE" TO DATABASE ROLE "TRACKING"."CORE_RW"',
        '"TRACKING"."CORE_RW"|false|false|CREATE TABLE,CREATE VIEW,USAGE|OnSchema|OnSchema|"TRACKING"."CORE"',
    ),
    (
        "GrantPrivilegesToDatabaseRole",
        {
            **TO_CORE_RW,
            "privileges": ["SELECT"],
            "onSchemaObject": {"objectType": "VIEW", "objectName": "TRACKING.SESSIONS.SESSIONS"},
        },
        'GRANT SELECT ON VIEW "TRACKING"."SESSIONS"."SESSIONS" TO DATABASE ROLE "TRACKING"."CORE_RW"',
        '"TRACKING"."CORE_RW"|false|false|SELECT|OnSchemaObject|OnObject|VIEW|"TRACKING"."SESSIONS"."SESSIONS"',
    ),
    (
        "GrantPrivilegesToDatabaseRole",
        {**TO_CORE_RW, "privileges": ["SELECT", "INSERT"], "onSchemaObject": {"all": TABLES_IN_CORE}},
        'GRANT INSERT, SELECT ON ALL TABLES IN SCHEMA "TRACKING"."CORE" TO DATABASE ROLE "TRACKING"."CORE_RW"',
        '"TRACKING"."CORE_RW"|false|false|INSERT,SELECT|OnSchemaObject|OnAll|TABLES|InSchema|"TRACKING"."CORE"',
    ),
    (
        "GrantPrivilegesToDatabaseRole",
        {**TO_CORE_RW, "privileges": ["SELECT", "INSERT"], "onSchemaObject": {"future": TABLES_IN_CORE}},
        'GRANT INSERT, SELECT ON FUTURE TABLES IN SCHEMA "TRACKING"."CORE" TO DATABASE ROLE "TRACKING"."CORE_RW"',
        '"TRACKING"."CORE_RW"|false|false|INSERT,SELECT|OnSchemaObject|OnFuture|TABLES|InSchema|"TRACKING"."CORE"',
    ),
    (
        "GrantPrivilegesToDatabaseRole",
        {**TO_CORE_RW, "privileges": ["SELECT", "INSERT"], "onSchemaObject": {"inherited": TABLES_IN_CORE}},
        'GRANT INHERITED INSERT, SELECT ON ALL TABLES IN SCHEMA "TRACKING"."CORE"'
        ' TO DATABASE ROLE "TRACKING"."CORE_RW"',
        '"TRACKING"."CORE_RW"|false|false|INSERT,SELECT|OnSchemaObjectInherited|TABLES|InSchema|"TRACKING"."CORE"',
    ),
    (
        "GrantPrivilegesToAccountRole",
        {
            **TO_LOADER,
            "privileges": ["USAGE", "OPERATE"],
            "onAccountObject": {"objectType": "WAREHOUSE", "objectName": "TRACKING_LOAD"},
        },
        'GRANT OPERATE, USAGE ON WAREHOUSE "TRACKING_LOAD" TO ROLE "TRACKING_LOADER"',
        '"TRACKING_LOADER"|false|false|OPERATE,USAGE|OnAccountObject|WAREHOUSE|"TRACKING_LOAD"',
    ),
    (
        "GrantPrivilegesToAccountRole",
        {
            **TO_LOADER,
            "privileges": ["IMPORTED PRIVILEGES"],
            "onAccountObject": {"objectType": "DATABASE", "objectName": "WEATHER"},
        },
        'GRANT IMPORTED PRIVILEGES ON DATABASE "WEATHER" TO ROLE "TRACKING_LOADER"',
        '"TRACKING_LOADER"|false|false|IMPORTED PRIVILEGES|OnAccountObject|DATABASE|"WEATHER"',
    ),
    (
        "GrantPrivilegesToAccountRole",
        {**TO_LOADER, "privileges": ["CREATE DATABASE"], "onAccount": True, "withGrantOption": True},
        'GRANT CREATE DATABASE ON ACCOUNT TO ROLE "TRACKING_LOADER" WITH GRANT OPTION',
        '"TRACKING_LOADER"|true|false|CREATE DATABASE|OnAccount',
    ),
    (
        "GrantPrivilegesToAccountRole",
        {**TO_LOADER, "allPrivileges": True, "onSchema": {"futureSchemasInDatabase": "TRACKING"}},
        'GRANT ALL PRIVILEGES ON FUTURE SCHEMAS IN DATABASE "TRACKING" TO ROLE "TRACKING_LOADER"',
        '"TRACKING_LOADER"|false|false|ALL|OnSchema|OnFutureSchemasInDatabase|"TRACKING"',
    ),
    (
        "GrantPrivilegesToAccountRole",
        {
            **TO_LOADER,
            "privileges": ["INSERT", "SELECT"],
            "onSchemaObject": {"objectType": "TABLE", "objectName": "TRACKING.LANDING.CLICKS"},
        },
        'GRANT INSERT, SELECT ON TABLE "TRACKING"."LANDING"."CLICKS" TO ROLE "TRACKING_LOADER"',
        '"TRACKING_LOADER"|false|false|INSERT,SELECT|OnSchemaObject|OnObject|TABLE|"TRACKING"."LANDING"."CLICKS"',
    ),
    (
        "GrantPrivilegesToShare",
        {**TO_SHARE, "privileges": ["USAGE"], "onDatabase": "TRACKING"},
        'GRANT USAGE ON DATABASE "TRACKING" TO SHARE "TRACKING_AGENCY"',
        '"TRACKING_AGENCY"|USAGE|OnDatabase|"TRACKING"',
    ),
    (
        "GrantPrivilegesToShare",
        {**TO_SHARE, "privileges": ["USAGE"], "onSchema": "TRACKING.SESSIONS"},
        'GRANT USAGE ON SCHEMA "TRACKING"."SESSIONS" TO SHARE "TRACKING_AGENCY"',
        '"TRACKING_AGENCY"|USAGE|OnSchema|"TRACKING"."SESSIONS"',
    ),
    (
        "GrantPrivilegesToShare",
        {**TO_SHARE, "privileges": ["REFERENCE_USAGE"], "onDatabase": "GOVERNANCE"},
        'GRANT REFERENCE_USAGE ON DATABASE "GOVERNANCE" TO SHARE "TRACKING_AGENCY"',
        '"TRACKING_AGENCY"|REFERENCE_USAGE|OnDatabase|"GOVERNANCE"',
    ),
    (
        "GrantPrivilegesToShare",
        {**TO_SHARE, "privileges": ["SELECT"], "onView": "TRACKING.SESSIONS.SESSIONS"},
        'GRANT SELECT ON VIEW "TRACKING"."SESSIONS"."SESSIONS" TO SHARE "TRACKING_AGENCY"',
        '"TRACKING_AGENCY"|SELECT|OnView|"TRACKING"."SESSIONS"."SESSIONS"',
    ),
]


def token(name: str) -> str:
    return f"snowflake:index/{name[0].lower()}{name[1:]}:{name}"


@pytest.mark.parametrize(("name", "inputs", "created", "deleted"), OBJECTS, ids=[o[0] for o in OBJECTS])
def test_object(name: str, inputs: dict[str, Any], created: list[str], deleted: list[str]) -> None:
    assert [sql(each) for each in resources.create(token(name), inputs)] == created
    assert [sql(each) for each in resources.delete(token(name), inputs)] == deleted


@pytest.mark.parametrize(("name", "inputs", "granted", "identity"), GRANTS, ids=[g[3] for g in GRANTS])
def test_grant(name: str, inputs: dict[str, Any], granted: str, identity: str) -> None:
    revoked = granted.replace("GRANT ", "REVOKE ", 1).replace(" TO ", " FROM ").removesuffix(" WITH GRANT OPTION")
    assert [sql(each) for each in resources.create(token(name), inputs)] == [granted]
    assert [sql(each) for each in resources.delete(token(name), inputs)] == [revoked]
    assert resources.identity(token(name), inputs) == identity


@pytest.mark.parametrize(
    "name", sorted({g[0] for g in GRANTS} | {o[0] for o in OBJECTS} | {"TagAssociation", "GrantOwnership"})
)
def test_every_type_is_known(name: str) -> None:
    assert token(name) in resources.RESOURCES


def test_no_other_type_is_known() -> None:
    tested = {token(each) for each in (*(o[0] for o in OBJECTS), *(g[0] for g in GRANTS))}
    assert set(resources.RESOURCES) - tested == {token("TagAssociation"), token("GrantOwnership")}


ASSOCIATION = {
    "tagId": "TRACKING.GOVERNANCE.CLASSIFICATION",
    "tagValue": "email",
    "objectType": "COLUMN",
    "objectIdentifiers": ['"TRACKING"."SESSIONS"."SESSIONS"."EMAIL"'],
}


def test_tag_on_a_views_column() -> None:
    assert [sql(each) for each in resources.create(token("TagAssociation"), ASSOCIATION)] == [
        'ALTER TABLE "TRACKING"."SESSIONS"."SESSIONS" MODIFY COLUMN "EMAIL" SET TAG'
        ' "TRACKING"."GOVERNANCE"."CLASSIFICATION" = \'email\''
    ]
    assert resources.identity(token("TagAssociation"), ASSOCIATION) == (
        '"TRACKING"."GOVERNANCE"."CLASSIFICATION"|email|COLUMN'
    )


def test_tag_on_a_views_column_is_never_taken_off() -> None:
    no_tables = resources.Lookup(Name.of("R"), lambda kind, _name: kind == "VIEW", lambda _kind, _name, _key: None)
    assert resources.delete(token("TagAssociation"), ASSOCIATION, no_tables) == []
    assert [sql(each) for each in resources.delete(token("TagAssociation"), ASSOCIATION)] == [
        'ALTER TABLE "TRACKING"."SESSIONS"."SESSIONS" MODIFY COLUMN "EMAIL" UNSET TAG'
        ' "TRACKING"."GOVERNANCE"."CLASSIFICATION"'
    ]


def test_ownership_goes_back_to_the_providers_role() -> None:
    inputs = {
        "accountRoleName": "OWNER",
        "outboundPrivileges": "COPY",
        "on": {"objectType": "SCHEMA", "objectName": "TRACKING.CORE"},
    }
    lookup = resources.Lookup(Name.of("MESH_DEPLOY"), lambda _kind, _name: True, lambda _kind, _name, _key: None)
    assert [sql(each) for each in resources.create(token("GrantOwnership"), inputs, lookup)] == [
        'GRANT OWNERSHIP ON SCHEMA "TRACKING"."CORE" TO ROLE "OWNER" COPY CURRENT GRANTS'
    ]
    assert [sql(each) for each in resources.delete(token("GrantOwnership"), inputs, lookup)] == [
        'GRANT OWNERSHIP ON SCHEMA "TRACKING"."CORE" TO ROLE "MESH_DEPLOY" COPY CURRENT GRANTS'
    ]
    assert resources.identity(token("GrantOwnership"), inputs) == (
        'ToAccountRole|"OWNER"|COPY|OnObject|SCHEMA|"TRACKING"."CORE"'
    )


@pytest.mark.parametrize(
    ("name", "inputs", "identity"),
    [
        ("Warehouse", {"name": "LOAD"}, '"LOAD"'),
        ("Schema", {"database": "D", "name": "S"}, '"D"."S"'),
        ("View", {"database": "D", "schema": "S", "name": "V"}, '"D"."S"."V"'),
        ("Table", {"database": "D", "schema": "S", "name": "T"}, "D|S|T"),
        ("Pipe", {"database": "D", "schema": "S", "name": "P"}, "D|S|P"),
        ("Share", {"name": "SH"}, "SH"),
    ],
)
def test_identity(name: str, inputs: dict[str, Any], identity: str) -> None:
    """The ids of the provider's import documentation."""
    assert resources.identity(token(name), inputs) == identity


def test_identity_of_execute_is_that_of_its_text() -> None:
    first, again, other = ({"execute": text, "revert": ""} for text in ("A", "A", "B"))
    ids = [resources.identity(token("Execute"), inputs) for inputs in (first, again, other)]
    assert ids[0] == ids[1] != ids[2]
