"""A slip of Python in a domain's file, told like any other mistake: where it is, what is allowed, how it is mended."""

import inspect
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import mesh
from mesh.problems import Problem, nearest

_CALL: Final = re.compile(r"(?:\w+\.)*(?P<word>\w+)\.__init__\(\) (?P<rest>.*)")
_IMPORT: Final = re.compile(r"cannot import name '(?P<word>\w+)' from 'mesh' ")
_UNEXPECTED: Final = re.compile(r"got an unexpected keyword argument '(?P<field>\w+)'")
_TOO_MANY: Final = re.compile(r"takes (?:from \d+ to )?\d+ positional arguments? but (?P<given>\d+) ")
_MISSING: Final = re.compile(r"missing \d+ required .*argument[s]?: (?P<fields>.*)")
# What other languages, YAML and JSON call the values that Python writes with a capital letter.
_CAPITALS: Final = {"true": "True", "false": "False", "none": "None", "null": "None"}


def problem_of(error: BaseException, folder: Path, name: str) -> Problem:
    """Return what went wrong in a file of the domain `name` as a mistake of its text."""
    where = _where(error, folder, name)
    if isinstance(error, TypeError) and (call := _CALL.match(str(error))) and call["word"] in mesh.__all__:
        return _call_problem(name, where, call["word"], call["rest"])
    if isinstance(error, ImportError) and (imported := _IMPORT.match(str(error))):
        return _word_problem(name, where, imported["word"])
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _module_problem(name, where, error.name, f"{folder.name}.{name}.")
    if isinstance(error, NameError) and error.name:
        if nearest(error.name, mesh.__all__):
            return _word_problem(name, where, error.name)
        return _name_problem(name, where, error.name, error)
    if isinstance(error, SystemExit):
        return Problem(name, where, f"SystemExit: {error}", "Python that runs to its end", "take the exit out")
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    fix = "mend the line that it names"
    return Problem(name, where, f"{type(error).__name__}: {said}", "Python that runs without an error", fix)


def _where(error: BaseException, folder: Path, name: str) -> str:
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
    return Problem(name, f"{where}, {word}", _bare(rest), allowed, _named(word))


def _fields(word: str) -> Iterator[str]:
    yield from inspect.signature(getattr(mesh, word)).parameters


def _bare(rest: str) -> str:
    """What was given, in the terms of the file: Python counts the word itself among the values."""
    given = _TOO_MANY.match(rest)
    return f"{int(given['given']) - 1} values without a field's name" if given else rest


def _named(word: str) -> str:
    """How the values of a word are written whose first ones go without their fields' names."""
    kinds = {name: each.kind for name, each in inspect.signature(getattr(mesh, word)).parameters.items()}
    named = [name for name, kind in kinds.items() if kind is inspect.Parameter.KEYWORD_ONLY]
    first = {1: "the first", 2: "the first two"}[len(kinds) - len(named)]
    return f"write the name of the field in front of each value but {first}, as in {word}(…, {named[0]}=…)"


def _word_problem(name: str, where: str, word: str) -> Problem:
    close = nearest(word, mesh.__all__)
    fix = f"write {close}, and import it from mesh" if close else "take it out"
    return Problem(name, where, word, f"the words of mesh: {', '.join(mesh.__all__)}", fix)


def _module_problem(name: str, where: str, module: str, own: str) -> Problem:
    """Tell an import of what is not there: a file of the domain's own, or a package that nobody installed."""
    allowed = "modules of Python, mesh, what pyproject.toml installs, and the domain's own files"
    if module.startswith(own):
        fix = f"add the file {module.replace('.', '/')}.py, or take the import out"
    else:
        fix = f"take the import out, or ask the platform team for {module.partition('.')[0]} in pyproject.toml"
    return Problem(name, where, f"import of {module}", allowed, fix)


def _name_problem(name: str, where: str, unknown: str, error: NameError) -> Problem:
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    known = (each for each in frame.f_globals if not each.startswith("_"))
    close = _CAPITALS.get(unknown.lower()) or nearest(unknown, known)
    fix = f"write {close}" if close else f"define {unknown} above this line, or import it"
    return Problem(name, where, unknown, "a name that is defined or imported above this line", fix)
