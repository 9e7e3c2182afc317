"""Another revision of the project, laid out in a folder of its own. Git is asked, and nothing of it is changed."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from mesh.review.errors import ReviewError


def merge_base(project: Path, branch: str = "main") -> str:
    """The revision at which the working tree's branch left `branch`, here or as the remote has it."""
    for other in (f"origin/{branch}", branch):
        if _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{other}^{{commit}}", must=False):
            return _git(project, "merge-base", "HEAD", other).strip()
    raise ReviewError(f"there is no branch {branch} to compare with. Name a revision: mesh review --base REV")


def commit_of(project: Path, revision: str) -> str:
    """The full hash of a revision."""
    found = _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", must=False)
    if not found:
        raise ReviewError(f"git knows no revision {revision!r} here. In CI, fetch it first (fetch-depth: 0)")
    return found.strip()


def messages_since(project: Path, commit: str) -> str:
    """The messages of the commits that the working tree has and a revision has not."""
    return _git(project, "log", "--format=%B", f"{commit}..HEAD")


def lay_out(project: Path, commit: str, folder: Path) -> None:
    """Write the project as it was at a commit into a folder."""
    with tarfile.open(fileobj=io.BytesIO(_archive(project, commit))) as archive:
        archive.extractall(folder, filter="data")


def _archive(project: Path, commit: str) -> bytes:
    done = subprocess.run(["git", "-C", str(project), "archive", commit, "."], capture_output=True, check=False)
    if done.returncode != 0:
        raise ReviewError(f"git archive failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _git(project: Path, *arguments: str, must: bool = True) -> str:
    done = subprocess.run(["git", "-C", str(project), *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0 and must:
        raise ReviewError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout if done.returncode == 0 else ""
