"""The rule that no two resources stand for the same thing in an account.

What is the same is told by what the provider would import: by a grant's privileges, object and receiver, by an object's
kind and name, by what AWS knows a resource by. The Snowflake provider quotes every name, so it folds no case and
neither does this.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from mesh.account import resources
from mesh.account.records import namespace
from mesh.account.resources import Claim
from policies.crossing import DOMAIN
from policies.resource import Resource, Stack, is_known
from policies.rule import Rule

_COMPONENTS: Final = "datamesh:"
_ACCOUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "snowflake": ("organizationName", "accountName"),
    "aws": ("allowedAccountIds", "assumeRoles", "profile"),
}
"""What of a provider says in which account its resources are; a role does not, and most stacks use several."""

# A kind that the account model does not know is in the words of its resource; these say more, or say it otherwise.
_KINDS: Final = {
    "ApiIntegration": "API INTEGRATION",
    "CatalogIntegration": "CATALOG INTEGRATION",
    "FileFormat": "FILE FORMAT",
    "IcebergTable": "ICEBERG TABLE",
    "LegacyServiceUser": "USER",
    "SecondaryDatabase": "DATABASE",
    "SecretWith": "SECRET",
    "Stage": "STAGE",
    "StorageIntegration": "STORAGE INTEGRATION",
    "StreamOn": "STREAM",
    "Warehouse": "WAREHOUSE",
}
_MORE_THAN_A_NAME: Final = (
    "ExternalFunction",
    "Function",
    "Openflow",
    "Procedure",
    "TableConstraint",
    "UserProgrammatic",
)
"""What several may have one name of: by their arguments, or by the table, user or deployment that they are of."""

_BUCKET_SETTINGS: Final = """
    bucketAccelerateConfiguration bucketAcl bucketCorsConfiguration bucketLifecycleConfiguration bucketLogging
    bucketNotification bucketObjectLockConfiguration bucketOwnershipControls bucketPolicy bucketPublicAccessBlock
    bucketReplicationConfiguration bucketRequestPaymentConfiguration bucketServerSideEncryptionConfiguration
    bucketVersioning bucketWebsiteConfiguration
