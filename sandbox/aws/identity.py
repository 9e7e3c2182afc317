"""The id that AWS's provider gives a resource, told from its inputs: for a creation that nobody recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sandbox.aws.account import KINDS
from sandbox.aws.convert import to_document
from sandbox.aws.kind import filled, scope_of
from sandbox.aws.plugin import SCHEMA_FILE
from sandbox.schema import Schema


def identity(type_: str, inputs: Mapping[str, Any], provider: Mapping[str, Any]) -> str | None:
    """The id, with the account and region that the provider is bound to; None where they do not tell it."""
    kind = KINDS.get(type_)
    accounts = _listed(provider.get("allowedAccountIds"))
    if kind is None or len(accounts) != 1:
        return None
    scope = scope_of(to_document(kind, Schema.load(SCHEMA_FILE), inputs), accounts[0], str(provider.get("region", "")))
    id_ = str(filled(kind.id, scope))
    return None if "None" in id_ else id_


def _listed(value: Any) -> list[str]:
    """A list of the provider's config, which the SDK sends as JSON text."""
    found: list[str] = json.loads(value) if isinstance(value, str) and value else value or []
    return found
