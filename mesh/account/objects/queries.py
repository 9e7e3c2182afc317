"""What a view's query reads and gives, found by a shallow scan of its tokens.

Names are what is found: tables (``mesh.account.from_items``), and the select list where it is a list of columns. A
query that is more than that is accepted without its columns' types being known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mesh.account.identifiers import Name
from mesh.account.parts import Column
from mesh.account.records import Object
from mesh.account.sql.from_items import tables_read
from mesh.account.sql.scan import Piece, at, depths, path, pieces
from mesh.account.state import State


@dataclass(frozen=True, slots=True)
class Output:
    """A column that a query gives: its name (None: Snowflake makes one up) and the column it comes from, if plain."""

    name: str | None
    source: str | None


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
    """The table or view of this name, of whichever kind."""
    return state.objects.get(("TABLE", name))


def reads(obj: Object) -> tuple[Name, ...]:
    """The tables and views that a view names; empty for a table."""
    query = obj.options.get("AS")
    if obj.kind != "VIEW" or not isinstance(query, str):
        return ()
    return tables_read(query, Name(obj.name.parts[:2]))


def below_first(state: State, obj: Object) -> Iterator[Object]:
    """What a view reads at any depth, each once and behind what it reads itself; the view comes last. Where views read
    each other in a circle, it is cut.
    """
    path, seen = [(obj, iter(reads(obj)))], {obj.name}
    while path:
        current, rest = path[-1]
        for name in rest:
            below = table_at(state, name) if name not in seen else None
            if below is not None:
                seen.add(name)
                path.append((below, iter(reads(below))))
                break
        else:
            path.pop()
            yield current


def databases_read(state: State, obj: Object) -> set[Name]:
    """The databases that a view reads, through the views that it reads too."""
    return {Name(name.parts[:1]) for each in below_first(state, obj) for name in reads(each)}


def columns_of(state: State, obj: Object) -> tuple[Column, ...] | None:
    """The columns of a table or view with their types; a type that cannot be known is empty, None: nothing is known."""
    if obj.kind != "VIEW":
        return obj.columns or None
    known: dict[Name, tuple[Column, ...] | None] = {}
    for each in below_first(state, obj):
        known[each.name] = _columns(state, each, known)
    return known[obj.name]


def _columns(state: State, obj: Object, known: Mapping[Name, tuple[Column, ...] | None]) -> tuple[Column, ...] | None:
    """The columns of one, where those of all that it reads are known already."""
    if obj.kind != "VIEW":
        return obj.columns or None
    given = outputs(str(obj.options.get("AS", "")))
    below = [known[name] for name in reads(obj) if name in known]
    types = _types(below)
    if given is None or any(output.name == "*" for output in given):
        whole = given is not None and len(given) == 1 and None not in below
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


def _types(below: Sequence[tuple[Column, ...] | None]) -> dict[str, str]:
    """Each column's type by name; of a name that two tables have it is not known."""
    types: dict[str, str] = {}
    for columns in below:
        for column in columns or ():
            types[column.name] = "" if column.name in types else column.type
    return types
