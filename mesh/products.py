"""A product's ports as data: each a secure view, over the base table in `CORE` or over what has landed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from mesh import datatypes, lake, names
from mesh.governance import Governance
from mesh.masks import mask_of
from mesh.model import Domain
from mesh.names import LayerName, Names, port_name
from mesh.rows import RowPolicy, row_policy
from mesh.settings import Settings
from mesh.words import Column, Product, ProductTable, Table

CONTENT: Final = "RECORD_CONTENT"
"""The column of a landing table that has the JSON: the Kafka connector's name for it, and every other ingest's."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column as the account has it: physical name, canonical Snowflake type."""

    name: str
    type: str
    nullable: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Port:
    """The secure view of one table of a product; `statement` is its whole SELECT.

    `name` tells it from the domain's other ports. `reads` is the table under it: layer and physical name. `masks` are
    the masking policies by the columns that they cover, `rows` is the row access policy.
    """

    name: str
    product: str
    database: str
    schema: str
    view: str
    columns: tuple[TableColumn, ...]
    reads: tuple[LayerName, str]
    statement: str
    comment: str
    masks: Mapping[str, str]
    rows: RowPolicy | None


@dataclass(frozen=True, slots=True)
class BaseTable:
    """The table in `CORE` under a port; `name` is the port's, `table` is physical."""

    name: str
    table: str
    port: ProductTable
    retention_days: int


def table_columns(word: ProductTable | Table) -> tuple[TableColumn, ...]:
    """Return the columns of a landing table, or of the base table under a port, in the order of the file."""
    return tuple(_table_column(column) for column in word.columns)


def base_tables(domain: Domain) -> Iterator[BaseTable]:
    """Yield the tables of `CORE` that dbt fills.

    A port with a `source` has none, and what Spark writes is an Iceberg table.
    """
    for product in domain.products:
        for port in product.ports:
            if port.source is None and not lake.is_lake(product):
                yield BaseTable(
                    name=port_name(product.name, port.name),
                    table=names.base_table(product.name, port.name),
                    port=port,
                    retention_days=domain.retention_days_of(product),
                )


def ports(domain: Domain, settings: Settings, governance: Governance | None) -> tuple[Port, ...]:
    """Return all ports of a domain. Nothing but the columns of the contract is in them.

    Raises `MeshError` when a classified column has no mask.
    """
    return tuple(
        _port(domain, product, port, settings, governance) for product in domain.products for port in product.ports
    )


def _port(
    domain: Domain, product: Product, port: ProductTable, settings: Settings, governance: Governance | None
) -> Port:
    database = Names(domain.name, settings).database
    spot = domain.name, f"product {product.name}, table {port.name}"
    masks = {names.column(column.name): mask_of(column, governance, spot) for column in port.columns}
    reads = _reads(product, port)
    select = lake.selected if lake.is_lake(product) else _typed if port.source else _plain
    selected = ", ".join(map(select, port.columns))
    return Port(
        name=port_name(product.name, port.name),
        product=product.name,
        database=database,
        schema=names.schema(product.name),
        view=names.view(port.name),
        columns=table_columns(port),
        reads=reads,
        statement=f"SELECT {selected} FROM {names.quoted(database, names.schema(reads[0]), reads[1])}",
        comment=port.description,
        masks={column: mask for column, mask in masks.items() if mask},
        rows=row_policy(domain, product, port, settings),
    )


def _reads(product: Product, port: ProductTable) -> tuple[LayerName, str]:
    if port.source:
        return "landing", names.table(port.source)
    table = names.lake_table if lake.is_lake(product) else names.base_table
    return "core", table(product.name, port.name)


def _table_column(column: Column) -> TableColumn:
    return TableColumn(
        name=names.column(column.name),
        type=column.type,
        nullable=not column.not_null,
        comment=column.description,
    )


# --- columns of a SELECT -----------------------------------------------------------------------------------------

# How a value in JSON becomes a column: a malformed one becomes NULL, so that no message makes the view unreadable.
# TRY_CAST takes texts alone, and of the types these not: /sql-reference/functions/try_cast
_READ: Final = {
    "ARRAY": "AS_ARRAY({path})",
    "BINARY": "TRY_TO_BINARY({path}::VARCHAR)",
    "GEOGRAPHY": "TRY_TO_GEOGRAPHY({path})",
    "GEOMETRY": "TRY_TO_GEOMETRY({path})",
    "OBJECT": "AS_OBJECT({path})",
    "VARCHAR": "{path}::VARCHAR",
    "VARIANT": "{path}",
}
_STEP: Final = re.compile(r'\[(\d+)\]|\["([^"]+)"\]|([^.\[\]]+)')


def _plain(column: Column) -> str:
    return names.quoted(names.column(column.name))


def _typed(column: Column) -> str:
    """A column of a port over JSON. Keys have upper and lower case: /user-guide/querying-semistructured"""
    path = _path(column.name if column.path is None else column.path)
    # A shorter VARCHAR is tried: what does not fit is malformed.
    kind = column.type if column.type.startswith("VARCHAR") else datatypes.base_type(column.type)
    read = _READ.get(kind, "TRY_CAST({path}::VARCHAR AS {type})")
    return f"{read.format(path=path, type=column.type)} AS {_plain(column)}"


def _path(path: str) -> str:
    """The path `page.tags[0]` or `["a key"].id` as it stands in SQL, every key quoted."""
    steps = (
        f"[{index}]" if index else f".{names.quoted(bracketed or key)}" for index, bracketed, key in _STEP.findall(path)
    )
    return f"{names.quoted(CONTENT)}:{''.join(steps).removeprefix('.')}"
