"""The ``mesh`` command: what a person asks of the mesh and of its sandbox besides ``pulumi`` itself."""

from __future__ import annotations

import sys

import typer

from mesh.account.identifiers import BadIdentifier
from mesh.account.refusal import Refused
from mesh.cli import access, domains, kafka, new, query, recovery, review, sandbox
from mesh.problems import MeshError
from sandbox.environment import SandboxError
from sandbox.plugin import PluginError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The data mesh: begin and check its domains, say who reaches what and what a change does, recover a killed "
    "run, and play its account on this machine.",
)
app.add_typer(sandbox.app, name="sandbox")
app.add_typer(kafka.app, name="kafka")
app.add_typer(new.app, name="new")
app.command("access")(access.access)
app.command("check")(domains.check)
app.command("codeowners")(domains.write_codeowners)
app.command("expect")(query.expect)
app.command("query")(query.query)
app.command("recover")(recovery.recover)
app.command("review")(review.review)


def main() -> None:
    """Entry point. What a person can mend is told on stderr, without a traceback, and exits with 1."""
    try:
        app()
    except (MeshError, SandboxError, PluginError, Refused, BadIdentifier) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
