"""The order in which the CLI is looked for, its cache, and what a person is told when none can be had."""

import fcntl
import threading
from pathlib import Path

import pytest

from sandbox.engine import cli
from sandbox.engine.machine import Machine, SetUpError, Unavailable
from tests.setup.conftest import FakeMachine

CACHED = "pulumi-v3.259.0-linux-x86_64"


def working(machine: Machine, version: str, work: Path) -> Path:
    folder = work / "made"
    folder.mkdir()
    (folder / "pulumi").write_text("a made program")
    return folder


def failing(machine: Machine, version: str, work: Path) -> Path:
    (work / "half").write_text("half a file")
    raise Unavailable("it rains")


def never(machine: Machine, version: str, work: Path) -> Path:
    raise AssertionError("this way must not be tried")


def test_the_machines_own_cli_comes_first(fake: FakeMachine, tmp_path: Path) -> None:
    own = fake.install("pulumi")
    fake.install(cli.HOST)
    assert cli.acquire(fake.machine(), tmp_path / "cache", (("never", never),)) == own


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("v3.258.9\n", "is v3.258.9; version 3 from 3.259.0 on will do"),
        ("v4.0.0\n", "is v4.0.0; version 3 from 3.259.0 on will do"),
        ("no version\n", "version` failed (no version)"),
    ],
)
def test_another_version_on_path_is_passed_over(fake: FakeMachine, answer: str, reason: str) -> None:
    fake.install("pulumi")
    fake.install(cli.HOST)
    fake.answers["pulumi"] = lambda words, env: answer
    with pytest.raises(Unavailable) as refused:
        cli.on_path(fake.machine())
    assert reason in str(refused.value)


@pytest.mark.parametrize("answer", ["v3.259.0\n", "v3.260.1-beta.2\n", "3.300.0", "warning: new!\nv3.259.3\n"])
def test_a_newer_cli_on_path_will_do(fake: FakeMachine, answer: str) -> None:
    fake.install("pulumi")
    fake.install(cli.HOST)
    fake.answers["pulumi"] = lambda words, env: answer
    assert cli.on_path(fake.machine()).name == "pulumi"


def test_a_cli_on_path_without_its_python_host_is_passed_over(fake: FakeMachine) -> None:
    fake.install("pulumi")
    with pytest.raises(Unavailable, match="has no official pulumi-language-python"):
        cli.on_path(fake.machine())


def test_a_cli_with_our_host_beside_it_belongs_to_another_clone(fake: FakeMachine) -> None:
    fake.install("pulumi")
    fake.install(cli.HOST, content=f"#!/bin/sh\n{cli.OUR_HOST_MARK}\n")
    with pytest.raises(Unavailable, match="has no official pulumi-language-python"):
        cli.on_path(fake.machine())


def test_a_cli_that_cannot_be_started_is_passed_over(fake: FakeMachine) -> None:
    fake.install("pulumi")
    del fake.answers["pulumi"]
    with pytest.raises(Unavailable, match="cannot be started"):
        cli.on_path(fake.machine())


def test_ways_are_tried_in_order_until_one_works(fake: FakeMachine, tmp_path: Path) -> None:
    ways = (("first", failing), ("second", working), ("third", never))
    found = cli.acquire(fake.machine(), tmp_path / "cache", ways)
    assert found == tmp_path / "cache" / CACHED / "pulumi"
    assert found.read_text() == "a made program"
    assert fake.said == ["  first: it rains"]


def test_the_official_release_comes_before_a_build() -> None:
    assert [name for name, _ in cli.WAYS] == ["official release", "build from Go modules"]


def test_the_cache_is_asked_before_anything_is_made(fake: FakeMachine, tmp_path: Path) -> None:
    cli.acquire(fake.machine(), tmp_path / "cache", (("a way", working),))
    again = cli.acquire(fake.machine(), tmp_path / "cache", (("never", never),))
    assert again == tmp_path / "cache" / CACHED / "pulumi"


def test_a_failed_way_leaves_nothing_in_the_cache(fake: FakeMachine, tmp_path: Path) -> None:
    with pytest.raises(SetUpError):
        cli.acquire(fake.machine(), tmp_path / "cache", (("a way", failing),))
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["lock"]


def test_what_an_interrupted_set_up_left_is_removed(fake: FakeMachine, tmp_path: Path) -> None:
    leftover = tmp_path / "cache" / "work-abc" / "gomodcache"
    leftover.mkdir(parents=True)
    cli.acquire(fake.machine(), tmp_path / "cache", (("a way", working),))
    assert not leftover.parent.exists()


def test_a_made_cli_that_does_not_work_is_not_kept(fake: FakeMachine, tmp_path: Path) -> None:
    fake.answers["pulumi"] = lambda words, env: "v3.1.0\n"
    with pytest.raises(SetUpError, match=r"is v3\.1\.0"):
        cli.acquire(fake.machine(), tmp_path / "cache", (("a way", working),))
    assert not (tmp_path / "cache" / CACHED).exists()


def test_when_nothing_works_the_message_lists_all_that_was_tried(fake: FakeMachine, tmp_path: Path) -> None:
    with pytest.raises(SetUpError) as failed:
        cli.acquire(fake.machine(), tmp_path / "cache", (("official release", failing), ("a build", failing)))
    message = str(failed.value)
    assert message.index("on PATH: there is no `pulumi` on PATH") < message.index("official release: it rains")
    assert message.index("official release: it rains") < message.index("a build: it rains")
    assert "install Pulumi 3.259.0 or newer" in message


def test_a_second_set_up_waits_and_then_uses_what_the_first_made(fake: FakeMachine, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    found: list[Path] = []
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = threading.Thread(
            target=lambda: found.append(cli.acquire(fake.machine(), cache, (("never", never),))), daemon=True
        )
        second.start()
        second.join(0.2)
        assert second.is_alive()
        (cache / CACHED).mkdir()
        (cache / CACHED / "pulumi").write_text("the first one's")
    second.join(10)
    assert found == [cache / CACHED / "pulumi"]
    assert "Another set-up is getting the Pulumi CLI" in fake.said[0]


@pytest.mark.parametrize(
    ("system", "environ", "expected"),
    [
        ("Linux", {"HOME": "/h"}, "/h/.cache/datamesh"),
        ("Linux", {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/datamesh"),
        ("Darwin", {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/h/Library/Caches/datamesh"),
        ("Darwin", {"HOME": "/h", "MESH_CACHE_HOME": "/mine"}, "/mine"),
    ],
)
def test_the_cache_is_where_the_system_keeps_caches(
    fake: FakeMachine, system: str, environ: dict[str, str], expected: str
) -> None:
    fake.system, fake.environ = system, environ
    assert cli.cache_folder(fake.machine()) == Path(expected)
