"""Options of CREATE and SET checked against their clauses and brought to the form in which the account keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mesh.account import refusal, types
from mesh.account.clauses import Clause
from mesh.account.kinds import Kind
from mesh.account.parts import Argument, Column, Options, Value


def for_create(kind: Kind, options: Options, edition: str) -> dict[str, Value]:
    """The options as kept; refuses unknown keys, missing ones and values that a clause does not take."""
    if kind.enterprise and edition == "STANDARD":
        raise refusal.needs_edition(kind.plural, edition)
    kept: dict[str, Value] = {}
    for key, value in options.items():
        clause = kind.clause(key)
        if clause is None or not clause.in_create:
            raise refusal.invalid_property(key, kind.name)
        found = _kept(clause, value, edition)
        if found is not None:
            kept[key] = found
    for clause in kind.clauses:
        if clause.required and clause.key not in kept:
            raise refusal.missing_option(clause.key)
    return kept


def for_set(kind: Kind, options: Options, edition: str) -> dict[str, Value]:
    """What ALTER … SET changes."""
    kept: dict[str, Value] = {}
    for key, value in options.items():
        clause = kind.clause(key)
        if clause is None or not clause.settable:
            raise refusal.invalid_property(key, kind.name)
        kept[key] = _kept(clause, value, edition)
    return kept


def for_set_records(kind: Kind, key: str, record: Options, edition: str) -> dict[str, Value]:
    """One more record of a clause that is a list of them."""
    clause = kind.clause(key)
    assert clause is not None, "the caller names a clause of the kind"
    return _fields(clause, record, edition)


def check_unset(kind: Kind, keys: tuple[str, ...]) -> None:
    """Refuse keys that ALTER … UNSET does not take."""
    for key in keys:
        clause = kind.clause(key)
        if clause is None or not clause.unsettable:
            raise refusal.invalid_property(key, kind.name)


def value(kind: Kind, options: Options, key: str) -> Value:
    """What an object shows for a property: what was stated, else the default (inherited parameters apart)."""
    found = options.get(key)
    clause = kind.clause(key)
    return clause.default if found is None and clause is not None else found


def _kept(clause: Clause, given: Value, edition: str) -> Value:
    if given is None or (given is False and clause.form == "FLAG"):
        return None
    if not clause.accepts(given):
        raise refusal.invalid_value(_shown(given), clause.key)
    if edition == "STANDARD" and clause.needs_enterprise(given):
        if clause.form == "NUMBER" and clause.key.startswith("DATA_RETENTION"):
            raise refusal.invalid_value(given, clause.key)
        raise refusal.needs_edition(clause.key, edition)
    return _canonical(clause, given, edition)


def _canonical(clause: Clause, given: Value, edition: str) -> Value:
    if clause.allowed and isinstance(given, str):
        return clause.canonical(given)
    if clause.form == "TYPE" and isinstance(given, str):
        return types.canonical(given)
    if clause.form == "NUMBER" and isinstance(given, float) and given.is_integer():
        return int(given)
    if clause.form == "COLUMNS" and isinstance(given, tuple):
        return columns(tuple(column for column in given if isinstance(column, Column)))
    if clause.form == "ARGUMENTS" and isinstance(given, tuple):
        return tuple(replace(a, type=types.canonical(a.type)) for a in given if isinstance(a, Argument))
    if clause.form == "RECORDS" and isinstance(given, tuple):
        return tuple(_fields(clause, each, edition) for each in given if isinstance(each, Mapping))
    if clause.form == "FIELDS" and isinstance(given, Mapping):
        return _fields(clause, given, edition)
    return given


def _fields(clause: Clause, given: Mapping[str, Value], edition: str) -> dict[str, Value]:
    inner = {field.key: field for field in clause.fields}
    for key in given:
        if key not in inner:
            raise refusal.invalid_property(key, clause.key)
    for key, field in inner.items():
        if field.required and given.get(key) is None:
            raise refusal.missing_option(f"{clause.key}.{key}")
    return {key: kept for key, item in given.items() if (kept := _kept(inner[key], item, edition)) is not None}


def columns(given: tuple[Column, ...]) -> tuple[Column, ...]:
    """Columns with their types as the account spells them; a name stands once."""
    names = [column.name for column in given]
    for name in names:
        if names.count(name) > 1:
            raise refusal.duplicate_column(name)
    return tuple(column_kept(column) for column in given)


def column_kept(column: Column) -> Column:
    """A column with its type as the account spells it; an empty comment or collation is none."""
    return replace(
        column,
        type=types.canonical(column.type) if column.type else "",
        comment=column.comment or None,
        collate=column.collate or None,
    )


def _shown(given: Value) -> str:
    return str(given).lower() if isinstance(given, bool) else str(given)
