"""What must hold of a product, its tables and its readers: see `mesh.rules`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mesh import datatypes, names
from mesh.datatypes import base_type
from mesh.domain_rules import TRANSIENT_RETENTION_DAYS
from mesh.problems import listed
from mesh.rules import (
    TAKEN_SCHEMAS,
    Fault,
    Rule,
    Rules,
    last_day,
    meant,
    name,
    purpose,
    required_description,
    twice,
)
from mesh.words import Product, ProductTable, RowAccess

if TYPE_CHECKING:
    from mesh.model import Domain

# The column of a landing table that holds the JSON: /user-guide/kafka-connector-overview
CONTENT: Final = "record_content"

# Types that a table made by Glue and read by Snowflake cannot have (/user-guide/tables-iceberg-data-types), and what to
# do instead. Glue's `timestamp` becomes Iceberg's without a time zone
# (https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-supported-data-types.html), which Snowflake reads as
# TIMESTAMP_NTZ; a time zone is kept with the value by no type of Iceberg (https://iceberg.apache.org/spec/).
_AS_TEXT: Final = 'let Spark write "{}" as text and give it the type "VARCHAR"'
_IN_UTC: Final = 'let Spark write "{}" in UTC, without a time zone, and give it the type "TIMESTAMP_NTZ"'
NOT_IN_ICEBERG: Final = {
    **dict.fromkeys(("ARRAY", "GEOGRAPHY", "GEOMETRY", "OBJECT"), _AS_TEXT),
    **dict.fromkeys(("TIMESTAMP_LTZ", "TIMESTAMP_TZ"), _IN_UTC),
    "VARIANT": _AS_TEXT,
}

_LONGEST_ADDRESS: Final = 2048
_ADDRESS: Final = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[!-~]*)?")


def _columns(word: Product | ProductTable) -> Iterator[Fault]:
    if not word.columns and not getattr(word, "tables", ()):
        yield Fault("columns", [], "at least one column", 'add one, for example columns=[Column("id", "VARCHAR")]')
    yield from twice("columns", (column.name for column in word.columns), "column")


def _columns_or_tables(product: Product) -> Iterator[Fault]:
    if product.columns and product.tables:
        yield Fault(
            "tables",
            [table.name for table in product.tables],
            "columns, for a product of one table, or tables, for one of several; not both",
            "put the columns into a ProductTable of their own, or take tables out",
        )
    yield from twice("tables", (table.name for table in product.tables), "table")


def _with_columns_only(product: Product) -> Iterator[Fault]:
    for field, value in (("rows", product.rows), ("source", product.source)):
        if product.tables and value is not None:
            yield Fault(
                field,
                value,
                f"{field} of a product with columns; each of several tables has its own {field}",
                f"move {field}= into each ProductTable that it is meant for",
            )


def _row_policies(product: Product, _: "Domain") -> Iterator[Fault]:
    """Tell tables whose row access policies would have one name: `a` by `b_rows_c`, and `a_rows_b` by `c`."""
    taken: dict[str, str] = {}
    for port in product.tables:
        rows = port.rows if isinstance(port.rows, RowAccess) else None
        column = next((each for each in port.columns if rows and each.name == rows.column), None)
        if column is None:
            continue
        policy = names.row_access_policy(port.name, column.name, datatypes.widest(column.type))
        if policy in taken:
            yield Fault(
                "tables",
                port.name,
                f"tables whose row access policies have other names; {policy} is that of {taken[policy]}",
                "rename one of the tables, or one of the columns that decide about rows",
            )
        taken.setdefault(policy, port.name)


def _schema(product: Product) -> Iterator[Fault]:
    if product.name in TAKEN_SCHEMAS:
        yield Fault(
            "name",
            product.name,
            f"any name but {', '.join(TAKEN_SCHEMAS)}, which are schemas that the domain's database has already",
            f'name the product after what it offers, for example "{product.name}_data"',
        )


def _readers(product: Product) -> Iterator[Fault]:
    yield from twice("readers", (reader.domain for reader in product.subscribers), "reader")


def _contract(product: Product) -> Iterator[Fault]:
    address = product.contract
    if address is not None and (not _ADDRESS.fullmatch(address) or len(address) > _LONGEST_ADDRESS):
        yield Fault(
            "contract",
            address,
            f"an address that begins with https://, at most {_LONGEST_ADDRESS} characters",
            'write it as in contract="https://contracts.example.com/sessions"',
        )


def _not_its_own_reader(product: Product, domain: "Domain") -> Iterator[Fault]:
    if domain.name in [reader.domain for reader in product.subscribers]:
        yield Fault(
            "readers",
            domain.name,
            "other domains; a domain reads its own products without being listed",
            f'take "{domain.name}" out of readers',
        )


def _retention(product: Product, domain: "Domain") -> Iterator[Fault]:
    days = product.retention_days
    if days is None:
        return
    if product.written_by == "spark" or all(port.source for port in product.ports):
        why = "is in the domain's bucket" if product.written_by == "spark" else "is read where it landed"
        yield Fault(
            "retention_days",
            days,
            f"no retention of its own, because the product {why} and has no base table in the core layer",
            "take retention_days out",
        )
    elif domain.core.transient and days > TRANSIENT_RETENTION_DAYS:
        yield Fault(
            "retention_days",
            days,
            f"0 or {TRANSIENT_RETENTION_DAYS}, because the core layer is transient and keeps no more",
            f"write retention_days={TRANSIENT_RETENTION_DAYS}, or core=Layer(transient=False)",
        )


def _written_by_spark(product: Product, domain: "Domain") -> Iterator[Fault]:
    if product.written_by != "spark":
        return
    if domain.spark is None:
        yield Fault(
            "written_by",
            product.written_by,
            '"dbt", because the domain has no Spark jobs',
            'say where they run with spark=Spark(namespace="…", service_account="…") in the domain, or take it out',
        )
    for port in product.ports:
        if port.source is not None:
            yield Fault(
                "written_by",
                product.written_by,
                f'"dbt" for what is read from a source, as "{port.name}" is from "{port.source}": nobody writes it',
                "take written_by out, or source",
            )


def _iceberg_types(product: Product, _: "Domain") -> Iterator[Fault]:
    for port in product.ports if product.written_by == "spark" else ():
        for column in port.columns:
            if base_type(column.type) in NOT_IN_ICEBERG:
                yield Fault(
                    "columns" if product.columns else "tables",
                    f"{column.name} {column.type}",
                    f"types that an Iceberg table can hold: any but {', '.join(NOT_IN_ICEBERG)}",
                    NOT_IN_ICEBERG[base_type(column.type)].format(column.name),
                )


def _base_tables(product: Product, domain: "Domain") -> Iterator[Fault]:
    """Tell a port whose table in `CORE` has the name of an earlier one's: `a` with `b_c`, and `a_b` with `c`."""
    before = domain.products[: [other is product for other in domain.products].index(True)]
    taken = {
        table: (other.name, port.name) for other in before for port in other.ports for table in _tables(other, port)
    }
    for port in product.ports:
        own = dict.fromkeys(_tables(product, port), (product.name, port.name))
        table = next((table for table, owner in own.items() if taken.get(table, owner) != owner), None)
        if table is not None:
            other, of = taken[table]
            yield Fault(
                "tables" if product.tables else "name",
                port.name,
                f"names that do not make {table}, which is that of "
                f"{f'table {of}' if other == product.name else f'product {other}'} already",
                "rename the table or the product",
            )
        taken = own | taken


