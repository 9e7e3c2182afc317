"""``pulumi`` inside the sandbox: the real CLI, with the stack's settings file left as it was.

With a local backend the CLI keeps the salt of a stack's secrets in two places: in the state, and as ``encryptionsalt``
in ``Pulumi.<stack>.yaml``. The second would dirty the working tree, and tie a stack that is only rehearsed here to
the sandbox's passphrase. The state is enough (``PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER``), so the line is taken out
again, and a file that differs in nothing else gets its old bytes back. Anything else that the CLI writes there
(``pulumi config set``) stays. Where a run was killed together with this program, the next one takes the line out.

Runs as ``python -I -S launcher.py CLI [ARG ...]``: standard library only, so that it costs a few milliseconds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

SALT: Final = "encryptionsalt:"


def settings_files(start: Path) -> list[Path]:
    """``Pulumi.<stack>.yaml`` files of the project that ``start`` lies in; none where there is no project."""
    for folder in (start, *start.parents):
        if (folder / "Pulumi.yaml").is_file():
            return sorted(path for path in folder.glob("Pulumi.*.yaml") if path.is_file())
    return []


def _words(text: str) -> list[str]:
    """The text without what the CLI reformats: blank lines and runs of spaces."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


def restored(before: str | None, after: str) -> str:
    """What the file should hold: no salt unless it had one before, and its old text where nothing else changed."""
    lines = after.splitlines(keepends=True)
    had_salt = before is not None and any(line.startswith(SALT) for line in before.splitlines())
    wanted = after if had_salt else "".join(line for line in lines if not line.startswith(SALT))
    return before if before is not None and _words(before) == _words(wanted) else wanted


def own_salt_removed(text: str, states: Path) -> str:
    """The settings without a salt that is the sandbox's own: that of one of its states."""
    lines = text.splitlines(keepends=True)
    found = [line for line in lines if line.startswith(SALT)]
    if not found:
        return text
    held = "".join(path.read_text(encoding="utf-8") for path in states.rglob("*.json"))
    own = [line for line in found if line.removeprefix(SALT).strip() in held]
    return "".join(line for line in lines if line not in own)


def _project_folder(arguments: list[str]) -> Path:
    """The folder that the CLI will work in: ``-C`` / ``--cwd``, else the current one."""
    for at, argument in enumerate(arguments):
        if argument in ("-C", "--cwd") and at + 1 < len(arguments):
            return Path(arguments[at + 1]).resolve()
        if argument.startswith("--cwd="):
            return Path(argument.removeprefix("--cwd=")).resolve()
    return Path.cwd()


def _replace(path: Path, text: str) -> None:
    """Write a file in one step: a kill must not leave a person's settings empty."""
    file = path.resolve()
    draft = file.with_name(f".{file.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(file.stat().st_mode)
    draft.replace(file)


def main(command: list[str]) -> int:
    """Run the CLI and put the settings files right afterwards, whatever became of it. Returns its exit code."""
    folder = _project_folder(command[1:])
    states = Path(os.environ.get("MESH_SANDBOX_HOME", ""), "state", ".pulumi", "stacks")
    before = {path: own_salt_removed(path.read_text(encoding="utf-8"), states) for path in settings_files(folder)}
    child = subprocess.Popen(command)
    # The terminal sends an interrupt to the CLI as well, which needs time to end in order; so wait for it. A
    # termination is passed on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _frame: child.send_signal(number))
    code = child.wait()
    for path in settings_files(folder):
        after = path.read_text(encoding="utf-8")
        wanted = restored(before.get(path), after)
        if wanted.strip():
            if wanted != after:
                _replace(path, wanted)
        elif path not in before:
            path.unlink()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
