"""``mesh new``: a domain to begin with. Needs no engine and no account."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from mesh.cli import access
from mesh.cli.domains import settings_of
from mesh.cli.project import Project
from mesh.codeowners import PATH, codeowners
from mesh.ending import today
from mesh.load import read_governance
from mesh.model import Domain
from mesh.problems import MeshError, Problem
from mesh.scaffold import flags
from mesh.scaffold.files import beside, files, taken
from sandbox.environment import stacks

app = typer.Typer(no_args_is_help=True, help="Begin something new: a domain.")

_COLUMN: Final = 'NAME TYPE, "key" or "not null" if it is so, ": DESCRIPTION"; as in "place VARCHAR key: Where it is"'
_READER: Final = 'another domain that may read it, and what for; as in "tracking: Visits by weather"'
_WAREHOUSE: Final = 'NAME, SIZE unless XSMALL, ": DESCRIPTION"; as in "transform SMALL: dbt, every hour"'

_NEXT: Final = """
Next
  1. Read domains/{name}/__init__.py; make the sample rows and expectations say what matters. No real data.
  2. mesh check && mesh expect
  3. eval "$(mesh sandbox env)" && pulumi preview --stack dev
  4. Ask the governance team for the identity roles of your team (domains/governance/), which give people its roles.
  5. make golden after each change, make test, commit, open a pull request."""


# With a single command typer would leave out its name.
@app.callback()
def _new() -> None:
    pass


@app.command("domain")
def new_domain(
    name: Annotated[str, typer.Argument(help="Its name: lower-case letters, digits, underscores.")],
    owner: Annotated[str, typer.Option(help="E-mail address of the team.")] = "",
    description: Annotated[str, typer.Option(help="What the domain is about, for a stranger.")] = "",
    warehouse: Annotated[list[str] | None, typer.Option(help=f"{_WAREHOUSE}. May be repeated.")] = None,
    product: Annotated[str, typer.Option(help="Name of its first data product.")] = "",
    product_description: Annotated[str, typer.Option(help="What one row of the product is.")] = "",
    column: Annotated[list[str] | None, typer.Option(help=f"{_COLUMN}. May be repeated.")] = None,
    reader: Annotated[list[str] | None, typer.Option(help=f"{_READER}. May be repeated.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing, on a terminal too.")] = False,
    project: Project = Path(),
) -> None:
    """Write a domain's folder, its line in CODEOWNERS and the access tables; a terminal is asked for the rest."""
    given = {"owner": owner, "description": description, "product": product, "product-description": product_description}
    lists = {"warehouse": warehouse or [], "column": column or [], "reader": reader or []}
    if not yes and sys.stdin.isatty():
        _refuse(_wrong(project, name, given, lists))  # before the first question
        given, lists = _asked(name, given, lists)
    _refuse([*flags.missing(name, given), *_wrong(project, name, given, lists)])
    domain = _made(name, given, lists)
    domains = beside(project / "domains", domain, [settings_of(project, stack) for stack in stacks(project)], today())
    print("Wrote")
    for path in _write(project, domain, domains):
        print(f"  {path.relative_to(project).as_posix()}")
    print(_NEXT.format(name=name))


def _made(name: str, given: Mapping[str, str], lists: Mapping[str, list[str]]) -> Domain:
    return Domain(
        name,
        owner=given["owner"].strip(),
        description=flags.line(given["description"]),
        warehouses=list(flags.warehouses(lists["warehouse"])),
        products=[flags.product(given["product"], given["product-description"], lists["column"], lists["reader"])],
    )


def _wrong(project: Path, name: str, given: Mapping[str, str], lists: Mapping[str, list[str]]) -> Iterator[Problem]:
    """Tell what is wrong with what was given, whatever is missing."""
    try:
        _made(name, flags.filled(given), lists)
    except MeshError as error:
        yield from error.problems
    else:
        yield from taken(project / "domains", name)


def _refuse(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise MeshError(found)


def _write(project: Path, domain: Domain, domains: Iterable[Domain]) -> Iterator[Path]:
    """Write the files of a new domain and those that tell of all domains, and yield the path of each."""
    folder = project / "domains"
    for name, content in files(domain).items():
        path = folder / domain.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
        yield path
    owners = project / PATH
    owners.parent.mkdir(exist_ok=True)
    owners.write_text(codeowners(domains, read_governance(folder)), encoding="utf-8")
    yield owners
    yield from access.write(project)


def _asked(
    name: str, given: Mapping[str, str], lists: Mapping[str, list[str]]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What was given, with answers for the rest; and the command that gives it all."""
    answers, many = dict(given), dict(lists)
    for option, (what, example) in flags.NEEDED.items():
        while not answers[option].strip():
            answers[option] = typer.prompt(f"{option}: {what}, as in {example.format(name=name)}\n ", default="")
    for option, what in {"warehouse": _WAREHOUSE, "column": _COLUMN, "reader": _READER}.items():
        many[option] = many[option] or list(_until_empty(f"{option}: {what}; empty when there are no more\n "))
    print("\nThe same without questions:\n  " + shlex.join(_command(name, answers, many)) + "\n")
    return answers, many


def _until_empty(question: str) -> Iterator[str]:
    while answer := typer.prompt(question, default="", show_default=False).strip():
        yield answer


def _command(name: str, given: Mapping[str, str], lists: Mapping[str, Iterable[str]]) -> Iterator[str]:
    yield from ("mesh", "new", "domain", name, "--yes")
    for option, value in given.items():
        yield from (f"--{option}", value) if value else ()
    for option, values in lists.items():
        for value in values:
            yield from (f"--{option}", value)
