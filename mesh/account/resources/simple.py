"""Types whose inputs are clauses one by one: roles, users, integrations, loading, network.

A type is a line of data (its inputs, which of them replace it) and a function only where the provider does something of
its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from mesh.account.identifiers import Name
from mesh.account.parts import Value
from mesh.account.resources.forms import Form, truth
from mesh.account.resources.inputs import IN_SCHEMA, clause_words, properties, token
from mesh.account.resources.objects import Shape, object_name, options, resource
from mesh.account.resources.spec import Inputs, Lookup, Property, Resource
from mesh.account.statements import Create, Statement

# --- people ------------------------------------------------------------------------------------------------------


def _secondary_roles(given: Any) -> Value:
    return () if str(given).upper() == "NONE" else (str(given).upper(),)


_USER: Final = Shape(
    token("ServiceUser"),
    "USER",
    properties=(
        *properties(
            "USER",
            "displayName daysToExpiry minsToUnlock defaultWarehouse defaultNamespace defaultRole"
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
