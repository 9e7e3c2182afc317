"""``mesh access``: who can read what, from what the program registers. No engine, no account, no credentials."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from mesh.account.effective import Built, build, plan
from mesh.account.sql import parse
from mesh.account.statements import Statement
from mesh.cli.domains import settings_of
from mesh.cli.project import Project
from mesh.problems import MeshError
from mesh.report.golden import golden
from mesh.report.question import Questions
from sandbox.environment import stacks

BOOTSTRAP: Final = Path("scripts") / "bootstrap.sql"
NO: Final = 1
CANNOT: Final = 2
GOLDEN: Final = Path("tests") / "golden"


def access(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="A role, roles of one person (primary first), objects, a column, or: why ROLE OBJECT."),
    ] = None,
    stack: Annotated[str, typer.Option(help="Of which stack.")] = "prod",
    project: Project = Path(),
    privilege: Annotated[str, typer.Option(help="What `why` asks for.")] = "SELECT",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    golden_tables: Annotated[bool, typer.Option("--golden", help="Write the golden tables of all stacks.")] = False,
) -> None:
    """Show what a role or an external account reaches, or who reaches an object, and by which grants.

    `mesh access why ROLE OBJECT` gives the whole reason, or what the account says instead. It exits with 0
    for yes, with 1 for no, with 2 when it cannot be told.
    """
    if golden_tables:
        for path in write(project):
            print(path)
        return
    match names or []:
        case []:
            raise typer.BadParameter("name a role, an external account or an object")
        case ["why", who, what]:
            _why(project, stack, (who, what, privilege.upper()), as_json=as_json)
        case ["why", *_]:
            raise typer.BadParameter("why takes two names: mesh access why ROLE OBJECT")
        case given:
            width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
            print(Questions(of_stack(project, stack), stack).shown(given, as_json=as_json, width=width))


def _why(project: Path, stack: str, asked: tuple[str, str, str], *, as_json: bool) -> None:
    """Print the answer, with an exit status of its own for no and for none, as `grep` has them."""
    try:
        answer = Questions(of_stack(project, stack), stack).why(*asked, as_json=as_json)
    except MeshError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(CANNOT) from None
    print(answer.text)
    if not answer.allowed:
        raise typer.Exit(NO)


def of_stack(project: Path, stack: str) -> Built:
    """The account that the project's program makes on a stack."""
    # The SDKs take a second to import, which only the commands that record pay.
    from components.recorder import record_program, stack_configuration

    settings = settings_of(project, stack)
    recording = record_program(project, stack, stack_configuration(project, stack))
    return build(plan(recording.resources), bootstrap(project), edition=settings.edition)


def bootstrap(project: Path) -> list[Statement]:
    """The statements by which a project's account is made ready for the first run; none where it has no such script."""
    path = project / BOOTSTRAP
    return parse.script(path.read_text(encoding="utf-8")) if path.is_file() else []


def write(project: Path) -> list[Path]:
    """Write the golden access table of each stack; the paths written."""
    written = []
    for stack in stacks(project):
        target = project / GOLDEN / f"access_{stack}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(golden(of_stack(project, stack), stack), encoding="utf-8")
        written.append(target)
    return written
