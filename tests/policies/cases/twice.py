"""Cases of the rule that no two resources stand for the same thing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from policies.resource import UNKNOWN
from tests.policies.cases.breaks import CORE, VIEW, Also, Break, Case, Silent, plus
from tests.policies.conftest import Mesh, made, urn

QUOTED: Final = '"TRACKING"."SESSIONS"."SESSIONS"'
TABLE: Final = "TRACKING.CORE.SESSIONS"


def again(logical: str, /, **changes: Any) -> Break:
    """A second resource with the properties of one, or with some of them changed."""

    def change(mesh: Mesh) -> Mesh:
        resource = mesh.resources[logical]
        return mesh.plus(
            replace(
                resource,
                urn=urn(f"{logical}-again"),
                name=f"{logical}-again",
                properties={**resource.properties, **changes},
            )
        )

    return change


def both(logical: str, what: str) -> str:
    """What is told of a second resource that stands for the same thing."""
    return (
        f"{logical}-again and {logical} both stand for {what}; before it goes from {logical}-again: "
        f"pulumi state delete 'urn:pulumi:test::mesh::{logical}-again'"
    )


def elsewhere(logical: str, /, **connection: str) -> Break:
    """A second resource with the properties of one, by a provider that connects elsewhere."""

    def change(mesh: Mesh) -> Mesh:
        mesh = again(logical)(mesh)
        provider = mesh.resources[mesh.resources[logical].provider.rpartition("::")[2]]
        other = replace(provider, urn=urn("other"), name="other", properties={**provider.properties, **connection})
        return mesh.plus(other, replace(mesh.resources[f"{logical}-again"], provider=other.urn))

    return change


def handwritten_first(mesh: Mesh) -> Mesh:
    """The same grant by a component of the mesh and by a team, whose resource comes first by name."""
    access = made("datamesh:index:Access", "access", "tracking")
    written = replace(mesh.resources["read-view"], urn=urn("a-written"), name="a-written")
    return mesh.plus(access, written, replace(mesh.resources["read-view"], parent=access.urn))


CASES: list[Case] = [
    ("nothing-stated-twice", again("read-view"), "read-view-again", both(
        "read-view", f'GRANT SELECT ON VIEW {QUOTED} TO DATABASE ROLE "TRACKING"."SESSIONS_R"')),
    ("nothing-stated-twice", again("read-view", databaseRoleName="TRACKING.SESSIONS_R", privileges=["select"],
                                   onSchemaObject={"objectType": "view", "objectName": VIEW}),
     "read-view-again", both("read-view", f'GRANT SELECT ON VIEW {QUOTED} TO DATABASE ROLE "TRACKING"."SESSIONS_R"')),
    ("nothing-stated-twice", again("use-schema", privileges=None, allPrivileges=True), "use-schema-again", both(
        "use-schema", 'GRANT USAGE ON SCHEMA "TRACKING"."SESSIONS" TO DATABASE ROLE "TRACKING"."SESSIONS_R"')),
    ("nothing-stated-twice", again("write-future", privileges=["INSERT", "DELETE"]), "write-future-again", both(
        "write-future", f'GRANT INSERT ON FUTURE TABLES IN SCHEMA {CORE} TO DATABASE ROLE "TRACKING"."CORE_RW"')),
    ("nothing-stated-twice", again("agency-view"), "agency-view-again", both(
        "agency-view", f'GRANT SELECT ON VIEW {QUOTED} TO SHARE "TRACKING_AGENCY"')),
    ("nothing-stated-twice", again("loader-to-sysadmin", roleName='"TRACKING_LOADER"'), "loader-to-sysadmin-again",
     both("loader-to-sysadmin", 'GRANT ROLE "TRACKING_LOADER" TO ROLE "SYSADMIN"')),
    ("nothing-stated-twice", again("core-to-loader"), "core-to-loader-again", both(
        "core-to-loader", 'GRANT DATABASE ROLE "TRACKING"."CORE_RW" TO ROLE "TRACKING_LOADER"')),
    ("nothing-stated-twice", lambda mesh: again("owned", accountRoleName="SYSADMIN")(mesh.plus(made(
        "GrantOwnership", "owned", accountRoleName="TRACKING_LOADER", on={"objectType": "WAREHOUSE",
                                                                          "objectName": "TRACKING_LOAD"}))),
     "owned-again", both("owned", 'the owner of WAREHOUSE "TRACKING_LOAD"')),
    ("nothing-stated-twice", again("classified", tagValue="name", objectIdentifiers=[f"{VIEW}.EMAIL",
                                                                                     f"{TABLE}.EMAIL"]),
     "classified-again", both("classified", f"the tag GOVERNANCE.TAGS.CLASSIFICATION of COLUMN {TABLE}.EMAIL")),
    ("nothing-stated-twice", again("load"), "load-again", both("load", "WAREHOUSE TRACKING_LOAD")),
    ("nothing-stated-twice", again("port"), "port-again", both("port", f"VIEW {VIEW}")),
    ("nothing-stated-twice", handwritten_first, "a-written",
     f'a-written and read-view both stand for GRANT SELECT ON VIEW {QUOTED} TO DATABASE ROLE "TRACKING"."SESSIONS_R"; '
     "before it goes from a-written: pulumi state delete 'urn:pulumi:test::mesh::a-written'"),
    ("nothing-stated-twice", plus("LegacyServiceUser", "old", name="TRACKING_KAFKA"), "old",
     "old and kafka both stand for USER TRACKING_KAFKA; before it goes from old: "
     "pulumi state delete 'urn:pulumi:test::mesh::old'"),
    ("nothing-stated-twice", plus("StageInternal", "unload", name="CLICKS", database="TRACKING", schema="CORE"),
     "unload", "unload and stage both stand for STAGE TRACKING.CORE.CLICKS; before it goes from unload: "
     "pulumi state delete 'urn:pulumi:test::mesh::unload'"),
    ("nothing-stated-twice", plus("DynamicTable", "fresh", name="SESSIONS", database="TRACKING", schema="CORE"),
     "fresh", "fresh and base both stand for DYNAMIC TABLE TRACKING.CORE.SESSIONS; before it goes from fresh: "
     "pulumi state delete 'urn:pulumi:test::mesh::fresh'"),
    ("nothing-stated-twice", again("bucket"), "bucket-again", both("bucket", "the Bucket example-tracking")),
    ("nothing-stated-twice", again("block"), "block-again", both(
        "block", "the BucketPublicAccessBlock example-tracking")),
    ("nothing-stated-twice", again("load-role", name="Tracking-Load"), "load-role-again", both(
        "load-role", "the Role Tracking-Load")),
    ("nothing-stated-twice", again("attached"), "attached-again", both(
        "attached", "the RolePolicyAttachment tracking-load.arn:aws:iam::111122223333:policy/tracking-read")),
    ("nothing-stated-twice", lambda mesh: again("catalog", catalogId="111122223333", region="eu-west-1")(
        mesh.but("aws", region="eu-west-1")), "catalog-again", both("catalog", "the CatalogDatabase tracking")),
]  # fmt: skip

ALSO: Also = {
    ("nothing-stated-twice", "owned-again"): {"ownership-stays"},
    ("nothing-stated-twice", "unload"): {"stateful-is-protected"},
    ("nothing-stated-twice", "use-schema-again"): {"only-ports-cross-borders"},
    ("nothing-stated-twice", "old"): {"no-password-user"},
    ("nothing-stated-twice", "fresh"): {"preview-feature-is-enabled"},
}

SILENT: list[Silent] = [
    ("nothing-stated-twice", again("read-view", privileges=["REFERENCES"])),
    ("nothing-stated-twice", again("read-view", databaseRoleName='"TRACKING"."DAYS_R"')),
    ("nothing-stated-twice", again("write-future", onSchemaObject={
        "all": {"objectTypePlural": "TABLES", "inSchema": CORE}})),
    ("nothing-stated-twice", again("load", name="tracking_load")),
    ("nothing-stated-twice", elsewhere("load", accountName="ELSEWHERE")),
    ("nothing-stated-twice", elsewhere("catalog", region="us-east-1")),
    ("nothing-stated-twice", again("catalog", catalogId="999988887777")),
    ("nothing-stated-twice", again("bucket", bucket=UNKNOWN)),
    ("nothing-stated-twice", again("classified", objectIdentifiers=[f"{VIEW}.EMAIL"])),
    ("nothing-stated-twice", lambda mesh: mesh.plus(
        made("StreamOnTable", "changes", name="CLICKS", database="TRACKING", schema="CORE"),
        made("Streamlit", "page", name="CLICKS", database="TRACKING", schema="CORE"))),
    ("nothing-stated-twice", plus("UserPublicKeys", "keys", name="TRACKING_KAFKA", rsaPublicKey="MIIB")),
    ("nothing-stated-twice", lambda mesh: again("add", arguments=[])(mesh.plus(made(
        "FunctionSql", "add", name="ADD", database="TRACKING", schema="CORE")))),
    ("nothing-stated-twice", lambda mesh: again("text")(mesh.plus(made(
        "Execute", "text", execute="GRANT ROLE A TO ROLE B", revert="REVOKE ROLE A FROM ROLE B")))),
]  # fmt: skip
