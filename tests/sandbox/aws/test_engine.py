"""The AWS plugin under the real engine: one small project with a provider of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox import environment
from sandbox.aws.account import ACCOUNT_ID, open_account
from sandbox.plugin import ACCOUNT_FILE
from sandbox.store import Store

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi
import pulumi_aws as aws

provider = aws.Provider(
    "aws",
    region="eu-west-1",
    allowed_account_ids=["123456789012"],
    default_tags=aws.ProviderDefaultTagsArgs(tags={"stack": "dev"}),
)
mine = pulumi.ResourceOptions(provider=provider)
bucket = aws.s3.Bucket("files", bucket="dev-files", tags={"domain": "tracking"}, opts=mine)
aws.s3.BucketVersioning(
    "versions",
    bucket=bucket.bucket,
    versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
    opts=mine,
)
quiet = pulumi.Output.secret("quiet")
database = aws.glue.CatalogDatabase("catalog", name="dev_tracking", description=quiet, opts=mine)
table = aws.glue.CatalogTable(
    "sessions",
    database_name=database.name,
    name="sessions",
    owner="team",
    storage_descriptor=aws.glue.CatalogTableStorageDescriptorArgs(
        columns=[aws.glue.CatalogTableStorageDescriptorColumnArgs(name="brand", type="string")]
    ),
    opts=mine,
)
caller = aws.get_caller_identity_output(opts=pulumi.InvokeOptions(provider=provider))
pulumi.export("bucket", bucket.arn)
pulumi.export("table", table.arn)
pulumi.export("account", caller.account_id)
"""
ANNOUNCEMENT = "sandbox: the aws provider of this stack is the sandbox account in"


@dataclass(frozen=True)
class Project:
    folder: Path
    home: Path

    def pulumi(self, *arguments: str, code: int = 0) -> str:
        """Both outputs of a command that exits with the code."""
        variables = {**os.environ, **environment.variables(self.home), "NO_COLOR": "1"}
        done = subprocess.run(
            [str(self.home / "bin" / "pulumi"), *arguments, "--non-interactive", "--stack", "dev"],
            cwd=self.folder,
            env=variables,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    def up(self, code: int = 0) -> str:
        return self.pulumi("up", "--yes", code=code)

    def edit(self, old: str, new: str) -> None:
        program = self.folder / "__main__.py"
        text = program.read_text()
        assert text.count(old) == 1
        program.write_text(text.replace(old, new))

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(self.pulumi("stack", "export"))
        return state

    def provider(self) -> dict[str, Any]:
        (found,) = (
            entry for entry in self.state()["deployment"]["resources"] if entry["type"] == "pulumi:providers:aws"
        )
        return dict(found["inputs"])


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder, home = tmp_path / "project", tmp_path / "home"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: files\nruntime: {name: python, options: {virtualenv: .venv}}\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    (folder / "__main__.py").write_text(PROGRAM)
    (folder / ".venv").symlink_to(sys.prefix)
    environment.prepare(home)
    environment.initialise(home, folder)
    return Project(folder, home)


def test_a_stacks_life(project: Project) -> None:
    made = project.up()
    assert "6 created" in made
    announced = [line for line in made.splitlines() if line.strip().startswith(ANNOUNCEMENT)]
    assert len(announced) == 2, "once in the preview and once in the update"
    assert "quiet" not in json.dumps(project.state())
    outputs = json.loads(project.pulumi("stack", "output", "--json"))
    assert outputs == {
        "account": ACCOUNT_ID,
        "bucket": "arn:aws:s3:::dev-files",
        "table": f"arn:aws:glue:eu-west-1:{ACCOUNT_ID}:table/dev_tracking/sessions",
    }
    project.pulumi("preview", "--expect-no-changes")
    project.pulumi("refresh", "--preview-only", "--expect-no-changes")

    with open_account(project.home, region="eu-west-1") as account:
        account.client("s3").put_bucket_versioning(Bucket="dev-files", VersioningConfiguration={"Status": "Suspended"})
    drift = project.pulumi("refresh", "--preview-only", "--expect-no-changes", "--diff", code=7)
    assert '"Enabled" => "Suspended"' in drift

    project.edit('owner="team"', 'owner="other"')
    changed = project.pulumi("preview", "--diff")
    assert '"team" => "other"' in changed
    project.edit('bucket="dev-files"', 'bucket="dev-renamed"')
    assert "aws:s3/bucket:Bucket: (replace)" in project.pulumi("preview", "--diff")
    project.up()
    assert "6 deleted" in project.pulumi("destroy", "--yes")
    with open_account(project.home, region="eu-west-1") as account:
        assert account.records() == []


def test_json_output_stays_json(project: Project) -> None:
    project.up()
    variables = {**os.environ, **environment.variables(project.home)}
    command = [str(project.home / "bin" / "pulumi"), "preview", "--json", "--stack", "dev", "--non-interactive"]
    done = subprocess.run(command, cwd=project.folder, env=variables, capture_output=True, text=True, check=True)
    preview = json.loads(done.stdout)
    assert {step["op"] for step in preview["steps"]} == {"same"}
    assert any(ANNOUNCEMENT in entry["message"] for entry in preview["diagnostics"])


def test_a_refusal_names_the_resource(project: Project) -> None:
    project.edit('owner="team"', 'owner="x" * 256')
    refused = project.pulumi("preview", code=1)
    assert "aws:glue:CatalogTable (sessions)" in refused
    assert "Invalid length for parameter TableInput.Owner, value: 256, valid max length: 255" in refused
    project.edit('bucket="dev-files"', 'bucket="Dev_Files"')
    refused = project.pulumi("preview", code=1)
    assert "aws:s3:Bucket (files)" in refused
    assert "3 to 63 lower-case letters" in refused


def test_the_state_remembers_the_account_and_none_other_takes_it(project: Project) -> None:
    project.up()
    assert project.provider()["sandbox"] == Store(project.home / ACCOUNT_FILE).identity

    state = project.state()
    for entry in state["deployment"]["resources"]:
        if entry["type"] == "pulumi:providers:aws":
            del entry["inputs"]["sandbox"], entry["outputs"]["sandbox"]
    foreign = project.folder / "foreign.json"
    foreign.write_text(json.dumps(state))
    project.pulumi("stack", "import", "--file", str(foreign))
    for arguments in (("preview",), ("up", "--yes"), ("refresh", "--yes"), ("destroy", "--yes")):
        refused = project.pulumi(*arguments, code=1)
        assert "this stack's state was made by the aws provider against the real cloud, not in the sandbox" in refused
    with open_account(project.home, region="eu-west-1") as account:
        assert len(account.records()) == 4


def test_import_adopts_what_is_there(project: Project) -> None:
    with open_account(project.home, region="eu-west-1") as account:
        account.client("s3").create_bucket(
            Bucket="dev-old", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
    project.pulumi("config", "set", "aws:region", "eu-west-1")
    imported = project.pulumi("import", "aws:s3/bucket:Bucket", "old", "dev-old", "--yes", "--generate-code=false")
    assert "1 imported" in imported
    assert "sandbox" not in project.provider(), "the engine keeps it now: `unmarked` can go"
    (project.folder / "__main__.py").write_text(
        "import pulumi\nimport pulumi_aws as aws\n\n"
        'aws.s3.Bucket("old", bucket="dev-old", opts=pulumi.ResourceOptions(protect=True))\n'
    )
    project.pulumi("preview", "--expect-no-changes")
    project.up()
    assert project.provider()["sandbox"] == Store(project.home / ACCOUNT_FILE).identity
