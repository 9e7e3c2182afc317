"""A review as one page of HTML that stands by itself: no script, and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from mesh.report import clean
from mesh.report.drawing import drawing
from mesh.report.review import NAMES, TITLES, assumptions, by_severity, heading, movers, spending, verdict, way_out
from mesh.review.findings import Finding, Severity
from mesh.review.review import Review

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8886; --blocks: #c62828; --loud: #b26a00; --quiet: #667; --gained: #2e7d32; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 84rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
h2 { font-size: 1.1rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; margin-top: 2rem; }
ul.findings { list-style: none; padding: 0; }
ul.findings > li { border-left: .3rem solid var(--quiet); padding: .2rem .8rem; margin: .6rem 0; }
ul.findings > li { overflow-wrap: anywhere; }
ul.findings > li.blocks { border-color: var(--blocks); }
ul.findings > li.loud { border-color: var(--loud); }
.section { font-weight: 600; margin-right: .5rem; }
.details { color: var(--quiet); font-size: .9em; margin: 0; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 1rem; }
.sides figure { border: 1px solid var(--line); border-radius: .5rem; margin: 0; padding: .5rem; }
svg { width: 100%; height: auto; }
svg text { font: 13px system-ui, sans-serif; fill: currentColor; dominant-baseline: middle; }
.edge { fill: none; stroke: var(--line); stroke-width: 1.5; }
.edge.gained { stroke: var(--gained); stroke-width: 3; }
.edge.lost { stroke: var(--blocks); stroke-width: 3; stroke-dasharray: 6 4; }
.edge.changed { stroke: var(--loud); stroke-width: 3; }
pre { overflow-x: auto; border: 1px solid var(--line); padding: .6rem; border-radius: .5rem; }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""No script, picture or style of elsewhere is loaded, whatever stands on the page."""


def page(review: Review) -> str:
    """The review as a page."""
    title = heading(review)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{_STYLE}</style></head><body>",
            f"<h1>{title}</h1><p>{clean.page(review.of)}<br><strong>{clean.page(verdict(review))}</strong></p>",
            *(f"<p>{clean.page(each)}</p>" for each in movers(review)),
            *_findings(review, only=("blocks",)),
            *_graph(review),
            *_findings(review, only=("loud", "quiet")),
            *_cost(review),
            *_sql(review),
            "</body></html>",
        ]
    )


def _graph(review: Review) -> Iterator[str]:
    before, after = review.graph.before, review.graph.after
    if not before and not after:
        return
    yield '<h2>Who reads what of others, near this change</h2><div class="sides">'
    for title, edges, other, kind in (("Before", before, after, "lost"), ("After", after, before, "gained")):
        yield f"<figure><figcaption>{title}</figcaption>{drawing(edges, other, title, kind)}</figure>"
    yield '</div><p class="details">Green: gained. Red, dashed: lost. Orange: other rows or columns than before.</p>'


def _findings(review: Review, *, only: Sequence[Severity]) -> Iterator[str]:
    for severity, findings in by_severity(each for each in review.findings if each.severity in only):
        yield f'<h2>{TITLES[severity]} ({len(findings)})</h2><ul class="findings">'
        yield from map(_finding, findings)
        yield "</ul>"


def _finding(finding: Finding) -> str:
    details = [*finding.details, *([way_out(finding)] if way_out(finding) else [])]
    told = "".join(f'<p class="details">{clean.page(detail)}</p>' for detail in details)
    what = f'<span class="section">{NAMES[finding.section]}</span>{clean.page(finding.what)}'
    return f'<li class="{finding.severity}">{what}{told}</li>'


def _cost(review: Review) -> Iterator[str]:
    if assumptions(review):
        told = "".join(f"<li>{clean.page(each)}</li>" for each in assumptions(review))
        yield f"<h2>How the credits are computed</h2><p>{clean.page(spending(review))}</p><ul>{told}</ul>"


def _sql(review: Review) -> Iterator[str]:
    if review.script is not None:
        yield from _statements("SQL of this change", review.script.do)
        yield from _statements("SQL that undoes it", review.script.undo)


def _statements(title: str, statements: Sequence[str]) -> Iterator[str]:
    yield f"<h2>{title} ({len(statements)} lines)</h2><pre>"
    yield from (escape(clean.code(each)) for each in statements)
    yield "</pre>"
