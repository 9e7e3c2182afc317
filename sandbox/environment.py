"""The sandbox as an environment: a folder, and the variables that point plain ``pulumi`` at it.

The folder (the sandbox's *home*) holds the account (``account.db``), the stacks' states (``state/``), a Pulumi home of
its own with our provider plugins (``pulumi/``) and the ``pulumi`` that a shell finds first (``bin/``). Nothing outside
of it is written, and nobody who has not asked for these variables ever meets our plugins.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

from sandbox.plugin import ACCOUNT_FILE, HOME_VARIABLE

REPOSITORY: Final = Path(__file__).resolve().parent.parent

PLUGINS: Final = {"snowflake": "2.22.0", "aws": "7.51.1"}
"""The provider plugins that the sandbox plays, with the versions of the SDKs that the project pins."""

PASSPHRASE: Final = "sandbox"
"""Of the states in the sandbox. It protects nothing: no real secret is ever needed here."""


class SandboxError(Exception):
    """The sandbox cannot be set up; the message says why and what to do."""


def home() -> Path:
    """The sandbox's folder: ``$MESH_SANDBOX_HOME``, else ``.sandbox`` in the repository."""
    given = os.environ.get(HOME_VARIABLE)
    return Path(given).resolve() if given else REPOSITORY / ".sandbox"


def real_cli() -> Path:
    """The Pulumi CLI that set-up put beside this Python, or the one on PATH outside of the sandbox's own ``bin``."""
    beside = Path(sys.prefix) / "bin" / "pulumi"
    if beside.exists():
        return beside
    own = str(home() / "bin")
    path = os.pathsep.join(part for part in os.environ.get("PATH", "").split(os.pathsep) if part != own)
    found = shutil.which("pulumi", path=path)
    if found is None:
        raise SandboxError("there is no pulumi beside this Python nor on PATH; run: make set-up")
    return Path(found)


def variables(folder: Path) -> dict[str, str]:
    """What a shell must export so that ``pulumi`` works in the sandbox."""
    path = [str(folder / "bin"), str(Path(sys.prefix) / "bin")]
    rest = [part for part in os.environ.get("PATH", "").split(os.pathsep) if part not in path]
    return {
        HOME_VARIABLE: str(folder),
        "PATH": os.pathsep.join(path + rest),
        "PULUMI_HOME": str(folder / "pulumi"),
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # The language host of a CLI that was built here cannot write programs; `pulumi import` would stop there.
        **({"PULUMI_OPTION_GENERATE_CODE": "false"} if (Path(sys.prefix) / "pulumi").is_dir() else {}),
        # The real SDKs would read these; a sandbox must never find a person's own.
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "sandbox"),
    }


def _executable(path: Path, text: str) -> None:
    """Write an executable file in one step, so that a reader never sees half of it; leave an equal one alone."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(draft.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    draft.replace(path)


def prepare(folder: Path) -> None:
    """Make the folder ready: directories, plugins and ``pulumi``. Quick and harmless when it already is."""
    cli = real_cli()
    (folder / "state").mkdir(parents=True, exist_ok=True)
    for name, version in PLUGINS.items():
        plugin = folder / "pulumi" / "plugins" / f"resource-{name}-v{version}" / f"pulumi-resource-{name}"
        _executable(plugin, f'#!/bin/sh\nexec "{sys.executable}" -P -m sandbox.{name} "$@"\n')
    launcher = REPOSITORY / "sandbox" / "launcher.py"
    _executable(folder / "bin" / "pulumi", f'#!/bin/sh\nexec "{sys.executable}" -I -S "{launcher}" "{cli}" "$@"\n')


def empty(folder: Path) -> None:
    """Forget the account, the AWS state and every stack's state; the folder is ready for use again."""
    for suffix in ("", "-wal", "-shm"):
        (folder / f"{ACCOUNT_FILE}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(folder / "state", ignore_errors=True)
    prepare(folder)


def stacks(project: Path) -> list[str]:
    """The stacks that have a ``Pulumi.<stack>.yaml``, in order."""
    return sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in project.glob("Pulumi.*.yaml"))


def run(
    folder: Path, *arguments: str, project: Path = REPOSITORY, quiet: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run ``pulumi`` in the sandbox; with ``quiet`` its output is kept in the result instead of shown."""
    environment: Mapping[str, str] = {**os.environ, **variables(folder)}
    return subprocess.run(
        [str(folder / "bin" / "pulumi"), *arguments],
        cwd=project,
        env=environment,
        text=True,
        check=False,
        capture_output=quiet,
    )


def initialise(folder: Path, project: Path = REPOSITORY) -> None:
    """Give every stack of the project a state, so that ``pulumi up --stack NAME`` works at once; select the first."""
    name = yaml.safe_load((project / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]
    states = folder / "state" / ".pulumi" / "stacks" / name
    for stack in stacks(project):
        if not (states / f"{stack}.json").exists():
            made = run(folder, "stack", "init", stack, "--no-select", project=project, quiet=True)
            if made.returncode != 0 and not (states / f"{stack}.json").exists():
                raise SandboxError(f"pulumi stack init {stack} failed:\n{made.stderr}")
