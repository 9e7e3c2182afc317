"""The house and its rules: who may import whom, what is public, and that every test is found."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGINE = ("pulumi", "pulumi_aws", "pulumi_policy", "pulumi_snowflake")
CLOUD = ("boto3", "botocore", "moto")
ACCOUNT = ("mesh.account.account", "mesh.account.effective", "mesh.account.resources")

# Files, and the modules that they must not import (a module stands for all in it).
FORBIDDEN = [
    ("mesh", (*ENGINE, *CLOUD, "components", "domains", "policies", "sandbox", "__main__")),
    ("components", (*CLOUD, "domains", "policies", "sandbox")),
    ("domains", (*CLOUD, "domains", "policies", "sandbox")),
    ("sandbox", ("components", "domains", "policies")),
    # Inside the account: words, then SQL as text, then objects, then what statements do, and the account over them all.
    ("mesh/account/sql", (*ACCOUNT, "mesh.account.state", "mesh.account.objects", "mesh.account.execution")),
    ("mesh/account/objects", (*ACCOUNT, "mesh.account.execution")),
    ("mesh/account/execution", ACCOUNT),
]

# What a domain file is written in; `resources.py` is the way out to plain Pulumi.
DOMAIN_WORDS = ("mesh", "typing", "__future__")

# Parts of the house that see of `mesh` the account alone.
ACCOUNT_ONLY = ("mesh/account", "policies", "sandbox")


def sources(folder: str) -> list[Path]:
    found = sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)
    assert found, f"{folder} holds no Python, so its rules hold of nothing"
    return found


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, wherever in the file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(), filename=str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def breaches(folder: str, forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sources(folder)
        for line, module in imports(path)
        if any(is_in(module, package) for package in forbidden)
    ]


def test_an_import_is_seen_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "example.py"
    path.write_text("import pulumi.log\n\ndef f():\n    from sandbox import store\n    from . import sibling\n")
    assert list(imports(path)) == [(1, "pulumi.log"), (4, "sandbox.store")]
    assert is_in("pulumi.log", "pulumi")
    assert not is_in("pulumi_aws", "pulumi")


@pytest.mark.parametrize(("folder", "forbidden"), FORBIDDEN, ids=[folder for folder, _ in FORBIDDEN])
def test_import_directions(folder: str, forbidden: tuple[str, ...]) -> None:
    found = breaches(folder, forbidden)
    if folder == "mesh":
        # The command drives the sandbox, records the program and asks the rules; nothing else in mesh knows of them.
        driven = re.compile(r"mesh/cli/.* imports (sandbox|policies|components\.recorder)\b")
        found = [breach for breach in found if not driven.match(breach)]
    assert found == []


@pytest.mark.parametrize("folder", ACCOUNT_ONLY)
def test_the_account_is_all_that_these_see_of_mesh(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sources(folder)
        for line, module in imports(path)
        if is_in(module, "mesh") and not is_in(module, "mesh.account")
    ]
    assert found == []


def test_a_domain_file_is_written_in_the_words_of_mesh() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sources("domains")
        for line, module in imports(path)
        if path.name != "resources.py" and not any(is_in(module, word) for word in DOMAIN_WORDS)
    ]
    assert found == []


def test_the_public_words_are_sorted_and_there() -> None:
    mesh = importlib.import_module("mesh")
    assert mesh.__all__ == sorted(mesh.__all__)
    assert all(getattr(mesh, word).__module__.startswith("mesh.") for word in mesh.__all__)
    classes = {name for name, value in vars(mesh).items() if isinstance(value, type)}
    assert classes == set(mesh.__all__)


def test_every_test_is_in_a_file_that_pytest_finds() -> None:
    lost = [
        str(path.relative_to(ROOT))
        for path in sources("tests")
        if not path.name.startswith("test_")
        and any(
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
            for node in ast.walk(ast.parse(path.read_text()))
        )
    ]
    assert lost == []
    assert [path for path in (ROOT / "tests").rglob("__init__.py") if "domains" not in path.parts] == []
