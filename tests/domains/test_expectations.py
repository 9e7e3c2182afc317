"""What the domains expect of their products holds on every stack: the program's own account, with the sample rows."""

from pathlib import Path

import pytest

import mesh
from components.recorder import record_program, stack_configuration
from mesh.account.resources.made import account_of
from mesh.expectations import check_expectations
from mesh.load import read
from mesh.settings import from_config
from sandbox.snowflake.account import BOOTSTRAP

REPOSITORY = Path(mesh.__file__).resolve().parent.parent
DOMAINS, _ = read(REPOSITORY / "domains")


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_products_show_what_their_teams_expect(stack: str) -> None:
    configuration = stack_configuration(REPOSITORY, stack)
    settings = from_config(configuration, environment=stack)
    recording = record_program(REPOSITORY, stack, configuration)
    account = account_of(recording.resources, BOOTSTRAP.read_text(encoding="utf-8"), settings.edition)
    found = check_expectations(REPOSITORY / "domains", DOMAINS, settings, account)
    assert [str(problem) for problem in found.problems] == []
    assert found.count > 0


def test_every_domain_ships_rows_and_expectations() -> None:
    for domain in DOMAINS:
        folder = REPOSITORY / "domains" / domain.name
        assert sorted(path.suffix for path in (folder / "samples").iterdir())
        assert (folder / "expectations.py").is_file()
