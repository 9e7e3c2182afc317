"""The documents say what is true today."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from components.recorder import stack_configuration
from mesh.load import load, read
from mesh.problems import MeshError
from mesh.settings import from_config
from scripts import configuration_table, words_table

REPOSITORY = Path(__file__).resolve().parent.parent
PAGES = [
    *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]


def test_the_table_of_settings_is_what_the_program_reads() -> None:
    text = configuration_table.PAGE.read_text(encoding="utf-8")
    assert configuration_table.page(text) == text


def test_the_table_of_words_is_what_the_words_say() -> None:
    text = words_table.PAGE.read_text(encoding="utf-8")
    assert words_table.page(text) == text, "run: python -m scripts.words_table"


def test_the_smallest_domain_is_a_domain(tmp_path: Path) -> None:
    (example,) = re.findall(r'```python\n("""Weather.*?)```', (REPOSITORY / "README.md").read_text(), re.DOTALL)
    for name, text in {
        "weather": example,
        **{
            name: (REPOSITORY / f"domains/{name}/__init__.py").read_text()
            for name in ("customer", "governance", "tracking")
        },
    }.items():
        (tmp_path / "domains" / name).mkdir(parents=True)
        (tmp_path / "domains" / name / "__init__.py").write_text(text)
    settings = from_config(stack_configuration(REPOSITORY, "dev"), environment="dev")
    (weather,) = [
        domain for domain in load(tmp_path / "domains", settings, date(2026, 12, 1)).domains if domain.name == "weather"
    ]
    assert [product.name for product in weather.products] == ["forecast"]


def test_the_mistakes_of_the_readme_are_told_as_it_says(tmp_path: Path) -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r'```python\n("""Weather.*?)```', text, re.DOTALL)
    (told,) = re.findall(r"```\n(2 problems:.*?)\n```", text, re.DOTALL)
    wrong = example.replace('"hour", "TIMESTAMP_', '"hour", "TIMESTAP_')
    wrong = wrong.replace('Warehouse("transform")', 'Warehouse("transform", size="HUGE")')
    (tmp_path / "weather").mkdir()
    (tmp_path / "weather" / "__init__.py").write_text(wrong, encoding="utf-8")
    assert str(MeshError(read(tmp_path)[1])) == told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_files_that_are_named_exist(page: Path) -> None:
    named = re.findall(r"`((?:mesh|components|domains|sandbox|scripts|tests|policies|docs)/[\w./]+)`", page.read_text())
    assert [name for name in named if not (REPOSITORY / name).exists() and "weather" not in name] == []
