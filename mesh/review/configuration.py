"""The configuration of a stack as its files have it, without what only the engine can decrypt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from mesh.review.errors import ReviewError
from mesh.review.recording import SECRET


def configuration(project: Path, stack: str) -> dict[str, str]:
    """The stack's file over the values of Pulumi.yaml, as text."""
    path = project / f"Pulumi.{stack}.yaml"
    if not path.is_file():
        files = (found.name for found in project.glob("Pulumi.*.yaml"))
        known = sorted(name.removeprefix("Pulumi.").removesuffix(".yaml") for name in files)
        raise ReviewError(f"there is no stack {stack!r} in {project}; the stacks are: {', '.join(known) or 'none'}")
    values = {**_config(project / "Pulumi.yaml"), **_config(path)}
    return {key: _text(value) for key, value in values.items()}


def _config(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    except yaml.YAMLError as wrong:
        raise ReviewError(f"{path} is no YAML: {' '.join(str(wrong).split())}") from None
    return (content.get("config") or {}) if isinstance(content, dict) else {}


def _text(value: Any) -> str:
    if isinstance(value, dict) and "secure" in value:
        return SECRET
    if isinstance(value, dict) and "value" in value:
        return _text(value["value"])
    return value if isinstance(value, str) else json.dumps(value)
