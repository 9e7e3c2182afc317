"""Effective access as one value: who reaches what, with which privileges, rows and columns.

Everything here can be hashed, compared and sorted, and depends on no order of grants: two accounts with the same table
give the same access, whatever their grants look like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mesh.account.effective.policies import Rows, Sight
from mesh.account.identifiers import Name
from mesh.account.recipients import region_of


@dataclass(frozen=True, slots=True, order=True)
class Principal:
    """Who reaches: an account role of its own, a user by all roles that are granted to it, or (ACCOUNT) an external
    account by way of its shares.
    """

    kind: Literal["ACCOUNT", "ROLE", "USER"]
    name: Name

    def __str__(self) -> str:
        if self.kind == "ROLE":
            return self.name.plain
        if self.kind == "USER":
            return f"user {self.name.plain}"
        region = region_of(self.name)
        return f"every account of region {region}" if region else f"account {self.name.plain}"


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """What is reached: one object, or with ``to_come`` the objects of a kind that will be made in a container."""

    kind: str
    name: Name
    to_come: bool = False

    def __str__(self) -> str:
        if self.to_come:
            place = f" in {self.name.plain}" if self.name.plain else ""
            return f"each {self.kind} to come{place}"
        return f"{self.kind} {self.name.plain}".rstrip()


@dataclass(frozen=True, slots=True)
class Reach:
    """What a principal has of an item. ``rows`` is None where it cannot read; ``columns`` are in the object's order.

    ``notes`` say what was taken the safe way, as if it could be seen.
    """

    privileges: tuple[str, ...]
    rows: Rows | None = None
    columns: tuple[tuple[str, Sight], ...] = ()
    notes: tuple[str, ...] = ()


Table: TypeAlias = Mapping[Principal, Mapping[Item, Reach]]
"""What each principal reaches."""
