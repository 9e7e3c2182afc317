"""What the inputs and outputs of a provider's resources are, read from its Python SDK: `sandbox/<package>/schema.json`.

The provider's own schema is not on the package index, but the SDK is generated from it: its `…Args` classes carry each
input's name on the wire, its type and whether it is required. Works for any package of one SDK module a token's module
(`aws:glue/catalogTable:CatalogTable` is `pulumi_aws.glue.CatalogTable`, `snowflake:index/table:Table` is
`pulumi_snowflake.Table`). The result is what `sandbox.schema` reads.

    python scripts/provider_schema.py aws                    rewrite the file for the types that it holds
    python scripts/provider_schema.py snowflake TOKEN ...    add these types

Types are written `string`, `integer`, `number`, `boolean`, `any` or the name of an entry of `types`
(`s3/BucketWebsite`), followed by `[]` for a list and `{}` for a map of it. Enumerations are strings.
"""

import importlib
import inspect
import json
import sys
import typing
import warnings
from collections.abc import Awaitable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pulumi import Output, _types

REPOSITORY: Final = Path(__file__).resolve().parent.parent
PLAIN: Final = {str: "string", int: "integer", float: "number", bool: "boolean"}


def main(arguments: Sequence[str]) -> None:
    """Rewrite the schema file of the package that is the first argument, with the tokens that follow added."""
    if not arguments or arguments[0].startswith("-"):
        sys.exit("usage: provider_schema.py PACKAGE [TOKEN ...]")
    package, *tokens = arguments
    path = schema_path(package)
    known = json.loads(path.read_text())["resources"] if path.exists() else {}
    path.write_text(render(schema(package, sorted({*known, *tokens}))))


def schema_path(package: str) -> Path:
    """Where a package's schema is kept."""
    return REPOSITORY / "sandbox" / package / "schema.json"


def render(content: Mapping[str, Any]) -> str:
    """The file's text: the same for the same content."""
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def schema(package: str, tokens: Sequence[str]) -> dict[str, Any]:
    """Resources, the object types that they use, and the provider's own config."""
    types: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the SDKs warn about old names of theirs while loading
        provider = _object(importlib.import_module(f"pulumi_{package}").ProviderArgs, types)
        resources = {token: _resource(token, types) for token in tokens}
    return {
        "package": package,
        "version": version(f"pulumi-{package}"),
        "provider": provider,
        "resources": resources,
        "types": types,
    }


def _resource(token: str, types: dict[str, Any]) -> dict[str, Any]:
    package, path, name = token.split(":")
    folder = path.split("/")[0]
    module = importlib.import_module(f"pulumi_{package}" if folder == "index" else f"pulumi_{package}.{folder}")
    resource = getattr(module, name)
    beside = sys.modules[resource.__module__]  # the folder's own XArgs may be a nested type of the same name
    found = _object(getattr(beside, f"{name}InitArgs", None) or getattr(beside, f"{name}Args"), types)
    return {**found, "outputs": sorted(set(_types.resource_types(resource)) - set(found["inputs"]))}


def _object(args: type, types: dict[str, Any]) -> dict[str, Any]:
    names = _types.input_type_py_to_pulumi_names(args)
    parameters = inspect.signature(args).parameters
    required = {names[key] for key, value in parameters.items() if key in names and value.default is value.empty}
    inputs = {key: _type(value, types) for key, value in _types.input_type_types(args).items()}
    return {"inputs": inputs, "required": sorted(required)}


def _type(annotation: Any, types: dict[str, Any]) -> str:
    if annotation in PLAIN:
        return PLAIN[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Union:
        return _union(arguments, types)
    if origin is not None and issubclass(origin, Mapping):
        return _type(arguments[1], types) + "{}"
    if origin is not None and issubclass(origin, Sequence):
        return _type(arguments[0], types) + "[]"
    if inspect.isclass(annotation) and _types.is_input_type(annotation):
        folder = annotation.__module__.split(".")[1:-1]  # pulumi_aws.s3._inputs -> s3
        name = "/".join([*folder, annotation.__name__.removesuffix("Args")])
        if name not in types:
            types[name] = {}  # a type that holds itself ends here
            types[name] = _object(annotation, types)
        return name
    return "any"


def _union(members: Sequence[Any], types: dict[str, Any]) -> str:
    """`Input[X]` is X, an awaitable or an output of X; a string with known values is a string or an enumeration."""
    late = (type(None), Awaitable, Output)
    plain = [member for member in members if (typing.get_origin(member) or member) not in late]
    if str in plain:
        return "string"
    return _type(plain[0], types) if len(plain) == 1 else "any"


if __name__ == "__main__":
    main(sys.argv[1:])
