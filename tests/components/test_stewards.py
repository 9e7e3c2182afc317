"""Whoever keeps the mapping tables can do so: from the identity provider's role to the row, with a warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest

from mesh.account.account import Account
from mesh.account.effective import Access, acting
from mesh.account.identifiers import Name
from mesh.cli.access import of_stack

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = Name.of("DEV_GOVERNANCE", "MAPPINGS", "BRAND_ACCESS")
WAREHOUSE = Name.of("DEV_GOVERNANCE_STEWARD")


@pytest.fixture(scope="module")
def account() -> Account:
    """The account that the pilot makes on dev, with roles of the identity provider."""
    built = of_stack(REPOSITORY, "dev")
    assert built.refused == ()
    return built.account


@pytest.mark.parametrize("role", ["DEV_GOVERNANCE_STEWARD", "IDP_DATA_STEWARDS", "SYSADMIN"])
def test_stewards_change_the_rows_of_a_mapping_table(account: Account, role: str) -> None:
    access, who = Access(account), acting(account, Name.of(role))
    for privilege in ("DELETE", "INSERT", "SELECT", "UPDATE"):
        assert access.may(who, privilege, "TABLE", TABLE).allowed
    assert access.may(who, "USAGE", "WAREHOUSE", WAREHOUSE).allowed


@pytest.mark.parametrize("role", ["DEV_TRACKING_ENGINEER", "IDP_DATA_MEDIA", "PUBLIC"])
def test_others_do_not(account: Account, role: str) -> None:
    access, who = Access(account), acting(account, Name.of(role))
    assert not access.may(who, "INSERT", "TABLE", TABLE).allowed
    assert not access.may(who, "SELECT", "TABLE", TABLE).allowed
    assert not access.may(who, "USAGE", "WAREHOUSE", WAREHOUSE).allowed


def test_stewards_see_no_data_of_the_domains(account: Account) -> None:
    reached = Access(account).of(acting(account, Name.of("IDP_DATA_STEWARDS")))
    assert {item.name.parts[0] for item in reached} == {"DEV_GOVERNANCE", "DEV_GOVERNANCE_STEWARD"}


def test_their_warehouse_is_small_and_watched(account: Account) -> None:
    warehouse = account.get("WAREHOUSE", WAREHOUSE)
    assert warehouse is not None
    stated = {key: str(value) for key, value in warehouse.options.items()}
    chosen = ("RESOURCE_MONITOR", "WAREHOUSE_SIZE", "AUTO_SUSPEND")
    assert [stated[key].strip('"') for key in chosen] == ["DEV_GOVERNANCE_MONITOR", "XSMALL", "60"]
