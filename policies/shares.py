"""Rules about what other accounts get."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from policies.grants import DATABASE_ROLE
from policies.ports import may_hide, more_than_ports, secure_views
from policies.resource import Resource, Stack, name_of, snowflake
from policies.rule import Rule

SHARE: Final = snowflake("Share")
TO_SHARE: Final = snowflake("GrantPrivilegesToShare")
LISTING: Final = snowflake("Listing")

# What a share can hold besides views: bases for a consumer to copy, past rows and masks.
_NO_VIEWS: Final = {"onTable": "the table", "onAllTablesInSchema": "all tables of", "onFunction": "the function"}
_NAMES_SHARE: Final = {TO_SHARE: "toShare", DATABASE_ROLE: "shareName", LISTING: "share"}


def _not_secure(grant: Resource, stack: Stack) -> Iterator[str]:
    share = grant.text(_NAMES_SHARE[grant.type])
    if grant.type == DATABASE_ROLE:
        role = name_of(grant.text("databaseRoleName"))
        if share and role:
            yield from (f"share {share} gets {role.plain}, which holds {more}" for more in more_than_ports(role, stack))
        return
    for key, words in _NO_VIEWS.items():
        if name := name_of(grant.text(key)):
            yield f"share {share} gets {words} {name.plain}"
    view = name_of(grant.text("onView"))
    if view and not may_hide(view, stack):
        is_known = "is not secure" if view in secure_views(stack) else "is no view of this stack"
        yield f"share {share} gets {view.plain}, which {is_known}"


@lru_cache(maxsize=1)
def _declared(stack: Stack) -> frozenset[str]:
    return frozenset(share.text("name").strip('"') for share in stack.of(SHARE))


def _undeclared(grant: Resource, stack: Stack) -> Iterator[str]:
    if grant.type == LISTING and not grant.lacks("applicationPackage"):
        yield f"listing {grant.text('name') or grant.name} offers an application package, which is no share"
    share = name_of(grant.text(_NAMES_SHARE[grant.type]))
    if share and share.last not in _declared(stack) and stack.knows(SHARE, "name"):
        yield f"the share {share.last} is not declared in this stack"


def _several_accounts(share: Resource, _stack: Stack) -> Iterator[str]:
    accounts = share.items("accounts")
    if len(accounts) > 1:
        names = ", ".join(map(str, accounts))
        yield f"share {share.text('name') or share.name} goes to {len(accounts)} accounts: {names}"


RULES: Final = (
    Rule(
        name="shares-only-secure-views",
        level="mandatory",
        description="A share carries secure views of this stack and nothing else.",
        why="In a view that is not secure a consumer's own function can see the rows that the view hides; a table has "
        "no rows hidden at all.",
        fix='share the product\'s view, with is_secure="true"',
        types=(TO_SHARE, DATABASE_ROLE),
        judge=_not_secure,
        alone=False,
    ),
    Rule(
        name="share-is-declared",
        level="mandatory",
        description="Data goes only into shares that this stack declares.",
        why="Which accounts an undeclared share goes to stands in no file and in no review.",
        fix="declare the share in the domain's `shares`, or import it into the stack",
        types=(TO_SHARE, DATABASE_ROLE, LISTING),
        judge=_undeclared,
        alone=False,
    ),
    Rule(
        name="share-has-one-account",
        level="mandatory",
        description="A share goes to one account.",
        why="The provider cannot take one of several accounts out of a share: it stays, and no preview shows it.",
        fix="declare one share for each account",
        types=(SHARE,),
        judge=_several_accounts,
    ),
)
