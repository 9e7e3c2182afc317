"""What the provider computes besides the inputs: full names, columns in their real order, descriptions, a pipe's queue.

The identities that Snowflake makes up come from DESCRIBE and SHOW, as the provider reads them. ``show_outputs`` and
``parameters`` are not computed: nothing in the sandbox reads them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS
from mesh.account.parts import Value
from mesh.account.records import ACCOUNT, Object
from mesh.account.resources import columns
from mesh.account.resources.reading import Seen
from mesh.account.resources.spec import Inputs, Resource
from mesh.account.session import Answer
from mesh.account.statements import Describe, OnObject, Show, Statement

Ask: TypeAlias = Callable[[Statement], Answer]
"""A statement's answer, in the provider's session."""

_DESCRIBED: Final[Mapping[str, Mapping[str, str]]] = {
    "STORAGE INTEGRATION": {
        "STORAGE_AWS_IAM_USER_ARN": "iamUserArn",
        "STORAGE_AWS_EXTERNAL_ID": "externalId",
        "STORAGE_AWS_ROLE_ARN": "roleArn",
        "STORAGE_AWS_OBJECT_ACL": "objectAcl",
        "STORAGE_PROVIDER": "provider",
        "STORAGE_ALLOWED_LOCATIONS": "allowedLocations",
        "STORAGE_BLOCKED_LOCATIONS": "blockedLocations",
        "USE_PRIVATELINK_ENDPOINT": "usePrivatelinkEndpoint",
        "ENABLED": "enabled",
        "COMMENT": "comment",
    },
    "CATALOG INTEGRATION": {
        "GLUE_AWS_IAM_USER_ARN": "glueAwsIamUserArn",
        "GLUE_AWS_EXTERNAL_ID": "glueAwsExternalId",
        "GLUE_AWS_ROLE_ARN": "glueAwsRoleArn",
        "GLUE_CATALOG_ID": "glueCatalogId",
        "GLUE_REGION": "glueRegion",
        "CATALOG_NAMESPACE": "catalogNamespace",
        "CATALOG_SOURCE": "catalogSource",
        "TABLE_FORMAT": "tableFormat",
        "REFRESH_INTERVAL_SECONDS": "refreshIntervalSeconds",
        "ENABLED": "enabled",
        "COMMENT": "comment",
    },
}
"""Rows of DESCRIBE INTEGRATION by the field of ``describe_outputs`` that they become."""
_LISTS: Final = frozenset({"allowedLocations", "blockedLocations"})
_TRUTHS: Final = frozenset({"enabled", "usePrivatelinkEndpoint"})
_NUMBERS: Final = frozenset({"refreshIntervalSeconds"})
_RETENTION: Final = "DATA_RETENTION_TIME_IN_DAYS"


def computed(resource: Resource, inputs: Inputs, account: Seen, ask: Ask) -> dict[str, Any]:
    """The computed outputs of a resource that is in the account."""
    if resource.name is None:
        return {}
    name = resource.name(inputs)
    found = account.get(resource.kind, name)
    if found is None:
        return {}
    extra = _EXTRA.get(resource.kind)
    return {"fullyQualifiedName": str(name), **({} if extra is None else extra(found, inputs, account, ask))}


def parameter(account: Seen, kind: str, name: Name, clause: str) -> Value:
    """A parameter in force: the object's own, else that of its schema, database or account, else the default."""
    depth = len(name.parts)
    chain = [(kind, name), *(_CONTAINERS[size](name) for size in range(depth - 1, 0, -1)), ("ACCOUNT", ACCOUNT)]
    for place in chain:
        found = account.get(*place)
        stated = None if found is None else found.options.get(clause)
        if stated is not None:
            return stated
    known = KINDS[kind].clause(clause)
    return None if known is None else known.default


_CONTAINERS: Final[Mapping[int, Callable[[Name], tuple[str, Name]]]] = {
    1: lambda name: ("DATABASE", Name(name.parts[:1])),
    2: lambda name: ("SCHEMA", Name(name.parts[:2])),
}


def _table(found: Object, _inputs: Inputs, _account: Seen, _ask: Ask) -> dict[str, Any]:
    return {"columns": columns.read_columns(found.columns), "owner": found.owner.plain}


