"""The pack in the real engine: `pulumi preview --policy-pack policies`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from policies.rules import RULES
from sandbox import environment
from tests.policies.cases.every import CASES
from tests.policies.conftest import Mesh

pytestmark = pytest.mark.engine

PLUGIN = Path(__file__).with_name("permissive_plugin.py")
REPORTED = re.compile(r"- \[(mandatory|advisory)\]\s+(\S+)\s+\(\S+: (\S+)\)")

# Registers what `resources.json` lists, whatever the types are.
PROGRAM = """
import json
import pulumi

made = {}
for each in json.load(open("resources.json")):
    package = each["type"].rpartition(":")[2]
    opts = pulumi.ResourceOptions(
        parent=made.get(each["parent"]), protect=each["protect"], provider=made.get(each["provider"])
    )
    if each["type"].startswith("pulumi:providers:"):
        made[each["name"]] = pulumi.ProviderResource(package, each["name"], each["properties"], opts)
    elif each["type"].startswith("datamesh:"):
        made[each["name"]] = pulumi.ComponentResource(each["type"], each["name"], None, opts)
    else:
        pulumi.CustomResource(each["type"], each["name"], each["properties"], opts)
"""


@dataclass(frozen=True)
class Project:
    """A program of its own in a sandbox of its own."""

    folder: Path
    home: Path

    def write(self, program: str, configuration: dict[str, object]) -> None:
        (self.folder / "Pulumi.yaml").write_text("name: handmade\nruntime: python\n")
        (self.folder / "Pulumi.test.yaml").write_text(json.dumps({"config": configuration}))
        (self.folder / "__main__.py").write_text(dedent(program))
        environment.initialise(self.home, self.folder)

    def preview(self) -> subprocess.CompletedProcess[str]:
        pack = str(environment.REPOSITORY / "policies")
        arguments = ("preview", "--non-interactive", "--stack", "test", "--policy-pack", pack)
        return environment.run(self.home, *arguments, project=self.folder, quiet=True)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "project", tmp_path / "home")
    made.folder.mkdir()
    environment.prepare(made.home)
    return made


@pytest.fixture
def permissive(project: Project) -> Project:
    """A project whose provider plugins take any resource, of types too that the sandbox does not have."""
    for name, version in environment.PLUGINS.items():
        plugin = project.home / f"pulumi/plugins/resource-{name}-v{version}/pulumi-resource-{name}"
        plugin.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{PLUGIN}" {name} "$@"\n')
    return project


def reported(output: str) -> set[tuple[str, str, str]]:
    """Level, rule and resource of each violation that the engine shows."""
    return set(REPORTED.findall(output))


def all_broken(mesh: Mesh) -> Mesh:
    """A mesh that breaks every rule: the cases of each rule in turn, the first that takes no earlier one back."""
    broken: set[str] = set()
    for rule in RULES:
        for name, change, *_ in CASES:
            fired = {found for found, *_ in change(mesh).found()} if name == rule.name else set()
            if rule.name in fired and broken <= fired:
                mesh, broken = change(mesh), fired
                break
    assert broken == {rule.name for rule in RULES}
    return mesh


def listed(mesh: Mesh) -> Iterator[dict[str, object]]:
    for each in mesh.resources.values():
        yield {
            "type": each.type,
            "name": each.name,
            "properties": each.properties,
            "parent": each.parent.rpartition("::")[2],
            "provider": each.provider.rpartition("::")[2],
            "protect": each.protect,
        }


LIMITS: dict[str, object] = {
    "datamesh:edition": "ENTERPRISE",
    "datamesh:maxWarehouseSize": "MEDIUM",
    "datamesh:maxRetentionDays": "30",
    "datamesh:awsAccountId": "111122223333",
    "datamesh:adminRole": "MESH_ADMIN",
}


def test_every_rule_fires_in_a_preview(permissive: Project, mesh: Mesh) -> None:
    broken = all_broken(mesh)
    (permissive.folder / "resources.json").write_text(json.dumps(list(listed(broken))))
    permissive.write(PROGRAM, LIMITS)
    done = permissive.preview()
    levels = {rule.name: rule.level for rule in RULES}
    assert reported(done.stdout) == {(levels[rule], rule, name) for rule, name, _ in broken.found()}, done.stdout
    assert done.returncode != 0


def test_right_mesh_passes(permissive: Project, mesh: Mesh) -> None:
    (permissive.folder / "resources.json").write_text(json.dumps(list(listed(mesh))))
    permissive.write(PROGRAM, LIMITS)
    done = permissive.preview()
    assert reported(done.stdout) == set()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "datamesh@v0.1.0" in done.stdout


def test_configured_level_decides(permissive: Project, mesh: Mesh) -> None:
    (permissive.folder / "resources.json").write_text(json.dumps(list(listed(mesh.but("load", autoSuspend=None)))))
    permissive.write(PROGRAM, {**LIMITS, "policies:levels": {"warehouse-suspends": "advisory"}})
    done = permissive.preview()
    assert reported(done.stdout) == {("advisory", "warehouse-suspends", "load")}
    assert done.returncode == 0, done.stdout + done.stderr


def test_level_for_unknown_rule_is_refused(permissive: Project, mesh: Mesh) -> None:
    (permissive.folder / "resources.json").write_text("[]")
    permissive.write(PROGRAM, {"policies:levels": {"warehouse-suspend": "advisory"}})
    done = permissive.preview()
    assert done.returncode != 0
    assert (
        "policies:levels names the rule 'warehouse-suspend', which the pack does not have. "
        "Fix: write 'warehouse-suspends'" in done.stdout + done.stderr
    )


HANDWRITTEN = """
import pulumi
import pulumi_aws as aws
import pulumi_snowflake as snowflake

