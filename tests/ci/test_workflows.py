"""The workflows: few rights, pinned actions, no text of others in a shell, and steps that do what they say."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from mesh.cli import app
from sandbox.engine.cli import VERSION

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILES = [*WORKFLOWS, *sorted((ROOT / ".github" / "actions").glob("*/action.yml"))]
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")


def read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def steps(path: Path) -> Iterator[dict[str, Any]]:
    content = read(path)
    for part in content["jobs"].values() if "jobs" in content else [content["runs"]]:
        yield from part["steps"]


def runs(path: Path) -> list[str]:
    return [step["run"] for step in steps(path) if "run" in step]


def step(workflow: str, name: str) -> str:
    path = ROOT / ".github" / "workflows" / f"{workflow}.yml"
    (found,) = [each["run"] for each in steps(path) if each.get("name") == name]
    return str(found)


def test_there_are_three_workflows() -> None:
    assert [path.stem for path in WORKFLOWS] == ["deploy", "drift", "pull-request"]


@each_workflow
def test_rights_are_given_job_by_job(path: Path) -> None:
    content = read(path)
    assert content["permissions"] == {}
    for name, job in content["jobs"].items():
        assert job["permissions"], name
        assert isinstance(job["timeout-minutes"], int), name


def test_what_may_write_runs_no_code_of_the_repository() -> None:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            writes = {right for right, level in job["permissions"].items() if level == "write"} - {"id-token"}
            checks_out = any("checkout" in each.get("uses", "") for each in job["steps"])
            assert not (writes and checks_out), f"{path.name}: {name}"


def test_who_logs_in_is_bound_to_an_environment() -> None:
    jobs = {(path.stem, name): job for path in WORKFLOWS for name, job in read(path)["jobs"].items()}
    bound = {key: job["environment"] for key, job in jobs.items() if "id-token" in job["permissions"]}
    assert bound == {
        ("deploy", "dev"): "dev",
        ("deploy", "prod"): "prod",
        ("drift", "look"): "drift-${{ matrix.stack }}",
        ("pull-request", "preview"): "preview",
    }
    assert all("vars.MESH_CREDENTIALS == 'true'" in jobs[key]["if"] for key in bound)
    assert "head.repo.full_name == github.repository" in jobs["pull-request", "preview"]["if"]


def test_deployments_do_not_overlap() -> None:
    jobs = read(ROOT / ".github/workflows/deploy.yml")["jobs"]
    groups = {name: job["concurrency"] for name, job in jobs.items() if "id-token" in job["permissions"]}
    assert groups == {name: {"group": f"deploy-{name}", "cancel-in-progress": False} for name in ("dev", "prod")}
    assert jobs["prod"]["needs"] == "dev"


def test_what_main_registers_is_kept_where_reviews_look_for_it() -> None:
    kept, looked = (
        next(each for each in steps(ROOT / ".github" / "workflows" / f"{name}.yml") if "/cache" in each.get("uses", ""))
        for name in ("deploy", "pull-request")
    )
    assert "/restore@" not in kept["uses"]
    assert "/restore@" in looked["uses"], "what a pull request's code records is no other branch's"
    assert kept["with"]["path"] == looked["with"]["path"] == "~/.cache/datamesh/recordings"
    assert kept["with"]["key"].startswith(looked["with"]["restore-keys"])


@each_file
def test_actions_are_pinned(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    pinned = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [each for each in used if not each.startswith("./") and not pinned.fullmatch(each)] == []


@each_file
def test_nothing_is_interpolated_into_a_shell(path: Path) -> None:
    assert [run for run in runs(path) if "${{" in run] == []


@each_workflow
def test_no_workflow_runs_others_code_with_our_rights(path: Path) -> None:
    assert "pull_request_target" not in path.read_text(encoding="utf-8")


@each_file
def test_shells_can_be_read(path: Path) -> None:
    for run in runs(path):
        subprocess.run(["bash", "-n"], input=run, text=True, check=True)


def test_commands_that_are_named_exist() -> None:
    text = "\n".join(run for path in FILES for run in runs(path))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", text)) - targets == set()
    commands = {f"mesh {name}" for name in getattr(typer.main.get_command(app), "commands", {})}
    assert set(re.findall(r"\bmesh [a-z]+", text)) - commands == set()


def test_the_cli_is_the_one_that_the_set_up_takes() -> None:
    installs = [each for path in FILES for each in steps(path) if "pulumi/actions" in each.get("uses", "")]
    assert [each["with"]["pulumi-version"] for each in installs] == [VERSION]


def play(folder: Path, script: str, **environment: str) -> list[str]:
    """Run a step with a `gh` that answers ANSWER when it is asked what is there; what it was told after that."""
    gh = folder / "gh"
    gh.write_text('#!/bin/sh\necho "$*" >> calls\ncase "$*" in *--jq*) printf "%b" "$ANSWER";; esac\n')
    gh.chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    given = {"PATH": path, "GITHUB_REPOSITORY": "o/r", "NUMBER": "7", **environment}
    subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=given, check=True)
    calls = folder / "calls"
    return calls.read_text().splitlines()[1:] if calls.exists() else []


@pytest.mark.parametrize(
    ("answer", "call"),
    [
        ("", "api --silent --method POST repos/o/r/issues/7/comments --field body=@review.md"),
        ("41\\n42\\n", "api --silent --method PATCH repos/o/r/issues/comments/41 --field body=@review.md"),
    ],
)
def test_the_comment_is_edited_rather_than_repeated(tmp_path: Path, answer: str, call: str) -> None:
    assert play(tmp_path, step("pull-request", "Edit the comment, or write it"), ANSWER=answer) == [call]


DRIFT = "Update, open or close the issue"
CLOSING = [
    "api --silent --method POST repos/o/r/issues/9/comments --field body=No stack differs any more: https://run",
    "api --silent --method PATCH repos/o/r/issues/9 --field state=closed --field state_reason=completed",
]


def test_who_reports_drift_may_write_issues_and_nothing_else() -> None:
    job = read(ROOT / ".github/workflows/drift.yml")["jobs"]["report"]
    assert job["permissions"] == {"issues": "write"}
    assert [each["uses"].partition("@")[0] for each in job["steps"] if "uses" in each] == ["actions/download-artifact"]


@pytest.mark.parametrize(
    ("answer", "call"),
    [
        ("", "api --silent --method POST repos/o/r/issues --field title=Drift --field body=@body.md"),
        ("9\\n", "api --silent --method PATCH repos/o/r/issues/9 --field body=@body.md"),
        ("9\\n12\\n", "api --silent --method PATCH repos/o/r/issues/9 --field body=@body.md"),
    ],
)
@pytest.mark.parametrize("looked", ["success", "failure"])
def test_drift_has_one_issue(tmp_path: Path, answer: str, call: str, looked: str) -> None:
    (tmp_path / "drift-dev.txt").write_text("```\n~ warehouse\n")
    assert play(tmp_path, step("drift", DRIFT), ANSWER=answer, LOOKED=looked, RUN="https://run") == [call]
    body = (tmp_path / "body.md").read_text()
    assert body.startswith("<!-- mesh-drift -->\n")
    assert "\n    ```\n    ~ warehouse\n" in body
    assert ("Not every stack could be looked at: https://run" in body) == (looked == "failure")


@pytest.mark.parametrize(
    ("looked", "answer", "calls"),
    [
        ("success", "", []),
        ("success", "9\\n", CLOSING),
        ("success", "9\\n12\\n", [*CLOSING, *(call.replace("/9", "/12") for call in CLOSING)]),
        ("failure", "9\\n", []),
        ("cancelled", "9\\n", []),
    ],
)
def test_the_issue_is_closed_when_every_stack_was_found_as_the_state_says(
    tmp_path: Path, looked: str, answer: str, calls: list[str]
) -> None:
    assert play(tmp_path, step("drift", DRIFT), ANSWER=answer, LOOKED=looked, RUN="https://run") == calls


def test_no_stack_says_how_to_log_in_which_would_go_before_what_the_workflow_says() -> None:
    stacks = sorted(ROOT.glob("Pulumi.*.yaml"))
    assert [path.name for path in stacks] == ["Pulumi.dev.yaml", "Pulumi.prod.yaml"]
    assert [path.name for path in stacks if "snowflake:authenticator" in read(path)["config"]] == []


def test_the_login_is_masked_before_anything_else_is_printed(tmp_path: Path) -> None:
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\necho \'{"value": "token-of-github"}\'\n')
    curl.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "ACTIONS_ID_TOKEN_REQUEST_URL": "https://issuer.invalid/?v=1",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of-the-job",
    }
    seen = 'echo "$SNOWFLAKE_AUTHENTICATOR $SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER $SNOWFLAKE_TOKEN"'
    done = subprocess.run(
        [ROOT / ".ci/with-snowflake", "sh", "-c", seen], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "::add-mask::token-of-github\nWORKLOAD_IDENTITY OIDC token-of-github\n"


@pytest.mark.parametrize(
    ("said", "code", "written"),
    [
        ("<!-- mesh-review -->\nfine\n", 0, "<!-- mesh-review -->\nfine\n"),
        ("<!-- mesh-review -->\nblocked\n", 1, "<!-- mesh-review -->\nblocked\n"),
        ("", 2, "<!-- mesh-review -->\nThe review could not be made; the log of its job says why.\n"),
    ],
)
def test_a_review_is_written_whatever_it_says(tmp_path: Path, said: str, code: int, written: str) -> None:
    mesh = tmp_path / ".venv/bin/mesh"
    mesh.parent.mkdir(parents=True)
    mesh.write_text(f'#!/bin/sh\nprintf %s "$SAID"\nexit {code}\n')
    mesh.chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "SAID": said, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    script = step("pull-request", "Review")
    done = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=environment, check=False)
    assert done.returncode == code
    assert [(tmp_path / name).read_text() for name in ("review.md", "summary.md")] == [written, written]


@pytest.mark.parametrize(("code", "ends", "kept"), [(0, 0, False), (7, 0, True), (255, 255, False)])
def test_only_changes_are_drift(tmp_path: Path, code: int, ends: int, kept: bool) -> None:
    command = tmp_path / ".ci/with-snowflake"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\necho seen\nexit {code}\n")
    command.chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "STACK": "dev"}
    script = step("drift", "Compare the account with the state")
    done = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=environment, check=False)
    assert done.returncode == ends
    assert (tmp_path / "drift-dev.txt").exists() == kept
