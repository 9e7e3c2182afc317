"""Rules about what keeps data."""

from collections.abc import Iterator
from typing import Final

from policies.products import GLUE_TABLE
from policies.resource import Resource, Stack, snowflake
from policies.rule import Rule

BUCKETS: Final = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
STATEFUL: Final = (
    snowflake("Database"),
    snowflake("Schema"),
    snowflake("Table"),
    snowflake("HybridTable"),
    snowflake("IcebergTable"),
    snowflake("StageInternal"),
    # A new one has another external id, and every stage that was made with the old one is cut off.
    snowflake("StorageIntegrationAws"),
    # One that Spark writes: the entry alone knows which files in the bucket are the table.
    GLUE_TABLE,
    *BUCKETS,
)
_ICEBERG: Final = "openTableFormatInput"
"""What a Glue table has that is an Iceberg table; any other describes data that is elsewhere."""
_KEPT: Final = (snowflake("Database"), snowflake("Schema"), snowflake("Table"))
_PARAMETERS: Final = (snowflake("AccountParameter"), snowflake("ObjectParameter"))
_RETENTIONS: Final = ("DATA_RETENTION_TIME_IN_DAYS", "MIN_DATA_RETENTION_TIME_IN_DAYS")

# /user-guide/data-time-travel
_SHORT_RETENTION_DAYS: Final = 1


def _unprotected(resource: Resource, stack: Stack) -> Iterator[str]:
    describes = resource.type == GLUE_TABLE and resource.lacks(_ICEBERG)
    if stack.limits.protect and not resource.protect and not describes:
        kind = resource.type.rpartition(":")[2].lower()
        yield f"{kind} {resource.text('name') or resource.text('bucket') or resource.name} is not protected"


def _days(resource: Resource) -> float | None:
    if resource.type not in _PARAMETERS:
        return resource.number("dataRetentionTimeInDays")
    value = resource.text("value")
    return float(value) if resource.text("key").upper() in _RETENTIONS and value.isdecimal() else None


def _retention(resource: Resource, stack: Stack) -> Iterator[str]:
    days = _days(resource)
    # The provider's own default is -1: that of the container.
    if days is None or days == -1:
        return
    limits = stack.limits
    bounds = [(limits.max_retention_days, "the most in this stack are")]
    if limits.edition == "STANDARD":
        bounds.append((_SHORT_RETENTION_DAYS, "Standard Edition keeps at most"))
    if resource.true("isTransient"):
        bounds.append((_SHORT_RETENTION_DAYS, "what is transient keeps at most"))
    most, words = min(bounds, key=lambda bound: bound[0])
    if not 0 <= days <= most:
        name = resource.named if resource.type in _KEPT else None
        yield f"{name.plain if name else resource.name} has a retention of {days:.0f} days; {words} {most}"


def _unmanaged(schema: Resource, _stack: Stack) -> Iterator[str]:
    if schema.lacks("withManagedAccess") or schema.text("withManagedAccess").lower() in ("false", "default"):
        name = schema.named
        yield f"schema {name.plain if name else schema.name} has no managed access"


RULES: Final = (
    Rule(
        name="stateful-is-protected",
        level="mandatory",
        description="What keeps data is protected where the stack says so.",
        why="One wrong rename would drop a table with all that is in it; the engine refuses to delete or replace what "
        "is protected.",
        fix="pass ResourceOptions(protect=True); where data may be thrown away, set datamesh:protect to false",
        types=STATEFUL,
        judge=_unprotected,
    ),
    Rule(
        name="retention-in-bounds",
        level="mandatory",
        description="Time Travel keeps no longer than edition, kind and stack allow.",
        why="Every day of retention is paid for, and data that should be forgotten lives on in it.",
        fix="set data_retention_time_in_days within the bounds, or ask the platform team to raise "
        "datamesh:maxRetentionDays",
        types=(*_KEPT, *_PARAMETERS),
        judge=_retention,
    ),
    Rule(
        name="schema-has-managed-access",
        level="mandatory",
        description="Every schema has managed access.",
        why="In any other schema whoever owns a table grants on it, past every review.",
        fix='set with_managed_access="true"',
        types=(snowflake("Schema"),),
        judge=_unmanaged,
    ),
)
