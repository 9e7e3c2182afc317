"""Rules about columns that governance has classified."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mesh.account.identifiers import Name
from policies.crossing import owner_of
from policies.ports import VIEW
from policies.products import leaving_views
from policies.resource import UNKNOWN, Resource, Stack, name_of, snowflake, value_at
from policies.rule import Rule
from policies.sql import resolved, selects

TAG: Final = "CLASSIFICATION"
"""The tag whose value is a column's classification, in whichever schema governance keeps it."""

_OWN: Final = "under a mask of the domain's own"


@lru_cache(maxsize=1)
def _classified(stack: Stack) -> dict[Name, dict[str, str]]:
    """The classified columns of each table and view, and their classifications."""
    found: dict[Name, dict[str, str]] = {}
    for association in stack.of(snowflake("TagAssociation")):
        tag = name_of(association.text("tagId"))
        if tag is None or tag.last.upper() != TAG or association.text("objectType").upper() != "COLUMN":
            continue
        for identifier in association.items("objectIdentifiers"):
            column = name_of(identifier)
            if column and column.parent:
                found.setdefault(column.parent, {})[column.last] = association.text("tagValue")
    return found


@lru_cache(maxsize=1)
def _masked_in_tables(stack: Stack) -> frozenset[Name]:
    """The columns of tables that a masking policy covers."""
    found: set[Name] = set()
    for table in stack.of(snowflake("Table")):
        if name := table.named:
            columns = [column for column in table.items("columns") if value_at(column, "maskingPolicy")]
            found.update(name.child(column["name"]) for column in columns)
    for application in stack.of(snowflake("TableColumnMaskingPolicyApplication")):
        if (name := name_of(application.text("table"))) and application.text("column"):
            found.add(name.child(application.text("column")))
    return frozenset(found)


def _in_clear(view: Resource, stack: Stack) -> Iterator[str]:
    name = view.named
    if name is None or name not in leaving_views(stack) or not _knows_columns(view):
        return
    reader = leaving_views(stack)[name]
    columns = {value_at(column, "columnName"): column for column in view.items("columns")}
    masks = {column: value_at(given, "maskingPolicy.policyName") for column, given in columns.items()}
    masked = {column for column, mask in masks.items() if mask}
    own = {column for column in masked if _is_a_domains(masks[column], stack)}
    for column, classification in _classified(stack).get(name, {}).items():
        if column not in masked:
            yield f"{reader} reads {name.plain}.{column}, classified {classification}, without a mask"
        elif column in own:
            yield f"{reader} reads {name.plain}.{column}, classified {classification}, {_OWN}"
    for source, column, classification in _read_classified(view, name, stack):
        if column in _classified(stack).get(name, {}):
            continue
        if columns and column not in columns:
            yield (
                f"{reader} reads {name.plain}, which takes {source.plain}.{column}, classified {classification}, "
                f"under another name"
            )
        elif column not in masked or column in own:
            how = _OWN if column in own else "without a mask"
            yield f"{reader} reads {name.plain}.{column}, classified {classification} in {source.plain}, {how}"


def _is_a_domains(mask: object, stack: Stack) -> bool:
    """Whether a masking policy is in a domain's database, where its team decides what is left of a value."""
    name = name_of(mask)
    return name is not None and bool(owner_of(name.parts[0], stack))


def _knows_columns(view: Resource) -> bool:
    columns = view.value("columns")
    given = columns if isinstance(columns, list) else []
    return columns is not UNKNOWN and UNKNOWN not in [value_at(column, "columnName") for column in given]


def _read_classified(view: Resource, name: Name, stack: Stack) -> Iterator[tuple[Name, str, str]]:
    """The classified, unmasked columns of tables that a view's statement reads: table, column, classification."""
    for select in selects(view.text("statement")):
        for source in (resolved(table, name) for table in select.tables):
            for column, classification in _classified(stack).get(source, {}).items():
                if source.child(column) not in _masked_in_tables(stack) and (
                    select.everything or column in select.columns
                ):
                    yield source, column, classification


RULES: Final = (
    Rule(
        name="classified-column-is-masked",
        level="mandatory",
        description="Every classified column that leaves its domain is masked.",
        why="A classification says that only some may see the value; without a mask in the view every reader sees it, "
        "and a mask that the domain wrote is no decision of governance.",
        fix="give the view's column the masking policy of its classification, or leave the column out; under another "
        "name, tag the view's column too",
        types=(VIEW,),
        judge=_in_clear,
        alone=False,
    ),
)
