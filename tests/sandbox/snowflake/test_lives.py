"""Types of the bundle through their whole life in the plugin: preview, creation, nothing to do, a change, a refresh, an
import, a replacement, deletion.
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest

from mesh.account import resources
from sandbox.snowflake.account import SandboxAccount
from sandbox.wire import UNKNOWN

Stack: TypeAlias = Any
"""`Stack` of conftest.py."""
Values: TypeAlias = dict[str, Any]
ROLE = "arn:aws:iam::111122223333:role/tracking"
IN_CORE = {"database": "TRACKING", "schema": "CORE"}
COPY = 'COPY INTO "TRACKING"."CORE"."CLICKS" FROM @"TRACKING"."CORE"."FILES" FILE_FORMAT = (TYPE = JSON)'
WORLD: list[tuple[str, Values]] = [
    ("Database", {"name": "TRACKING", "dropPublicSchemaOnCreation": True}),
    ("Schema", {"name": "CORE", "database": "TRACKING"}),
    ("Warehouse", {"name": "LOAD"}),
    ("AccountRole", {"name": "LOADER"}),
    ("AccountRole", {"name": "OTHER"}),
    ("Table", {"name": "CLICKS", **IN_CORE, "columns": [{"name": "CONTENT", "type": "VARIANT"}]}),
    (
        "View",
        {
            "name": "PORT",
            **IN_CORE,
            "isSecure": "true",
            "statement": 'SELECT "CONTENT" FROM "TRACKING"."CORE"."CLICKS"',
            "columns": [{"columnName": "CONTENT"}],
        },
    ),
    (
        "StorageIntegrationAws",
        {
            "name": "S3",
            "enabled": True,
            "storageProvider": "S3",
            "storageAwsRoleArn": ROLE,
            "storageAllowedLocations": ["s3://tracking/"],
        },
    ),
    (
        "StageExternalS3",
        {"name": "FILES", **IN_CORE, "url": "s3://tracking/landing/", "storageIntegration": "S3"},
    ),
    ("NetworkRule", {"name": "OFFICE", **IN_CORE, "type": "IPV4", "mode": "INGRESS", "valueLists": ["203.0.113.0/24"]}),
    ("Tag", {"name": "OWNER", **IN_CORE}),
]


@dataclass(frozen=True)
class Life:
    """A type's inputs, a change that is an update, the inputs whose change replaces it, and what is special."""

    type: str
    inputs: Values
    update: Values
    replace: Values
    id: str
    outputs: tuple[str, ...] = ()
    """Computed outputs that are unknown in the creating preview and something after it."""
    imported: Values = field(default_factory=dict)
    """Where an import says something else than the program; None: nothing."""


