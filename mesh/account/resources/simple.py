"""Types whose inputs are clauses one by one: roles, users, compute, containers, integrations, loading, network.

A type is a line of data (its inputs, which of them replace it) and a function only where the provider does something of
its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS
from mesh.account.resources.forms import BOOLEAN_TEXT, NUMBER, Form, form_of, truth
from mesh.account.resources.objects import Shape, alter_properties, object_name, options, resource
from mesh.account.resources.spec import Change, Inputs, Lookup, Property, Resource
from mesh.account.statements import Alter, Create, Drop, Set, Statement, Trigger, Unset, Value

IN_SCHEMA: Final = ("database", "schema")
SET_OF_NUMBERS: Final = Form(tuple, lambda given: sorted(int(each) for each in given))

_CLAUSES: Final[Mapping[str, str]] = {
    "withManagedAccess": "MANAGED ACCESS",
    "fromShare": "FROM SHARE",
    "copyStatement": "AS",
    "awsSnsTopicArn": "AWS_SNS_TOPIC",
    "valueLists": "VALUE_LIST",
    "allowedNetworkRuleLists": "ALLOWED_NETWORK_RULE_LIST",
    "blockedNetworkRuleLists": "BLOCKED_NETWORK_RULE_LIST",
    "allowedIpLists": "ALLOWED_IP_LIST",
    "blockedIpLists": "BLOCKED_IP_LIST",
    "rsaPublicKey2": "RSA_PUBLIC_KEY_2",
    "isTransient": "TRANSIENT",
    "isSecure": "SECURE",
    "orderedAllowedValues": "ALLOWED_VALUES",
    "allowedValues": "ALLOWED_VALUES",
    "returnDataType": "RETURNS",
}
"""Inputs whose clause is not simply their name in capitals."""


def token(name: str) -> str:
    """The type token of a resource of the package."""
    return f"snowflake:index/{name[0].lower()}{name[1:]}:{name}"


def clause_words(camel: str) -> str:
    """An input's name as a clause: ``stripOuterArray`` is ``STRIP_OUTER_ARRAY``."""
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in camel)


def properties(kind: str, inputs: str, texts: str = "") -> tuple[Property, ...]:
    """The named inputs as clauses of a kind; ``texts`` are booleans that the SDK types as text."""
    found = []
    for given in (*inputs.split(), *texts.split()):
        clause = KINDS[kind].clause(_CLAUSES.get(given, clause_words(given)))
        assert clause is not None, f"{kind} has no clause for the input {given}"
        form = BOOLEAN_TEXT if given in texts.split() else form_of(clause)
        found.append(Property(given, clause.key, form, alterable=clause.settable))
    return tuple(found)


# --- compute -----------------------------------------------------------------------------------------------------

_MONITOR: Final = Shape(
    token("ResourceMonitor"),
    "RESOURCE MONITOR",
    properties=properties("RESOURCE MONITOR", "creditQuota frequency startTimestamp endTimestamp notifyUsers"),
)
_WAREHOUSE: Final = Shape(
    token("Warehouse"),
    "WAREHOUSE",
    properties=properties(
        "WAREHOUSE",
        "warehouseType warehouseSize generation resourceConstraint maxClusterCount minClusterCount scalingPolicy"
        " autoSuspend initiallySuspended resourceMonitor comment queryAccelerationMaxScaleFactor maxConcurrencyLevel"
        " statementQueuedTimeoutInSeconds statementTimeoutInSeconds",
        texts="autoResume enableQueryAcceleration",
    ),
)
_WAREHOUSE_WAITING: Final = replace(
    _WAREHOUSE,
    properties=tuple(
        replace(p, together={"WAIT_FOR_COMPLETION": True}) if p.input == "warehouseSize" else p
        for p in _WAREHOUSE.properties
    ),
)


def _triggers(inputs: Inputs) -> tuple[Trigger, ...]:
    suspend, at_once = inputs.get("suspendTrigger"), inputs.get("suspendImmediateTrigger")
    return (
        *(Trigger(int(percent), "NOTIFY") for percent in sorted(inputs.get("notifyTriggers") or ())),
        *(() if suspend is None else (Trigger(int(suspend), "SUSPEND"),)),
        *(() if at_once is None else (Trigger(int(at_once), "SUSPEND_IMMEDIATE"),)),
    )


