"""The rows of an account: objects, grants, role memberships and what was dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from mesh.account.identifiers import Name
from mesh.account.parts import Column, RowAccess, Value
from mesh.account.statements import Grantee, On, OnAccount, OnMany, OnObject

ACCOUNT: Final = Name(())
"""The account as a container; as an owner or grantor: Snowflake itself."""

TABLE_LIKE: Final = (
    "TABLE",
    "VIEW",
    "MATERIALIZED VIEW",
    "DYNAMIC TABLE",
    "EVENT TABLE",
    "EXTERNAL TABLE",
    "HYBRID TABLE",
    "ICEBERG TABLE",
)
_NAMESPACES: Final[Mapping[str, str]] = {
    **dict.fromkeys(TABLE_LIKE, "TABLE"),
    **dict.fromkeys(("MASKING POLICY", "ROW ACCESS POLICY"), "POLICY"),
    **dict.fromkeys(
        ("STORAGE INTEGRATION", "CATALOG INTEGRATION", "NOTIFICATION INTEGRATION", "API INTEGRATION"), "INTEGRATION"
    ),
}

Key: TypeAlias = tuple[str, Name]
"""Where an object stands: its namespace (kinds that share names share one) and its name."""


def namespace(kind: str) -> str:
    """The namespace of a kind: a view and a table in one schema cannot have the same name."""
    return _NAMESPACES.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Object:
    """An object. ``owner`` is an account role, with two parts a database role, empty Snowflake itself.

    ``options`` are what was stated for it in the words of CREATE; what was not stated is not there (parameters then
    come from the container). ``created`` counts statements, so a later object has a higher number. ``contents`` is the
    number under which a table's rows are kept: 0 for a new table, another one with each load, a clone's that of its
    source.
    """

    kind: str
    name: Name
    owner: Name
    options: Mapping[str, Value] = field(default_factory=dict)
    tags: Mapping[Name, str] = field(default_factory=dict)
    column_tags: Mapping[str, Mapping[Name, str]] = field(default_factory=dict)
    created: int = 0
    contents: int = 0

    @property
    def key(self) -> Key:
        """Where it stands in the account."""
        return namespace(self.kind), self.name

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of a table or view, as stated."""
        columns = self.options.get("COLUMNS")
        if not isinstance(columns, tuple):
            return ()
        return tuple(column for column in columns if isinstance(column, Column))

    def column(self, name: str) -> Column | None:
        """The column of this stored name."""
        return next((column for column in self.columns if column.name == name), None)


CONSUMER: Final = "CONSUMER"
"""The option of a database made from a share that names the account it was made for, where several live in this one."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A privilege that a grantee holds. ``grantor`` is the role it comes from; empty: Snowflake gave it.

    OWNERSHIP of an object is ``Object.owner`` and no grant; a FUTURE grant of OWNERSHIP is one.
    """

    privilege: str
    on: On
    to: Grantee
    grantor: Name
    grant_option: bool = False
    created: int = 0

    @property
    def key(self) -> GrantKey:
        """Two grantors' grants of the same privilege are two grants."""
        return self.privilege, self.on, self.to, self.grantor


GrantKey: TypeAlias = tuple[str, On, Grantee, Name]


@dataclass(frozen=True, slots=True)
class Membership:
    """A role (or database role) that is granted to a role, database role, user or share."""

    role: Grantee
    to: Grantee
    grantor: Name
    created: int = 0

    @property
    def key(self) -> tuple[Grantee, Grantee]:
        """A role is granted to a grantee once."""
        return self.role, self.to


@dataclass(frozen=True, slots=True)
class Dropped:
    """A dropped table, schema or database with all that was in it, until its retention is over.

    ``went_with`` is the statement that dropped its container after it: until that is back there is no place for it, and
    a new container of the same name is not it (``/sql-reference/sql/undrop-table``).
    """

    serial: int
    kind: str
    name: Name
    objects: tuple[Object, ...]
    grants: tuple[Grant, ...]
    memberships: tuple[Membership, ...]
    went_with: int = 0

    @property
    def key(self) -> int:
        """The statement that dropped it."""
        return self.serial


