"""Where Pulumi's CLI comes from: the machine's own, a per-user cache, the official release, or a build from Go modules.

Owns the cache: one folder a version and kind of machine, that appears in one rename when it is complete.
"""

import contextlib
import fcntl
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from sandbox.engine.gobuild import build
from sandbox.engine.machine import Machine, SetUpError, Unavailable, last_lines
from sandbox.engine.release import download

VERSION: Final = "3.259.0"
HOST: Final = "pulumi-language-python"
CACHE_VARIABLE: Final = "MESH_CACHE_HOME"

# Stands at the beginning of our language host's launcher (see `placement`), by which it is told from the official one.
OUR_HOST_MARK: Final = "# datamesh: the project's own Python language host for Pulumi"

Way = Callable[[Machine, str, Path], Path]
WAYS: Final[tuple[tuple[str, Way], ...]] = (("official release", download), ("build from Go modules", build))


def acquire(machine: Machine, cache: Path, ways: tuple[tuple[str, Way], ...] = WAYS) -> Path:
    """Return an executable `pulumi` of at least VERSION, and get one into the cache if there is none yet.

    SetUpError names each way that was tried and why it failed.
    """
    failures: list[tuple[str, Unavailable]] = []
    try:
        return on_path(machine)
    except Unavailable as reason:
        failures.append(("the machine's own, on PATH", reason))
    ready = cache / f"pulumi-v{VERSION}-{machine.system}-{machine.processor}".lower() / "pulumi"
    if ready.exists():
        return ready
    with _alone(machine, cache):
        if ready.exists():
            return ready
        for name, way in ways:
            try:
                return _get(machine, way, ready)
            except Unavailable as reason:
                machine.say(f"  {name}: {reason}")
                failures.append((name, reason))
    raise SetUpError(_what_was_tried(failures))


def on_path(machine: Machine) -> Path:
    """Return the first `pulumi` on PATH if it will do: new enough, with the official Python language host."""
    found = shutil.which("pulumi", path=machine.environ.get("PATH", ""))
    if found is None:
        raise Unavailable("there is no `pulumi` on PATH")
    _refuse_other_version(machine, Path(found))
    if not has_official_host(Path(found), machine.environ.get("PATH", "")):
        raise Unavailable(f"{found} has no official {HOST} beside it or on PATH")
    return Path(found)


def has_official_host(cli: Path, path: str) -> bool:
    """Tell whether this CLI would find a Python language host that is not ours."""
    beside = cli.resolve().with_name(HOST)
    ambient = shutil.which(HOST, path=path)
    candidates = [beside] if ambient is None else [beside, Path(ambient)]
    return any(host.is_file() and OUR_HOST_MARK.encode() not in _beginning(host) for host in candidates)


def cache_folder(machine: Machine) -> Path:
    """Return the per-user cache of this project, where the system keeps such; MESH_CACHE_HOME overrides it."""
    home = Path(machine.environ.get("HOME") or Path.home())
    if own := machine.environ.get(CACHE_VARIABLE):
        return Path(own).expanduser().absolute()
    if machine.system == "Darwin":
        return home / "Library" / "Caches" / "datamesh"
    return Path(machine.environ.get("XDG_CACHE_HOME") or home / ".cache") / "datamesh"


def _get(machine: Machine, way: Way, ready: Path) -> Path:
    """Make the CLI's folder in a work folder beside the cache's, try the CLI, and rename it into its place."""
    cache = ready.parent.parent
    with tempfile.TemporaryDirectory(prefix="work-", dir=cache, ignore_cleanup_errors=True) as work:
        folder = way(machine, VERSION, Path(work))
        _refuse_other_version(machine, folder / "pulumi")
        shutil.rmtree(ready.parent, ignore_errors=True)
        folder.rename(ready.parent)
    return ready


def _refuse_other_version(machine: Machine, cli: Path) -> None:
    """Raise Unavailable unless `pulumi version` answers VERSION or a newer one with the same major version."""
    environ = {**machine.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        asked = machine.run([cli, "version"], env=environ)
    except OSError as error:
        raise Unavailable(f"{cli} cannot be started ({error.strerror})") from error
    found = re.search(r"^v?(\d+)\.(\d+)\.(\d+)", asked.stdout, re.MULTILINE)
    if asked.returncode or found is None:
        raise Unavailable(f"`{cli} version` failed ({last_lines(asked)})")
    least, version = [int(part) for part in VERSION.split(".")], [int(part) for part in found.groups()]
    if version < least or version[0] != least[0]:
        raise Unavailable(f"{cli} is {found.group()}; version 3 from {VERSION} on will do")


@contextlib.contextmanager
def _alone(machine: Machine, cache: Path) -> Iterator[None]:
    """Hold the cache's lock, and begin by removing what an interrupted set-up left behind."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            machine.say(f"Another set-up is getting the Pulumi CLI into {cache}; waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in cache.glob("work-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield


def _beginning(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(512)


def _what_was_tried(failures: list[tuple[str, Unavailable]]) -> str:
    tried = "\n".join(f"  - {name}: {reason}" for name, reason in failures)
    return (
        f"The Pulumi CLI {VERSION} cannot be had. Tried, in this order:\n{tried}\n"
        f"Do one of these, then run the same command again:\n"
        f"  - install Pulumi {VERSION} or newer, so that `pulumi` and `{HOST}` are on PATH;\n"
        f"  - open the way to get.pulumi.com and github.com, or set HTTPS_PROXY;\n"
        f"  - give Go a module proxy that can be reached (`go env GOPROXY`), and pip an index."
    )
