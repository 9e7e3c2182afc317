"""``mesh sandbox``: an account of one's own on this machine, and the real Pulumi engine in front of it."""

from __future__ import annotations

import json
import shlex
import sys
import textwrap
import time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from sandbox import environment

app = typer.Typer(no_args_is_help=True, help="Play the Snowflake and AWS account on this machine.")


@app.command()
def env() -> None:
    """Print the exports that put a shell into the sandbox: eval "$(mesh sandbox env)"."""
    folder = environment.home()
    environment.prepare(folder)
    environment.initialise(folder)
    for name, value in environment.variables(folder).items():
        print(f"export {name}={shlex.quote(value)}")


@app.command()
def up(stack: Annotated[str, typer.Option(help="The stack to deploy.")] = "dev") -> None:
    """Deploy a stack into the sandbox with a real pulumi up, and say what is there then."""
    started = time.monotonic()
    folder = environment.home()
    environment.prepare(folder)
    environment.initialise(folder)
    done = environment.run(folder, "up", "--yes", "--stack", stack, "--suppress-outputs", "--suppress-progress")
    if done.returncode != 0:
        raise typer.Exit(done.returncode)
    outputs = environment.run(folder, "stack", "output", "--json", "--stack", stack, quiet=True)
    _summary(stack, json.loads(outputs.stdout)["domains"], time.monotonic() - started)


@app.command()
def show(
    kind: Annotated[
        str | None, typer.Option(help="One kind only, in Snowflake's word: warehouse, database role, …")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Only names that hold this text, in any case.")] = None,
) -> None:
    """List what is in the sandbox's Snowflake account."""
    from sandbox.snowflake.account import open_account

    with open_account(environment.home()) as account:
        found = account.show(kind=kind, name=name)
    table = Table("kind", "name", "owner", box=None)
    for item in found:
        table.add_row(item.kind, item.name.plain, item.owner.plain)
    Console().print(table)
    print(f"{len(found)} objects")


@app.command()
def sql(
    statements: Annotated[
        str, typer.Argument(help="One or more statements, separated by semicolons; - reads them from stdin.")
    ],
    role: Annotated[str, typer.Option(help="The role that asks.")] = "ACCOUNTADMIN",
) -> None:
    """Run SQL in the sandbox's Snowflake account, behind Pulumi's back. All of it is done, or nothing."""
    from sandbox.snowflake.account import open_account

    from mesh.account.refusal import Refused

    text = sys.stdin.read() if statements == "-" else statements
    try:
        with open_account(environment.home()) as account:
            answers = account.run(text, role=role)
    except Refused as refused:
        print(refused, file=sys.stderr)
        raise typer.Exit(1) from None
    for answer in answers:
        _print_answer(answer)


@app.command()
def aws(port: Annotated[int, typer.Option(help="The port on 127.0.0.1.")] = 5000) -> None:
    """Serve the sandbox's AWS account on 127.0.0.1 for any AWS client, until interrupted."""
    from sandbox.aws.server import serve

    serve(environment.home(), port)


@app.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Empty the sandbox: the account, the AWS state and every stack's state in it."""
    folder = environment.home()
    if not yes and not typer.confirm(f"Empty the sandbox in {folder}?"):
        raise typer.Exit(1)
    environment.empty(folder)
    environment.initialise(folder)
    print("The sandbox is empty.")


def _print_answer(answer: Any) -> None:
    """An answer as a table, or as its message when it has no rows."""
    if not answer.rows:
        print(answer.message)
        return
    table = Table(*answer.rows[0].keys(), box=None)
    for row in answer.rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console().print(table)


def _summary(stack: str, domains: dict[str, Any], seconds: float) -> None:
    """What was deployed, by domain, and what to try next. Plain lines, so that it reads the same in a log."""
    print(f"\nStack {stack} is up in the sandbox ({seconds:.0f} s). Nothing left this machine.\n")
    for name, domain in domains.items():
        prefix = f"{domain['database']}_"
        print(f"{name} ({domain['owner']})")
        for word, names in (
            ("database", [domain["database"]]),
            ("warehouses", [*domain["warehouses"].values()]),
            ("products", [*domain["products"].values()]),
            ("roles", [domain["roles"]["engineer"], *(f"…{role.removeprefix(prefix)}" for role in _others(domain))]),
            ("in AWS", [f"s3://{domain['bucket']}", f"Glue database {domain['glueDatabase']}"]),
        ):
            print(textwrap.fill(", ".join(names), 100, initial_indent=f"  {word:11}", subsequent_indent=" " * 13))
    print(
        f"""
Try next:
  source .venv/bin/activate
  mesh sandbox show --kind warehouse   what is in the account
  eval "$(mesh sandbox env)"           then plain pulumi works here: pulumi preview --stack {stack} --diff
  edit domains/tracking/__init__.py    another size, one reader more; and preview again"""
    )


def _others(domain: dict[str, Any]) -> list[str]:
    """The domain's functional roles but the engineer's."""
    return [role for function, role in domain["roles"].items() if function != "engineer"]
