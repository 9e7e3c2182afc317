"""Makes the clone ready to work: `.venv` with the locked packages, the project in it, and Pulumi's CLI.

Each of the three steps leaves a stamp in `.venv` with a fingerprint of what it was made from, and is done again when
that changes. A stamp is written last and a step without one begins anew, so a set-up may be interrupted at any moment.
Every `make` target that needs `.venv` runs this; with nothing to do it reads a few small files and ends.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "The set-up needs Python 3.11 or newer, and {} is {}.{}. Name a newer one: make up PYTHON=python3.12".format(
            sys.executable, *sys.version_info[:2]
        )
    )

import contextlib
import fcntl
import hashlib
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sandbox.engine import cli, placement
from sandbox.engine.machine import Machine, SetUpError, last_lines


@dataclass(frozen=True)
class Step:
    """One part of the set-up: what it depends on, how to tell that its work is there, and how to do it."""

    name: str
    fingerprint: str
    product: Path
    make: Callable[[], None]

    def stamp(self, folder: Path) -> Path:
        """Return the file that holds the fingerprint of what is in `folder`."""
        return folder / f".set-up-{self.name}"

    def is_done(self, folder: Path) -> bool:
        """Tell whether the work is there and was made from what is there now."""
        stamp = self.stamp(folder)
        return self.product.exists() and stamp.exists() and stamp.read_text() == self.fingerprint


@dataclass(frozen=True)
class Clone:
    """A checkout of the project at `root`, with its virtual environment in `.venv`."""

    root: Path
    machine: Machine

    @property
    def venv(self) -> Path:
        """The folder of the virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The virtual environment's Python."""
        return self.venv / "bin" / "python"

    def steps(self) -> list[Step]:
        """Return the steps in their order; the first one empties `.venv`, the stamps of the others with it."""
        lock, project = self.root / "requirements.txt", self.root / "pyproject.toml"
        return [
            Step("packages", fingerprint(self.root, lock), self.python, self.install_packages),
            Step("project", fingerprint(self.root, project), self.python, self.install_project),
            Step("pulumi", fingerprint(cli.VERSION), self.venv / "bin" / "pulumi", self.install_pulumi),
        ]

    def install_packages(self) -> None:
        """Make `.venv` anew: pip keeps what the lock no longer names and trusts what it left half done."""
        with self.machine.step("Installing the locked packages into .venv (about a minute)"):
            self._python(Path(sys.executable), "venv", "--clear", str(self.venv))
            self._pip("install", "--require-hashes", "--no-deps", "--no-compile", "-r", "requirements.txt")
            self._python(self.python, "compileall", "-q", "-j", "0", str(self.venv / "lib"))  # pip uses one core

    def install_project(self) -> None:
        """Install the project itself, editable, with the build backend that the lock names."""
        with self.machine.step("Installing the project into .venv"):
            self._pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")

    def install_pulumi(self) -> None:
        """Get Pulumi's CLI and put it into `.venv`."""
        executable = cli.acquire(self.machine, cli.cache_folder(self.machine))
        host = placement.place(executable, self.venv, self.machine.environ.get("PATH", ""))
        self.machine.say(f"Pulumi CLI: {executable}, with {host} Python language host")

    def _pip(self, *arguments: str) -> None:
        self._python(self.python, "pip", "--quiet", "--disable-pip-version-check", "--no-input", *arguments)

    def _python(self, python: Path, module: str, *arguments: str) -> None:
        ended = self.machine.run([python, "-m", module, *arguments], env=self.machine.environ, cwd=self.root)
        if ended.returncode:
            command = " ".join([str(python), "-m", module, *arguments])
            raise SetUpError(f"`{command}` failed: {last_lines(ended, count=10)}")


def fingerprint(about: Path | str, file: Path | None = None) -> str:
    """Return a hash of some words and, where one is given, of a file's content."""
    content = file.read_bytes() if file else b""
    return hashlib.sha256(str(about).encode() + content).hexdigest()


def set_up(clone: Clone) -> None:
    """Do the steps that are not done, in order; SetUpError when one cannot be."""
    if all(step.is_done(clone.venv) for step in clone.steps()):
        return
    with _alone(clone):
        for step in clone.steps():
            if not step.is_done(clone.venv):
                step.stamp(clone.venv).unlink(missing_ok=True)
                step.make()
                _write(step.stamp(clone.venv), step.fingerprint)


@contextlib.contextmanager
def _alone(clone: Clone) -> Iterator[None]:
    """Hold a lock on the clone's own folder, so that two set-ups in one clone follow one another.

    The commands of this set-up inherit the lock: one that outlives it still writes into `.venv`.
    """
    folder = os.open(clone.root, os.O_RDONLY)
    os.set_inheritable(folder, True)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            clone.machine.say("Another set-up is at work in this clone; waiting for it ...")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _write(file: Path, text: str) -> None:
    new = file.with_name(f"{file.name}.new")
    new.write_text(text)
    new.replace(file)


def main() -> None:
    """Set up this clone; a failure is one message and exit code 1."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    machine = Machine(python=ROOT / ".venv" / "bin" / "python", environ=_without_own_pulumi(dict(os.environ)))
    try:
        set_up(Clone(ROOT, machine))
    except (SetUpError, OSError) as error:
        sys.exit(f"Set-up failed. {error}")
    except KeyboardInterrupt:
        sys.exit("Set-up interrupted; the same command goes on from here.")


def _without_own_pulumi(environ: dict[str, str]) -> dict[str, str]:
    """Take `.venv/bin` off PATH: the `pulumi` in it is this set-up's own product, not one to link to."""
    own = ROOT / ".venv" / "bin"
    folders = environ.get("PATH", "").split(os.pathsep)
    return environ | {"PATH": os.pathsep.join(folder for folder in folders if Path(folder) != own)}


if __name__ == "__main__":
    main()
