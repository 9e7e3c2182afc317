"""Reading the actions of ALTER."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from mesh.account import refusal
from mesh.account import statements as st
from mesh.account.clauses import Clause
from mesh.account.identifiers import Name
from mesh.account.kinds import Kind
from mesh.account.sql import parse_clauses
from mesh.account.sql.tokens import BEYOND, Cursor

Actions: TypeAlias = tuple[st.Action, ...]


def actions(cursor: Cursor, kind: Kind) -> Actions:
    """All actions of the statement, to its end."""
    found: list[st.Action] = []
    while True:
        read = _BY_VERB.get(cursor.word)
        if read is None:
            raise cursor.unexpected()
        cursor.next()
        found.extend(read(cursor, kind))
        if not cursor.take(","):
            cursor.finish()
            return tuple(found)


def _needs(cursor: Cursor, kind: Kind, clause: str) -> None:
    """Only kinds with this clause have the action whose words were just read."""
    if kind.clause(clause) is None:
        raise cursor.unexpected(cursor.peek(-1))


# --- properties and tags -----------------------------------------------------------------------------------------


def _set(cursor: Cursor, kind: Kind) -> Actions:
    if cursor.take("TAG"):
        return _set_tags(cursor, None)
    if _masks(cursor, kind):
        return cursor.listed(lambda: _set_mask(cursor))
    options = parse_clauses.clauses(cursor, parse_clauses.setting(kind), kind.name)
    if not options:
        raise cursor.unexpected()
    return (st.Set(options),)


def _unset(cursor: Cursor, kind: Kind) -> Actions:
    if cursor.take("TAG"):
        return _unset_tags(cursor, None)
    if _masks(cursor, kind):
        return cursor.listed(lambda: _unset_mask(cursor))
    return (st.Unset(cursor.listed(lambda: _unset_key(cursor, kind))),)


def _unset_key(cursor: Cursor, kind: Kind) -> str:
    if cursor.peek().kind != "word":
        raise cursor.unexpected()
    clause = kind.clause(cursor.word)
    if clause is None or not clause.unsettable:
        raise refusal.invalid_property(cursor.word, kind.name)
    cursor.next()
    return clause.key


def _masks(cursor: Cursor, kind: Kind) -> bool:
    """Whether a tag's masking policies come."""
    return kind.name == "TAG" and cursor.sees("MASKING", "POLICY")


def _set_mask(cursor: Cursor) -> st.SetMaskingPolicy:
    cursor.expect("MASKING", "POLICY")
    return st.SetMaskingPolicy("", cursor.name(), force=cursor.take("FORCE"))


def _unset_mask(cursor: Cursor) -> st.UnsetMaskingPolicy:
    cursor.expect("MASKING", "POLICY")
    return st.UnsetMaskingPolicy("", cursor.name())


def _set_tags(cursor: Cursor, column: str | None) -> Actions:
    def tag() -> st.SetTag:
        name = cursor.name()
        cursor.expect("=")
        return st.SetTag(name, cursor.string(), column)

    return cursor.listed(tag)


def _unset_tags(cursor: Cursor, column: str | None) -> Actions:
    return cursor.listed(lambda: st.UnsetTag(cursor.name(), column))


def _switch(on: bool) -> Callable[[Cursor, Kind], Actions]:
    def read(cursor: Cursor, kind: Kind) -> Actions:
        cursor.expect("MANAGED", "ACCESS")
        _needs(cursor, kind, "MANAGED ACCESS")
        return (st.Set({"MANAGED ACCESS": on}),)

    return read


def _rename(cursor: Cursor, kind: Kind) -> Actions:
    if not kind.renamable:
        raise cursor.unexpected(cursor.peek(-1))
    if cursor.sees("COLUMN"):
        raise refusal.not_known(cursor.opening)
    cursor.expect("TO")
    return (st.Rename(cursor.name()),)


# --- columns and policies ----------------------------------------------------------------------------------------


def _add(cursor: Cursor, kind: Kind) -> Actions:
    if cursor.take("ROW", "ACCESS", "POLICY"):
        _needs(cursor, kind, "ROW ACCESS POLICY")
        return (st.AddRowAccess(parse_clauses.row_access(cursor)),)
    if cursor.take("ACCOUNTS"):
        return (st.AddAccounts(_accounts(cursor, kind)),)
    if cursor.take("STORAGE_LOCATION"):
        return (_location(cursor, kind),)
    _column_comes(cursor, kind)
    return cursor.listed(lambda: st.AddColumn(parse_clauses.column(cursor)))


def _drop(cursor: Cursor, kind: Kind) -> Actions:
    if cursor.take("ROW", "ACCESS", "POLICY"):
        _needs(cursor, kind, "ROW ACCESS POLICY")
        return (st.DropRowAccess(cursor.name()),)
    if cursor.sees("ALL", "ROW"):
        raise refusal.not_known(cursor.opening)
    _column_comes(cursor, kind)
    return cursor.listed(lambda: st.DropColumn(cursor.part()))


