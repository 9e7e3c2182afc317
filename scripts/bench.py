"""What this project costs over a bare Pulumi program that registers the same resources, in one run on one machine.

Both programs run the real engine against a sandbox of their own: deploy everything, then preview without a change.
The bare program gets the finished inputs from a file and registers them with the SDKs' classes. Peak memory is that of
all processes together (proportional set size, so that shared pages count once), sampled from /proc: Linux only.

Run: make bench
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mesh.cli.identity import play_identity_provider
from sandbox import environment
from scripts.large_mesh import configure, write

BARE = '''"""Registers what `resources.json` lists with the SDKs' own classes, and nothing else."""
import importlib
import json
import re

import pulumi

FREE = ("tags", "parameters")  # maps whose keys are not the SDK's


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def arguments(value, free=False):
    if isinstance(value, list):
        return [arguments(item, free) for item in value]
    if isinstance(value, dict):
        return {key if free else snake(key): arguments(item, key in FREE) for key, item in value.items()}
    return value


def decoded(value):
    return json.loads(value) if isinstance(value, str) and (value[:1] in "[{" or value in ("true", "false")) else value


known = {}
for entry in json.load(open("resources.json")):
    package, _, kind = entry["type"].removeprefix("pulumi:providers:").partition(":")
    module, _, _ = kind.partition("/")
    sdk = importlib.import_module(f"pulumi_{package}" + (f".{module}" if module not in ("", "index") else ""))
    inputs = entry["inputs"] if kind else {key: decoded(value) for key, value in entry["inputs"].items()}
    needs = [known[urn] for urn in entry["dependencies"] if urn in known]
    opts = pulumi.ResourceOptions(provider=known.get(entry["provider"]), depends_on=needs)
    made = getattr(sdk, kind.rpartition(":")[2] or "Provider")
    known[entry["urn"]] = made(entry["name"], opts=opts, **arguments(inputs))
'''

MADE_BY_ENGINE = ("__defaults", "__internal", "sandbox", "version")
COPIED = ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "__main__.py", "domains")


@dataclass(frozen=True)
class Run:
    """One finished command: wall seconds, and the peak of all its processes in MB."""

    seconds: float
    megabytes: float


def descendants(pid: int) -> Iterator[int]:
    """The process and all below it that are alive now."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue  # the thread has ended meanwhile
        for child in children:
            yield from descendants(int(child))


def memory_kilobytes(pid: int) -> int:
    """Proportional set size of one process; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def measure(command: list[str], folder: Path, variables: dict[str, str]) -> Run:
    """Run a command to its end; a failure stops the benchmark with what it printed."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, sum(memory_kilobytes(pid) for pid in descendants(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{output}")
    return Run(seconds, peak / 1024)


@dataclass(frozen=True)
class Program:
    """A Pulumi program and the sandbox that it runs in."""

    folder: Path
    home: Path
    large: bool

    @property
    def variables(self) -> dict[str, str]:
        # The engine writes the whole state after each step, which in a large stack outweighs all that is compared.
        quick = {"PULUMI_SKIP_CHECKPOINTS": "true"} if self.large else {}
        return {**os.environ, **environment.variables(self.home), "NO_COLOR": "1", **quick}

    def pulumi(self, *arguments: str) -> Run:
        command = [str(environment.real_cli()), *arguments, "--stack", "dev", "--non-interactive"]
        return measure(command, self.folder, self.variables)

    def cycle(self) -> dict[str, Run]:
        """Everything deployed into an empty sandbox, then a preview without a change."""
        environment.empty(self.home)
        environment.initialise(self.home, self.folder)
        play_identity_provider(self.home, environment.REPOSITORY)
        return {
            "up of everything": self.pulumi("up", "--yes", "--skip-preview", "--suppress-outputs"),
            "preview without a change": self.pulumi("preview", "--expect-no-changes"),
        }

    def state(self) -> list[dict[str, Any]]:
        done = subprocess.run(
            ["pulumi", "stack", "export", "--stack", "dev"],
            cwd=self.folder, env=self.variables, text=True, capture_output=True, check=True,
        )  # fmt: skip
        resources: list[dict[str, Any]] = json.loads(done.stdout)["deployment"]["resources"]
        return resources


def project(folder: Path, domains: int | None) -> Program:
    """The project itself, copied so that nothing of a person's is touched; with that many made-up domains if given."""
    program = folder / "project"
    program.mkdir()
    for name in COPIED:
        source = environment.REPOSITORY / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, program / name)
    (program / ".venv").symlink_to(sys.prefix)
    if domains is not None:
        shutil.rmtree(program / "domains")
        write(program / "domains", domains)
        configure(program / "Pulumi.dev.yaml", domains)
    return Program(program, folder / "project-home", domains is not None)


def bare(folder: Path, resources: list[dict[str, Any]], *, large: bool) -> Program:
    """A program that registers the same custom resources with the same inputs and order."""
    program = folder / "bare"
    program.mkdir()
    (program / "__main__.py").write_text(BARE)
    (program / "Pulumi.yaml").write_text("name: bare\nruntime:\n  name: python\n  options:\n    virtualenv: .venv\n")
    (program / "Pulumi.dev.yaml").write_text("config: {}\n")
    (program / ".venv").symlink_to(sys.prefix)
    entries = [
        {
            "urn": entry["urn"],
            "name": entry["urn"].rpartition("::")[2],
            "type": entry["type"],
            "provider": (entry.get("provider") or "").rpartition("::")[0],
            "dependencies": entry.get("dependencies") or [],
            "inputs": {key: value for key, value in entry["inputs"].items() if key not in MADE_BY_ENGINE},
        }
        for entry in resources
        if entry.get("custom")
    ]
    (program / "resources.json").write_text(json.dumps(entries))
    return Program(program, folder / "bare-home", large)


def main() -> None:
    """Print the table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--runs", type=int, default=3, help="counted runs of each program, after one that is not counted"
    )
    parser.add_argument("--domains", type=int, help="a made-up mesh of so many domains instead of the project's own")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = project(folder, options.domains)
        ours.cycle()
        resources = ours.state()
        plain = bare(folder, resources, large=ours.large)
        plain.cycle()
        pairs = [(ours.cycle(), plain.cycle()) for _ in range(options.runs)]
    print(f"{sum(1 for entry in resources if entry.get('custom'))} resources, {options.runs} runs, medians")
    print(f"{'':26} {'project':>10} {'bare':>10} {'ratio':>7}")
    for step in pairs[0][0]:
        for field, unit in (("seconds", "s"), ("megabytes", "MB")):
            mine = statistics.median(getattr(pair[0][step], field) for pair in pairs)
            other = statistics.median(getattr(pair[1][step], field) for pair in pairs)
            ratio = statistics.median(getattr(a[step], field) / getattr(b[step], field) for a, b in pairs)
            print(f"{step:26} {mine:>8.1f} {unit:2}{other:>8.1f} {unit:2} {ratio:>6.2f}")


if __name__ == "__main__":
    main()
