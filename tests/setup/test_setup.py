"""The set-up of a clone: what it does again and when, and that an interruption leaves nothing half done behind."""

import ast
import fcntl
import os
import runpy
import shutil
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from sandbox.engine import cli, machine
from sandbox.engine.machine import SetUpError
from scripts.setup import Clone, set_up
from tests.setup.conftest import FakeMachine, Refused

ROOT = Path(__file__).parents[2]
EVERYTHING = ["venv", "pip requirements.txt", "compileall", "pip ."]


class Workplace:
    """A clone on a made-up machine with the official CLI, and what its set-ups did."""

    def __init__(self, fake: FakeMachine) -> None:
        self.fake = fake
        self.root = fake.folder / "clone"
        self.root.mkdir()
        self.write("requirements.txt", "pulumi==1")
        self.write("pyproject.toml", "[project]")
        self.modules: list[str] = []
        self.fails_at: dict[str, BaseException] = {}
        fake.install("pulumi")
        fake.install(cli.HOST)
        fake.answers |= {"python": self._python, Path(sys.executable).name: self._python}

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text)

    def set_up(self) -> list[str]:
        """Set up, and return what was run for it."""
        self.modules.clear()
        set_up(Clone(self.root, self.fake.machine()))
        return list(self.modules)

    def _python(self, words: list[str], env: Mapping[str, str]) -> str:
        done = f"pip {words[-1]}" if words[2] == "pip" else words[2]
        self.modules.append(done)
        if reason := self.fails_at.pop(done, None):
            raise reason
        if done == "venv":
            assert "--clear" in words
            shutil.rmtree(self.root / ".venv", ignore_errors=True)
            (self.root / ".venv" / "bin").mkdir(parents=True)
            (self.root / ".venv" / "bin" / "python").touch()
        return ""


@pytest.fixture
def workplace(fake: FakeMachine) -> Workplace:
    return Workplace(fake)


def test_a_fresh_clone_gets_everything(workplace: Workplace) -> None:
    assert workplace.set_up() == EVERYTHING
    assert (workplace.root / ".venv" / "bin" / "pulumi").resolve() == workplace.fake.folder / "bin" / "pulumi"


def test_with_nothing_to_do_nothing_is_run_or_said(workplace: Workplace) -> None:
    workplace.set_up()
    commands, said = len(workplace.fake.commands), len(workplace.fake.said)
    assert workplace.set_up() == []
    assert (len(workplace.fake.commands), len(workplace.fake.said)) == (commands, said)


def test_a_changed_lock_makes_the_environment_anew(workplace: Workplace) -> None:
    workplace.set_up()
    workplace.write("requirements.txt", "pulumi==2")
    assert workplace.set_up() == EVERYTHING


def test_a_changed_project_file_installs_the_project_alone(workplace: Workplace) -> None:
    workplace.set_up()
    workplace.write("pyproject.toml", "[project]\nname = 'x'")
    assert workplace.set_up() == ["pip ."]


def test_a_clone_that_was_moved_is_set_up_anew(workplace: Workplace) -> None:
    workplace.set_up()
    workplace.root = workplace.root.rename(workplace.root.with_name("moved"))
    assert workplace.set_up() == EVERYTHING


def test_a_lost_cli_is_placed_again(workplace: Workplace) -> None:
    workplace.set_up()
    (workplace.root / ".venv" / "bin" / "pulumi").unlink()
    assert workplace.set_up() == []
    assert (workplace.root / ".venv" / "bin" / "pulumi").exists()


def test_a_python_that_is_gone_makes_the_environment_anew(workplace: Workplace) -> None:
    workplace.set_up()
    (workplace.root / ".venv" / "bin" / "python").unlink()
    assert workplace.set_up() == EVERYTHING


@pytest.mark.parametrize("moment", EVERYTHING[:3])
def test_packages_that_were_interrupted_are_installed_from_the_beginning(workplace: Workplace, moment: str) -> None:
    workplace.fails_at[moment] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        workplace.set_up()
    assert workplace.set_up() == EVERYTHING


@pytest.mark.parametrize("moment", EVERYTHING[:3])
def test_an_interrupted_renewal_does_not_pass_for_the_old_state(workplace: Workplace, moment: str) -> None:
    workplace.set_up()
    workplace.write("requirements.txt", "pulumi==2")
    workplace.fails_at[moment] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        workplace.set_up()
    workplace.write("requirements.txt", "pulumi==1")
    assert workplace.set_up() == EVERYTHING


def test_what_pip_says_reaches_the_person(workplace: Workplace) -> None:
    workplace.fails_at["pip requirements.txt"] = Refused("THESE PACKAGES DO NOT MATCH THE HASHES")
    with pytest.raises(SetUpError, match=r"-r requirements\.txt` failed: THESE PACKAGES DO NOT MATCH THE HASHES"):
        workplace.set_up()


def test_packages_are_installed_by_hash_alone(workplace: Workplace) -> None:
    workplace.set_up()
    (install,) = [command for command in workplace.fake.commands if command[-1] == "requirements.txt"]
    assert "--require-hashes" in install


def test_two_set_ups_in_one_clone_follow_one_another(workplace: Workplace) -> None:
    folder = os.open(workplace.root, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    second = threading.Thread(target=workplace.set_up, daemon=True)
    second.start()
    second.join(0.2)
    assert second.is_alive()
    assert not (workplace.root / ".venv").exists()
    os.close(folder)
    second.join(10)
    assert (workplace.root / ".venv").exists()
    assert workplace.fake.said[0].startswith("Another set-up is at work in this clone")


def test_a_command_that_outlives_its_set_up_keeps_the_next_one_waiting(workplace: Workplace) -> None:
    class Survivor(BaseException):
        def __init__(self) -> None:
            self.process = machine.start(["sleep", "600"], env={"PATH": os.environ["PATH"]})

    def interrupted(words: list[str], env: Mapping[str, str]) -> str:
        raise Survivor

    workplace.fake.answers[Path(sys.executable).name] = interrupted
    with pytest.raises(Survivor) as left:
        workplace.set_up()
    folder = os.open(workplace.root, os.O_RDONLY)
    try:
        with pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        left.value.process.kill()
        left.value.process.communicate()
    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(folder)


def test_an_older_python_is_told_so_in_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and .* is 3\.9\. Name a newer one"):
        runpy.run_path(str(ROOT / "scripts" / "setup.py"))


def test_an_older_python_gets_as_far_as_that_message() -> None:
    ast.parse((ROOT / "scripts" / "setup.py").read_text(), feature_version=(3, 7))


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    pins = [number for number, line in enumerate(lines) if line[0].isalnum()]
    assert pins
    assert not [lines[number] for number in pins if not lines[number + 1].lstrip().startswith("--hash=sha256:")]
