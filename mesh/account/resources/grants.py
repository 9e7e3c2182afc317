"""Grants of privileges to an account role, a database role or a share: what they are on, and their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from mesh.account.identifiers import Name
from mesh.account.kinds import kind_of_plural
from mesh.account.resources.forms import BOOLEAN, FULL_NAME, UPPER, Form, truth
from mesh.account.resources.inputs import token
from mesh.account.resources.spec import Change, Inputs, Resource
from mesh.account.statements import (
    Grantee,
    GranteeKind,
    GrantPrivileges,
    On,
    OnAccount,
    OnMany,
    OnObject,
    RevokePrivileges,
    Statement,
)

PRIVILEGES: Final = Form(tuple, lambda given: sorted(str(each).upper() for each in given))


@dataclass(frozen=True, slots=True)
class Target:
    """What a grant is on, and the part of its id that says so."""

    on: On
    id: str


def singular(plural: str) -> str:
    """The object type of a plural; one that is not known comes back as it is, for the account to refuse."""
    kind = kind_of_plural(plural.upper())
    return plural.upper() if kind is None else kind.name


# --- roles: nested blocks ----------------------------------------------------------------------------------------

_WHICH: Final[Mapping[str, tuple[Literal["ALL", "FUTURE", "INHERITED"], str]]] = {
    "all": ("ALL", "OnSchemaObject|OnAll"),
    "future": ("FUTURE", "OnSchemaObject|OnFuture"),
    "inherited": ("INHERITED", "OnSchemaObjectInherited"),
}
_SCHEMAS: Final[Mapping[str, tuple[Literal["ALL", "FUTURE", "INHERITED"], str]]] = {
    "allSchemasInDatabase": ("ALL", "OnSchema|OnAllSchemasInDatabase"),
    "futureSchemasInDatabase": ("FUTURE", "OnSchema|OnFutureSchemasInDatabase"),
}


def _container(given: Inputs) -> tuple[str, Name, str]:
    """Kind and name of the container that a block names, and its part of the id."""
    if given.get("inSchema"):
        name = Name.provider(given["inSchema"])
        return "SCHEMA", name, f"InSchema|{name}"
    if given.get("inDatabase"):
        name = Name.provider(given["inDatabase"])
        return "DATABASE", name, f"InDatabase|{name}"
    return "ACCOUNT", Name(()), "InAccount"


def bulk_target(given: Inputs, words: Mapping[str, tuple[Literal["ALL", "FUTURE", "INHERITED"], str]]) -> Target | None:
    """The target of a block ``all``, ``future`` or ``inherited``, whichever is given."""
    for block, (which, opening) in words.items():
        if given.get(block):
            container_kind, container, closing = _container(given[block])
            plural = str(given[block]["objectTypePlural"]).upper()
            on = OnMany(which, singular(plural), container_kind, container)
            return Target(on, f"{opening}|{plural}|{closing}")
    return None


def _on_schema(given: Inputs) -> Target:
    for block, (which, opening) in _SCHEMAS.items():
        if given.get(block):
            database = Name.provider(given[block])
            return Target(OnMany(which, "SCHEMA", "DATABASE", database), f"{opening}|{database}")
    inherited = given.get("inherited")
    if inherited:
        named = {"inDatabase": inherited} if isinstance(inherited, str) else inherited
        container_kind, container, closing = _container(named)
        return Target(OnMany("INHERITED", "SCHEMA", container_kind, container), f"OnSchemaInherited|{closing}")
    schema = Name.provider(given["schemaName"])
    return Target(OnObject("SCHEMA", schema), f"OnSchema|OnSchema|{schema}")


def _on_schema_object(given: Inputs) -> Target:
    many = bulk_target(given, _WHICH)
    if many is not None:
        return many
    kind, name = str(given["objectType"]).upper(), Name.provider(given["objectName"])
    return Target(OnObject(kind, name), f"OnSchemaObject|OnObject|{kind}|{name}")


def _on_account_object(given: Inputs) -> Target:
    if given.get("inherited"):
        plural = str(given["inherited"]["objectTypePlural"]).upper()
        on = OnMany("INHERITED", singular(plural), "ACCOUNT", Name(()))
        return Target(on, f"OnAccountObjectInherited|{plural}")
    kind, name = str(given["objectType"]).upper(), Name.provider(given["objectName"])
    return Target(OnObject(kind, name), f"OnAccountObject|{kind}|{name}")


def _on_database(given: Any) -> Target:
    database = Name.provider(given)
    return Target(OnObject("DATABASE", database), f"OnDatabase|{database}")


_ROLE_TARGETS: Final[Mapping[str, Callable[[Any], Target]]] = {
    "onAccount": lambda _given: Target(OnAccount(), "OnAccount"),
    "onAccountObject": _on_account_object,
    "onDatabase": _on_database,
    "onSchema": _on_schema,
    "onSchemaObject": _on_schema_object,
}

# --- shares: one plain input each --------------------------------------------------------------------------------


def _shared(kind: str) -> Callable[[Any], Target]:
    def target(given: Any) -> Target:
        name = Name.provider(given)
        return Target(OnObject(kind, name), f"On{kind.capitalize()}|{name}")

    return target


def _all_tables(given: Any) -> Target:
    schema = Name.provider(given)
    return Target(OnMany("ALL", "TABLE", "SCHEMA", schema), f"OnAllTablesInSchema|{schema}")


_SHARE_TARGETS: Final[Mapping[str, Callable[[Any], Target]]] = {
    **{f"on{kind.capitalize()}": _shared(kind) for kind in ("DATABASE", "SCHEMA", "TABLE", "VIEW", "TAG", "FUNCTION")},
    "onAllTablesInSchema": _all_tables,
}

# --- the life of a grant -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is granted to: the input that names it and what such a grant can be on."""

    type: str
    kind: GranteeKind
    input: str
    targets: Mapping[str, Callable[[Any], Target]]

    def grantee(self, inputs: Inputs) -> Grantee:
        """The recipient of the privileges."""
        return Grantee(self.kind, Name.provider(inputs[self.input]))

    def target(self, inputs: Inputs) -> Target:
        """What the privileges are on."""
        return next(read(inputs[key]) for key, read in self.targets.items() if inputs.get(key))

    def given(self, inputs: Inputs) -> list[str]:
        """The inputs that say what the privileges are on; the provider wants exactly one."""
        return [key for key in self.targets if inputs.get(key)]


