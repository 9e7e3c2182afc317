"""What keeps data and is no object of the account's model: buckets, entries of lake tables, stages, streams and more.

What a deletion of one takes is known of these, and not what their providers would replace them for, but where that is
said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from mesh.account.resources.inputs import token
from mesh.account.resources.registered import Registered

Place: TypeAlias = tuple[str, str]
"""What it is and how it is named, in the words of a finding."""

_IN_SCHEMA: Final = ("database", "schema", "name")
_ICEBERG: Final = "openTableFormatInput"
"""What a Glue table has that is an Iceberg table. All others describe data that is elsewhere."""
_METADATA: Final = ("comment", "description", "tags", "tagsAll", "forceDestroy", "acl", "aliases")
"""Inputs whose change leaves what is kept as it is."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """A type of resource: which inputs name one, what goes with it, and for what it is replaced.

    ``replaced_by`` is None where no other input than the name is known to leave it as it is.
    """

    kind: str
    named_by: tuple[str, ...]
    deleted: str
    replaced_by: tuple[str, ...] | None = None

    def place(self, resource: Registered) -> Place:
        """Where one is; by its logical name where the provider makes the name up."""
        parts = [resource.inputs.get(key) for key in self.named_by]
        return self.kind, ".".join(map(str, parts)) if all(parts) else resource.name

    def may_replace(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
        """The inputs that differ of which nothing is known."""
        if self.replaced_by is not None:
            return []
        known = (*self.named_by, *_METADATA)
        return sorted(
            key for key in before.keys() | after.keys() if key not in known and before.get(key) != after.get(key)
        )


# hashicorp/aws, resource aws_s3_bucket. An object lock can be given later, but not by the provider.
_BUCKET: Final = Keeper(
    "BUCKET", ("bucket",), "is deleted with all files in it", ("bucketPrefix", "objectLockEnabled", "region")
)
# hashicorp/aws, resource aws_glue_catalog_table
_ENTRY: Final = Keeper(
    "GLUE TABLE",
    ("databaseName", "name"),
    "is deleted, and with it the knowledge which files in the bucket are the table",
    (_ICEBERG, "catalogId", "partitionIndices", "region"),
)
# /user-guide/streams-intro: a stream's offset says which changes were consumed
_STREAM: Final = Keeper("STREAM", _IN_SCHEMA, "is dropped, and with it how far the changes of its table were consumed")
_STAGE: Final = Keeper("STAGE", _IN_SCHEMA, "is dropped with all files in it")

GLUE_TABLE: Final = "aws:glue/catalogTable:CatalogTable"
KEEPERS: Final[Mapping[str, Keeper]] = {
    "aws:s3/bucket:Bucket": _BUCKET,
    "aws:s3/bucketV2:BucketV2": _BUCKET,
    GLUE_TABLE: _ENTRY,
    token("HybridTable"): Keeper("HYBRID TABLE", _IN_SCHEMA, "is dropped"),
    token("IcebergTable"): Keeper("ICEBERG TABLE", _IN_SCHEMA, "is dropped"),
    token("StageInternal"): _STAGE,
    token("ImageRepository"): Keeper("IMAGE REPOSITORY", _IN_SCHEMA, "is dropped with all images in it"),
    token("ManagedAccount"): Keeper("MANAGED ACCOUNT", ("name",), "is dropped with all that is in it"),
    token("PostgresInstance"): Keeper("POSTGRES INSTANCE", ("name",), "is dropped with all that is in it"),
    token("Sequence"): Keeper("SEQUENCE", _IN_SCHEMA, "is dropped, and with it how far it has counted"),
    **{
        token(f"StreamOn{source}"): _STREAM for source in ("DirectoryTable", "ExternalTable", "Table", "View")
    },
}  # fmt: skip


def keeper(resource: Registered) -> Keeper | None:
    """What a resource is of these: an entry only if it is one of an Iceberg table, a stage only if it has the files."""
    if resource.type == GLUE_TABLE and not resource.inputs.get(_ICEBERG):
        return None
    if resource.type == token("Stage") and not resource.inputs.get("url"):
        return _STAGE
    return KEEPERS.get(resource.type)


def place(resource: Registered) -> Place | None:
    """Kind and name of one of these."""
    known = keeper(resource)
    return None if known is None else known.place(resource)
