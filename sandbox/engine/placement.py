"""How the CLI comes into `.venv`, so that `.venv/bin/pulumi` works by path and from PATH, with the right language host.

Pulumi looks for a language host on PATH, where it warns, and beside the CLI's own executable with symbolic links
resolved, where it does not (sdk/go/common/workspace/plugins.go, getPluginInfoAndPath). Hence:

- A CLI with the official host is linked to and nothing of ours is placed.
- A CLI without one lies, as a hard link or a copy, in `.venv/pulumi` beside a launcher of our host, and
  `.venv/bin/pulumi` links there. `.venv/pulumi` is never on PATH, so no other CLI finds our host.
"""

import os
import shlex
import shutil
import tempfile
from pathlib import Path

from sandbox.engine.cli import HOST, OUR_HOST_MARK, has_official_host

LAUNCHER = """\
#!/bin/sh
{mark}
# The CLI beside this file was built from Go modules and has none of its own. Written by the set-up.
exec {python} -P -m sandbox.engine "$@"
"""


def place(cli: Path, venv: Path, path: str) -> str:
    """Put the CLI into `.venv` and return whose language host it will use, in words for a person.

    `path` is the machine's PATH, where an official host may be.
    """
    own = venv / "pulumi"
    if has_official_host(cli, path):
        _link(venv / "bin" / "pulumi", cli)
        shutil.rmtree(own, ignore_errors=True)
        return "official"
    own.mkdir(exist_ok=True)
    write_launcher(own / HOST, venv / "bin" / "python")
    _copy(cli, own / "pulumi")
    _link(venv / "bin" / "pulumi", Path("..", "pulumi", "pulumi"))
    return "the project's own"


def write_launcher(file: Path, python: Path) -> None:
    """Write the executable that the CLI starts as its language host: ours, on the given Python."""
    text = LAUNCHER.format(mark=OUR_HOST_MARK, python=shlex.quote(str(python)))
    with tempfile.TemporaryDirectory(dir=file.parent) as work:
        new = Path(work) / file.name
        new.write_text(text)
        new.chmod(0o755)
        new.rename(file)


def _copy(source: Path, file: Path) -> None:
    """Make `file` the same executable as `source`: the same inode where the file system allows it, else a copy."""
    with tempfile.TemporaryDirectory(dir=file.parent) as work:
        new = Path(work) / file.name
        try:
            new.hardlink_to(source)
        except OSError:
            shutil.copy2(source, new)
        os.replace(new, file)


def _link(file: Path, destination: Path) -> None:
    with tempfile.TemporaryDirectory(dir=file.parent) as work:
        new = Path(work) / file.name
        new.symlink_to(destination)
        os.replace(new, file)
