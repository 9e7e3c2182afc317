"""The engine's property values on the wire (protobuf `Struct`) as plain Python values, and back.

The engine talks to a provider in JSON-like structs in which a few special shapes stand for things that JSON lacks:
unknown values, secrets, outputs, assets, resource references. The signatures below are part of Pulumi's wire protocol
(`sdk/go/common/resource/sig` and `plugin/rpc.go` in the engine's source; a test holds them to the Python SDK's).

Numbers travel as doubles: an integral one becomes an `int`. An object's entry that is null becomes an absent entry,
which is how the bridged providers read it; a null inside a list stays.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

from google.protobuf.struct_pb2 import NULL_VALUE, ListValue, Struct, Value

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
REFUSED: Final = {"c44067f5952c0a294b673a41bacd8c17": "asset", "0def7320c3a5731c473e5ecbe6d01bc7": "archive"}

UNKNOWN_STRING: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWN_TEXTS: Final = frozenset(
    {
        UNKNOWN_STRING,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)

LARGEST_INTEGER: Final = 2**53
"""Beyond this a double no longer holds every integer, so a value would change on the way."""


class Unknown(Enum):
    """The type of `UNKNOWN`, a value that is only known once the engine has applied something."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN


class WireError(ValueError):
    """A value that cannot travel between the engine and a plugin of the sandbox."""


def from_struct(struct: Struct) -> dict[str, Any]:
    """The plain values of a property map: secrets unwrapped, what is unknown as `UNKNOWN`, null entries left out."""
    return {key: _from_value(value) for key, value in struct.fields.items() if value.WhichOneof("kind") != "null_value"}


def to_struct(values: Mapping[str, Any]) -> Struct:
    """A property map for the engine; `UNKNOWN` anywhere inside becomes the engine's own sentinel."""
    return Struct(fields={key: _to_value(value) for key, value in values.items()})


def has_unknown(value: Any) -> bool:
    """Whether `UNKNOWN` is the value or is somewhere inside it."""
    if isinstance(value, Mapping):
        return any(has_unknown(entry) for entry in value.values())
    if isinstance(value, list | tuple):
        return any(has_unknown(entry) for entry in value)
    return value is UNKNOWN


def _from_value(value: Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in UNKNOWN_TEXTS else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [_from_value(entry) for entry in value.list_value.values]
    if kind == "struct_value":
        return _from_object(value.struct_value)
    return None


def _from_object(struct: Struct) -> Any:
    if SIGNATURE not in struct.fields:
        return from_struct(struct)
    signature = struct.fields[SIGNATURE].string_value
    if signature == SECRET:
        return _from_value(struct.fields["value"])
    if signature == OUTPUT:
        return _from_value(struct.fields["value"]) if "value" in struct.fields else UNKNOWN
    if signature == RESOURCE:
        return _from_value(struct.fields["id" if "id" in struct.fields else "urn"])
    what = REFUSED.get(signature, f"value with the signature {signature}")
    raise WireError(f"an {what} is not accepted by the sandbox: give the text itself instead")


def _to_value(value: Any) -> Value:
    if value is UNKNOWN:
        return Value(string_value=UNKNOWN_STRING)
    if value is None:
        return Value(null_value=NULL_VALUE)
    if isinstance(value, bool):
        return Value(bool_value=value)
    if isinstance(value, int | float):
        if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
            raise WireError(f"{value} is beyond 2^53: the engine's numbers are doubles; give it as text")
        return Value(number_value=value)
    if isinstance(value, str):
        return Value(string_value=value)
    if isinstance(value, Mapping):
        return Value(struct_value=to_struct(value))
    if isinstance(value, Sequence):
        return Value(list_value=ListValue(values=[_to_value(entry) for entry in value]))
    raise WireError(f"{value!r} of type {type(value).__name__} cannot be sent to the engine")
