"""What the mapping knows of one type of Pulumi resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from mesh.account.identifiers import Name
from mesh.account.parts import Value
from mesh.account.resources.forms import Form
from mesh.account.statements import Statement

Inputs: TypeAlias = Mapping[str, Any]
"""A resource's inputs or outputs by property in Pulumi's wire spelling (``warehouseSize``); no unknown values."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the provider asks the account while it makes up its statements."""

    role: Name
    """CURRENT_ROLE()."""
    exists: Callable[[str, Name], bool]
    """Whether an object of this kind and name can be found (SHOW … LIKE), or a COLUMN in its table (DESCRIBE TABLE)."""
    parameter: Callable[[str, Name, str], Value]
    """A parameter as it is in force for an object of this kind and name (SHOW PARAMETERS IN)."""


UNSEEN: Final = Lookup(
    role=Name.of("CURRENT_ROLE"), exists=lambda _kind, _name: True, parameter=lambda _kind, _name, _clause: None
)
"""The lookup of a plan that is made without an account: whatever a resource names is taken to be there."""


@dataclass(frozen=True, slots=True)
class Change:
    """An update: inputs before and after, and the outputs that the state holds."""

    old: Inputs
    new: Inputs
    outputs: Inputs


@dataclass(frozen=True, slots=True)
class Property:
    """An input that is one clause of the object's CREATE and ALTER."""

    input: str
    clause: str
    form: Form
    default: Any = None
    """What is sent at creation when the input is not given; None sends nothing."""
    together: Mapping[str, Any] = field(default_factory=dict)
    """Clauses sent along in an ALTER."""
    unset: Any = None
    """What taking the input away sets; None is UNSET."""
    silent: Any = None
    """The normal form that means the same as saying nothing; None when there is none."""
    required: bool = False
    """Whether the provider wants it, so that it is read back even where it says what the account does by itself."""
    alterable: bool = True
    """Whether a change sends anything."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One type: the statements of its life, its id, and how its inputs are judged and compared.

    Keys of ``forms``, ``unordered`` and ``depths`` are property patterns: ``columns[*].type``.
    """

    type: str
    create: Callable[[Inputs, Lookup], list[Statement]]
    update: Callable[[Change, Lookup], list[Statement]]
    delete: Callable[[Inputs, Lookup], list[Statement]]
    identity: Callable[[Inputs], str]
    kind: str = ""
    """The kind of object that it is; empty for grants and texts."""
    replaced_by: frozenset[str] = frozenset()
    """Inputs whose change replaces the resource."""
    name: Callable[[Inputs], Name] | None = None
    """The object's name; None for grants and texts."""
    properties: Mapping[str, Property] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    unordered: frozenset[str] = frozenset()
    depths: Mapping[str, int] = field(default_factory=dict)
    """How many parts the names in an input have."""
    preview_feature: str = ""
    creation_only: frozenset[str] = frozenset()
    """Inputs that matter at creation alone: their change is no difference."""
    other: frozenset[str] = frozenset()
    """Inputs that are taken besides the name, the container, ``properties`` and ``forms``."""
    needs_warehouse: bool = False
    """Whether the provider reads it by a table function, which takes a warehouse in the connection."""
