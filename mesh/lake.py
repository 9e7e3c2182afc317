"""Lake products: an Iceberg table that Spark writes in the domain's bucket, and what Snowflake reads of it.

The table is one and has two names: in the domain's Glue database, where Spark finds it, and in `CORE`, where the
product's view does. Both come from the contract.
"""

from dataclasses import dataclass
from typing import Final

from mesh import names
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings
from mesh.words import Column, Product, ProductTable

LAKE_PREFIX: Final = "lake/"

# Glue and Iceberg keep names in lower case; Snowflake shows an Iceberg table's columns in upper case, as if they had
# been written without quotes (Snowflake's guide "Build Data Lakes using Apache Iceberg with Snowflake and AWS Glue"
# reads them so). A view therefore selects `names.column(...)`, as it does from any table. What Hive, whose types Glue
# speaks, has no type for is text there, and is read back in the view.
_FROM_TEXT: Final = {"TIME": "TO_TIME({})"}


@dataclass(frozen=True, slots=True)
class LakeTable:
    """A table of a lake product: `glue_table` in the domain's Glue database, `table` in `CORE`."""

    product: str
    port: str
    table: str
    glue_table: str
    location: str
    comment: str

    @property
    def key(self) -> str:
        """The port's name among all ports of the domain."""
        return names.port_name(self.product, self.port)


def is_lake(product: Product) -> bool:
    """Whether a product's tables are in the bucket, and not in Snowflake."""
    return product.written_by == "spark"


def lake_tables(domain: Domain, settings: Settings) -> tuple[LakeTable, ...]:
    """Return the tables of all lake products of a domain."""
    bucket = Names(domain.name, settings).bucket
    return tuple(
        _lake_table(bucket, product, port) for product in domain.products if is_lake(product) for port in product.ports
    )


def lake_location(domain: Domain, settings: Settings) -> str:
    """Return the place of all lake tables of a domain."""
    return f"s3://{Names(domain.name, settings).bucket}/{LAKE_PREFIX}"


def selected(column: Column) -> str:
    """Return what a view selects to get a column of the contract from a lake table."""
    name = names.quoted(names.column(column.name))
    return _FROM_TEXT.get(column.type.partition("(")[0], "{}").format(name)


def _lake_table(bucket: str, product: Product, port: ProductTable) -> LakeTable:
    table = names.lake_table(product.name, port.name)
    return LakeTable(
        product=product.name,
        port=port.name,
        table=table,
        glue_table=table.lower(),
        location=f"s3://{bucket}/{LAKE_PREFIX}{table.lower()}",
        comment=port.description,
    )
