"""The language host's child processes: each in a process group of its own, all ended when the host ends.

The engine ends a plugin with an interrupt to its process group. Children in groups of their own do not get it, so no
program or policy pack prints a traceback about it.
"""

import contextlib
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final, Literal

Stream = Literal["stdout", "stderr"]

# How long a child may take to end when asked to, before it is killed.
GRACE_SECONDS: Final = 2


@dataclass(frozen=True)
class Child:
    """One process whose output is read here."""

    process: subprocess.Popen[bytes]

    def output(self) -> Iterator[tuple[Stream, bytes]]:
        """Yield what the process prints, as it comes, until it has closed both of its streams."""
        pieces: queue.SimpleQueue[tuple[Stream, bytes]] = queue.SimpleQueue()
        streams: dict[Stream, IO[bytes] | None] = {"stdout": self.process.stdout, "stderr": self.process.stderr}
        for name, stream in streams.items():
            threading.Thread(target=_read, args=(name, stream, pieces), daemon=True).start()
        still_open = len(streams)
        while still_open:
            name, piece = pieces.get()
            still_open -= not piece
            if piece:
                yield name, piece

    def wait(self) -> int:
        """Return the exit code, when there is one."""
        return self.process.wait()

    def end(self) -> None:
        """End the process and what it started; nothing happens if it has ended."""
        if self.process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):  # it ended meanwhile
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)


class Children:
    """All processes of one host. After `end_all` a new one ends as soon as it has begun."""

    def __init__(self) -> None:
        self.stopped = False
        self._lock = threading.Lock()
        self._running: set[Child] = set()

    def run(self, command: Sequence[str], cwd: str, environ: Mapping[str, str]) -> int:
        """Run a command with this process's own output and return its exit code."""
        with self._child(command, cwd, environ, None) as child:
            return child.wait()

    def piped(
        self, command: Sequence[str], cwd: str, environ: Mapping[str, str]
    ) -> contextlib.AbstractContextManager[Child]:
        """Start a command whose output is read through the child; it ends with the block."""
        return self._child(command, cwd, environ, subprocess.PIPE)

    def end_all(self) -> None:
        """End every process that runs."""
        with self._lock:
            self.stopped = True
            running = list(self._running)
        for child in running:
            child.end()

    @contextlib.contextmanager
    def _child(
        self, command: Sequence[str], cwd: str, environ: Mapping[str, str], output: int | None
    ) -> Iterator[Child]:
        child = Child(
            subprocess.Popen(
                command,
                cwd=cwd,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,
            )
        )
        with self._lock:
            self._running.add(child)
            too_late = self.stopped
        try:
            if too_late:
                child.end()
            yield child
        finally:
            child.end()
            with self._lock:
                self._running.discard(child)


def _read(name: Stream, stream: IO[bytes] | None, pieces: "queue.SimpleQueue[tuple[Stream, bytes]]") -> None:
    """Pass on what a stream yields, and an empty piece at its end."""
    if stream is not None:
        while piece := os.read(stream.fileno(), 65536):
            pieces.put((name, piece))
        stream.close()
    pieces.put((name, b""))
