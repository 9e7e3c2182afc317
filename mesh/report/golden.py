"""The golden access table of a stack: everything that every functional role and reader reaches, as text.

A pull request's diff of that text is its access review. Roles that make the mesh or that Snowflake has by itself reach
everything or nothing of their own; they are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from mesh.account.effective import Access, Built, Item, Principal, Reach
from mesh.report.access import hidden, rows_text, visible


def golden(built: Built, stack: str) -> str:
    """The text of a stack's table."""
    access = Access(built.account)
    chosen = [principal for principal in access.principals() if principal.name not in built.makers]
    found = access.table(chosen)
    lines = [
        f"Effective access on stack {stack}: what each role reaches by itself, and each external account.",
        "Written by `mesh access --golden`; a change of it is a change of who can read what.",
    ]
    for left_out in (*built.refused, *built.unknown):
        lines.append(f"left out: {left_out.resource.name}: {left_out.reason}")
    first: dict[frozenset[tuple[Item, Reach]], Principal] = {}
    for principal in sorted(found):
        same = first.setdefault(frozenset(found[principal].items()), principal)
        lines += ["", *_section(principal, found[principal], same)]
    return "\n".join(map(visible, lines)) + "\n"


def _section(principal: Principal, reached: Mapping[Item, Reach], same: Principal) -> Iterator[str]:
    """What a principal reaches; where another one reaches the very same, its name."""
    yield str(principal)
    if not reached:
        yield "  nothing"
    elif same != principal:
        yield f"  the same as {same}"
        return
    for item in sorted(reached):
        reach = reached[item]
        rows = "" if reach.rows is None else f" | rows: {rows_text(reach.rows)}"
        yield f"  {item} | {', '.join(reach.privileges)}{rows}"
        clear = [column for column, sight in reach.columns if sight.shown == "clear"]
        if clear:
            yield f"    clear: {', '.join(clear)}"
        for how, columns in groupby(hidden(reach), key=lambda pair: pair[1]):
            yield f"    {how}: {', '.join(column for column, _ in columns)}"
        notes = (*reach.notes, *(reach.rows.notes if reach.rows is not None else ()))
        yield from (f"    note: {note}" for note in dict.fromkeys(notes))
