"""A machine that is made up: it has the programs a test gives it, answers from memory and remembers what was said."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox.engine.machine import Machine

Answer = Callable[[list[str], Mapping[str, str]], str]


class Refused(Exception):
    """What an answer raises to make its command fail with this text on standard error."""


@dataclass
class FakeMachine:
    """Commands are answered by the last part of their program's path; one without an answer cannot be started."""

    folder: Path
    answers: dict[str, Answer] = field(default_factory=dict)
    commands: list[list[str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    system: str = "Linux"
    processor: str = "x86_64"
    environ: dict[str, str] = field(default_factory=dict)

    def machine(self) -> Machine:
        """Return the value that the code under test takes; PATH is the folder `bin`."""
        environ = {"PATH": str(self.folder / "bin"), "HOME": str(self.folder / "home")} | self.environ
        python = self.folder / "python"
        return Machine(environ, self.system, self.processor, python, self._run, self.said.append)

    def install(self, program: str, folder: str = "bin", content: str = "an official program") -> Path:
        """Put an executable file into one of the machine's folders."""
        file = self.folder / folder / program
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        file.chmod(0o755)
        return file

    def programs(self) -> list[str]:
        """Return the names of the programs that were run, in order."""
        return [Path(command[0]).name for command in self.commands]

    def _run(
        self, command: Sequence[str | Path], env: Mapping[str, str], cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        self.commands.append(words)
        answer = self.answers.get(Path(words[0]).name)
        if answer is None:
            raise FileNotFoundError(2, "No such file or directory")
        try:
            return subprocess.CompletedProcess(words, 0, answer(words, env), "")
        except Refused as reason:
            return subprocess.CompletedProcess(words, 1, "", f"{reason}\n")


@pytest.fixture
def fake(tmp_path: Path) -> FakeMachine:
    """Return a machine with nothing on it but a `pulumi` that answers with the wanted version where there is one."""
    machine = FakeMachine(tmp_path)
    machine.answers["pulumi"] = lambda words, env: "v3.259.0\n"
    return machine


@pytest.fixture
def pulumi() -> Path:
    """Return the real CLI, as the set-up placed it."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which("pulumi", path=beside) or shutil.which("pulumi")
    assert found, "there is no `pulumi`: run `make set-up`, and the tests with `make test` or .venv/bin/python"
    return Path(found)
