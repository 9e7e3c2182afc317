"""Rules about who is granted what."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mesh.account.identifiers import Name
from policies.resource import Resource, Stack, name_of, snowflake
from policies.rule import Rule

ACCOUNT_ROLE: Final = snowflake("GrantAccountRole")
DATABASE_ROLE: Final = snowflake("GrantDatabaseRole")
TO_ACCOUNT_ROLE: Final = snowflake("GrantPrivilegesToAccountRole")
TO_DATABASE_ROLE: Final = snowflake("GrantPrivilegesToDatabaseRole")
OWNERSHIP: Final = snowflake("GrantOwnership")

# /user-guide/security-access-control-overview
ADMIN_ROLES: Final = frozenset({"ACCOUNTADMIN", "GLOBALORGADMIN", "ORGADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN"})

_RECEIVERS: Final = {
    ACCOUNT_ROLE: "parentRoleName",
    DATABASE_ROLE: "parentRoleName",
    TO_ACCOUNT_ROLE: "accountRoleName",
    OWNERSHIP: "accountRoleName",
    snowflake("GrantApplicationRole"): "parentAccountRoleName",
}


def _role(resource: Resource, path: str) -> str:
    name = name_of(resource.text(path))
    return name.last if name else ""


def _to_public(grant: Resource, _stack: Stack) -> Iterator[str]:
    receiver = _role(grant, _RECEIVERS[grant.type])
    if receiver.upper() == "PUBLIC":
        yield f"{_RECEIVERS[grant.type]} is {receiver}, which every user of the account holds"


def _admin_role(grant: Resource, stack: Stack) -> Iterator[str]:
    role = _role(grant, "roleName")
    receiver = grant.text("parentRoleName") or grant.text("userName") or "a receiver that is not known yet"
    if role.upper() in ADMIN_ROLES or role in (stack.limits.snowflake_role, stack.limits.admin_role):
        yield f"{role} is granted to {receiver}, which may then do all that {role} may"


def receiver_of(grant: Resource) -> str:
    """The role that gets the privileges, in words."""
    return grant.text("accountRoleName") or grant.text("databaseRoleName") or "a role that is not known yet"


def _grant_option(grant: Resource, _stack: Stack) -> Iterator[str]:
    if grant.true("withGrantOption"):
        yield f"{receiver_of(grant)} may pass on {', '.join(map(str, grant.items('privileges'))) or 'all privileges'}"


def _to_person(grant: Resource, stack: Stack) -> Iterator[str]:
    user = _role(grant, "userName")
    if not user:
        return
    if user not in _service_users(stack) and stack.knows(snowflake("ServiceUser"), "name"):
        yield f"{_role(grant, 'roleName')} is granted to the user {user}, who is no ServiceUser of this stack"
    first = _first_grants(stack)[user]
    if first is not grant:
        roles = f"{_role(first, 'roleName') or first.name} and {_role(grant, 'roleName') or grant.name}"
        yield f"the user {user} is granted {roles}; a service user holds one role"


@lru_cache(maxsize=1)
def _service_users(stack: Stack) -> frozenset[str]:
    return frozenset(user.text("name") for user in stack.of(snowflake("ServiceUser")))


@lru_cache(maxsize=1)
def _first_grants(stack: Stack) -> dict[str, Resource]:
    found: dict[str, Resource] = {}
    for grant in stack.of(ACCOUNT_ROLE):
        found.setdefault(_role(grant, "userName"), grant)
    return found


_BLOCKS: Final = {TO_ACCOUNT_ROLE: "onSchemaObject", TO_DATABASE_ROLE: "onSchemaObject", OWNERSHIP: "on"}


def _silences(grant: Resource, stack: Stack) -> Iterator[str]:
    future = f"{_BLOCKS[grant.type]}.future"
    schema = name_of(grant.text(f"{future}.inSchema"))
    plural = grant.text(f"{future}.objectTypePlural").upper()
    if schema is None or schema.parent is None:
        return
    for other in _database_futures(stack).get((plural, schema.parent), ()):
        yield (
            f"a future grant on {plural} in the schema {schema.plain} makes Snowflake ignore the one on {plural} in "
            f"the database {schema.parent.plain} ({other.name}) for all that is made in this schema"
        )


@lru_cache(maxsize=1)
def _database_futures(stack: Stack) -> dict[tuple[str, Name], list[Resource]]:
    found: dict[tuple[str, Name], list[Resource]] = {}
    for grant in stack.of(*_BLOCKS):
        future = f"{_BLOCKS[grant.type]}.future"
        database = name_of(grant.text(f"{future}.inDatabase"))
        if database is not None:
            found.setdefault((grant.text(f"{future}.objectTypePlural").upper(), database), []).append(grant)
    return found


RULES: Final = (
    Rule(
        name="no-grant-to-public",
        level="mandatory",
        description="Nothing is granted to the role PUBLIC.",
        why="Every user of the account holds PUBLIC, so such a grant has no reader list that anyone could review.",
        fix="grant to the role of those who need it; a domain becomes a reader in the product's `readers`",
        types=tuple(_RECEIVERS),
        judge=_to_public,
    ),
    Rule(
        name="no-admin-role-granted",
        level="mandatory",
        description="No role or user is granted an administrator's role.",
        why="Whoever holds an administrator's role passes by every border of the mesh. Roles roll up *to* SYSADMIN, "
        "which is the other direction.",
        fix="grant a role that holds just what is needed; administrators are made outside of this stack",
        types=(ACCOUNT_ROLE,),
        judge=_admin_role,
    ),
    Rule(
        name="no-grant-option",
        level="mandatory",
        description="No privilege is granted with the grant option.",
        why="A receiver who passes a privilege on does it outside of any pull request.",
        fix="leave out with_grant_option and grant to each receiver here",
        types=(TO_ACCOUNT_ROLE, TO_DATABASE_ROLE),
        judge=_grant_option,
    ),
    Rule(
        name="no-grant-to-person",
        level="mandatory",
        description="Roles are granted to no user but the stack's service users, one role each.",
        why="People come and go in the identity provider, whose roles receive functional roles; a grant to a user "
        "outlives the reason for it.",
        fix="grant the role to the identity provider's role, or give the tool a ServiceUser with a role of its own",
        types=(ACCOUNT_ROLE,),
        judge=_to_person,
        alone=False,
    ),
    Rule(
        name="no-silenced-future-grant",
        level="mandatory",
        description="No future grant in a schema silences one in its database.",
        why="Snowflake ignores all future grants in a database for an object type that has one in the schema, whoever "
        "the receivers are; readers lose access to new objects and no message says so.",
        fix="grant in each schema, or in the database alone",
        types=tuple(_BLOCKS),
        judge=_silences,
        alone=False,
    ),
)
