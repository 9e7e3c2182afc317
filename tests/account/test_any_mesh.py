"""Any mesh that is accepted can be deployed and taken down: the account refuses nothing of what it registers."""

from __future__ import annotations

import pytest

from mesh.review.steps import steps
from tests.any_mesh.deployment import contents, play, prepared, recorded, registered, stated_twice
from tests.any_mesh.draw import drawn
from tests.any_mesh.meshes import meshes


@pytest.mark.parametrize("number", range(25))
def test_an_accepted_mesh_comes_and_goes_without_a_refusal(number: int) -> None:
    mesh = drawn(meshes(), number)
    account = prepared(mesh)
    before = contents(account)
    recording = recorded(mesh)
    assert stated_twice(recording) == []
    made = registered(recording, number)
    play(account, steps((), made))
    play(account, steps(made, ()))
    assert contents(account) == before
