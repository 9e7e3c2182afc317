"""A domain's products in the AWS Glue catalog, where people find them."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake
from pulumi_aws import glue

from components.products import Products
from mesh import names
from mesh.datatypes import glue_type
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings
from mesh.words import Product


class Catalog(pulumi.ComponentResource):
    """A Glue database for the domain and a Glue table for each product, keyed by the product's name.

    The tables describe: columns, owner, and which Snowflake view to read. The data is in Snowflake alone.
    """

    database: glue.CatalogDatabase
    tables: Mapping[str, glue.CatalogTable]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        products: Products,
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
            product.name: self._table(f"{name}-{product.name}", domain, product, products.views[product.name])
            for product in domain.products
        }
        self.register_outputs(
            {"database": self.database.name, "tables": {key: table.name for key, table in self.tables.items()}}
        )

    def _table(self, logical_name: str, domain: Domain, product: Product, view: snowflake.View) -> glue.CatalogTable:
        return glue.CatalogTable(
            logical_name,
            name=names.glue_table(product.name),
            database_name=self.database.name,
            description=product.description,
            owner=domain.owner,
            table_type="EXTERNAL_TABLE",
            parameters={
                "classification": "snowflake",
                "snowflake.database": view.database,
                "snowflake.schema": view.schema,
                "snowflake.view": view.name,
            },
            storage_descriptor=glue.CatalogTableStorageDescriptorArgs(
                columns=[
                    glue.CatalogTableStorageDescriptorColumnArgs(
                        name=column.name, type=glue_type(column.type), comment=column.description or None
                    )
                    for column in product.columns
                ]
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
