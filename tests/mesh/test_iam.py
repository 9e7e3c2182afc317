"""Policy documents: whom a role trusts, and how far it reaches."""

import json
from dataclasses import replace
from typing import Any

import pytest

from mesh import Column, Domain, MeshError, Product, Spark, Warehouse
from mesh.iam import Trusted, lake_policy, load_policy, no_issuer, snowflake_trust, spark_policy, spark_trust
from mesh.settings import Settings

ISSUER = "oidc.example.com/id/42"
SETTINGS = Settings("dev", "acme", "111122223333", prefix="DEV", oidc_issuer=ISSUER, aws_region="eu-west-1")
ORDERS = Domain(
    "orders",
    owner="team-orders@example.com",
    description="Orders",
    warehouses=[Warehouse("load")],
    products=[
        Product("scores", description="d", columns=[Column("id", "INT")], written_by="spark"),
        Product("plain", description="d", columns=[Column("id", "INT")]),
    ],
    spark=Spark(namespace="orders", service_account="jobs"),
)
BUCKET = "arn:aws:s3:::acme-dev-orders-111122223333"
GLUE = "arn:aws:glue:eu-west-1:111122223333"
LAKE_ENTRIES = [f"{GLUE}:catalog", f"{GLUE}:database/dev_orders", f"{GLUE}:table/dev_orders/scores_lake"]


def reach(policy: str) -> dict[str, list[str]]:
    """Action -> the resources that a document allows it on."""
    found: dict[str, list[str]] = {}
    for statement in json.loads(policy)["Statement"]:
        assert statement["Effect"] == "Allow"
        for action in statement["Action"]:
            found.setdefault(action, []).extend(statement["Resource"])
    return found


def conditions(policy: str) -> list[Any]:
    return [statement["Condition"] for statement in json.loads(policy)["Statement"] if "Condition" in statement]


def test_snowflake_is_trusted_with_its_external_ids_only() -> None:
    trust = json.loads(snowflake_trust([Trusted("arn:aws:iam::999:user/s", "one"), Trusted("arn:other", "two")]))
    assert [statement["Action"] for statement in trust["Statement"]] == ["sts:AssumeRole"] * 2
    assert [statement["Principal"] for statement in trust["Statement"]] == [
        {"AWS": "arn:aws:iam::999:user/s"},
        {"AWS": "arn:other"},
    ]
    assert [statement["Condition"] for statement in trust["Statement"]] == [
        {"StringEquals": {"sts:ExternalId": "one"}},
        {"StringEquals": {"sts:ExternalId": "two"}},
    ]


def test_loads_read_the_ingests_prefixes() -> None:
    policy = load_policy(ORDERS, SETTINGS, ["landing/a/", "landing/b/"])
    files = [f"{BUCKET}/landing/a/*", f"{BUCKET}/landing/b/*"]
    assert reach(policy) == {
        "s3:ListBucket": [BUCKET],
        "s3:GetBucketLocation": [BUCKET],
        "s3:GetObject": files,
        "s3:GetObjectVersion": files,
    }
    assert conditions(policy) == [{"StringLike": {"s3:prefix": ["landing/a/*", "landing/b/*"]}}]


def test_snowflake_reads_the_lake_and_its_entries() -> None:
    policy = lake_policy(ORDERS, SETTINGS)
    assert reach(policy) == {
        "s3:ListBucket": [BUCKET],
        "s3:GetBucketLocation": [BUCKET],
        "s3:GetObject": [f"{BUCKET}/lake/*"],
        "s3:GetObjectVersion": [f"{BUCKET}/lake/*"],
        "glue:GetTable": LAKE_ENTRIES,
        "glue:GetTables": LAKE_ENTRIES,
    }
    assert conditions(policy) == [{"StringLike": {"s3:prefix": ["lake/*"]}}]


def test_spark_reads_what_landed_and_writes_the_lake() -> None:
    policy = spark_policy(ORDERS, SETTINGS)
    found = reach(policy)
    assert found["s3:GetObject"] == [f"{BUCKET}/landing/*", f"{BUCKET}/lake/*"]
    assert found["s3:PutObject"] == found["s3:DeleteObject"] == [f"{BUCKET}/lake/*"]
    assert found["glue:UpdateTable"] == LAKE_ENTRIES
    assert conditions(policy) == [{"StringLike": {"s3:prefix": ["landing/*", "lake/*"]}}]


def test_a_stack_that_names_no_region_names_none_in_its_policies() -> None:
    found = reach(spark_policy(ORDERS, replace(SETTINGS, aws_region=None)))
    assert found["glue:UpdateTable"][0] == "arn:aws:glue:*:111122223333:catalog"


def test_one_service_account_is_trusted() -> None:
    (statement,) = json.loads(spark_trust(ORDERS, SETTINGS))["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{ISSUER}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                f"{ISSUER}:sub": "system:serviceaccount:orders:jobs",
                f"{ISSUER}:aud": "sts.amazonaws.com",
            }
        },
    }


def test_without_a_cluster_there_are_no_jobs() -> None:
    with pytest.raises(MeshError) as raised:
        spark_trust(ORDERS, replace(SETTINGS, oidc_issuer=None))
    (problem,) = raised.value.problems
    assert problem == no_issuer(["orders"], SETTINGS)
    assert (problem.subject, problem.where) == ("stack dev", "configuration, key datamesh:oidcIssuer")
    assert problem.allowed == "a host and path without https://; needed by the Spark jobs of orders"
