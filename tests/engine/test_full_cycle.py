"""The whole life of a mesh that says everything: up, each field changed once, down to nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from components.recorder import Recording
from mesh.cli.identity import play_identity_provider
from mesh.load import read_governance
from mesh.people import identity_roles
from sandbox.aws.account import open_account as open_aws
from sandbox.snowflake.account import open_account
from tests.engine.conftest import Project, make
from tests.every_field.steps import label, labelled, steps
from tests.every_field.table import Edit, batches, disturbs, record

pytestmark = pytest.mark.engine

PARTS = ("create-replacement", "delete-replaced", "same")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that holds the mesh of the table. No run of it is killed, so the state need not say how far one got."""
    monkeypatch.setenv("PULUMI_SKIP_CHECKPOINTS", "true")
    made = make(tmp_path)
    shutil.rmtree(made.folder / "domains")
    return made


def test_from_nothing_through_every_field_to_nothing(project: Project) -> None:
    before = _written(project)
    people = _people(project)
    empty = _in_snowflake(project)
    project.up()
    _is_as_it_should(project)
    staying: list[Edit] = []
    for batch in batches(disturbs):
        # What an earlier batch did is taken back in the same run.
        after = _written(project, [*staying, *batch])
        staying += [edit for edit in batch if edit.stays]
        people |= _people(project)
        _steps_are_those_of_the_table(project, before, after)
        project.up()
        _is_as_it_should(project)
        before = after
    # As docs/recovery.md says.
    project.pulumi("destroy", "--yes", "--stack", "dev")
    assert _in_snowflake(project) - empty == {("ROLE", role) for role in people} - empty
    assert _in_aws(project) == []


def _written(project: Project, batch: Sequence[Edit] = ()) -> Recording:
    """The mesh with the edits made, and with the people's roles that it names; what its program registers."""
    recording = record(project.folder, batch)
    play_identity_provider(project.home, project.folder)
    return recording


def _planned(project: Project, known: dict[str, str]) -> dict[str, str]:
    """What a preview would do, by the labels of the table (`known` by URN); a replacement is one step."""
    found = json.loads(project.pulumi("preview", "--json", "--stack", "dev"))["steps"]
    return {known[step["urn"]]: step["op"] for step in found if step["urn"] in known and step["op"] not in PARTS}


def _steps_are_those_of_the_table(project: Project, before: Recording, after: Recording) -> None:
    """Whatever else is touched waits for something that is replaced."""
    planned = _planned(project, {each.urn: name for made in (before, after) for name, each in labelled(made).items()})
    told = steps(before, after)
    expected = {step.partition(".")[0]: operation for operation, found in told.items() for step in found}
    assert {name: planned.get(name) for name in expected} == expected
    replaced = {name for name, operation in expected.items() if operation == "replace"}
    behind = _behind(after, replaced)
    assert {name for name in planned if name not in expected and name not in behind} == set()


def _behind(recording: Recording, replaced: set[str]) -> set[str]:
    """The labels of all that waits for one of these, or for what does."""
    behind = set(replaced)
    by_urn = {each.urn: label(each) for each in recording.resources}
    for each in recording.resources:
        if any(by_urn.get(urn) in behind for urn in each.depends_on):
            behind.add(label(each))
    return behind


def _is_as_it_should(project: Project) -> None:
    project.pulumi("preview", "--expect-no-changes", "--stack", "dev")
    project.pulumi("refresh", "--preview-only", "--expect-no-changes", "--stack", "dev")


def _people(project: Project) -> set[str]:
    """The roles that the identity provider has made; they are no stack's."""
    governance = read_governance(project.folder / "domains")
    return set(identity_roles(governance)) if governance else set()


def _in_snowflake(project: Project) -> set[tuple[str, str]]:
    with closing(open_account(project.home)) as account:
        return {(each.kind, each.name.plain) for each in account.show()}


def _in_aws(project: Project) -> list[str]:
    with open_aws(project.home, "111122223333", "eu-west-1") as account:
        return [record.id for record in account.records()]
