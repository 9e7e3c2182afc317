"""What keeps data and is protected no longer: the next change may then delete it, where this one would be refused."""

from __future__ import annotations

from collections.abc import Iterator

from mesh.review.findings import Finding
from mesh.review.keepers import place
from mesh.review.listing import MOST
from mesh.review.losses import STATEFUL
from mesh.review.recording import Recorded
from mesh.review.resources import object_of
from mesh.review.world import World


def unprotected(before: World, after: World) -> Iterator[Finding]:
    """The findings about it, one a domain."""
    now = {each.urn: each for each in after.resources}
    found: dict[str, list[str]] = {}
    for resource in before.resources:
        other = now.get(resource.urn)
        if resource.protect and other is not None and not other.protect:
            name = _name(resource)
            if name:
                found.setdefault(before.owners.of(resource.urn), []).append(name)
    for owner, names in sorted(found.items()):
        yield _finding(owner, sorted(names))


def _finding(owner: str, names: list[str]) -> Finding:
    if len(names) == 1:
        told, them, details = f"{names[0]} is", "it", []
    else:
        more = [f"{len(names) - MOST} more"] if len(names) > MOST else []
        told, them, details = f"{len(names)} things that keep data are", "them", [", ".join([*names[:MOST], *more])]
    what = f"{told} no longer protected: after this update a change may delete {them}"
    return Finding("data", "loud", what, f"domain {owner}", tuple(details))


def _name(resource: Recorded) -> str:
    """What it is, if it keeps data."""
    found = object_of(resource)
    if found is not None and found[0] in STATEFUL:
        return f"{found[0]} {found[1].plain}"
    return " ".join(place(resource) or ())
