"""``mesh review``: what a change does, before anyone merges it. No engine, no account, no credentials."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from mesh.account.effective.collection import paused
from mesh.cli.access import bootstrap
from mesh.cli.project import Project
from mesh.cli.verdicts import violations
from mesh.ending import Ending, endings, today
from mesh.load import load
from mesh.problems import MeshError
from mesh.report.comment import comment
from mesh.report.page import page
from mesh.report.review import as_json
from mesh.report.terminal import show
from mesh.review.access import acknowledgements
from mesh.review.configuration import configuration
from mesh.review.errors import ReviewError, Unrecorded
from mesh.review.record import Recorder, cache_folder
from mesh.review.recording import Resources, merged, of_preview
from mesh.review.review import Asked, Review
from mesh.review.review import review as compare
from mesh.review.revision import commit_of, lay_out, merge_base, messages_since
from mesh.review.world import Side, worlds
from mesh.settings import from_config
from mesh.stackfile import config_of

BLOCKS = 1
CANNOT = 2


class Format(StrEnum):
    """How a review is shown."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


def review(
    base: Annotated[
        str, typer.Option(help="The revision to compare with; where this branch left main by default.")
    ] = "",
    stack: Annotated[str, typer.Option(help="Of which stack.")] = "prod",
    project: Project = Path(),
    preview: Annotated[
        Path | None,
        typer.Option(help="Instead: what `pulumi preview --json --show-sames --show-replacement-steps` says."),
    ] = None,
    acknowledge: Annotated[list[str] | None, typer.Option(help="As a line Mesh-acknowledge: in a commit.")] = None,
    sql: Annotated[
        bool, typer.Option("--sql", help="Show the statements of the change, and those that undo it.")
    ] = False,
    format_: Annotated[Format, typer.Option("--format", help="How it is shown.")] = Format.TERMINAL,
) -> None:
    """Say who gains and who loses access, what breaks and what it costs. Exits with 1 when something blocks.

    Compares the working tree with another revision, or what a stack has with what a preview says that it will have.
    """
    try:
        with paused():
            found = (
                _of_preview(project.resolve(), stack, preview, acknowledge or (), sql)
                if preview is not None
                else _of_revision(project.resolve(), stack, base, acknowledge or (), sql)
            )
    except (ReviewError, MeshError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(CANNOT) from None
    if format_ is Format.TERMINAL:
        show(found, Console())
    else:
        print({Format.MARKDOWN: comment, Format.JSON: as_json, Format.HTML: page}[format_](found))
    if found.blocks:
        raise typer.Exit(BLOCKS)


def _of_revision(project: Path, stack: str, base: str, words: Iterable[str], sql: bool) -> Review:
    commit = commit_of(project, base) if base else merge_base(project)
    with tempfile.TemporaryDirectory(prefix="mesh-review-") as folder:
        former = Path(folder).resolve()
        lay_out(project, commit, former)
        ends = _endings(project, stack)
        trees = former, project
        recorded = _recorded(former, project, stack, commit)
        sides = [(tree, merged(parts)) for tree, parts in zip(trees, recorded, strict=True)]
        given = [*acknowledgements(messages_since(project, commit)), *words]
        return _compared(sides, stack, f"stack {stack} against {base or 'main'} ({commit[:10]})", ends, given, sql)


def _recorded(former: Path, project: Path, stack: str, commit: str) -> list[list[Resources]]:
    """What both sides register, part by part; what cannot be recorded of the former is told as that revision's."""
    try:
        return Recorder(cache_folder()).record(stack, former, project)
    except Unrecorded as refused:
        told = dict(refused.told)
        if text := told.pop(str(former), ""):
            text = text.replace(f"{former}/", "").replace(str(former), "it")
            told[str(former)] = f"{commit[:10]}, the revision to compare with, cannot be recorded: {text}"
        raise ReviewError("\n".join(told.values())) from None


def _of_preview(project: Path, stack: str, path: Path, words: Iterable[str], sql: bool) -> Review:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        before, after = of_preview(document)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as wrong:
        raise ReviewError(f"{path} holds no `pulumi preview --json`: {wrong}") from None
    sides = [(project, before), (project, after)]
    return _compared(sides, stack, f"stack {stack} against {path.name}", _endings(project, stack), words, sql)


def _compared(
    sides: list[tuple[Path, Resources]],
    stack: str,
    of: str,
    ends: tuple[Ending, ...],
    words: Iterable[str],
    sql: bool,
) -> Review:
    configured = [configuration(tree, stack) for tree, _ in sides]
    before, after = worlds(
        *(
            Side(resources, tuple(bootstrap(tree)), given.get("datamesh:edition", "STANDARD"))
            for (tree, resources), given in zip(sides, configured, strict=True)
        )
    )
    new = violations(after, configured[1])
    old = violations(before.called_as_in(after), configured[0]) if new else ()
    return compare(before, after, Asked(of, today(), (old, new), ends, tuple(words), sql))


def _endings(project: Path, stack: str) -> tuple[Ending, ...]:
    """What ends, of domains that are right but for that. Raises MeshError for what else is wrong with them."""
    given = configuration(project, stack)
    config_of(project / f"Pulumi.{stack}.yaml", f"stack {stack}")  # which refuses what the engine would
    settings = from_config(given, environment=stack)
    mesh = load(project / "domains", settings, date.min)
    return tuple(endings(mesh.domains, mesh.governance))
