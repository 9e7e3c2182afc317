"""An account's rows as JSON and back, exactly.

A value that JSON does not have is an object with the one key ``@``: a list for a ``Name``, ``[class, fields]`` for a
record, ``["map", pairs]`` for a mapping whose keys are no strings. Tuples are lists; there are no lists in an account.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, TypeAlias, cast

from mesh.account import parts, records, statements
from mesh.account.identifiers import Name

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

_CLASSES: Final[Mapping[str, type]] = {
    record.__name__: record
    for record in (
        records.Dropped,
        records.Grant,
        records.Membership,
        records.Object,
        parts.Argument,
        parts.Column,
        statements.Grantee,
        statements.OnAccount,
        statements.OnMany,
        statements.OnObject,
        parts.RowAccess,
        parts.Trigger,
    )
}


_FIELDS: Final[Mapping[type, tuple[str, ...]]] = {
    record: tuple(field.name for field in fields(record)) for record in _CLASSES.values()
}
_AS_IT_IS: Final = frozenset({type(None), bool, int, float, str})


def encode(value: Any) -> JSON:
    """A value of an account as JSON."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return cast(JSON, value)
    if kind is Name:
        return {"@": list(value.parts)}
    if kind in _FIELDS:
        return {"@": [[kind.__name__], {name: encode(getattr(value, name)) for name in _FIELDS[kind]}]}
    if isinstance(value, Mapping):
        if all(type(key) is str for key in value):
            return {key: encode(item) for key, item in value.items()}
        return {"@": [["map"], [[encode(key), encode(item)] for key, item in value.items()]]}
    return [encode(item) for item in value]


def decode(document: JSON) -> Any:
    """What ``encode`` made the document from."""
    if isinstance(document, list):
        return tuple(decode(item) for item in document)
    if not isinstance(document, dict):
        return document
    if set(document) != {"@"}:
        return {key: decode(item) for key, item in document.items()}
    content = cast("list[Any]", document["@"])
    if not content or isinstance(content[0], str):
        return Name(tuple(content))
    (word,), body = content
    if word == "map":
        return {decode(key): decode(item) for key, item in body}
    return _CLASSES[word](**{name: decode(item) for name, item in body.items()})


def key_text(key: Any) -> str:
    """A row's key as text."""
    return json.dumps(encode(key), ensure_ascii=False, separators=(",", ":"))


def key_of(text: str) -> Any:
    """The key that the text was made from."""
    return decode(json.loads(text))