def privileges(inputs: Inputs) -> tuple[str, ...]:
    """The privileges, sorted: to the provider they are a set."""
    if inputs.get("allPrivileges"):
        return ("ALL",)
    return tuple(PRIVILEGES.normal(inputs.get("privileges") or ()))


def _identity(recipient: Recipient, inputs: Inputs) -> str:
    middle = ""
    if recipient.kind != "SHARE":
        flags = (inputs.get("withGrantOption", False), inputs.get("alwaysApply", False))
        middle = "".join(f"|{'true' if truth(flag) else 'false'}" for flag in flags)
    opening = f"{recipient.grantee(inputs).name}{middle}"
    return f"{opening}|{','.join(privileges(inputs))}|{recipient.target(inputs).id}"


def _create(recipient: Recipient, inputs: Inputs) -> list[Statement]:
    on, to = recipient.target(inputs).on, recipient.grantee(inputs)
    option = truth(inputs.get("withGrantOption", False))
    return [GrantPrivileges(privileges(inputs), on, to, grant_option=option)]


def _update(recipient: Recipient, change: Change) -> list[Statement]:
    """What is new is granted, what is gone is revoked.

    The provider first revokes the grant option of what it is about to grant, which takes nothing away.
    """
    on, to = recipient.target(change.new).on, recipient.grantee(change.new)
    option = truth(change.new.get("withGrantOption", False))
    before, after = privileges(change.old), privileges(change.new)
    again = truth(change.new.get("alwaysApply", False))
    added = after if again else tuple(each for each in after if each not in before)
    gone = tuple(each for each in before if each not in after)
    statements: list[Statement] = []
    if added and not option and not again and recipient.kind != "SHARE":
        statements.append(RevokePrivileges(added, on, to, grant_option_for=True))
    if added:
        statements.append(GrantPrivileges(added, on, to, grant_option=option))
    if gone:
        statements.append(RevokePrivileges(gone, on, to))
    return statements


