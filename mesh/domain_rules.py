"""What must hold of a domain, its layers, landing tables and warehouses: see `mesh.rules`."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mesh.account.kinds import MAX_CLUSTERS
from mesh.problems import listed
from mesh.rules import (
    LONGEST_DOMAIN_NAME,
    TAKEN_DOMAINS,
    Fault,
    Rule,
    Rules,
    cost_centre_faults,
    description,
    name,
    name_faults,
    owner,
    prefixed_name,
    required_description,
    twice,
)
from mesh.words import LONGEST_RETENTION_DAYS, Layer, Table, Warehouse

if TYPE_CHECKING:
    from mesh.model import Domain

TRANSIENT_RETENTION_DAYS: Final = 1

# /user-guide/resource-monitors
MOST_NOTIFICATIONS: Final = 5

# https://docs.aws.amazon.com/general/latest/gr/s3.html, "Event notifications": a bucket's, one of which is an ingest's.
MOST_FILE_INGESTS: Final = 100

_MONITOR_FIELDS: Final = ("notify_at_percent", "suspend_at_percent", "suspend_immediately_at_percent")


def _most_clusters(warehouse: Warehouse) -> Iterator[Fault]:
    most = MAX_CLUSTERS[warehouse.size]
    if warehouse.max_clusters > most:
        yield Fault(
            "max_clusters",
            warehouse.max_clusters,
            f"at most {most} clusters of size {warehouse.size}",
            f"write max_clusters={most} or less, or take a smaller size",
        )


def _cluster_range(warehouse: Warehouse) -> Iterator[Fault]:
    if warehouse.min_clusters > warehouse.max_clusters:
        yield Fault(
            "min_clusters",
            warehouse.min_clusters,
            f"at most max_clusters, which is {warehouse.max_clusters}",
            f"write min_clusters={warehouse.max_clusters}, or max_clusters={warehouse.min_clusters}",
        )


def _used_by(warehouse: Warehouse) -> Iterator[Fault]:
    yield from twice("used_by", warehouse.used_by, "user")


def _table_columns(table: Table) -> Iterator[Fault]:
    if not table.columns:
        yield Fault("columns", [], "at least one column", 'add one, for example columns=[Column("id", "VARCHAR")]')
    yield from twice("columns", (column.name for column in table.columns), "column")


def _transient_retention(layer: Layer) -> Iterator[Fault]:
    if layer.transient and layer.retention_days > TRANSIENT_RETENTION_DAYS:
        yield Fault(
            "retention_days",
            layer.retention_days,
            f"0 or {TRANSIENT_RETENTION_DAYS} in a transient layer; up to {LONGEST_RETENTION_DAYS} in one that is not",
            f"write retention_days={TRANSIENT_RETENTION_DAYS}, or transient=False",
        )


def _domain_name(domain: "Domain") -> Iterator[Fault]:
    yield from name_faults(domain.name, LONGEST_DOMAIN_NAME)
    if domain.name in TAKEN_DOMAINS:
        yield Fault(
            "name",
            domain.name,
            f"any name but {', '.join(TAKEN_DOMAINS)}, which are taken",
            "name the domain after the part of the business that it is about",
        )


def _warehouses(domain: "Domain") -> Iterator[Fault]:
    if not domain.warehouses:
        yield Fault("warehouses", [], "at least one warehouse", 'add one, for example warehouses=[Warehouse("main")]')
    yield from twice("warehouses", (warehouse.name for warehouse in domain.warehouses), "warehouse")


def _landing_tables(domain: "Domain") -> Iterator[Fault]:
    yield from twice("landing_tables", (table.name for table in domain.landing_tables), "landing table")


def _ingests(domain: "Domain") -> Iterator[Fault]:
    yield from twice("ingests", (ingest.name for ingest in domain.ingests), "ingest")
    yield from twice("ingests", (ingest.topic for ingest in domain.kafka_ingests), "topic")
    if len(domain.file_ingests) > MOST_FILE_INGESTS:
        yield Fault(
            "ingests",
            f"{len(domain.file_ingests)} file ingests",
            f"at most {MOST_FILE_INGESTS} file ingests: S3 sends no more notifications for a bucket",
            "let files of one format arrive under one prefix, or divide the domain",
        )


def _ingest_tables(domain: "Domain") -> Iterator[Fault]:
    tables = [table.name for table in domain.landing_tables]
    for ingest in domain.ingests:
        if ingest.name in tables:
            yield Fault(
                "ingests",
                ingest.name,
                "ingests of other names than the landing tables: each ingest has a landing table of its own name",
                f'take the landing table "{ingest.name}" out, or rename the ingest',
            )


def _products(domain: "Domain") -> Iterator[Fault]:
    yield from twice("products", (product.name for product in domain.products), "product")


def _shares(domain: "Domain") -> Iterator[Fault]:
    yield from twice("shares", (share.name for share in domain.shares), "share")
    for again in twice("shares", (share.account for share in domain.shares), "account"):
        names = [str(share.name) for share in domain.shares if share.account == again.value]
        yield again._replace(
            allowed=f"one share for each account; this one has {listed(names)}",
            fix=f"put products, rows and all_rows of these into the share {names[0]}, and take the others out",
        )


def _inbound_shares(domain: "Domain") -> Iterator[Fault]:
    yield from twice("inbound_shares", (share.name for share in domain.inbound_shares), "inbound share")
    yield from twice("inbound_shares", (share.share for share in domain.inbound_shares), "share")


def _cost_centre(domain: "Domain") -> Iterator[Fault]:
    if domain.cost_centre is not None:
        yield from cost_centre_faults("cost_centre", domain.cost_centre)


def _notify(domain: "Domain") -> Iterator[Fault]:
    given = domain.notify_at_percent
    if len(given) > MOST_NOTIFICATIONS:
        yield Fault(
            "notify_at_percent",
            [*given],
            f"at most {MOST_NOTIFICATIONS} percentages: a resource monitor notifies no oftener",
            "take some of them out",
        )


def _monitor(domain: "Domain") -> Iterator[Fault]:
    steps = [*domain.notify_at_percent, domain.suspend_at_percent, domain.suspend_immediately_at_percent]
    if any(later <= earlier for earlier, later in pairwise(steps)):
        yield Fault(
            ", ".join(_MONITOR_FIELDS),
            steps,
            "percentages that rise from each to the next",
            "write them in this order, as in notify_at_percent=[50, 80], suspend_at_percent=100, "
            "suspend_immediately_at_percent=110",
        )


RULES: Final[Rules] = {
    "Domain": (
        Rule(_domain_name, ("name",)),
        Rule(owner, ("owner",)),
        Rule(required_description, ("description",)),
        Rule(_warehouses, ("warehouses",)),
        Rule(_landing_tables, ("landing_tables",)),
        Rule(_ingests, ("ingests",)),
        Rule(_ingest_tables, ("ingests", "landing_tables")),
        Rule(_products, ("products",)),
        Rule(_shares, ("shares",)),
        Rule(_inbound_shares, ("inbound_shares",)),
        Rule(_cost_centre, ("cost_centre",)),
        Rule(_notify, ("notify_at_percent",)),
        Rule(_monitor, _MONITOR_FIELDS),
    ),
    "Layer": (Rule(_transient_retention, ("retention_days", "transient")),),
    "Table": (
        Rule(name, ("name",)),
        Rule(_table_columns, ("columns",)),
        Rule(description, ("description",)),
    ),
    "Warehouse": (
        Rule(prefixed_name, ("name",)),
        Rule(_most_clusters, ("size", "max_clusters")),
        Rule(_cluster_range, ("min_clusters", "max_clusters")),
        Rule(_used_by, ("used_by",)),
        Rule(description, ("description",)),
    ),
}
