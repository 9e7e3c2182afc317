"""Domains, read from their folders: `domains/<name>/__init__.py` holds `domain = Domain(...)`.

The folder `governance` holds `governance = Governance(...)`. Folders whose name begins with `_` or `.` are not
read. Whatever goes wrong in a file, a slip of Python included, becomes a `Problem` with file and line.
"""

import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final, TypeVar

from mesh.check import check, warnings
from mesh.expect import Expect, Expectations
from mesh.governance import Governance
from mesh.model import Domain
from mesh.names import GOVERNANCE
from mesh.problems import MeshError, Problem
from mesh.settings import Settings
from mesh.slips import problem_of
from mesh.unread import misnamed, unlisted, unlisted_problem

EXPECTATIONS: Final = "expectations.py"

Word = TypeVar("Word", Domain, Governance)


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
    problems += [_stray(path) for path in _stray_files(folder) if only is None or path.stem in only]
    _forget(folder, names)
    for name in names:
        problems += misnamed(folder, name)
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


def unlisted_words(folder: Path, domains: Iterable[Domain]) -> list[Problem]:
    """Tell the words in the files of domains that were read which stand in no list.

    Such a mesh is as good as any other, so it deploys; whoever checks it has probably forgotten them.
    """
    problems: list[Problem] = []
    for domain in domains:
        if forgotten := unlisted(domain, vars(sys.modules[f"{folder.name}.{domain.name}"])):
            others = _of_others(folder, domain.name)
            file = f"{folder.name}/{domain.name}/__init__.py"
            own = (each for each in forgotten.items() if id(each[1]) not in others)
            problems += [unlisted_problem(domain, file, *each) for each in own]
    return problems


def _is_domain_folder(path: Path) -> bool:
    if _is_hidden(path) or path.name == GOVERNANCE or not path.is_dir():
        return False
    # A folder with no Python in it is what git leaves behind of a domain of another branch.
    return (path / "__init__.py").is_file() or any(path.rglob("*.py"))


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(("_", "."))


def _stray_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if not _is_hidden(path))


def _stray(path: Path) -> Problem:
    """Tell a file beside the domains' folders, where nothing reads it."""
    shown, home = f"{path.parent.name}/{path.name}", f"{path.parent.name}/{path.stem}"
    allowed = f"a folder {home} with a file __init__.py"
    return Problem(path.stem, shown, path.name, allowed, f"move the file to {home}/__init__.py")


def _load_one(folder: Path, name: str) -> Domain:
    domain = _value(folder, name, Domain, f'Domain("{name}", ...)')
    if domain.name != name:
        fix = f'write Domain("{name}", ...), or rename the folder to {folder.name}/{domain.name}'
        shown = f"{folder.name}/{name}/__init__.py, field name"
        raise MeshError([Problem(name, shown, domain.name, f"the folder's name, {name!r}", fix)])
    return domain


def _of_others(folder: Path, name: str) -> set[int]:
    """The ids of what other domains' files hold, of which a file may have imported some."""
    own = f"{folder.name}.{name}"
    others = [
        module
        for key, module in sys.modules.items()
        if key.startswith(f"{folder.name}.") and key != own and not key.startswith(f"{own}.")
    ]
    return {id(value) for module in others for value in vars(module).values()}


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
    except (Exception, SystemExit) as error:
        raise MeshError([problem_of(error, folder, name)]) from error
    return module
