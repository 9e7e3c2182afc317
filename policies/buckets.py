"""Rules about S3 buckets."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from policies.iam import document, is_own, principals, statements
from policies.resource import UNKNOWN, Resource, Stack
from policies.rule import Rule
from policies.storage import BUCKETS

_SWITCHES: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_BLOCK: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
_ACLS: Final = ("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2")
_POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"
_ENCRYPTION: Final = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)

# Conditions that leave some callers out; AWS holds a policy without one of these for public, whatever else it asks for:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
_CONFINES: Final = (
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
)


@lru_cache(maxsize=1)
def _beside(stack: Stack) -> dict[tuple[str, str], list[Resource]]:
    """What belongs to buckets, by its type and the name of the bucket."""
    found: dict[tuple[str, str], list[Resource]] = {}
    for resource in stack.of(_BLOCK, _POLICY, *_ACLS, *_ENCRYPTION):
        found.setdefault((resource.type, _name(resource)), []).append(resource)
    return found


def _name(resource: Resource) -> str:
    return repr(resource.value("bucket"))


def _of(bucket: Resource, stack: Stack, *types: str) -> list[Resource]:
    """The resources of these types for a bucket: by its name or, while that is not known, by their dependency."""
    if bucket.value("bucket") is UNKNOWN:
        return [each for each in stack.of(*types) if bucket.urn in each.depends_on]
    beside, name = _beside(stack), _name(bucket)
    named = [each for type_ in types for each in beside.get((type_, name), ())]
    unnamed = [each for type_ in types for each in beside.get((type_, repr(UNKNOWN)), ())]
    return [*named, *(each for each in unnamed if bucket.urn in each.depends_on)]


def _lacks(bucket: Resource, stack: Stack, *types: str) -> bool:
    """Whether a bucket has none of these, nor one that may turn out to be its own when all names are known."""
    if _of(bucket, stack, *types):
        return False
    buckets = {each.urn for each in stack.of(*BUCKETS)}
    return not any(
        UNKNOWN in (resource.value("bucket"), bucket.value("bucket")) and not resource.depends_on & buckets
        for resource in stack.of(*types)
    )


def _public(bucket: Resource, stack: Stack) -> Iterator[str]:
    name = bucket.text("bucket") or bucket.name
    if _lacks(bucket, stack, _BLOCK):
        yield f"bucket {name} has no BucketPublicAccessBlock"
    for block in _of(bucket, stack, _BLOCK):
        if off := [switch for switch in _SWITCHES if block.value(switch) not in (True, UNKNOWN)]:
            yield f"the BucketPublicAccessBlock of bucket {name} leaves out {', '.join(off)}"
    for acl in [bucket, *_of(bucket, stack, *_ACLS)]:
        if acl.text("acl").startswith(("public-", "authenticated-")):
            yield f"bucket {name} has the ACL {acl.text('acl')}"
    policies = [bucket.value("policy"), *(each.value("policy") for each in _of(bucket, stack, _POLICY))]
    allowed = (each for given in policies for each in statements(document(given)) if each.get("Effect") == "Allow")
    for whom in dict.fromkeys(whom for statement in allowed for whom in _strangers(statement, stack)):
        yield f"the bucket policy of {name} allows {whom}"


def _strangers(statement: Mapping[str, Any], stack: Stack) -> Iterator[str]:
    """Who outside of the stack's AWS account is let in, and what to do."""
    action = statement.get("Action")
    for principal in (*principals(statement), *principals(statement, "CanonicalUser")):
        if principal == "*":
            if not _is_confined(statement):
                yield f"everybody {action}"
        elif not is_own(principal, stack):
            yield f"{principal} of another account {action}"


def _is_confined(statement: Mapping[str, Any]) -> bool:
    tests = statement.get("Condition")
    if not isinstance(tests, Mapping):
        return tests is UNKNOWN
    return any(
        keys is UNKNOWN or (isinstance(keys, Mapping) and any(str(key).lower() in _CONFINES for key in keys))
        for operator, keys in tests.items()
        if not operator.endswith("IfExists") and "Not" not in operator
    )


def _unencrypted(bucket: Resource, stack: Stack) -> Iterator[str]:
    # Since pulumi-aws 7 a bucket's own outputs hold AWS's default too, so only what was written down counts.
    if _lacks(bucket, stack, *_ENCRYPTION):
        yield f"bucket {bucket.text('bucket') or bucket.name} has no BucketServerSideEncryptionConfiguration"


RULES: Final = (
    Rule(
        name="bucket-is-private",
        level="mandatory",
        description="No bucket can become public, or be read from another AWS account.",
        why="An open bucket is the most common way to lose data, and one policy is enough to make it so.",
        fix="add a BucketPublicAccessBlock with all four switches, and take out public ACLs and statements, and those "
        "for other accounts: they get a share",
        types=BUCKETS,
        judge=_public,
        alone=False,
    ),
    Rule(
        name="bucket-is-encrypted",
        level="mandatory",
        description="Every bucket says how it is encrypted.",
        why="The key decides who can read a stolen copy; left to AWS's default, nobody decided.",
        fix="add a BucketServerSideEncryptionConfiguration",
        types=BUCKETS,
        judge=_unencrypted,
        alone=False,
    ),
)
