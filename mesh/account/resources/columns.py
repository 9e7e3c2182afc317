"""Tables: columns only grow at the end, and a column put in the middle never comes to rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mesh.account import types
from mesh.account.parts import Column
from mesh.account.resources.forms import BOOLEAN, DATA_TYPE, TEXT
from mesh.account.resources.inputs import IN_SCHEMA, properties, token
from mesh.account.resources.objects import Shape, alter_properties, object_name, options, resource
from mesh.account.resources.spec import Change, Inputs, Lookup, Resource
from mesh.account.statements import Action, AddColumn, Alter, AlterColumn, Create, DropColumn, Statement

_TABLE: Final = Shape(
    token("Table"), "TABLE", IN_SCHEMA, properties("TABLE", "changeTracking dataRetentionTimeInDays comment")
)


def _is_text(type_: str) -> bool:
    return types.canonical(type_).startswith("VARCHAR")


def _column(given: Inputs) -> Column:
    """A column of CREATE TABLE: the provider always says a comment, and of texts the collation."""
    type_ = str(given["type"])
    return Column(
        str(given["name"]),
        type_,
        nullable=bool(given.get("nullable", True)),
        collate=str(given.get("collate") or "") if _is_text(type_) else None,
        comment=str(given.get("comment") or ""),
    )


def _added(given: Inputs) -> Column:
    """A column of ADD COLUMN: only what is given."""
    return Column(
        str(given["name"]),
        str(given["type"]),
        nullable=bool(given.get("nullable", True)),
        collate=given.get("collate") or None,
        comment=given.get("comment") or None,
    )


def _create(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
    columns = tuple(_column(each) for each in inputs["columns"])
    return [Create("TABLE", object_name(_TABLE, inputs), {"COLUMNS": columns, **options(_TABLE, inputs)})]


def _update(change: Change, _lookup: Lookup) -> list[Statement]:
    name = object_name(_TABLE, change.new)
    before = change.outputs.get("columns") or change.old["columns"]
    after = change.new["columns"]
    was = {str(column["name"]): column for column in before}
    wanted = {str(column["name"]) for column in after}
    alter: list[Action] = [
        *(DropColumn(column) for column in was if column not in wanted),
        *(AddColumn(_added(column)) for column in after if column["name"] not in was),
        *(action for at, column in enumerate(after) for action in _altered(was, before, at, column)),
    ]
    return [*alter_properties(_TABLE, change), *(Alter("TABLE", name, (action,)) for action in alter)]


def _altered(was: Mapping[str, Inputs], before: Sequence[Inputs], at: int, column: Inputs) -> list[AlterColumn]:
    """What changes in a column that stays.

    The provider compares types by their place in the list: in its own place ``VARCHAR`` is ``VARCHAR(16777216)``,
    behind a column that was put in between it is another text, and SET DATA TYPE is sent although nothing changes.
    """
    name = str(column["name"])
    old = was.get(name)
    if old is None:
        return []
    in_place = at < len(before) and before[at]["name"] == name
    return [
        *_retyped(name, str(old["type"]), str(column["type"]), in_place),
        *_changed_nullable(name, old, column),
        *_changed_comment(name, old, column),
    ]


def _retyped(name: str, old: str, new: str, in_place: bool) -> list[AlterColumn]:
    same = types.canonical(old) == types.canonical(new) if in_place else old == new
    return [] if same else [AlterColumn(name, type=new)]


def _changed_nullable(name: str, old: Inputs, new: Inputs) -> list[AlterColumn]:
    before, after = bool(old.get("nullable", True)), bool(new.get("nullable", True))
    return [] if before == after else [AlterColumn(name, nullable=after)]


def _changed_comment(name: str, old: Inputs, new: Inputs) -> list[AlterColumn]:
    before, after = old.get("comment") or "", new.get("comment") or ""
    return [] if before == after else [AlterColumn(name, comment=after)]


def read_columns(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The columns as the provider writes them into its state: in their real order, types in full."""
    return [
        {
            "name": column.name,
            "type": types.canonical(column.type),
            "nullable": column.nullable,
            **({"comment": column.comment} if column.comment else {}),
            **({"collate": column.collate} if column.collate else {}),
        }
        for column in columns
    ]


TABLE: Final[Resource] = resource(
    _TABLE,
    ("database", "schema"),
    create=_create,
    update=_update,
    identity=lambda name: "|".join(name.parts),
    preview_feature="snowflake_table_resource",
    forms={
        "columns[*].name": TEXT,
        "columns[*].type": DATA_TYPE,
        "columns[*].nullable": BOOLEAN,
        "columns[*].comment": TEXT,
        "columns[*].collate": TEXT,
    },
)