def _schema(found: Object, inputs: Inputs, account: Seen, _ask: Ask) -> dict[str, Any]:
    if "dataRetentionTimeInDays" in inputs:
        return {}
    return {"dataRetentionTimeInDays": parameter(account, "SCHEMA", found.name, _RETENTION)}


def _pipe(found: Object, _inputs: Inputs, _account: Seen, ask: Ask) -> dict[str, Any]:
    within = OnObject("SCHEMA", Name(found.name.parts[:2]))
    rows = ask(Show("PIPE", like=found.name.last, within=within)).rows
    row = next(row for row in rows if row["name"] == found.name.last)
    return {"notificationChannel": row.get("notification_channel") or "", "owner": found.owner.plain}


def _integration(found: Object, _inputs: Inputs, _account: Seen, ask: Ask) -> dict[str, Any]:
    fields = _DESCRIBED[found.kind]
    described = {
        fields[str(row["property"])]: _field(fields[str(row["property"])], row["property_value"])
        for row in ask(Describe(found.kind, found.name)).rows
        if row["property"] in fields
    }
    source = {"catalogSource": "GLUE"} if found.kind == "CATALOG INTEGRATION" else {}
    return {"describeOutputs": [described], **source}


def _field(field: str, value: object) -> Any:
    text = str(value if value is not None else "")
    if field in _LISTS:
        return [part for part in text.split(",") if part]
    if field in _TRUTHS:
        return text.lower() == "true"
    return int(text or 0) if field in _NUMBERS else text


def _volume(found: Object, _inputs: Inputs, _account: Seen, ask: Ask) -> dict[str, Any]:
    """One description with its locations, each with one block of its cloud; every value is a text."""
    rows = {str(row["property"]): str(row["property_value"]) for row in ask(Describe(found.kind, found.name)).rows}
    locations = [json.loads(text) for key, text in rows.items() if key.startswith("STORAGE_LOCATION_")]
    described = {
        "active": rows["ACTIVE"],
        "allowWrites": rows["ALLOW_WRITES"],
        "comment": rows["COMMENT"],
        "storageLocations": [_location(each) for each in locations],
    }
    return {"describeOutputs": [described]}


def _location(row: Mapping[str, Any]) -> dict[str, Any]:
    common = {field: row[key] for field, key in _LOCATION.items()}
    return {**common, "s3StorageLocations": [{field: str(row.get(key, "")) for field, key in _S3_LOCATION.items()}]}


_LOCATION: Final[Mapping[str, str]] = {
    "name": "NAME",
    "storageProvider": "STORAGE_PROVIDER",
    "storageBaseUrl": "STORAGE_BASE_URL",
    "storageAllowedLocations": "STORAGE_ALLOWED_LOCATIONS",
    "encryptionType": "ENCRYPTION_TYPE",
}
_S3_LOCATION: Final[Mapping[str, str]] = {
    "storageAwsRoleArn": "STORAGE_AWS_ROLE_ARN",
    "storageAwsIamUserArn": "STORAGE_AWS_IAM_USER_ARN",
    "storageAwsExternalId": "STORAGE_AWS_EXTERNAL_ID",
    "storageAwsAccessPointArn": "STORAGE_AWS_ACCESS_POINT_ARN",
    "usePrivatelinkEndpoint": "USE_PRIVATELINK_ENDPOINT",
    "encryptionKmsKeyId": "ENCRYPTION_KMS_KEY_ID",
}


def _user(_found: Object, _inputs: Inputs, _account: Seen, _ask: Ask) -> dict[str, Any]:
    return {"userType": "SERVICE"}


def _stage(_found: Object, _inputs: Inputs, _account: Seen, _ask: Ask) -> dict[str, Any]:
    return {"stageType": "EXTERNAL", "cloud": "AWS"}


_EXTRA: Final[Mapping[str, Callable[[Object, Inputs, Seen, Ask], dict[str, Any]]]] = {
    "TABLE": _table,
    "SCHEMA": _schema,
    "PIPE": _pipe,
    "STORAGE INTEGRATION": _integration,
    "CATALOG INTEGRATION": _integration,
    "EXTERNAL VOLUME": _volume,
    "USER": _user,
    "STAGE": _stage,
}
