"""What a change loses, as findings: with who of others reads it, or what is made of it, today."""

from __future__ import annotations

from collections.abc import Iterator

from mesh.account.identifiers import Name
from mesh.account.objects.retention import KEY
from mesh.account.resources.computed import parameter
from mesh.review.findings import Finding
from mesh.review.keepers import place
from mesh.review.keeping import STATED, time_travel
from mesh.review.losses import STATEFUL, Loss, losses
from mesh.review.parameters import parameters
from mesh.review.recording import Recorded, Resources
from mesh.review.replacing import is_triggered
from mesh.review.resources import changed
from mesh.review.unmodelled import moved, unmodelled
from mesh.review.world import World


def lost(before: World, after: World) -> list[Loss]:
    """All that a change loses."""
    old, new = changed(before.resources, after.resources)
    triggered = list(_triggered(before.resources, after.resources))
    others = {each.urn for each in (*old, *(one for one, _ in triggered))}
    objects = before.owners.objects.items()
    same = (name for (kind, name), each in objects if kind == "TABLE" and each.urn not in others)
    return [
        *losses((*old, *(one for one, _ in triggered)), (*new, *(other for _, other in triggered)), same),
        *_no_longer_stated(before, after),
        *parameters(before.resources, after.resources),
        *moved(before.resources, after.resources),
        *unmodelled(before.resources, after.resources),
    ]


def _triggered(before: Resources, after: Resources) -> Iterator[tuple[Recorded, Recorded]]:
    """What is replaced although no input is other than it was."""
    now = {each.urn: each for each in after if each.options}
    for resource in before:
        other = now.get(resource.urn)
        if other is not None and other.inputs == resource.inputs and is_triggered(resource.options, other.options):
            yield resource, other


def data(before: World, after: World) -> Iterator[Finding]:
    """The findings about data."""
    names = {name.plain: (kind, name) for kind, name in before.owners.objects if kind in STATEFUL}
    for loss in lost(before, after):
        known = names.get(loss.object)
        owner = before.owners.of_object(*known) if known else _owner_elsewhere(before, after, loss)
        readers = before.readers(known[1]) if known else []
        details = [loss.more] if loss.more else []
        details += [f"with it go {loss.inside} tables"] if loss.inside else []
        details += [f"read by {reader}" for reader in readers]
        what = f"{loss.object_kind} {loss.object} {loss.what}"
        yield Finding("data", "loud", what, f"domain {owner}", tuple(details))


def _no_longer_stated(before: World, after: World) -> Iterator[Loss]:
    """Time Travel that is shorter because an object no longer says it, or only now says other than its container."""
    for (kind, name), resource in before.owners.objects.items():
        other = after.owners.objects.get((kind, name))
        if kind in STATEFUL and other is not None and other is not resource:
            stated = [each.inputs.get(STATED) is None for each in (resource, other)]
            old, new = (_in_force(world, kind, name) for world in (before, after))
            if len(set(stated)) > 1 and new < old:
                yield Loss("retention shortened", kind, name.plain, time_travel(new, old))


def _in_force(world: World, kind: str, name: Name) -> int:
    found = parameter(world.account, kind, name, KEY)
    return found if isinstance(found, int) else 1


def _owner_elsewhere(before: World, after: World, loss: Loss) -> str:
    """Whose something is that is no object of the account. A text that is run may be new."""
    if loss.urn:
        former = any(each.urn == loss.urn for each in before.resources)
        return (before if former else after).owners.of(loss.urn)
    lost = loss.object_kind, loss.object
    return next((before.owners.of(each.urn) for each in before.resources if place(each) == lost), "")
