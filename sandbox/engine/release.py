"""Pulumi's official release archive of the CLI: download, verify, unpack.

Source of the addresses and names: Pulumi's documentation, docs/iac/download-install/versions.
"""

import hashlib
import tarfile
from pathlib import Path
from typing import Final

from sandbox.engine.machine import Machine, Unavailable, last_lines

ARCHIVES: Final = "https://get.pulumi.com/releases/sdk"
CHECKSUMS: Final = "https://github.com/pulumi/pulumi/releases/download"
SYSTEMS: Final = {"Linux": "linux", "Darwin": "darwin"}
PROCESSORS: Final = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}

# Seconds. A closed network must cost seconds, a slow one may still be of use: the limit is on silence, not on size.
CONNECT_SECONDS: Final = 4
STALLED_SECONDS: Final = 20


def target(machine: Machine) -> str:
    """Return the machine's kind as Pulumi's archives name it (`linux-x64`); Unavailable if there is none."""
    try:
        return f"{SYSTEMS[machine.system]}-{PROCESSORS[machine.processor.lower()]}"
    except KeyError:
        raise Unavailable(f"Pulumi releases no archive for {machine.system} on {machine.processor}") from None


def download(machine: Machine, version: str, work: Path) -> Path:
    """Return a folder in `work` with the verified content of the release; Unavailable if that cannot be had."""
    archive = f"pulumi-v{version}-{target(machine)}.tar.gz"
    with machine.step(f"Downloading Pulumi {version} from get.pulumi.com (about 150 MB)"):
        checksums = work / "checksums.txt"
        _fetch(machine, f"{CHECKSUMS}/v{version}/pulumi-{version}-checksums.txt", checksums)
        _fetch(machine, f"{ARCHIVES}/{archive}", work / archive)
        _verify(work / archive, _published_sum(checksums.read_text(), archive))
        return _unpack(work / archive, work / "unpacked")


def _fetch(machine: Machine, address: str, file: Path) -> None:
    command = ["curl", "--fail", "--location", "--silent", "--show-error", "--proto", "=https"]
    limits = ["--connect-timeout", CONNECT_SECONDS, "--speed-limit", 1000, "--speed-time", STALLED_SECONDS]
    try:
        fetched = machine.run([*command, *map(str, limits), "--output", file, address], env=machine.environ)
    except OSError as error:
        raise Unavailable(f"curl cannot be started ({error.strerror})") from error
    if fetched.returncode:
        raise Unavailable(f"{address} cannot be fetched ({last_lines(fetched)})")


def _published_sum(checksums: str, archive: str) -> str:
    """Find the archive's SHA-256 in lines of the form `<sum>  <file>`."""
    for line in checksums.splitlines():
        match line.split():
            case [found, name] if name == archive:
                return found
    raise Unavailable(f"Pulumi's published checksums do not name {archive}")


def _verify(file: Path, expected: str) -> None:
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != expected.lower():
        raise Unavailable(f"{file.name} has the SHA-256 {found}, but Pulumi published {expected}: it was not used")


def _unpack(archive: Path, folder: Path) -> Path:
    """Unpack the archive, whose files all lie in a folder `pulumi`, and return that folder."""
    try:
        with tarfile.open(archive) as files:
            # Python 3.11.0 to 3.11.3 know no filters; the archive has been verified.
            files.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
            files.extractall(folder)
    except (tarfile.TarError, OSError) as error:
        raise Unavailable(f"{archive.name} cannot be unpacked ({error})") from error
    return folder / "pulumi"