LIVES = [
    Life(
        "StorageIntegrationAws",
        {
            "name": "INGEST",
            "enabled": True,
            "storageProvider": "S3",
            "storageAwsRoleArn": ROLE,
            "storageAllowedLocations": ["s3://tracking/landing/"],
        },
        {"storageAllowedLocations": ["s3://tracking/landing/", "s3://tracking/other/"], "comment": "c"},
        {"name": "OTHER"},
        '"INGEST"',
        ("describeOutputs", "fullyQualifiedName"),
    ),
    Life(
        "CatalogIntegrationAwsGlue",
        {
            "name": "GLUE",
            "enabled": True,
            "glueAwsRoleArn": ROLE,
            "glueCatalogId": "111122223333",
            "glueRegion": "eu-west-1",
            "catalogNamespace": "tracking",
            "refreshIntervalSeconds": 60,
        },
        {"refreshIntervalSeconds": 120, "enabled": False},
        {"catalogNamespace": "other"},
        '"GLUE"',
        ("describeOutputs",),
    ),
    Life(
        "StageExternalS3",
        {
            "name": "STAGE",
            **IN_CORE,
            "url": "s3://tracking/landing/",
            "storageIntegration": "S3",
            "directory": {"enable": True, "autoRefresh": "false"},
        },
        {"comment": "c", "url": "s3://tracking/raw/"},
        {"schema": "OTHER"},
        '"TRACKING"."CORE"."STAGE"',
        ("fullyQualifiedName",),
        {"directory": None},
    ),
    Life(
        "Pipe",
        {"name": "PIPE", **IN_CORE, "autoIngest": True, "copyStatement": COPY},
        {"comment": "c"},
        {"copyStatement": COPY.replace("JSON", "PARQUET")},
        "TRACKING|CORE|PIPE",
        ("notificationChannel", "owner"),
    ),
    Life(
        "ServiceUser",
        {"name": "KAFKA", "rsaPublicKey": "MIIBold", "rsaPublicKey2": "MIIBnew", "defaultRole": "LOADER"},
        {"rsaPublicKey": "MIIBthird", "rsaPublicKey2": None, "comment": "c"},
        {},
        '"KAFKA"',
        ("fullyQualifiedName",),
    ),
    Life(
        "NetworkRule",
        {"name": "CLUSTER", **IN_CORE, "type": "IPV4", "mode": "INGRESS", "valueLists": ["198.51.100.0/24"]},
        {"valueLists": ["198.51.100.0/24", "192.0.2.0/24"]},
        {"mode": "INTERNAL_STAGE"},
        '"TRACKING"."CORE"."CLUSTER"',
        ("fullyQualifiedName",),
    ),
    Life(
        "NetworkPolicy",
        {"name": "NETWORK", "allowedNetworkRuleLists": ['"TRACKING"."CORE"."OFFICE"']},
        {"comment": "c", "allowedIpLists": ["203.0.113.7"]},
        {},
        '"NETWORK"',
        ("fullyQualifiedName",),
    ),
    Life(
        "Tag",
        {"name": "CLASS", **IN_CORE, "orderedAllowedValues": ["email", "name"]},
        {"orderedAllowedValues": ["email", "name", "ip"], "comment": "c"},
        {"schema": "OTHER"},
        '"TRACKING"."CORE"."CLASS"',
        ("fullyQualifiedName",),
    ),
    *(
        Life(
            "TagAssociation",
            {"tagId": '"TRACKING"."CORE"."OWNER"', "tagValue": "team", "objectType": kind, "objectIdentifiers": [name]},
            {"tagValue": "others"},
            {"tagId": '"TRACKING"."CORE"."NONE"'},
            f'"TRACKING"."CORE"."OWNER"|team|{kind}',
            (),
            {"objectIdentifiers": []},
        )
        for kind, name in (
            ("DATABASE", '"TRACKING"'),
            ("SCHEMA", '"TRACKING"."CORE"'),
            ("WAREHOUSE", '"LOAD"'),
            ("ROLE", '"LOADER"'),
            ("TABLE", '"TRACKING"."CORE"."CLICKS"'),
            ("VIEW", '"TRACKING"."CORE"."PORT"'),
            ("COLUMN", '"TRACKING"."CORE"."CLICKS"."CONTENT"'),
        )
    ),
    Life(
        "SharedDatabase",
        {"name": "WEATHER", "fromShare": '"PROVIDER"."WEATHER_EU"."WEATHER"'},
        {"comment": "c"},
        {"fromShare": '"PROVIDER"."WEATHER_EU"."OTHER"'},
        '"WEATHER"',
        ("fullyQualifiedName",),
    ),
    Life(
        "GrantOwnership",
        {
            "accountRoleName": '"LOADER"',
            "on": {"objectType": "TABLE", "objectName": '"TRACKING"."CORE"."CLICKS"'},
            "outboundPrivileges": "COPY",
        },
        {},
        {"accountRoleName": '"OTHER"'},
        'ToAccountRole|"LOADER"|COPY|OnObject|TABLE|"TRACKING"."CORE"."CLICKS"',
    ),
]


@pytest.fixture
def world(stack: Stack) -> Stack:
    """What the lives need."""
    for name, inputs in WORLD:
        stack.up(name, inputs)
    return stack


def documents(account: SandboxAccount) -> dict[Any, Any]:
    """All that the account holds; what it counts, and what UNDROP would bring back, apart."""
    found = {(table, key): row for table, key, row in account.current().documents()}
    return {key: row for key, row in found.items() if key[0] not in ("account", "dropped")}


def ids(life: Life) -> str:
    return f"{life.type}-{life.inputs.get('objectType', '')}".rstrip("-")


@pytest.mark.parametrize("life", LIVES, ids=ids)
def test_a_life(world: Stack, account: SandboxAccount, life: Life) -> None:
    before = documents(account)
    previewed = world.up(life.type, life.inputs, logical="it", preview=True)
    assert {key: previewed[key] for key in life.outputs} == dict.fromkeys(life.outputs, UNKNOWN)
    assert documents(account) == before, "a preview changed the account"

    outputs = world.up(life.type, life.inputs, logical="it")
    assert all(outputs[key] not in (None, "", [], UNKNOWN) for key in life.outputs)
    urn, type_ = world.names(life.type, "it")
    assert world.state[urn][1] == life.id
    assert world.diff(life.type, life.inputs, logical="it") == {}
    assert world.refresh(life.type, "it") == {**life.inputs, "__defaults": []}

    read = world.plugin.read(urn, type_, life.id, {}, {})
    assert read is not None
    wanted = {key: value for key, value in {**life.inputs, **life.imported}.items() if value is not None}
    assert resources.normal(type_, read[1]) == resources.normal(type_, wanted)

    if life.replace:
        replaced = world.diff(life.type, {**life.inputs, **life.replace}, logical="it")
        assert replaced
        assert all(kind.endswith("-replace") for kind in replaced.values())
    changed = {key: value for key, value in {**life.inputs, **life.update}.items() if value is not None}
    if life.update:
        assert not any(kind.endswith("-replace") for kind in world.diff(life.type, changed, logical="it").values()), (
            "an update"
        )
        world.up(life.type, changed, logical="it")
        assert world.refresh(life.type, "it") == {**changed, "__defaults": []}
        assert world.diff(life.type, changed, logical="it") == {}

    world.down(life.type, "it")
    assert documents(account) == before
