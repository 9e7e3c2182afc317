"""Rules about privileges that reach over the account, and about who owns what the borders are made of."""

from collections.abc import Iterator
from typing import Final

from mesh.account.identifiers import Name
from policies.grants import OWNERSHIP, TO_ACCOUNT_ROLE, TO_DATABASE_ROLE, receiver_of
from policies.resource import UNKNOWN, Resource, Stack, name_of
from policies.rule import Rule

# What a role may do to all domains by a privilege on the account (/user-guide/security-access-control-privileges).
_POWERS: Final = {
    "APPLY MASKING POLICY": "take the mask off any column",
    "APPLY ROW ACCESS POLICY": "take the row access policy off any view",
    "CREATE DATA EXCHANGE LISTING": "share with other accounts",
    "CREATE EXTERNAL VOLUME": "connect the account with places outside",
    "CREATE INTEGRATION": "connect the account with places outside",
    "CREATE LISTING": "share with other accounts",
    "CREATE SHARE": "share with other accounts",
    "CREATE USER": "let in whom no identity provider knows",
    "MANAGE SHARE TARGET": "share with other accounts",
    "OVERRIDE SHARE RESTRICTIONS": "share with accounts of lesser editions",
}
# Everything of a kind, now and later (/user-guide/inherited-grants-intro): the block, and what says how far it goes.
_ACCOUNT_WIDE: Final = {
    "onAccountObject.inherited": "objectTypePlural",
    "onSchema.inherited": "inAccount",
    "onSchemaObject.inherited": "inAccount",
}
_CONTAINERS: Final = ("onSchema.schemaName", "onDatabase", "onAccountObject.objectName")
# Snowflake's own database of what was run in the account, and of who logged in (/sql-reference/account-usage).
_USAGE: Final = "SNOWFLAKE"

# Whose owner can take off a policy, drop a product, or give it away: all but what keeps a domain's own data.
_KEPT_KINDS: Final = (
    "DATABASE",
    "DATABASE ROLE",
    "EXTERNAL VOLUME",
    "INTEGRATION",
    "MASKING POLICY",
    "RESOURCE MONITOR",
    "ROLE",
    "ROW ACCESS POLICY",
    "SCHEMA",
    "SHARE",
    "TAG",
    "USER",
    "VIEW",
    "WAREHOUSE",
)
_PLURALS: Final = {f"{kind}S".replace("YS", "IES"): kind for kind in _KEPT_KINDS}


def _account_power(grant: Resource, _stack: Stack) -> Iterator[str]:
    role = receiver_of(grant)
    for privilege in _privileges(grant):
        if privilege == "MANAGE GRANTS":
            place = next((name for path in _CONTAINERS if (name := name_of(grant.text(path)))), None)
            where = place.plain if place else "the account"
            yield f"{role} gets MANAGE GRANTS and with it can give itself anything in {where}"
        elif grant.true("onAccount") and privilege in _POWERS:
            yield f"{role} gets {privilege} and with it may {_POWERS[privilege]}"
    if grant.true("onAccount") and grant.true("allPrivileges"):
        yield f"{role} gets all privileges on the account"


def _whole_account(grant: Resource, stack: Stack) -> Iterator[str]:
    yield from _account_power(grant, stack)
    role, privileges = receiver_of(grant), ", ".join(_privileges(grant)) or "all privileges"
    for block, key in _ACCOUNT_WIDE.items():
        if grant.value(f"{block}.{key}") not in (None, False, UNKNOWN):
            plural = grant.text(f"{block}.objectTypePlural").upper() or "SCHEMAS"
            yield f"{role} gets {privileges} on all {plural} of the account"
    on_database = grant.text("onAccountObject.objectType").upper() == "DATABASE"
    if on_database and name_of(grant.text("onAccountObject.objectName")) == Name.of(_USAGE):
        yield f"{role} gets {privileges} on the database {_USAGE}, which shows what every domain does"


def _privileges(grant: Resource) -> list[str]:
    return [" ".join(str(privilege).upper().split()) for privilege in grant.items("privileges")]


def _ownership(grant: Resource, _stack: Stack) -> Iterator[str]:
    """What is handed over: one thing, or all of a kind in a place."""
    kind, one = grant.text("on.objectType").upper(), name_of(grant.text("on.objectName"))
    if kind in _KEPT_KINDS:
        yield f"{receiver_of(grant)} gets the ownership of the {kind.lower()} {one.plain if one else ''}".rstrip()
    for which in ("all", "future"):
        plural = grant.text(f"on.{which}.objectTypePlural").upper()
        place = name_of(grant.text(f"on.{which}.inSchema") or grant.text(f"on.{which}.inDatabase"))
        if plural in _PLURALS:
            yield f"{receiver_of(grant)} gets the ownership of all {plural.lower()} in {place.plain if place else 'it'}"


RULES: Final = (
    Rule(
        name="no-power-over-account",
        level="mandatory",
        description="No role gets MANAGE GRANTS, a privilege over all domains, or a privilege on all of the account.",
        why="Each makes a role an administrator under another name: it reaches into every domain, past every review.",
        fix="grant the privileges that are needed, on the objects that need them",
        types=(TO_ACCOUNT_ROLE, TO_DATABASE_ROLE),
        judge=_whole_account,
    ),
    Rule(
        name="ownership-stays",
        level="mandatory",
        description="What the borders of the mesh are made of stays with the role that deploys it.",
        why="Whoever owns a view takes its policies off, and whoever owns a schema, a role or a share grants it on, in "
        "nobody's review. Tables and what else keeps a domain's own data may be the domain's.",
        fix="take the GrantOwnership out and grant the privileges that are needed",
        types=(OWNERSHIP,),
        judge=_ownership,
    ),
)
