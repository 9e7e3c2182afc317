"""Rules about the borders between domains, and who stands on which side of them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mesh.account.identifiers import Name
from policies.grants import ACCOUNT_ROLE, DATABASE_ROLE, OWNERSHIP, TO_ACCOUNT_ROLE, TO_DATABASE_ROLE
from policies.resource import UNKNOWN, Resource, Stack, is_known, name_of, snowflake
from policies.rule import Rule

DOMAIN: Final = "datamesh:index:DataDomain"
# All roles roll up to it: whoever holds it administers the objects of every domain.
_ABOVE_ALL: Final = "SYSADMIN"
# What is granted on the database of an inbound share: it is another account's product, and the domain's to pass on.
_INBOUND: Final = ["IMPORTED PRIVILEGES"]
_OWNED: Final = (snowflake("Database"), snowflake("SharedDatabase"), snowflake("AccountRole"))
VIEW: Final = snowflake("View")


@lru_cache(maxsize=1)
def _owners(stack: Stack) -> dict[Name, str]:
    """The URN of the domain that each database and account role of the stack is registered in; "" for none."""
    found: dict[Name, str] = {}
    for resource in stack.of(*_OWNED):
        if name := resource.named:
            found[name] = _registered_in(resource, stack)
    return found


def owner_of(name: str, stack: Stack) -> str:
    """The URN of the domain that a database or account role is registered in; "" when it is none's of this stack."""
    return _owners(stack).get(Name.of(name), "")


def _registered_in(resource: Resource, stack: Stack) -> str:
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
    owners = _owners(stack)
    theirs, ours = owners.get(Name.of(role), ""), owners.get(Name.of(database), "")
    if theirs and ours:
        return theirs == ours
    longest = database_of(role, stack) or database
    return role == _ABOVE_ALL or (longest == database and role.startswith(f"{database}_"))


def crossing(grant: Resource, stack: Stack) -> tuple[Name, str] | None:
    """What a grant takes over a border, and the role that receives it; None when it crosses none.

    What crosses is a database role, an account role of a domain, or an object inside a database.
    """
    if grant.type == DATABASE_ROLE:
        given, receiver = name_of(grant.text("databaseRoleName")), name_of(grant.text("parentRoleName"))
        if given is None or receiver is None or same_domain(given.parts[0], receiver.last, stack):
            return None
        return given, receiver.last
    if grant.type == ACCOUNT_ROLE:
        return _crossing_role(grant, stack)
    receiver, given = name_of(grant.text("accountRoleName")), _object(grant)
    if given is None or receiver is None or same_domain(given.parts[0], receiver.last, stack):
        return None
    return given, receiver.last


def _crossing_role(grant: Resource, stack: Stack) -> tuple[Name, str] | None:
    given, receiver = name_of(grant.text("roleName")), name_of(grant.text("parentRoleName"))
    if given is None or receiver is None:
        return None
    # A role that is no domain's is people's: an engineer pool, or a role of the identity provider.
    theirs, ours = _domain_of_role(receiver, stack), _domain_of_role(given, stack)
    return (given, receiver.last) if theirs and ours and theirs != ours else None


def _domain_of_role(role: Name, stack: Stack) -> str:
    return _owners(stack).get(role, "") or database_of(role.last, stack)


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


def _object(grant: Resource) -> Name | None:
    """The object, or the container of the objects, that privileges are granted on; None at the account's level."""
    paths = list(_OBJECTS)
    if grant.text("onAccountObject.objectType").upper() == "DATABASE":
        paths.append("onAccountObject.objectName")
    if grant.text("on.objectType").upper() not in _OUTSIDE_DATABASES:
        paths.append("on.objectName")
    return next((name for path in paths if (name := name_of(grant.text(path)))), None)


# --- what a database role holds ----------------------------------------------------------------------------------


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
            target = _object(grant)
            yield f"{words} on objects of {target.plain if target else 'the database'} ({grant.name})"