def _tables(product: Product, port: ProductTable) -> tuple[str, ...]:
    """The names that a port takes, or may take with another writer, in `CORE` and in the Glue catalog."""
    return names.base_table(product.name, port.name), names.lake_table(product.name, port.name)


def _source(word: Product | ProductTable, *around: object) -> Iterator[Fault]:
    domain: Domain = around[-1]  # type: ignore[assignment]  # the outermost word is the domain
    if word.source is None:
        return
    sources = {ingest.name for ingest in domain.kafka_ingests}
    sources |= {ingest.name for ingest in domain.file_ingests if ingest.format != "CSV"}
    sources |= {
        table.name
        for table in domain.landing_tables
        if any((column.name, column.type) == (CONTENT, "VARIANT") for column in table.columns)
    }
    if word.source not in sources:
        known = listed(sorted(sources))
        yield Fault(
            "source",
            word.source,
            f"an ingest or landing table of the domain with JSON in the column {CONTENT}: {known or 'there are none'}",
            meant(word.source, sources, otherwise="take source out, or add the ingest to the domain"),
        )


RULES: Final[Rules] = {
    "Product": (
        Rule(name, ("name",)),
        Rule(_schema, ("name",)),
        Rule(required_description, ("description",)),
        Rule(_columns, ("columns", "tables")),
        Rule(_columns_or_tables, ("columns", "tables")),
        Rule(_with_columns_only, ("rows", "source", "tables")),
        Rule(_readers, ("readers",)),
        Rule(_contract, ("contract",)),
    ),
    "ProductTable": (
        Rule(name, ("name",)),
        Rule(required_description, ("description",)),
        Rule(_columns, ("columns",)),
    ),
    "Reader": (Rule(purpose, ("purpose",)), Rule(last_day, ("until",))),
}

IN_DOMAIN_RULES: Final[Rules] = {
    "Product": (
        Rule(_not_its_own_reader, ("readers",)),
        Rule(_retention, ("retention_days",)),
        Rule(_written_by_spark, ("written_by",)),
        Rule(_iceberg_types, ("written_by",)),
        Rule(_base_tables, ("name", "tables")),
        Rule(_row_policies, ("tables",)),
        Rule(_source, ("source",)),
    ),
    "ProductTable": (Rule(_source, ("source",)),),
}
