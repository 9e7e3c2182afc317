"""Taking a stack down, and what prod says to that."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Project

pytestmark = pytest.mark.engine


def test_dev_goes_wholly_and_prod_refuses(project: Project) -> None:
    empty = project.mesh("sandbox", "show")
    project.up("dev")
    project.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev")
    assert project.mesh("sandbox", "show") == empty
    project.up("prod")
    refused = project.pulumi("destroy", "--yes", "--skip-preview", "--stack", "prod", code=None)
    assert "protected" in refused
    shown = project.mesh("sandbox", "show", "--kind", "database")
    assert "TRACKING" in shown
