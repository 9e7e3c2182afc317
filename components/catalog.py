"""A domain's products in the AWS Glue catalog, where people find them."""

import json
from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake
from pulumi_aws import glue

from components.products import Products
from mesh import names
from mesh.datatypes import glue_type
from mesh.model import Domain
from mesh.names import Names
from mesh.products import port_name
from mesh.settings import Settings
from mesh.words import Product, ProductTable, Reader


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
            port_name(product.name, port.name): self._table(name, domain, product, port, products, settings)
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
        products: Products,
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
            parameters=_parameters(product, products.views[key], settings),
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


def _parameters(product: Product, view: snowflake.View, settings: Settings) -> dict[str, pulumi.Input[str]]:
    """Where the data is, who reads it and what for, and where the team's promises stand."""
    parameters: dict[str, pulumi.Input[str]] = {
        "classification": "snowflake",
        "snowflake.database": view.database,
        "snowflake.schema": view.schema,
        "snowflake.view": view.name,
    }
    if product.readers:
        parameters["readers"] = json.dumps([_reader(reader, settings) for reader in product.subscribers])
    if product.contract:
        parameters["contract"] = product.contract
    return parameters


def _reader(reader: Reader, settings: Settings) -> dict[str, str]:
    role = Names(reader.domain, settings).role("reader")
    known = {"domain": reader.domain, "role": role, "purpose": reader.purpose, "until": reader.until}
    return {key: value for key, value in known.items() if value}
