"""Execute: two texts, one for creation and one for deletion."""

from __future__ import annotations

import uuid
from typing import Final

from mesh.account.resources.forms import TEXT
from mesh.account.resources.inputs import token
from mesh.account.resources.spec import Change, Inputs, Lookup, Resource
from mesh.account.sql import parse
from mesh.account.statements import Statement

_NAMESPACE: Final = uuid.UUID("5b0c5f0e-3f0b-4a59-9d61-51f2f3f8e4c1")


def _run(text: str) -> list[Statement]:
    """The provider sends the text as it is, and the account takes one statement at a time."""
    return [parse.parse(text)]


def _nothing(_change: Change, _lookup: Lookup) -> list[Statement]:
    return []


def _identity(inputs: Inputs) -> str:
    """A random UUID at the provider; here one of the text, so that it can be found again."""
    return str(uuid.uuid5(_NAMESPACE, str(inputs["execute"])))


EXECUTE: Final = Resource(
    type=token("Execute"),
    create=lambda inputs, _lookup: _run(str(inputs["execute"])),
    update=_nothing,
    delete=lambda inputs, _lookup: _run(str(inputs["revert"])),
    identity=_identity,
    replaced_by=frozenset({"execute"}),
    forms={"execute": TEXT, "revert": TEXT, "query": TEXT},
)