"""
_GLOBAL: Final[Mapping[str, tuple[str, ...]]] = {
    "iam/group": ("name",),
    "iam/groupPolicy": ("group", "name"),
    "iam/groupPolicyAttachment": ("group", "policyArn"),
    "iam/instanceProfile": ("name",),
    "iam/policy": ("name",),
    "iam/role": ("name",),
    "iam/rolePolicy": ("role", "name"),
    "iam/rolePolicyAttachment": ("role", "policyArn"),
    "iam/user": ("name",),
    "iam/userPolicy": ("user", "name"),
    "iam/userPolicyAttachment": ("user", "policyArn"),
    "s3/bucket": ("bucket",),
    "s3/bucketObject": ("bucket", "key"),
    **{f"s3/{setting}": ("bucket",) for setting in _BUCKET_SETTINGS.split()},
}
_IN_REGION: Final[Mapping[str, tuple[str, ...]]] = {
    "glue/catalogDatabase": ("name",),
    "glue/catalogTable": ("databaseName", "name"),
    "glue/crawler": ("name",),
    "glue/job": ("name",),
    "kms/alias": ("name",),
    "sns/topic": ("name",),
    "sns/topicPolicy": ("arn",),
    "sqs/queue": ("name",),
    "sqs/queuePolicy": ("queueUrl",),
}
"""The inputs by which AWS knows a resource of an account, in all of it or in one of its regions."""

_Said: TypeAlias = tuple[Resource, Claim]


def _twice(resource: Resource, stack: Stack) -> Iterator[str]:
    for other, claims in _twins(stack).get(resource.urn, {}).items():
        more = f" and {len(claims) - 1} more" if len(claims) > 1 else ""
        yield (
            f"{resource.name} and {other} both stand for {claims[0]}{more}; before it goes from {resource.name}: "
            f"pulumi state delete '{resource.urn}'"
        )


@lru_cache(maxsize=1)
def _twins(stack: Stack) -> dict[str, dict[str, list[Claim]]]:
    """By the URN of each resource that is to give way: the names of those that stay, and what they stand for too."""
    said: dict[Hashable, list[_Said]] = {}
    for resource in stack.resources:
        for claim in _claims(resource, stack):
            account = _account(resource.type.partition(":")[0], resource.provider, stack)
            said.setdefault((account, claim.thing), []).append((resource, claim))
    found: dict[str, dict[str, list[Claim]]] = {}
    for same in said.values():
        for resource, other, claim in _pairs(same, stack) if len(same) > 1 else ():
            found.setdefault(resource.urn, {}).setdefault(other.name, []).append(claim)
    return found


def _pairs(same: list[_Said], stack: Stack) -> Iterator[tuple[Resource, Resource, Claim]]:
    """Each resource that gives way, one that stays and what both are. What a component makes stays first."""
    ordered = sorted(same, key=lambda each: (not _made_by_component(each[0], stack), each[0].name, each[0].urn))
    for at, (resource, claim) in enumerate(ordered):
        both = ((other, claim.common(said)) for other, said in ordered[:at] if other.urn != resource.urn)
        yield from [(resource, other, common) for other, common in both if common is not None][:1]


def _made_by_component(resource: Resource, stack: Stack) -> bool:
    """Whether the mesh made it: what a team writes by hand has its domain for a parent, or none."""
    parent = stack.at(resource.parent)
    return parent is not None and parent.type.startswith(_COMPONENTS) and parent.type != DOMAIN


@lru_cache(maxsize=16)
def _account(package: str, urn: str, stack: Stack) -> Hashable:
    """The account that a provider connects to, as far as it says."""
    provider = stack.at(urn)
    values = [provider.value(key) for key in _ACCOUNTS[package]] if provider else []
    return (package, *map(str, values)) if is_known(values) else urn


def _claims(resource: Resource, stack: Stack) -> list[Claim]:
    """What a resource stands for. While that is not known, it stands for nothing."""
    package, _, type_ = resource.type.partition(":")
    if package == "aws":
        return _of_aws(resource, type_.partition(":")[0], stack)
    if package != "snowflake":
        return []
    if resource.type in resources.RESOURCES:
        keys = resources.name_inputs(resource.type) or resource.properties
        known = {key: value for key in keys if is_known(value := resource.properties.get(key)) and value is not None}
        return resources.claims(resource.type, known)
    name = resource.named if "name" in resource.properties else None
    class_ = type_.rpartition(":")[2]
    if name is None or class_.startswith(_MORE_THAN_A_NAME):
        return []
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", class_).upper()
    kind = next((kind for opening, kind in _KINDS.items() if class_.startswith(opening)), words)
    return [Claim(("object", namespace(kind), name), called=f"{kind} {name.plain}")]


def _of_aws(resource: Resource, type_: str, stack: Stack) -> list[Claim]:
    """A second version of a type, as `s3/bucketV2`, is for the same thing."""
    type_ = re.sub("[Vv]2$", "", type_)
    keys = _GLOBAL.get(type_) or _IN_REGION.get(type_, ())
    names = [resource.text(key) for key in keys]
    if not names or not all(names):
        return []
    service = type_.partition("/")[0]
    # Names in IAM are told apart without case (/IAM/latest/UserGuide/reference_iam-quotas.html).
    known = [name.lower() if service == "iam" else name for name in names]
    if type_ in _IN_REGION:
        provider = stack.at(resource.provider)
        known.append(resource.text("region") or (provider.text("region") if provider else ""))
    if service == "glue":
        known.append(resource.text("catalogId") or stack.limits.aws_account_id)
    return [Claim((type_, *known), called=f"the {resource.type.rpartition(':')[2]} {'.'.join(names)}")]


RULES: Final = (
    Rule(
        name="nothing-stated-twice",
        level="mandatory",
        description="No two resources stand for the same thing in an account.",
        why="Snowflake takes the second grant without a word and keeps one, and AWS the second attachment; whichever "
        "resource goes later takes it away for both, while the program still says that it is there.",
        fix="take what both stand for out of the resource that is named first, which goes as a whole if it is nothing "
        "more; where it is deployed, run the command before the update: the engine forgets it and revokes nothing",
        types=(),
        judge=_twice,
        alone=False,
    ),
)
