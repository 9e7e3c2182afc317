"""A domain's products in the AWS Glue catalog, where people find them."""

from collections.abc import Mapping

import pulumi
from pulumi_aws import glue

from mesh import names
from mesh.catalog import parameters
from mesh.datatypes import glue_type
from mesh.model import Domain
from mesh.names import Names
from mesh.products import port_name
from mesh.settings import Settings
from mesh.words import Product, ProductTable


class Catalog(pulumi.ComponentResource):
    """A Glue database for the domain and a Glue table for each port of its products, keyed by the port.

    The tables describe: columns and their classification, owner, readers, and which Snowflake view to read. The data is
    in Snowflake alone.
    """

    database: glue.CatalogDatabase
    tables: Mapping[str, glue.CatalogTable]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Catalog", name, None, opts)
        self.database = glue.CatalogDatabase(
            f"{name}-database",
            name=Names(domain.name, settings).glue_database,
            description=domain.description,
            parameters={"owner": domain.owner},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.tables = {
            port_name(product.name, port.name): self._table(name, domain, product, port, settings)
            for product in domain.products
            for port in product.ports
        }
        self.register_outputs(
            {"database": self.database.name, "tables": {key: table.name for key, table in self.tables.items()}}
        )

    def _table(
        self,
        name: str,
        domain: Domain,
        product: Product,
        port: ProductTable,
        settings: Settings,
    ) -> glue.CatalogTable:
        key = port_name(product.name, port.name)
        return glue.CatalogTable(
            f"{name}-{key}",
            name=names.glue_table(product.name, port.name),
            database_name=self.database.name,
            description=port.description,
            owner=domain.owner,
            table_type="EXTERNAL_TABLE",
            parameters={"classification": "snowflake", **parameters(domain, product, port, settings)},
            storage_descriptor=glue.CatalogTableStorageDescriptorArgs(
                columns=[
                    glue.CatalogTableStorageDescriptorColumnArgs(
                        name=column.name,
                        type=glue_type(column.type),
                        comment=column.description or None,
                        parameters={"classification": column.classification} if column.classification else None,
                    )
                    for column in port.columns
                ]
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
