"""Cases of the rules about AWS."""

from __future__ import annotations

from tests.policies.cases.breaks import PARTNER, Also, Case, Silent, but
from tests.policies.conftest import allow

CASES: list[Case] = [
    # --- buckets
    ("bucket-is-private", lambda mesh: mesh.without("block"), "bucket",
     "bucket example-tracking has no BucketPublicAccessBlock"),
    ("bucket-is-private", but("block", ignorePublicAcls=False, blockPublicPolicy=None), "bucket",
     "the BucketPublicAccessBlock of bucket example-tracking leaves out blockPublicPolicy, ignorePublicAcls"),
    ("bucket-is-private", but("bucket", acl="public-read"), "bucket",
     "bucket example-tracking has the ACL public-read"),
    ("bucket-is-private", but("tls", policy=allow(Principal={"AWS": "*"}, Action="s3:GetObject")), "bucket",
     "the bucket policy of example-tracking allows everybody s3:GetObject"),
    ("bucket-is-encrypted", lambda mesh: mesh.without("encryption"), "bucket",
     "bucket example-tracking has no BucketServerSideEncryptionConfiguration"),
    ("bucket-is-private", but("tls", policy=allow(Principal="*", Action="s3:GetObject",
                                                  Condition={"Bool": {"aws:SecureTransport": "true"}})), "bucket",
     "the bucket policy of example-tracking allows everybody s3:GetObject"),
    ("bucket-is-private", but("tls", policy=allow(NotPrincipal={"AWS": PARTNER}, Action="s3:GetObject")), "bucket",
     "the bucket policy of example-tracking allows everybody s3:GetObject"),
    ("bucket-is-private", but("tls", policy=allow(Principal={"AWS": ["111122223333", PARTNER]}, Action="s3:Get*")),
     "bucket", f"the bucket policy of example-tracking allows {PARTNER} of another account s3:Get*"),
    ("bucket-is-private", but("tls", policy=allow(Principal={"CanonicalUser": "79a59df900b949e5"}, Action="s3:Get*")),
     "bucket", "the bucket policy of example-tracking allows 79a59df900b949e5 of another account s3:Get*"),
    ("bucket-is-private", but("bucket", policy=allow(Principal="*", Action="s3:GetObject")), "bucket",
     "the bucket policy of example-tracking allows everybody s3:GetObject"),
    # --- iam
    ("trust-has-external-id", lambda mesh: but("load-role", assumeRolePolicy=allow(
        Principal={"AWS": "AIDAEXAMPLE"}))(mesh.limited(aws_account_id="")), "load-role",
     "role tracking-load trusts AIDAEXAMPLE of another account without an external id"),
    ("iam-without-wildcard", but("read", policy=allow(Action=["s3:*"], Resource="arn:aws:s3:::b")), "read",
     "tracking-read allows s3:*"),
    ("iam-without-wildcard", but("read", policy=allow(Action="s3:GetObject", Resource="*")), "read",
     "tracking-read allows s3:GetObject on every resource"),
    ("iam-without-wildcard", but("read", policy=allow(NotAction="iam:*", Resource="arn:aws:s3:::b")), "read",
     "tracking-read allows all but what NotAction lists"),
    ("iam-without-wildcard", but("load-role", inlinePolicies=[{"policy": allow(Action="*", Resource="a")}]),
     "load-role", "tracking-load allows *"),
    *(("iam-without-wildcard", but("read", policy=allow(Action=action, Resource="arn:aws:s3:::b")), "read",
       f"tracking-read allows {action}") for action in ("S3:*", "s3:**", "*:*", "s3:?*")),
    *(("iam-without-wildcard", but("read", policy=allow(Action="glue:GetTable", Resource=["arn:aws:s3:::b", arn])),
       "read", f"tracking-read allows glue:GetTable on {arn}") for arn in (
        "arn:aws:s3:::*", "arn:aws:s3:::*/landing/x", "arn:aws:s3:::example-*", "arn:aws:s3*",
        "arn:aws:glue:eu-west-1:*:table/tracking/sessions", "arn:aws:glue:eu-west-1:111122223333:*",
        "arn:aws:glue:eu-west-1:111122223333:table/*", "arn:aws:glue:eu-west-1:111122223333:table/*/*",
        "arn:aws:iam::111122223333:role/*")),
    ("iam-without-wildcard", but("read", policy=allow(Action="s3:GetObject", Resource="**")), "read",
     "tracking-read allows s3:GetObject on every resource"),
    ("iam-without-wildcard", but("read", policy="{"), "read", "the policy of tracking-read is not JSON"),
    ("no-aws-administrator", but("attached", policyArn="arn:aws:iam::aws:policy/AdministratorAccess"), "attached",
     "tracking-load gets arn:aws:iam::aws:policy/AdministratorAccess"),
    *(("no-aws-administrator", but("attached", policyArn=f"arn:aws:iam::aws:policy/{name}"), "attached",
       f"tracking-load gets arn:aws:iam::aws:policy/{name}") for name in (
        "AmazonS3FullAccess", "AmazonDynamoDBFullAccess_v2", "ReadOnlyAccess", "AmazonS3ReadOnlyAccess",
        "AWSLakeFormationDataAdmin", "job-function/DatabaseAdministratorAccess")),
    *(("trust-has-external-id", but("load-role", assumeRolePolicy=allow(
        Principal={"AWS": PARTNER}, Condition={operator: {"sts:ExternalId": value}})),
       "load-role", f"role tracking-load trusts {PARTNER} of another account without an external id")
      for operator, value in (("StringEqualsIfExists", "SFC_1"), ("StringLike", ["SFC_1", "*"]),
                              ("StringLike", "SFC_?"), ("StringEquals", []))),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(NotPrincipal={"AWS": PARTNER})), "load-role",
     "role tracking-load trusts everybody"),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(Principal={"AWS": PARTNER})), "load-role",
     f"role tracking-load trusts {PARTNER} of another account without an external id"),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(
        Principal={"AWS": PARTNER}, Condition={"StringLike": {"sts:ExternalId": "*"}})),
     "load-role", f"role tracking-load trusts {PARTNER} of another account without an external id"),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(Principal="*")), "load-role",
     "role tracking-load trusts everybody"),
    ("web-identity-names-subject", but("spark-role", assumeRolePolicy=allow(Principal={"Federated": "oidc"})),
     "spark-role", "role tracking-spark trusts every identity of oidc"),
    *(("web-identity-names-subject", but("spark-role", assumeRolePolicy=allow(
        Principal={"Federated": "oidc"}, Condition={operator: {"oidc:sub": subject}})),
       "spark-role", "role tracking-spark trusts every identity of oidc") for operator, subject in (
        ("StringLike", "system:serviceaccount:*:*"), ("StringLike", "system:serviceaccount:tracking:*"),
        ("StringEqualsIfExists", "system:serviceaccount:tracking:spark"))),
]  # fmt: skip

ALSO: Also = {}

SILENT: list[Silent] = [
    ("bucket-is-private", but("tls", policy=allow(Principal={"AWS": "111122223333"}, Action="s3:Get"))),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(
        Principal={"AWS": PARTNER}, Condition={"ForAnyValue:StringEquals": {"STS:externalid": ["SFC_1", "SFC_2"]}}))),
    ("iam-without-wildcard", but("read", policy=allow(
        Action="glue:GetTable", Resource=["arn:aws:glue:*:111122223333:catalog", "arn:aws:s3:::example-tracking/*",
                                          "arn:aws:glue:eu-west-1:111122223333:table/tracking/*"]))),
    ("no-aws-administrator", but("attached", policyArn="arn:aws:iam::111122223333:policy/TrackingFullAccess")),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(Principal={"AWS": "111122223333"}))),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(Principal={"Service": "glue.amazonaws.com"}))),
    ("iam-without-wildcard", but("read", policy='{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}')),
    ("bucket-is-private", but("tls", policy=allow(Principal="*", Action="s3:Get",
                                                  Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}))),
]  # fmt: skip
