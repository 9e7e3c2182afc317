"""Domains, read from their folders: `domains/<name>/__init__.py` holds `domain = Domain(...)`.

The folder `governance` holds `governance = Governance(...)`. Folders whose name begins with `_` or `.` are not
read. Whatever goes wrong in a file, a slip of Python included, becomes a `Problem` with file and line.
"""

import inspect
import re
import sys
import traceback
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final, TypeVar

import mesh
from mesh.check import check, warnings
from mesh.expect import Expect, Expectations
from mesh.governance import GOVERNANCE, Governance
from mesh.model import Domain
from mesh.problems import MeshError, Problem, nearest
from mesh.settings import Settings

EXPECTATIONS: Final = "expectations.py"

Word = TypeVar("Word", Domain, Governance)

_CALL: Final = re.compile(r"(?:\w+\.)*(?P<word>\w+)\.__init__\(\) (?P<rest>.*)")
_IMPORT: Final = re.compile(r"cannot import name '(?P<word>\w+)' from 'mesh' ")
_UNEXPECTED: Final = re.compile(r"got an unexpected keyword argument '(?P<field>\w+)'")
_MISSING: Final = re.compile(r"missing \d+ required .*argument[s]?: (?P<fields>.*)")


@dataclass(frozen=True, slots=True)
class Mesh:
    """The domains of a stack and what the governance team says; `warnings` will be problems in some days."""

    domains: tuple[Domain, ...]
    governance: Governance | None
    warnings: tuple[Problem, ...]


def domain_names(folder: Path) -> tuple[str, ...]:
    """Return the names of all domains that have a folder, in order, without reading their files."""
    return tuple(sorted(path.name for path in folder.iterdir() if _is_domain_folder(path)))


def read(folder: Path, *, only: Collection[str] | None = None) -> tuple[list[Domain], list[Problem]]:
    """Read the domains in a folder, or those of them named in `only`, in the order of their names.

    Returns those whose files are right, and the problems of the others.
    """
    domains: list[Domain] = []
    problems: list[Problem] = []
    names = [name for name in domain_names(folder) if only is None or name in only]
    _forget(folder, names)
    for name in names:
        try:
            domains.append(_load_one(folder, name))
        except MeshError as error:
            problems += error.problems
    return domains, problems


def read_governance(folder: Path) -> Governance | None:
    """Read what the governance team says; None where it has no folder. Raises `MeshError`."""
    if not (folder / GOVERNANCE).is_dir() or not any((folder / GOVERNANCE).glob("*.py")):
        return None
    _forget(folder, [GOVERNANCE])
    return _value(folder, GOVERNANCE, Governance, "Governance(...)")


def read_expectations(folder: Path, name: str) -> tuple[Expect, ...]:
    """Read `expectations = [Expect(...), ...]` of a domain's `expectations.py`; none where there is no such file.

    Raises `MeshError`.
    """
    path = folder / name / EXPECTATIONS
    if not path.is_file():
        return ()
    found = getattr(_execute(folder, name, f"{folder.name}.{name}.{path.stem}", path), path.stem, None)
    if not isinstance(found, list | tuple):
        fix = f"write {path.stem} = [Expect(...)] in it"
        where = f"{folder.name}/{name}/{EXPECTATIONS}, variable {path.stem}"
        raise MeshError([Problem(name, where, found, "a list of Expect(...)", fix)])
    return tuple(Expectations(name, found).expectations)


def load(folder: Path, settings: Settings, today: date) -> Mesh:
    """Read a stack's domains and what governs them, and check them together as of a day.

    Raises `MeshError` with the problems of all files, and of the rules over those domains whose files are right.
    """
    domains, problems = read(folder, only=settings.domains)
    governance, governance_is_wrong = None, False
    try:
        governance = read_governance(folder)
    except MeshError as error:
        problems += error.problems
        governance_is_wrong = True
    problems += check(
        domains,
        settings,
        known=domain_names(folder),
        governance=governance,
        governance_is_wrong=governance_is_wrong,
        today=today,
    )
    if problems:
        raise MeshError(problems)
    return Mesh(tuple(domains), governance, tuple(warnings(domains, governance, today)))


def _is_domain_folder(path: Path) -> bool:
    # A folder with no Python in it is what git leaves behind of a domain of another branch.
    hidden = path.name.startswith(("_", "."))
    return path.is_dir() and not hidden and path.name != GOVERNANCE and any(path.glob("*.py"))


