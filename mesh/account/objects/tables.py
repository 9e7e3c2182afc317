"""Databases, schemas, tables and views: what they are made of, and how columns change.

Sources: ``/sql-reference/sql/create-view``, ``…/alter-table-column``, ``/user-guide/data-time-travel``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from mesh.account import refusal, types
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.objects import bodies, policies, properties, queries, retention, shares
from mesh.account.parts import Column
from mesh.account.records import CONSUMER, Object
from mesh.account.sql.scan import pieces
from mesh.account.sql.words import KEYWORDS
from mesh.account.state import State
from mesh.account.statements import AddColumn, AlterColumn, DropColumn, SetMaskingPolicy, UnsetMaskingPolicy

_BEYOND_A_LIST: Final = (
    "LATERAL",
    "FLATTEN",
    "TABLE",
    "VALUES",
    "PIVOT",
    "UNPIVOT",
    "WITH",
    "UNION",
    "MATCH_RECOGNIZE",
)


def check_container(who: Authority, new: Object, old: Object | None) -> None:
    """A database or schema. One made from a share needs IMPORT SHARE, and takes no parameters of its own."""
    retention.check(who.state, new)
    if "FROM SHARE" in new.options and old is None:
        share = new.options["FROM SHARE"]
        if not isinstance(share, Name) or len(share.parts) < 2:
            raise refusal.refused("FROM SHARE takes a name of the form ORGANIZATION.ACCOUNT.SHARE.")
        _check_consumed_once(who, new, share)
        if not who.can_on_account("IMPORT SHARE", primary=True):
            raise refusal.primary_must_have(who.session.role, "IMPORT SHARE", "ACCOUNT", who.account)


def _check_consumed_once(who: Authority, new: Object, share: Name) -> None:
    """A share can be consumed once per account (``/user-guide/data-share-consumers``)."""
    for other in who.state.objects.by("kind", "DATABASE"):
        same = other.options.get("FROM SHARE") == share and other.options.get(CONSUMER) == new.options.get(CONSUMER)
        if same and other.name != new.name:
            raise refusal.refused(f"Share '{share.plain}' is consumed already, by database '{other.name.plain}'.")


def check_table(who: Authority, new: Object, old: Object | None) -> None:
    """A table: retention, columns, policies."""
    retention.check(who.state, new)
    if not new.columns:
        raise refusal.refused(f"Table '{new.name.plain}' needs a column at least.")
    policies.check_attached(who, new, old)


def check_view(who: Authority, new: Object, old: Object | None) -> None:
    """A view: what it reads is there, and its owner may read it."""
    if old is None or old.options.get("AS") != new.options.get("AS"):
        read = [bodies.readable(who, name) for name in queries.reads(new)]
        _check_select_list(who, new, read)
    if old is not None:
        shares.check_stays_secure(who.state, new, who.state.grants_on(new.kind, new.name))
    policies.check_attached(who, new, old)


def _check_select_list(who: Authority, view: Object, read: list[Object]) -> None:
    """The plain columns of a simple select list are there, and the view names as many as the query gives."""
    query = str(view.options["AS"])
    given = queries.outputs(query)
    found = pieces(query)
    plain = sum(piece.word("SELECT") for piece in found) == 1 and not any(p.word(*_BEYOND_A_LIST) for p in found)
    below = [queries.columns_of(who.state, table) for table in read]
    if given is None:
        return
    if plain and below and all(below):
        names = {column.name for columns in below for column in columns or ()}
        for output in given:
            if output.source not in (None, "*", *names) and output.source not in KEYWORDS:
                raise refusal.invalid_identifier(str(output.source))
    if view.columns and not any(output.name == "*" for output in given) and len(given) != len(view.columns):
        text = f"Invalid column definition list: {len(view.columns)} names for {len(given)} columns."
        raise refusal.refused(text, 2026, "42601")


# --- columns -----------------------------------------------------------------------------------------------------


def add_column(obj: Object, action: AddColumn) -> Object:
    """The table with one more column, at the end."""
    if obj.column(action.column.name) is not None:
        raise refusal.refused(f"column '{action.column.name}' already exists.", 1430, "42601")
    if not action.column.nullable:
        # Snowflake looks whether there are rows; a table in use has some.
        text = f"Non-nullable column '{action.column.name}' cannot be added to non-empty table '{obj.name.last}'."
        raise refusal.refused(text)
    return _with(obj, (*obj.columns, properties.column_kept(action.column)))


def drop_column(obj: Object, action: DropColumn) -> Object:
    """The table without a column."""
    _existing(obj, action.column)
    policies.check_column_free(obj, action.column)
    kept = tuple(column for column in obj.columns if column.name != action.column)
    if not kept:
        raise refusal.refused(
            f"column '{action.column}' is the only one of '{obj.name.plain}': drop the table instead."
        )
    tags = {column: held for column, held in obj.column_tags.items() if column != action.column}
    return replace(_with(obj, kept), column_tags=tags)


def alter_column(obj: Object, action: AlterColumn) -> Object:
    """The table with a column changed."""
    column = _existing(obj, action.column)
    if action.type is not None:
        new_type = types.canonical(action.type)
        _check_type_change(column, new_type)
        column = replace(column, type=new_type)
    if action.comment is not None:
        column = replace(column, comment=action.comment or None)
    if action.nullable is not None:
        column = replace(column, nullable=action.nullable)
    return _put(obj, column)


def set_mask(state: State, obj: Object, action: SetMaskingPolicy) -> Object:
    """The table or view with a mask on a column; FORCE takes the place of the one there is."""
    obj = _with_columns(state, obj)
    column = _existing(obj, action.column)
    if column.masking_policy is not None and not action.force:
        raise refusal.column_has_mask()
    return _put(obj, replace(column, masking_policy=action.policy, using=action.using))


def unset_mask(state: State, obj: Object, action: UnsetMaskingPolicy) -> Object:
    """The table or view without the mask; a column without one is no error."""
    obj = _with_columns(state, obj)
    return _put(obj, replace(_existing(obj, action.column), masking_policy=None, using=()))


def _with_columns(state: State, obj: Object) -> Object:
    """A view that states no columns gets those of its query, so that one of them can hold something."""
    if obj.kind != "VIEW" or obj.columns:
        return obj
    found = queries.columns_of(state, obj)
    if found is None:
        raise refusal.refused(f"The columns of view '{obj.name.plain}' cannot be told: state them in CREATE VIEW.")
    return _with(obj, tuple(replace(column, type="") for column in found))


def _existing(obj: Object, name: str) -> Column:
    column = obj.column(name)
    if column is None:
        raise refusal.invalid_identifier(name)
    return column


def _put(obj: Object, column: Column) -> Object:
    return _with(obj, tuple(column if each.name == column.name else each for each in obj.columns))


def _with(obj: Object, columns: tuple[Column, ...]) -> Object:
    return replace(obj, options={**obj.options, "COLUMNS": columns})


def _check_type_change(column: Column, new_type: str) -> None:
    """A text gets longer, a number's precision larger; nothing else. (Snowflake lets precision shrink when all rows
    fit; that is not known here.)
    """
    if column.type == new_type:
        return
    family = types.family(column.type)
    rule = _WIDENS.get(family)
    if family != types.family(new_type) or rule is None or not rule(_numbers(column.type), _numbers(new_type)):
        text = f"cannot change column {column.name} from type {column.type} to {new_type}"
        shorter = (
            " because reducing the byte-length of a varchar is not supported"
            if family == types.family(new_type) == "VARCHAR"
            else ""
        )
        raise refusal.refused(f"{text}{shorter}.", 40050, "22000")


_WIDENS: Final[dict[str, Callable[[list[int], list[int]], bool]]] = {
    "VARCHAR": lambda old, new: new[0] >= old[0],
    "BINARY": lambda old, new: new[0] >= old[0],
    "NUMBER": lambda old, new: new[0] >= old[0] and new[1] == old[1],
}


def _numbers(type_: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", type_.partition("(")[2])]
