"""What a package's resources accept, from `schema.json` (written by `scripts/provider_schema.py`), and checks with it.

The check is that of the real provider's schema: unknown and missing inputs, and types. Whether a *value* makes sense
(an enumeration, a name's length) is the plugin's own matter.
"""

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sandbox.diff import join_key
from sandbox.plugin import Failure
from sandbox.wire import UNKNOWN

_IS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "any": lambda _value: True,
}
ANY: Final = {"$ref": "pulumi.json#/Any"}
_ARTICLED: Final = {"string": "a string", "boolean": "true or false", "integer": "a whole number", "number": "a number"}


@dataclass(frozen=True)
class Schema:
    """A package's resource types, the object types that they use, and the provider's config."""

    package: str
    version: str
    provider: Mapping[str, Any]
    resources: Mapping[str, Any]
    types: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path) -> "Schema":
        """The schema in a file that `scripts/provider_schema.py` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def failures(self, token: str, inputs: Mapping[str, Any]) -> list[Failure]:
        """Everything wrong with a resource's inputs; UNKNOWN fits any type."""
        if token not in self.resources:
            known = ", ".join(sorted(self.resources))
            return [Failure("", f"the sandbox's {self.package} account has no {token}. It has: {known}")]
        return list(self._object("", self.resources[token], inputs))

    def config_failures(self, config: Mapping[str, Any]) -> list[Failure]:
        """Everything wrong with the provider's config; a number may come as text."""
        inputs = self.provider["inputs"]
        read = {key: _number(value) if inputs.get(key) == "integer" else value for key, value in config.items()}
        return list(self._object("", self.provider, read))

    def pulumi(self) -> dict[str, Any]:
        """The same as a Pulumi package schema, which `pulumi import` writes code from."""
        return {
            "name": self.package,
            "version": self.version,
            "meta": {"moduleFormat": "(.*)(?:/[^/]*)"},
            "provider": {"inputProperties": self._properties(self.provider)},
            "resources": {
                token: {
                    "inputProperties": self._properties(kind),
                    "requiredInputs": kind["required"],
                    "properties": self._properties(kind) | dict.fromkeys(kind["outputs"], ANY),
                }
                for token, kind in self.resources.items()
            },
            "types": {
                self._type_token(name): {
                    "type": "object", "properties": self._properties(kind), "required": kind["required"],
                }
                for name, kind in self.types.items()
            },
        }  # fmt: skip

    def _object(self, path: str, kind: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[Failure]:
        accepted = kind["inputs"]
        for key in values:
            if key not in accepted:
                near = difflib.get_close_matches(key, accepted, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"accepted are {', '.join(sorted(accepted))}"
                yield Failure(join_key(path, key), f"there is no input {join_key(path, key)!r}; {hint}")
        for key in kind["required"]:
            if values.get(key) is None:
                yield Failure(join_key(path, key), f"the required input {join_key(path, key)!r} is missing")
        for key, value in values.items():
            if key in accepted and value is not None:
                yield from self._value(join_key(path, key), accepted[key], value)

    def _value(self, path: str, type_: str, value: Any) -> Iterator[Failure]:
        if value is UNKNOWN or (type_ in _IS and _IS[type_](value)):
            return
        if type_.endswith("[]") and isinstance(value, list):
            for at, entry in enumerate(value):
                yield from self._value(f"{path}[{at}]", type_[:-2], entry)
        elif type_.endswith("{}") and isinstance(value, Mapping):
            for key, entry in value.items():
                yield from self._value(join_key(path, key), type_[:-2], entry)
        elif type_ in self.types and isinstance(value, Mapping):
            yield from self._object(path, self.types[type_], value)
        else:
            yield Failure(path, f"{path!r} must be {_words(type_)}, but it is {value!r}")

    def _properties(self, kind: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._spec(type_) for name, type_ in kind["inputs"].items()}

    def _spec(self, type_: str) -> dict[str, Any]:
        if type_.endswith("[]"):
            return {"type": "array", "items": self._spec(type_[:-2])}
        if type_.endswith("{}"):
            return {"type": "object", "additionalProperties": self._spec(type_[:-2])}
        if type_ == "any":
            return ANY
        return {"type": type_} if type_ in _IS else {"$ref": f"#/types/{self._type_token(type_)}"}

    def _type_token(self, name: str) -> str:
        folder, _, last = name.rpartition("/")
        return f"{self.package}:{folder or 'index'}/{last}:{last}"


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.removeprefix("-").isdigit() else value


def _words(type_: str) -> str:
    if type_.endswith("[]"):
        return "a list"
    if type_.endswith("{}"):
        return "a map"
    return _ARTICLED.get(type_, "an object")