def _column_comes(cursor: Cursor, kind: Kind) -> None:
    """Read COLUMN, which may be left out; there is no column where the word of another clause stands."""
    if cursor.word in BEYOND:
        raise cursor.unexpected()
    _needs(cursor, kind, "COLUMNS")
    cursor.take("COLUMN")


def _location(cursor: Cursor, kind: Kind) -> st.AddStorageLocation:
    clause = kind.clause("STORAGE_LOCATIONS")
    if clause is None:
        raise cursor.unexpected(cursor.peek(-1))
    cursor.take("=")
    return st.AddStorageLocation(parse_clauses.field_values(cursor, clause))


def _remove(cursor: Cursor, kind: Kind) -> Actions:
    if cursor.take("STORAGE_LOCATION"):
        _needs(cursor, kind, "STORAGE_LOCATIONS")
        return (st.RemoveStorageLocation(cursor.string()),)
    cursor.expect("ACCOUNTS")
    return (st.RemoveAccounts(_accounts(cursor, kind)),)


def _accounts(cursor: Cursor, kind: Kind) -> tuple[Name, ...]:
    _needs(cursor, kind, "ACCOUNTS")
    cursor.expect("=")
    return cursor.listed(cursor.name)


# --- listings ----------------------------------------------------------------------------------------------------


def _manifest(cursor: Cursor, kind: Kind) -> Actions:
    _needs(cursor, kind, "PUBLISH")
    manifest = cursor.string()
    options = parse_clauses.clauses(cursor, {("PUBLISH",): _clause(kind, "PUBLISH")}, kind.name)
    publish = options.get("PUBLISH")
    return (st.SetManifest(manifest, publish if isinstance(publish, bool) else None),)


def _clause(kind: Kind, key: str) -> Clause:
    clause = kind.clause(key)
    assert clause is not None, "the caller looked"
    return clause


def _publish(on: bool) -> Callable[[Cursor, Kind], Actions]:
    def read(cursor: Cursor, kind: Kind) -> Actions:
        _needs(cursor, kind, "PUBLISH")
        return (st.Publish(on),)

    return read


# --- columns -----------------------------------------------------------------------------------------------------


def _change_columns(cursor: Cursor, kind: Kind) -> Actions:
    _needs(cursor, kind, "COLUMNS")
    return tuple(action for group in cursor.listed(lambda: _change_column(cursor)) for action in group)


def _change_column(cursor: Cursor) -> Actions:
    cursor.take("COLUMN")
    name = cursor.part()
    for words, read in _COLUMN_CHANGES.items():
        if cursor.take(*words):
            return read(cursor, name)
    raise cursor.unexpected()


def _mask(cursor: Cursor, column: str) -> Actions:
    policy = cursor.name()
    return (st.SetMaskingPolicy(column, policy, parse_clauses.using(cursor), cursor.take("FORCE")),)


def _type(cursor: Cursor, column: str) -> Actions:
    return (st.AlterColumn(column, type=parse_clauses.data_type(cursor)),)


def _comment(cursor: Cursor, column: str) -> Actions:
    cursor.take("=")
    return (st.AlterColumn(column, comment=cursor.string()),)


_COLUMN_CHANGES: Final[Mapping[tuple[str, ...], Callable[[Cursor, str], Actions]]] = {
    ("SET", "MASKING", "POLICY"): _mask,
    ("UNSET", "MASKING", "POLICY"): lambda _, column: (st.UnsetMaskingPolicy(column),),
    ("SET", "TAG"): _set_tags,
    ("UNSET", "TAG"): _unset_tags,
    ("SET", "DATA", "TYPE"): _type,
    ("TYPE",): _type,
    ("COMMENT",): _comment,
    ("SET", "COMMENT"): _comment,
    ("UNSET", "COMMENT"): lambda _, column: (st.AlterColumn(column, comment=""),),
    ("SET", "NOT", "NULL"): lambda _, column: (st.AlterColumn(column, nullable=False),),
    ("NOT", "NULL"): lambda _, column: (st.AlterColumn(column, nullable=False),),
    ("DROP", "NOT", "NULL"): lambda _, column: (st.AlterColumn(column, nullable=True),),
}
_BY_VERB: Final[Mapping[str, Callable[[Cursor, Kind], Actions]]] = {
    "SET": _set,
    "UNSET": _unset,
    "RENAME": _rename,
    "ADD": _add,
    "DROP": _drop,
    "ALTER": _change_columns,
    "MODIFY": _change_columns,
    "ENABLE": _switch(True),
    "DISABLE": _switch(False),
    "REMOVE": _remove,
    "AS": _manifest,
    "PUBLISH": _publish(True),
    "UNPUBLISH": _publish(False),
}
