"""A project of its own for each test of the real engine: a copy that can be edited, and a sandbox beside it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from mesh.cli.identity import play_identity_provider
from sandbox import environment

COPIED = ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "__main__.py", "domains")
CALM = {"PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1", "COLUMNS": "160"}


@dataclass(frozen=True)
class Project:
    """A copy of the project in a sandbox of its own. `folder` holds the copy, `home` the sandbox."""

    folder: Path
    home: Path

    @property
    def variables(self) -> dict[str, str]:
        return {**os.environ, **environment.variables(self.home), **CALM}

    def run(self, *command: str, code: int | None = 0) -> str:
        """Run a command in the sandbox; both its outputs. `code` is what it must exit with, None for a failure."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.variables, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        if code is None:
            assert done.returncode != 0, done.stdout
        else:
            assert done.returncode == code, done.stdout
        return done.stdout

    def pulumi(self, *arguments: str, code: int | None = 0) -> str:
        return self.run("pulumi", *arguments, "--non-interactive", code=code)

    def mesh(self, *arguments: str, code: int | None = 0) -> str:
        return self.run("mesh", *arguments, code=code)

    def up(self, stack: str = "dev", *arguments: str, code: int | None = 0) -> str:
        return self.pulumi("up", "--yes", "--skip-preview", "--stack", stack, *arguments, code=code)

    def steps(self, stack: str = "dev") -> dict[str, str]:
        """What a preview would do: logical name -> step, but for what stays the same; a replacement is one step."""
        done = subprocess.run(
            ["pulumi", "preview", "--json", "--non-interactive", "--stack", stack],
            cwd=self.folder,
            env=self.variables,
            text=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        steps: list[dict[str, Any]] = json.loads(done.stdout)["steps"]
        parts = ("same", "create-replacement", "delete-replaced")
        return {step["urn"].rpartition("::")[2]: step["op"] for step in steps if step["op"] not in parts}

    def edit(self, file: str, old: str, new: str) -> Callable[[], None]:
        """Replace one text in a file, which must stand there once; returns what undoes it."""
        path = self.folder / file
        before = path.read_text(encoding="utf-8")
        assert before.count(old) == 1, f"{old!r} stands {before.count(old)} times in {file}"
        path.write_text(before.replace(old, new), encoding="utf-8")

        def undo() -> None:
            path.write_text(before, encoding="utf-8")

        return undo

    def replace_domains(self, files: Mapping[str, str]) -> None:
        """Put other domains in the place of the project's: folder -> text. The Kafka keys go with those."""
        shutil.rmtree(self.folder / "domains")
        for name, text in files.items():
            (self.folder / "domains" / name).mkdir(parents=True)
            (self.folder / "domains" / name / "__init__.py").write_text(text, encoding="utf-8")
        for path in self.folder.glob("Pulumi.*.yaml"):
            settings = yaml.safe_load(path.read_text(encoding="utf-8"))
            del settings["config"]["datamesh:kafkaPublicKeys"]
            path.write_text(yaml.safe_dump(settings), encoding="utf-8")

    def resources(self, stack: str = "dev") -> dict[str, dict[str, Any]]:
        """The resources in the stack's state by URN."""
        state = json.loads(self.pulumi("stack", "export", "--stack", stack))
        found: list[dict[str, Any]] = state["deployment"].get("resources", [])
        assert len({(entry["urn"], entry.get("id")) for entry in found}) == len(found)
        return {entry["urn"]: entry for entry in found}


def make(folder: Path) -> Project:
    """A copy of the project under `folder`, with a sandbox that has every stack."""
    project, home = folder / "project", folder / "home"
    project.mkdir(parents=True)
    for name in COPIED:
        source = environment.REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, project / name)
    (project / ".venv").symlink_to(sys.prefix)
    environment.prepare(home)
    environment.initialise(home, project)
    play_identity_provider(home, project)
    return Project(project, home)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make(tmp_path)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose two stacks are up. Shared by a module's tests: each must leave it as it was."""
    made = make(tmp_path_factory.mktemp("deployed"))
    made.up("dev")
    made.up("prod")
    return made


def end_group(process: subprocess.Popen[str]) -> None:
    """Kill a process and all that it started and that did not leave its group."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
