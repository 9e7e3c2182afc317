"""A review as the comment on a pull request: Markdown that always fits, the worst first, and says what it left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from mesh.problems import counted as number
from mesh.report.clean import code, markdown
from mesh.report.review import (
    NAMES,
    TITLES,
    assumptions,
    by_severity,
    counted,
    heading,
    movers,
    spending,
    verdict,
    way_out,
)
from mesh.review.findings import Finding
from mesh.review.review import Review

LONGEST: Final = 65_536
"""What GitHub takes for a comment, in characters; counted in bytes here, of which there are never fewer."""
MARK: Final = "<!-- mesh-review -->"
"""By this line the comment is found again, and edited rather than repeated."""
_LONGEST_LINE: Final = 2_000
_LONGEST_DETAIL: Final = 400
_MOST_DETAILS: Final = 8
_RESERVED: Final = 600
"""Bytes for the end: what was left out."""


class _Page:
    """Lines up to a length."""

    def __init__(self, room: int) -> None:
        self.lines: list[str] = []
        self._room = room

    def add(self, *lines: str) -> bool:
        """Write all of these lines, or none of them when they do not fit."""
        size = sum(len(line.encode()) + 1 for line in lines)
        if size > self._room:
            return False
        self._room -= size
        self.lines += lines
        return True


def comment(review: Review) -> str:
    """The review as a comment."""
    page = _Page(LONGEST - _RESERVED)
    page.add(MARK, f"## {heading(review)}", "")
    page.add(f"{_short(review.of)}", "", f"**{markdown(verdict(review))}**")
    page.add(*(line for told in movers(review) for line in ("", _short(told))))
    left_out: list[Finding] = []
    for severity, findings in by_severity(review.findings):
        room = page.add("", f"### {TITLES[severity]} ({len(findings)})", "")
        left_out += [each for each in findings if left_out or not room or not page.add(*_finding(each))]
    end = [markdown(spending(review))] if spending(review) else []
    end += [f"- {markdown(each)}" for each in assumptions(review)]
    if end:
        page.add("", "<sub>", "", *end, "", "</sub>")
    sql = review.script is None or page.add(*_sql(review.script.do, review.script.undo))
    return "\n".join([*page.lines, *_left_out(left_out, sql)]) + "\n"


def _finding(finding: Finding) -> Iterator[str]:
    yield f"- **{NAMES[finding.section]}** {_short(finding.what)}"
    for detail in finding.details[:_MOST_DETAILS]:
        yield f"  - {_short(detail, _LONGEST_DETAIL)}"
    if len(finding.details) > _MOST_DETAILS:
        yield f"  - and {len(finding.details) - _MOST_DETAILS} more"
    if way_out(finding):
        yield f"  - {_short(way_out(finding))}"


def _short(text: str, most: int = _LONGEST_LINE) -> str:
    """A text escaped; a long one cut before that, so that no escape is cut in two."""
    return markdown(text) if len(text) <= most else f"{markdown(text[:most])}…"


def _sql(do: Sequence[str], undo: Sequence[str]) -> Iterator[str]:
    for title, statements in (("SQL of this change", do), ("SQL that undoes it", undo)):
        longest = max((len(run) for line in statements for run in re.findall("`+", line)), default=0)
        fence = "`" * max(3, longest + 1)
        yield from ("", f"<details><summary>{title} ({number(len(statements), 'line')})</summary>", "", f"{fence}sql")
        yield from map(code, statements)
        yield from (fence, "", "</details>")


def _left_out(findings: Sequence[Finding], sql: bool) -> Iterator[str]:
    missing = [f"{number(len(findings), 'finding')} ({counted(findings)})"] if findings else []
    missing += [] if sql else ["the SQL"]
    if missing:
        yield ""
        yield f"**Left out, because a comment has an end: {' and '.join(missing)}.** `mesh review` tells all of it."
