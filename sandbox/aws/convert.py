"""A Pulumi resource's inputs as an AWS document, and back, by its `Kind`'s spelling and the schema's types."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from sandbox.aws import paths
from sandbox.aws.documents import same_json
from sandbox.aws.kind import Document, Kind
from sandbox.schema import Schema
from sandbox.wire import UNKNOWN

Values = dict[str, Any]


def to_document(kind: Kind, schema: Schema, inputs: Mapping[str, Any]) -> Document:
    """The document of a resource with these inputs; what is UNKNOWN in them is UNKNOWN in it."""
    types = schema.resources[kind.token]["inputs"]
    document: Document = {}
    for name, path in kind.members.items():
        value = inputs.get(name, kind.defaults.get(name))
        if value is not None:
            _put(document, path, _to_aws(kind, schema, types[name], value))
    return document


def from_document(kind: Kind, schema: Schema, document: Document) -> Values:
    """The inputs that a document spells, without what in it is AWS's own."""
    if kind.managed:
        path, own = kind.managed
        value = paths.get(document, path)
        document = copy.deepcopy(document)
        paths.put(document, path, {key: entry for key, entry in (value or {}).items() if key not in own(value)})
    return _object_from(kind, schema, schema.resources[kind.token]["inputs"], document, kind.members)


def _to_aws(kind: Kind, schema: Schema, type_: str, value: Any) -> Any:
    if value is UNKNOWN:
        return value
    if type_.endswith("[]"):
        return [_to_aws(kind, schema, type_[:-2], entry) for entry in value]
    if type_ not in schema.types:
        return value
    types = schema.types[type_]["inputs"]
    spelled: Document = {}
    for name, entry in value.items():
        if entry is not None:
            _put(spelled, kind.spelling.get(name, _capitalised(name)), _to_aws(kind, schema, types[name], entry))
    return spelled


def _from_aws(kind: Kind, schema: Schema, type_: str, value: Any) -> Any:
    if type_.endswith("[]"):
        return [_from_aws(kind, schema, type_[:-2], entry) for entry in value]
    if type_ not in schema.types:
        return value
    types = schema.types[type_]["inputs"]
    spelling = {name: kind.spelling.get(name, _capitalised(name)) for name in types}
    return _object_from(kind, schema, types, value, spelling)


def _object_from(
    kind: Kind, schema: Schema, types: Mapping[str, str], document: Any, spelling: Mapping[str, str]
) -> Values:
    values: Values = {}
    for name, path in spelling.items():
        found = paths.get(document, path.removesuffix("#"))
        if found is not None and path.endswith("#"):
            values[name] = {pair["Key"]: pair["Value"] for pair in found}
        elif found is not None:
            values[name] = _from_aws(kind, schema, types[name], found)
    return values


def _put(document: Document, path: str, value: Any) -> None:
    if not path.endswith("#") or value is UNKNOWN:
        paths.put(document, path.removesuffix("#"), value)
    elif value:
        paths.put(document, path[:-1], [{"Key": key, "Value": entry} for key, entry in value.items()])


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def refreshed(kind: Kind, old: Mapping[str, Any], live: Mapping[str, Any]) -> Values:
    """A resource's inputs as the account has them now, told as close to the old inputs as the truth allows.

    What the account fills in by itself, and what nobody said and is empty, is no input. What somebody else added is
    one, so that the next preview shows that it will go.
    """
    local = {name: old[name] for name in (*kind.local, "region") if name in old}
    filled_in = kind.computed if old else ()  # an import takes all that there is
    own = {
        name: value
        for name, value in live.items()
        if name in old or (value != kind.defaults.get(name) and name not in filled_in)
    }
    return {**_merged(old, own), **local}


def agrees(said: Any, live: Any) -> bool:
    """Whether what is there is what was said, but for what nobody has to say."""
    return bool(_merged(said, live) == said)


def _merged(old: Any, live: Any) -> Any:
    if isinstance(old, Mapping) and isinstance(live, Mapping):
        kept = [name for name in old if name in live or _empty(old[name])]
        added = [name for name in live if name not in old and not _empty(live[name])]
        return {
            **{name: _merged(old[name], live[name]) if name in live else old[name] for name in kept},
            **{name: _said(live[name]) for name in added},
        }
    if isinstance(old, list) and isinstance(live, list):
        if _as_set(old) == _as_set(live):
            return old
        merged = [_merged(before, now) for before, now in zip(old, live, strict=False)]
        return [*merged, *(_said(entry) for entry in live[len(old) :])]
    return old if same_json(old, live) else live


def _said(value: Any) -> Any:
    """A value without the switches inside that are off, which nobody has to say."""
    if isinstance(value, Mapping):
        return {name: _said(entry) for name, entry in value.items() if entry is not None and entry is not False}
    return [_said(entry) for entry in value] if isinstance(value, list) else value


def _as_set(entries: list[Any]) -> list[str]:
    return sorted(json.dumps(entry, sort_keys=True) for entry in entries)


def _empty(value: Any) -> bool:
    return value in (None, "", False, 0) or value == [] or value == {}
