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

UP = ("up", "--yes", "--skip-preview")
DESTROY = ("destroy", "--yes", "--skip-preview")
KILLS_OF_UP, KILLS_OF_CHANGE, KILLS_OF_DESTROY = 5, 3, 2
CHANGED, REMOVED = 20, 60
"""At least so many writes to the account does the change take, and the destruction."""

POLL_SECONDS = 0.02
COUNTED = ("aws", "snowflake.objects", "snowflake.grants", "snowflake.memberships")


def ask(project: Project, query: str) -> int:
    """A number out of the account's file."""
    connection = sqlite3.connect(f"{(project.home / ACCOUNT_FILE).as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        (count,) = connection.execute(query).fetchone()
        return int(count)
    finally:
        connection.close()


def documents(project: Project) -> int:
    """How many objects, grants and memberships the account holds, and how many things in AWS."""
    return ask(project, f"SELECT COUNT(*) FROM documents WHERE tab IN {COUNTED}")


def writes(project: Project) -> int:
    """How many changes have been made to the account since it was new."""
    return ask(project, f"SELECT SUM(count) FROM changes WHERE tab IN {COUNTED}")


def pending(project: Project) -> list[str]:
    """The operations that the state still calls unfinished."""
    state = json.loads(project.pulumi("stack", "export", "--stack", "dev"))
    return [entry["resource"]["urn"] for entry in state["deployment"].get("pending_operations") or []]


def kill(project: Project, command: tuple[str, ...], after: int) -> None:
    """Start a run and kill it, with all it started, once it has written to the account so many times; recover."""
    begun = writes(project)
    process = subprocess.Popen(
        ["pulumi", *command, "--non-interactive", "--stack", "dev"],
        cwd=project.folder,
        env=project.variables | CALM,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while writes(project) < begun + after:
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(POLL_SECONDS)
    end_group(process)
    project.mesh("recover", "--stack", "dev", "--yes")
    assert pending(project) == []


def shown(project: Project) -> Counter[str]:
    return Counter(project.mesh("sandbox", "show").splitlines())


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
    """Five in the first run, three in one that replaces a schema with all that is in it, two in a destruction."""
    empty_account, empty, unwritten = shown(project), documents(project), writes(project)
    project.up("dev")
    wanted, whole, most = shown(project), documents(project), writes(project) - unwritten
    project.mesh("sandbox", "reset", "--yes")
    chosen = random.Random(20261124)

    for _ in range(KILLS_OF_UP):
        kill(project, UP, after=chosen.randrange(most // KILLS_OF_UP))
    project.up("dev")
    assert (shown(project), documents(project), project.steps()) == (wanted, whole, {})

    undo = project.edit("domains/tracking/__init__.py", "core=Layer(retention_days=14)", "core=Layer(transient=True)")
    for _ in range(KILLS_OF_CHANGE):
        kill(project, UP, after=chosen.randrange(CHANGED // KILLS_OF_CHANGE))
    undo()
    project.up("dev")
    assert (shown(project), documents(project), project.steps()) == (wanted, whole, {})
    assert [urn for urn, entry in project.resources().items() if entry.get("delete")] == []

    for _ in range(KILLS_OF_DESTROY):
        kill(project, DESTROY, after=chosen.randrange(REMOVED // KILLS_OF_DESTROY))
    project.pulumi(*DESTROY, "--stack", "dev")
    assert (shown(project), documents(project)) == (empty_account, empty)
