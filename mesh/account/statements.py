"""Snowflake's statements as values: what can be asked of an account.

A statement says nothing of how it came about (a resource, a line of SQL, a test) nor what the account answers; that is
``Account.execute``. ``render.sql`` prints a statement, ``parse.parse`` reads one, and the two are inverse.

``kind`` is always Snowflake's own word for the object type, in the singular and upper case (``WAREHOUSE``,
``ROW ACCESS POLICY``). ``options`` are keyed by Snowflake's own property or clause (``WAREHOUSE_SIZE``, ``COMMENT``,
``COLUMNS``, ``AS``): which ones a kind has, in which order they are printed and how they are quoted is data in
``kinds``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from mesh.account.identifiers import Name
from mesh.account.parts import Column, Options, RowAccess

# --- objects -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Create:
    """CREATE of one object. ``clone`` names the object it is a zero-copy clone of."""

    kind: str
    name: Name
    options: Options = field(default_factory=dict)
    or_replace: bool = False
    if_not_exists: bool = False
    clone: Name | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """DROP of one object and all that is in it."""

    kind: str
    name: Name
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class Undrop:
    """UNDROP of the object dropped last under this name."""

    kind: str
    name: Name


@dataclass(frozen=True, slots=True)
class Set:
    """SET of properties; for a policy ``{"BODY": …}`` is SET BODY."""

    options: Options


@dataclass(frozen=True, slots=True)
class Unset:
    """UNSET of properties: each falls back to its default."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """RENAME TO."""

    to: Name


@dataclass(frozen=True, slots=True)
class AddColumn:
    """ADD COLUMN: it lands at the end."""

    column: Column


@dataclass(frozen=True, slots=True)
class DropColumn:
    """DROP COLUMN."""

    column: str


@dataclass(frozen=True, slots=True)
class AlterColumn:
    """ALTER COLUMN: the one thing given is changed. An empty comment unsets it."""

    column: str
    type: str | None = None
    comment: str | None = None
    nullable: bool | None = None


@dataclass(frozen=True, slots=True)
class SetMaskingPolicy:
    """SET MASKING POLICY on a column; on a tag, whose ``column`` is empty."""

    column: str
    policy: Name
    using: tuple[str, ...] = ()
    force: bool = False


@dataclass(frozen=True, slots=True)
class UnsetMaskingPolicy:
    """UNSET MASKING POLICY of a column; of a tag, whose ``column`` is empty, with the policy's name."""

    column: str
    policy: Name | None = None


@dataclass(frozen=True, slots=True)
class AddRowAccess:
    """ADD ROW ACCESS POLICY … ON (…)."""

    access: RowAccess


@dataclass(frozen=True, slots=True)
class DropRowAccess:
    """DROP ROW ACCESS POLICY."""

    policy: Name


@dataclass(frozen=True, slots=True)
class SetTag:
    """SET TAG on the object, or on one of its columns."""

    tag: Name
    value: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class UnsetTag:
    """UNSET TAG of the object, or of one of its columns."""

    tag: Name
    column: str | None = None


@dataclass(frozen=True, slots=True)
class AddAccounts:
    """ADD ACCOUNTS of a share; each is ``ORG.ACCOUNT``."""

    accounts: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class RemoveAccounts:
    """REMOVE ACCOUNTS of a share."""

    accounts: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class AddStorageLocation:
    """ADD STORAGE_LOCATION of an external volume: it lands at the end."""

    location: Options


@dataclass(frozen=True, slots=True)
class RemoveStorageLocation:
    """REMOVE STORAGE_LOCATION of an external volume."""

    name: str


@dataclass(frozen=True, slots=True)
class SetManifest:
    """AS of a listing: a new manifest, with ``publish`` published or kept a draft."""

    manifest: str
    publish: bool | None = None


@dataclass(frozen=True, slots=True)
class Publish:
    """PUBLISH of a listing, or UNPUBLISH."""

    on: bool


