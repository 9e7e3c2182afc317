"""How the CLI comes into `.venv`, and whose language host it finds there."""

import os
from pathlib import Path

import pytest

from sandbox.engine import cli
from sandbox.engine.placement import place
from tests.setup.conftest import FakeMachine


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    folder = tmp_path / "a clone" / ".venv"
    (folder / "bin").mkdir(parents=True)
    return folder


def test_a_built_cli_gets_our_host_beside_it_and_off_path(fake: FakeMachine, venv: Path) -> None:
    built = fake.install("pulumi", "cache", "built")
    assert place(built, venv, "") == "the project's own"
    executable = (venv / "bin" / "pulumi").resolve()
    assert executable.parent == venv / "pulumi"
    assert executable.read_text() == "built"
    assert os.access(executable.with_name(cli.HOST), os.X_OK)
    assert not (venv / "bin" / cli.HOST).exists()
    assert sorted(file.name for file in executable.parent.iterdir()) == ["pulumi", cli.HOST]


def test_our_launcher_names_this_clones_python_and_is_told_from_the_official_host(
    fake: FakeMachine, venv: Path
) -> None:
    place(fake.install("pulumi", "cache"), venv, "")
    launcher = (venv / "pulumi" / cli.HOST).read_text()
    assert f"exec '{venv}/bin/python' -P -m sandbox.engine" in launcher
    assert not cli.has_official_host(venv / "bin" / "pulumi", path=str(venv / "pulumi"))


def test_the_official_cli_is_linked_to_and_nothing_of_ours_is_left(fake: FakeMachine, venv: Path) -> None:
    place(fake.install("pulumi", "cache", "built"), venv, "")
    official = fake.install("pulumi", "official")
    fake.install(cli.HOST, "official")
    assert place(official, venv, "") == "official"
    assert (venv / "bin" / "pulumi").resolve() == official
    assert not (venv / "pulumi").exists()


def test_an_official_host_on_path_wins_over_ours(fake: FakeMachine, venv: Path) -> None:
    host = fake.install(cli.HOST, "elsewhere")
    built = fake.install("pulumi", "cache")
    assert place(built, venv, str(host.parent)) == "official"
    assert not (venv / "pulumi").exists()


def test_placing_again_is_harmless(fake: FakeMachine, venv: Path) -> None:
    built = fake.install("pulumi", "cache", "built")
    assert place(built, venv, "") == place(built, venv, "")
    assert (venv / "bin" / "pulumi").read_text() == "built"


def test_a_newer_build_does_not_change_the_program_that_runs(fake: FakeMachine, venv: Path) -> None:
    place(fake.install("pulumi", "old", "old build"), venv, "")
    with (venv / "bin" / "pulumi").open() as running:
        place(fake.install("pulumi", "new", "new build"), venv, "")
        assert running.read() == "old build"
    assert (venv / "bin" / "pulumi").read_text() == "new build"
