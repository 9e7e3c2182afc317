"""Which Python runs a program, and where its packages are."""

import platform
import subprocess
import sys
import sysconfig
from pathlib import Path


class NoInterpreter(Exception):
    """The project names a virtual environment that is not one; the text says which and what to do."""


def python_of(root: Path, virtualenv: str) -> str:
    """Return the Python of a project at `root` whose runtime option `virtualenv` is as given, "" for unset.

    The option is relative to the project's folder, as in Pulumi's documentation (docs/iac/languages-sdks/python).
    Without it the program runs on this host's own Python, which is that of the clone.
    """
    if not virtualenv:
        return sys.executable
    python = root / virtualenv / "bin" / "python"
    if not python.is_file():
        raise NoInterpreter(
            f"the runtime option `virtualenv: {virtualenv}` of {root} means {root / virtualenv}, and there is no "
            f"bin/python in it; `make up` in the clone makes its .venv"
        )
    return str(python)


def site_packages(python: str) -> Path:
    """Return the folder with the packages of a virtual environment's Python, or of this one."""
    if python == sys.executable:
        return Path(sysconfig.get_path("purelib"))
    found = sorted(Path(python).parent.parent.glob("lib/python3*/site-packages"))
    if not found:
        raise NoInterpreter(f"{python} belongs to no virtual environment: there is no lib/python3*/site-packages")
    return found[-1]


def version_of(python: str) -> str:
    """Return a Python's version, as `3.11.7`."""
    if python == sys.executable:
        return platform.python_version()
    asked = subprocess.run([python, "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    return asked.stdout.split()[-1]
