"""SHOW and DESCRIBE: rows under the column names that Snowflake gives them, the main columns of each kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS, WAREHOUSE_SIZES
from mesh.account.objects import lake, listings, loading, properties, queries, retention, shares
from mesh.account.parts import Argument, Trigger
from mesh.account.records import Object, namespace
from mesh.account.session import Answer
from mesh.account.sql.scan import matches
from mesh.account.state import State
from mesh.account.statements import Describe, Grantee, Show

Row = dict[str, object]


def show(who: Authority, statement: Show) -> Answer:
    """The objects of a kind that the session sees, by name."""
    kind = KINDS.get(statement.kind)
    if kind is None:
        raise refusal.no_such_kind(statement.kind)
    if statement.within is not None:
        who.resolve(statement.within.kind, statement.within.name)
    rows = [
        _row(who.state, obj)
        for obj in sorted(_candidates(who.state, statement), key=lambda obj: obj.name)
        if (statement.like is None or matches(statement.like, obj.name.last)) and _visible(who, obj)
    ]
    return Answer(rows=tuple(rows))


def _candidates(state: State, statement: Show) -> Iterator[Object]:
    wanted = namespace(statement.kind) if statement.kind == "INTEGRATION" else statement.kind
    found = state.objects if wanted == "INTEGRATION" else state.objects.by("kind", wanted)
    for obj in found:
        inside = statement.within is None or not statement.within.name.plain or obj.name.within(statement.within.name)
        if inside and wanted in (obj.kind, namespace(obj.kind)):
            yield obj


def _visible(who: Authority, obj: Object) -> bool:
    return who.manages_grants(obj.kind, obj.name) or who.sees(obj)


def describe(who: Authority, statement: Describe) -> Answer:
    """The columns of a table or view, the properties of an integration; else the row that SHOW gives."""
    obj = who.resolve(statement.kind, statement.name)
    make = _DESCRIBED.get(obj.kind)
    return Answer(rows=tuple(make(who.state, obj) if make is not None else [_row(who.state, obj)]))


# --- SHOW --------------------------------------------------------------------------------------------------------


def _row(state: State, obj: Object) -> Row:
    row: Row = {"name": obj.name.last}
    if len(obj.name.parts) > 1:
        row["database_name"] = obj.name.parts[0]
    if len(obj.name.parts) > 2:
        row["schema_name"] = obj.name.parts[1]
    row["owner"] = obj.owner.last if obj.owner.plain else ""
    row["owner_role_type"] = "DATABASE_ROLE" if len(obj.owner.parts) == 2 else "ROLE" if obj.owner.plain else ""
    kind = KINDS[obj.kind]
    if kind.clause("COMMENT") is not None:
        row["comment"] = properties.value(kind, obj.options, "COMMENT")
    for column, key in _COLUMNS.get(obj.kind, {}).items():
        row[column] = _shown(properties.value(kind, obj.options, key))
    special = _SPECIAL.get(obj.kind)
    return {**row, **special(state, obj)} if special is not None else row


_COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "WAREHOUSE": {
        "type": "WAREHOUSE_TYPE",
        "min_cluster_count": "MIN_CLUSTER_COUNT",
        "max_cluster_count": "MAX_CLUSTER_COUNT",
        "auto_suspend": "AUTO_SUSPEND",
        "auto_resume": "AUTO_RESUME",
        "resource_monitor": "RESOURCE_MONITOR",
        "scaling_policy": "SCALING_POLICY",
        "enable_query_acceleration": "ENABLE_QUERY_ACCELERATION",
    },
    "RESOURCE MONITOR": {
        "credit_quota": "CREDIT_QUOTA",
        "frequency": "FREQUENCY",
        "start_time": "START_TIMESTAMP",
        "end_time": "END_TIMESTAMP",
        "notify_users": "NOTIFY_USERS",
    },
    "TABLE": {"change_tracking": "CHANGE_TRACKING", "enable_schema_evolution": "ENABLE_SCHEMA_EVOLUTION"},
    "VIEW": {"text": "AS", "is_secure": "SECURE", "change_tracking": "CHANGE_TRACKING"},
    "TAG": {"allowed_values": "ALLOWED_VALUES"},
    "USER": {
        "login_name": "LOGIN_NAME",
        "type": "TYPE",
        "disabled": "DISABLED",
        "default_role": "DEFAULT_ROLE",
        "default_warehouse": "DEFAULT_WAREHOUSE",
        "default_namespace": "DEFAULT_NAMESPACE",
        "default_secondary_roles": "DEFAULT_SECONDARY_ROLES",
        "network_policy": "NETWORK_POLICY",
    },
    "STORAGE INTEGRATION": {"enabled": "ENABLED", "type": "TYPE"},
    "CATALOG INTEGRATION": {"enabled": "ENABLED"},
    "EXTERNAL VOLUME": {"allow_writes": "ALLOW_WRITES"},
    "ICEBERG TABLE": {
        "external_volume_name": "EXTERNAL_VOLUME",
        "catalog_name": "CATALOG",
        "catalog_table_name": "CATALOG_TABLE_NAME",
        "catalog_namespace": "CATALOG_NAMESPACE",
    },
    "STAGE": {"url": "URL", "storage_integration": "STORAGE_INTEGRATION"},
    "PIPE": {"definition": "AS"},
    "NETWORK RULE": {"type": "TYPE", "mode": "MODE"},
}
"""For each kind the columns that show a property as it is."""


def _container(state: State, obj: Object) -> Row:
    words = ["TRANSIENT"] if retention.is_transient(state, obj) else []
    if obj.options.get("MANAGED ACCESS"):
        words.append("MANAGED ACCESS")
    row: Row = {"retention_time": str(retention.days(state, obj)), "options": ", ".join(words)}
    if obj.kind == "DATABASE":
        share = obj.options.get("FROM SHARE")
        row["origin"] = share.plain if isinstance(share, Name) else ""
        row["kind"] = "IMPORTED DATABASE" if share is not None else "STANDARD"
    return row


def _table(state: State, obj: Object) -> Row:
    kind = "TRANSIENT" if retention.is_transient(state, obj) else "TABLE"
    return {"kind": kind, "retention_time": str(retention.days(state, obj)), "rows": 0}


def _warehouse(_: State, obj: Object) -> Row:
    size = str(properties.value(KINDS["WAREHOUSE"], obj.options, "WAREHOUSE_SIZE"))
    suspended = bool(obj.options.get("INITIALLY_SUSPENDED"))
    return {"size": WAREHOUSE_SIZES[size], "state": "SUSPENDED" if suspended else "STARTED"}


def _monitor(_: State, obj: Object) -> Row:
    given = obj.options.get("TRIGGERS")
    triggers = [each for each in given if isinstance(each, Trigger)] if isinstance(given, tuple) else []
    columns = {"notify_at": "NOTIFY", "suspend_at": "SUSPEND", "suspend_immediately_at": "SUSPEND_IMMEDIATE"}
    return {
        column: ",".join(f"{each.percent}%" for each in triggers if each.action == action)
        for column, action in columns.items()
    }


def _share(_: State, obj: Object) -> Row:
    accounts = obj.options.get("ACCOUNTS")
    names = [each.plain for each in accounts if isinstance(each, Name)] if isinstance(accounts, tuple) else []
    return {
        "kind": "OUTBOUND",
        "to": ", ".join(names),
        "secure_objects_only": obj.options.get("SECURE_OBJECTS_ONLY", True),
    }


def _share_row(state: State, obj: Object) -> Row:
    database = shares.database_of(state, obj.name)
    return {**_share(state, obj), "database_name": database.plain if database is not None else ""}


def _pipe(state: State, obj: Object) -> Row:
    channel = loading.notification_channel(state, obj)
    return {"notification_channel": channel or None, "execution_paused": bool(obj.options.get("PIPE_EXECUTION_PAUSED"))}


def _stage(_: State, obj: Object) -> Row:
    directory = obj.options.get("DIRECTORY")
    enabled = isinstance(directory, Mapping) and bool(directory.get("ENABLE"))
    return {"type": "EXTERNAL" if "URL" in obj.options else "INTERNAL", "directory_enabled": "Y" if enabled else "N"}


def _role(state: State, obj: Object) -> Row:
    kind = "ROLE" if obj.kind == "ROLE" else "DATABASE ROLE"
    grantee = Grantee("ROLE", obj.name) if kind == "ROLE" else Grantee("DATABASE ROLE", obj.name)
    held = state.memberships.by("role", grantee)
    return {
        "assigned_to_users": sum(each.to.kind == "USER" for each in held),
        "granted_to_roles": sum(each.to.kind == "ROLE" for each in held),
        "granted_roles": len(state.memberships.by("to", grantee)),
    }


def _network_rule(_: State, obj: Object) -> Row:
    values = obj.options.get("VALUE_LIST")
    return {"entries_in_valuelist": len(values) if isinstance(values, tuple) else 0}


_SPECIAL: Final[Mapping[str, Callable[[State, Object], Row]]] = {
    "DATABASE": _container,
    "LISTING": listings.shown,
    "SCHEMA": _container,
    "TABLE": _table,
    "WAREHOUSE": _warehouse,
    "RESOURCE MONITOR": _monitor,
    "SHARE": _share_row,
    "PIPE": _pipe,
    "STAGE": _stage,
    "ROLE": _role,
    "DATABASE ROLE": _role,
    "NETWORK RULE": _network_rule,
}


def _shown(value: object) -> object:
    if isinstance(value, Name):
        return value.plain
    if isinstance(value, tuple):
        return [_shown(each) for each in value]
    return value


# --- DESCRIBE ----------------------------------------------------------------------------------------------------


def _columns(state: State, obj: Object) -> list[Row]:
    return [
        {
            "name": column.name,
            "type": column.type or None,
            "kind": "COLUMN",
            "null?": "Y" if column.nullable else "N",
            "comment": column.comment,
            "policy name": str(column.masking_policy) if column.masking_policy is not None else None,
        }
        for column in queries.columns_of(state, obj) or ()
    ]


def _policy(_: State, obj: Object) -> list[Row]:
    given = obj.options.get("ARGUMENTS")
    arguments = [each for each in given if isinstance(each, Argument)] if isinstance(given, tuple) else []
    signature = ", ".join(f"{each.name} {each.type}" for each in arguments)
    row: Row = {"name": obj.name.last, "signature": f"({signature})", "return_type": obj.options["RETURNS"]}
    return [{**row, "body": obj.options["BODY"]}]


def _integration(state: State, obj: Object) -> list[Row]:
    kind = KINDS[obj.kind]
    keys = [clause.key for clause in kind.clauses if clause.key != "STORAGE_AWS_EXTERNAL_ID"]
    rows = [_property(key, properties.value(kind, obj.options, key)) for key in keys]
    if obj.kind == "STORAGE INTEGRATION" and "STORAGE_AWS_ROLE_ARN" in obj.options:
        rows.append(_property("STORAGE_AWS_IAM_USER_ARN", loading.iam_user_arn(state)))
        rows.append(_property("STORAGE_AWS_EXTERNAL_ID", loading.external_id(state, obj)))
    if obj.kind == "CATALOG INTEGRATION":
        rows.append(_property("GLUE_AWS_IAM_USER_ARN", loading.iam_user_arn(state)))
        rows.append(_property("GLUE_AWS_EXTERNAL_ID", loading.external_id(state, obj)))
    return rows


def _volume(state: State, obj: Object) -> list[Row]:
    """The locations are JSON texts below STORAGE_LOCATIONS (``/sql-reference/sql/desc-external-volume``)."""
    kind, found = KINDS[obj.kind], lake.locations(obj)
    rows = [_property(key, properties.value(kind, obj.options, key)) for key in ("COMMENT", "ALLOW_WRITES")]
    texts = {f"STORAGE_LOCATION_{at}": json.dumps(lake.described(state, obj, each)) for at, each in enumerate(found, 1)}
    inner = [_property(key, text) for key, text in {**texts, "ACTIVE": found[0]["NAME"]}.items()]
    return [{"parent_property": "", **row} for row in rows] + [
        {"parent_property": "STORAGE_LOCATIONS", **row} for row in inner
    ]


def _property(key: str, value: object) -> Row:
    if isinstance(value, bool):
        return {
            "property": key,
            "property_type": "Boolean",
            "property_value": str(value).lower(),
            "property_default": "",
        }
    text = ",".join(map(str, value)) if type(value) is tuple else "" if value is None else str(value)
    return {
        "property": key,
        "property_type": "List" if type(value) is tuple else "String",
        "property_value": text,
        "property_default": "",
    }


_DESCRIBED: Final[Mapping[str, Callable[[State, Object], list[Row]]]] = {
    "TABLE": _columns,
    "VIEW": _columns,
    "MASKING POLICY": _policy,
    "ROW ACCESS POLICY": _policy,
    "STORAGE INTEGRATION": _integration,
    "CATALOG INTEGRATION": _integration,
    "EXTERNAL VOLUME": _volume,
    "ICEBERG TABLE": _columns,
}
