"""Shares: accounts are added before any grant, and one of several is never taken out."""

from __future__ import annotations

from typing import Final

from mesh.account.identifiers import Name
from mesh.account.resources.forms import FULL_NAMES, name_list
from mesh.account.resources.inputs import properties, token
from mesh.account.resources.objects import Shape, alter_properties, object_name, options, resource
from mesh.account.resources.spec import Change, Inputs, Lookup, Resource
from mesh.account.statements import (
    AddAccounts,
    Alter,
    Create,
    Drop,
    Grantee,
    GrantPrivileges,
    OnObject,
    RemoveAccounts,
    RevokePrivileges,
    Statement,
)

_SHARE: Final = Shape(token("Share"), "SHARE", properties=properties("SHARE", "comment"))


def temporary_database(share: Name) -> Name:
    """The database that lends a new share something to share. The provider ends its name with the time; we with 0."""
    return Name.of(f"TEMP_{share.last}_0")


def _accounts(inputs: Inputs) -> tuple[Name, ...]:
    """The accounts that a share goes to. Raises ValueError for what names none, as a value that is not known."""
    accounts = name_list(inputs.get("accounts") or ())
    for account in accounts:
        if len(account.parts) != 2:
            raise ValueError(f"{account.plain} is no account: <organization_name>.<account_name>")
    return accounts


def _create(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
    name = object_name(_SHARE, inputs)
    created = Create("SHARE", name, options(_SHARE, inputs))
    accounts = _accounts(inputs)
    if not accounts:
        return [created]
    database = temporary_database(name)
    on, to = OnObject("DATABASE", database), Grantee("SHARE", name)
    return [
        created,
        Create("DATABASE", database),
        GrantPrivileges(("USAGE", "REFERENCE_USAGE"), on, to),
        Alter("SHARE", name, (AddAccounts(accounts),)),
        RevokePrivileges(("REFERENCE_USAGE",), on, to),
        RevokePrivileges(("USAGE",), on, to),
        Drop("DATABASE", database),
    ]


def _update(change: Change, _lookup: Lookup) -> list[Statement]:
    """The whole new list is added; only an empty list removes, namely all that the old one had."""
    name = object_name(_SHARE, change.new)
    before, after = _accounts(change.old), _accounts(change.new)
    statements = alter_properties(_SHARE, change)
    if before == after:
        return statements
    action = AddAccounts(after) if after else RemoveAccounts(before)
    return [*statements, Alter("SHARE", name, (action,))]


SHARE: Final[Resource] = resource(
    _SHARE,
    ("name",),
    create=_create,
    update=_update,
    identity=lambda name: name.last,
    preview_feature="snowflake_share_resource",
    forms={"accounts": FULL_NAMES},
    depths={"accounts[*]": 2},
)
