"""What a database role holds, and whether that is more than ports: the secure views of products."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mesh.account.identifiers import Name
from policies.crossing import object_of
from policies.grants import DATABASE_ROLE, TO_DATABASE_ROLE
from policies.resource import UNKNOWN, Resource, Stack, is_known, name_of, snowflake

VIEW: Final = snowflake("View")


@lru_cache(maxsize=1)
def _held(stack: Stack) -> dict[Name, list[Resource]]:
    """The grants that each database role receives: privileges, and other database roles."""
    found: dict[Name, list[Resource]] = {}
    for grant in stack.of(TO_DATABASE_ROLE, DATABASE_ROLE):
        key = "databaseRoleName" if grant.type == TO_DATABASE_ROLE else "parentDatabaseRoleName"
        if role := name_of(grant.text(key)):
            found.setdefault(role, []).append(grant)
    return found


def held_by(role: Name, stack: Stack) -> list[Resource]:
    """The grants of privileges to a database role, those of the database roles that it holds included."""
    found: list[Resource] = []
    seen: set[Name] = set()
    pending = [role]
    while pending:
        current = pending.pop()
        if current in seen:
            continue
        seen.add(current)
        for grant in _held(stack).get(current, ()):
            if grant.type == TO_DATABASE_ROLE:
                found.append(grant)
            elif inner := name_of(grant.text("databaseRoleName")):
                pending.append(inner)
    return found


@lru_cache(maxsize=1)
def secure_views(stack: Stack) -> dict[Name, bool]:
    """The views of the stack, and whether each is secure, as far as that is known."""
    views = ((view.named, view) for view in stack.of(VIEW))
    return {name: view.true("isSecure") or view.value("isSecure") is UNKNOWN for name, view in views if name}


def may_hide(view: Name, stack: Stack) -> bool:
    """Whether a view is secure; one that may still turn out to be a secure view of the stack counts."""
    return secure_views(stack).get(view, not stack.knows(VIEW, "database", "schema", "name"))


def more_than_ports(role: Name, stack: Stack) -> Iterator[str]:
    """What a database role may do besides reading secure views, in words."""
    for grant in held_by(role, stack):
        privileges = {str(privilege).upper() for privilege in grant.items("privileges")}
        words = ", ".join(sorted(privileges)) or "all privileges"
        if view := _view_of(grant):
            if not may_hide(view, stack):
                yield f"{words} on {view.plain}, which is no secure view of this stack"
            elif privileges - {"SELECT", "REFERENCES"} or grant.true("allPrivileges"):
                yield f"{words} on the view {view.plain}"
        elif (privileges - {"USAGE"} or grant.true("allPrivileges")) and is_known(grant.properties):
            target = object_of(grant)
            yield f"{words} on objects of {target.plain if target else 'the database'} ({grant.name})"


def _view_of(grant: Resource) -> Name | None:
    return name_of(grant.text("onSchemaObject.objectName"))
