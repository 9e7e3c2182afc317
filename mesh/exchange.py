"""The words for what comes into a domain and goes out of it: ingests, shares, and compute that is not SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from mesh.words import Column, keep_mappings, keep_tuples

FileType = Literal["AVRO", "CSV", "JSON", "ORC", "PARQUET"]


@dataclass(frozen=True, slots=True)
class KafkaIngest:
    """A Kafka topic that lands in a table: `KafkaIngest("clicks", topic="tracking.clicks.v1")`.

    The table has the columns `RECORD_METADATA` and `RECORD_CONTENT`. The connector's service user, its role's direct
    grants and its configuration come with the first ingest of a domain; its public keys are in the stack's settings.
    """

    name: str
    _: KW_ONLY
    topic: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class FileIngest:
    """Files that land in a table as they arrive in the domain's bucket: `FileIngest("invoices", format="JSON")`.

    They are expected under `landing/<prefix>/`, where the prefix is the ingest's name unless given, and deleted there
    after `keep_files_days`. A CSV file needs `columns`, in the order of the file; the content of any other format is
    kept whole in `RECORD_CONTENT`.
    """

    name: str
    _: KW_ONLY
    format: FileType = "JSON"
    prefix: str | None = None
    columns: Sequence[Column] = ()
    keep_files_days: Annotated[int, Field(ge=1, le=3650)] = 30
    description: str = ""

    def __post_init__(self) -> None:
        keep_tuples(self, "columns")


AnyIngest = Annotated[
    Annotated[KafkaIngest, Tag("<KafkaIngest>")] | Annotated[FileIngest, Tag("<FileIngest>")],
    Discriminator(lambda given: "<FileIngest>" if isinstance(given, FileIngest) else "<KafkaIngest>"),
]


@dataclass(frozen=True, slots=True)
class Share:
    """Products that one external account reads: `Share("agency", account="PARTNER.AGENCY_EU", products=["sessions"])`.

    The account sees no row unless the share says which: `rows` has, for a product (or `product.table` where it has
    `tables`), the values of its row access column; the products in `all_rows` are open as a whole. `region` is the
    account's Snowflake region where it is not that of the mesh: then the share goes through a listing that Snowflake
    fulfils there. `until` is the last day, in ISO 8601.
    """

    name: str
    _: KW_ONLY
    account: str
    products: Sequence[str]
    purpose: str
    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    all_rows: Sequence[str] = ()
    region: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        keep_tuples(self, "products", "all_rows")
        keep_mappings(self, "rows")


@dataclass(frozen=True, slots=True)
class InboundShare:
    """A share of another account, as a database: `InboundShare("weather", share="METEO.EU.FORECASTS")`.

    The domain reads it, and so do the domains in `readers`, all of it: a share cannot be opened in parts. An account
    makes one database of a share at a time (/user-guide/data-share-consumers), so another name or another domain takes
    two runs: one without the word, one with it as it shall be.
    """

    name: str
    _: KW_ONLY
    share: str
    readers: Sequence[str] = ()

    def __post_init__(self) -> None:
        keep_tuples(self, "readers")


@dataclass(frozen=True, slots=True)
class Spark:
    """The domain's jobs on Kubernetes: the service account `service_account` in `namespace` gets an IAM role.

    The role reaches the domain's own bucket, its `lake/` prefix to write, and the domain's Glue database.
    """

    _: KW_ONLY
    namespace: str
    service_account: str
