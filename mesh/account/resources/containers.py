"""Databases and schemas, with the retention that a schema has from its database."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mesh.account.resources.forms import truth
from mesh.account.resources.inputs import properties, token
from mesh.account.resources.objects import Shape, alter_properties, object_name, options, resource
from mesh.account.resources.spec import Change, Inputs, Lookup, Resource
from mesh.account.statements import Alter, Create, Drop, Statement, Unset

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
    answers with an UNSET.
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


CONTAINERS: Final[tuple[Resource, ...]] = (
    resource(
        _DATABASE,
        ("isTransient",),
        create=_create_database,
        creation_only=frozenset({"dropPublicSchemaOnCreation"}),
    ),
    resource(_SCHEMA, ("isTransient", "database"), update=_update_schema),
    resource(_SHARED, ("fromShare",), depths={"fromShare": 3}),
)
