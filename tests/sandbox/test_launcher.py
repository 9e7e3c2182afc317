"""The sandbox's ``pulumi`` leaves the stack's settings files as they were."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sandbox.launcher import main, restored

SETTINGS = '# Why\nconfig:\n  mesh:a: "x"   # trailing\n\n  mesh:b: 1\n'
REWRITTEN = '# Why\nconfig:\n  mesh:a: "x" # trailing\n  mesh:b: 1\n'
SALT = "encryptionsalt: v1:abc=:v1:def:ghi==\n"

FAKE = """
import pathlib, sys
path = pathlib.Path(sys.argv[1])
path.write_text(sys.argv[2])
sys.exit(int(sys.argv[3]))
"""


def test_only_the_salt_came_in_so_the_old_text_comes_back() -> None:
    assert restored(SETTINGS, REWRITTEN + SALT) == SETTINGS


def test_a_real_edit_stays_without_the_salt() -> None:
    assert restored(SETTINGS, REWRITTEN + "  mesh:c: 2\n" + SALT) == REWRITTEN + "  mesh:c: 2\n"


def test_a_salt_that_was_there_before_belongs_to_the_project() -> None:
    assert restored(SETTINGS + SALT, REWRITTEN + SALT) == SETTINGS + SALT
    assert restored(SETTINGS + SALT, REWRITTEN + "  mesh:c: 2\n" + SALT) == REWRITTEN + "  mesh:c: 2\n" + SALT


@pytest.fixture(autouse=True)
def states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the sandbox's states."""
    monkeypatch.setenv("MESH_SANDBOX_HOME", str(tmp_path / "home"))
    folder = tmp_path / "home" / "state" / ".pulumi" / "stacks" / "x"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(("state", "left"), [("v1:abc=:v1:def:ghi==", SETTINGS), ("v1:other", SETTINGS + SALT)])
def test_a_salt_that_a_killed_run_left_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, states: Path, state: str, left: str
) -> None:
    (states / "dev.json").write_text(f'{{"state": {{"salt": "{state}"}}}}')
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: x\n")
    settings = tmp_path / "Pulumi.dev.yaml"
    settings.write_text(SETTINGS + SALT)
    assert main([sys.executable, "-c", FAKE, str(settings), SETTINGS + SALT, "0"]) == 0
    assert settings.read_text() == left


@pytest.mark.parametrize("code", [0, 7])
def test_the_file_is_put_right_and_the_exit_code_is_the_clis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: x\n")
    settings = tmp_path / "Pulumi.dev.yaml"
    settings.write_text(SETTINGS)
    assert main([sys.executable, "-c", FAKE, str(settings), REWRITTEN + SALT, str(code)]) == code
    assert settings.read_text() == SETTINGS


def test_a_kill_while_the_file_is_put_right_leaves_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: x\n")
    settings = tmp_path / "Pulumi.dev.yaml"
    settings.write_text(SETTINGS)
    settings.chmod(0o640)
    command = [sys.executable, "-c", FAKE, str(settings), REWRITTEN + SALT, "0"]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            main(command)
    assert settings.read_text() == REWRITTEN + SALT
    settings.write_text(SETTINGS)
    main(command)
    assert settings.read_text() == SETTINGS
    assert settings.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.glob("*Pulumi*")) == ["Pulumi.dev.yaml", "Pulumi.yaml"]


def test_a_file_that_held_nothing_but_the_salt_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: x\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    settings = tmp_path / "Pulumi.new.yaml"
    assert main([sys.executable, "-c", FAKE, str(settings), SALT, "0"]) == 0
    assert not settings.exists()


def test_another_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: x\n")
    settings = project / "Pulumi.dev.yaml"
    settings.write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    assert main([sys.executable, "-c", FAKE, str(settings), REWRITTEN + SALT, "0", "--cwd", str(project)]) == 0
    assert settings.read_text() == SETTINGS
