"""Effective access as text and as JSON: what one reaches, who reaches an object, and by which grants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from mesh.account.effective import Access, Acting, Decision, Item, Link, Principal, Reach, Rows
from mesh.account.identifiers import Name

_FIRST: Final = ("SELECT", "USAGE", "OWNERSHIP")
"""The privilege whose grants are told of several on one object."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table: who reaches what, and the grants that let it."""

    principal: Principal
    item: Item
    reach: Reach
    chain: tuple[Link, ...] = ()


# --- what is reached ---------------------------------------------------------------------------------------------


def of_principal(access: Access, principal: Principal, who: Iterable[Acting]) -> list[Entry]:
    """All that one reaches, in order; ``who`` is as whom."""
    found: dict[Item, Entry] = {}
    for acting in who:
        rights = access.rights(acting)
        for item, reach in access.of(acting).items():
            decision = Decision(False)
            if not item.to_come:
                decision = rights.may(_told(reach.privileges), item.kind, item.name)
            found.setdefault(item, Entry(principal, item, reach, decision.chain))
    return [found[item] for item in sorted(found)]


def of_object(access: Access, kind: str, name: Name) -> list[Entry]:
    """Everybody who reaches an object, in order."""
    found = []
    for principal in access.principals():
        for acting in access.acting(principal):
            reach = access.on(acting, kind, name)
            if reach is not None:
                chain = access.may(acting, _told(reach.privileges), kind, name).chain
                found.append(Entry(principal, Item(kind, name), reach, chain))
    return found


def of_column(entries: Iterable[Entry], column: str) -> list[Entry]:
    """Those of an object's entries that read it, with no column but this one; who sees it in clear comes first."""
    found = [
        replace(entry, reach=replace(entry.reach, columns=((column, sight),)))
        for entry in entries
        if entry.reach.rows is not None and (sight := dict(entry.reach.columns).get(column)) is not None
    ]
    return sorted(found, key=lambda entry: entry.reach.columns[0][1].shown != "clear")


def _told(privileges: Sequence[str]) -> str:
    return next((each for each in _FIRST if each in privileges), privileges[0])


# --- text --------------------------------------------------------------------------------------------------------


First: TypeAlias = Literal["item", "principal"]
"""What the first column of a table says."""


def table(entries: Sequence[Entry], first: First, width: int | None = None, column: str = "") -> str:
    """The entries as a table, and below it what was taken the safe way. One that is too wide is told entry by entry.

    Where one column is asked for, the table says of it alone how it is seen, in clear too.
    """
    if not entries:
        return "nothing" if first == "item" else "nobody"
    rows = [("OBJECT" if first == "item" else "WHO", "MAY", "ROWS", f"SEES {column}" if column else "NOT CLEAR", "BY")]
    rows += [
        (
            str(getattr(entry, first)),
            ", ".join(entry.reach.privileges),
            rows_text(entry.reach.rows),
            _seen(entry.reach) if column else "; ".join(f"{name} {how}" for name, how in hidden(entry.reach)),
            _by(entry.chain[-1]) if entry.chain else "",
        )
        for entry in entries
    ]
    lines = list(aligned(rows))
    if width is not None and max(map(len, lines)) > width:
        lines = list(_one_by_one(rows))
    notes = dict.fromkeys(f"{entry.item}: {note}" for entry in entries for note in _notes(entry.reach))
    return "\n".join([*lines, *(f"note: {visible(note)}" for note in notes)])


