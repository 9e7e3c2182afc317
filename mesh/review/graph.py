"""Who reads what of others, as a graph: what a picture of a change is drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mesh.account.effective import Reach
from mesh.report.access import hidden, rows_text
from mesh.review.resources import changed
from mesh.review.world import World


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """Somebody who reads an object of somebody else; ``sees`` is what of it, where it is not all in clear."""

    reader: str
    owner: str
    object: str
    sees: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """The edges before and after, near the change: of the owners whose resources change, and of their readers."""

    before: tuple[Edge, ...] = ()
    after: tuple[Edge, ...] = ()


def graph(before: World, after: World) -> Graph:
    """The graph of both sides, as far as the change reaches."""
    old, new = set(_edges(before)), set(_edges(after))
    gone, there = changed(before.resources, after.resources)
    near = {before.owners.of(each.urn) for each in gone} | {after.owners.of(each.urn) for each in there}
    near |= {end for edge in old ^ new for end in (edge.owner, edge.reader)}
    return Graph(*(tuple(sorted(edge for edge in side if edge.owner in near)) for side in (old, new)))


def _edges(world: World) -> Iterator[Edge]:
    sees: dict[tuple[str, str, str], set[str]] = {}
    for principal, reached in world.table.items():
        subject = world.subject(principal)
        for item, reach in reached.items():
            owner = world.owners.of_object(item.kind, item.name)
            if reach.rows is not None and subject != f"domain {owner}":
                sees.setdefault((subject, owner, item.name.plain), set()).add(_seen(reach))
    for (subject, owner, name), seen in sees.items():
        yield Edge(subject, owner, name, " or ".join(sorted(seen - {""})))


def _seen(reach: Reach) -> str:
    rows = [f"rows {rows_text(reach.rows)}"] if reach.rows is not None and reach.rows.extent != "all" else []
    return "; ".join([*rows, *(f"{column} {how}" for column, how in hidden(reach))])
