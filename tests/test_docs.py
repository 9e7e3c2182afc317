"""The documents say what is true today."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import date
from inspect import signature
from pathlib import Path
from typing import Any, Final, get_args

import pytest
import typer.main
import yaml
from typer.testing import CliRunner

from components.recorder import stack_configuration
from mesh.cli import access, app
from mesh.load import load, read
from mesh.mask_types import MaskKind
from mesh.names import Names
from mesh.problems import MeshError
from mesh.settings import KEYS, from_config
from policies.rules import RULES
from scripts import configuration_table, words_table

REPOSITORY: Final = Path(__file__).resolve().parent.parent
PAGES: Final = [
    *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]
README: Final = PAGES[0].read_text(encoding="utf-8")
ORCHESTRATION: Final = (REPOSITORY / "docs/orchestration.md").read_text(encoding="utf-8")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())


def blocks(text: str, language: str = r"\w*") -> list[str]:
    """The fenced blocks of code, those in a list too."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)


def code(text: str) -> Iterator[str]:
    """What stands in backticks, and each line of code without its comment."""
    prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"`([^`\n]+)`", prose)
    indented = re.findall(r"^    (\w.*)$", prose, re.MULTILINE)
    for line in (*"\n".join(blocks(text)).replace("\\\n", " ").splitlines(), *indented):
        yield re.split(r"\s#|\s{3,}", line.strip())[0]


def commands(text: str, name: str) -> Iterator[list[str]]:
    """The words behind a program's name, wherever it is called."""
    for piece in code(text):
        for part in re.split(r"&&|[;|]|\$\(|\)", piece):
            if part.strip().startswith(f"{name} "):
                yield part.split()[1:]


def tables(text: str) -> Iterator[list[list[str]]]:
    """The rows of each table, as cells; the second row is the rule under the head."""
    for table in re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE):
        yield [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in table.splitlines()]


