"""The domains that ship: readable, described, and right on every stack."""

import ast
from dataclasses import is_dataclass
from datetime import date
from pathlib import Path

import pytest

import mesh
from components.recorder import stack_configuration
from mesh import Domain, Problem, Product, ProductTable, Table, Warehouse
from mesh.check import check
from mesh.ingest import landing_tables
from mesh.load import read, read_governance
from mesh.settings import from_config

LINES_A_MINUTE = 30
REPOSITORY = Path(mesh.__file__).resolve().parent.parent
DOMAINS, PROBLEMS = read(REPOSITORY / "domains")
GOVERNANCE = read_governance(REPOSITORY / "domains")


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_no_stack_has_anything_to_say_against_them(stack: str) -> None:
    settings = from_config(stack_configuration(REPOSITORY, stack), environment=stack)
    assert [
        str(problem)
        for problem in (*PROBLEMS, *check(DOMAINS, settings, governance=GOVERNANCE, today=date(2026, 12, 1)))
    ] == []


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_everything_is_described(domain: Domain) -> None:
    ports = [port for product in domain.products for port in product.ports]
    tables: list[Table | ProductTable] = [*landing_tables(domain), *ports]
    words: list[Warehouse | Table | Product | ProductTable] = [*domain.warehouses, *domain.products, *tables]
    assert [word.name for word in words if not word.description] == []
    assert [column.name for table in tables for column in table.columns if not column.description] == []


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_a_file_is_read_in_a_few_minutes(domain: Domain) -> None:
    lines = (REPOSITORY / "domains" / domain.name / "__init__.py").read_text().splitlines()
    assert len(lines) <= 5 * LINES_A_MINUTE


def test_every_word_is_used() -> None:
    """Whoever looks for an example of a word finds one."""
    files = (REPOSITORY / "domains").rglob("*.py")
    calls = (node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    used = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    words = {name for name in mesh.__all__ if is_dataclass(getattr(mesh, name))} - {Problem.__name__}
    assert words - used == set()


def test_every_reader_has_a_purpose() -> None:
    readers = [reader for domain in DOMAINS for product in domain.products for reader in product.subscribers]
    assert readers
    assert all(reader.purpose for reader in readers)


def test_clicks_arrive_and_are_offered_as_json() -> None:
    (tracking,) = [domain for domain in DOMAINS if domain.name == "tracking"]
    (clicks,) = landing_tables(tracking)
    assert {column.name: column.type for column in clicks.columns} == {
        "record_metadata": "VARIANT",
        "record_content": "VARIANT",
    }
    clickstream = next(product for product in tracking.products if product.name == "clickstream")
    assert "VARIANT" in [column.type for column in clickstream.columns]
