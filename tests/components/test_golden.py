"""The golden access tables are those of the program as it stands; `make golden` writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from mesh.cli import access, app
from mesh.report.golden import golden

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_golden_table_is_what_the_program_gives(stack: str) -> None:
    path = REPOSITORY / access.GOLDEN / f"access_{stack}.txt"
    built = access.of_stack(REPOSITORY, stack)
    assert built.refused == ()
    assert golden(built, stack) == path.read_text(encoding="utf-8"), "run: make golden, and read the difference"


def test_the_command_asks_and_writes(project: Path) -> None:
    runner = CliRunner()
    command = ["access", "--project", str(project)]
    asked = runner.invoke(app, [*command, "CUSTOMER_READER"])
    assert "VIEW TRACKING.SESSIONS.SESSIONS" in asked.output
    why = runner.invoke(app, [*command, "why", "CUSTOMER_READER", "TRACKING.SESSIONS.SESSIONS", "--json"])
    assert (why.exit_code, '"allowed": true' in why.output) == (0, True)
    for form in ([], ["--json"]):
        no = runner.invoke(app, [*command, "why", "TRACKING_LOADER", "CUSTOMER.CONTACT.PEOPLE", *form])
        assert (no.exit_code, "does not exist or not authorized" in no.output) == (1, True)
    cannot = runner.invoke(app, [*command, "why", "TRACKING_LOADR", "CUSTOMER.CONTACT.PEOPLE"])
    assert (cannot.exit_code, "did you mean TRACKING_LOADER?" in cannot.output) == (2, True)
    written = runner.invoke(app, [*command, "--golden"])
    assert written.output.split() == [str(project / access.GOLDEN / f"access_{stack}.txt") for stack in ("dev", "prod")]
    nothing = runner.invoke(app, command)
    assert nothing.exit_code == 2
