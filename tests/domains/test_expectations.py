"""What the domains expect of their products holds on every stack: the program's own account, with the sample rows."""

from functools import cache
from pathlib import Path

import pytest

import mesh
from mesh.account.account import Account
from mesh.account.effective import Built, LeftOut, Planned
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.cli import query as cli_query
from mesh.cli.access import of_stack
from mesh.cli.domains import settings_of
from mesh.expectations import check_expectations
from mesh.load import read
from mesh.problems import MeshError
from mesh.query import as_role, query
from mesh.settings import Settings

REPOSITORY = Path(mesh.__file__).resolve().parent.parent
DOMAINS, _ = read(REPOSITORY / "domains")


@cache
def made(stack: str) -> tuple[Settings, Account]:
    """A stack's settings, and the account that its program would make."""
    built = of_stack(REPOSITORY, stack)
    assert built.refused == ()
    return settings_of(REPOSITORY, stack), built.account


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_products_show_what_their_teams_expect(stack: str) -> None:
    settings, account = made(stack)
    found = check_expectations(REPOSITORY / "domains", DOMAINS, settings, account)
    assert [str(problem) for problem in found.problems] == []
    assert found.count > 0


def test_a_product_that_spark_writes_has_no_rows_here() -> None:
    """Its columns are in Glue, and what Spark wrote is not played."""
    _, account = made("prod")
    (product,) = [product for domain in DOMAINS for product in domain.products if product.written_by == "spark"]
    engineer = as_role(account, Name.of("TRACKING_ENGINEER"))
    name = product.name.upper()
    with pytest.raises(Refused, match="whose columns are kept in another catalog"):
        query(account, lambda _: [], engineer, f"SELECT * FROM tracking.{name}.{name}")


def test_every_domain_ships_rows_and_expectations() -> None:
    for domain in DOMAINS:
        folder = REPOSITORY / "domains" / domain.name
        assert sorted(path.suffix for path in (folder / "samples").iterdir())
        assert (folder / "expectations.py").is_file()


def test_nothing_is_expected_of_an_account_that_lacks_a_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    left_out = LeftOut(Planned("snowflake:index/view:View", "sessions", {}, "MESH_DEPLOY"), "003001 (42501): no right.")
    monkeypatch.setattr(cli_query, "of_stack", lambda *_: Built(Account(), frozenset(), (left_out,)))
    with pytest.raises(MeshError) as caught:
        cli_query.expect(stack="prod", project=REPOSITORY)
    assert str(caught.value) == (
        "1 problem:\nstack prod: resource sessions\n"
        "    found:   '003001 (42501): no right.'\n"
        "    allowed: what the account accepts at `pulumi up`\n"
        "    fix:     mend what the message names: "
        "what is expected cannot be checked on an account without this resource"
    )
