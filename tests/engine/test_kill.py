"""A run that is killed at any moment: one command recovers, the next run converges, nothing is doubled or lost."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import time
from collections import Counter

import pytest

from mesh.cli.recovery import identity_of
from sandbox.plugin import ACCOUNT_FILE
from tests.engine.conftest import CALM, Project, end_group

pytestmark = pytest.mark.engine

KILLS = 10
POLL_SECONDS = 0.02
COUNTED = ("aws", "snowflake.objects", "snowflake.grants", "snowflake.memberships")


def documents(project: Project) -> int:
    """How many objects, grants and memberships the account holds, and how many things in AWS."""
    connection = sqlite3.connect(f"{(project.home / ACCOUNT_FILE).as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        (count,) = connection.execute(f"SELECT COUNT(*) FROM documents WHERE tab IN {COUNTED}").fetchone()
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
        time.sleep(POLL_SECONDS)
    return False


def test_every_id_can_be_told_from_the_inputs(project: Project) -> None:
    project.up("dev")
    state = project.resources()
    made = [entry for entry in state.values() if entry["custom"] and not entry["type"].startswith("pulumi:")]
    told = {
        entry["urn"]: identity_of(
            entry["type"], entry["inputs"], state[entry["provider"].rpartition("::")[0]]["inputs"]
        )
        for entry in made
    }
    assert told == {entry["urn"]: entry["id"] for entry in made}


def test_a_kill_while_the_states_attributes_are_written(project: Project) -> None:
    """The engine writes the state in one step and its attributes, beside it, in another that is not atomic."""
    attributes = project.home / "state" / ".pulumi" / "stacks" / "datamesh" / "dev.json.attrs"
    assert attributes.stat().st_size > 0
    attributes.write_bytes(b"")
    assert "EOF" in project.pulumi("stack", "export", "--stack", "dev", code=None)
    assert "Stack dev is in order." in project.mesh("recover", "--stack", "dev", "--yes")
    assert pending(project) == []


def test_ten_kills_converge_to_what_one_run_makes(project: Project) -> None:
    project.mesh("sandbox", "show")
    empty = documents(project)
    project.up("dev")
    wanted = Counter(project.mesh("sandbox", "show").splitlines())
    whole = documents(project)
    project.mesh("sandbox", "reset", "--yes")
    project.mesh("sandbox", "show")

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
