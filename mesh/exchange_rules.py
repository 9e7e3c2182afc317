"""What must hold of ingests and Spark jobs inside one domain: see `mesh.rules`. Shares are in `mesh.share_rules`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mesh.rules import Fault, Rule, Rules, description, name, twice

if TYPE_CHECKING:
    from mesh.exchange import FileIngest, KafkaIngest, Spark
    from mesh.model import Domain

# The column of a landing table that says where a record comes from: see `mesh.ingest`.
METADATA: Final = "record_metadata"

# Kafka's own rule for the names of topics: https://kafka.apache.org/documentation/#topicconfigs
_TOPIC: Final = re.compile(r"(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}")

_PREFIX: Final = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")
_LONGEST_PREFIX: Final = 200

# https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def _topic(ingest: "KafkaIngest") -> Iterator[Fault]:
    if not _TOPIC.fullmatch(ingest.topic):
        yield Fault(
            "topic",
            ingest.topic,
            "the name of a Kafka topic: letters, digits, dots, hyphens and underscores, at most 249, and not . or ..",
            'write it as in topic="tracking.clicks.v1"',
        )


def _prefix(ingest: "FileIngest") -> Iterator[Fault]:
    prefix = ingest.prefix
    if prefix is not None and (not _PREFIX.fullmatch(prefix) or len(prefix) > _LONGEST_PREFIX):
        plain = re.sub(r"/+", "/", prefix.lower()).strip("/").removeprefix("landing/")
        yield Fault(
            "prefix",
            prefix,
            "lower-case letters, digits, hyphens and underscores, with single slashes between them, "
            f"at most {_LONGEST_PREFIX} characters",
            f'write prefix="{plain}"' if _PREFIX.fullmatch(plain) else 'write it as in prefix="invoices/sap"',
        )


def _file_columns(ingest: "FileIngest") -> Iterator[Fault]:
    if ingest.format == "CSV" and not ingest.columns:
        yield Fault(
            "columns",
            [],
            "the columns of a CSV file, in the order of the file",
            'add them, as in columns=[Column("id", "VARCHAR")]',
        )
    elif ingest.format != "CSV" and ingest.columns:
        yield Fault(
            "columns",
            [column.name for column in ingest.columns],
            f"no columns: {ingest.format} is kept whole in record_content",
            "take them out, and write them in a product that has this ingest as its source",
        )
    if METADATA in [column.name for column in ingest.columns]:
        yield Fault(
            "columns",
            METADATA,
            f"columns of other names than {METADATA}: in that one the landing table keeps each row's file and number",
            "give the column another name; in the file it is found by its place",
        )
    yield from twice("columns", (column.name for column in ingest.columns), "column")


def _apart(ingest: "FileIngest", domain: "Domain") -> Iterator[Fault]:
    """Tell a prefix that is inside another's, or the same as that of an earlier ingest: files would land twice."""
    own = ingest.prefix or ingest.name
    is_earlier = True
    for other in domain.file_ingests:
        theirs = other.prefix or other.name
        is_earlier = is_earlier and other is not ingest
        if own.startswith(f"{theirs}/") or (is_earlier and own == theirs):
            yield Fault(
                "prefix",
                own,
                f"a prefix of its own: files under this one are those of ingest {other.name} too",
                "give one of the two another prefix",
            )


def _namespace(spark: "Spark") -> Iterator[Fault]:
    yield from _label_faults("namespace", spark.namespace)


def _service_account(spark: "Spark") -> Iterator[Fault]:
    yield from _label_faults("service_account", spark.service_account)


def _label_faults(field: str, given: str) -> Iterator[Fault]:
    # A wildcard would let any job of the cluster take the role.
    if not _LABEL.fullmatch(given):
        plain = re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-")
        yield Fault(
            field,
            given,
            "one name of Kubernetes: lower-case letters, digits and hyphens inside, at most 63 characters, no wildcard",
            f'write {field}="{plain}"' if _LABEL.fullmatch(plain) else f'write it as in {field}="tracking-jobs"',
        )


RULES: Final[Rules] = {
    "FileIngest": (
        Rule(name, ("name",)),
        Rule(_prefix, ("prefix",)),
        Rule(_file_columns, ("format", "columns")),
        Rule(description, ("description",)),
    ),
    "KafkaIngest": (Rule(name, ("name",)), Rule(_topic, ("topic",)), Rule(description, ("description",))),
    "Spark": (Rule(_namespace, ("namespace",)), Rule(_service_account, ("service_account",))),
}

IN_DOMAIN_RULES: Final[Rules] = {"FileIngest": (Rule(_apart, ("name", "prefix")),)}
