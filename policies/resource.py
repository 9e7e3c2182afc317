"""Resources as the rules see them: plain values, wherever they come from.

A rule meets values that a preview does not know yet (`UNKNOWN`). It neither fires on them nor takes them for absent: it
says nothing, and judges again in the update, when all values are known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from mesh.account.identifiers import BadIdentifier, Name
from policies.limits import Limits


class Unknown(Enum):
    """The type of `UNKNOWN`."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
"""A value that is known when the update runs and not before."""

# The SDK's signs on the wire: sdk/python/lib/pulumi/runtime/rpc.py
_UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"


def snowflake(name: str) -> str:
    """The type token of a Snowflake resource: `snowflake("View")` is `snowflake:index/view:View`."""
    return f"snowflake:index/{name[0].lower()}{name[1:]}:{name}"


@dataclass(frozen=True, slots=True)
class Resource:
    """A registered resource.

    `properties` are its inputs or, after a deployment, its outputs, in wire spelling (`warehouseSize`). `provider` and
    `parent` are URNs; `provider` is empty for a component, and where a recording knows no default providers.
    `depends_on` has the URNs of all that the resource waits for.
    """

    urn: str
    type: str
    name: str
    properties: Mapping[str, Any]
    provider: str = ""
    parent: str = ""
    protect: bool = False
    depends_on: frozenset[str] = frozenset()

    def value(self, path: str) -> Any:
        """The value at a path (`onSchema.schemaName`): None where nothing is given, UNKNOWN below an unknown one."""
        return value_at(self.properties, path)

    def text(self, path: str) -> str:
        """The text at a path; empty when there is none or it is not known yet."""
        value = self.value(path)
        return value if isinstance(value, str) else ""

    def number(self, path: str) -> float | None:
        """The number at a path; None when there is none or it is not known yet."""
        value = self.value(path)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def items(self, path: str) -> list[Any]:
        """The known items of the list at a path."""
        value = self.value(path)
        return [item for item in value if item is not UNKNOWN] if isinstance(value, list) else []

    def true(self, path: str) -> bool:
        """Whether true stands at a path, as a boolean or, as the Snowflake provider often has it, as a text."""
        return str(self.value(path)).lower() == "true"

    def lacks(self, path: str) -> bool:
        """Whether nothing is given at a path; False when that is not known yet."""
        return self.value(path) in (None, "", [], {})

    @property
    def named(self) -> Name | None:
        """The name of the Snowflake object that this is, with its containers; None when a part is not known."""
        keys = [key for key in ("database", "schema", "name") if key in self.properties]
        parts = [self.text(key).strip('"') for key in keys]
        return Name.of(*parts) if parts and all(parts) else None


class Stack:
    """All resources of a stack, found by type and by URN, and the limits that the stack's configuration sets."""

    def __init__(self, resources: Iterable[Resource], limits: Limits) -> None:
        self.limits = limits
        self.resources = tuple(resources)
        self._by_type: dict[str, list[Resource]] = {}
        self._by_urn = {resource.urn: resource for resource in self.resources}
        self._known: dict[tuple[str, tuple[str, ...]], bool] = {}
        for resource in self.resources:
            self._by_type.setdefault(resource.type, []).append(resource)

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of these types; all resources when no type is given."""
        if not types:
            yield from self.resources
        for type_ in types:
            yield from self._by_type.get(type_, ())

    def knows(self, type_: str, *keys: str) -> bool:
        """Whether these properties are known of all resources of a type, so that what is not found is not there."""
        asked = (type_, keys)
        if asked not in self._known:
            known = (resource.value(key) is not UNKNOWN for resource in self.of(type_) for key in keys)
            self._known[asked] = all(known)
        return self._known[asked]

    def at(self, urn: str) -> Resource | None:
        """The resource with this URN."""
        return self._by_urn.get(urn)

    def above(self, resource: Resource, type_: str) -> Resource | None:
        """The nearest resource of a type among the resource's parents."""
        parent = self.at(resource.parent)
        while parent is not None and parent.type != type_:
            parent = self.at(parent.parent)
        return parent


def value_at(value: Any, path: str) -> Any:
    """The value at a path inside another: None where nothing is given, UNKNOWN below an unknown one."""
    for key in path.split("."):
        if value is UNKNOWN:
            return UNKNOWN
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def is_known(value: Any) -> bool:
    """Whether a value is known with all that is inside it."""
    if isinstance(value, str):
        return True
    if isinstance(value, Mapping):
        return all(map(is_known, value.values()))
    return all(map(is_known, value)) if isinstance(value, list) else value is not UNKNOWN


def name_of(text: object) -> Name | None:
    """The name that an input spells, as the provider reads it; None when it spells none."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return Name.provider(text)
    except BadIdentifier:
        # The provider refuses it in its own words.
        return None


def from_wire(value: Any) -> Any:
    """A value as the engine's messages and a recording have it: secrets opened, what is unknown as UNKNOWN."""
    if value == _UNKNOWN_TEXT:
        return UNKNOWN
    if isinstance(value, list):
        return [from_wire(item) for item in value]
    if isinstance(value, Mapping):
        if value.get(_SIGNATURE) == _SECRET:
            return from_wire(value.get("value"))
        return {key: from_wire(item) for key, item in value.items()}
    return value
