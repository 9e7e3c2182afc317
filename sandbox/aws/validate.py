"""The parameters of an AWS call held against botocore's own model of it, without sending anything.

More than botocore does before it sends: enumerations and greatest lengths are in the model too, and AWS would refuse
what breaks them. A value that is UNKNOWN is taken to be right.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import botocore.session
from botocore import xform_name
from botocore.exceptions import ParamValidationError
from botocore.model import ServiceModel, Shape
from botocore.validate import validate_parameters

from sandbox.wire import UNKNOWN

_STAND_INS: Final[dict[str, Any]] = {
    "integer": 1,
    "long": 1,
    "float": 1.0,
    "double": 1.0,
    "boolean": True,
    "timestamp": 0,
    "blob": b"",
    "map": {},
}


@cache
def service_model(service: str) -> ServiceModel:
    """botocore's model of a service."""
    return botocore.session.get_session().get_service_model(service)


@cache
def input_shape(service: str, operation: str) -> Shape:
    """The shape of an operation's parameters; the operation by its Python name, `create_table`."""
    model = service_model(service)
    names = {xform_name(name): name for name in model.operation_names}
    return model.operation_model(names[operation]).input_shape


def check(service: str, operation: str, parameters: dict[str, Any]) -> None:
    """Raise botocore's ParamValidationError when something is wrong with the parameters."""
    shape = input_shape(service, operation)
    found = list(_findings("", parameters, shape))
    if found:
        raise ParamValidationError(report="\n".join(found))
    validate_parameters(_known(parameters, shape), shape)


def fitted(value: Any, shape: Shape) -> Any:
    """The part of an answer that a shape has room for: what can be sent to make the same again."""
    if shape.type_name == "structure" and isinstance(value, dict):
        return {key: fitted(entry, shape.members[key]) for key, entry in value.items() if key in shape.members}
    if shape.type_name == "list" and isinstance(value, list):
        return [fitted(entry, shape.member) for entry in value]
    return value


def _findings(name: str, value: Any, shape: Shape) -> Iterator[str]:
    if value is UNKNOWN:
        return
    longest = shape.metadata.get("max")
    if longest is not None and isinstance(value, str | list | dict) and len(value) > longest:
        yield f"Invalid length for parameter {name}, value: {len(value)}, valid max length: {longest}"
    if shape.type_name == "structure" and isinstance(value, dict):
        for key, entry in value.items():
            if key in shape.members:
                yield from _findings(f"{name}.{key}".lstrip("."), entry, shape.members[key])
    elif shape.type_name == "list" and isinstance(value, list):
        for at, entry in enumerate(value):
            yield from _findings(f"{name}[{at}]", entry, shape.member)
    elif shape.type_name == "string" and isinstance(value, str) and shape.enum and value not in shape.enum:
        yield f"Invalid value for parameter {name}, value: {value}, valid values: {', '.join(shape.enum)}"


def _known(value: Any, shape: Shape) -> Any:
    """The same parameters with something right in place of all that is UNKNOWN."""
    if value is UNKNOWN:
        return _stand_in(shape)
    if shape.type_name == "structure" and isinstance(value, dict):
        given = {key: entry for key, entry in value.items() if key in shape.members}
        return value | {key: _known(entry, shape.members[key]) for key, entry in given.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [_known(entry, shape.member) for entry in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: _known(entry, shape.value) for key, entry in value.items()}
    return value


def _stand_in(shape: Shape) -> Any:
    if shape.type_name == "structure":
        return {key: _stand_in(shape.members[key]) for key in shape.required_members}
    if shape.type_name == "list":
        return [_stand_in(shape.member)] * shape.metadata.get("min", 0)
    return _STAND_INS.get(shape.type_name, "x" * max(1, shape.metadata.get("min", 1)))
