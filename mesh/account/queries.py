"""What a view's query reads and gives, found by a shallow scan of its tokens.

Names are what is found: tables after FROM and JOIN, and the select list where it is a list of columns. A query that is
more than that is accepted without its columns' types being known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mesh.account.identifiers import Name
from mesh.account.records import TABLE_LIKE, Object
from mesh.account.scan import Piece, at, depths, path, pieces
from mesh.account.state import State
from mesh.account.statements import Column

_NOT_A_TABLE: Final = ("LATERAL", "TABLE", "VALUES", "SELECT", "ONLY")
_FROM_INSIDE: Final = ("EXTRACT", "TRIM", "SUBSTRING", "POSITION", "OVERLAY")
_CLAUSE_ENDS: Final = (
    "WHERE", "GROUP", "HAVING", "QUALIFY", "ORDER", "LIMIT", "UNION", "INTERSECT", "EXCEPT", "MINUS", "ON", "USING",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """A column that a query gives: its name (None: Snowflake makes one up) and the column it comes from, if plain."""

    name: str | None
    source: str | None


@lru_cache(maxsize=16384)
def tables_read(sql: str, home: Name) -> tuple[Name, ...]:
    """The tables and views that a query names, in order; a name without its database or schema is looked up at home."""
    found = pieces(sql)
    levels = depths(found)
    local = _local_names(found)
    names: dict[Name, None] = {}
    index = 0
    while index < len(found):
        if found[index].word("FROM", "JOIN") and not _from_of_function(found, levels, index):
            index = _from_items(found, index + 1, home, local, names)
        else:
            index += 1
    return tuple(names)


def _local_names(found: Sequence[Piece]) -> set[str]:
    """The names of common table expressions, with or without a list of columns."""
    names = set()
    for i in range(len(found)):
        if found[i].word("AS") and at(found, i + 1).word("(") and at(found, i + 2).word("SELECT", "WITH", "("):
            before = i - 1
            if at(found, before).word(")"):
                while before > 0 and not found[before].word("("):
                    before -= 1
                before -= 1
            names.add(at(found, before).text)
    return names


def _from_of_function(found: Sequence[Piece], levels: Sequence[int], index: int) -> bool:
    """Whether this FROM belongs to EXTRACT(… FROM …) or IS DISTINCT FROM."""
    if at(found, index - 1).word("DISTINCT") and at(found, index - 2).word("IS", "NOT"):
        return True
    opening = index
    while opening > 0 and not (found[opening].word("(") and levels[opening] == levels[index] - 1):
        opening -= 1
    return levels[index] > 0 and at(found, opening - 1).word(*_FROM_INSIDE)


def _from_items(found: Sequence[Piece], index: int, home: Name, local: set[str], names: dict[Name, None]) -> int:
    """Read the tables of one FROM or JOIN; commas lead to the next."""
    while True:
        parts, after = path(found, index)
        if not parts or found[index].word(*_NOT_A_TABLE) or at(found, after).word("("):
            return max(after, index)
        if not (len(parts) == 1 and parts[0] in local):
            names[qualified(parts, home)] = None
        if at(found, after).word("AS"):
            after += 1
        if at(found, after).is_name and not at(found, after).word(*_CLAUSE_ENDS, "JOIN"):
            after += 1
        if not at(found, after).word(","):
            return after
        index = after + 1


def qualified(parts: Sequence[str], home: Name) -> Name:
    """A name as it is resolved in the schema ``home``."""
    missing = max(0, 3 - len(parts))
    return Name((*home.parts[:missing], *parts))


@lru_cache(maxsize=16384)
def outputs(sql: str) -> tuple[Output, ...] | None:
    """The columns that the query gives, ``*`` being ``Output("*", "*")``; None when its select list cannot be read."""
    found = pieces(sql)
    levels = depths(found)
    start = next((i for i, t in enumerate(found) if t.word("SELECT") and levels[i] == 0), None)
    if start is None:
        return None
    items: list[list[Piece]] = [[]]
    for piece, level in zip(found[start + 1 :], levels[start + 1 :], strict=True):
        if level == 0 and piece.word("FROM"):
            break
        if level == 0 and piece.word(","):
            items.append([])
        elif not (not items[-1] and piece.word("DISTINCT", "ALL")):
            items[-1].append(piece)
    if any(_is_more_than_star(item) for item in items):
        return None
    return tuple(_output(item) for item in items if item)


def _is_more_than_star(item: list[Piece]) -> bool:
    """Whether it is ``*`` or ``x.*`` with EXCLUDE, RENAME and so on."""
    star = 2 if at(item, 1).word(".") else 0
    return at(item, star).word("*") and len(item) > star + 1


def _output(item: list[Piece]) -> Output:
    if item[-1].word("*") and len(item) in (1, 3):
        return Output("*", "*")
    parts, after = path(item, 0)
    source = parts[-1] if parts and (after == len(item) or _alias(item, after)) else None
    if after == len(item) and parts:
        return Output(parts[-1], source)
    if at(item, len(item) - 2).word("AS") and item[-1].is_name:
        return Output(item[-1].text, source)
    implicit = len(item) > 1 and item[-1].is_name and not item[-2].word(".") and not item[-1].word("END")
    return Output(item[-1].text if implicit else None, source)


def _alias(item: list[Piece], after: int) -> bool:
    rest = item[after:]
    return (len(rest) == 2 and rest[0].word("AS") and rest[1].is_name) or (len(rest) == 1 and rest[0].is_name)


# --- what the names stand for ------------------------------------------------------------------------------------


def table_at(state: State, name: Name) -> Object | None:
    """The table or view of this name."""
    found = state.objects.get(("TABLE", name))
    return found if found is not None and found.kind in TABLE_LIKE else None


def reads(state: State, obj: Object) -> tuple[Name, ...]:
    """The tables and views that a view names; empty for a table."""
    query = obj.options.get("AS")
    if obj.kind != "VIEW" or not isinstance(query, str):
        return ()
    return tables_read(query, Name(obj.name.parts[:2]))


def databases_read(state: State, obj: Object) -> set[Name]:
    """The databases that a view reads, through the views that it reads too."""
    found: set[Name] = set()
    queue, seen = [obj], {obj.name}
    while queue:
        for name in reads(state, queue.pop()):
            found.add(Name(name.parts[:1]))
            below = table_at(state, name)
            if below is not None and name not in seen:
                seen.add(name)
                queue.append(below)
    return found


def columns_of(state: State, obj: Object) -> tuple[Column, ...] | None:
    """The columns of a table or view with their types; a type that cannot be known is empty, None: nothing is known."""
    if obj.kind != "VIEW":
        return obj.columns or None
    given = outputs(str(obj.options.get("AS", "")))
    below = [table for name in reads(state, obj) if (table := table_at(state, name)) is not None]
    types = _types_below(state, below)
    if given is None or any(output.name == "*" for output in given):
        known = all(columns_of(state, table) is not None for table in below)
        whole = given is not None and len(given) == 1 and known
        given = tuple(Output(name, name) for name in types) if whole else None
    if obj.columns:
        sources = [output.source for output in given] if given is not None else []
        padded = [*sources, *([None] * len(obj.columns))]
        return tuple(_typed(column, types, source) for column, source in zip(obj.columns, padded, strict=False))
    if given is None:
        return None
    return tuple(_typed(Column(output.name or ""), types, output.source) for output in given)


def _typed(column: Column, types: dict[str, str], source: str | None) -> Column:
    return Column(
        column.name,
        types.get(source or "", ""),
        comment=column.comment,
        masking_policy=column.masking_policy,
        using=column.using,
    )


def _types_below(state: State, below: Sequence[Object]) -> dict[str, str]:
    """Each column's type by name; a name that two tables have is not known."""
    types: dict[str, str] = {}
    for table in below:
        for column in columns_of(state, table) or ():
            types[column.name] = "" if column.name in types else column.type
    return types
