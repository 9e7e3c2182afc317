"""A review on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from rich.console import Console
from rich.text import Text

from mesh.report.clean import code, one_line
from mesh.report.review import NAMES, TITLES, assumptions, by_severity, spending, verdict, way_out
from mesh.review.findings import Severity
from mesh.review.review import Review

_STYLES: Final[Mapping[Severity, str]] = {"blocks": "bold red", "loud": "yellow", "quiet": "dim"}
_WIDTH: Final = 10


def show(review: Review, console: Console) -> None:
    """Print a review."""
    for line in lines(review):
        console.print(line, soft_wrap=True, highlight=False)


def lines(review: Review) -> Iterator[Text]:
    """The review line by line. Texts, and no markup: a name with brackets in it is shown as it is."""
    yield Text(f"{one_line(review.of)}: {verdict(review)}", style="bold")
    for severity, findings in by_severity(review.findings):
        yield Text()
        yield Text(f"{TITLES[severity]} ({len(findings)})", style=_STYLES[severity])
        for finding in findings:
            line = Text(f"  {NAMES[finding.section].ljust(_WIDTH)}", style=_STYLES[severity])
            yield line.append(one_line(finding.what), style="default")
            for detail in (*finding.details, way_out(finding)):
                if detail:
                    yield Text(f"  {' ' * _WIDTH}{one_line(detail)}", style="dim")
    if spending(review):
        yield Text()
        yield Text(spending(review))
    yield from (Text(f"  {each}", style="dim") for each in assumptions(review))
    if review.script is not None:
        for title, statements in (("SQL of this change", review.script.do), ("SQL that undoes it", review.script.undo)):
            yield Text()
            yield Text(f"-- {title}", style="bold")
            yield from (Text(code(each)) for each in statements)
