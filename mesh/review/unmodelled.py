"""What a change may lose beside the account: another region of AWS, resources of any provider, SQL in a text.

No model here knows what such things hold. That they go is said all the same: whoever wrote them knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from mesh.account.resources.inputs import token
from mesh.review.keepers import keeper, place
from mesh.review.losses import Loss
from mesh.review.recording import Recorded, Resources
from mesh.review.replacing import TRIGGERED, forced, is_triggered

_AWS: Final = "aws:"
_SNOWFLAKE: Final = "snowflake:"
_COMPONENT: Final = "datamesh:index:"
_DOMAIN: Final = "datamesh:index:DataDomain"
_EXECUTE: Final = token("Execute")
_HOLDS_NOTHING: Final = (
    "pulumi:",
    "aws:iam/",
    "aws:lakeformation/",
    "aws:ram/",
    "aws:glue/catalogTable:",
    "aws:glue/connection:",
    "aws:glue/crawler:",
    "aws:glue/job:",
    "aws:glue/trigger:",
    "aws:sns/topicPolicy:",
    "aws:sns/topicSubscription:",
    "aws:sqs/queuePolicy:",
    "aws:cloudwatch/event",
    "aws:cloudwatch/metricAlarm:",
    "aws:kms/alias:",
    "aws:kms/grant:",
    "aws:kms/keyPolicy:",
    "aws:s3/bucket",
)
"""Kinds of resources that hold no data, by how their type tokens begin; a bucket itself is one of ``KEEPERS``."""
_DELETES: Final = re.compile(
    r"\b(?:DROP|TRUNCATE|DELETE FROM|REMOVE @|RM @|INSERT (?:ALL )?OVERWRITE|MERGE INTO|UPDATE"
    r"|CREATE OR REPLACE (?:[A-Z]+ ){0,3}?(?:DATABASE|SCHEMA|TABLE|STAGE|STREAM|SEQUENCE)"
    r"|SET DATA_RETENTION_TIME_IN_DAYS|EXECUTE IMMEDIATE)\b"
)
"""What of SQL takes data away, or may."""


def moved(before: Resources, after: Resources) -> Iterator[Loss]:
    """What AWS makes anew because its provider has another region: a resource without one of its own has its
    provider's (hashicorp/aws, Enhanced region support), and none can move.
    """
    old, new = _providers(before), _providers(after)
    now = {each.urn: each for each in after}
    for resource in before:
        other = now.get(resource.urn)
        known = keeper(resource) if resource.type.startswith(_AWS) else None
        if known is None or other is None or known.place(resource) != place(other):
            continue
        was, becomes = _region(resource, old), _region(other, new)
        if was and becomes and was != becomes and resource.inputs.get("region") == other.inputs.get("region"):
            what = f"is deleted and made anew, empty: its region becomes {becomes}, was {was}"
            yield Loss("replaced", *known.place(resource), what, urn=resource.urn)


def _providers(resources: Resources) -> Mapping[str, Recorded]:
    return {each.urn: each for each in resources if each.type == "pulumi:providers:aws"}


def _region(resource: Recorded, providers: Mapping[str, Recorded]) -> str:
    own = resource.inputs.get("region")
    provider = providers.get(resource.provider)
    return str(own or (provider.inputs.get("region") if provider is not None else None) or "")


def unmodelled(before: Resources, after: Resources) -> Iterator[Loss]:
    """What goes, or is made anew, of what domains add in plain Pulumi, and SQL that deletes."""
    types = {each.urn: each.type for each in before}
    now = {each.urn: each for each in after}
    for resource in before:
        other = now.get(resource.urn)
        if _is_unknown(resource) and not _made_by_us(types.get(resource.parent, "")):
            yield from _of_unknown(resource, other)
    former = {each.urn: each for each in before if each.type == _EXECUTE}
    later = {each.urn: each for each in after if each.type == _EXECUTE}
    for urn in sorted(former.keys() | later.keys()):
        yield from _of_text(former.get(urn), later.get(urn))


def _is_unknown(resource: Recorded) -> bool:
    """Whether it is a resource of a provider, and nobody here knows what it holds."""
    known = resource.type.startswith((_SNOWFLAKE, *_HOLDS_NOTHING)) or keeper(resource) is not None
    return bool(resource.provider) and not known


def _made_by_us(parent: str) -> bool:
    return parent.startswith(_COMPONENT) and parent != _DOMAIN


def _of_unknown(before: Recorded, after: Recorded | None) -> Iterator[Loss]:
    kind = before.type.rpartition(":")[2]
    if after is None:
        what = "is deleted, and what it holds with it, which is not judged"
        yield Loss("dropped", kind, before.name, what, urn=before.urn)
        return
    causes = forced(before.type, before.inputs, after.inputs, after.options)
    causes = [TRIGGERED] if is_triggered(before.options, after.options) else causes
    if causes:
        what = f"is deleted and made anew, and what it holds is not judged: {', '.join(causes)} changes"
        yield Loss("replaced", kind, before.name, what, urn=before.urn)


def _of_text(before: Recorded | None, after: Recorded | None) -> Iterator[Loss]:
    """What a text of SQL takes away when it is run: the new one, and what reverts the old one when that goes."""
    given = [None if each is None else each.inputs.get("execute") for each in (before, after)]
    if given[0] == given[1]:
        return
    runs = [(after, "execute"), (before, "revert")]
    for resource, key in runs:
        text = " ".join(str(resource.inputs.get(key) or "").split()) if resource is not None else ""
        found = dict.fromkeys(_DELETES.findall(text.upper()))
        if resource is not None and found:
            what = f"runs {', '.join(found)} in its text to {key}, and what that takes away is not judged"
            yield Loss("not judged", "Execute", resource.name, what, urn=resource.urn)
