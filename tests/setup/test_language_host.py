"""The language host as a process: its answers, and how it ends, without an engine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeStub

from sandbox.engine import cli
from tests.setup.processes import SECONDS, is_running, until

ROOT = Path(__file__).parents[2]


class Host:
    """A running host, seen as the engine sees it."""

    def __init__(self, home: Path) -> None:
        environ = os.environ | {"PULUMI_HOME": str(home), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "sandbox.engine", "127.0.0.1:1"],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout
        self.channel = grpc.insecure_channel(f"127.0.0.1:{int(self.process.stdout.readline())}")
        self.calls = LanguageRuntimeStub(self.channel)

    def hang_up(self) -> tuple[bytes, bytes]:
        """Close the host's standard input, as the end of the CLI does, and return what else the host printed."""
        return self.process.communicate(timeout=SECONDS)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    running = Host(tmp_path / "pulumi-home")
    yield running
    running.channel.close()
    running.process.kill()
    running.process.communicate()


def program(folder: Path, text: str, **options: str) -> messages.ProgramInfo:
    folder.mkdir(exist_ok=True)
    (folder / "__main__.py").write_text(text)
    struct = Struct()
    struct.update(options)
    return messages.ProgramInfo(
        root_directory=str(folder), program_directory=str(folder), entry_point=".", options=struct
    )


def plugin_request(info: messages.ProgramInfo, *args: str, **environ: str) -> messages.RunPluginRequest:
    env = [f"{name}={value}" for name, value in environ.items()]
    return messages.RunPluginRequest(pwd=info.root_directory, info=info, kind="resource", args=args, env=env)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Return the folder for the packages of an empty virtual environment in `venv`."""
    folder = tmp_path / "venv" / "lib" / "python3.11" / "site-packages"
    folder.mkdir(parents=True)
    (tmp_path / "venv" / "bin").mkdir()
    (tmp_path / "venv" / "bin" / "python").symlink_to(sys.executable)
    return folder


def test_the_host_has_the_version_of_the_cli(host: Host) -> None:
    assert host.calls.GetPluginInfo(Empty()).version == cli.VERSION


def test_a_program_without_a_virtualenv_runs_on_the_hosts_python(host: Host, tmp_path: Path) -> None:
    about = host.calls.About(messages.AboutRequest(info=program(tmp_path / "p", "")))
    assert (about.executable, about.metadata["host"]) == (sys.executable, "the project's own")
    assert about.version.startswith("3.")


def test_a_virtualenv_that_is_none_is_named(host: Host, tmp_path: Path) -> None:
    info = program(tmp_path / "p", "", virtualenv="../nowhere")
    with pytest.raises(grpc.RpcError) as refused:
        host.calls.About(messages.AboutRequest(info=info))
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    details = refused.value.details() or ""
    assert "`virtualenv: ../nowhere`" in details
    assert "`make up`" in details


def test_only_plugins_that_are_there_are_required(host: Host, tmp_path: Path, packages: Path) -> None:
    for name, version in (("here", "1.2.3"), ("gone", "1.2.3"), ("old", "2.0.0")):
        (packages / f"pulumi_{name}").mkdir()
        manifest = {"resource": True, "name": name, "version": version}
        (packages / f"pulumi_{name}" / "pulumi-plugin.json").write_text(json.dumps(manifest))
    for plugin in ("resource-here-v1.2.3", "resource-old-v1.9.0"):
        (tmp_path / "pulumi-home" / "plugins" / plugin).mkdir(parents=True)
    info = program(tmp_path / "p", "", virtualenv="../venv")
    required = host.calls.GetRequiredPackages(messages.GetRequiredPackagesRequest(info=info)).packages
    assert [(package.kind, package.name, package.version) for package in required] == [("resource", "here", "v1.2.3")]


@pytest.mark.parametrize(("transitive", "expected"), [(True, ["Core_Lib", "extra", "top"]), (False, ["extra", "top"])])
def test_what_another_package_needs_is_a_dependency_on_request_alone(
    host: Host, tmp_path: Path, packages: Path, transitive: bool, expected: list[str]
) -> None:
    needs = {"top": ["core.lib>=1; python_version>'3'", "extra; extra == 'more'"], "Core_Lib": [], "extra": []}
    for name, required in needs.items():
        lines = [
            "Metadata-Version: 2.1",
            f"Name: {name}",
            "Version: 1.0",
            *(f"Requires-Dist: {one}" for one in required),
        ]
        (packages / f"{name}-1.0.dist-info").mkdir()
        (packages / f"{name}-1.0.dist-info" / "METADATA").write_text("\n".join(lines))
    info = program(tmp_path / "p", "", virtualenv="../venv")
    request = messages.GetProgramDependenciesRequest(info=info, transitiveDependencies=transitive)
    assert [one.name for one in host.calls.GetProgramDependencies(request).dependencies] == expected


def test_installing_is_left_to_the_set_up(host: Host, tmp_path: Path) -> None:
    request = messages.InstallDependenciesRequest(info=program(tmp_path / "p", ""))
    (answer,) = host.calls.InstallDependencies(request)
    assert b"`make up`" in answer.stdout


def test_a_plugin_prints_through_the_host_and_its_exit_code_comes_last(host: Host, tmp_path: Path) -> None:
    text = "import os, sys; print(os.environ['WORD'], sys.argv[1]); print('oh', file=sys.stderr); sys.exit(7)"
    request = plugin_request(program(tmp_path / "p", text), "address", WORD="hello")
    answers = list(host.calls.RunPlugin(request))
    assert b"".join(answer.stdout for answer in answers) == b"hello address\n"
    assert b"".join(answer.stderr for answer in answers) == b"oh\n"
    assert answers[-1].exitcode == 7


SLEEPER = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"


def test_a_plugin_ends_when_the_engine_lets_go_of_it(host: Host, tmp_path: Path) -> None:
    call = host.calls.RunPlugin(plugin_request(program(tmp_path / "p", SLEEPER)))
    pid = int(next(call).stdout)
    call.cancel()
    until(lambda: not is_running(pid))


def test_cancel_ends_what_runs(host: Host, tmp_path: Path) -> None:
    call = host.calls.RunPlugin(plugin_request(program(tmp_path / "p", SLEEPER)))
    next(call)
    host.calls.Cancel(Empty())
    assert list(call)[-1].exitcode == -signal.SIGTERM


def test_the_host_and_its_children_end_with_the_cli_in_silence(host: Host, tmp_path: Path) -> None:
    call = host.calls.RunPlugin(plugin_request(program(tmp_path / "p", SLEEPER)))
    pid = int(next(call).stdout)
    assert host.hang_up() == (b"", b"")
    assert host.process.returncode == 0
    assert not is_running(pid)


def test_an_interrupt_ends_the_host_in_silence(host: Host) -> None:
    host.process.send_signal(signal.SIGINT)
    host.process.wait(SECONDS)
    assert host.hang_up() == (b"", b"")
    assert host.process.returncode == 0
