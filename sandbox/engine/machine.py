"""The machine that a set-up runs on, as one value: what it is, and how to run a command and tell a person about it.

The ways of getting the CLI see the machine only through this value, so a test can give them another one.
"""

import contextlib
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

REMINDER_SECONDS: Final = 30


class Unavailable(Exception):
    """One way of getting the CLI does not work on this machine; the text says why, without a full stop."""


class SetUpError(Exception):
    """The set-up cannot go on; the text says what was tried and what a person can do."""


class Run(Protocol):
    """Runs a command to its end, with its output captured; `env` is the whole environment of the command."""

    def __call__(
        self, command: Sequence[str | Path], env: Mapping[str, str], cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Return the ended process; OSError when the command cannot be started."""


def run(
    command: Sequence[str | Path], env: Mapping[str, str], cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of this machine to its end."""
    with start(command, env, cwd) as process:
        try:
            output, errors = process.communicate()
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def start(command: Sequence[str | Path], env: Mapping[str, str], cwd: Path | None = None) -> subprocess.Popen[str]:
    """Start a command of this machine, without standard input.

    The command inherits what is marked as inheritable, as the lock of a set-up is: if the set-up is killed, its lock
    holds until the command has ended too.
    """
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True, close_fds=False
    )


def say(text: str) -> None:
    """Print a line at once, so that it also shows when the output is a pipe."""
    print(text, flush=True)


@dataclass(frozen=True)
class Machine:
    """What a way of getting the CLI may know and do.

    `system` and `processor` are as `platform` spells them; `python` is a Python that has pip.
    """

    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    system: str = field(default_factory=platform.system)
    processor: str = field(default_factory=platform.machine)
    python: Path = Path(sys.executable)
    run: Run = run
    say: Callable[[str], None] = say

    @contextlib.contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Say what begins, every half minute that it still goes on, and how long it took."""
        started = time.monotonic()
        ended = threading.Event()

        def remind() -> None:
            while not ended.wait(REMINDER_SECONDS):
                self.say(f"  still at it after {time.monotonic() - started:.0f} s")

        self.say(f"{text} ...")
        reminder = threading.Thread(target=remind, daemon=True)
        reminder.start()
        try:
            yield
        finally:
            ended.set()
            reminder.join()
        self.say(f"  done in {time.monotonic() - started:.0f} s")


def last_lines(process: subprocess.CompletedProcess[str], count: int = 3) -> str:
    """Return the end of what a failed command printed, on one line."""
    lines = [line.strip() for line in (process.stderr or process.stdout or "").splitlines() if line.strip()]
    return " / ".join(lines[-count:]) or f"exit code {process.returncode} and no output"
