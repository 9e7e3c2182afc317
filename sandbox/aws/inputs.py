"""What is wrong with a resource's inputs, beyond their types, before AWS is asked."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.aws import paths
from sandbox.aws.kind import Kind
from sandbox.plugin import Failure
from sandbox.wire import UNKNOWN


def failures(kind: Kind, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """What the sandbox does not play, texts of a wrong form, and documents that are no JSON."""
    for name, instead in kind.refused.items():
        if paths.get(inputs, name) not in (None, False, UNKNOWN):
            yield Failure(name, f"the sandbox does not play {name!r}; use {instead}")
    for rule in kind.rules:
        value = paths.get(inputs, rule.property)
        if isinstance(value, str) and not rule.pattern.match(value):
            yield Failure(rule.property, f"{rule.property!r} is {value!r}, but {rule.words}")
    for name in kind.json:
        if isinstance(inputs.get(name), str) and not _is_json_object(inputs[name]):
            yield Failure(name, f"{name!r} must be a policy in JSON, but it is {inputs[name]!r}")


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
