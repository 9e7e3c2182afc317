"""Which domain databases and roles belong to, and which grants cross the border between two domains."""

from functools import lru_cache
from typing import Final

from mesh.account.identifiers import Name
from policies.grants import ACCOUNT_ROLE, DATABASE_ROLE
from policies.resource import Resource, Stack, name_of, snowflake

DOMAIN: Final = "datamesh:index:DataDomain"
ABOVE_ALL: Final = "SYSADMIN"
"""All roles roll up to it: whoever holds it administers the objects of every domain."""
OWNED: Final = (snowflake("Database"), snowflake("SharedDatabase"), snowflake("AccountRole"))


@lru_cache(maxsize=1)
def owners(stack: Stack) -> dict[Name, str]:
    """The URN of the domain that each database and account role of the stack is registered in; "" for none."""
    found: dict[Name, str] = {}
    for resource in stack.of(*OWNED):
        if name := resource.named:
            found[name] = registered_in(resource, stack)
    return found


def owner_of(name: str, stack: Stack) -> str:
    """The URN of the domain that a database or account role is registered in; "" when it is none's of this stack."""
    return owners(stack).get(Name.of(name), "")


def registered_in(resource: Resource, stack: Stack) -> str:
    """The URN of the domain whose component, or own file, registers a resource; "" when none does."""
    above = stack.above(resource, DOMAIN)
    return above.urn if above else ""


@lru_cache(maxsize=1)
def _databases(stack: Stack) -> tuple[str, ...]:
    """The databases of the stack, longest name first."""
    names = (resource.text("name") for resource in stack.of(snowflake("Database")))
    return tuple(sorted((name for name in names if name), key=len, reverse=True))


def database_of(role: str, stack: Stack) -> str:
    """The database that a functional role's name begins with (`TRACKING_READER`); "" when the stack has none such."""
    return next((name for name in _databases(stack) if role.startswith(f"{name}_")), "")


def same_domain(database: str, role: str, stack: Stack) -> bool:
    """Whether a database and an account role belong to one domain: registered in it, or by the role's name."""
    theirs, ours = owner_of(role, stack), owner_of(database, stack)
    if theirs and ours:
        return theirs == ours
    longest = database_of(role, stack) or database
    return role == ABOVE_ALL or (longest == database and role.startswith(f"{database}_"))


def crossing(grant: Resource, stack: Stack) -> tuple[Name, str] | None:
    """What a grant takes over a border, and the role that receives it; None when it crosses none.

    What crosses is a database role, an account role of a domain, or an object inside a database.
    """
    if grant.type == ACCOUNT_ROLE:
        return _crossing_role(grant, stack)
    if grant.type == DATABASE_ROLE:
        given, receiver = name_of(grant.text("databaseRoleName")), name_of(grant.text("parentRoleName"))
    else:
        given, receiver = object_of(grant), name_of(grant.text("accountRoleName"))
    if given is None or receiver is None or same_domain(given.parts[0], receiver.last, stack):
        return None
    return given, receiver.last


def _crossing_role(grant: Resource, stack: Stack) -> tuple[Name, str] | None:
    given, receiver = name_of(grant.text("roleName")), name_of(grant.text("parentRoleName"))
    if given is None or receiver is None:
        return None
    # A role that is no domain's is people's: an engineer pool, or a role of the identity provider.
    theirs, ours = domain_of_role(receiver, stack), domain_of_role(given, stack)
    return (given, receiver.last) if theirs and ours and theirs != ours else None


def domain_of_role(role: Name, stack: Stack) -> str:
    """What tells a role's domain from others: its URN, or its database where another stack holds it; "" for none."""
    return owners(stack).get(role, "") or database_of(role.last, stack)


_OBJECTS: Final = (
    "onDatabase",
    "onSchema.schemaName",
    "onSchema.allSchemasInDatabase",
    "onSchema.futureSchemasInDatabase",
    "onSchema.inherited",
    "onSchema.inherited.inDatabase",
    "onSchemaObject.objectName",
    *(f"onSchemaObject.{which}.inSchema" for which in ("all", "future", "inherited")),
    *(f"onSchemaObject.{which}.inDatabase" for which in ("all", "future", "inherited")),
    *(f"on.{which}.{where}" for which in ("all", "future") for where in ("inSchema", "inDatabase")),
)


# Whose ownership is no matter of data; the other rules look at who holds what on them.
_OUTSIDE_DATABASES: Final = ("WAREHOUSE", "RESOURCE MONITOR", "ROLE", "USER", "INTEGRATION", "SHARE")


def object_of(grant: Resource) -> Name | None:
    """The object, or the container of the objects, that privileges are granted on; None at the account's level."""
    paths = list(_OBJECTS)
    if grant.text("onAccountObject.objectType").upper() == "DATABASE":
        paths.append("onAccountObject.objectName")
    if grant.text("on.objectType").upper() not in _OUTSIDE_DATABASES:
        paths.append("on.objectName")
    return next((name for path in paths if (name := name_of(grant.text(path)))), None)
