"""``mesh check`` and ``mesh codeowners``: what the domain files say, without an engine or an account."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from mesh.cli.project import Project
from mesh.codeowners import PATH, codeowners
from mesh.ending import today
from mesh.load import load, read, read_governance
from mesh.problems import MeshError, Problem, counted
from mesh.settings import Settings, from_config
from sandbox.environment import stacks


def settings_of(project: Path, stack: str) -> Settings:
    """The settings in ``Pulumi.<stack>.yaml``. Raises MeshError for what is wrong in them."""
    path = project / f"Pulumi.{stack}.yaml"
    if not path.is_file():
        known = ", ".join(stacks(project)) or "none"
        raise typer.BadParameter(f"there is no stack '{stack}'; the stacks are: {known}")
    try:
        config: dict[str, Any] = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("config") or {}
    except yaml.YAMLError as error:
        raise MeshError([_not_yaml(stack, path.name, error)]) from error
    return from_config(config, environment=stack)


def _not_yaml(stack: str, file: str, error: yaml.YAMLError) -> Problem:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    where = f"{file}, line {mark.line + 1}" if mark else file
    said = error.problem if isinstance(error, yaml.MarkedYAMLError) else str(error)
    return Problem(f"stack {stack}", where, said, "YAML", "mend the line that it names, or the one before it")


def check(
    stack: Annotated[str, typer.Option(help="Whose limits apply.")] = "dev",
    project: Project = Path(),
) -> None:
    """Check every domain file, and all domains together, against a stack's limits. Needs no account."""
    mesh = load(project / "domains", settings_of(project, stack), today())
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
