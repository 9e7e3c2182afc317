"""A domain's products in the AWS Glue catalog, where people find them and Spark finds what it writes."""

from collections.abc import Mapping

import pulumi
from pulumi_aws import glue

from components.bucket import Bucket
from mesh import names
from mesh.catalog import column_parameters, parameters
from mesh.datatypes import glue_type
from mesh.lake import LakeTable, lake_tables
from mesh.model import Domain
from mesh.names import Names, port_name
from mesh.settings import Settings
from mesh.words import Product, ProductTable


class Catalog(pulumi.ComponentResource):
    """A Glue database for the domain and a Glue table for each port of its products, keyed by the port.

    A table describes: columns with key and classification, owner, readers, and which Snowflake view to read. A lake
    product has a second one in `lake`, keyed by the port too: the Iceberg table that Spark writes. All others have
    their data in Snowflake alone.
    """

    database: glue.CatalogDatabase
    tables: Mapping[str, glue.CatalogTable]
    lake: Mapping[str, glue.CatalogTable]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        bucket: Bucket,
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
        ports = {
            port_name(product.name, port.name): (product, port) for product in domain.products for port in product.ports
        }
        self.tables = {
            key: self._described(f"{name}-{key}", domain, product, port, settings)
            for key, (product, port) in ports.items()
        }
        self.lake = {
            table.key: self._iceberg(f"{name}-{table.key}-lake", domain, ports[table.key][1], settings, table, bucket)
            for table in lake_tables(domain, settings)
        }
        self.register_outputs(
            {"database": self.database.name, "tables": {key: table.name for key, table in self.tables.items()}}
        )

    def _described(
        self, logical_name: str, domain: Domain, product: Product, port: ProductTable, settings: Settings
    ) -> glue.CatalogTable:
        return glue.CatalogTable(
            logical_name,
            name=names.glue_table(product.name, port.name),
            database_name=self.database.name,
            description=port.description,
            owner=domain.owner,
            table_type="EXTERNAL_TABLE",
            parameters={"classification": "snowflake", **parameters(domain, product, port, settings)},
            storage_descriptor=glue.CatalogTableStorageDescriptorArgs(columns=_columns(port)),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _iceberg(
        self,
        logical_name: str,
        domain: Domain,
        port: ProductTable,
        settings: Settings,
        table: LakeTable,
        bucket: Bucket,
    ) -> glue.CatalogTable:
        return glue.CatalogTable(
            logical_name,
            name=table.glue_table,
            database_name=self.database.name,
            description=port.description,
            owner=domain.owner,
            table_type="EXTERNAL_TABLE",
            storage_descriptor=glue.CatalogTableStorageDescriptorArgs(location=table.location, columns=_columns(port)),
            open_table_format_input=glue.CatalogTableOpenTableFormatInputArgs(
                iceberg_input=glue.CatalogTableOpenTableFormatInputIcebergInputArgs(
                    metadata_operation="CREATE", version="2"
                )
            ),
            opts=pulumi.ResourceOptions(
                parent=self,
                # The entry alone knows which files are the table.
                protect=settings.protect,
                # Glue writes the table's first metadata file there.
                depends_on=[bucket.bucket],
                # Every commit of Spark writes to the entry where the newest metadata is. An update from here sends the
                # whole entry and would take the table back to its creation, so that none is ever sent: what may change
                # of a product is told by the entry that describes it.
                ignore_changes=["description", "owner", "parameters", "storageDescriptor"],
            ),
        )


def _columns(port: ProductTable) -> list[glue.CatalogTableStorageDescriptorColumnArgs]:
    return [
        glue.CatalogTableStorageDescriptorColumnArgs(
            name=column.name,
            type=glue_type(column.type),
            comment=column.description or None,
            parameters=column_parameters(column),
        )
        for column in port.columns
    ]
