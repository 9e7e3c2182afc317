"""The domains that ship: readable, described, and right on every stack."""

from datetime import date
from pathlib import Path

import pytest

import mesh
from components.recorder import stack_configuration
from mesh import Domain, Product, Table, Warehouse
from mesh.check import check
from mesh.load import read, read_governance
from mesh.settings import from_config

REPOSITORY = Path(mesh.__file__).resolve().parent.parent
DOMAINS, PROBLEMS = read(REPOSITORY / "domains")
GOVERNANCE = read_governance(REPOSITORY / "domains")


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_no_stack_has_anything_to_say_against_them(stack: str) -> None:
    settings = from_config(stack_configuration(REPOSITORY, stack), environment=stack)
    assert [
        str(problem)
        for problem in (*PROBLEMS, *check(DOMAINS, settings, today=date(2026, 12, 1), governance=GOVERNANCE))
    ] == []


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_everything_is_described(domain: Domain) -> None:
    tables: list[Table | Product] = [*domain.landing_tables, *domain.products]
    words: list[Warehouse | Table | Product] = [*domain.warehouses, *tables]
    assert [word.name for word in words if not word.description] == []
    assert [column.name for table in tables for column in table.columns if not column.description] == []


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_a_file_is_read_in_a_few_minutes(domain: Domain) -> None:
    lines = (REPOSITORY / "domains" / domain.name / "__init__.py").read_text().splitlines()
    assert len(lines) < 120


def test_clicks_arrive_and_are_offered_as_json() -> None:
    (tracking,) = [domain for domain in DOMAINS if domain.name == "tracking"]
    (clicks,) = tracking.landing_tables
    assert {column.name: column.type for column in clicks.columns} == {
        "record_metadata": "VARIANT",
        "record_content": "VARIANT",
    }
    clickstream = next(product for product in tracking.products if product.name == "clickstream")
    assert "VARIANT" in [column.type for column in clickstream.columns]
