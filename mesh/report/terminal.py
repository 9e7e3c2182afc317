"""A review on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from rich.console import Console
from rich.text import Text

from mesh.report.clean import code, one_line
from mesh.report.review import NAMES, TITLES, assumptions, by_severity, movers, spending, verdict, way_out
from mesh.review.findings import Severity
from mesh.review.review import Review

_STYLES: Final[Mapping[Severity, str]] = {"blocks": "bold red", "loud": "yellow", "quiet": "dim"}
_INDENT: Final = 12
"""Where what is told begins, behind the name of its section."""
_NARROWEST: Final = 20
"""Characters of a line below which it is left to the terminal to break it."""


def show(review: Review, console: Console) -> None:
    """Print a review. A terminal gets its lines broken and indented; a file, or another program, gets them whole."""
    for indent, line in _told(review):
        for each in _broken(line, indent, console) if console.is_terminal else [line]:
            console.print(each, soft_wrap=True, highlight=False)
    for line in _scripts(review):
        console.print(line, soft_wrap=True, highlight=False)


def _told(review: Review) -> Iterator[tuple[int, Text]]:
    """The lines, each with where it goes on when it is too long.

    They are texts, and no markup: a name with brackets in it is shown as it is.
    """
    yield 0, Text(f"{one_line(review.of)}: {verdict(review)}", style="bold")
    yield from ((0, Text(one_line(each))) for each in movers(review))
    for severity, findings in by_severity(review.findings):
        yield 0, Text()
        yield 0, Text(f"{TITLES[severity]} ({len(findings)})", style=_STYLES[severity])
        for finding in findings:
            line = Text(f"  {NAMES[finding.section]}".ljust(_INDENT), style=_STYLES[severity])
            yield _INDENT, line.append(one_line(finding.what), style="default")
            for detail in (*finding.details, way_out(finding)):
                if detail:
                    yield _INDENT, Text(f"{' ' * _INDENT}{one_line(detail)}", style="dim")
    if spending(review):
        yield 0, Text()
        yield 0, Text(spending(review))
    yield from ((4, Text(f"  {each}", style="dim")) for each in assumptions(review))


def _scripts(review: Review) -> Iterator[Text]:
    if review.script is not None:
        for title, statements in (("SQL of this change", review.script.do), ("SQL that undoes it", review.script.undo)):
            yield Text()
            yield Text(f"-- {title}", style="bold")
            yield from (Text(code(each)) for each in statements)


def _broken(line: Text, indent: int, console: Console) -> Iterator[Text]:
    """A line in pieces that fit, the later ones below the beginning of what the first one tells."""
    room = console.width - indent
    if len(line) <= console.width or room < _NARROWEST:
        yield line
        return
    label, told = line.divide([indent]) if indent else (Text(), line)
    for at, piece in enumerate(told.wrap(console, room)):
        piece.rstrip()
        yield label + piece if at == 0 else Text(" " * indent) + piece
