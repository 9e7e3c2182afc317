"""A hand that types SQL into an account of its own, and asks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mesh.account.account import Account
from mesh.account.effective import Access, Acting, Reach, acting
from mesh.account.identifiers import Name

Asked = Callable[..., Reach]


@pytest.fixture
def asked(worlds: Callable[..., Any]) -> Callable[[str], Asked]:
    """Run a script as OWNER; what comes back tells what a role (OWNER) or another one reaches of an object."""

    def run(script: str) -> Asked:
        world = worlds(role="OWNER")
        world.run(script)
        account: Account = world.account

        def reach(of: str, role: str = "OWNER", who: Acting | None = None) -> Reach:
            name = Name.sql(of)
            obj = account.at(("TABLE", name))
            assert obj is not None
            found = Access(account).on(who or acting(account, Name.of(role)), obj.kind, name)
            assert found is not None
            return found

        return reach

    return run
