"""What a change of the program does, told from two recordings as the providers' own differences tell it."""

import json
from collections.abc import Mapping
from typing import Any, Final, Literal

from components.recorder import Recording, Registered
from mesh.account import resources
from sandbox.aws.account import KINDS
from sandbox.aws.documents import same_json
from sandbox.diff import diff_values, forcing, top_level

Operation = Literal["create", "delete", "replace", "update"]

# What keeps data, or is what data is reached by: its replacement is a loss.
KEEPS_DATA: Final = frozenset(
    {
        "aws:s3/bucket:Bucket",
        "snowflake:index/database:Database",
        "snowflake:index/schema:Schema",
        "snowflake:index/storageIntegrationAws:StorageIntegrationAws",
        "snowflake:index/table:Table",
    }
)


# What has the logical name of another resource: a product's schema that of its view, a stage that of its pipe.
NAMESAKES: Final = (("-products-", ":Schema", "schema"), ("-files-", ":StageExternalS3", "stage"))


def label(resource: Registered) -> str:
    """Its logical name, with its kind where another resource has the same name."""
    for part, kind, told in NAMESAKES:
        if part in resource.name and resource.type.endswith(kind):
            return f"{resource.name} ({told})"
    return resource.name


def keeps_data(resource: Registered) -> bool:
    """Whether its going is a loss; of the tables in the Glue catalog, only Iceberg's."""
    return resource.type in KEEPS_DATA or "openTableFormatInput" in resource.inputs


def labelled(recording: Recording) -> dict[str, Registered]:
    """The resources of the providers by their labels."""
    made = [each for each in recording.resources if each.custom]
    found = {label(each): each for each in made}
    assert len(found) == len(made), sorted({label(each) for each in made if found[label(each)] is not each})
    return found


def steps(before: Recording, after: Recording) -> dict[Operation, list[str]]:
    """Labels of what comes and goes, and inputs (`label.input`) whose change updates or replaces a resource.

    What the engine replaces besides, because it waits for something that is replaced, is not told.
    """
    old, new = labelled(before), labelled(after)
    found: dict[Operation, list[str]] = {
        "create": sorted(new.keys() - old.keys()),
        "delete": sorted(old.keys() - new.keys()),
        "replace": [],
        "update": [],
    }
    for name in sorted(old.keys() & new.keys()):
        changed, is_replaced = changes(old[name], new[name])
        found["replace" if is_replaced else "update"] += [f"{name}.{each}" for each in changed]
    return {operation: names for operation, names in found.items() if names}


def changes(old: Registered, new: Registered) -> tuple[list[str], bool]:
    """The inputs that differ to the provider, and whether one of them replaces the resource."""
    differing = _detailed(old.type, old.inputs, new.inputs)
    ignored, forcing_too = (set(new.options.get(option, ())) for option in ("ignoreChanges", "replaceOnChanges"))
    detailed = {path: kind for path, kind in differing.items() if top_level(path) not in ignored}
    changed = {top_level(path) for path in detailed}
    is_replaced = any(kind.endswith("-replace") for kind in detailed.values()) or bool(changed & forcing_too)
    if old.options.get("replacementTrigger") != new.options.get("replacementTrigger"):
        changed.add("replacementTrigger")
        is_replaced = True
    return sorted(changed), is_replaced


def _detailed(type_: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    if type_ in resources.RESOURCES:
        was, will_be = resources.normal(type_, old), resources.normal(type_, new)
        return forcing(
            diff_values(was, will_be, resources.RESOURCES[type_].unordered), resources.replaces(type_, old, new)
        )
    if type_ in KINDS:
        kind = KINDS[type_]
        was = {
            key: new[key] if key in kind.json and same_json(value, new.get(key)) else value
            for key, value in old.items()
        }
        return forcing(diff_values(was, new, kind.unordered), kind.replaces)
    assert json.dumps(old) == json.dumps(new), f"nobody says how {type_} changes"
    return {}