def _view_of(grant: Resource) -> Name | None:
    return name_of(grant.text("onSchemaObject.objectName"))


# --- rules -------------------------------------------------------------------------------------------------------


def _without_word(grant: Resource, stack: Stack) -> Iterator[str]:
    crossed = crossing(grant, stack)
    if crossed is None:
        return
    given, receiver = crossed
    where = _registered_in(grant, stack)
    owner = _owners(stack).get(Name.of(given.parts[0]))
    if owner is None and _is_inbound(grant):
        return
    if owner is None and not all(stack.knows(type_, "name") for type_ in _OWNED):
        return
    if owner is None:
        yield f"{given.plain} is granted to {receiver} by a stack that does not hold {given.parts[0]}"
    elif owner != where:
        words = f"in {where.rpartition('::')[2]}" if where else "outside of any domain"
        yield f"{given.plain} is granted to {receiver} {words}, not by the domain that it belongs to"


def _is_inbound(grant: Resource) -> bool:
    return [str(privilege).upper() for privilege in grant.items("privileges")] == _INBOUND


def _to_people(grant: Resource, stack: Stack) -> Iterator[str]:
    """What a domain's own file gives to a role that is neither the domain's nor another's in this stack."""
    given, receiver = name_of(grant.text("roleName")), name_of(grant.text("parentRoleName"))
    if given is None or receiver is None or not _registered_in(grant, stack) or receiver.last == _ABOVE_ALL:
        return
    if not _domain_of_role(receiver, stack) and all(stack.knows(type_, "name") for type_ in _OWNED):
        yield f"{given.plain} goes to {receiver.last}, which is no role of the domain"


def _no_port(grant: Resource, stack: Stack) -> Iterator[str]:
    crossed = crossing(grant, stack)
    if crossed is None or _is_inbound(grant):
        return
    given, receiver = crossed
    if grant.type == ACCOUNT_ROLE:
        yield f"{receiver} of another domain gets the whole role {given.plain}"
    elif grant.type in (TO_ACCOUNT_ROLE, OWNERSHIP):
        privileges = ["OWNERSHIP"] if grant.type == OWNERSHIP else grant.items("privileges")
        words = ", ".join(map(str, privileges)) or "all privileges"
        yield f"{receiver} of another domain gets {words} on {given.plain} past any product's role"
    else:
        for more in more_than_ports(given, stack):
            yield f"{given.plain} goes to {receiver} of another domain and holds {more}"


_CROSSING: Final = (DATABASE_ROLE, ACCOUNT_ROLE, TO_ACCOUNT_ROLE, OWNERSHIP)

RULES: Final = (
    Rule(
        name="subscription-has-producers-word",
        level="mandatory",
        description="What crosses a domain's border is granted by the domain that it belongs to.",
        why="The producer answers for its data and lists its readers; what a reader takes is in nobody's review.",
        fix="take the grant out and add the reader to the product's `readers` in the producer's domain file",
        types=_CROSSING,
        judge=_without_word,
        alone=False,
    ),
    Rule(
        name="people-come-through-governance",
        level="mandatory",
        description="A domain's files give its roles to no role outside of the mesh.",
        why="Who is behind such a role, the identity provider decides; which of them comes to which domain is the "
        "governance team's word, with a last day for those who are lent.",
        fix="name the role in domains/governance/, as an IdentityRole or the identity_role of an EngineerPool",
        types=(ACCOUNT_ROLE,),
        judge=_to_people,
        alone=False,
    ),
    Rule(
        name="only-ports-cross-borders",
        level="mandatory",
        description="A role of another domain gets nothing but database roles that read secure views.",
        why="A product's view is the contract: rows, masks and columns are settled there. Whoever reads past it "
        "depends on tables that the producer changes freely, and sees what was never offered.",
        fix="offer a product and grant its role <PRODUCT>_R",
        types=_CROSSING,
        judge=_no_port,
        alone=False,
    ),
)