def slug(heading: str) -> str:
    """A heading as GitHub makes a link of it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_the_table_of_settings_is_what_the_program_reads() -> None:
    text = configuration_table.PAGE.read_text(encoding="utf-8")
    assert configuration_table.page(text) == text, "run: python -m scripts.configuration_table"


def test_the_table_of_words_is_what_the_words_say() -> None:
    text = words_table.PAGE.read_text(encoding="utf-8")
    assert words_table.page(text) == text, "run: python -m scripts.words_table"


def test_fields_are_written_without_their_name_as_the_page_on_words_says() -> None:
    bare = {
        word.__name__: sum(field.kind != field.KEYWORD_ONLY for field in signature(word).parameters.values())
        for word in words_table.words()
    }
    (named,) = re.findall(r"with it; ([^.]+)\s+have named fields only", words_table.PAGE.read_text(encoding="utf-8"))
    assert re.findall(r"`(\w+)`", named) == [word for word, fields in bare.items() if not fields]
    assert [word for word, fields in bare.items() if fields > 1] == ["Column"]


def test_the_table_of_masks_has_each_mask() -> None:
    _, page = words_table.PAGE.read_text(encoding="utf-8").split("## What a mask leaves")
    rows = next(tables(page))[2:]
    assert [name.strip("`") for name, _ in rows] == list(get_args(MaskKind))


def test_the_smallest_domain_is_what_its_command_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = blocks(README, "python")
    (command,) = (block for block in blocks(README) if block.startswith("mesh new domain"))
    for path in REPOSITORY.glob("Pulumi*.yaml"):
        shutil.copy(path, tmp_path)
    # Whoever has typed it has the folder already.
    without = shutil.ignore_patterns("__pycache__", "weather")
    shutil.copytree(REPOSITORY / "domains", tmp_path / "domains", ignore=without)
    # The access tables have tests of their own, and take a while.
    monkeypatch.setattr(access, "write", lambda _: iter(()))
    words = shlex.split(command.replace("\\\n", " "))[1:]
    ran = CliRunner().invoke(app, [*words, "--project", str(tmp_path)])
    assert ran.exit_code == 0, ran.output
    assert (tmp_path / "domains/weather/__init__.py").read_text(encoding="utf-8") == example
    settings = from_config(stack_configuration(REPOSITORY, "dev"), environment="dev")
    assert "weather" in [domain.name for domain in load(tmp_path / "domains", settings, date(2026, 12, 1)).domains]


def test_the_mistakes_of_the_readme_are_told_as_it_says(tmp_path: Path) -> None:
    (example,) = blocks(README, "python")
    (told,) = (block for block in blocks(README) if block.startswith("2 problems:"))
    wrong = example.replace('"hour", "TIMESTAMP_', '"hour", "TIMESTAP_')
    wrong = wrong.replace('Warehouse("transform"', 'Warehouse("transform", size="HUGE"')
    (tmp_path / "weather").mkdir()
    (tmp_path / "weather" / "__init__.py").write_text(wrong, encoding="utf-8")
    assert str(MeshError(read(tmp_path)[1])) == told.strip()


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for link, heading in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", page.read_text(encoding="utf-8")):
        target = page.parent / link if link else page
        if "://" in link:
            continue
        headings = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE) if target.is_file() else []
        if not target.exists() or (heading and heading not in map(slug, headings)):
            lost.append(f"{link}#{heading}")
    assert lost == []


def test_every_page_is_found_from_the_readme() -> None:
    known = {REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md"}
    for index in (REPOSITORY / "README.md", REPOSITORY / "docs/adr/README.md"):
        links = re.findall(r"\]\(([\w./-]+\.md)\)", index.read_text(encoding="utf-8"))
        known |= {(index.parent / link).resolve() for link in links}
    assert [page.relative_to(REPOSITORY).as_posix() for page in PAGES if page not in known] == []


@every_page
def test_files_that_are_named_exist(page: Path) -> None:
    folders = "mesh|components|domains|sandbox|scripts|tests|policies|docs|\\.github|\\.ci"
    named = re.findall(rf"`((?:{folders})/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (REPOSITORY / name).exists() and "weather" not in name] == []


@every_page
def test_rows_of_a_table_have_the_cells_of_its_head(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [row for table in tables(text) for row in table if len(row) != len(table[0])] == []


@every_page
def test_nothing_in_the_text_is_taken_for_html(page: Path) -> None:
    text = re.sub(r"^ *```.*?^ *```$|`[^`\n]+`|<!--.*?-->", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"(?<!\\)<\w[^>]*>?", text) == []


@every_page
def test_commands_of_mesh_exist_with_their_options(page: Path) -> None:
    wrong = []
    for words in commands(page.read_text(encoding="utf-8"), "mesh"):
        command: Any = typer.main.get_command(app)
        rest = list(words)
        while rest and hasattr(command, "commands") and not rest[0].startswith("-"):
            command = command.commands.get(rest.pop(0))
        if command is None:
            wrong.append(words)
            continue
        known = {"--help"} | {name for parameter in command.params for name in parameter.opts}
        wrong += [words for word in rest if word.startswith("--") and word not in known]
    assert wrong == []


@every_page
def test_targets_of_make_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    named = {word for words in commands(page.read_text(encoding="utf-8"), "make") for word in words[:1]}
    assert named - targets == set()


@every_page
def test_settings_and_rules_that_are_named_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    settings = set(re.findall(r"datamesh:(?!index\b)[a-zA-Z]+", text))
    assert settings - {key.name for key in KEYS} == set()
    assert set(re.findall(r"\brules? `([a-z-]+)`", text)) - {rule.name for rule in RULES} == set()


def test_the_map_of_the_repository_is_whole() -> None:
    page = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, *rows = next(table for table in tables(page) if table[0][0] == "Folder")
    mapped = {name.strip("`, /") for row in rows for name in re.findall(r"`[^`]+/`", row[0]) if "<" not in name}
    assert [folder for folder in mapped if not (REPOSITORY / folder).is_dir()] == []
    sources = (path.relative_to(REPOSITORY).parts[:-1] for path in REPOSITORY.glob("[a-z]*/**/*.py"))
    packages = {"/".join(parts[: 2 if parts[0] == "mesh" else 1]) for parts in sources if "__pycache__" not in parts}
    assert packages - mapped - {"domains"} == set()


def test_the_workflows_of_the_page_on_ci_are_those_of_the_repository() -> None:
    named = re.findall(r"^\| `([\w-]+\.yml)` ", (REPOSITORY / "docs/ci.md").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(path.name for path in (REPOSITORY / ".github/workflows").iterdir())


def test_the_domains_to_read_first_use_every_word() -> None:
    read_first = "".join((REPOSITORY / f"domains/{name}/__init__.py").read_text() for name in ("customer", "tracking"))
    words = [word for word in words_table.words() if word.__module__ in ("mesh.words", "mesh.model", "mesh.exchange")]
    assert [word.__name__ for word in words if f"{word.__name__}(" not in read_first] == []
    assert len(words) > 10


def test_a_dag_may_do_what_its_page_says() -> None:
    golden = (REPOSITORY / access.GOLDEN / "access_prod.txt").read_text(encoding="utf-8")
    (reach,) = re.findall(r"^TRACKING_TRANSFORMER\n((?:  .*\n)+)", golden, re.MULTILINE)
    _, _, *rows = next(table for table in tables(ORCHESTRATION) if table[0][0] == "In")
    for schema, on_schema, on_tables in rows:
        place = f"TRACKING.{schema.strip('`')}"
        assert f"  SCHEMA {place} | {on_schema}\n" in reach
        assert f"  each TABLE to come in {place} | {on_tables}" in reach
    assert len(rows) == len(re.findall(r"each TABLE to come in", reach))
    assert "VIEW TRACKING.SESSIONS" not in reach
    assert "VIEW CUSTOMER.PROFILE.PROFILE | SELECT" in reach
    assert "ICEBERG TABLE TRACKING.CORE.INTERESTS_LAKE | SELECT" in reach


def test_a_dag_connects_with_names_that_the_stack_makes() -> None:
    settings = from_config(stack_configuration(REPOSITORY, "prod"), environment="prod")
    tracking = Names("tracking", settings)
    made = {
        "account": f"{settings.snowflake_organization_name}-{settings.snowflake_account_name}",
        "role": tracking.role("transformer"),
        "warehouse": tracking.warehouse("transform"),
        "database": tracking.database,
    }
    (profile,) = (block for block in blocks(ORCHESTRATION, "yaml") if "profiles" not in block and "outputs" in block)
    (connection,) = blocks(ORCHESTRATION, "json")
    dbt = yaml.safe_load(profile)["tracking"]["outputs"]["prod"]
    assert {key: dbt[key] for key in made} == made
    assert {key: json.loads(connection)["extra"][key] for key in made} == made
