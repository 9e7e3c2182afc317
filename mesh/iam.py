"""Permissions and trust in AWS, as policy documents: what Snowflake and Spark jobs may do in a domain's bucket.

Snowflake's user and external ids are late values: whoever learns them passes them in.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mesh.ingest import LANDING_PREFIX
from mesh.lake import LAKE_PREFIX, lake_tables
from mesh.missing import missing
from mesh.model import Domain
from mesh.names import Names
from mesh.problems import MeshError, Problem, listed
from mesh.settings import Settings

Statement = dict[str, Any]

LONGEST_POLICY: Final = 10_240
"""Characters of a role's inline policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

# /user-guide/data-load-s3-config-storage-integration, for loads that leave the files where they are.
_READ: Final = ("s3:GetObject", "s3:GetObjectVersion")
_WRITE: Final = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject")
# /user-guide/tables-iceberg-configure-catalog-integration-glue
_READ_CATALOG: Final = ("glue:GetTable", "glue:GetTables")
# A commit to an Iceberg table makes its entry in the catalog point to the new metadata file.
_COMMIT: Final = ("glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:UpdateTable")


@dataclass(frozen=True, slots=True)
class Trusted:
    """Who may take a role on: Snowflake's IAM user, in the name of what has this external id."""

    user_arn: str
    external_id: str


def snowflake_trust(trusted: Iterable[Trusted]) -> str:
    """Return the trust policy of a role for Snowflake, whose user works for all customers: the id tells them apart."""
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": each.user_arn},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": each.external_id}},
        }
        for each in trusted
    )


def spark_trust(domain: Domain, settings: Settings) -> str:
    """Return the trust policy of a domain's Spark jobs: one Kubernetes service account, no other of the cluster.

    Source: Amazon EKS User Guide, "IAM roles for service accounts". Raises `MeshError` where the stack has no cluster.
    """
    spark, issuer = domain.spark, settings.oidc_issuer
    if spark is None:
        raise AssertionError(f"{domain.name} has no Spark jobs")
    if issuer is None:
        raise MeshError([no_issuer([domain.name], settings)])
    subject = f"system:serviceaccount:{spark.namespace}:{spark.service_account}"
    return _document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:aws:iam::{settings.aws_account_id}:oidc-provider/{issuer}"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {f"{issuer}:sub": subject, f"{issuer}:aud": "sts.amazonaws.com"}},
            }
        ]
    )


def no_issuer(domains: Iterable[str], settings: Settings) -> Problem:
    """Return the problem that the stack does not say which cluster the Spark jobs of these domains run in."""
    return missing(settings, "datamesh:oidcIssuer", f"needed by the Spark jobs of {listed(domains)}")


def load_policy(domain: Domain, settings: Settings, prefixes: Sequence[str]) -> str:
    """Return what Snowflake may do to load files: read under these prefixes."""
    bucket = Names(domain.name, settings).bucket
    return _document([*_bucket(bucket, prefixes), _objects(bucket, prefixes, _READ)])


def lake_policy(domain: Domain, settings: Settings) -> str:
    """Return what Snowflake may do to read lake products: their files, and their entries in the Glue catalog."""
    bucket = Names(domain.name, settings).bucket
    return _document(
        [
            *_bucket(bucket, [LAKE_PREFIX]),
            _objects(bucket, [LAKE_PREFIX], _READ),
            _catalog(domain, settings, _READ_CATALOG),
        ]
    )


def spark_policy(domain: Domain, settings: Settings) -> str:
    """Return what a domain's Spark jobs may do: read what landed, write the lake, commit to its Iceberg tables."""
    bucket = Names(domain.name, settings).bucket
    return _document(
        [
            *_bucket(bucket, [LANDING_PREFIX, LAKE_PREFIX]),
            _objects(bucket, [LANDING_PREFIX], _READ),
            _objects(bucket, [LAKE_PREFIX], _WRITE),
            _catalog(domain, settings, _COMMIT),
        ]
    )


def length(policy: str) -> int:
    """Return how long a policy is to IAM, which counts no white space."""
    return len("".join(policy.split()))


def _document(statements: Iterable[Statement]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _bucket(bucket: str, prefixes: Sequence[str]) -> Iterator[Statement]:
    arn = f"arn:aws:s3:::{bucket}"
    listed = {"StringLike": {"s3:prefix": [f"{prefix}*" for prefix in prefixes]}}
    yield {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": [arn], "Condition": listed}
    yield {"Effect": "Allow", "Action": ["s3:GetBucketLocation"], "Resource": [arn]}


def _objects(bucket: str, prefixes: Sequence[str], actions: Sequence[str]) -> Statement:
    places = [f"arn:aws:s3:::{bucket}/{prefix}*" for prefix in prefixes]
    return {"Effect": "Allow", "Action": list(actions), "Resource": places}


def _catalog(domain: Domain, settings: Settings, actions: Sequence[str]) -> Statement:
    """Actions on the lake's tables; Glue asks for the same on the catalog and the database that they are in.

    Source: AWS Glue Developer Guide, "Specifying AWS Glue resource ARNs".
    """
    database = Names(domain.name, settings).glue_database
    tables = [f"table/{database}/{table.glue_table}" for table in lake_tables(domain, settings)]
    # A stack that leaves its region to the environment names no region here either.
    glue = f"arn:aws:glue:{settings.aws_region or '*'}:{settings.aws_account_id}"
    resources = [f"{glue}:{name}" for name in ("catalog", f"database/{database}", *tables)]
    return {"Effect": "Allow", "Action": list(actions), "Resource": resources}
