"""What an ingest becomes: its landing table, and for files the place in the bucket and the COPY that loads them.

The connector of the Kafka ingests is in `mesh.kafka`.
"""

from dataclasses import dataclass
from typing import Final

from mesh import names
from mesh.exchange import FileIngest, FileType, KafkaIngest
from mesh.exchange_rules import METADATA
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings
from mesh.words import Column, Table

LANDING_PREFIX: Final = "landing/"

CONTENT: Final = "record_content"

_MESSAGE: Final = (
    Column(METADATA, "VARIANT", description="Topic, partition, offset, key and time of the message"),
    Column(CONTENT, "VARIANT", description="The message"),
)
# First in the table, since columns of a file may only be added at its end: so it is with columns of a table.
_PLACE: Final = Column(METADATA, "VARIANT", description="File and number of the row in it")
_ROW: Final = Column(CONTENT, "VARIANT", description="The row")

# /user-guide/querying-metadata
_PLACE_SQL: Final = "OBJECT_CONSTRUCT('file', METADATA$FILENAME, 'row', METADATA$FILE_ROW_NUMBER)"

# The first line of a CSV file names its columns; values may stand in double quotes.
_FORMAT_OPTIONS: Final[dict[FileType, str]] = {"CSV": " SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"'"}


@dataclass(frozen=True, slots=True)
class FileLoad:
    """How the files of one ingest are loaded: `prefix` is their place in the bucket, `url` the same for a stage."""

    ingest: str
    prefix: str
    url: str
    stage: str
    pipe: str
    copy: str
    comment: str
    keep_files_days: int


def landing_tables(domain: Domain) -> tuple[Table, ...]:
    """Return the tables of the landing layer: those of the domain file, then one for each ingest."""
    return (*domain.landing_tables, *(landing_table(ingest) for ingest in domain.ingests))


def landing_table(ingest: KafkaIngest | FileIngest) -> Table:
    """Return the table that an ingest fills."""
    if isinstance(ingest, KafkaIngest):
        columns: tuple[Column, ...] = _MESSAGE
    else:
        columns = (_PLACE, *(ingest.columns or (_ROW,)))
    return Table(ingest.name, columns=columns, description=ingest.description)


def file_load(domain: Domain, ingest: FileIngest, settings: Settings) -> FileLoad:
    """Return how an ingest's files are loaded."""
    physical = Names(domain.name, settings)
    prefix = f"{LANDING_PREFIX}{ingest.prefix or ingest.name}/"
    return FileLoad(
        ingest=ingest.name,
        prefix=prefix,
        url=f"s3://{physical.bucket}/{prefix}",
        stage=names.stage(ingest.name),
        pipe=names.pipe(ingest.name),
        copy=_copy(physical.database, ingest),
        comment=ingest.description,
        keep_files_days=ingest.keep_files_days,
    )


def _copy(database: str, ingest: FileIngest) -> str:
    """The pipe's COPY: a simple SELECT of the file's columns (/user-guide/data-load-transform)."""
    landing = names.schema("landing")
    columns = [names.quoted(names.column(column.name)) for column in landing_table(ingest).columns]
    values = ", ".join([_PLACE_SQL, *(f"${position}" for position in range(1, len(columns)))])
    return (
        f"COPY INTO {names.quoted(database, landing, names.table(ingest.name))} ({', '.join(columns)})"
        f" FROM (SELECT {values} FROM @{names.quoted(database, landing, names.stage(ingest.name))})"
        f" FILE_FORMAT = (TYPE = {ingest.format}{_FORMAT_OPTIONS.get(ingest.format, '')})"
    )
