"""``mesh query`` and ``mesh expect``: what somebody sees of the data."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from mesh.account.account import Account
from mesh.account.effective import LeftOut
from mesh.account.identifiers import Name
from mesh.cli.access import of_stack
from mesh.cli.domains import settings_of
from mesh.cli.output import print_table
from mesh.cli.project import Project
from mesh.problems import MeshError, Problem, counted
from sandbox import environment


def query(
    statement: Annotated[str, typer.Argument(help="One SELECT in Snowflake's SQL.")],
    role: Annotated[str, typer.Option("--as", help="The primary role that asks.")] = "",
    secondary: Annotated[
        str, typer.Option(help="Secondary roles: none, all that --user has, or names with commas between.")
    ] = "none",
    user: Annotated[str, typer.Option(help="The user whose roles --secondary all activates.")] = "",
    consumer: Annotated[
        str, typer.Option("--as-account", help="ORGANIZATION.ACCOUNT that reads through its shares.")
    ] = "",
    home: Annotated[str, typer.Option("--in", help="Current database, or database and schema.")] = "",
) -> None:
    """Run a query on the sandbox's rows, as a role or as a share's consumer: rights, row access and masks apply."""
    from mesh.query import query as answer
    from sandbox.snowflake.account import open_account

    with closing(open_account(environment.home())) as account:
        now = account.current()
        reader = _reader(now, role, secondary, user, consumer)
        found = answer(now, account.rows, reader, statement, home=Name.sql(home) if home else Name(()))
        empty = not found.rows and not any(account.rows(table) for table in now.objects("TABLE"))
    print_table(found.columns, [[_shown(value) for value in row] for row in found.rows])
    print(counted(len(found.rows), "row"))
    if empty:
        print("No table has rows yet: mesh sandbox load", file=sys.stderr)


def _reader(account: Account, role: str, secondary: str, user: str, consumer: str) -> Any:
    """Who asks, from the options of the command."""
    from mesh.query import as_account, as_role, as_user

    if bool(role) == bool(consumer):
        raise typer.BadParameter("say who asks: either --as ROLE or --as-account ORGANIZATION.ACCOUNT")
    if consumer:
        return as_account(account, Name.sql(consumer))
    word = secondary.lower()
    if (word == "all") != bool(user):
        raise typer.BadParameter("--secondary all activates what is granted to a user: give --user with it")
    if word == "all":
        return as_user(account, Name.sql(user), Name.sql(role))
    others = () if word == "none" else tuple(Name.sql(each.strip()) for each in secondary.split(","))
    return as_role(account, Name.sql(role), others)


def _shown(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refused(stack: str, left_out: LeftOut) -> Problem:
    return Problem(
        f"stack {stack}",
        f"resource {left_out.resource.name}",
        left_out.reason,
        "what the account accepts at `pulumi up`",
        "mend what the message names: what is expected cannot be checked on an account without this resource",
    )


def expect(
    stack: Annotated[str, typer.Option(help="The stack whose names and edition hold.")] = "dev",
    project: Project = Path(),
) -> None:
    """Check what the domains expect of their products on the sample rows. Needs no engine and no account."""
    from mesh.ending import today
    from mesh.expectations import check_expectations
    from mesh.load import load

    settings = settings_of(project, stack)
    mesh = load(project / "domains", settings, today())
    built = of_stack(project, stack)
    if built.refused:
        raise MeshError(_refused(stack, each) for each in built.refused)
    found = check_expectations(project / "domains", mesh.domains, settings, built.account)
    if found.problems:
        raise MeshError(found.problems)
    hold = "holds" if found.count == 1 else "hold"
    domains = counted(len(mesh.domains), "domain")
    print(f"{counted(found.count, 'expectation')} of {domains} {hold} on stack {stack}.")
