"""An id of the provider read back into the inputs that name the resource, for ``pulumi import``.

The formats are those of the provider's import documentation; ``identity`` of each type is the inverse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.kinds import KINDS
from mesh.account.resources.grants import RECIPIENTS
from mesh.account.resources.spec import Resource

_PARENT_INPUTS: Final[Mapping[str, str]] = {
    "ROLE": "parentRoleName",
    "DATABASE ROLE": "parentDatabaseRoleName",
    "USER": "userName",
    "SHARE": "shareName",
}
_IN: Final[Mapping[str, str]] = {"InDatabase": "inDatabase", "InSchema": "inSchema"}


def inputs_of(resource: Resource, id_: str) -> dict[str, Any]:
    """The inputs that the id says. ``BadIdentifier`` when it is not an id of this type."""
    if resource.name is not None:
        return _object(resource, id_)
    try:
        return _READERS[resource.type.split(":")[-1]](resource, id_.split("|"))
    except (KeyError, ValueError, IndexError) as problem:
        raise BadIdentifier(f"'{id_}' is not an id of {resource.type}") from problem


def _object(resource: Resource, id_: str) -> dict[str, Any]:
    """Most ids are the quoted full name; a few types have bare parts between bars, a share its bare name."""
    name = Name(tuple(id_.split("|"))) if "|" in id_ else Name.provider(id_)
    keys = [key for key in ("database", "schema") if key in resource.other]
    if len(name.parts) != len(keys) + 1 or len(name.parts) != KINDS[resource.kind].depth:
        raise BadIdentifier(f"'{id_}' is not an id of {resource.type}: it needs {len(keys) + 1} parts")
    return dict(zip((*keys, "name"), name.parts, strict=True))


def _membership(given: str) -> Callable[[Resource, list[str]], dict[str, Any]]:
    def read(_resource: Resource, parts: list[str]) -> dict[str, Any]:
        role, kind, parent = parts
        return {given: role, _PARENT_INPUTS[kind]: parent}

    return read


def _privileges(resource: Resource, parts: list[str]) -> dict[str, Any]:
    recipient = RECIPIENTS[resource.type]
    inputs: dict[str, Any] = {recipient.input: parts[0]}
    if recipient.kind == "SHARE":
        listed, where = parts[1], parts[2:]
        target: dict[str, Any] = {where[0][0].lower() + where[0][1:]: where[1]}
    else:
        flags = dict(zip(("withGrantOption", "alwaysApply"), parts[1:3], strict=True))
        inputs |= {key: True for key, flag in flags.items() if flag == "true"}
        listed, where = parts[3], parts[4:]
        target = _target(where, one_kind_of_container=recipient.kind == "DATABASE ROLE")
    names = {"allPrivileges": True} if listed in ("ALL", "ALL PRIVILEGES") else {"privileges": listed.split(",")}
    return {**inputs, **names, **target}


def _target(where: list[str], *, one_kind_of_container: bool) -> dict[str, Any]:
    """What a grant to a role is on. Inherited schemas have a bare database where nothing but a database is possible."""
    which, rest = where[0], where[1:]
    if which == "OnAccount":
        return {"onAccount": True}
    if which == "OnDatabase":
        return {"onDatabase": rest[0]}
    if which == "OnAccountObject":
        return {"onAccountObject": {"objectType": rest[0], "objectName": rest[1]}}
    if which == "OnSchema":
        return {"onSchema": {_SCHEMA_BLOCKS[rest[0]]: rest[1]}}
    if which == "OnSchemaInherited":
        return {"onSchema": {"inherited": rest[1] if one_kind_of_container else {_IN[rest[0]]: rest[1]}}}
    if which == "OnSchemaObjectInherited":
        return {"onSchemaObject": {"inherited": _many(rest)}}
    if rest[0] == "OnObject":
        return {"onSchemaObject": {"objectType": rest[1], "objectName": rest[2]}}
    return {"onSchemaObject": {{"OnAll": "all", "OnFuture": "future"}[rest[0]]: _many(rest[1:])}}


def _many(parts: list[str]) -> dict[str, Any]:
    return {"objectTypePlural": parts[0], _IN[parts[1]]: parts[2]}


_SCHEMA_BLOCKS: Final[Mapping[str, str]] = {
    "OnSchema": "schemaName",
    "OnAllSchemasInDatabase": "allSchemasInDatabase",
    "OnFutureSchemasInDatabase": "futureSchemasInDatabase",
}


def _association(_resource: Resource, parts: list[str]) -> dict[str, Any]:
    tag, value, kind = parts
    return {"tagId": tag, "tagValue": value, "objectType": kind, "objectIdentifiers": []}


def _ownership(_resource: Resource, parts: list[str]) -> dict[str, Any]:
    way, owner, outbound, which, *rest = parts
    on = (
        {"objectType": rest[0], "objectName": rest[1]}
        if which == "OnObject"
        else {{"OnAll": "all", "OnFuture": "future"}[which]: _many(rest)}
    )
    role = {"ToAccountRole": "accountRoleName", "ToDatabaseRole": "databaseRoleName"}[way]
    return {role: owner, "on": on, **({"outboundPrivileges": outbound} if outbound else {})}


def _text(_resource: Resource, _parts: list[str]) -> dict[str, Any]:
    raise ValueError("the texts of an Execute cannot be told from its id")


_READERS: Final[Mapping[str, Callable[[Resource, list[str]], dict[str, Any]]]] = {
    "GrantAccountRole": _membership("roleName"),
    "GrantDatabaseRole": _membership("databaseRoleName"),
    "GrantPrivilegesToAccountRole": _privileges,
    "GrantPrivilegesToDatabaseRole": _privileges,
    "GrantPrivilegesToShare": _privileges,
    "GrantOwnership": _ownership,
    "TagAssociation": _association,
    "Execute": _text,
}
