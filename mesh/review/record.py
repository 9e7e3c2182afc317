"""Recordings made and kept: each part of a mesh once for all that it depends on, whoever asks.

They lie in the user's cache folder (XDG Base Directory Specification), a file a hash. Several runs may share it: a file
appears whole, and what one run throws away another records again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from mesh.ending import TODAY
from mesh.review.errors import ReviewError, Unrecorded
from mesh.review.parts import parts
from mesh.review.recording import Resources, of_recorder

RECORDER: Final = Path(__file__).resolve().parent.parent.parent / "components" / "recorder_processes.py"
"""Ours, whichever revision it records, so that no difference between two revisions is the recorder's."""
MOST_FILES: Final = 4000
"""Files that are kept, some 500 MB; those that nobody used for longest go first."""
NO_DAY: Final = {TODAY: "1970-01-01"}
"""A day on which nothing has ended yet: a recording is the same on every day, and what ends is told by itself."""
_KEPT_VARIABLES: Final = ("HOME", "LANG", "LC_ALL", "PATH", "SYSTEMROOT", "TMPDIR")
"""What a recorded program sees of the environment: nothing that a recording could hold or depend on."""

Share: TypeAlias = tuple[str, Mapping[str, list[str]]]
"""A project, and files with the domains that each is to record of it: what one process does."""


def cache_folder() -> Path:
    """Where recordings are kept; made when it is not there, for its owner alone."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "datamesh" / "recordings"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class Recorder:
    """Records meshes; a part that two of them share is recorded once, read once and is the same value in both."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._read: dict[str, Resources] = {}

    def record(self, stack: str, *projects: Path) -> list[list[Resources]]:
        """The recordings of the parts of a stack in each project, the governance team's first."""
        wanted = [(project, _parts(project, stack)) for project in projects]
        missing: dict[str, tuple[Path, str]] = {}
        for project, keys in wanted:
            for name, key in keys.items():
                if key not in self._read and key not in missing and not self._take(key):
                    missing[key] = project, name
        if missing:
            self._make(stack, missing)
        return [[self._read[key] for key in keys.values()] for _, keys in wanted]

    def _take(self, key: str) -> bool:
        """Read a recording that is kept; False when there is none, or none that can be read."""
        path = self._path(key)
        try:
            self._read[key] = of_recorder(json.loads(path.read_text(encoding="utf-8")))
            path.touch()
        except (AttributeError, FileNotFoundError, KeyError, TypeError, ValueError):
            return False  # cut off, or of another shape: it is made again
        return True

    def _path(self, key: str) -> Path:
        return self._cache / f"{key}.json"

    def _make(self, stack: str, missing: Mapping[str, tuple[Path, str]]) -> None:
        projects: dict[Path, list[tuple[str, str]]] = {}
        for key, (project, name) in missing.items():
            projects.setdefault(project, []).append((str(self._path(key)), name))
        _run([share for project, paths in projects.items() for share in _shares(project, paths)], stack)
        for key, (_, name) in missing.items():
            if not self._take(key):
                raise ReviewError(f"the recording of {name} is gone before it was read: is {self._cache} full?")
        prune(self._cache)


def _parts(project: Path, stack: str) -> Mapping[str, str]:
    try:
        return parts(project, stack, RECORDER)
    except ReviewError as wrong:
        raise Unrecorded({str(project): str(wrong)}) from None


def _shares(project: Path, paths: Sequence[tuple[str, str]]) -> Iterator[Share]:
    """What is to be recorded of a project, for as many processes as there are processors."""
    several = min(len(paths), os.cpu_count() or 1)
    for at in range(several):
        yield str(project), {path: [name] for path, name in paths[at::several]}


def _run(shares: Sequence[Share], stack: str) -> None:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-P", str(RECORDER), stack],
        input=json.dumps(shares),
        capture_output=True,
        text=True,
        env={**kept, **NO_DAY},
        check=False,
    )
    if done.returncode != 0:
        raise ReviewError(done.stderr.strip())
    if refused := json.loads(done.stdout):
        raise Unrecorded(refused)


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