def _one_by_one(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The rows below one another, each with its cells behind the titles of the columns."""
    titles = [title.lower() for title in rows[0]]
    for row in rows[1:]:
        yield visible(row[0])
        yield from (f"  {title:9}  {visible(cell)}" for title, cell in zip(titles[1:], row[1:], strict=True) if cell)


def aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The rows with their columns below one another; columns that are empty throughout are left out."""
    rows = [tuple(map(visible, row)) for row in rows]
    heads, body = rows[0], rows[1:]
    kept = [at for at in range(len(heads)) if any(row[at] for row in body) or at == 0]
    widths = {at: max(len(row[at]) for row in rows) for at in kept}
    for row in rows:
        yield "  ".join(row[at].ljust(widths[at]) for at in kept).rstrip()


def visible(text: str) -> str:
    """The text with what is not printable written out: a name or a value of a policy may hold anything."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def rows_text(rows: Rows | None) -> str:
    """All, none, or the predicate that a row must meet; empty where nothing is read."""
    if rows is None:
        return ""
    return rows.predicate if rows.extent == "some" else rows.extent


def hidden(reach: Reach) -> Iterator[tuple[str, str]]:
    """The columns that are not shown in clear, with what is seen of them."""
    for column, sight in reach.columns:
        if sight.shown != "clear":
            yield column, f"{sight.shown} as {sight.how}"


def _seen(reach: Reach) -> str:
    """How the one column that is asked for is seen."""
    return "; ".join(how for _, how in hidden(reach)) or "in clear"


def way(link: Link) -> str:
    """One link in words: ``R > D.X: SELECT on VIEW D.S.V``."""
    return f"{_path(link)}: {link.privilege} on {link.kind} {link.name.plain}".rstrip() + _stated(link)


def _by(link: Link) -> str:
    """A link whose object stands beside it."""
    return f"{_path(link)}: {link.privilege}{_stated(link)}"


def _path(link: Link) -> str:
    return " > ".join(role.name.plain for role in link.path)


def _stated(link: Link) -> str:
    if link.way != "INHERITED" or link.stated_on is None:
        return ""
    return f" (inherited from {link.stated_on.plain or 'the account'})"


def why(who: str, what: str, privilege: str, decision: Decision, reach: Reach | None) -> str:
    """The answer to whether one may, with its reasons, in lines."""
    if not decision.allowed:
        return visible(f"{who} has no {privilege} on {what}: {decision.refusal}")
    lines = [f"{who} has {privilege} on {what}, because of", *(f"  {way(link)}" for link in decision.chain)]
    if reach is not None and reach.rows is not None:
        lines.append(f"rows: {rows_text(reach.rows)}")
        lines += [f"{column}: {how}" for column, how in hidden(reach)]
    notes = (*decision.notes, *(_notes(reach) if reach is not None else ()))
    return "\n".join(map(visible, [*lines, *(f"note: {note}" for note in dict.fromkeys(notes))]))


def _notes(reach: Reach) -> Iterator[str]:
    yield from reach.notes
    yield from reach.rows.notes if reach.rows is not None else ()
    for _, sight in reach.columns:
        yield from sight.notes


# --- JSON --------------------------------------------------------------------------------------------------------


def plain(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries as JSON has them."""
    return [
        {
            "who": {"kind": entry.principal.kind, "name": entry.principal.name.plain},
            "object": {"kind": entry.item.kind, "name": entry.item.name.plain, "to_come": entry.item.to_come},
            "privileges": list(entry.reach.privileges),
            "rows": _plain_rows(entry.reach.rows),
            "columns": {column: {"shown": sight.shown, "how": sight.how} for column, sight in entry.reach.columns},
            "notes": list(dict.fromkeys(_notes(entry.reach))),
            "chain": plain_chain(entry.chain),
        }
        for entry in entries
    ]


def plain_chain(chain: Iterable[Link]) -> list[dict[str, Any]]:
    """The links as JSON has them, outermost first."""
    return [
        {
            "privilege": link.privilege,
            "on": {"kind": link.kind, "name": link.name.plain},
            "path": [{"kind": role.kind, "name": role.name.plain} for role in link.path],
            "way": link.way,
            "stated_on": link.stated_on.plain if link.stated_on is not None else None,
        }
        for link in chain
    ]


def _plain_rows(rows: Rows | None) -> Mapping[str, str] | None:
    return None if rows is None else {"extent": rows.extent, "predicate": rows.predicate}
