"""Listings: a manifest for a share. The provider sends REVIEW with PUBLISH at creation, and PUBLISH alone later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from mesh.account.resources.forms import Form, truth
from mesh.account.resources.inputs import properties, token
from mesh.account.resources.objects import Shape, alter_properties, changed, object_name, options, resource
from mesh.account.resources.spec import Change, Inputs, Lookup, Property, Resource
from mesh.account.statements import Alter, Create, Publish, Rename, SetManifest, Statement


def _text(given: Mapping[str, Any]) -> str:
    return str(given.get("fromString", ""))


_MANIFEST: Final = Property("manifest", "AS", Form(_text, _text), alterable=False)
_PUBLISH = replace(properties("LISTING", "", texts="publish")[0], silent=None, required=True)
"""Read back whatever it is: a program that says nothing of it sees a difference after a refresh."""
_LISTING: Final = Shape(
    token("Listing"), "LISTING", properties=(*properties("LISTING", "share comment"), _MANIFEST, _PUBLISH)
)


def _create(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
    """PUBLISH and REVIEW are always the same: the account wants a review of what is published."""
    stated = options(_LISTING, inputs)
    review = {"REVIEW": stated["PUBLISH"]} if "PUBLISH" in stated else {}
    return [Create("LISTING", object_name(_LISTING, inputs), {**stated, **review})]


def _update(change: Change, _lookup: Lookup) -> list[Statement]:
    """The name first, then the manifest with what is said of publishing, then publishing, then the comment."""
    plain = alter_properties(_LISTING, change)
    renamed = [each for each in plain if isinstance(each, Alter) and isinstance(each.actions[0], Rename)]
    others = [each for each in plain if each not in renamed]
    name, publish = object_name(_LISTING, change.new), change.new.get("publish")
    actions: list[SetManifest | Publish] = []
    if changed(_MANIFEST, change.old, change.new):
        actions.append(SetManifest(_text(change.new["manifest"]), None if publish is None else truth(publish)))
    if changed(_PUBLISH, change.old, change.new) and publish is not None:
        actions.append(Publish(truth(publish)))
    return [*renamed, *(Alter("LISTING", name, (action,)) for action in actions), *others]


LISTING: Final[Resource] = resource(_LISTING, ("share",), create=_create, update=_update, depths={"share": 1})
