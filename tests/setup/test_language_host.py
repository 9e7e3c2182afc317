"""The language host as a process: its answers without an engine, and its part in real previews."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeStub

from sandbox.engine import cli
from sandbox.engine.language_host import ANNOUNCEMENT
from sandbox.engine.placement import write_launcher

ROOT = Path(__file__).parents[2]
SECONDS = 20


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


def until(happens: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + SECONDS
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and was not waited for does not."""
    if Path("/proc/self/stat").exists():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


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


PROGRAM = """\
import pulumi
import helper
pulumi.ComponentResource("tiny:index:Thing", "thing")
pulumi.export("config", pulumi.Config().require("word"))
pulumi.export("dry", pulumi.runtime.is_dry_run())
"""


class Project:
    """A Pulumi project with a state of its own, whose language host is ours whichever CLI runs it."""

    def __init__(self, folder: Path, pulumi: Path) -> None:
        self.folder = folder / "project"
        self.pulumi = pulumi
        (folder / "host").mkdir()
        (folder / "state").mkdir()
        self.folder.mkdir()
        write_launcher(folder / "host" / cli.HOST, Path(sys.executable))
        self.write(
            "Pulumi.yaml", "name: tiny\nruntime: python\nplugins: {languages: [{name: python, path: ../host}]}\n"
        )
        self.write("helper.py", "")
        self.environ = os.environ | {
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "for a test",
            "PULUMI_HOME": str(folder / "pulumi-home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PYTHONPATH": str(ROOT),
        }
        self.run("stack", "init", "dev")
        self.run("config", "set", "word", "hello")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [str(self.pulumi), *arguments, "--non-interactive"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.folder, env=self.environ, stdout=pipe, stderr=pipe, text=True)

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run the CLI and return what it printed on standard output; the exit code must be as said."""
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=120)
        assert process.returncode == code, output + errors
        return output


@pytest.fixture
def project(tmp_path: Path, pulumi: Path) -> Project:
    return Project(tmp_path, pulumi)


@pytest.mark.engine
def test_a_stack_comes_and_goes(project: Project) -> None:
    project.write("__main__.py", PROGRAM)
    preview = project.run("preview")
    assert ANNOUNCEMENT in preview
    assert "using pulumi-language-python from $PATH" not in preview
    project.run("up", "--yes", "--skip-preview")
    assert json.loads(project.run("stack", "output", "--json")) == {"config": "hello", "dry": False}
    digest = json.loads(project.run("preview", "--json"))
    assert digest["changeSummary"] == {"same": 2}
    assert [ANNOUNCEMENT in line["message"] for line in digest["diagnostics"]] == [True]
    project.run("refresh", "--yes", "--skip-preview")
    assert "python: executable=" in project.run("about")
    assert "2 deleted" in project.run("destroy", "--yes", "--skip-preview")


@pytest.mark.engine
@pytest.mark.parametrize("main", ["__main__.py", "program.py"])
def test_a_program_finds_its_own_modules_until_its_end(project: Project, main: str) -> None:
    project.write("Pulumi.yaml", (project.folder / "Pulumi.yaml").read_text() + f"main: {main}\n")
    project.write("late.py", "WORD = 'found late'")
    project.write(
        main, "import helper, pulumi\npulumi.Output.from_input(1).apply(lambda _: print(__import__('late').WORD))\n"
    )
    assert "found late" in project.run("preview")


@pytest.mark.engine
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raise ValueError('boom')", "  File \"{helper}\", line 1, in <module>\n    raise ValueError('boom')"),
        ("import pulumi\nraise pulumi.RunError('do this instead')", "error: do this instead\n"),
        ("import sys\nsys.exit(3)", "Program exited with non-zero exit code: 3"),
        ("import os\nos.kill(os.getpid(), 9)", "the program was ended by signal SIGKILL"),
    ],
)
def test_a_program_that_fails_says_why_and_no_more(project: Project, text: str, expected: str) -> None:
    project.write("__main__.py", PROGRAM)
    project.write("helper.py", text)
    output = project.run("preview", code=1)
    assert expected.format(helper=project.folder / "helper.py") in output.replace("\n      ", "\n  ")
    assert "language_exec" not in output
    assert "exit code: 32" not in output


@pytest.mark.engine
def test_a_policy_pack_runs(project: Project, tmp_path: Path) -> None:
    project.write("__main__.py", PROGRAM)
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text("runtime: python\nversion: 1.0.0\n")
    (pack / "rules.py").write_text(
        "from pulumi_policy import EnforcementLevel, ResourceValidationPolicy\n"
        "def check(args, report):\n"
        "    if args.name == 'thing':\n"
        "        report('no things here')\n"
        "rule = ResourceValidationPolicy('no-things', 'No things', check, EnforcementLevel.MANDATORY)\n"
    )
    (pack / "__main__.py").write_text(
        "from pulumi_policy import PolicyPack\nfrom rules import rule\nPolicyPack('tidy', [rule])\n"
    )
    output = project.run("preview", "--policy-pack", str(pack), code=1)
    assert "no things here" in output
    assert "Traceback" not in output


@pytest.mark.engine
def test_nothing_is_left_running_when_the_cli_is_killed(project: Project, tmp_path: Path) -> None:
    project.write("__main__.py", PROGRAM)
    pids = tmp_path / "pids"
    project.write("helper.py", f"import os, time\nopen({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}')\n"
                  "time.sleep(600)\n")  # fmt: skip
    process = project.start("preview")
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(process.communicate)
        cleanup.callback(process.kill)
        until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
        program_and_host = [int(pid) for pid in pids.read_text().split()]
        assert all(is_running(pid) for pid in program_and_host)
        process.kill()
        until(lambda: not any(is_running(pid) for pid in program_and_host))
