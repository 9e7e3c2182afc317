"""A small mesh in which every rule is content, and a way to break one property of it at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from policies.limits import Limits
from policies.resource import Resource, Stack, snowflake
from policies.rule import violations
from policies.rules import RULES

LIMITS = Limits(
    edition="ENTERPRISE",
    max_warehouse_size="MEDIUM",
    max_retention_days=30,
    aws_account_id="111122223333",
    snowflake_role="MESH_DEPLOY",
    admin_role="MESH_ADMIN",
)
AWS = {
    "Bucket": "s3/bucket",
    "BucketPolicy": "s3/bucketPolicy",
    "BucketPublicAccessBlock": "s3/bucketPublicAccessBlock",
    "BucketReplicationConfig": "s3/bucketReplicationConfig",
    "BucketServerSideEncryptionConfiguration": "s3/bucketServerSideEncryptionConfiguration",
    "CatalogDatabase": "glue/catalogDatabase",
    "CatalogTable": "glue/catalogTable",
    "Policy": "iam/policy",
    "Role": "iam/role",
    "RolePolicyAttachment": "iam/rolePolicyAttachment",
}
FEATURES = ["snowflake_share_resource", "snowflake_table_resource"]


def urn(name: str) -> str:
    return f"urn:pulumi:test::mesh::{name}"


def made(type_: str, logical: str, parent: str = "", protect: bool = False, /, **properties: Any) -> Resource:
    """A resource of this project's stack; `type_` is the SDK's class."""
    token = f"aws:{AWS[type_]}:{type_}" if type_ in AWS else type_ if ":" in type_ else snowflake(type_)
    provider = "" if token.startswith(("datamesh:", "pulumi:")) else urn("aws" if type_ in AWS else "deploy")
    return Resource(urn(logical), token, logical, properties, provider, urn(parent) if parent else "", protect)


@dataclass(frozen=True)
class Mesh:
    """Resources by logical name."""

    resources: dict[str, Resource]
    limits: Limits = LIMITS

    def but(self, logical: str, /, **changes: Any) -> Mesh:
        """The mesh with other properties of one resource; None takes a property away."""
        resource = self.resources[logical]
        given = {key: value for key, value in {**resource.properties, **changes}.items() if value is not None}
        return self.plus(replace(resource, properties=given))

    def plus(self, *more: Resource) -> Mesh:
        """The mesh with these resources, in place of those of the same name."""
        return replace(self, resources=self.resources | {each.name: each for each in more})

    def without(self, *names: str) -> Mesh:
        return replace(self, resources={key: each for key, each in self.resources.items() if key not in names})

    def limited(self, **limits: Any) -> Mesh:
        return replace(self, limits=replace(self.limits, **limits))

    def found(self, rules: Iterable[str] = ()) -> list[tuple[str, str, str]]:
        """What is wrong: rule, resource and message; of some rules or all."""
        stack = Stack(self.resources.values(), self.limits)
        chosen = [rule for rule in RULES if not rules or rule.name in rules]
        return [(each.rule.name, each.resource.name, each.message) for each in violations(chosen, stack)]


def _grants() -> list[Resource]:
    view = '"TRACKING"."SESSIONS"."SESSIONS"'
    role, own = '"TRACKING"."SESSIONS_R"', "tracking"
    return [
        made("DatabaseRole", "sessions-r", own, name="SESSIONS_R", database="TRACKING"),
        made("GrantPrivilegesToDatabaseRole", "use-schema", own, databaseRoleName=role, privileges=["USAGE"],
             onSchema={"schemaName": '"TRACKING"."SESSIONS"'}),
        made("GrantPrivilegesToDatabaseRole", "read-view", own, databaseRoleName=role, privileges=["SELECT"],
             onSchemaObject={"objectType": "VIEW", "objectName": view}),
        made("GrantPrivilegesToDatabaseRole", "write-future", own, databaseRoleName='"TRACKING"."CORE_RW"',
             privileges=["INSERT", "SELECT"],
             onSchemaObject={"future": {"objectTypePlural": "TABLES", "inSchema": '"TRACKING"."CORE"'}}),
        made("GrantDatabaseRole", "core-to-loader", own, databaseRoleName='"TRACKING"."CORE_RW"',
             parentRoleName="TRACKING_LOADER"),
        made("GrantDatabaseRole", "subscription", own, databaseRoleName=role, parentRoleName="CUSTOMER_READER"),
        made("GrantAccountRole", "loader-to-sysadmin", own, roleName="TRACKING_LOADER", parentRoleName="SYSADMIN"),
        made("GrantAccountRole", "loader-to-kafka", own, roleName="TRACKING_LOADER", userName="TRACKING_KAFKA"),
        made("GrantPrivilegesToAccountRole", "use-warehouse", own, accountRoleName="TRACKING_LOADER",
             privileges=["USAGE"], onAccountObject={"objectType": "WAREHOUSE", "objectName": "TRACKING_LOAD"}),
        made("Share", "agency", own, name="TRACKING_AGENCY", accounts=["PARTNER.AGENCY_EU"]),
        made("GrantPrivilegesToShare", "agency-view", own, toShare="TRACKING_AGENCY", privileges=["SELECT"],
             onView=view),
    ]  # fmt: skip


def _tables() -> list[Resource]:
    own, place = "tracking", {"database": "TRACKING", "schema": "CORE"}
    mask = {"policyName": '"GOVERNANCE"."MASKS"."EMAIL_VARCHAR"', "usings": ["EMAIL"]}
    return [
        made("Database", "database", own, True, name="TRACKING", dataRetentionTimeInDays=14.0, comment="Visits"),
        made("Schema", "core", own, True, name="CORE", database="TRACKING", withManagedAccess="true"),
        made("Table", "base", own, True, name="SESSIONS", **place, dataRetentionTimeInDays=14.0,
             columns=[{"name": name, "type": "VARCHAR"} for name in ("SESSION_ID", "BRAND", "EMAIL")]),
        made("Table", "brands", own, True, name="BRANDS", **place,
             columns=[{"name": "READER", "type": "VARCHAR"}, {"name": "BRAND", "type": "VARCHAR"}]),
        made("View", "port", own, name="SESSIONS", database="TRACKING", schema="SESSIONS", isSecure="true",
             copyGrants=True, comment="One row per visit",
             statement='SELECT "SESSION_ID", "BRAND", "EMAIL" FROM "TRACKING"."CORE"."SESSIONS"',
             columns=[{"columnName": "SESSION_ID"}, {"columnName": "BRAND"},
                      {"columnName": "EMAIL", "maskingPolicy": mask}]),
        made("TagAssociation", "classified", own, tagId='"GOVERNANCE"."TAGS"."CLASSIFICATION"', tagValue="email",
             objectType="COLUMN", objectIdentifiers=['"TRACKING"."CORE"."SESSIONS"."EMAIL"']),
        made("RowAccessPolicy", "rows", own, name="SESSIONS_ROWS", **place,
             arguments=[{"name": "BRAND_VALUE", "type": "VARCHAR"}],
             body="EXISTS (SELECT 1 FROM BRANDS b WHERE b.READER = CURRENT_ROLE() AND b.BRAND = BRAND_VALUE)"),
        made("StageExternalS3", "stage", own, name="CLICKS", **place, url="s3://example-tracking/landing/"),
        made("StorageIntegrationAws", "integration", own, True, name="TRACKING_S3",
             storageAllowedLocations=["s3://example-tracking/landing/"]),
    ]  # fmt: skip


def _compute() -> list[Resource]:
    own = "tracking"
    return [
        made("ResourceMonitor", "monitor", own, name="TRACKING_MONITOR", creditQuota=100.0, suspendTrigger=100.0),
        made("Warehouse", "load", own, name="TRACKING_LOAD", warehouseSize="SMALL", autoSuspend=60.0,
             maxClusterCount=1.0, statementTimeoutInSeconds=3600.0, resourceMonitor="TRACKING_MONITOR"),
        made("AccountRole", "loader", own, name="TRACKING_LOADER"),
        made("ServiceUser", "kafka", own, name="TRACKING_KAFKA", rsaPublicKey="MIIB"),
    ]  # fmt: skip


def allow(**statement: Any) -> str:
    """A policy document with one statement that allows."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def _aws() -> list[Resource]:
    own, name = "tracking", "example-tracking"
    encryption = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    view = {
        "snowflake.database": "TRACKING",
        "snowflake.schema": "SESSIONS",
        "snowflake.view": "SESSIONS",
        "readers": json.dumps([{"domain": "customer", "role": "CUSTOMER_READER", "purpose": "Churn model"}]),
    }
    trust = {"Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::999988887777:user/snowflake"}}
    return [
        made("Bucket", "bucket", own, True, bucket=name),
        made("BucketPublicAccessBlock", "block", own, bucket=name, blockPublicAcls=True, blockPublicPolicy=True,
             ignorePublicAcls=True, restrictPublicBuckets=True),
        made("BucketServerSideEncryptionConfiguration", "encryption", own, bucket=name, rules=[encryption]),
        made("BucketPolicy", "tls", own, bucket=name, policy=json.dumps(
            {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]})),
        made("Role", "load-role", own, name="tracking-load", assumeRolePolicy=allow(
            **trust, Condition={"StringEquals": {"sts:ExternalId": "SFC_1"}})),
        made("Role", "spark-role", own, name="tracking-spark", assumeRolePolicy=allow(
            Action="sts:AssumeRoleWithWebIdentity",
            Principal={"Federated": "arn:aws:iam::111122223333:oidc-provider/k"},
            Condition={"StringEquals": {"k:sub": "system:serviceaccount:tracking:spark"}})),
        made("Policy", "read", own, name="tracking-read", policy=allow(
            Action=["s3:GetObject*"], Resource=[f"arn:aws:s3:::{name}/*"])),
        made("RolePolicyAttachment", "attached", own, role="tracking-load",
             policyArn="arn:aws:iam::111122223333:policy/tracking-read"),
        made("CatalogDatabase", "catalog", own, name="tracking", description="Visits", parameters={"owner": "team"}),
        made("CatalogTable", "catalog-sessions", own, name="sessions", description="Visits", owner="team",
             parameters=view),
    ]  # fmt: skip


@pytest.fixture
def mesh() -> Mesh:
    """Two domains: tracking, and customer, which reads its sessions."""
    roots = [
        made("datamesh:index:DataDomain", "tracking"),
        made("datamesh:index:DataDomain", "customer"),
        made("pulumi:providers:snowflake", "deploy", previewFeaturesEnabled=json.dumps(FEATURES)),
        made("pulumi:providers:snowflake", "administrator", role="MESH_ADMIN"),
        made("pulumi:providers:aws", "aws"),
        made("Database", "customer-database", "customer", True, name="CUSTOMER"),
        made("AccountRole", "customer-reader", "customer", name="CUSTOMER_READER"),
    ]
    return Mesh({each.name: each for each in [*roots, *_tables(), *_grants(), *_compute(), *_aws()]})