def subject(on: On) -> Key:
    """What the index finds a grant under: the object, the container of a FUTURE or INHERITED grant, or the account."""
    if isinstance(on, OnObject):
        return namespace(on.kind), on.name
    if isinstance(on, OnMany):
        return "IN", on.container
    return "ACCOUNT", ACCOUNT


def on_object(obj: Object) -> On:
    """The object as grants name it."""
    return OnAccount() if obj.kind == "ACCOUNT" else OnObject(kind_in_grants(obj), obj.name)


def kind_in_grants(obj: Object) -> str:
    """The object's kind as grants name it: an integration of any type is an INTEGRATION."""
    return "INTEGRATION" if namespace(obj.kind) == "INTEGRATION" else obj.kind


def grantee_of(role: Name) -> Grantee:
    """An owner or grantor as a grantee: one part is an account role, two a database role."""
    return Grantee("DATABASE ROLE" if len(role.parts) == 2 else "ROLE", role)


_REFERRED: Final[Mapping[str, str]] = {
    "ALLOWED_NETWORK_RULE_LIST": "NETWORK RULE",
    "BLOCKED_NETWORK_RULE_LIST": "NETWORK RULE",
    "CATALOG": "INTEGRATION",
    "ERROR_INTEGRATION": "INTEGRATION",
    "EXTERNAL_VOLUME": "EXTERNAL VOLUME",
    "FORMAT_NAME": "FILE FORMAT",
    "MASKING POLICIES": "POLICY",
    "NETWORK_POLICY": "NETWORK POLICY",
    "RESOURCE_MONITOR": "RESOURCE MONITOR",
    "SHARE": "SHARE",
    "STORAGE_INTEGRATION": "INTEGRATION",
}
"""Options that refer to another object, with its namespace. A user's DEFAULT_ROLE or DEFAULT_WAREHOUSE is not among
them: those are texts that need not name anything."""


def references(obj: Object) -> Iterator[Key]:
    """The objects that this one depends on by definition: policies, monitor, integration, tags …"""
    for key, value in obj.options.items():
        yield from _referred(key, value)
    for tags in (obj.tags, *obj.column_tags.values()):
        yield from (("TAG", tag) for tag in tags)


def _referred(key: str, value: Any) -> Iterator[Key]:
    """What a value of an option, or a part of one, refers to."""
    if isinstance(value, RowAccess):
        yield "POLICY", value.policy
    elif isinstance(value, Column):
        if value.masking_policy is not None:
            yield "POLICY", value.masking_policy
    elif isinstance(value, Name):
        if key in _REFERRED:
            yield _REFERRED[key], value
    elif isinstance(value, tuple):
        for item in value:
            yield from _referred(key, item)
    elif isinstance(value, Mapping):
        for inner, item in value.items():
            yield from _referred(inner, item)


def redirected(obj: Object, to: Callable[[str, Name], Name]) -> Object:
    """The object with every reference passed through a function of (namespace, name)."""
    return replace(
        obj,
        options={key: _redirected(key, value, to) for key, value in obj.options.items()},
        tags={to("TAG", tag): value for tag, value in obj.tags.items()},
        column_tags={
            column: {to("TAG", tag): value for tag, value in tags.items()} for column, tags in obj.column_tags.items()
        },
    )


def _redirected(key: str, value: Any, to: Callable[[str, Name], Name]) -> Any:
    """A value of an option, or a part of one; ``Value`` is recursive, so its parts are not typed here."""
    if isinstance(value, RowAccess):
        return replace(value, policy=to("POLICY", value.policy))
    if isinstance(value, Column) and value.masking_policy is not None:
        return replace(value, masking_policy=to("POLICY", value.masking_policy))
    if isinstance(value, Mapping):
        return {inner: _redirected(inner, item, to) for inner, item in value.items()}
    if isinstance(value, Name):
        return to(_REFERRED[key], value) if key in _REFERRED else value
    if isinstance(value, tuple):
        return tuple(_redirected(key, item, to) for item in value)
    return value