def _load_one(folder: Path, name: str) -> Domain:
    domain = _value(folder, name, Domain, f'Domain("{name}", ...)')
    if domain.name != name:
        fix = f'write Domain("{name}", ...), or rename the folder to {folder.name}/{domain.name}'
        shown = f"{folder.name}/{name}/__init__.py, field name"
        raise MeshError([Problem(name, shown, domain.name, f"the folder's name, {name!r}", fix)])
    return domain


def _value(folder: Path, name: str, word: type[Word], example: str) -> Word:
    """Run a folder's `__init__.py` and return its variable `domain` or `governance`."""
    variable = word.__name__.lower()
    shown = f"{folder.name}/{name}/__init__.py"
    if not (folder / name / "__init__.py").is_file():
        allowed = f"a file __init__.py that says {variable} = {word.__name__}(...)"
        raise MeshError([Problem(name, shown, None, allowed, "add it")])
    value = getattr(_run(folder, name), variable, None)
    if not isinstance(value, word):
        fix = f"write {variable} = {example} in it, or move the folder out of {folder.name}/"
        raise MeshError([Problem(name, f"{shown}, variable {variable}", value, f"a {word.__name__}", fix)])
    return value


def _forget(folder: Path, names: Collection[str]) -> None:
    """Let these packages be run afresh. One look at all modules for all of them, since there may be a thousand."""
    within, wanted = f"{folder.name}.", frozenset(names)
    for loaded in [key for key in sys.modules if key.startswith(within)]:
        if loaded.removeprefix(within).partition(".")[0] in wanted:
            del sys.modules[loaded]


def _run(folder: Path, name: str) -> ModuleType:
    """Run a domain's package and return it, under the name that it has when imported."""
    module_name = f"{folder.name}.{name}"
    path = folder / name
    return _execute(folder, name, module_name, path / "__init__.py", [str(path)])


def _execute(folder: Path, name: str, module_name: str, path: Path, inside: list[str] | None = None) -> ModuleType:
    """Run a file of a domain as a module; what goes wrong in it becomes a `MeshError`."""
    spec = spec_from_file_location(module_name, path, submodule_search_locations=inside)
    if spec is None or spec.loader is None:
        raise AssertionError("a path that ends in .py always has a loader")
    module = module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        spec.loader.exec_module(module)
    except MeshError:
        raise
    except Exception as error:
        raise MeshError([_problem(error, folder, name)]) from error
    return module


def _problem(error: Exception, folder: Path, name: str) -> Problem:
    where = _where(error, folder, name)
    if isinstance(error, TypeError) and (call := _CALL.match(str(error))) and call["word"] in mesh.__all__:
        return _call_problem(name, where, call["word"], call["rest"])
    if isinstance(error, ImportError) and (imported := _IMPORT.match(str(error))):
        return _word_problem(name, where, imported["word"])
    if isinstance(error, NameError) and error.name and nearest(error.name, mesh.__all__):
        return _word_problem(name, where, error.name)
    said = f"{type(error).__name__}: {error}"
    return Problem(name, where, said, "Python that runs without an error", "mend the line that it names")


def _where(error: Exception, folder: Path, name: str) -> str:
    """Return the file and line in the domain's folder where an error came from."""
    root = (folder / name).absolute()  # as in the files' own names, whose symbolic links are left as they are
    spots = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        spots.append((error.filename or "", error.lineno))
    inside = [(Path(file), line) for file, line in spots if Path(file).is_relative_to(root)]
    file, line = inside[-1] if inside else (root / "__init__.py", None)
    shown = f"{folder.name}/{name}/{file.relative_to(root)}"
    return f"{shown}, line {line}" if line else shown


def _call_problem(name: str, where: str, word: str, rest: str) -> Problem:
    fields = tuple(_fields(word))
    allowed = f"the fields of {word}: {', '.join(fields)}"
    if unexpected := _UNEXPECTED.match(rest):
        field = unexpected["field"]
        close = nearest(field, fields)
        fix = f"write {close}=" if close else "take it out"
        return Problem(name, f"{where}, {word}", field, allowed, fix)
    if missing := _MISSING.match(rest):
        lacking = missing["fields"].replace("'", "")
        return Problem(name, f"{where}, {word}", None, allowed, f"add {lacking}, which {word} cannot do without")
    fix = f"write the name of the field in front of each value but the first, as in {word}(…, {fields[-1]}=…)"
    return Problem(name, f"{where}, {word}", rest, allowed, fix)


def _fields(word: str) -> Iterator[str]:
    yield from inspect.signature(getattr(mesh, word)).parameters


def _word_problem(name: str, where: str, word: str) -> Problem:
    close = nearest(word, mesh.__all__)
    fix = f"write {close}, and import it from mesh" if close else "take it out"
    return Problem(name, where, word, f"the words of mesh: {', '.join(mesh.__all__)}", fix)