login = dict(organization_name="EXAMPLE", account_name="MESH_DEV", user="MESH_DEPLOY", authenticator="SNOWFLAKE_JWT")
tables = ["snowflake_table_resource"]
deploy = snowflake.Provider("deploy", role="MESH_DEPLOY", preview_features_enabled=tables, **login)
administrator = snowflake.Provider("administrator", role="ACCOUNTADMIN", **login)
amazon = aws.Provider("amazon", region="eu-west-1")

owned, by_admin, in_aws = (pulumi.ResourceOptions(provider=each) for each in (deploy, administrator, amazon))
huge = snowflake.Warehouse("huge", name="HUGE", warehouse_size="X-LARGE", auto_suspend=60, opts=by_admin)
database = snowflake.Database("lab", name="LAB", comment="Trial", opts=owned)
schema = snowflake.Schema("open", name="OPEN", database=database.name, opts=owned)
columns = [snowflake.TableColumnArgs(name="ID", type="NUMBER")]
snowflake.Table(
    "things", name="THINGS", database=database.name, schema=schema.name, columns=columns,
    data_retention_time_in_days=31, opts=owned,
)
snowflake.GrantPrivilegesToAccountRole(
    "to-everybody", account_role_name="PUBLIC", privileges=["USAGE"], opts=by_admin,
    on_account_object=dict(object_type="WAREHOUSE", object_name=huge.name),
)
bucket = aws.s3.Bucket("drop", bucket="example-drop", opts=in_aws)
aws.s3.BucketPublicAccessBlock("drop-block", bucket=bucket.id, block_public_acls=True, opts=in_aws)
"""


def test_plain_program_in_the_sandbox_is_judged(project: Project) -> None:
    """The SDKs' own resources over the sandbox's plugins; outputs such as `bucket.id` are not known in the preview."""
    project.write(HANDWRITTEN, {**LIMITS, "datamesh:protect": "false"})
    done = project.preview()
    assert reported(done.stdout) == {
        ("mandatory", "warehouse-has-monitor", "huge"),
        ("mandatory", "warehouse-within-ceiling", "huge"),
        ("advisory", "warehouse-has-timeout", "huge"),
        ("mandatory", "schema-has-managed-access", "open"),
        ("mandatory", "retention-in-bounds", "things"),
        ("mandatory", "no-grant-to-public", "to-everybody"),
        ("mandatory", "bucket-is-private", "drop"),
        ("mandatory", "bucket-is-encrypted", "drop"),
    }, done.stdout + done.stderr
    assert done.returncode != 0
