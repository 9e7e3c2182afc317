"""``mesh kafka``: what the people who run Kafka Connect need of the mesh."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from mesh.cli.domains import settings_of
from mesh.cli.project import Project
from mesh.ending import today
from mesh.kafka import connector as configuration
from mesh.load import load

app = typer.Typer(no_args_is_help=True, help="The Kafka connectors that fill the landing tables.")


# With a single command typer would leave out its name.
@app.callback()
def _kafka() -> None:
    pass


@app.command()
def connector(
    domain: Annotated[str, typer.Argument(help="The domain whose ingests it reads.")],
    stack: Annotated[str, typer.Option(help="Which account it writes to.")] = "dev",
    project: Project = Path(),
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead of printing it.")] = None,
) -> None:
    """Print a domain's connector as Kafka Connect takes it. The private key is a reference to a file of its workers."""
    settings = settings_of(project, stack)
    domains = {each.name: each for each in load(project / "domains", settings, today()).domains}
    readers = [name for name, each in domains.items() if each.kafka_ingests]
    if domain not in readers:
        raise typer.BadParameter(f"'{domain}' has no ingest from Kafka; those that have: {', '.join(readers)}")
    text = json.dumps(configuration(domains[domain], settings), indent=2) + "\n"
    if output is None:
        print(text, end="")
    else:
        output.write_text(text, encoding="utf-8")