Action: TypeAlias = (
    Set
    | Unset
    | Rename
    | AddColumn
    | DropColumn
    | AlterColumn
    | SetMaskingPolicy
    | UnsetMaskingPolicy
    | AddRowAccess
    | DropRowAccess
    | SetTag
    | UnsetTag
    | AddAccounts
    | RemoveAccounts
    | AddStorageLocation
    | RemoveStorageLocation
    | SetManifest
    | Publish
)


@dataclass(frozen=True, slots=True)
class Alter:
    """ALTER of one object. More than one action only where one statement takes them: row access policies."""

    kind: str
    name: Name
    actions: tuple[Action, ...]
    if_exists: bool = False


# --- grants ------------------------------------------------------------------------------------------------------

GranteeKind: TypeAlias = Literal["ROLE", "DATABASE ROLE", "USER", "SHARE"]


@dataclass(frozen=True, slots=True, order=True)
class Grantee:
    """Who holds a privilege or a role."""

    kind: GranteeKind
    name: Name


@dataclass(frozen=True, slots=True)
class OnAccount:
    """The account itself."""


@dataclass(frozen=True, slots=True)
class OnObject:
    """One object."""

    kind: str
    name: Name


@dataclass(frozen=True, slots=True)
class OnMany:
    """The objects of one kind in a container: those there are (ALL), those to come (FUTURE), or both for as long as
    the grant lasts (INHERITED). ``kind`` is the singular; ``container_kind`` is DATABASE or SCHEMA.
    """

    which: Literal["ALL", "FUTURE", "INHERITED"]
    kind: str
    container_kind: str
    container: Name


On: TypeAlias = OnAccount | OnObject | OnMany


@dataclass(frozen=True, slots=True)
class GrantPrivileges:
    """GRANT of privileges; ``("ALL",)`` stands for ALL PRIVILEGES."""

    privileges: tuple[str, ...]
    on: On
    to: Grantee
    grant_option: bool = False


@dataclass(frozen=True, slots=True)
class RevokePrivileges:
    """REVOKE of privileges, or with ``grant_option_for`` only of the right to pass them on."""

    privileges: tuple[str, ...]
    on: On
    of: Grantee
    grant_option_for: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class GrantRole:
    """GRANT ROLE or GRANT DATABASE ROLE; ``role.kind`` says which."""

    role: Grantee
    to: Grantee


@dataclass(frozen=True, slots=True)
class RevokeRole:
    """REVOKE ROLE or REVOKE DATABASE ROLE."""

    role: Grantee
    of: Grantee


@dataclass(frozen=True, slots=True)
class GrantOwnership:
    """GRANT OWNERSHIP; ``current_grants`` says what becomes of the grants on the object."""

    on: On
    to: Grantee
    current_grants: Literal["COPY", "REVOKE"] | None = None


# --- reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Show:
    """SHOW of a kind's objects: in a container only, or whose name is ``like`` a pattern with % and _, case ignored."""

    kind: str
    like: str | None = None
    within: OnObject | None = None


@dataclass(frozen=True, slots=True)
class ShowGrants:
    """SHOW GRANTS: ``ON`` an object, ``TO`` a grantee, ``OF`` a role, or ``FUTURE IN`` a container (OnObject)."""

    which: Literal["ON", "TO", "OF", "FUTURE IN", "FUTURE TO"]
    what: OnAccount | OnObject | Grantee


@dataclass(frozen=True, slots=True)
class Describe:
    """DESCRIBE of one object."""

    kind: str
    name: Name


@dataclass(frozen=True, slots=True)
class UseRole:
    """USE ROLE, or USE SECONDARY ROLES with ``secondary``."""

    role: Name | None = None
    secondary: Literal["ALL", "NONE"] | None = None


Statement: TypeAlias = (
    Create
    | Drop
    | Undrop
    | Alter
    | GrantPrivileges
    | RevokePrivileges
    | GrantRole
    | RevokeRole
    | GrantOwnership
    | Show
    | ShowGrants
    | Describe
    | UseRole
)
