"""Grants of roles, and of ownership."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from mesh.account.identifiers import Name
from mesh.account.resources.forms import FULL_NAME, UPPER
from mesh.account.resources.grants import Target, bulk_target
from mesh.account.resources.inputs import token
from mesh.account.resources.spec import Change, Inputs, Lookup, Resource
from mesh.account.statements import (
    Grantee,
    GranteeKind,
    GrantOwnership,
    GrantRole,
    OnMany,
    OnObject,
    RevokeRole,
    Statement,
)

_PARENTS: Final[Mapping[str, GranteeKind]] = {
    "parentRoleName": "ROLE",
    "parentDatabaseRoleName": "DATABASE ROLE",
    "userName": "USER",
    "shareName": "SHARE",
}


def _parent(inputs: Inputs) -> Grantee:
    return next(Grantee(kind, Name.provider(inputs[key])) for key, kind in _PARENTS.items() if inputs.get(key))


def _nothing(_change: Change, _lookup: Lookup) -> list[Statement]:
    return []


def _membership(type_: str, kind: GranteeKind, given: str, parents: tuple[str, ...], depth: int) -> Resource:
    def role(inputs: Inputs) -> Grantee:
        return Grantee(kind, Name.provider(inputs[given]))

    def identity(inputs: Inputs) -> str:
        parent = _parent(inputs)
        return f"{role(inputs).name}|{parent.kind}|{parent.name}"

    return Resource(
        type=type_,
        create=lambda inputs, _lookup: [GrantRole(role(inputs), _parent(inputs))],
        update=_nothing,
        delete=lambda inputs, _lookup: [RevokeRole(role(inputs), _parent(inputs))],
        identity=identity,
        replaced_by=frozenset((given, *parents)),
        forms=dict.fromkeys((given, *parents), FULL_NAME),
        depths={given: depth, **{key: 2 if key == "parentDatabaseRoleName" else 1 for key in parents}},
    )


# --- ownership ---------------------------------------------------------------------------------------------------

_BULK: Final[Mapping[str, tuple[Literal["ALL", "FUTURE", "INHERITED"], str]]] = {
    "all": ("ALL", "OnAll"),
    "future": ("FUTURE", "OnFuture"),
}


def _owned(inputs: Inputs) -> Target:
    on = inputs["on"]
    many = bulk_target(on, _BULK)
    if many is not None:
        return many
    kind, name = str(on["objectType"]).upper(), Name.provider(on["objectName"])
    return Target(OnObject(kind, name), f"OnObject|{kind}|{name}")


def _owner(inputs: Inputs) -> tuple[str, Grantee]:
    if inputs.get("databaseRoleName"):
        return "ToDatabaseRole", Grantee("DATABASE ROLE", Name.provider(inputs["databaseRoleName"]))
    return "ToAccountRole", Grantee("ROLE", Name.provider(inputs["accountRoleName"]))


def _outbound(inputs: Inputs) -> Literal["COPY", "REVOKE"] | None:
    given = str(inputs.get("outboundPrivileges") or "").upper()
    return "COPY" if given == "COPY" else "REVOKE" if given == "REVOKE" else None


def _give(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
    return [GrantOwnership(_owned(inputs).on, _owner(inputs)[1], _outbound(inputs))]


def _take_back(inputs: Inputs, lookup: Lookup) -> list[Statement]:
    """The provider gives what there is to its own role, and leaves a future grant of ownership where it is."""
    on = _owned(inputs).on
    if isinstance(on, OnMany) and on.which == "FUTURE":
        return []
    return [GrantOwnership(on, Grantee("ROLE", lookup.role), _outbound(inputs))]


def _ownership_id(inputs: Inputs) -> str:
    way, owner = _owner(inputs)
    return f"{way}|{owner.name}|{_outbound(inputs) or ''}|{_owned(inputs).id}"


_CONTAINERS: Final[Mapping[str, int]] = {
    f"on.{block}.{key}": depth for block in _BULK for key, depth in (("inSchema", 2), ("inDatabase", 1))
}

ROLES: Final[tuple[Resource, ...]] = (
    _membership(token("GrantAccountRole"), "ROLE", "roleName", ("parentRoleName", "userName"), 1),
    _membership(
        token("GrantDatabaseRole"),
        "DATABASE ROLE",
        "databaseRoleName",
        ("parentRoleName", "parentDatabaseRoleName", "shareName"),
        2,
    ),
    Resource(
        type=token("GrantOwnership"),
        create=_give,
        update=_nothing,
        delete=_take_back,
        identity=_ownership_id,
        replaced_by=frozenset({"on", "accountRoleName", "databaseRoleName", "outboundPrivileges"}),
        forms={
            "accountRoleName": FULL_NAME,
            "databaseRoleName": FULL_NAME,
            "outboundPrivileges": UPPER,
            "on.objectType": UPPER,
            "on.objectName": FULL_NAME,
            **{f"on.{block}.objectTypePlural": UPPER for block in _BULK},
            **dict.fromkeys(_CONTAINERS, FULL_NAME),
        },
        depths={"accountRoleName": 1, "databaseRoleName": 2, **_CONTAINERS},
    ),
)
