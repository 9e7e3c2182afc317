"""Recordings made and kept: each part of a mesh once for all that it depends on, whoever asks.

They lie in the user's cache folder (XDG Base Directory Specification), a file a hash. Several runs may share it: a file
appears whole, and what one run throws away another records again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from mesh.ending import TODAY
from mesh.review.errors import ReviewError
from mesh.review.parts import parts
from mesh.review.recording import Resources, of_recorder

RECORDER: Final = Path(__file__).resolve().parent.parent.parent / "components" / "recorder.py"
"""Ours, whichever revision it records, so that no difference between two revisions is the recorder's."""
MOST_FILES: Final = 4000
"""Files that are kept, some 500 MB; those that nobody used for longest go first."""
NO_DAY: Final = {TODAY: "1970-01-01"}
"""A day on which nothing has ended yet: a recording is the same on every day, and what ends is told by itself."""
_KEPT_VARIABLES: Final = ("HOME", "LANG", "LC_ALL", "PATH", "SYSTEMROOT", "TMPDIR")
"""What a recorded program sees of the environment: nothing that a recording could hold or depend on."""


def cache_folder() -> Path:
    """Where recordings are kept; made when it is not there, for its owner alone."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "datamesh" / "recordings"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class Recorder:
    """Records meshes; a part that two of them share is read once and is the same value in both."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._read: dict[str, Resources] = {}

    def record(self, project: Path, stack: str) -> list[Resources]:
        """The recordings of a stack's parts, the governance team's first."""
        wanted = parts(project, stack, RECORDER)
        missing = {key: name for name, key in wanted.items() if key not in self._read and not self._take(key)}
        if missing:
            self._make(project, stack, missing)
        return [self._read[key] for key in wanted.values()]

    def _take(self, key: str) -> bool:
        """Read a recording that is kept; False when there is none, or none that can be read."""
        path = self._cache / f"{key}.json"
        try:
            self._read[key] = of_recorder(json.loads(path.read_text(encoding="utf-8")))
            path.touch()
        except (AttributeError, FileNotFoundError, KeyError, TypeError, ValueError):
            return False  # cut off, or of another shape: it is made again
        return True

    def _make(self, project: Path, stack: str, missing: Mapping[str, str]) -> None:
        paths = [(str(self._cache / f"{key}.json"), name) for key, name in missing.items()]
        several = min(len(paths), os.cpu_count() or 1)
        _run([paths[at::several] for at in range(several)], project, stack)
        for key, name in missing.items():
            if not self._take(key):
                raise ReviewError(f"the recording of {name} is gone before it was read: is {self._cache} full?")
        prune(self._cache)


def _run(shares: Sequence[Iterable[tuple[str, str]]], project: Path, stack: str) -> None:
    """Record in several processes at once; each imports the SDKs, which takes seconds, a single time."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    started = []
    for share in shares:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as asked:
            json.dump({path: [name] for path, name in share}, asked)
            asked.seek(0)
            started.append(
                subprocess.Popen(
                    [sys.executable, "-P", str(RECORDER), str(project), stack],
                    stdin=asked,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                    cwd=project,
                    env={**kept, "PYTHONPATH": str(project), **NO_DAY},
                )
            )
    said = [process.communicate()[1] for process in started]
    refused = dict.fromkeys(text.strip() for process, text in zip(started, said, strict=True) if process.returncode)
    if refused:
        raise ReviewError("\n".join(refused))


def prune(cache: Path, most: int = MOST_FILES) -> None:
    """Throw away what nobody used for longest, beyond the number of files that are kept."""
    found = []
    for path in cache.glob("*.json"):
        try:
            found.append((path.stat().st_mtime, path))
        except FileNotFoundError:
            continue  # another run threw it away
    for _, path in sorted(found, reverse=True)[most:]:
        path.unlink(missing_ok=True)
