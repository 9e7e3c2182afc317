"""`mesh new domain`: what it writes passes what CI checks, and what it refuses leaves nothing behind."""

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import mesh
from mesh import MeshError
from mesh.cli import access, app
from mesh.codeowners import PATH, codeowners
from mesh.load import read, read_governance
from mesh.report.golden import golden

REPOSITORY = Path(mesh.__file__).resolve().parent.parent
NEW = "made_by_a_test"
"""A domain of this name is in no mesh, whatever is added to this one."""
GIVEN = (
    "--owner", "team-weather@example.com", "--description", "Forecasts for the sites", "--product", "forecast",
    "--column", "place VARCHAR key: Place of a site", "--column", "degrees NUMBER(4, 1): Degrees Celsius",
    "--reader", "tracking: Visits by weather",
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what makes up a mesh."""
    for name in ("__main__.py", "Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    for name in ("domains", "scripts", ".github", "tests/golden"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def everything(project: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(project.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in paths}


def test_a_new_domain_passes_what_ci_checks(project: Path) -> None:
    before = everything(project)
    done = CliRunner().invoke(app, ["new", "domain", NEW, *GIVEN, "--project", str(project)])
    assert done.exit_code == 0, done.output
    after = everything(project)
    written = [name for name in after if after[name] != before.get(name)]
    assert (
        sorted(done.output.partition("Next")[0].split()[1:])
        == written
        == [
            ".github/CODEOWNERS",
            f"domains/{NEW}/__init__.py",
            f"domains/{NEW}/expectations.py",
            f"domains/{NEW}/samples/core.forecast.csv",
            "tests/golden/access_dev.txt",
            "tests/golden/access_prod.txt",
        ]
    )

    for command in (["check"], ["expect"], ["expect", "--stack", "prod"]):
        checked = CliRunner().invoke(app, [*command, "--project", str(project)])
        assert checked.exit_code == 0, checked.output
    domains, problems = read(project / "domains")
    assert problems == []
    assert after[PATH].decode() == codeowners(domains, read_governance(project / "domains"))
    owners = [line.split() for line in after[PATH].decode().splitlines()]
    assert [f"/domains/{NEW}/", "team-weather@example.com"] in owners
    for stack in ("dev", "prod"):
        table = golden(access.of_stack(project, stack), stack)
        assert after[f"tests/golden/access_{stack}.txt"].decode() == table
        assert f"{NEW.upper()}.FORECAST.FORECAST" in table
    for tool in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy", "--config-file", "pyproject.toml"]):
        run = subprocess.run(
            [sys.executable, "-m", *tool, f"domains/{NEW}"],
            cwd=project, env=os.environ | {"MYPYPATH": str(REPOSITORY)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("name", "changed", "where"),
    [
        ("Weather", (), ["field name"]),
        (f"../{NEW}", (), ["field name"]),
        (NEW, ("--owner", "the weather team"), ["field owner"]),
        (NEW, ("--warehouse", "transform GIGANTIC", "--column", "c VARCHR"), [
            "warehouse transform, field size", "product forecast, column c, field type",
        ]),
        (NEW, ("--reader", "trakcing: x", "--warehouse", "t XLARGE"), [
            "product forecast, field readers", "warehouse t, field size", "warehouse t, field size",
        ]),
        (NEW, ("--owner", "", "--product", ""), ["option --owner", "option --product"]),
        ("Weather", ("--owner", "", "--column", "c VARCHR"), [
            "option --owner", "field name", "product forecast, column c, field type",
        ]),
        ("customer", ("--owner", ""), ["option --owner", "domains/customer"]),
        ("customer", (), ["domains/customer"]),
        ("governance", (), ["field name"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_before_anything_is_written(
    name: str, changed: tuple[str, ...], where: list[str], project: Path
) -> None:
    before = everything(project)
    done = CliRunner().invoke(app, ["new", "domain", name, *GIVEN, *changed, "--project", str(project)])
    assert isinstance(done.exception, MeshError)
    assert [problem.where for problem in done.exception.problems] == where
    assert done.output == ""
    assert everything(project) == before


def test_a_terminal_is_asked_for_what_is_not_given(project: Path) -> None:
    """What was answered is told as a command, so that nobody types it again after a mistake."""
    answers = ["the weather team", "Forecasts", "forecast", "", "place VARCHAR key: Place", "", ""]
    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
    command = [str(Path(sys.executable).with_name("mesh")), "new", "domain", NEW, "--project", str(project)]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False)
    os.close(ours)
    os.close(theirs)
    assert (
        f"  mesh new domain {NEW} --yes --owner 'the weather team' --description Forecasts --product forecast "
        "--column 'place VARCHAR key: Place'\n"
    ) in done.stdout
    assert done.returncode == 1
    assert done.stderr.startswith(f"1 problem:\n{NEW}: field owner\n    found:   'the weather team'\n")
    assert not (project / f"domains/{NEW}").exists()


def test_a_name_that_will_not_do_is_told_before_the_first_question(project: Path) -> None:
    ours, theirs = pty.openpty()
    command = [str(Path(sys.executable).with_name("mesh")), "new", "domain", "customer", "--project", str(project)]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False)
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("1 problem:\ncustomer: domains/customer\n    found:   'domains/customer/")
