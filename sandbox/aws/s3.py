"""S3 buckets and their settings: a setting is the bucket's sub-resource, and its id is the bucket's name."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sandbox.aws.kind import Call, Document, Kind, Read, Rule

HOSTED_ZONES: Final = {
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-north-1": "Z3BAZG2TWCNX0D",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
}
"""The Route 53 zone of a region's S3 website endpoints (AWS General Reference, "Amazon S3 endpoints and quotas")."""

BUCKET_NAME: Final = Rule(
    "bucket",
    re.compile(
        r"(?!\d+\.\d+\.\d+\.\d+\Z)(?!xn--|sthree-|.*(?:-s3alias|--ol-s3|\.mrap|--x-s3)\Z)(?!.*\.\.)"
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z"
    ),
    "a bucket name is 3 to 63 lower-case letters, digits, dots and hyphens, begins and ends with a letter or digit, has"
    " no two dots in a row, no reserved prefix or suffix, and is no IP address",
)
_BUCKET: Final = {"Bucket": "Bucket"}
_OWN_RESOURCE: Final = {
    "accelerationStatus": "aws.s3.BucketAccelerateConfiguration",
    "acl": "aws.s3.BucketAcl",
    "corsRules": "aws.s3.BucketCorsConfiguration",
    "grants": "aws.s3.BucketAcl",
    "lifecycleRules": "aws.s3.BucketLifecycleConfiguration",
    "logging": "aws.s3.BucketLogging",
    "objectLockConfiguration": "aws.s3.BucketObjectLockConfiguration",
    "policy": "aws.s3.BucketPolicy",
    "replicationConfiguration": "aws.s3.BucketReplicationConfig",
    "requestPayer": "aws.s3.BucketRequestPaymentConfiguration",
    "serverSideEncryptionConfiguration": "aws.s3.BucketServerSideEncryptionConfiguration",
    "versioning": "aws.s3.BucketVersioning",
    "website": "aws.s3.BucketWebsiteConfiguration",
}


def _buckets(client: Any) -> Iterator[Document]:
    for bucket in client.list_buckets()["Buckets"]:
        yield {"Bucket": bucket["Name"]}


def _with_location(parameters: Document, scope: Document) -> Document:
    """The region that a bucket is made in is a parameter everywhere but in us-east-1, where it must not be one."""
    if scope["region"] == "us-east-1":
        return parameters
    return {**parameters, "CreateBucketConfiguration": {"LocationConstraint": scope["region"]}}


def _home(client: Any, document: Document) -> str:
    return client.get_bucket_location(Bucket=document["Bucket"])["LocationConstraint"] or "us-east-1"


def _hosted_zone(scope: Document) -> str:
    return HOSTED_ZONES.get(scope["region"], "")


def _setting(
    token: str,
    put: Call,
    get: Read,
    delete: Call,
    members: Mapping[str, str],
    **more: Any,
) -> Kind:
    """A bucket's sub-resource, which is set and read as a whole."""
    owner = {"expectedBucketOwner": "ExpectedBucketOwner"} if "ExpectedBucketOwner" in put.fixed else {}
    return Kind(
        token=f"aws:s3/{token[0].lower()}{token[1:]}:{token}",
        service="s3",
        members={"bucket": "Bucket", **owner, **members},
        id="{Bucket}",
        create=(put,),
        update=(put,),
        delete=delete,
        reads=(get,),
        every=_buckets,
        home=_home,
        unreported=tuple(owner.values()),
        replaces=("bucket", "expectedBucketOwner", "region"),
        regional=False,
        **more,
    )


_PUBLIC: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


