"""A mesh of the article's size: nineteen domains of a realistic mix, in one stack."""

import shutil

import pytest

from scripts.large_mesh import configure, names, write
from tests.engine.conftest import Project

pytestmark = pytest.mark.engine

DOMAINS = 19


def test_nineteen_domains_are_up_and_stay_as_they_are(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    # docs/sandbox.md: the state of so many resources in one stack is not written after each of them.
    monkeypatch.setenv("PULUMI_SKIP_CHECKPOINTS", "true")
    shutil.rmtree(project.folder / "domains")
    write(project.folder / "domains", DOMAINS)
    configure(project.folder / "Pulumi.dev.yaml", DOMAINS)
    project.up()
    databases = {
        entry["outputs"]["name"]
        for entry in project.resources().values()
        if entry["type"] == "snowflake:index/database:Database"
    }
    assert databases == {f"DEV_{name.upper()}" for name in [*names(DOMAINS), "governance"]}
    project.pulumi("preview", "--stack", "dev", "--expect-no-changes")
