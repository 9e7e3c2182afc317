"""Rules about the bodies of row access and masking policies."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mesh.account.identifiers import Name
from policies.resource import Resource, Stack, snowflake, value_at
from policies.rule import Rule
from policies.sql import resolved, selects

_COLUMN_KEYS: Final = {snowflake("Table"): "name", snowflake("View"): "columnName"}


@lru_cache(maxsize=1)
def _columns(stack: Stack) -> dict[Name, frozenset[str]]:
    """The columns of the stack's tables and views, where the stack says them."""
    found: dict[Name, frozenset[str]] = {}
    for type_, key in _COLUMN_KEYS.items():
        for resource in stack.of(type_):
            columns = frozenset(str(value_at(column, key)) for column in resource.items("columns"))
            if columns and (name := resource.named):
                found[name] = columns
    return found


def _shadowed(policy: Resource, stack: Stack) -> Iterator[str]:
    name = policy.named
    if name is None:
        return
    is_known = all(stack.knows(type_, "database", "schema", "name", "columns") for type_ in _COLUMN_KEYS)
    arguments = [str(value_at(argument, "name")) for argument in policy.items("arguments")]
    for argument in arguments:
        tables = {
            resolved(table, name): None
            for select in selects(policy.text("body"))
            if argument in select.bare
            for table in select.tables
        }
        for table in tables:
            columns = _columns(stack).get(table)
            if columns is None and is_known:
                yield (
                    f"the argument {argument} of {name.plain} is used in a subquery on {table.plain}, whose columns "
                    f"this stack does not know"
                )
            elif columns and argument in columns:
                yield f"in the subquery on {table.plain} the argument {argument} of {name.plain} is the table's column"


RULES: Final = (
    Rule(
        name="argument-is-not-shadowed",
        level="mandatory",
        description="No argument of a row access or masking policy has the name of a column in its subquery.",
        why="Inside the subquery the name means the column: the condition compares the column with itself, and every "
        "row becomes visible.",
        fix="give the argument a name that no column has, as in BRAND_VALUE; declare the table in this stack",
        types=(snowflake("RowAccessPolicy"), snowflake("MaskingPolicy")),
        judge=_shadowed,
        alone=False,
    ),
)
