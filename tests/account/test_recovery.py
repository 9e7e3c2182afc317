"""What docs/recovery.md says of data that is gone, with a table that has rows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from components.recorder import stack_configuration
from mesh import Column, Domain, Governance, Layer, Product, Warehouse
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.sql import parse
from mesh.review.likeness import differences
from mesh.review.recording import Resources
from mesh.review.steps import steps
from tests.any_mesh.deployment import ADMINISTRATOR, play, prepared, recorded, registered
from tests.any_mesh.losses import filled
from tests.any_mesh.meshes import REPOSITORY, Mesh, accepted

BLOCK: Final = re.compile(r"```sql\n(.*?)```", re.DOTALL)
NOT_IN_THE_SANDBOX: Final = ("INSERT ", "CREATE TABLE ")
SESSIONS: Final = Name.of("TRACKING", "CORE", "SESSIONS")


def mesh(product: str = "sessions", *, transient: bool = False) -> Mesh:
    domain = Domain(
        "tracking",
        owner="team@example.com",
        description="d",
        warehouses=[Warehouse("load")],
        core=Layer(transient=transient),
        products=[Product(product, description="d", columns=[Column("id", "VARCHAR")])],
    )
    configuration = {**stack_configuration(REPOSITORY, "prod"), "datamesh:kafkaPublicKeys": json.dumps({})}
    found = accepted([domain], Governance(owner="team@example.com", description="d"), "prod", configuration)
    assert found is not None
    return found


def there_and_back(one: Mesh, other: Mesh) -> tuple[Account, Account]:
    """The account with rows, and after an edit that loses them and is taken back."""
    sides: list[Resources] = [registered(recorded(each), 0) for each in (one, other)]
    account = filled(play(prepared(one, other), steps((), sides[0])))
    after = play(play(account.fork(), steps(*sides)), steps(sides[1], sides[0]))
    lost = after.get("TABLE", SESSIONS)
    assert lost is not None
    assert lost.contents == 0
    return account, after


def documented(account: Account, about: str) -> None:
    """Run the statements in the page that begin with this one."""
    page = (Path(REPOSITORY) / "docs" / "recovery.md").read_text(encoding="utf-8")
    (block,) = (found for found in BLOCK.findall(page) if found.startswith(about))
    for line in block.splitlines():
        if not line.startswith(NOT_IN_THE_SANDBOX):
            statement = parse.parse(line)
            account.execute(statement, ADMINISTRATOR)


def rows(account: Account, *name: str) -> int:
    table = account.get("TABLE", Name.of(*name))
    assert table is not None
    return table.contents


def test_the_rows_of_a_product_that_was_taken_away() -> None:
    before, after = there_and_back(mesh(), mesh("visits"))
    documented(after, "ALTER TABLE")
    assert rows(after, "TRACKING", "CORE", "SESSIONS") == rows(before, "TRACKING", "CORE", "SESSIONS")
    assert differences(after, before) == []


def test_the_rows_of_a_layer_that_was_made_anew() -> None:
    before, after = there_and_back(mesh(), mesh(transient=True))
    empty = after.fork()
    documented(after, "ALTER SCHEMA")
    assert rows(after, "TRACKING", "CORE_BEFORE", "SESSIONS") == rows(before, "TRACKING", "CORE", "SESSIONS")
    told = [each for each in differences(after, empty) if "CORE_BEFORE" not in each and "CORE_OF_THE_EDIT" not in each]
    assert told == []
