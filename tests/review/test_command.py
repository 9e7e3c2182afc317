"""`mesh review` as people run it: in a git repository, from a commit to an exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mesh.report.comment import MARK

from .repository import Repository

FEWER = {"file": "domains/tracking/__init__.py", "old": '["hln", "vtm"]', "new": '["hln"]'}
SEES_FEWER = (
    "access loud: domain customer sees fewer rows of VIEW TRACKING.SESSIONS.SESSIONS: "
    "now BRAND IN ('hln'), before BRAND IN ('hln', 'vtm')"
)
SEES_MORE = (
    SEES_FEWER.replace("fewer", "more")
    .replace("('hln'), before", "('hln', 'vtm'), before")
    .replace("before BRAND IN ('hln', 'vtm')", "before BRAND IN ('hln')")
)
SHARE = {
    "file": "domains/tracking/__init__.py",
    "old": '["hln", "volkskrant"]',
    "new": '["hln", "volkskrant", "trouw"]',
}
PRINT = """from mesh import Domain, Warehouse

domain = Domain(
    "print",
    owner="team-print@example.com",
    description="Paper",
    warehouses=[Warehouse("load")],
    monthly_credits=10,
)
"""


def test_the_real_command_in_a_real_repository(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.edit(FEWER)
    commit = repository.git("rev-parse", "--short=10", "main")
    mesh = Path(sys.executable).with_name("mesh")
    done = subprocess.run(
        [mesh, "review", "--format", "markdown"],
        cwd=repository.folder, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        f"{MARK}\n## Mesh review: to be looked at\n\nstack prod against main \\({commit}\\)\n"
    )
    assert "sees fewer rows of VIEW TRACKING.SESSIONS.SESSIONS" in done.stdout
    assert done.stdout == repository.review("--format", "markdown").stdout


def test_the_default_is_where_the_branch_left_main(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.edit(FEWER)
    repository.commit("Fewer rows")
    repository.git("checkout", "--quiet", "main")
    repository.edit({**FEWER, "old": "team-tracking@example.com", "new": "team-web@example.com"}, SHARE)
    repository.commit("Later on main")
    repository.git("checkout", "--quiet", "branch")
    assert repository.told() == [SEES_FEWER]


def test_the_main_of_the_remote_comes_before_ones_own(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.edit(FEWER)
    repository.commit("Not pushed yet")
    assert repository.told() == []
    repository.git("update-ref", "refs/remotes/origin/main", first)
    assert repository.told() == [SEES_FEWER]


def test_a_named_revision(repository: Repository) -> None:
    repository.edit(FEWER)
    repository.commit("Fewer rows")
    repository.git("tag", "v1")
    repository.edit({**FEWER, "old": FEWER["new"], "new": FEWER["old"]})
    repository.commit("More rows")
    assert repository.told("--base", "v1") == [SEES_MORE]
    assert repository.told("--base", "HEAD~2") == []
    assert repository.json("--base", "v1")["of"].startswith("stack prod against v1 (")


def test_what_is_not_committed_is_reviewed_as_well(repository: Repository) -> None:
    repository.edit(FEWER, {"file": "domains/print/__init__.py", "new": PRINT})
    repository.git("checkout", "--quiet", "-b", "branch")
    cost = "cost loud: print: the ceiling of PRINT_MONITOR goes from 0 to 10 credits a month"
    assert [each for each in repository.told() if "inside print" not in each] == [SEES_FEWER, cost]


def test_another_stack_and_a_stack_that_is_not_there(repository: Repository) -> None:
    repository.edit(FEWER)
    assert repository.told("--stack", "dev") == [SEES_FEWER.replace("TRACKING.", "DEV_TRACKING.", 1)]
    result = repository.review("--stack", "test")
    assert result.exit_code == 2
    assert "there is no stack 'test' in" in result.stderr
    assert result.stderr.endswith("the stacks are: dev, prod\n")


# --- what cannot be reviewed -------------------------------------------------------------------------------------


def refused(repository: Repository, *arguments: str) -> str:
    """What a review says that cannot be made: on stderr, in a few lines, with its own exit code."""
    result = repository.review(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    return result.stderr


def test_not_a_git_repository(original: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    folder = original.copy(tmp_path / "repository")
    (folder.folder / ".git").rename(tmp_path / "elsewhere")
    assert refused(folder).startswith("git rev-parse failed: fatal: not a git repository")
    assert refused(folder, "--base", "HEAD").startswith("git rev-parse failed: fatal: not a git repository")


def test_a_revision_that_git_does_not_know(repository: Repository) -> None:
    told = refused(repository, "--base", "v9")
    assert told == "git knows no revision 'v9' here. In CI, fetch the history first (fetch-depth: 0)\n"
    assert refused(repository, "--base", "--output=x").startswith("git knows no revision '--output=x' here.")
    repository.git("branch", "-m", "trunk")
    told = refused(repository)
    assert told == "there is no branch main to compare with. Name a revision: mesh review --base REV\n"


def test_a_shallow_clone_without_the_merge_base(repository: Repository, tmp_path: Path) -> None:
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit("One")
    repository.git("checkout", "--quiet", "main")
    repository.commit("Two")
    shallow = Repository(tmp_path / "shallow")
    repository.git("clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=branch",
                   f"file://{repository.folder}", str(shallow.folder))  # fmt: skip
    told = refused(shallow)
    assert told == (
        "git finds no revision that this branch and origin/main have in common. "
        "In CI, fetch the history first (fetch-depth: 0)\n"
    )


def test_a_revision_before_there_was_a_mesh(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "empty")
    repository.git("rm", "--quiet", "-r", "--cached", ".")
    (repository.folder / "README.md").write_text("Soon", encoding="utf-8")
    repository.git("add", "README.md")
    repository.git("commit", "--quiet", "-m", "Nothing yet")
    first = repository.git("rev-parse", "--short=10", "HEAD")
    told = refused(repository, "--base", "HEAD")
    assert told == (
        f"{first}, the revision to compare with, cannot be recorded: "
        "it holds no mesh: there is no __main__.py or no folder domains\n"
    )


BROKEN = {"file": "domains/customer/__init__.py", "old": "domain = Domain(", "new": "domain = Domian("}


def line_of(repository: Repository, file: str, text: str) -> int:
    lines = (repository.folder / file).read_text(encoding="utf-8").splitlines()
    return next(at for at, line in enumerate(lines, 1) if text in line)


def test_a_domain_file_that_does_not_import(repository: Repository) -> None:
    repository.edit(BROKEN)
    place = f"domains/customer/__init__.py, line {line_of(repository, BROKEN['file'], BROKEN['new'])}"
    assert refused(repository).startswith(f"1 problem:\ncustomer: {place}\n    found:   'Domian'\n")
    commit = repository.commit("Broken")
    repository.edit({**BROKEN, "old": BROKEN["new"], "new": BROKEN["old"]})
    told = refused(repository, "--base", "HEAD")
    opening = f"{commit[:10]}, the revision to compare with, cannot be recorded: 1 problem:\n"
    assert told.startswith(f"{opening}customer: {place}\n    found:   'Domian'\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "def resources(bundle):\n    bundle.nothing\n",
            "line 2: AttributeError: 'DataDomain' object has no attribute",
        ),
        ("def resources(bundle:\n", "line 1: SyntaxError: '(' was never closed"),
        ("import nothing_of_that_name\n", "line 1: ModuleNotFoundError: No module named 'nothing_of_that_name'"),
    ],
)
def test_plain_pulumi_that_fails(repository: Repository, text: str, message: str) -> None:
    repository.edit({"file": "domains/customer/resources.py", "new": text})
    assert refused(repository).startswith(f"domains/customer/resources.py, {message}")
    commit = repository.commit("Broken")
    (repository.folder / "domains/customer/resources.py").unlink()
    told = refused(repository, "--base", "HEAD")
    opening = f"{commit[:10]}, the revision to compare with, cannot be recorded: domains/customer/resources.py, "
    assert told.startswith(f"{opening}{message}")


def test_the_recorder_itself_tells_it_as_plainly(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    repository.edit({"file": "domains/customer/resources.py", "new": "def resources(bundle):\n    bundle.nothing\n"})
    result = repository.review("--base", "HEAD")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "domains/customer/resources.py, line 2: AttributeError" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("stack", "message"), [("config: [", "Pulumi.prod.yaml is no YAML: "), ("config: {datamesh:domains: x}", "no list")]
)
def test_a_stack_file_that_cannot_be_read(repository: Repository, stack: str, message: str) -> None:
    right = (repository.folder / "Pulumi.prod.yaml").read_text(encoding="utf-8")
    repository.edit({"file": "Pulumi.prod.yaml", "new": stack})
    commit = repository.commit("Broken")
    repository.edit({"file": "Pulumi.prod.yaml", "new": right})
    (told,) = refused(repository, "--base", "HEAD").splitlines()
    assert told.startswith(f"{commit[:10]}, the revision to compare with, cannot be recorded: ")
    assert message in told


def test_a_symbolic_link_out_of_the_project(repository: Repository) -> None:
    (repository.folder / "domains" / "link").symlink_to("/etc")
    commit = repository.commit("A link")
    assert refused(repository, "--base", "HEAD").startswith(f"{commit[:10]} cannot be laid out: ")


def test_a_usage_that_is_wrong(repository: Repository) -> None:
    assert repository.review("--format", "pdf").exit_code == 2
    assert repository.review("--nothing").exit_code == 2


# --- acknowledgement ---------------------------------------------------------------------------------------------

LETTERS = {
    "file": "domains/customer/__init__.py",
    "old": "    shares=[",
    "new": '    shares=[\n        Share("letters", account="PARTNER.LETTERS", products=["contact"], '
    'all_rows=["contact"], purpose="Letters"),',
}


def test_what_leaves_the_account_is_acknowledged_in_a_commit_of_the_branch(repository: Repository) -> None:
    repository.commit("Long ago\n\nMesh-acknowledge: share tracking.reach")
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.edit(SHARE)
    repository.commit("More brands for the bureau")
    assert repository.json()["blocks"]
    repository.commit("As agreed\n\nMesh-acknowledge: share tracking.reach\n")
    told = repository.json()
    assert not told["blocks"]
    assert [each["what"].endswith(" (acknowledged)") for each in told["findings"]] == [True]


@pytest.mark.parametrize(
    "words", ["share tracking.wire", "share tracking", "tracking.reach", "share tracking.reach and all", "share *", ""]
)
def test_only_what_is_named_is_acknowledged(repository: Repository, words: str) -> None:
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.edit(SHARE)
    repository.commit(f"More brands\n\nMesh-acknowledge: {words}")
    assert repository.json("--acknowledge", words)["blocks"]


def test_each_share_is_acknowledged_by_itself(repository: Repository) -> None:
    repository.edit(SHARE, LETTERS)
    named = {each["acknowledge"] for each in repository.json()["findings"] if each["severity"] == "blocks"}
    assert named == {"share customer.letters", "share tracking.reach"}
    assert repository.json("--acknowledge", "share tracking.reach")["blocks"]
    both = ("--acknowledge", "share tracking.reach", "--acknowledge", "share customer.letters")
    assert not repository.json(*both)["blocks"]


def test_a_message_in_another_encoding(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.edit(SHARE)
    message = repository.folder.parent / "message"
    message.write_bytes(b"caf\xe9\n\nMesh-acknowledge: share tracking.reach\n")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--file", str(message))
    assert not repository.json()["blocks"]


# --- forms -------------------------------------------------------------------------------------------------------


def test_every_form_says_the_same_and_exits_alike(repository: Repository) -> None:
    repository.edit(SHARE)
    opening = {"terminal": "stack prod against main (", "markdown": f"{MARK}\n", "json": "{", "html": "<!DOCTYPE html>"}
    for form, start in opening.items():
        result = repository.review("--format", form, "--sql")
        assert (result.exit_code, result.stderr) == (1, "")
        assert result.stdout.startswith(start)
        assert "sees more rows of VIEW TRACKING.SESSIONS.SESSIONS" in result.stdout
        assert "ALTER ROW ACCESS POLICY" in result.stdout


def test_sql_is_shown_when_asked_for(repository: Repository) -> None:
    repository.edit(FEWER)
    assert repository.json()["sql"] is None
    told = repository.json("--sql")["sql"]
    (change,) = [line for line in told["do"] if line.startswith("ALTER")]
    (back,) = [line for line in told["undo"] if line.startswith("ALTER")]
    assert change.startswith('ALTER ROW ACCESS POLICY "TRACKING"."SESSIONS"."SESSIONS_ROWS_BRAND_VARCHAR" SET BODY -> ')
    assert "'vtm'" not in change
    assert change.replace("'hln')", "'hln', 'vtm')", 1) == back
