"""Taking a stack down as docs/recovery.md says, and what prod says to that."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Project

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def no_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    """No run is killed here."""
    monkeypatch.setenv("PULUMI_SKIP_CHECKPOINTS", "true")


def test_dev_goes_wholly(project: Project) -> None:
    empty = project.mesh("sandbox", "show")
    project.up("dev")
    project.pulumi("destroy", "--yes", "--stack", "dev")
    assert project.mesh("sandbox", "show") == empty


def test_prod_is_not_taken_down_before_its_protection_is(project: Project) -> None:
    empty = project.mesh("sandbox", "show")
    project.up("prod")
    whole = project.mesh("sandbox", "show")
    refused = project.pulumi("destroy", "--yes", "--stack", "prod", code=None)
    assert "protected" in refused
    assert project.mesh("sandbox", "show") == whole
    project.pulumi("config", "set", "datamesh:protect", "false", "--stack", "prod")
    project.up("prod")
    project.pulumi("destroy", "--yes", "--stack", "prod")
    assert project.mesh("sandbox", "show") == empty
