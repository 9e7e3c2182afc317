"""Rules about what a product tells its readers, and about the view that they read."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mesh.account.identifiers import Name
from policies.crossing import crossing
from policies.grants import DATABASE_ROLE, TO_ACCOUNT_ROLE
from policies.ports import VIEW, held_by
from policies.resource import UNKNOWN, Resource, Stack, name_of
from policies.rule import Rule
from policies.shares import TO_SHARE

GLUE_TABLE: Final = "aws:glue/catalogTable:CatalogTable"
GLUE_DATABASE: Final = "aws:glue/catalogDatabase:CatalogDatabase"


@lru_cache(maxsize=1)
def leaving_views(stack: Stack) -> dict[Name, str]:
    """The views that others than their own domain read, and who does: a role or a share, in words."""
    found: dict[Name, str] = {}
    for grant in stack.of(DATABASE_ROLE):
        role, share, crossed = name_of(grant.text("databaseRoleName")), grant.text("shareName"), crossing(grant, stack)
        if role and (share or crossed):
            receiver = f"the share {share}" if share else crossed[1] if crossed else ""
            found |= {view: receiver for held in held_by(role, stack) if (view := _granted_view(held))}
    for grant in stack.of(TO_ACCOUNT_ROLE):
        if (crossed := crossing(grant, stack)) and (view := _granted_view(grant)):
            found[view] = crossed[1]
    for grant in stack.of(TO_SHARE):
        if view := name_of(grant.text("onView")):
            found[view] = f"the share {grant.text('toShare')}"
    return found


def _granted_view(grant: Resource) -> Name | None:
    is_view = grant.text("onSchemaObject.objectType").upper() == "VIEW"
    return name_of(grant.text("onSchemaObject.objectName")) if is_view else None


def _undescribed(resource: Resource, _stack: Stack) -> Iterator[str]:
    key, words = {VIEW: ("comment", "view"), GLUE_TABLE: ("description", "Glue table")}.get(
        resource.type, ("description", "Glue database")
    )
    if resource.lacks(key):
        name = resource.named if resource.type == VIEW else None
        yield f"{words} {name.plain if name else resource.text('name') or resource.name} has no {key}"


def _unowned(resource: Resource, _stack: Stack) -> Iterator[str]:
    words = "Glue table" if resource.type == GLUE_TABLE else "Glue database"
    if resource.lacks("owner") and resource.lacks("parameters.owner"):
        yield f"{words} {resource.text('name') or resource.name} has no owner"


def _uncatalogued(view: Resource, stack: Stack) -> Iterator[str]:
    name, catalogued = view.named, _catalogued(stack)
    if name is None or catalogued is None or name in catalogued:
        return
    if reader := leaving_views(stack).get(name):
        yield f"{reader} reads {name.plain}, which no Glue table describes"


def _purposeless(grant: Resource, stack: Stack) -> Iterator[str]:
    crossed, catalogued = crossing(grant, stack), _catalogued(stack)
    if crossed is None or catalogued is None:
        return
    given, receiver = crossed
    for view in dict.fromkeys(view for held in held_by(given, stack) if (view := _granted_view(held))):
        entry = catalogued.get(view)
        if entry and entry.value("parameters.readers") is not UNKNOWN and receiver not in _purposes(entry):
            yield f"{receiver} reads {view.plain}, whose Glue table names no purpose for it"


def _purposes(entry: Resource) -> dict[str, str]:
    """What each role reads a product for, by the parameter `readers` of its Glue table."""
    try:
        readers = json.loads(entry.text("parameters.readers") or "[]")
    except json.JSONDecodeError:
        return {}
    given = [reader for reader in readers if isinstance(reader, dict)] if isinstance(readers, list) else []
    return {reader.get("role", ""): reader["purpose"] for reader in given if reader.get("purpose")}


@lru_cache(maxsize=1)
def _catalogued(stack: Stack) -> dict[Name, Resource] | None:
    """The Glue tables by the views that they point to; None while one of the pointers is not known yet."""
    found: dict[Name, Resource] = {}
    for table in stack.of(GLUE_TABLE):
        parameters = table.value("parameters")
        if parameters is UNKNOWN:
            return None
        given = parameters if isinstance(parameters, dict) else {}
        parts = [given.get(f"snowflake.{part}", "") for part in ("database", "schema", "view")]
        if UNKNOWN in parts:
            return None
        if all(parts):
            found[Name.of(*parts)] = table
    return found


def _loses_grants(view: Resource, _stack: Stack) -> Iterator[str]:
    if view.lacks("copyGrants") or view.value("copyGrants") is False:
        name = view.named
        yield f"view {name.plain if name else view.name} does not copy its grants"


RULES: Final = (
    Rule(
        name="product-has-description",
        level="mandatory",
        description="Every view and every catalog entry says what it holds.",
        why="Nobody can find, judge or trust a product that says nothing about itself.",
        fix="write a comment on the view, a description on the Glue table or database",
        types=(VIEW, GLUE_TABLE, GLUE_DATABASE),
        judge=_undescribed,
    ),
    Rule(
        name="product-has-owner",
        level="mandatory",
        description="Every catalog entry names its owner.",
        why="A reader has to know whom to ask, and an incident whom to call.",
        fix="set owner on the Glue table, or the parameter owner on the Glue database",
        types=(GLUE_TABLE, GLUE_DATABASE),
        judge=_unowned,
    ),
    Rule(
        name="product-is-in-catalog",
        level="advisory",
        description="A view that others read stands in the Glue catalog.",
        why="What is read and not in the catalog has no owner, no description and no place where it is found.",
        fix="make it a product of the domain, or add a Glue table with the parameters snowflake.database, "
        "snowflake.schema and snowflake.view",
        types=(VIEW,),
        judge=_uncatalogued,
        alone=False,
    ),
    Rule(
        name="reader-has-purpose",
        level="advisory",
        description="The catalog says what another domain reads a product for.",
        why="Nobody can tell whether a reader may still read, or what breaks without it, when the reason is written "
        "nowhere.",
        fix='write the reader as Reader("…", purpose="…") in the producer\'s domain file',
        types=(DATABASE_ROLE,),
        judge=_purposeless,
        alone=False,
    ),
    Rule(
        name="view-copies-grants",
        level="mandatory",
        description="A view keeps its grants when it changes.",
        why="The provider changes a view by CREATE OR REPLACE; without COPY GRANTS all of its readers lose it.",
        fix="set copy_grants=True",
        types=(VIEW,),
        judge=_loses_grants,
    ),
)
