"""How long what holds data is kept: Time Travel in the account, and the files that a bucket's lifecycle deletes.

Time Travel: /user-guide/data-time-travel. Lifecycle: AWS, Managing the lifecycle of objects (S3 User Guide).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from mesh.account.resources.registered import Registered
from mesh.review.resources import mapping, mappings

STATED: Final = "dataRetentionTimeInDays"
_LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
_EXPIRES: Final = {
    ("expiration", "days"): "files",
    ("noncurrentVersionExpiration", "noncurrentDays"): "old versions of files",
}

Rule: TypeAlias = tuple[str, str, str]
"""A bucket, the beginning of the names of its files, and whether it is about them or about their old versions."""


def days(count: int) -> str:
    """`1 day`, `7 days`."""
    return f"{count} day{'' if count == 1 else 's'}"


def time_travel(new: int, old: int) -> str:
    """What is lost when Time Travel is shorter."""
    return f"keeps {days(new)} for Time Travel, kept {old}: what is older can no longer be brought back"


def deleted_sooner(before: Iterable[Registered], after: Iterable[Registered]) -> Iterator[tuple[str, str]]:
    """The buckets that keep files for a shorter time, with what is lost by that.

    A rule for a prefix that had none is that of files that are new, unless it is for the whole bucket.
    """
    old, new = dict(_rules(before)), dict(_rules(after))
    buckets = {bucket for bucket, _, _ in old}
    for rule, kept in sorted(new.items()):
        bucket, prefix, what = rule
        former = old.get(rule)
        if bucket in buckets and (kept < former if former is not None else not prefix):
            where = f" under {prefix}" if prefix else ""
            was = f"kept {former}" if former is not None else "kept them for good"
            yield bucket, f"keeps {what}{where} for {days(kept)}, {was}: what is older is deleted"


def _rules(resources: Iterable[Registered]) -> Iterator[tuple[Rule, int]]:
    for resource in resources:
        for rule in mappings(resource.inputs.get("rules")) if resource.type == _LIFECYCLE else ():
            if str(rule.get("status")) == "Enabled":
                for (part, key), what in _EXPIRES.items():
                    kept = mapping(rule.get(part)).get(key)
                    if isinstance(kept, int | float):
                        yield (str(resource.inputs.get("bucket")), _prefix(rule), what), int(kept)


def _prefix(rule: Mapping[str, Any]) -> str:
    return str(mapping(rule.get("filter")).get("prefix") or rule.get("prefix") or "")
