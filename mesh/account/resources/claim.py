"""What of the account a resource stands for: two resources that stand for the same thing undo each other.

Snowflake keeps one grant of a privilege on an object to a role, however often it was granted, and REVOKE takes it from
the role whoever granted it twice (``/sql-reference/sql/revoke-privilege``). Likewise an object has one owner, and one
value of a tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mesh.account.identifiers import Name
from mesh.account.records import namespace
from mesh.account.resources.spec import UNSEEN, Inputs, Resource
from mesh.account.resources.texts import EXECUTE
from mesh.account.sql import render
from mesh.account.statements import Alter, GrantOwnership, GrantPrivileges, GrantRole, SetTag, Statement

_ALL: Final = "ALL"
"""Stands for every privilege on the object."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a resource stands for: an object, a grant, who holds a role, an owner, a tag.

    ``thing`` begins with a word for which of these it is. Of a grant it is what the grant is on and to whom, of which
    ``privileges`` are a part. What is no grant is ``called`` by its kind and name.
    """

    thing: tuple[Any, ...]
    privileges: frozenset[str] = frozenset()
    called: str = field(default="", compare=False)

    @property
    def is_object(self) -> bool:
        """Whether it is an object, of which the account refuses a second."""
        return bool(self.thing[0] == "object")

    def common(self, other: Claim) -> Claim | None:
        """What of this claim another one of the same thing is too; None when they share no privilege."""
        if not self.privileges or _ALL in other.privileges:
            return self
        both = other.privileges if _ALL in self.privileges else self.privileges & other.privileges
        return replace(self, privileges=both) if both else None

    def __str__(self) -> str:
        match self.thing:
            case ("grant", on, to):
                return render.sql(GrantPrivileges(tuple(sorted(self.privileges)), on, to))
            case ("role", role, to):
                return render.sql(GrantRole(role, to))
        return self.called


def said_by(resource: Resource, inputs: Inputs) -> list[Claim]:
    """What a resource with these inputs stands for; nothing for a text of SQL, which is compared with no other."""
    if resource.name is not None:
        name = resource.name(inputs)
        return [Claim(("object", namespace(resource.kind), name), called=f"{resource.kind} {name.plain}")]
    if resource is EXECUTE:
        return []
    return [each for statement in resource.create(inputs, UNSEEN) for each in _said(statement)]


def _said(statement: Statement) -> Iterator[Claim]:
    match statement:
        case GrantPrivileges(privileges, on, to):
            yield Claim(("grant", on, to), frozenset(privileges))
        case GrantRole(role, to):
            yield Claim(("role", role, to))
        case GrantOwnership(on, _):
            yield Claim(("owner", on), called=f"the owner of {render.target(on)}")
        case Alter(kind, name, actions):
            yield from (_tagged(kind, name, each) for each in actions if isinstance(each, SetTag))


def _tagged(kind: str, name: Name, action: SetTag) -> Claim:
    """A column's table may be a view: which it is makes no difference."""
    place = ("COLUMN", name.child(action.column)) if action.column else (namespace(kind), name)
    called = f"the tag {action.tag.plain} of {'COLUMN' if action.column else kind} {place[1].plain}"
    return Claim(("tag", action.tag, *place), called=called)
