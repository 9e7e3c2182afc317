"""What a change loses, as findings: with who of others reads it, or what is made of it, today."""

from __future__ import annotations

from collections.abc import Iterator

from mesh.review.data import Loss, in_cloud, losses
from mesh.review.findings import Finding
from mesh.review.resources import changed
from mesh.review.world import World


def data(before: World, after: World) -> Iterator[Finding]:
    """The findings about data."""
    old, new = changed(before.resources, after.resources)
    names = {
        name.plain: (kind, name) for kind, name in before.owners.objects if kind in ("DATABASE", "SCHEMA", "TABLE")
    }
    for loss in losses(old, new):
        known = names.get(loss.object)
        owner = before.owners.of_object(*known) if known else _owner_in_cloud(before, loss)
        readers = before.readers(known[1]) if known else []
        details = [loss.more] if loss.more else []
        details += [f"with it go {loss.inside} tables"] if loss.inside else []
        details += [f"read by {reader}" for reader in readers]
        what = f"{loss.object_kind} {loss.object} {loss.what}"
        yield Finding("data", "loud", what, f"domain {owner}", tuple(details))


def _owner_in_cloud(world: World, loss: Loss) -> str:
    place = loss.object_kind, loss.object
    return next((world.owners.of(each.urn) for each in world.resources if in_cloud(each) == place), "")
