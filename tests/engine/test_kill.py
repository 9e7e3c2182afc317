"""A run that is killed at any moment: one command recovers, the next run converges, nothing is doubled or lost."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
from collections import Counter

import pytest

from sandbox.plugin import ACCOUNT_FILE
from tests.engine.conftest import CALM, Project, end_group

pytestmark = pytest.mark.engine

KILLS = 10


def documents(project: Project) -> int:
    """How many documents the account holds, written by Snowflake's plugin and by AWS's."""
    connection = sqlite3.connect(project.home / ACCOUNT_FILE, timeout=30)
    try:
        (count,) = connection.execute("SELECT COUNT(*) FROM documents").fetchone()
        return int(count)
    finally:
        connection.close()


def pending(project: Project) -> list[str]:
    """The operations that the state still calls unfinished."""
    state = json.loads(project.pulumi("stack", "export", "--stack", "dev"))
    return [entry["resource"]["urn"] for entry in state["deployment"].get("pending_operations") or []]


def kill_at(project: Project, threshold: int) -> bool:
    """Start an up and kill it, with all it started, once the account holds so many documents; False: it ended first."""
    process = subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", "dev"],
        cwd=project.folder,
        env=project.variables | CALM,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None:
        if documents(project) >= threshold:
            end_group(process)
            return True
    return False


def test_ten_kills_converge_to_what_one_run_makes(project: Project) -> None:
    empty = documents(project)
    project.up("dev")
    wanted = Counter(project.mesh("sandbox", "show").splitlines())
    whole = documents(project)
    project.mesh("sandbox", "reset", "--yes")

    chosen = random.Random(20261124)
    thresholds = sorted(chosen.randrange(empty + 1, whole) for _ in range(KILLS))
    killed = 0
    for threshold in thresholds:
        killed += kill_at(project, threshold)
        project.mesh("recover", "--stack", "dev", "--yes")
        assert pending(project) == []
    assert killed == KILLS

    project.up("dev")
    assert Counter(project.mesh("sandbox", "show").splitlines()) == wanted
    assert documents(project) == whole
    assert project.steps() == {}
    project.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev")
    assert documents(project) == empty
