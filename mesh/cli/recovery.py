"""``mesh recover``: after a ``pulumi up`` that was killed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NoReturn
from urllib.parse import unquote, urlparse

import typer

from mesh.recover import Recovery
from mesh.recover import recover as settle
from sandbox.process import runs


def recover(
    stack: Annotated[str, typer.Option(help="The stack whose run was killed.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before the state is changed.")] = False,
) -> None:
    """Adopt what a killed run created but did not record, so that the next pulumi up goes on where it stopped.

    Works in the sandbox and on a real account alike, on the backend that pulumi is logged in to.
    """
    backend = _local_backend()
    if backend is not None:
        _refuse_while_running(stack, backend)
        _remove_empty_attributes(backend)
    _pulumi("cancel", "--yes", "--stack", stack, allowed_to_fail=True)
    state = json.loads(_pulumi("stack", "export", "--stack", stack))
    found = settle(state, identity_of)
    for urn in found.adopted:
        print(f"created or about to be: {_short(urn)}")
    for urn in found.cleared:
        print(f"changed, deleted or about to be: {_short(urn)}")
    for urn in found.remade:
        print(f"deleted, or granted on all that is there; the next run makes it again: {_short(urn)}")
    if found.touched or found.remade:
        if not yes and not typer.confirm("Compare these with the account and keep what is there?"):
            raise typer.Exit(1)
        _apply(stack, found)
    for urn in found.unsettled:
        print(f"not settled, its id is not known here: {_short(urn)}", file=sys.stderr)
    if found.unsettled:
        _stop("Settle them with: pulumi refresh --import-pending-creates 'URN ID' or --clear-pending-creates")
    print(f"Stack {stack} is in order. Go on with: pulumi up --stack {stack}")


def _apply(stack: str, found: Recovery) -> None:
    """Write the state back and let the account decide which of the touched resources exist."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.json"
        path.write_text(json.dumps(found.state), encoding="utf-8")
        _pulumi("stack", "import", "--stack", stack, "--file", str(path))
    targets = [part for urn in found.touched for part in ("--target", urn)]
    if targets:
        _pulumi("refresh", "--yes", "--skip-preview", "--stack", stack, "--non-interactive", *targets)


def identity_of(type_: str, inputs: Mapping[str, Any], provider: Mapping[str, Any]) -> str | None:
    """The id that the real provider gives a resource with these inputs."""
    if type_.startswith("snowflake:"):
        from mesh.account.resources import identity

        return identity(type_, inputs)
    if type_.startswith("aws:"):
        from sandbox.aws.identity import identity as aws_identity

        return aws_identity(type_, inputs, provider)
    return None


def _local_backend() -> Path | None:
    """The folder of a backend in local files; None for any other backend."""
    url = urlparse(os.environ.get("PULUMI_BACKEND_URL", ""))
    return Path(unquote(url.path)) / ".pulumi" if url.scheme == "file" else None


def _refuse_while_running(stack: str, backend: Path) -> None:
    """See whether the run that holds the stack's lock is still alive on this machine."""
    for lock in (backend / "locks").rglob(f"{stack}/*.json"):
        held = json.loads(lock.read_text(encoding="utf-8"))
        if held.get("hostname") == socket.gethostname() and runs(held["pid"]):
            _stop(f"pulumi still runs on stack {stack} (process {held['pid']}). Wait for it, or end it first.")


def _remove_empty_attributes(backend: Path) -> None:
    """Remove the attributes of files that the killed run had begun to write.

    The engine writes a state in one step and then, not in one step, its content type beside it (gocloud.dev,
    blob/fileblob/attrs.go). An empty one makes the whole state unreadable ("failed to load checkpoint: EOF"), a missing
    one does not matter.
    """
    for attributes in backend.rglob("*.attrs"):
        if attributes.stat().st_size == 0:
            attributes.unlink()


def _pulumi(*arguments: str, allowed_to_fail: bool = False) -> str:
    """Run pulumi; its output. A failure ends the command with what pulumi said."""
    done = subprocess.run(["pulumi", *arguments], text=True, capture_output=True, check=False)
    if done.returncode != 0 and not allowed_to_fail:
        _stop(f"pulumi {' '.join(arguments[:2])} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _short(urn: str) -> str:
    """The type and the logical name of a URN."""
    _, _, types, name = urn.split("::", 3)
    return f"{types.rpartition('$')[2]} {name}"


def _stop(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(1)
