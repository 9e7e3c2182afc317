"""What must hold inside one domain beyond the types of its fields, word by word.

A rule looks at one word whose fields have the right types and yields a `Fault` for each mistake. What depends on the
stack or on other domains is in `mesh.check`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from mesh import datatypes
from mesh.problems import nearest
from mesh.reserved import RESERVED_WORDS
from mesh.words import LONGEST_RETENTION_DAYS, Column, Layer, Product, ProductTable, Reader, Size, Table, Warehouse

if TYPE_CHECKING:
    from mesh.exchange import Share
    from mesh.governance import Lent
    from mesh.model import Domain

# The longest names for which every name derived from them fits: S3 allows a bucket 63 characters, which a domain shares
# with organisation (16), prefix (8) and AWS account (12); Snowflake and Glue allow 255.
LONGEST_DOMAIN_NAME: Final = 24
LONGEST_NAME: Final = 100
LONGEST_COLUMN_NAME: Final = 255

# Glue keeps 255 characters on one line for a column, 2,048 for a database or table.
LONGEST_COLUMN_DESCRIPTION: Final = 255
LONGEST_DESCRIPTION: Final = 2048

TRANSIENT_RETENTION_DAYS: Final = 1

# /user-guide/warehouses-multicluster
MOST_CLUSTERS: Final[dict[Size, int]] = {
    "XSMALL": 300,
    "SMALL": 300,
    "MEDIUM": 300,
    "LARGE": 160,
    "XLARGE": 80,
    "XXLARGE": 40,
    "XXXLARGE": 20,
    "X4LARGE": 10,
    "X5LARGE": 10,
    "X6LARGE": 10,
}

# Schemas that a domain's database has of itself, so that no product can have one of that name.
TAKEN_SCHEMAS: Final = ("core", "information_schema", "landing", "public", "staging")

# `governance` is the platform's own folder; the others are databases that Snowflake brings.
TAKEN_DOMAINS: Final = ("governance", "snowflake", "snowflake_sample_data")

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_EMAIL: Final = re.compile(r"[^@\s\"']+@[^@\s\"'.]+(\.[^@\s\"'.]+)+")


class Fault(NamedTuple):
    """A mistake in a word: the field, what was found there, what is allowed, the edit that mends it."""

    field: str
    value: object
    allowed: str
    fix: str


class Rule(NamedTuple):
    """A rule and the fields of the word that it reads; it is not tried when one of these has a wrong type."""

    faults: Callable[..., Iterator[Fault]]
    fields: tuple[str, ...]


def _column_name(column: Column) -> Iterator[Fault]:
    yield from _name_faults(column.name, LONGEST_COLUMN_NAME)


def _column_type(column: Column) -> Iterator[Fault]:
    if not datatypes.canonical(column.type):
        yield Fault(
            "type",
            column.type,
            f"a Snowflake data type: {', '.join(datatypes.TYPE_NAMES)}, or a synonym of one",
            _type_fix(column.type),
        )


def _column_key(column: Column) -> Iterator[Fault]:
    if column.key and datatypes.canonical(column.type) and not datatypes.is_key_type(column.type):
        yield Fault(
            "key",
            column.type,
            "a key of a type whose values can be compared",
            f"take key=True off this column, or give it another type than {column.type}",
        )


def _column_description(column: Column) -> Iterator[Fault]:
    yield from _length_faults(column.description, LONGEST_COLUMN_DESCRIPTION)
    if not column.description.isprintable():
        yield Fault(
            "description", column.description, "one line of text, as in the Glue catalog", "take out the line breaks"
        )


def _name(word: Product | ProductTable | Table) -> Iterator[Fault]:
    yield from _name_faults(word.name, LONGEST_NAME)


def _columns(word: Product | ProductTable | Table) -> Iterator[Fault]:
    if not word.columns and not getattr(word, "tables", ()):
        yield Fault("columns", [], "at least one column", 'add one, for example columns=[Column("id", "VARCHAR")]')
    yield from _twice("columns", (column.name for column in word.columns), "column")


def _description(word: Table | Warehouse) -> Iterator[Fault]:
    yield from _length_faults(word.description, LONGEST_DESCRIPTION)


def _required_description(word: "Product | ProductTable | Domain") -> Iterator[Fault]:
    if not word.description.strip():
        yield Fault(
            "description", word.description, "a text that tells a stranger what this is", "write one or two sentences"
        )
    yield from _length_faults(word.description, LONGEST_DESCRIPTION)


def _product_schema(product: Product) -> Iterator[Fault]:
    if product.name in TAKEN_SCHEMAS:
        yield Fault(
            "name",
            product.name,
            f"any name but {', '.join(TAKEN_SCHEMAS)}, which are schemas that the domain's database has already",
            f'name the product after what it offers, for example "{product.name}_data"',
        )


def _readers(product: Product) -> Iterator[Fault]:
    yield from _twice("readers", (reader.domain for reader in product.subscribers), "reader")


def last_day(word: "Reader | Share | Lent") -> Iterator[Fault]:
    """Hold a last day to ISO 8601."""
    if word.until is None:
        return
    try:
        date.fromisoformat(word.until)
    except ValueError:
        yield Fault("until", word.until, "a day as year, month and day", 'write it as in until="2027-03-31"')


def _not_its_own_reader(product: Product, domain: "Domain") -> Iterator[Fault]:
    if domain.name in [reader.domain for reader in product.subscribers]:
        yield Fault(
            "readers",
            domain.name,
            "other domains; a domain reads its own products without being listed",
            f'take "{domain.name}" out of readers',
        )


def _retention_in_core(product: Product, domain: "Domain") -> Iterator[Fault]:
    days = product.retention_days
    if domain.core.transient and days is not None and days > TRANSIENT_RETENTION_DAYS:
        yield Fault(
            "retention_days",
            days,
            f"0 or {TRANSIENT_RETENTION_DAYS}, because the core layer is transient and keeps no more",
            f"write retention_days={TRANSIENT_RETENTION_DAYS}, or core=Layer(transient=False)",
        )


def _warehouse_name(warehouse: Warehouse) -> Iterator[Fault]:
    # The domain's name goes in front, so a reserved word does no harm.
    yield from _name_faults(warehouse.name, LONGEST_NAME, reserved=False)


def _most_clusters(warehouse: Warehouse) -> Iterator[Fault]:
    most = MOST_CLUSTERS[warehouse.size]
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
    yield from _twice("used_by", warehouse.used_by, "user")


def _transient_retention(layer: Layer) -> Iterator[Fault]:
    if layer.transient and layer.retention_days > TRANSIENT_RETENTION_DAYS:
        yield Fault(
            "retention_days",
            layer.retention_days,
            f"0 or {TRANSIENT_RETENTION_DAYS} in a transient layer; up to {LONGEST_RETENTION_DAYS} in one that is not",
            f"write retention_days={TRANSIENT_RETENTION_DAYS}, or transient=False",
        )


def _domain_name(domain: "Domain") -> Iterator[Fault]:
    yield from _name_faults(domain.name, LONGEST_DOMAIN_NAME)
    if domain.name in TAKEN_DOMAINS:
        yield Fault(
            "name",
            domain.name,
            f"any name but {', '.join(TAKEN_DOMAINS)}, which are taken",
            "name the domain after the part of the business that it is about",
        )


def _owner(domain: "Domain") -> Iterator[Fault]:
    if not _EMAIL.fullmatch(domain.owner):
        yield Fault(
            "owner", domain.owner, "the e-mail address of the team", 'write it as in owner="team-tracking@example.com"'
        )


def _warehouses(domain: "Domain") -> Iterator[Fault]:
    if not domain.warehouses:
        yield Fault("warehouses", [], "at least one warehouse", 'add one, for example warehouses=[Warehouse("main")]')
    yield from _twice("warehouses", (warehouse.name for warehouse in domain.warehouses), "warehouse")


def _landing_tables(domain: "Domain") -> Iterator[Fault]:
    yield from _twice("landing_tables", (table.name for table in domain.landing_tables), "landing table")


def _products(domain: "Domain") -> Iterator[Fault]:
    yield from _twice("products", (product.name for product in domain.products), "product")


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


def _name_faults(name: str, longest: int, *, reserved: bool = True) -> Iterator[Fault]:
    if not _NAME.fullmatch(name):
        yield Fault(
            "name",
            name,
            "lower-case letters, digits and underscores, with a letter first",
            f'write "{_plain_name(name)}"' if _plain_name(name) else "choose a name that begins with a letter",
        )
    if len(name) > longest:
        yield Fault(
            "name",
            name,
            f"at most {longest} characters, so that every name made from it fits; this one has {len(name)}",
            "choose a shorter name",
        )
    if reserved and name.upper() in RESERVED_WORDS:
        yield Fault(
            "name",
            name,
            "any name but a word that Snowflake's SQL reserves, which would have to be quoted in every query",
            f'choose another name, for example "{name.lower()}_1" or, better, one that says more',
        )


def _plain_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").lstrip("0123456789_")


def _type_fix(spelling: str) -> str:
    word, bracket, rest = spelling.partition("(")
    if word.strip().upper() == "TIMESTAMP":
        return 'write "TIMESTAMP_NTZ", "TIMESTAMP_LTZ" or "TIMESTAMP_TZ": what TIMESTAMP means differs between accounts'
    close = nearest(word, datatypes.TYPE_WORDS)
    if close and datatypes.canonical(close + bracket + rest):
        return f'write "{close}{bracket}{rest}"'
    return f'write "{close}", without or with other numbers in brackets' if close else "choose one of these"


def _length_faults(description: str, longest: int) -> Iterator[Fault]:
    if len(description) > longest:
        yield Fault(
            "description",
            description[:40] + "…",
            f"at most {longest} characters, as in the Glue catalog; this one has {len(description)}",
            "shorten it, and keep the long version in the documentation",
        )


def _twice(field: str, names: Iterable[object], kind: str) -> Iterator[Fault]:
    seen: list[object] = []
    for name in names:
        if name in seen and seen.count(name) == 1:
            yield Fault(field, name, f"each {kind} once", f'rename or take out the second {kind} "{name}"')
        seen.append(name)


_MONITOR_FIELDS: Final = ("notify_at_percent", "suspend_at_percent", "suspend_immediately_at_percent")

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "Column": (
        Rule(_column_name, ("name",)),
        Rule(_column_type, ("type",)),
        Rule(_column_key, ("type", "key")),
        Rule(_column_description, ("description",)),
    ),
    "Domain": (
        Rule(_domain_name, ("name",)),
        Rule(_owner, ("owner",)),
        Rule(_required_description, ("description",)),
        Rule(_warehouses, ("warehouses",)),
        Rule(_landing_tables, ("landing_tables",)),
        Rule(_products, ("products",)),
        Rule(_monitor, _MONITOR_FIELDS),
    ),
    "Layer": (Rule(_transient_retention, ("retention_days", "transient")),),
    "Product": (
        Rule(_name, ("name",)),
        Rule(_product_schema, ("name",)),
        Rule(_required_description, ("description",)),
        Rule(_columns, ("columns", "tables")),
        Rule(_readers, ("readers",)),
    ),
    "ProductTable": (
        Rule(_name, ("name",)),
        Rule(_required_description, ("description",)),
        Rule(_columns, ("columns",)),
    ),
    "Reader": (Rule(last_day, ("until",)),),
    "RowAccess": (),
    "Table": (
        Rule(_name, ("name",)),
        Rule(_columns, ("columns",)),
        Rule(_description, ("description",)),
    ),
    "Warehouse": (
        Rule(_warehouse_name, ("name",)),
        Rule(_most_clusters, ("size", "max_clusters")),
        Rule(_cluster_range, ("min_clusters", "max_clusters")),
        Rule(_used_by, ("used_by",)),
        Rule(_description, ("description",)),
    ),
}

# Rules of a word that look at its domain too; they are tried when the domain's own fields have the right types.
IN_DOMAIN_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "Product": (
        Rule(_not_its_own_reader, ("readers",)),
        Rule(_retention_in_core, ("retention_days",)),
    ),
}
