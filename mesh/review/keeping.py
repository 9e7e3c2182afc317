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

Rules: TypeAlias = Mapping[str, int]
"""For how many days files are kept, by how their names begin."""


def days(count: int) -> str:
    """`1 day`, `7 days`."""
    return f"{count} day{'' if count == 1 else 's'}"


def time_travel(new: int, old: int) -> str:
    """What is lost when Time Travel is shorter."""
    return f"keeps {days(new)} for Time Travel, kept {old}: what is older can no longer be brought back"


def deleted_sooner(before: Iterable[Registered], after: Iterable[Registered]) -> Iterator[tuple[str, str]]:
    """The buckets that keep files for a shorter time, with what is lost by that.

    A rule for a prefix is that of files that are new where none was for any file under it, unless it is for the whole
    bucket.
    """
    old, new = _rules(before), _rules(after)
    buckets = {bucket for bucket, _ in old}
    for (bucket, what), rules in sorted(new.items()):
        for prefix, kept in sorted(rules.items()) if bucket in buckets else ():
            where = f" under {prefix}" if prefix else ""
            was = _kept_longer(old.get((bucket, what), {}), prefix, kept)
            if was is not None:
                yield bucket, f"keeps {what}{where} for {days(kept)}, {was}: what is older is deleted"


def _kept_longer(former: Rules, prefix: str, kept: int) -> str | None:
    """How files that a rule is for were kept, if they were longer. Of several rules for a file the soonest holds (AWS,
    Lifecycle configuration: conflicting rules).
    """
    places = [prefix, *(place for place in former if place.startswith(prefix))]
    were = [[days for of, days in former.items() if place.startswith(of)] for place in places]
    if not prefix and not were[0]:
        return "kept them for good"
    longer = [min(found) for found in were if found and min(found) > kept]
    return f"kept {max(longer)}" if longer else None


def _rules(resources: Iterable[Registered]) -> Mapping[tuple[str, str], Rules]:
    """The rules of each bucket, for files and for their old versions."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for resource in resources:
        for rule in mappings(resource.inputs.get("rules")) if resource.type == _LIFECYCLE else ():
            if str(rule.get("status")) == "Enabled":
                for (part, key), what in _EXPIRES.items():
                    kept = mapping(rule.get(part)).get(key)
                    if isinstance(kept, int | float):
                        found.setdefault((str(resource.inputs.get("bucket")), what), {})[_prefix(rule)] = int(kept)
    return found


def _prefix(rule: Mapping[str, Any]) -> str:
    return str(mapping(rule.get("filter")).get("prefix") or rule.get("prefix") or "")
