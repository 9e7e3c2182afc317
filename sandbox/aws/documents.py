"""When two JSON documents are one to AWS: a policy may be spelled in several ways, which the real provider knows.

Where a policy has one statement, action, resource, principal or value of a condition it stands by itself or in a list,
and the order of a list says nothing (IAM User Guide, "Grammar of the IAM JSON policy language"). In a policy of a
resource the principal "*" is all of {"AWS": "*"} (IAM User Guide, "AWS JSON policy elements: Principal").
"""

import json
from collections.abc import Mapping
from typing import Any


def same_json(one: Any, other: Any) -> bool:
    """Whether two texts are the same document, a policy in whatever spelling, or two values are equal."""
    if one == other:
        return True
    try:
        return bool(_plain(json.loads(one)) == _plain(json.loads(other)))
    except (TypeError, ValueError):
        return False


def _plain(document: Any) -> Any:
    """A document in one spelling; what is no policy is as it was."""
    if not isinstance(document, Mapping) or "Statement" not in document:
        return document
    return {**document, "Statement": _alternatives(_statement(each) for each in _many(document["Statement"]))}


def _statement(statement: Any) -> Any:
    if not isinstance(statement, Mapping):
        return statement
    return {element: _element(element, value) for element, value in statement.items()}


def _element(element: str, value: Any) -> Any:
    if element in ("Effect", "Sid"):
        return value
    if element in ("NotPrincipal", "Principal") and value == "*":
        value = {"AWS": "*"}
    if isinstance(value, Mapping):
        return {key: _element(key, inner) for key, inner in value.items()}
    return _alternatives(_many(value))


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _alternatives(values: Any) -> list[str]:
    return sorted({json.dumps(value, sort_keys=True) for value in values})
