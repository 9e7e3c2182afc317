"""Any mesh that is accepted can be deployed and taken down: the account refuses nothing of what it registers."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tried

from tests.any_mesh.deployment import contents, create, delete, planned, prepared, recorded, stated_twice
from tests.any_mesh.meshes import Mesh, meshes


# The same meshes in every run, and nothing kept in the working tree. To record one takes up to a second, so a mesh that
# is refused is told as it is: making it smaller would take many minutes.
@tried(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(meshes())
def test_an_accepted_mesh_comes_and_goes_without_a_refusal(mesh: Mesh) -> None:
    account = prepared(mesh)
    before = contents(account)
    recording = recorded(mesh)
    assert stated_twice(recording) == []
    made = planned(recording)
    for resource in made:
        create(account, resource)
    for resource in reversed(made):
        delete(account, resource)
    assert contents(account) == before
