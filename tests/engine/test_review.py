"""A review of what the real engine previews: it says what the comparison with the revision in git says."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.engine.conftest import Project
from tests.engine.test_governed import FILES, LIBRARY

pytestmark = pytest.mark.engine

SHOWN = ("--json", "--show-sames", "--show-replacement-steps")
GIT = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")


def review(project: Project, cache: Path, *arguments: str) -> dict[str, Any]:
    told = project.run(
        "env", f"XDG_CACHE_HOME={cache}", "mesh", "review", "--stack", "dev", "--format", "json", "--sql", *arguments,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(told)
    return found


def test_a_preview_is_reviewed_as_the_revision_in_git(project: Project, tmp_path: Path) -> None:
    project.replace_domains({name.split("/")[1]: dedent(text) for name, text in FILES.items()})
    project.run(*GIT, "init", "--quiet")
    project.run(*GIT, "add", "__main__.py", "domains", *(path.name for path in project.folder.glob("Pulumi*.yaml")))
    project.run(*GIT, "commit", "--quiet", "-m", "The domains")
    project.up()
    project.edit(
        LIBRARY, 'RowAccess("branch", allow={"press": ["north"]})', 'RowAccess("city", allow={"press": ["Ghent"]})'
    )
    project.edit(LIBRARY, 'Column("day", "DATE", path="at.day"), ', "")
    previewed = subprocess.run(
        ["pulumi", "preview", "--stack", "dev", "--non-interactive", *SHOWN],
        cwd=project.folder, env=project.variables, text=True, capture_output=True, check=True,
    )  # fmt: skip
    path = tmp_path / "preview.json"
    path.write_text(previewed.stdout, encoding="utf-8")
    of_git = review(project, tmp_path / "cache", "--base", "HEAD")
    of_preview = review(project, tmp_path / "cache", "--preview", str(path))
    assert len(of_git["findings"]) >= 3
    assert of_preview["findings"] == of_git["findings"]
    assert of_preview["cost"] == of_git["cost"]
    assert sorted(of_preview["sql"]["do"]) == sorted(of_git["sql"]["do"])
    assert sorted(of_preview["sql"]["undo"]) == sorted(of_git["sql"]["undo"])