KINDS: Final = (
    Kind(
        token="aws:s3/bucket:Bucket",
        service="s3",
        members={"bucket": "Bucket", "objectLockEnabled": "ObjectLockEnabledForBucket", "tags": "Tagging.TagSet#"},
        id="{Bucket}",
        create=(
            Call(
                "create_bucket",
                {**_BUCKET, "ObjectLockEnabledForBucket": "ObjectLockEnabledForBucket"},
                adjust=_with_location,
            ),
            Call("put_bucket_tagging", _BUCKET, {"Tagging": "Tagging"}),
        ),
        update=(Call("put_bucket_tagging", _BUCKET, {"Tagging": "Tagging"}, undo="delete_bucket_tagging"),),
        delete=Call("delete_bucket", _BUCKET),
        reads=(
            Read("head_bucket", _BUCKET, {}),
            Read("get_bucket_tagging", _BUCKET, {"Tagging.TagSet": "TagSet"}, optional=True),
        ),
        every=_buckets,
        home=_home,
        outputs={
            "arn": "arn:aws:s3:::{Bucket}",
            "bucketDomainName": "{Bucket}.s3.amazonaws.com",
            "bucketRegion": "{region}",
            "bucketRegionalDomainName": "{Bucket}.s3.{region}.amazonaws.com",
            "hostedZoneId": _hosted_zone,
        },
        defaults={"objectLockEnabled": False},
        local={"forceDestroy": False},
        unreported=("ObjectLockEnabledForBucket",),
        replaces=("bucket", "objectLockEnabled", "region"),
        named="bucket",
        rules=(BUCKET_NAME,),
        refused={
            **{name: f"a resource of its own, {resource}" for name, resource in _OWN_RESOURCE.items()},
            "bucketPrefix": "the whole name in 'bucket'",
            "bucketNamespace": "the whole name in 'bucket'",
        },
        taken="BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own"
        " it.",
        taken_elsewhere="BucketAlreadyExists: The requested bucket name is not available. The bucket namespace is"
        " shared by all users of the system.",
        regional=False,
        holds=True,
    ),
    _setting(
        "BucketVersioning",
        Call(
            "put_bucket_versioning",
            {**_BUCKET, "ExpectedBucketOwner": "ExpectedBucketOwner"},
            {"VersioningConfiguration": "VersioningConfiguration"},
        ),
        Read("get_bucket_versioning", _BUCKET, {"VersioningConfiguration": ""}),
        Call("put_bucket_versioning", _BUCKET, constants={"VersioningConfiguration": {"Status": "Suspended"}}),
        {"versioningConfiguration": "VersioningConfiguration"},
        spelling={"mfaDelete": "MFADelete"},
        rules=(
            Rule(
                "versioningConfiguration.status",
                re.compile(r"Enabled\Z|Suspended\Z"),
                "the sandbox plays Enabled and Suspended; a bucket without a BucketVersioning is unversioned",
            ),
        ),
        refused={"mfa": "the AWS console: multi-factor delete is not played"},
    ),
    _setting(
        "BucketServerSideEncryptionConfiguration",
        Call(
            "put_bucket_encryption",
            {**_BUCKET, "ExpectedBucketOwner": "ExpectedBucketOwner"},
            {"ServerSideEncryptionConfiguration": "ServerSideEncryptionConfiguration"},
        ),
        Read(
            "get_bucket_encryption", _BUCKET, {"ServerSideEncryptionConfiguration": "ServerSideEncryptionConfiguration"}
        ),
        Call("delete_bucket_encryption", _BUCKET),
        {"rules": "ServerSideEncryptionConfiguration.Rules"},
        spelling={"sseAlgorithm": "SSEAlgorithm", "kmsMasterKeyId": "KMSMasterKeyID"},
        unordered=("rules",),
    ),
    _setting(
        "BucketPublicAccessBlock",
        Call("put_public_access_block", _BUCKET, {"PublicAccessBlockConfiguration": "PublicAccessBlockConfiguration"}),
        Read("get_public_access_block", _BUCKET, {"PublicAccessBlockConfiguration": "PublicAccessBlockConfiguration"}),
        Call("delete_public_access_block", _BUCKET),
        {name: f"PublicAccessBlockConfiguration.{name[0].upper()}{name[1:]}" for name in _PUBLIC},
        defaults=dict.fromkeys(_PUBLIC, False),
        local={"skipDestroy": False},
    ),
    _setting(
        "BucketLifecycleConfiguration",
        Call(
            "put_bucket_lifecycle_configuration",
            {**_BUCKET, "ExpectedBucketOwner": "ExpectedBucketOwner"},
            {
                "LifecycleConfiguration": "LifecycleConfiguration",
                "TransitionDefaultMinimumObjectSize": "TransitionDefaultMinimumObjectSize",
            },
        ),
        Read(
            "get_bucket_lifecycle_configuration",
            _BUCKET,
            {
                "LifecycleConfiguration.Rules": "Rules",
                "TransitionDefaultMinimumObjectSize": "TransitionDefaultMinimumObjectSize",
            },
        ),
        Call("delete_bucket_lifecycle", _BUCKET),
        {
            "rules": "LifecycleConfiguration.Rules",
            "transitionDefaultMinimumObjectSize": "TransitionDefaultMinimumObjectSize",
        },
        spelling={"id": "ID", "tags": "Tags#"},
        defaults={"transitionDefaultMinimumObjectSize": "all_storage_classes_128K"},
        local={"timeouts": None},
        unordered=("rules[*].transitions", "rules[*].noncurrentVersionTransitions"),
    ),
    _setting(
        "BucketOwnershipControls",
        Call("put_bucket_ownership_controls", _BUCKET, {"OwnershipControls": "OwnershipControls"}),
        Read("get_bucket_ownership_controls", _BUCKET, {"OwnershipControls": "OwnershipControls"}),
        Call("delete_bucket_ownership_controls", _BUCKET),
        {"rule": "OwnershipControls.Rules[0]"},
    ),
    _setting(
        "BucketPolicy",
        Call("put_bucket_policy", _BUCKET, {"Policy": "Policy"}),
        Read("get_bucket_policy", _BUCKET, {"Policy": "Policy"}),
        Call("delete_bucket_policy", _BUCKET),
        {"policy": "Policy"},
        json=("policy",),
    ),
    _setting(
        "BucketNotification",
        Call(
            "put_bucket_notification_configuration", _BUCKET, {"NotificationConfiguration": "NotificationConfiguration"}
        ),
        Read("get_bucket_notification_configuration", _BUCKET, {"NotificationConfiguration": ""}),
        Call("put_bucket_notification_configuration", _BUCKET, constants={"NotificationConfiguration": {}}),
        {
            "queues": "NotificationConfiguration.QueueConfigurations",
            "topics": "NotificationConfiguration.TopicConfigurations",
            "lambdaFunctions": "NotificationConfiguration.LambdaFunctionConfigurations",
        },
        spelling={
            "filterPrefix": "Filter.Key.FilterRules[Name=prefix].Value",
            "filterSuffix": "Filter.Key.FilterRules[Name=suffix].Value",
        },
        defaults={"eventbridge": False},
        refused={"eventbridge": "'queues' or 'topics': moto does not keep EventBridge notifications"},
        unordered=("queues[*].events", "topics[*].events", "lambdaFunctions[*].events"),
    ),
)
