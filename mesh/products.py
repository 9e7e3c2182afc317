"""A product's port as data: the base table in `CORE` and the secure view over it, both from the product's contract."""

from dataclasses import dataclass

from mesh import names
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings
from mesh.words import Column, Product, Table


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column as the account has it: physical name, canonical Snowflake type."""

    name: str
    type: str
    nullable: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Port:
    """The secure view that readers see; `statement` is its whole SELECT over the base table."""

    database: str
    schema: str
    view: str
    columns: tuple[TableColumn, ...]
    statement: str
    comment: str


def port_name(product: str, port: str) -> str:
    """Return the name of a port among all ports of a domain, from which its logical names are made."""
    return product if port == product else f"{product}-{port}"


def table_columns(word: Product | Table) -> tuple[TableColumn, ...]:
    """Return the columns of a landing table, or of a product's base table, in the order of the file."""
    return tuple(_table_column(column) for column in word.columns)


def port(domain: Domain, product: Product, settings: Settings) -> Port:
    """Return the secure view of a product. Nothing but the columns of its contract is in it."""
    database = Names(domain.name, settings).database
    columns = table_columns(product)
    selected = ", ".join(names.quoted(column.name) for column in columns)
    base = names.quoted(database, names.schema("core"), names.table(product.name))
    return Port(
        database=database,
        schema=names.schema(product.name),
        view=names.view(product.name),
        columns=columns,
        statement=f"SELECT {selected} FROM {base}",
        comment=product.description,
    )


def _table_column(column: Column) -> TableColumn:
    return TableColumn(
        name=names.column(column.name),
        type=column.type,
        nullable=not column.not_null,
        comment=column.description,
    )