def _create_monitor(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
    triggers = _triggers(inputs)
    stated = options(_MONITOR, inputs) | ({"TRIGGERS": triggers} if triggers else {})
    return [Create(_MONITOR.kind, object_name(_MONITOR, inputs), stated)]


def _update_monitor(change: Change, _lookup: Lookup) -> list[Statement]:
    """All triggers are said again when one of them changes; with the other properties in one SET."""
    statements = alter_properties(_MONITOR, change)
    triggers = _triggers(change.new)
    if triggers == _triggers(change.old):
        return statements
    first = statements[0] if statements else None
    if isinstance(first, Alter) and isinstance(first.actions[0], Set):
        return [replace(first, actions=(Set({**first.actions[0].options, "TRIGGERS": triggers}),)), *statements[1:]]
    return [Alter(_MONITOR.kind, object_name(_MONITOR, change.new), (Set({"TRIGGERS": triggers}),)), *statements]


# --- containers --------------------------------------------------------------------------------------------------

_CONTAINER: Final = (
    "dataRetentionTimeInDays maxDataExtensionTimeInDays externalVolume catalog replaceInvalidCharacters"
    " defaultDdlCollation storageSerializationPolicy logLevel traceLevel suspendTaskAfterNumFailures"
    " taskAutoRetryAttempts userTaskManagedInitialWarehouseSize userTaskTimeoutMs"
    " userTaskMinimumTriggerIntervalInSeconds quotedIdentifiersIgnoreCase enableConsoleOutput comment"
)
_DATABASE: Final = Shape(token("Database"), "DATABASE", properties=properties("DATABASE", f"isTransient {_CONTAINER}"))
_SHARED: Final = Shape(token("SharedDatabase"), "DATABASE", properties=properties("DATABASE", "fromShare comment"))
_SCHEMA: Final = Shape(
    token("Schema"), "SCHEMA", ("database",), properties("SCHEMA", _CONTAINER, texts="isTransient withManagedAccess")
)
_RETENTION: Final = "dataRetentionTimeInDays"
_RETENTION_CLAUSE: Final = "DATA_RETENTION_TIME_IN_DAYS"


def _create_database(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
    name = object_name(_DATABASE, inputs)
    created: list[Statement] = [Create("DATABASE", name, options(_DATABASE, inputs))]
    if truth(inputs.get("dropPublicSchemaOnCreation", False)):
        created.append(Drop("SCHEMA", name.child("PUBLIC"), if_exists=True))
    return created


def _update_schema(change: Change, lookup: Lookup) -> list[Statement]:
    """As in general, but managed access is switched by a statement of its own, and an inherited retention is unset.

    The provider sees that the retention in the state is no longer the one that the schema has from its database, and
    answers with an UNSET (``SQL.md``, Database: change retention).
    """
    switch = tuple(p for p in _SCHEMA.properties if p.input == "withManagedAccess")
    rest = tuple(p for p in _SCHEMA.properties if p not in switch)
    statements = alter_properties(replace(_SCHEMA, properties=rest), change)
    renamed = replace(change, old={**change.old, "name": change.new["name"]})
    managed = replace(switch[0], unset=False)
    statements += alter_properties(replace(_SCHEMA, properties=(managed,)), renamed)
    name = object_name(_SCHEMA, change.new)
    if inherited_retention_changed(change.old, change.new, change.outputs, lookup):
        statements.append(Alter("SCHEMA", name, (Unset((_RETENTION_CLAUSE,)),)))
    return statements


def inherited_retention_changed(old: Inputs, new: Inputs, outputs: Inputs, lookup: Lookup) -> bool:
    """Whether a schema that states no retention now has another one than its state says."""
    if _RETENTION in old or _RETENTION in new or _RETENTION not in outputs:
        return False
    before = object_name(_SCHEMA, old)
    return lookup.parameter("SCHEMA", before, _RETENTION_CLAUSE) not in (None, outputs[_RETENTION])


# --- people ------------------------------------------------------------------------------------------------------


def _secondary_roles(given: Any) -> Value:
    return () if str(given).upper() == "NONE" else (str(given).upper(),)


_USER: Final = Shape(
    token("ServiceUser"),
    "USER",
    properties=(
        *properties(
            "USER",
            "loginName displayName email daysToExpiry minsToUnlock defaultWarehouse defaultNamespace defaultRole"
            " rsaPublicKey rsaPublicKey2 comment networkPolicy",
            texts="disabled",
        ),
        Property(
            "defaultSecondaryRolesOption",
            "DEFAULT_SECONDARY_ROLES",
            Form(_secondary_roles, _secondary_roles, lambda roles: "ALL" if roles else "NONE"),
        ),
    ),
)

# --- integrations, loading, network ------------------------------------------------------------------------------

_STORAGE: Final = Shape(
    token("StorageIntegrationAws"),
    "STORAGE INTEGRATION",
    properties=properties(
        "STORAGE INTEGRATION",
        "storageProvider storageAwsRoleArn storageAwsExternalId storageAwsObjectAcl enabled storageAllowedLocations"
        " storageBlockedLocations comment",
        texts="usePrivatelinkEndpoint",
    ),
)
_GLUE: Final = Shape(
    token("CatalogIntegrationAwsGlue"),
    "CATALOG INTEGRATION",
    properties=properties(
        "CATALOG INTEGRATION",
        "glueAwsRoleArn glueCatalogId glueRegion catalogNamespace enabled refreshIntervalSeconds comment",
    ),
)
_DIRECTORY: Final = ("enable", "refreshOnCreate", "autoRefresh")
_FORMATS: Final = ("csv", "json", "avro", "orc", "parquet", "xml")


def _field(given: Any) -> Value:
    if isinstance(given, list):
        return tuple(str(each) for each in given)
    text = str(given)
    return truth(given) if text.lower() in ("true", "false") else given if isinstance(given, int) else text


def _fields(given: Mapping[str, Any]) -> dict[str, Value]:
    return {clause_words(key): _field(value) for key, value in given.items() if value is not None}


def _directory(given: Any) -> Value:
    return _fields({key: given[key] for key in _DIRECTORY if key in given})


def _file_format(given: Any) -> Value:
    if given.get("formatName"):
        return {"FORMAT_NAME": Name.provider(given["formatName"])}
    chosen = next((each for each in _FORMATS if given.get(each) is not None), None)
    return {} if chosen is None else {"TYPE": chosen.upper(), **_fields(given[chosen])}


_STAGE: Final = Shape(
    token("StageExternalS3"),
    "STAGE",
    IN_SCHEMA,
    (
        *properties("STAGE", "url storageIntegration comment"),
        Property("directory", "DIRECTORY", Form(_directory, _directory)),
        Property("fileFormat", "FILE_FORMAT", Form(_file_format, _file_format)),
    ),
)
_PIPE: Final = Shape(
    token("Pipe"),
    "PIPE",
    IN_SCHEMA,
    properties("PIPE", "autoIngest errorIntegration awsSnsTopicArn integration comment copyStatement"),
)
_RULE: Final = Shape(
    token("NetworkRule"), "NETWORK RULE", IN_SCHEMA, properties("NETWORK RULE", "type valueLists mode comment")
)
_NETWORK_LISTS: Final = "allowedNetworkRuleLists blockedNetworkRuleLists allowedIpLists blockedIpLists"
_NETWORK: Final = Shape(
    token("NetworkPolicy"),
    "NETWORK POLICY",
    properties=properties("NETWORK POLICY", f"{_NETWORK_LISTS} comment"),
)


def _always(shape: Shape, constants: Mapping[str, Value]) -> Callable[[Inputs, Lookup], list[Statement]]:
    """CREATE with clauses that the provider sends whatever is given."""

    def create(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
        return [Create(shape.kind, object_name(shape, inputs), {**constants, **options(shape, inputs)})]

    return create


# --- the types ---------------------------------------------------------------------------------------------------

SIMPLE: Final[tuple[Resource, ...]] = (
    resource(
        _MONITOR,
        ("name",),
        create=_create_monitor,
        update=_update_monitor,
        unordered=frozenset({"notifyTriggers", "notifyUsers"}),
        forms={"notifyTriggers": SET_OF_NUMBERS, "suspendTrigger": NUMBER, "suspendImmediateTrigger": NUMBER},
    ),
    resource(
        _WAREHOUSE,
        update=lambda change, _lookup: alter_properties(_WAREHOUSE_WAITING, change),
        creation_only=frozenset({"initiallySuspended"}),
    ),
    resource(
        _DATABASE,
        ("isTransient",),
        create=_create_database,
        creation_only=frozenset({"dropPublicSchemaOnCreation"}),
    ),
    resource(_SCHEMA, ("isTransient", "database"), update=_update_schema),
    resource(_SHARED, ("fromShare",), depths={"fromShare": 3}),
    resource(Shape(token("AccountRole"), "ROLE", properties=properties("ROLE", "comment"))),
    resource(
        Shape(token("DatabaseRole"), "DATABASE ROLE", ("database",), properties("DATABASE ROLE", "comment")),
        ("database",),
    ),
    resource(_USER, create=_always(_USER, {"TYPE": "SERVICE"})),
    resource(
        _STORAGE,
        ("name", "storageProvider"),
        create=_always(_STORAGE, {"TYPE": "EXTERNAL_STAGE"}),
        unordered=frozenset({"storageAllowedLocations", "storageBlockedLocations"}),
    ),
    resource(
        _GLUE,
        ("catalogNamespace", "glueAwsRoleArn", "glueCatalogId", "glueRegion", "name"),
        create=_always(_GLUE, {"CATALOG_SOURCE": "GLUE", "TABLE_FORMAT": "ICEBERG"}),
    ),
    resource(_STAGE, IN_SCHEMA),
    resource(
        _PIPE,
        ("autoIngest", "awsSnsTopicArn", "copyStatement", "database", "name", "schema"),
        identity=lambda name: "|".join(name.parts),
        preview_feature="snowflake_pipe_resource",
    ),
    resource(_RULE, ("database", "mode", "name", "schema", "type"), unordered=frozenset({"valueLists"})),
    resource(
        _NETWORK,
        unordered=frozenset(_NETWORK_LISTS.split()),
        depths={"allowedNetworkRuleLists[*]": 3, "blockedNetworkRuleLists[*]": 3},
    ),
)
