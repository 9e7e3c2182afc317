"""Access that is given outside of Snowflake, by AWS resources that a domain adds in plain Pulumi.

What the mesh's own components make of AWS is reviewed as code. What stands beside them may let anybody in, and no model
here works out whom: so it is said that it is not judged, and another AWS account that it names blocks like a share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mesh.review.findings import Finding
from mesh.review.recording import Recorded
from mesh.review.resources import changed
from mesh.review.world import World

_GIVES_ACCESS: Final = (
    "aws:iam/",
    "aws:kms/",
    "aws:lakeformation/",
    "aws:ram/",
    "aws:s3control/",
    "aws:secretsmanager/",
    "aws:glue/resourcePolicy",
    "aws:s3/accessPoint",
    "aws:s3/bucketAcl",
    "aws:s3/bucketPolicy",
    "aws:s3/bucketPublicAccessBlock",
    "aws:s3/bucketReplication",
    "aws:sns/topicPolicy",
    "aws:sqs/queuePolicy",
)
"""Kinds of resources that say who reaches something, by how their type tokens begin."""
_ACCOUNT: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
_COMPONENT: Final = "datamesh:index:"
_DOMAIN: Final = "datamesh:index:DataDomain"
_PROVIDER: Final = "pulumi:providers:aws"


def elsewhere(before: World, after: World) -> Iterator[Finding]:
    """The findings about access outside of Snowflake that is new or other than it was."""
    types = {each.urn: each.type for each in after.resources}
    own = {account for each in after.resources if each.type == _PROVIDER for account in _accounts(each)}
    for resource in changed(before.resources, after.resources)[1]:
        made_by = types.get(resource.parent, "")
        by_hand = made_by == _DOMAIN or not made_by.startswith(_COMPONENT)
        if by_hand and resource.type.startswith(_GIVES_ACCESS):
            yield from _told(resource, sorted(_accounts(resource) - own), after)


def _told(resource: Recorded, accounts: list[str], world: World) -> Iterator[Finding]:
    subject = f"domain {world.owners.of(resource.urn)}"
    kind = resource.type.rpartition(":")[2]
    for account in accounts:
        what = f"AWS account {account} is named by {resource.name} ({kind}), and what it may then do is not judged"
        yield Finding("access", "blocks", what, subject, acknowledge=f"aws {account}")
    if not accounts:
        what = f"access by {resource.name} is not judged: it is given by AWS ({kind})"
        yield Finding("access", "loud", what, subject)


def _accounts(resource: Recorded) -> set[str]:
    """All that looks like the number of an AWS account in what a resource is given."""
    return set(_ACCOUNT.findall(repr(resource.inputs)))
