"""How long `mesh review` of a one-line pull request takes, from the command to its answer, and what of it is recording.

The meshes are made up, of a realistic mix; the pull request adds one reader to one domain. `cold` records both sides.
`warm` finds the base recorded, as a run on main leaves it, and records the domain that changed. `kept` finds both.
Wall seconds are what a person waits for; the processor's, of all processes together, say the same on a busy machine.
What they are compared with is what no program here gets around: a process that imports the Snowflake SDK.

Run: python scripts/bench_review.py [--domains 19 190]      part of make bench
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mesh.review.parts import parts
from mesh.review.record import RECORDER
from scripts.large_mesh import NAMES, configure, write

REPOSITORY: Final = Path(__file__).resolve().parents[1]
COPIED: Final = ("Pulumi.yaml", "Pulumi.prod.yaml", "__main__.py", "components", "mesh", "policies", "scripts")
STACK: Final = "prod"
IMPORT: Final = (sys.executable, "-c", "import pulumi_snowflake")
_READERS: Final = re.compile(r'readers=\[(?P<rest>Reader\("[^]]*)\]')


@dataclass(frozen=True, slots=True)
class Run:
    """One finished command: seconds by the clock, and of all processors together."""

    wall: float
    processor: float


def measure(command: Sequence[str], folder: Path, cache: Path) -> Run:
    """Run a command to its end; a failure stops the benchmark with what it said."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def project(folder: Path, domains: int) -> Path:
    """A repository whose only commit has that many domains."""
    made = folder / "project"
    made.mkdir()
    for name in COPIED:
        source = REPOSITORY / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, made / name)
    write(made / "domains", domains)
    configure(made / "Pulumi.prod.yaml", domains)
    (made / ".gitignore").write_text("__pycache__/\n", encoding="utf-8")
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "Base")):
        who = ("-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=made, check=True)
    return made


def one_reader_more(made: Path) -> None:
    """The pull request: the first product that others read has one reader more."""
    for name in NAMES:
        path = made / "domains" / name / "__init__.py"
        text = path.read_text(encoding="utf-8")
        found = _READERS.search(text)
        if found is not None:
            other = next(other for other in NAMES if other != name and f'"{other}"' not in found["rest"])
            line = f'readers=[Reader("{other}", purpose="Reports"), {found["rest"]}]'
            path.write_text(text.replace(found[0], line, 1), encoding="utf-8")
            return
    raise AssertionError("no domain has a reader")


def reviews(folder: Path, domains: int) -> dict[str, Run]:
    """The runs of one mesh, by what is kept of it."""
    made, cache = project(folder, domains), folder / "cache"
    command = (str(Path(sys.executable).parent / "mesh"), "review", "--format", "markdown")
    of_base = set(parts(made, STACK, RECORDER).values())
    one_reader_more(made)
    found = {"cold": measure(command, made, cache), "kept": measure(command, made, cache)}
    for path in (cache / "datamesh" / "recordings").glob("*.json"):
        if path.stem not in of_base:
            path.unlink()
    return {**found, "warm": measure(command, made, cache)}


def main(domains: Sequence[int]) -> None:
    """Print a line for each number of domains and what was kept."""
    with tempfile.TemporaryDirectory() as folder:
        measure(IMPORT, REPOSITORY, Path(folder))
        floor = measure(IMPORT, REPOSITORY, Path(folder))
    print(f"{'review of one reader more':26} {'wall':>9} {'processor':>11} {'ratio':>7}")
    print(f"{'import pulumi_snowflake':26} {floor.wall:>7.1f} s {floor.processor:>9.1f} s {1:>7.1f}", flush=True)
    for count in domains:
        with tempfile.TemporaryDirectory() as folder:
            found = reviews(Path(folder), count)
        for what in ("cold", "warm", "kept"):
            run, title = found[what], f"{count} domains, {what}"
            ratio = run.processor / floor.processor
            print(f"{title:26} {run.wall:>7.1f} s {run.processor:>9.1f} s {ratio:>7.1f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--domains", type=int, nargs="+", default=[19, 190])
    main(parser.parse_args().domains)