def _delete(recipient: Recipient, inputs: Inputs) -> list[Statement]:
    return [RevokePrivileges(privileges(inputs), recipient.target(inputs).on, recipient.grantee(inputs))]


def _forms(recipient: Recipient) -> Iterator[tuple[str, Form]]:
    yield recipient.input, FULL_NAME
    yield "privileges", PRIVILEGES
    yield from ((key, BOOLEAN) for key in ("allPrivileges", "alwaysApply", "withGrantOption", "onAccount"))
    if recipient.kind == "SHARE":
        yield from ((key, FULL_NAME) for key in recipient.targets)
        return
    yield from NAMES_IN_BLOCKS.items()


NAMES_IN_BLOCKS: Final[Mapping[str, Form]] = {
    "onDatabase": FULL_NAME,
    **{f"onSchema.{key}": FULL_NAME for key in ("schemaName", *_SCHEMAS, "inherited.inDatabase")},
    **{f"{block}.objectType": UPPER for block in ("onAccountObject", "onSchemaObject")},
    **{f"{block}.objectName": FULL_NAME for block in ("onAccountObject", "onSchemaObject")},
    **{f"onSchemaObject.{block}.objectTypePlural": UPPER for block in _WHICH},
    **{f"onSchemaObject.{block}.{key}": FULL_NAME for block in _WHICH for key in ("inSchema", "inDatabase")},
}

_DEPTHS: Final[Mapping[str, int]] = {
    "onDatabase": 1,
    "onSchema.schemaName": 2,
    **{f"onSchema.{key}": 1 for key in _SCHEMAS},
    "onAccountObject.objectName": 1,
    "onSchemaObject.objectName": 3,
    **{f"onSchemaObject.{block}.inSchema": 2 for block in _WHICH},
    **{f"onSchemaObject.{block}.inDatabase": 1 for block in _WHICH},
}
_SHARE_DEPTHS: Final[Mapping[str, int]] = {
    "onDatabase": 1, "onSchema": 2, "onAllTablesInSchema": 2, "onTable": 3, "onView": 3, "onTag": 3, "onFunction": 3,
}  # fmt: skip

RECIPIENTS: Final[Mapping[str, Recipient]] = {
    recipient.type: recipient
    for recipient in (
        Recipient(token("GrantPrivilegesToAccountRole"), "ROLE", "accountRoleName", _ROLE_TARGETS),
        Recipient(token("GrantPrivilegesToDatabaseRole"), "DATABASE ROLE", "databaseRoleName", _ROLE_TARGETS),
        Recipient(token("GrantPrivilegesToShare"), "SHARE", "toShare", _SHARE_TARGETS),
    )
}


_PARTS: Final[Mapping[GranteeKind, int]] = {"ROLE": 1, "DATABASE ROLE": 2, "SHARE": 1}


def _resource(recipient: Recipient) -> Resource:
    share = recipient.kind == "SHARE"
    return Resource(
        type=recipient.type,
        create=lambda inputs, _lookup: _create(recipient, inputs),
        update=lambda change, _lookup: _update(recipient, change),
        delete=lambda inputs, _lookup: _delete(recipient, inputs),
        identity=lambda inputs: _identity(recipient, inputs),
        replaced_by=frozenset((recipient.input, "withGrantOption", *recipient.targets)),
        forms=dict(_forms(recipient)),
        unordered=frozenset({"privileges"}),
        depths={recipient.input: _PARTS[recipient.kind], **(_SHARE_DEPTHS if share else _DEPTHS)},
        creation_only=frozenset({"strictPrivilegeManagement", "alwaysApplyTrigger"}),
    )


GRANTS: Final[tuple[Resource, ...]] = tuple(_resource(recipient) for recipient in RECIPIENTS.values())
