"""External volumes and Iceberg tables of AWS Glue.

A volume's locations are a list whose order matters, and ALTER adds only at its end: the provider takes off the last
location that is the same and all behind it, and adds them again. A volume never being without a location, a copy of
the first under another name stands in while all are taken off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from mesh.account.parts import Options, Value
from mesh.account.resources.forms import Form, truth
from mesh.account.resources.inputs import IN_SCHEMA, clause_words, properties, token
from mesh.account.resources.objects import Shape, alter_properties, object_name, resource
from mesh.account.resources.spec import Change, Lookup, Property, Resource
from mesh.account.statements import AddStorageLocation, Alter, RemoveStorageLocation, Statement

STAND_IN: Final = "terraform_provider_sentinel_storage_location"
"""The name of the location that the provider puts in while it changes all others."""
_LOCATION_CLAUSES: Final[Mapping[str, str]] = {
    "storageLocationName": "NAME",
    **{
        key: clause_words(key)
        for key in (
            "storageProvider",
            "storageAwsRoleArn",
            "storageBaseUrl",
            "storageAwsExternalId",
            "storageAwsAccessPointArn",
            "usePrivatelinkEndpoint",
        )
    },
}

# --- external volumes --------------------------------------------------------------------------------------------


def _location(given: Mapping[str, Any]) -> Options:
    """A location in the words of the account. A KMS key without an encryption type is not sent."""
    found: dict[str, Value] = {clause: given[key] for key, clause in _LOCATION_CLAUSES.items() if given.get(key)}
    found["STORAGE_PROVIDER"] = str(found["STORAGE_PROVIDER"]).upper()
    if "USE_PRIVATELINK_ENDPOINT" in found:
        found["USE_PRIVATELINK_ENDPOINT"] = truth(found["USE_PRIVATELINK_ENDPOINT"])
    if given.get("encryptionType"):
        key = {"KMS_KEY_ID": given["encryptionKmsKeyId"]} if given.get("encryptionKmsKeyId") else {}
        found["ENCRYPTION"] = {"TYPE": str(given["encryptionType"]).upper(), **key}
    return found


def _normal(given: Mapping[str, Any]) -> dict[str, Any]:
    """No encryption and no private link are the same as saying nothing."""
    plain = {key: value for key, value in given.items() if value not in (None, "")}
    plain["storageProvider"] = str(plain.get("storageProvider", "")).upper()
    if plain.get("encryptionType") == "NONE":
        del plain["encryptionType"]
    if not truth(plain.get("usePrivatelinkEndpoint", False)):
        plain.pop("usePrivatelinkEndpoint", None)
    return plain


def _again(location: Options) -> dict[str, Any]:
    """A location of the account as an input."""
    found = {key: location[clause] for key, clause in _LOCATION_CLAUSES.items() if clause in location}
    if "usePrivatelinkEndpoint" in found:
        found["usePrivatelinkEndpoint"] = "true" if found["usePrivatelinkEndpoint"] else "false"
    encryption = location.get("ENCRYPTION")
    if isinstance(encryption, Mapping):
        found["encryptionType"] = encryption["TYPE"]
        found |= {"encryptionKmsKeyId": encryption["KMS_KEY_ID"]} if "KMS_KEY_ID" in encryption else {}
    return found


_LOCATIONS: Final = Form(
    lambda given: tuple(_location(each) for each in given),
    lambda given: [_normal(each) for each in given],
    lambda found: [_again(each) for each in found],
)
_COMMENT, _ALLOW_WRITES = properties("EXTERNAL VOLUME", "comment", texts="allowWrites")
_VOLUME: Final = Shape(
    token("ExternalVolume"),
    "EXTERNAL VOLUME",
    properties=(
        Property("storageLocations", "STORAGE_LOCATIONS", _LOCATIONS, required=True, alterable=False),
        replace(_COMMENT, unset=""),
        replace(_ALLOW_WRITES, unset="false"),
    ),
)


def _update_volume(change: Change, _lookup: Lookup) -> list[Statement]:
    before, after = (_LOCATIONS.normal(inputs["storageLocations"]) for inputs in (change.old, change.new))
    statements = alter_properties(_VOLUME, change)
    if before == after:
        return statements
    same = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), None)
    first = max((min(len(before), len(after)) if same is None else same) - 1, 0)
    removed, added = change.old["storageLocations"][first:], change.new["storageLocations"][first:]
    actions: list[AddStorageLocation | RemoveStorageLocation] = [
        *(RemoveStorageLocation(str(each["storageLocationName"])) for each in removed),
        *(AddStorageLocation(_location(each)) for each in added),
    ]
    if first == 0:
        stand_in = {**_location(removed[0]), "NAME": STAND_IN}
        actions = [AddStorageLocation(stand_in), *actions, RemoveStorageLocation(STAND_IN)]
    name = object_name(_VOLUME, change.new)
    return [*statements, *(Alter("EXTERNAL VOLUME", name, (action,)) for action in actions)]


# --- Iceberg tables ----------------------------------------------------------------------------------------------


def _iceberg_properties() -> Sequence[Property]:
    *others, refresh = properties(
        "ICEBERG TABLE",
        "externalVolume catalog catalogTableName catalogNamespace replaceInvalidCharacters comment",
        texts="autoRefresh",
    )
    return *others, replace(refresh, unset="false")


_ICEBERG: Final = Shape(token("IcebergTableFromAwsGlue"), "ICEBERG TABLE", IN_SCHEMA, tuple(_iceberg_properties()))

LAKE: Final[tuple[Resource, ...]] = (
    resource(_VOLUME, ("name",), update=_update_volume),
    resource(
        _ICEBERG,
        ("catalog", "catalogNamespace", "catalogTableName", "database", "externalVolume", "name", "schema"),
        preview_feature="snowflake_iceberg_table_from_aws_glue_resource",
        depths={"externalVolume": 1, "catalog": 1},
    ),
)
