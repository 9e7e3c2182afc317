"""What a change loses that takes two whole meshes to tell, and what domains add in plain Pulumi."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mesh.review.data import lost
from mesh.review.recording import of_preview
from mesh.review.review import Review
from mesh.review.world import Side, world

from .edits import Edit

PROD = "Pulumi.prod.yaml"
PLAIN = """import pulumi
import pulumi_aws as aws
import pulumi_snowflake as snowflake
from components.domain import DataDomain


def resources(bundle: DataDomain) -> None:
    core = bundle.storage.layers["core"]
    mine = pulumi.ResourceOptions(parent=bundle)
    {}
"""
TABLE = (
    "snowflake.Table({logical!r}, name={name!r}, database=core.database, schema=core.name, comment={comment!r},"
    ' columns=[snowflake.TableColumnArgs(name="ID", type="VARCHAR")],'
    " opts=pulumi.ResourceOptions(parent=bundle, protect=True{more}))"
)

RETENTION = 'snowflake.AccountParameter("kept", key="DATA_RETENTION_TIME_IN_DAYS", value="{}", opts=mine)'
OF_TABLE = (
    'snowflake.ObjectParameter("kept", key="DATA_RETENTION_TIME_IN_DAYS", value="0", object_type="TABLE", opts=mine,'
    ' object_identifiers=[{"database": "TRACKING", "schema": "CORE", "name": "SESSIONS"}])'
)


def plain(statement: str) -> Edit:
    return {"file": "domains/tracking/resources.py", "new": PLAIN.replace("{}", statement)}


def table(logical: str = "notes", name: str = "NOTES", comment: str = "", more: str = "") -> Edit:
    return plain(TABLE.format(logical=logical, name=name, comment=comment, more=f", {more}" if more else ""))


def of_data(found: Review) -> list[str]:
    return [f"{each.subject}: {each.what}" for each in found.findings if each.section == "data"]


def test_another_region_makes_anew_what_is_in_aws(of_edits: Callable[..., Review]) -> None:
    found = of_edits([{"file": PROD, "old": "aws:region: eu-west-1", "new": "aws:region: eu-central-1"}])
    anew = "is deleted and made anew, empty: its region becomes eu-central-1, was eu-west-1"
    assert of_data(found) == [
        f"domain customer: BUCKET example-customer-444455556666 {anew}",
        f"domain tracking: BUCKET example-tracking-444455556666 {anew}",
        f"domain tracking: GLUE TABLE tracking.interests_lake {anew}",
    ]


def test_protection_that_goes(of_edits: Callable[..., Review]) -> None:
    found = of_edits([{"file": PROD, "old": 'datamesh:protect: "true"', "new": 'datamesh:protect: "false"'}])
    told = "things that keep data are no longer protected: after this update a change may delete them"
    assert [each.partition(": ")[0] for each in of_data(found)] == [
        "domain customer",
        "domain governance",
        "domain tracking",
    ]
    assert all(each.endswith(told) for each in of_data(found))


def test_one_thing_that_is_protected_no_longer(of_edits: Callable[..., Review]) -> None:
    bare = plain(
        TABLE.replace("protect=True", "protect=False").format(logical="notes", name="NOTES", comment="", more="")
    )
    assert of_data(of_edits([bare], [table()])) == [
        "domain tracking: TABLE TRACKING.CORE.NOTES is no longer protected: after this update a change may delete it"
    ]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (table(), table(name="OTHER"), []),
        (
            table(comment="a", more='replace_on_changes=["comment"]'),
            table(comment="b", more='replace_on_changes=["comment"]'),
            ["TABLE TRACKING.CORE.NOTES is dropped and made anew, empty: comment changes"],
        ),
        (
            table(more='replacement_trigger="a"'),
            table(more='replacement_trigger="b"'),
            ["TABLE TRACKING.CORE.NOTES is dropped and made anew, empty: what triggers its replacement changes"],
        ),
        (
            plain('aws.dynamodb.Table("seen", hash_key="id", attributes=[{"name": "id", "type": "S"}], opts=mine)'),
            plain("pass"),
            ["Table seen is deleted, and what it holds with it, which is not judged"],
        ),
        (
            plain(RETENTION.format("7")),
            plain(RETENTION.format("0")),
            ["ACCOUNT as a whole keeps 0 days for Time Travel, kept 7: what is older can no longer be brought back"],
        ),
        (
            plain(RETENTION.format("7")),
            plain("pass"),
            ["ACCOUNT as a whole keeps 1 day for Time Travel, kept 7: what is older can no longer be brought back"],
        ),
        (plain("pass"), plain(RETENTION.format("7")), []),
        (
            plain("pass"),
            plain(OF_TABLE),
            [
                "TABLE TRACKING.CORE.SESSIONS gets DATA_RETENTION_TIME_IN_DAYS of 0 by a parameter, and whether that "
                "is less than it had is not judged"
            ],
        ),
        (
            plain('aws.iam.Role("reader", assume_role_policy="{}", opts=mine)'),
            plain("pass"),
            [],
        ),
        (
            plain(
                'snowflake.Execute("old", execute="CREATE TABLE A.B.C (D INT)", revert="drop  table A.B.C", opts=mine)'
            ),
            plain("pass"),
            ["Execute old runs DROP in its text to revert, and what that takes away is not judged"],
        ),
        (
            plain("pass"),
            plain('snowflake.Execute("new", execute="TRUNCATE TABLE A.B.C", revert="SELECT 1", opts=mine)'),
            ["Execute new runs TRUNCATE in its text to execute, and what that takes away is not judged"],
        ),
    ],
)
def test_plain_pulumi(before: Edit, after: Edit, says: list[str], of_edits: Callable[..., Review]) -> None:
    assert of_data(of_edits([after], [before])) == [f"domain tracking: {each}" for each in says]


def test_an_alias_says_that_nothing_is_made(of_edits: Callable[..., Review]) -> None:
    after = table("notes2", more='aliases=[pulumi.Alias(name="notes")]')
    assert of_edits([after], [table()]).findings == ()
    refused = of_edits([table("notes2")], [table()]).findings
    assert ["the account refuses to create notes2" in each.what for each in refused] == [True]


def test_what_a_preview_says_is_replaced_is_empty() -> None:
    urn = "urn:pulumi:prod::datamesh::snowflake:index/table:Table::notes"
    state = {
        "type": "snowflake:index/table:Table",
        "inputs": {"database": "A", "schema": "B", "name": "NOTES", "columns": [{"name": "ID", "type": "VARCHAR"}]},
        "provider": "urn:pulumi:prod::datamesh::pulumi:providers:snowflake::p::id",
    }
    steps = [
        {"op": op, "urn": urn, "oldState": state, "newState": state}
        for op in ("delete-replaced", "replace", "create-replacement")
    ]
    before, after = (world(Side(side)) for side in of_preview({"steps": steps}))
    assert [loss.what for loss in lost(before, after)] == [
        "is dropped and made anew, empty: what triggers its replacement changes"
    ]
    before, after = (world(Side(side)) for side in of_preview({"steps": [{**steps[0], "op": "same"}]}))
    assert lost(before, after) == []
