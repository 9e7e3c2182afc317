"""``mesh check`` and ``mesh codeowners``: what the domain files say, without an engine or an account."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from mesh.cli.project import Project
from mesh.codeowners import PATH, codeowners
from mesh.ending import today
from mesh.load import load, read, read_governance, unlisted_words
from mesh.problems import MeshError, counted
from mesh.settings import Settings, from_config
from mesh.stackfile import config_of
from sandbox.environment import stacks


def settings_of(project: Path, stack: str) -> Settings:
    """The settings in ``Pulumi.<stack>.yaml``. Raises MeshError for what is wrong in them."""
    path = project / f"Pulumi.{stack}.yaml"
    if not path.is_file():
        known = ", ".join(stacks(project)) or "none"
        raise typer.BadParameter(f"there is no stack '{stack}'; the stacks are: {known}")
    return from_config(config_of(path, f"stack {stack}"), environment=stack)


def check(
    stack: Annotated[str, typer.Option(help="Whose limits apply.")] = "dev",
    project: Project = Path(),
) -> None:
    """Check every domain file, and all domains together, against a stack's limits. Needs no account."""
    mesh = load(project / "domains", settings_of(project, stack), today())
    if forgotten := unlisted_words(project / "domains", mesh.domains):
        raise MeshError(forgotten)
    for warning in mesh.warnings:
        print(f"Soon: {warning}", file=sys.stderr)
    domains = counted(len(mesh.domains), "domain")
    products = counted(sum(len(domain.products) for domain in mesh.domains), "product")
    print(f"{domains} with {products} {'is' if len(mesh.domains) == 1 else 'are'} right for stack {stack}.")


def write_codeowners(
    project: Project = Path(),
) -> None:
    """Write .github/CODEOWNERS from the owners in the domain files. Needs no account."""
    domains, problems = read(project / "domains")
    if problems:
        raise MeshError(problems)
    path = project / PATH
    path.parent.mkdir(exist_ok=True)
    path.write_text(codeowners(domains, read_governance(project / "domains")), encoding="utf-8")
    print(f"{PATH} names the owners of {counted(len(domains), 'domain')}.")
