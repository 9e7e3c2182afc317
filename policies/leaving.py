"""Rules about data that leaves the account by other ways than a share."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from policies.resource import UNKNOWN, Resource, Stack, snowflake, value_at
from policies.rule import Rule
from policies.storage import BUCKETS
from policies.texts import CARRIERS, pattern, texts

_URLS: Final = {
    **dict.fromkeys(
        map(
            snowflake,
            ("StageExternalS3", "StageExternalAzure", "StageExternalGcs", "StageExternalS3Compatible", "Stage"),
        ),
        ("url",),
    ),
    **dict.fromkeys(
        map(
            snowflake,
            ("StorageIntegrationAws", "StorageIntegrationAzure", "StorageIntegrationGcs", "StorageIntegration"),
        ),
        ("storageAllowedLocations",),
    ),
    snowflake("ExternalVolume"): ("storageLocations.storageBaseUrl",),
}
_UNLOAD: Final = pattern(r"\bCOPY INTO '([^']*)'")
_BUCKET: Final = re.compile(r"(?:s3|s3gov|s3china)://([^/]+)(?:/.*)?", re.IGNORECASE)

_REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
_WAYS_OUT: Final = {
    snowflake("FailoverGroup"): "copies databases to other accounts",
    snowflake("ExternalFunction"): "sends its arguments to a service outside",
    snowflake("ExternalAccessIntegration"): "lets code in the account call services outside",
    snowflake("ManagedAccount"): "is an account of its own, for readers of shares",
}


def _foreign_locations(resource: Resource, stack: Stack) -> Iterator[str]:
    urls = [url for path in _URLS.get(resource.type, ()) for url in _texts(resource, path)]
    for _, text in texts(resource):
        urls.extend(_UNLOAD.findall(text))
    known = _buckets(stack)
    if known is None:
        return
    for url in urls:
        bucket = _BUCKET.fullmatch(url)
        if url and (bucket is None or bucket[1] not in known):
            yield f"{resource.text('name') or resource.name} reaches {url}, which is no bucket of this stack"


def _texts(resource: Resource, path: str) -> list[str]:
    head, _, rest = path.partition(".")
    given = resource.value(head)
    items = given if isinstance(given, list) else [given]
    values = [value_at(item, rest) if rest else item for item in items]
    return [value for value in values if isinstance(value, str)]


@lru_cache(maxsize=1)
def _buckets(stack: Stack) -> frozenset[str] | None:
    """The buckets of the stack by name; None while the name of one is not known yet."""
    names = [bucket.value("bucket") for bucket in stack.of(*BUCKETS)]
    return None if UNKNOWN in names else frozenset(str(name) for name in names)


def _way_out(resource: Resource, _stack: Stack) -> Iterator[str]:
    if resource.type == snowflake("Database"):
        accounts = resource.value("replication.enableToAccounts")
        if isinstance(accounts, list) and accounts:
            names = ", ".join(str(value_at(account, "accountIdentifier")) for account in accounts)
            yield f"database {resource.text('name') or resource.name} is replicated to {names}"
        return
    kind = resource.type.rpartition(":")[2]
    if resource.type == _REPLICATION:
        yield f"{kind} {resource.name} copies the files of {resource.text('bucket') or 'a bucket'} to another bucket"
        return
    yield f"{kind} {resource.text('name') or resource.name} {_WAYS_OUT[resource.type]}"


RULES: Final = (
    Rule(
        name="no-foreign-storage",
        level="mandatory",
        description="Stages, integrations, volumes and unloads reach the stack's own buckets and no others.",
        why="Whoever may write to a stage can unload any table that they read to where it points; no share, no mask "
        "and no review stands in between.",
        fix="use the domain's bucket; data for another account goes through a share",
        types=(*_URLS, *CARRIERS),
        judge=_foreign_locations,
        alone=False,
    ),
    Rule(
        name="no-way-out",
        level="mandatory",
        description="Nothing copies or sends data out of the accounts but a share.",
        why="Replication and calls to services outside take data past every product, mask and row access policy.",
        fix="declare a share; if the way out is meant, the platform team makes this rule advisory for the stack",
        types=(snowflake("Database"), _REPLICATION, *_WAYS_OUT),
        judge=_way_out,
    ),
)
