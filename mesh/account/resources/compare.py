"""Inputs as the provider compares them: spellings that mean the same become the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from mesh.account.identifiers import BadIdentifier
from mesh.account.refusal import Refused
from mesh.account.resources.spec import Inputs, Resource

_DEFAULTS: Final[Mapping[str, Any]] = {
    "comment": "",
    "collate": "",
    "nullable": True,
    "allPrivileges": False,
    "alwaysApply": False,
    "withGrantOption": False,
}
"""Inputs for which saying nothing is saying this, wherever they stand."""

_INDEX: Final = re.compile(r"\[\d+\]")


def normal(resource: Resource, inputs: Inputs) -> dict[str, Any]:
    """The inputs in the spelling in which two that differ are a difference.

    A value that is not JSON (what the engine does not know yet) and a name that cannot be read stay as they are.
    """
    kept = {key: value for key, value in inputs.items() if key not in resource.creation_only and key != "__defaults"}
    plain = _mapping(resource, "", kept)
    silent = {prop.input: prop.silent for prop in resource.properties.values() if prop.silent is not None}
    return {key: value for key, value in plain.items() if key not in silent or value != silent[key]}


def _mapping(resource: Resource, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for key, value in given.items():
        plain = _value(resource, f"{path}.{key}" if path else key, value)
        if plain is not None and not (key in _DEFAULTS and plain == _DEFAULTS[key]):
            found[key] = plain
    return found


def _value(resource: Resource, path: str, value: Any) -> Any:
    form = resource.forms.get(_INDEX.sub("[*]", path))
    if form is not None and _plain(value) and not isinstance(value, Mapping):
        try:
            return form.normal(value)
        except (BadIdentifier, Refused, ValueError):
            return value
    if isinstance(value, Mapping):
        return _mapping(resource, path, value) if form is None else _block(form.normal, value)
    if isinstance(value, list):
        return [_value(resource, f"{path}[{at}]", each) for at, each in enumerate(value)]
    return value


def _block(normalise: Any, value: Mapping[str, Any]) -> Any:
    return normalise(value) if _plain(value) else dict(value)


def _plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_plain(each) for each in value.values())
    if isinstance(value, list):
        return all(_plain(each) for each in value)
    return isinstance(value, str | int | float | bool)
