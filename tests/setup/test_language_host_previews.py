"""The language host in real previews and updates."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.engine import cli
from sandbox.engine.language_host import ANNOUNCEMENT
from sandbox.engine.placement import write_launcher
from tests.setup.processes import is_running, until

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]

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


@pytest.mark.parametrize("main", ["__main__.py", "program.py"])
def test_a_program_finds_its_own_modules_until_its_end(project: Project, main: str) -> None:
    project.write("Pulumi.yaml", (project.folder / "Pulumi.yaml").read_text() + f"main: {main}\n")
    project.write("late.py", "WORD = 'found late'")
    project.write(
        main, "import helper, pulumi\npulumi.Output.from_input(1).apply(lambda _: print(__import__('late').WORD))\n"
    )
    assert "found late" in project.run("preview")


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
