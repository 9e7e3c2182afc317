"""The forms of a review: what they leave out, what they escape, and that the page looks as it should."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from rich.console import Console

from mesh.report.clean import markdown, one_line
from mesh.report.comment import LONGEST, MARK, comment
from mesh.report.drawing import drawing
from mesh.report.page import page
from mesh.report.review import NOTHING, as_json
from mesh.report.terminal import show
from mesh.review.cost import ASSUMPTIONS, Cost, Line, Warehouse
from mesh.review.findings import Finding, Severity, worst_first
from mesh.review.graph import Edge, Graph
from mesh.review.review import Review
from mesh.review.statements import Script

HOSTILE = "<script>alert(1)</script> [x](http://evil) `a` | @team **b** #1\n# head\u202e\x1b[31m \"q\" 's'"


def of(findings: Iterable[Finding], script: Script | None = None, graph: Graph | None = None) -> Review:
    return Review("stack prod", worst_first(findings), Cost(10, 20, ()), graph or Graph(), script)


def shown(review: Review, width: int, *, terminal: bool) -> list[str]:
    out = io.StringIO()
    show(review, Console(file=out, width=width, force_terminal=terminal, no_color=True, color_system=None))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def text(review: Review) -> str:
    return "\n".join(shown(review, 1_000, terminal=False))


def test_nothing_to_say() -> None:
    nothing = Review("stack prod", (), Cost(1, 1, ()), Graph())
    assert text(nothing) == f"stack prod: {NOTHING}"
    assert comment(nothing) == f"{MARK}\n## Mesh review: fine\n\nstack prod\n\n**{NOTHING}**\n"


def test_one_that_blocks() -> None:
    assert text(of([Finding("rules", "blocks", "rule")])).splitlines()[0] == "stack prod: 1 that blocks the merge."


def test_who_gets_more_and_who_less_is_told_first_and_once() -> None:
    found = [
        Finding("access", "loud", "domain b loses X", "domain b", direction="lost"),
        Finding("access", "loud", "domain b sees fewer", "domain b", direction="narrowed"),
        Finding("access", "loud", "domain a sees more", "domain a", direction="widened"),
        Finding("access", "blocks", "account *A* gains X", "account *A*", direction="gained"),
        Finding("data", "loud", "TABLE T is dropped", "domain c"),
    ]
    more, less = "More access: account *A*, domain a.", "Less access: domain b."
    assert text(of(found)).splitlines()[1:3] == [more, less]
    assert f"**\n\n{more.replace('*', chr(92) + '*')}\n\n{less}\n\n### Blocks" in comment(of(found))
    assert f"<p>{more}</p>\n<p>{less}</p>\n<h2>Blocks" in page(of(found))


def test_what_blocks_is_above_the_graph_and_the_rest_below() -> None:
    edge = Edge("domain a", "b", "B.P.P")
    shown = page(of([Finding("rules", "blocks", "x"), Finding("data", "loud", "y")], graph=Graph((), (edge,))))
    titles = ("Blocks the merge", "Who reads what of others", "To be looked at")
    assert sorted(titles, key=shown.index) == list(titles)


def test_assumptions_stand_under_the_ceiling_when_it_is_as_before() -> None:
    told = Review("stack prod", (Finding("cost", "quiet", "size"),), Cost(10, 10, ()), Graph())
    assert text(told).splitlines()[4:7] == [
        "",
        "Ceiling of all warehouses: 10 credits a month, as before.",
        f"  {ASSUMPTIONS[0]}",
    ]


def test_a_comment() -> None:
    found = [
        Finding("access", "blocks", "account A.B gains X", details=("by Y",), acknowledge="share a.b"),
        Finding("rules", "blocks", "rule"),
        Finding("data", "loud", "TABLE T is dropped", details=tuple(f"read by {at}" for at in range(10))),
        Finding("access", "quiet", "inside a: 1 gained"),
    ]
    assert comment(of(found)).splitlines() == [
        MARK,
        "## Mesh review: blocked",
        "",
        "stack prod",
        "",
        "**2 that block the merge, 1 to be looked at, 1 for the record.**",
        "",
        "### Blocks the merge (2)",
        "",
        "- **Access** account A.B gains X",
        "  - by Y",
        "  - If this is meant, write in a commit message: Mesh-acknowledge: share a.b",
        "- **Rules** rule",
        "  - Mend it: it cannot be acknowledged.",
        "",
        "### To be looked at (1)",
        "",
        "- **Data** TABLE T is dropped",
        *(f"  - read by {at}" for at in range(8)),
        "  - and 2 more",
        "",
        "### For the record (1)",
        "",
        "- **Access** inside a: 1 gained",
        "",
        "<sub>",
        "",
        "Ceiling of all warehouses: from 10 to 20 credits a month.",
        "",
        "</sub>",
    ]


@pytest.mark.parametrize("length", [10, 3_000])
def test_a_comment_always_fits_and_says_what_it_left_out(length: int) -> None:
    found = [Finding("access", "loud", f"{at:05} {'*é' * length}") for at in range(10_000)]
    found += [Finding("data", "quiet", "last"), Finding("rules", "blocks", "worst")]
    told = comment(of(found, Script(("x" * 200_000,), ())))
    assert len(told.encode()) <= LONGEST
    assert told.index("worst") < told.index("00000")
    shown = len(re.findall(r"(?m)^- \*\*Access\*\*", told))
    assert 0 < shown < 10_000
    left_out = f"{10_001 - shown} findings (access {10_000 - shown}, data 1) and the SQL"
    assert f"**Left out, because a comment has an end: {left_out}.**" in told
    assert told == comment(of(reversed(found), Script(("x" * 200_000,), ())))


def test_markdown_is_shown_literally() -> None:
    told = comment(of([Finding("access", "loud", HOSTILE, details=(HOSTILE,))]))
    assert "<script" not in told
    assert not re.search(r"(?<!\\)[`|\[]", told.partition("### ")[2])
    assert "@team" not in told
    assert "http:" not in told
    assert "\n# head" not in told
    assert "\u202e" not in told
    assert "\x1b" not in told


def test_markdown_is_never_cut_in_an_escape() -> None:
    for extra in range(4):
        told = comment(of([Finding("access", "loud", "a" * extra + "<" * 3_000)]))
        assert re.search(r"(&lt;)+…", told)
        assert "&l…" not in told


@pytest.mark.parametrize(
    ("severities", "title"),
    [((), "fine"), (("quiet",), "fine"), (("quiet", "loud"), "to be looked at"), (("loud", "blocks"), "blocked")],
)
def test_the_heading_is_that_of_the_worst(severities: tuple[Severity, ...], title: str) -> None:
    found = of([Finding("data", severity, "x") for severity in severities])
    assert comment(found).splitlines()[1] == f"## Mesh review: {title}"
    assert f"<h1>Mesh review: {title}</h1>" in page(found)


def test_one_is_told_as_one() -> None:
    assert text(of([Finding("rules", "blocks", "x")])).startswith("stack prod: 1 that blocks the merge.\n")


def test_a_terminal_gets_lines_that_fit() -> None:
    long = "loses SELECT on VIEW " + "TRACKING.SESSIONS.SESSIONS_OF_ALL_BRANDS, and of what was before it too"
    found = Finding("access", "loud", f"domain customer {long}", details=(f"by {long}",))
    review = of([found], Script(("x" * 90,), ()))
    told = shown(review, 60, terminal=True)
    assert told[3:9] == [
        "  Access    domain customer loses SELECT on VIEW",
        "            TRACKING.SESSIONS.SESSIONS_OF_ALL_BRANDS, and of",
        "            what was before it too",
        "            by loses SELECT on VIEW",
        "            TRACKING.SESSIONS.SESSIONS_OF_ALL_BRANDS, and of",
        "            what was before it too",
    ]
    assert "x" * 90 in told
    assert shown(review, 60, terminal=False) == text(review).splitlines()
    assert f"  Access    domain customer {long}" in shown(review, 30, terminal=True)


def test_a_terminal_gets_no_control_and_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    show(of([Finding("access", "loud", HOSTILE + "[red]x[/red]")], Script((HOSTILE,), ())), Console())
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "[red]x[/red]" in shown
    assert one_line("a\r\nb\x00\u2066c") == "a b c"
    assert markdown("a_b") == "a\\_b"


def test_sql_cannot_leave_its_block() -> None:
    told = comment(of([], Script(("SELECT '````'",), ("x",))))
    assert "`````sql\nSELECT '````'\n`````" in told


def test_json_has_everything() -> None:
    found = Finding("access", "blocks", HOSTILE, "account A.B", ("d",), "share a.b")
    told = json.loads(as_json(of([found], Script(("A;",), ("B;",)))))
    assert set(told) == {"of", "blocks", "findings", "cost", "graph", "sql"}
    assert told["blocks"] is True
    assert told["graph"] == {"before": [], "after": []}
    assert told["sql"] == {"do": ["A;"], "undo": ["B;"]}
    assert told["findings"] == [
        {
            "section": "access",
            "severity": "blocks",
            "what": HOSTILE,
            "subject": "account A.B",
            "details": ["d"],
            "acknowledge": "share a.b",
            "direction": None,
        }
    ]


def test_json_has_the_ceilings_by_warehouse() -> None:
    old, new = Warehouse("W", 1, 1, "XSMALL", 60, "M"), Warehouse("W", 2, 1, "SMALL", 60, "M")
    edges = Graph((), (Edge("domain a", "b", "B.S.V", "rows X"),))
    told = json.loads(as_json(Review("stack prod", (), Cost(10, 20, (Line("M", 10, 20, ((old, new),)),)), edges)))
    assert {key: told["cost"][key] for key in ("before", "after")} == {"before": 10, "after": 20}
    (ceiling,) = told["cost"]["ceilings"]
    assert {key: ceiling[key] for key in ("monitor", "before", "after")} == {"monitor": "M", "before": 10, "after": 20}
    ((was, is_now),) = ceiling["warehouses"]
    assert (was["size"], is_now["size"], is_now["credits_an_hour"]) == ("XSMALL", "SMALL", 2)
    edge = {"reader": "domain a", "owner": "b", "object": "B.S.V", "sees": "rows X"}
    assert told["graph"] == {"before": [], "after": [edge]}


GRAPH = Graph(
    (Edge("domain a", "b", "B.S.V"), Edge("domain c", "b", "B.S.W", "rows X")),
    (Edge("domain a", "b", HOSTILE), Edge("domain c", "b", "B.S.W")),
)


def test_a_page_holds_no_foreign_markup() -> None:
    told = page(of([Finding("access", "loud", HOSTILE, details=(HOSTILE,))], Script((HOSTILE,), ()), GRAPH))
    assert "<script" not in told
    assert "default-src 'none'" in told
    assert not re.search(r"(src|href)=", told)
    assert re.findall(r'class="edge (\w+)"', told) == ["lost", "changed", "gained", "changed"]


def test_no_name_is_cut_by_the_edge_of_the_drawing() -> None:
    names = "ROLE_" * 8, "DATABASE.SCHEMA." + "WIDE_" * 5
    told = drawing([Edge(f"role {names[0]}", "b", names[1])], [], "After", "gained")
    (width,) = map(float, re.findall(r'viewBox="0 0 (\d+)', told))
    (reader, name) = (float(x) for x in re.findall(r'<text x="(\d+)"', told))
    assert reader >= 8 * len(f"role {names[0]}")
    assert width - name >= 8 * len(names[1])


@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium: apt-get install chromium")
def test_a_page_in_a_browser(tmp_path: Path, of_edits: Callable[..., Review]) -> None:
    path = tmp_path / "review.html"
    edit = {"file": "domains/tracking/__init__.py", "old": '["hln", "volkskrant"]', "new": '["hln", "trouw"]'}
    path.write_text(page(of_edits([edit], sql=True)), encoding="utf-8")
    picture = tmp_path / "review.png"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    browser = ["chromium", *flags, "--virtual-time-budget=2000"]
    done = subprocess.run(
        [*browser, "--dump-dom", path.as_uri()], capture_output=True, text=True, check=True, timeout=120
    )
    assert "<h1>Mesh review: blocked</h1>" in done.stdout
    assert done.stdout.count("<svg") == 2
    assert done.stdout.count('class="edge changed"') == 2
    assert "account PARTNER.REACH_EU sees other rows of VIEW TRACKING.SESSIONS.SESSIONS" in done.stdout
    subprocess.run([*browser, f"--screenshot={picture}", path.as_uri()], capture_output=True, check=True, timeout=120)
    assert picture.stat().st_size > 20_000
