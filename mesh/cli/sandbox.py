"""``mesh sandbox``: an account of one's own on this machine, and the real Pulumi engine in front of it."""

from __future__ import annotations

import json
import shlex
import sys
import textwrap
import time
from collections.abc import Mapping
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.parts import Column
from mesh.account.records import Object
from mesh.cli.domains import settings_of
from mesh.cli.identity import play_identity_provider
from mesh.cli.output import print_table
from mesh.ending import today
from mesh.load import load as load_mesh
from mesh.problems import MeshError, counted, nearest
from mesh.settings import Settings
from sandbox import environment

app = typer.Typer(no_args_is_help=True, help="Play the Snowflake and AWS account on this machine.")


_NOT_UP: Final = """
Stack {stack} is not up: what is wrong stands above.
  the run was interrupted: the same command goes on where it stopped
  the run was killed:      mesh recover --stack {stack}, and then the same command"""


class Edition(StrEnum):
    """The editions of a Snowflake account."""

    STANDARD = "STANDARD"
    ENTERPRISE = "ENTERPRISE"
    BUSINESS_CRITICAL = "BUSINESS_CRITICAL"


@app.command()
def env() -> None:
    """Print the exports that put a shell into the sandbox: eval "$(mesh sandbox env)"."""
    folder = _ready(environment.home())
    for name, value in environment.variables(folder).items():
        print(f"export {name}={shlex.quote(value)}")


@app.command()
def up(stack: Annotated[str, typer.Option(help="The stack to deploy.")] = "dev") -> None:
    """Deploy a stack into the sandbox with a real pulumi up, and say what is there then."""
    started = time.monotonic()
    # What is wrong with the files is told at once, and not after the engine has begun.
    load_mesh(environment.REPOSITORY / "domains", settings_of(environment.REPOSITORY, stack), today())
    folder = _ready(environment.home())
    options = ("--policy-pack", str(environment.REPOSITORY / "policies"), "--suppress-outputs", "--suppress-progress")
    done = environment.run(folder, "up", "--yes", "--stack", stack, *options)
    if done.returncode != 0:
        print(_NOT_UP.format(stack=stack), file=sys.stderr)
        raise typer.Exit(done.returncode)
    outputs = environment.run(folder, "stack", "output", "--json", "--stack", stack, quiet=True)
    _summary(stack, json.loads(outputs.stdout)["domains"], time.monotonic() - started)


@app.command()
def show(
    kind: Annotated[
        str | None, typer.Option(help="One kind only, in Snowflake's word: warehouse, database role, …")
    ] = None,
    name: Annotated[str, typer.Option(help="Only names that hold this text, in any case.")] = "",
) -> None:
    """List what is in the sandbox's Snowflake account."""
    from mesh.account.kinds import KINDS
    from sandbox.snowflake.account import open_account

    if kind and kind.upper() not in KINDS:
        meant = nearest(kind, KINDS)
        raise typer.BadParameter(
            f"Snowflake has no kind '{kind}' that the sandbox knows"
            + (f"; did you mean '{meant.lower()}'?" if meant else f". It knows: {', '.join(sorted(KINDS)).lower()}")
        )
    with closing(open_account(environment.home())) as account:
        found = account.show(kind.upper() if kind else None, name)
    print_table(["kind", "name", "owner"], [[item.kind, item.name.plain, item.owner.plain] for item in found])
    print(counted(len(found), "object"))


@app.command()
def sql(
    statements: Annotated[
        str, typer.Argument(help="One or more statements, separated by semicolons; - reads them from stdin.")
    ],
    role: Annotated[str, typer.Option(help="The role that asks.")] = "ACCOUNTADMIN",
) -> None:
    """Run SQL in the sandbox's Snowflake account, behind Pulumi's back. All of it is done, or nothing."""
    from mesh.account.session import Session
    from sandbox.snowflake.account import open_account, run_script

    text = sys.stdin.read() if statements == "-" else statements
    if text.split(maxsplit=1)[:1] and text.split(maxsplit=1)[0].upper() in ("SELECT", "WITH"):
        raise typer.BadParameter('rows are asked for as somebody: mesh query --as ROLE "SELECT …"')
    with closing(open_account(environment.home())) as account, account.transaction() as state:
        answers = run_script(state, text, Session(Name.sql(role)))
    for answer in answers:
        _print_answer(answer)


