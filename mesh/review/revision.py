"""Another revision of the project, laid out in a folder of its own. Git is asked, and nothing of it is changed."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path
from typing import Final

from mesh.review.errors import ReviewError

_FETCH: Final = "In CI, fetch the history first (fetch-depth: 0)"


def merge_base(project: Path, branch: str = "main") -> str:
    """The revision at which the working tree's branch left `branch`, here or as the remote has it."""
    _said(project, "rev-parse", "--git-dir")
    for other in (f"origin/{branch}", branch):
        if _found(project, other):
            done = _git(project, "merge-base", "HEAD", other)
            if done.returncode != 0:
                raise ReviewError(f"git finds no revision that this branch and {other} have in common. {_FETCH}")
            return _text(done.stdout).strip()
    raise ReviewError(f"there is no branch {branch} to compare with. Name a revision: mesh review --base REV")


def commit_of(project: Path, revision: str) -> str:
    """The full hash of a revision."""
    _said(project, "rev-parse", "--git-dir")
    found = _found(project, revision)
    if not found:
        raise ReviewError(f"git knows no revision {revision!r} here. {_FETCH}")
    return found


def messages_since(project: Path, commit: str) -> str:
    """The messages of the commits that the working tree has and a revision has not."""
    return _text(_said(project, "log", "--format=%B", f"{commit}..HEAD"))


def lay_out(project: Path, commit: str, folder: Path) -> None:
    """Write the project as it was at a commit into a folder."""
    try:
        with tarfile.open(fileobj=io.BytesIO(_said(project, "archive", commit))) as archive:
            archive.extractall(folder, filter="data")
    except tarfile.TarError as wrong:
        raise ReviewError(f"{commit[:10]} cannot be laid out: {' '.join(str(wrong).split())}") from None


def _found(project: Path, revision: str) -> str:
    """The hash of a revision; empty when there is none."""
    done = _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return _text(done.stdout).strip() if done.returncode == 0 else ""


def _said(project: Path, *arguments: str) -> bytes:
    """What git says. Raises what it says instead."""
    done = _git(project, *arguments)
    if done.returncode != 0:
        raise ReviewError(f"git {arguments[0]} failed: {_text(done.stderr).strip()}")
    return done.stdout


def _git(project: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(project), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise ReviewError("there is no git here, which knows the revision to compare with") from None


def _text(said: bytes) -> str:
    """A message of a commit may be in any encoding."""
    return said.decode(errors="replace")
