"""What a run lost, by the account and the AWS resources before and after it: no word of the review's own is asked.

Every table is filled before the run. What is gone, is there anew, lacks a column that it had or is kept for fewer days
has lost something, and so has all that is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.records import ACCOUNT, Object
from mesh.review.recording import Recorded, Resources

Lost: TypeAlias = tuple[str, str, str]
"""Kind and name of what lost something, and what: all (``""``), a column, or days."""

DAYS: Final = "days"
_KEEPS: Final = ("DATABASE", "SCHEMA", "TABLE", "PIPE")
_RETENTION: Final = "DATA_RETENTION_TIME_IN_DAYS"
_BUCKET: Final = "aws:s3/bucket:Bucket"
_ENTRY: Final = "aws:glue/catalogTable:CatalogTable"
_LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
_OLD: Final = "noncurrentVersionExpiration"
_FOR_GOOD: Final = 1_000_000


def filled(account: Account) -> Account:
    """The account with rows in every table."""
    for table in [each for each in account.objects() if each.kind == "TABLE"]:
        account.fill(table)
    return account


def in_account(before: Account, after: Account) -> set[Lost]:
    """What objects of the account lost: all of one that holds data, columns of a table, days to bring it back."""
    now = {(each.kind, each.created): each for each in after.objects()}
    return {
        (was.kind, was.name.plain, what)
        for was in before.objects()
        if was.kind in _KEEPS and not _is_of_others(was, before)
        for what in _lost(was, now.get((was.kind, was.created)), before, after)
    }


def _is_of_others(obj: Object, account: Account) -> bool:
    """Whether it is made of another account's share, or Snowflake's own."""
    database = account.get("DATABASE", Name(obj.name.parts[:1]))
    return (database is not None and "FROM SHARE" in database.options) or obj.name.last == "INFORMATION_SCHEMA"


def _lost(was: Object, now: Object | None, before: Account, after: Account) -> Iterator[str]:
    """``now`` is the same thing after the run, under whatever name."""
    if was.kind == "PIPE":
        # What a pipe holds is the files that it has been told of; without a pipe none are waited for.
        if now is None and after.get("PIPE", was.name) is not None:
            yield ""
        return
    if now is None or now.contents != was.contents:
        yield ""
        return
    left = {column.name for column in now.columns}
    yield from (column.name for column in was.columns if column.name not in left)
    if _days(now, after) < _days(was, before):
        yield DAYS


def _days(obj: Object, account: Account) -> int:
    """How long it can be brought back: ``/user-guide/data-time-travel``."""
    parts = obj.name.parts
    places = [("DATABASE", Name(parts[:1])), ("SCHEMA", Name(parts[:2])), (obj.kind, obj.name)][: len(parts)]
    chain = [each for place in [("ACCOUNT", ACCOUNT), *places] if (each := account.get(*place)) is not None]
    stated = [days for each in chain if isinstance(days := each.options.get(_RETENTION), int)]
    most = 1 if any(each.options.get("TRANSIENT") for each in chain) else _FOR_GOOD
    return min([stated[-1] if stated else 1, most])


# --- AWS ---------------------------------------------------------------------------------------------------------


def in_aws(before: Resources, after: Resources) -> set[Lost]:
    """What buckets and Iceberg entries lost: a resource that goes takes what it stands for, and one whose name is
    another one is made anew.
    """
    left = {(each.urn, _place(each)) for each in after}
    gone = {place for each in before if (place := _place(each)) and (each.urn, place) not in left}
    return {(*place, "") for place in gone} | set(_sooner(before, after))


def _place(resource: Recorded) -> tuple[str, str] | None:
    inputs = resource.inputs
    if resource.type == _BUCKET:
        return "BUCKET", str(inputs["bucket"])
    if resource.type == _ENTRY and inputs.get("openTableFormatInput"):
        return "GLUE TABLE", f"{inputs['databaseName']}.{inputs['name']}"
    return None


def _sooner(before: Resources, after: Resources) -> Iterator[Lost]:
    """The buckets in which a file, or the old version of one, is kept for fewer days; a file lies in every place."""
    old, new = _rules(before), _rules(after)
    for bucket in old.keys() & new.keys():
        prefixes = {"", "elsewhere/", *(str(_prefix(rule)) for rule in old[bucket])}
        for file in (f"{prefix}file" for prefix in prefixes):
            if any(now < was for was, now in zip(_kept(old[bucket], file), _kept(new[bucket], file), strict=True)):
                yield "BUCKET", bucket, DAYS


def _rules(resources: Iterable[Recorded]) -> dict[str, list[Mapping[str, Any]]]:
    return {
        each.inputs["bucket"]: [rule for rule in each.inputs["rules"] if rule["status"] == "Enabled"]
        for each in resources
        if each.type == _LIFECYCLE
    }


def _kept(rules: Iterable[Mapping[str, Any]], file: str) -> tuple[int, int]:
    """The days of a file, and those of its old versions: of the rules that concern it the soonest one."""
    of_file = [rule for rule in rules if file.startswith(_prefix(rule))]
    current = [rule["expiration"]["days"] for rule in of_file if "expiration" in rule]
    old = [rule[_OLD]["noncurrentDays"] for rule in of_file if _OLD in rule]
    return min([*current, _FOR_GOOD]), min([*old, _FOR_GOOD])


def _prefix(rule: Mapping[str, Any]) -> str:
    return str((rule.get("filter") or {}).get("prefix") or "")


# --- ports -------------------------------------------------------------------------------------------------------


def of_ports(before: Account, after: Account) -> tuple[set[Lost], set[Lost]]:
    """What of ports is gone or of another type, and what may be: only the catalog has the types of some columns."""
    sure: set[Lost] = set()
    perhaps: set[Lost] = set()
    for was in before.objects():
        if was.kind == "VIEW" and was.options.get("SECURE"):
            now = after.get("VIEW", was.name)
            if now is None:
                sure.add(("VIEW", was.name.plain, ""))
                continue
            old, new = _typed(before, was), _typed(after, now)
            sure |= {("VIEW", was.name.plain, name) for name in old if name not in new}
            other = {name for name in old.keys() & new.keys() if old[name] != new[name] or not old[name]}
            for name in other:
                (sure if old[name] and new[name] else perhaps).add(("VIEW", was.name.plain, name))
    return sure, perhaps


def _typed(account: Account, view: Object) -> dict[str, str]:
    return {column.name: column.type for column in account.columns(view) or ()}
