"""What the options of an object are made of: columns, the arguments of policies, the policies on a table, triggers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mesh.account.identifiers import Name


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or a view; ``type`` is empty for a view's. ``using`` names the mask's argument columns."""

    name: str
    type: str = ""
    nullable: bool = True
    collate: str | None = None
    comment: str | None = None
    masking_policy: Name | None = None
    using: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a policy."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class RowAccess:
    """A row access policy on a table or view, with the columns given to its arguments."""

    policy: Name
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a resource monitor does at a percentage of its quota."""

    percent: int
    action: Literal["NOTIFY", "SUSPEND", "SUSPEND_IMMEDIATE"]


Value: TypeAlias = (
    "bool | int | float | str | Name | RowAccess | tuple[Value, ...] | tuple[Column, ...] | tuple[Argument, ...]"
    " | tuple[Trigger, ...] | Mapping[str, Value] | None"
)
Options: TypeAlias = Mapping[str, "Value"]
