"""The graph of who reads what, drawn as SVG: readers on the left, what they read on the right."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from mesh.report.clean import page
from mesh.review.graph import Edge

MOST_EDGES: Final = 150
"""More lines than that tell nothing; those that change come first."""
_ROW: Final = 30
_BETWEEN: Final = 120
_CHARACTER: Final = 8.2
"""As wide as a capital of the page's font is, on average: a name is never cut by the edge."""
_NARROWEST: Final = 720
_LONGEST: Final = 46


def drawing(edges: Sequence[Edge], other: Collection[Edge], title: str, kind: str) -> str:
    """One side; ``kind`` names the class of the edges that the other side has not."""
    alone = set(edges) - set(other)
    known = {(edge.reader, edge.object) for edge in other}
    shown = sorted(sorted(edges, key=lambda edge: (edge not in alone, edge))[:MOST_EDGES])
    readers = list(dict.fromkeys(edge.reader for edge in shown))
    objects = list(dict.fromkeys(edge.object for edge in sorted(shown, key=lambda edge: (edge.owner, edge.object))))
    height = _ROW * (max(len(readers), len(objects), 1) + 1)
    left, right = _places(readers, height), _places(objects, height)
    from_ = _wide(readers)
    to = from_ + _BETWEEN
    width = max(to + _wide(objects), _NARROWEST)
    lines = [f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{page(title)}">']
    for edge in shown:
        differs = "changed" if (edge.reader, edge.object) in known else kind
        ends = (from_ + 8, left[edge.reader]), (to - 8, right[edge.object])
        lines.append(_line(edge, *ends, differs if edge in alone else "same"))
    lines += _labels(left, from_, "end")
    lines += _labels(right, to, "start")
    return "\n".join([*lines, "</svg>", *_rest(len(edges) - len(shown))])


def _places(names: Sequence[str], height: int) -> dict[str, float]:
    step = height / (len(names) + 1)
    return {name: round(step * (at + 1), 1) for at, name in enumerate(names)}


def _wide(names: Sequence[str]) -> int:
    """The room that the longest of these names takes."""
    return round(_CHARACTER * min(max(map(len, names), default=0), _LONGEST)) + 16


def _line(edge: Edge, from_: tuple[int, float], to: tuple[int, float], kind: str) -> str:
    middle = (from_[0] + to[0]) // 2
    path = f"M{from_[0]} {from_[1]} C{middle} {from_[1]} {middle} {to[1]} {to[0]} {to[1]}"
    told = f"{edge.reader} reads {edge.object}" + (f": {edge.sees}" if edge.sees else "")
    return f'<path class="edge {kind}" d="{path}"><title>{page(told)}</title></path>'


def _labels(places: dict[str, float], x: int, anchor: str) -> Iterator[str]:
    for name, y in places.items():
        short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        place = f'x="{x}" y="{y}" text-anchor="{anchor}"'
        yield f"<text {place}><title>{page(name)}</title>{page(short)}</text>"


def _rest(count: int) -> Iterator[str]:
    if count > 0:
        yield f"<p>and {count} more that do not change</p>"