@app.command()
def load(
    domain: Annotated[str, typer.Argument(help="One domain only.")] = "",
    stack: Annotated[str, typer.Option(help="The stack whose tables are filled.")] = "dev",
    project: Annotated[
        Path, typer.Option(help="The folder with Pulumi.yaml.", show_default="that of this repository")
    ] = environment.REPOSITORY,
) -> None:
    """Fill the sandbox's tables with the domains' sample rows, in place of the rows that they have."""
    from mesh.samples import Samples, read_samples
    from sandbox.snowflake.account import open_account

    settings, folder = settings_of(project, stack), project / "domains"
    with closing(open_account(environment.home())) as account:
        found: list[Samples] = []
        written: dict[Name, tuple[Column, ...]] = {}
        for name in _with_samples(folder, domain):
            lake = _written(folder, name, settings, account.current())
            found.append(read_samples(folder, name, settings, account.current(), lake))
            written |= {table.name: table.columns for table in lake.values() if table.name in found[-1].rows}
        problems = [problem for samples in found for problem in samples.problems]
        if problems:
            raise MeshError(problems)
        rows = {table: each for samples in found for table, each in samples.rows.items()}
        account.fill(rows, written)
    print_table(["table", "rows"], [[table.plain, str(len(each))] for table, each in rows.items()])


def _written(folder: Path, domain: str, settings: Settings, account: Account) -> Mapping[str, Object]:
    """The tables of a domain's lake products, if it has rows for any."""
    from mesh.lake_samples import written_tables
    from mesh.load import read
    from mesh.samples import LAKE, files_of

    if not any(path.name.startswith(f"{LAKE}.") for path in files_of(folder, domain)):
        return {}
    domains, problems = read(folder, only=[domain])
    if problems:
        raise MeshError(problems)
    return {port: table for each in domains for port, table in written_tables(each, settings, account).items()}


def _with_samples(folder: Path, domain: str) -> list[str]:
    """The folders that have sample rows, or the one that was asked for."""
    from mesh.sample_rows import FOLDER

    known = sorted(path.parent.name for path in folder.glob(f"*/{FOLDER}"))
    if domain and domain not in known:
        raise typer.BadParameter(f"there are no samples of '{domain}'; there are some of: {', '.join(known)}")
    return [domain] if domain else known


@app.command()
def aws(
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1; 0 takes a free one.", min=0, max=65_535)] = 5000,
    account: Annotated[str, typer.Option(help="The AWS account, where the stacks have several.")] = "",
) -> None:
    """Serve the sandbox's AWS account on 127.0.0.1 for any AWS client, until interrupted."""
    from sandbox.aws.server import serve

    serve(environment.home(), port, account)


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    edition: Annotated[Edition, typer.Option(help="Edition of the new Snowflake account.")] = Edition.ENTERPRISE,
) -> None:
    """Empty the sandbox: the account, the AWS state and every stack's state in it."""
    from sandbox.snowflake.account import open_account

    folder = environment.home()
    if not yes and not typer.confirm(f"Empty the sandbox in {folder}?"):
        raise typer.Exit(1)
    environment.empty(folder)
    open_account(folder, edition.value).close()
    _ready(folder)
    print(f"The sandbox is empty: a new account of {edition.value.replace('_', ' ').title()} Edition.")


def _ready(folder: Path) -> Path:
    """The sandbox's folder with all that a stack expects to be there before it."""
    environment.prepare(folder)
    environment.initialise(folder)
    play_identity_provider(folder, environment.REPOSITORY)
    return folder


def _print_answer(answer: Any) -> None:
    """An answer as a table, or as its message when it has no rows."""
    if not answer.rows:
        print(answer.message)
        return
    rows = [["" if value is None else str(value) for value in row.values()] for row in answer.rows]
    print_table([*answer.rows[0]], rows)


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
    load = "mesh sandbox load" if stack == "dev" else f"mesh sandbox load --stack {stack}"
    print(
        f"""
Try next:
  source .venv/bin/activate
  mesh sandbox show --kind warehouse   what is in the account
  {load:35}  a few rows for every table; then: mesh query --as ROLE "SELECT …"
  eval "$(mesh sandbox env)"           then plain pulumi works here: pulumi preview --stack {stack} --diff
  edit domains/tracking/__init__.py    another size, one reader more; and preview again"""
    )


def _others(domain: dict[str, Any]) -> list[str]:
    """The domain's functional roles but the engineer's."""
    return [role for function, role in domain["roles"].items() if function != "engineer"]
