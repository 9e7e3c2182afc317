"""A git repository with the pilot mesh, and `mesh review` run in it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from components import recorder
from mesh.cli import app
from mesh.review.errors import Unrecorded
from mesh.review.record import NO_DAY, Share

from .edits import PILOT, RECORDED, REPOSITORY, Edit, apply

GIT = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")


@dataclass(frozen=True)
class Repository:
    """A repository whose first commit has the pilot mesh."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Repository:
        folder.mkdir(parents=True)
        for name in RECORDED:
            shutil.copy(REPOSITORY / name, folder)
        shutil.copytree(PILOT, folder / "domains", ignore=shutil.ignore_patterns("__pycache__"))
        made = cls(folder)
        made.git("init", "--quiet")
        made.commit("The domains")
        return made

    def copy(self, folder: Path) -> Repository:
        shutil.copytree(self.folder, folder)
        return Repository(folder)

    def git(self, *arguments: str) -> str:
        done = subprocess.run([*GIT, *arguments], cwd=self.folder, text=True, capture_output=True, check=True)
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def edit(self, *edits: Edit) -> None:
        for edit in edits:
            apply(self.folder, edit)

    def review(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["review", "--project", str(self.folder), *arguments])

    def json(self, *arguments: str) -> dict[str, Any]:
        """The review as JSON, which is never an error."""
        result = self.review("--format", "json", *arguments)
        assert result.exit_code in (0, 1), result.output
        told: dict[str, Any] = json.loads(result.stdout)
        assert told["blocks"] is (result.exit_code == 1)
        return told

    def told(self, *arguments: str) -> list[str]:
        return [f"{each['section']} {each['severity']}: {each['what']}" for each in self.json(*arguments)["findings"]]


def recorded_here(shares: Sequence[Share], stack: str) -> None:
    """In the place of the recorder's processes, which take seconds each: the same in this one."""
    refused = {}
    for folder, parts in shares:
        project = Path(folder)
        try:
            for path, domains in parts.items():
                given = {**recorder.stack_configuration(project, stack), "datamesh:domains": json.dumps(domains)}
                with pytest.MonkeyPatch.context() as patched:
                    patched.setenv(*NO_DAY.copy().popitem())
                    recording = recorder.record_program(project, stack, given)
                Path(path).write_text(recorder.as_json(recording), encoding="utf-8")
        except Exception as wrong:
            refused[folder] = recorder.told(wrong, project)
    if refused:
        raise Unrecorded(refused)
