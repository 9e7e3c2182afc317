"""The parts of a mesh that are recorded by themselves, each with a hash of all that its recording depends on."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from mesh.load import domain_names
from mesh.names import GOVERNANCE
from mesh.review.configuration import configuration
from mesh.review.errors import ReviewError

NOT_PART_OF_THE_PROGRAM: Final = ("cli", "report", "review")
"""Folders of `mesh/` that no program imports, so that a change in them records nothing anew."""
_SDKS: Final = ("pulumi", "pulumi-aws", "pulumi-snowflake")
_READS_OTHERS: Final = re.compile(
    rb"^\s*(?:from|import)\b.*\b(?:domains|glob|importlib|io|os|pathlib|pkgutil|runpy|shutil)\b|^\s*from\s+\.\."
    rb"|__file__|__import__|\bopen\(",
    re.MULTILINE,
)
"""What stands in a file of Python that reads what is in another folder; seldom, and then it is recorded more often."""


def parts(project: Path, stack: str, recorder: Path) -> dict[str, str]:
    """The parts of a stack's mesh, the governance team's first, each with its hash; ``recorder`` is a file of it."""
    domains = project / "domains"
    if not (project / "__main__.py").is_file() or not domains.is_dir():
        raise ReviewError(f"{project} holds no mesh: there is no __main__.py or no folder domains")
    everyone = domain_names(domains)
    own = sorted(recorder.parent.glob("recorder*.py"))
    shared = _hash([*own, *_program(project, stack)], project, *_versions(), stack, *everyone)
    chosen = _configured(project, stack)
    if chosen is None:
        chosen = [*([GOVERNANCE] if any((domains / GOVERNANCE).glob("*.py")) else []), *everyone]
    return {name: _hash(_read_by(_files(domains / name), domains), project, shared, name) for name in chosen}


def _program(project: Path, stack: str) -> Iterator[Path]:
    """The files that every part's recording depends on."""
    domains = project / "domains"
    yield from (project / "__main__.py", project / "Pulumi.yaml", project / f"Pulumi.{stack}.yaml")
    yield from _read_by([*sorted(domains.glob("*.py")), *_files(domains / GOVERNANCE)], domains)
    yield from _files(project / "components")
    unused = [project / "mesh" / name for name in NOT_PART_OF_THE_PROGRAM]
    yield from (path for path in _files(project / "mesh") if not any(map(path.is_relative_to, unused)))


def _read_by(files: list[Path], domains: Path) -> list[Path]:
    """These files; those of all domains when what is Python among them may read others."""
    alone = not any(_READS_OTHERS.search(path.read_bytes()) for path in files if path.suffix == ".py")
    return files if alone else _files(domains)


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(found)


def _versions() -> Iterator[str]:
    yield sys.version
    yield from map(version, _SDKS)


def _hash(files: Iterable[Path], project: Path, *words: str) -> str:
    found = hashlib.sha256(json.dumps(words).encode())
    for path in files:
        content = path.read_bytes() if path.is_file() else b""
        place = path.relative_to(project) if path.is_relative_to(project) else path.name
        found.update(json.dumps([str(place), len(content)]).encode())
        found.update(content)
    return found.hexdigest()


def _configured(project: Path, stack: str) -> list[str] | None:
    """The domains that the stack's file names, when it does not hold them all."""
    given = configuration(project, stack).get("datamesh:domains")
    try:
        return None if given is None else list(json.loads(given))
    except ValueError as wrong:
        raise ReviewError(f"datamesh:domains of stack {stack} is no list: {wrong}") from None
