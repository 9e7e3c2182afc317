"""The ``mesh`` command as a person meets it: what it prints, and what it exits with."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mesh import MeshError
from mesh.cli import app, main, sandbox
from sandbox import environment
from sandbox.plugin import HOME_VARIABLE


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sandbox of the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv(HOME_VARIABLE, str(folder))
    return folder


def mesh(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=answer)


def words(text: str) -> str:
    """The text without the frame that the command line draws."""
    return " ".join(text.replace("│", " ").split())


def test_an_unknown_kind_is_not_taken_for_an_empty_account() -> None:
    refused = mesh("sandbox", "show", "--kind", "warehose")
    assert refused.exit_code == 2
    assert "no kind 'warehose' that the sandbox knows; did you mean 'warehouse'?" in words(refused.output)


def test_a_folder_without_stacks(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: datamesh\n")
    refused = mesh("access", "CUSTOMER_READER", "--project", str(tmp_path))
    assert refused.exit_code == 2
    assert "there is no stack 'prod'; the stacks are: none" in words(refused.output)


def test_a_stack_has_its_whole_name_where_there_is_a_dot_in_it(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: datamesh\n")
    (tmp_path / "Pulumi.prod.eu.yaml").write_text("config: {}\n")
    refused = mesh("access", "CUSTOMER_READER", "--project", str(tmp_path), "--stack", "prod")
    assert "there is no stack 'prod'; the stacks are: prod.eu" in words(refused.output)


def test_kinds_and_names_choose_what_is_shown() -> None:
    mesh("sandbox", "sql", "CREATE WAREHOUSE A_LOAD; CREATE WAREHOUSE B_LOAD; CREATE ROLE A_LOAD")
    shown = mesh("sandbox", "show", "--kind", "warehouse", "--name", "a_lo").output
    assert [line.split()[:2] for line in shown.splitlines()[1:]] == [["WAREHOUSE", "A_LOAD"], ["1", "object"]]


def test_reset_asks_first(home: Path) -> None:
    mesh("sandbox", "sql", "CREATE ROLE KEPT")
    said_no = mesh("sandbox", "reset", answer="n\n")
    assert said_no.exit_code == 1
    assert f"Empty the sandbox in {home}?" in said_no.output
    assert "KEPT" in mesh("sandbox", "show", "--kind", "role").output


def test_sql_that_is_refused_leaves_nothing_and_exits_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["mesh", "sandbox", "sql", "CREATE ROLE LOST; DROP ROLE NOSUCH"])
    with pytest.raises(SystemExit, match="1"):
        main()
    assert capsys.readouterr().err == (
        "002003 (02000): SQL compilation error: Role 'NOSUCH' does not exist or not authorized.\n"
    )
    assert "LOST" not in mesh("sandbox", "show", "--kind", "role").output


def test_settings_that_are_no_yaml_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: datamesh\n")
    (tmp_path / "Pulumi.dev.yaml").write_text('config:\n  datamesh:edition: "ENTERPRISE\n  datamesh:prefix: "DEV"\n')
    done = mesh("check", "--project", str(tmp_path))
    assert isinstance(done.exception, MeshError)
    (problem,) = done.exception.problems
    assert (problem.subject, problem.where) == ("stack dev", "Pulumi.dev.yaml, line 3")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"config:\n  aws:region: a\n  aws:region: b\n",
            ("Pulumi.dev.yaml, line 3", "aws:region is given twice", "YAML"),
        ),
        (b"hello\n", ("Pulumi.dev.yaml", "a text", "keys with values, as in config:")),
        (b"- config:\n", ("Pulumi.dev.yaml", "a list", "keys with values, as in config:")),
        (b"config:\n  - aws:region\n", ("Pulumi.dev.yaml, key config", "a list", "keys with values, as in config:")),
        (b"config: {} # \xe9\n", ("Pulumi.dev.yaml", "byte 0xe9", "a text in UTF-8")),
    ],
)
def test_settings_that_the_engine_would_refuse_are_told(
    content: bytes, told: tuple[str, str, str], tmp_path: Path
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: datamesh\n")
    (tmp_path / "Pulumi.dev.yaml").write_bytes(content)
    done = mesh("check", "--project", str(tmp_path))
    assert isinstance(done.exception, MeshError)
    (problem,) = done.exception.problems
    where, found, allowed = told
    assert (problem.subject, problem.where, problem.value) == ("stack dev", where, found)
    assert problem.allowed.startswith(allowed)


def test_an_unknown_stack_is_told_with_the_known_ones() -> None:
    refused = mesh("check", "--project", str(environment.REPOSITORY), "--stack", "test")
    assert refused.exit_code == 2
    assert "there is no stack 'test'; the stacks are: dev, prod" in words(refused.output)


def test_check_tells_a_product_that_stands_in_no_list(tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        shutil.copy(environment.REPOSITORY / name, tmp_path)
    shutil.copytree(environment.REPOSITORY / "domains", tmp_path / "domains")
    file = tmp_path / "domains" / "customer" / "__init__.py"
    file.write_text(file.read_text() + '\nspare = Warehouse("spare")\n')
    done = mesh("check", "--project", str(tmp_path))
    assert isinstance(done.exception, MeshError)
    (problem,) = done.exception.problems
    assert problem.where == "domains/customer/__init__.py, variable spare"


def test_up_tells_what_is_wrong_before_the_engine_begins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "run", lambda *_, **__: pytest.fail("the engine was asked"))
    refused = mesh("sandbox", "up", "--stack", "test")
    assert (refused.exit_code, "the stacks are: dev, prod" in words(refused.output)) == (2, True)
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    monkeypatch.setattr(environment, "REPOSITORY", tmp_path)
    done = mesh("sandbox", "up")
    assert isinstance(done.exception, MeshError)
    assert [each.where for each in done.exception.problems] == [
        "configuration, key datamesh:organisation",
        "configuration, key datamesh:awsAccountId",
    ]


def test_up_that_fails_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_ready", lambda folder: folder)
    monkeypatch.setattr(environment, "run", lambda *_, **__: subprocess.CompletedProcess([], 255))
    done = mesh("sandbox", "up")
    assert done.exit_code == 255
    assert "Stack dev is not up" in done.stderr
    assert "mesh recover --stack dev, and then the same command" in done.stderr


@pytest.mark.parametrize("command", [["check"], ["codeowners"], ["kafka", "connector", "tracking"], ["access", "X"]])
def test_a_command_outside_of_the_repository_says_so(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = mesh(*command)
    assert refused.exit_code == 2
    assert (
        "there is no Pulumi.yaml in this folder, or in one around it: go into the repository, or name its folder"
    ) in words(refused.output)
    assert "there is no Pulumi.yaml in nowhere: go" in words(mesh(*command, "--project", "nowhere").output)


def test_a_command_in_a_folder_of_the_repository_is_about_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    told = mesh("check", "--project", str(environment.REPOSITORY)).output
    monkeypatch.chdir(environment.REPOSITORY / "domains" / "tracking")
    assert mesh("check").output == told


@pytest.mark.parametrize("names", [["why"], ["why", "TRACKING_READER"], ["why", "A", "B", "C"]])
def test_why_takes_two_names(names: list[str]) -> None:
    refused = mesh("access", *names)
    assert refused.exit_code == 2
    assert "why takes two names: mesh access why ROLE OBJECT" in words(refused.output)


def test_sql_that_asks_for_rows_is_sent_to_the_command_for_it() -> None:
    refused = mesh("sandbox", "sql", " select 1")
    assert refused.exit_code == 2
    assert 'rows are asked for as somebody: mesh query --as ROLE "SELECT …"' in words(refused.output)


def test_a_port_is_one_that_there_is() -> None:
    refused = mesh("sandbox", "aws", "--port", "99999")
    assert refused.exit_code == 2
    assert "less than or equal to 65535" in words(refused.output)
