"""A stack's settings file as YAML: its `config`, held to what the engine takes of such a file.

The engine refuses a key that is given twice and a `config` that is no mapping, where PyYAML keeps the last value.
"""

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from mesh.problems import MeshError, Problem

_EXAMPLE: Final = "as in config:, and below it, further in, aws:region: eu-west-1"


class _Loader(yaml.SafeLoader):
    """Plain YAML in which each key of a mapping stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if name in seen:
                raise yaml.MarkedYAMLError(problem=f"{name} is given twice", problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def config_of(path: Path, subject: str) -> dict[str, Any]:
    """Return what stands under `config` in a file, by key. Raises `MeshError` with file and line."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader) or {}
    except yaml.YAMLError as error:
        raise MeshError([_not_yaml(path.name, subject, error)]) from error
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x}"
        raise MeshError([Problem(subject, path.name, found, "a text in UTF-8", "save the file in UTF-8")]) from error
    if not isinstance(content, Mapping):
        raise MeshError([_not_mapping(subject, path.name, content)])
    config = content.get("config") or {}
    if not isinstance(config, Mapping):
        raise MeshError([_not_mapping(subject, f"{path.name}, key config", config)])
    return dict(config)


def _not_yaml(file: str, subject: str, error: yaml.YAMLError) -> Problem:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    where = f"{file}, line {mark.line + 1}" if mark else file
    said = error.problem if isinstance(error, yaml.MarkedYAMLError) else str(error)
    return Problem(subject, where, said, "YAML", "mend the line that it names, or the one before it")


def _not_mapping(subject: str, where: str, found: object) -> Problem:
    kind = "a list" if isinstance(found, list) else "a text"
    return Problem(subject, where, kind, f"keys with values, {_EXAMPLE}", "take the hyphens out, and indent the keys")
