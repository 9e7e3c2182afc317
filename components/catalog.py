"""A domain's products in the AWS Glue catalog, where people find them and Spark finds what it writes."""

from collections.abc import Iterator, Mapping, Sequence

import pulumi
from pulumi_aws import glue

from components.bucket import Bucket
from mesh import names
from mesh.lake import GlueColumn, glue_columns, is_lake, lake_tables
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings


class Catalog(pulumi.ComponentResource):
    """A Glue database for the domain and one Glue table for each product, keyed by the product's name.

    A table describes: columns, owner, and which Snowflake view to read. What the table of a lake product describes is
    also there: it is the Iceberg table that Spark writes, keyed as in `Lake`, and its view is told in the same way. All
    others have their data in Snowflake alone.
    """

    database: glue.CatalogDatabase
    tables: Mapping[str, glue.CatalogTable]

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
        tables = [*self._described(name, domain, settings), *self._iceberg(name, domain, settings, bucket)]
        self.tables = dict(tables)
        self.register_outputs(
            {"database": self.database.name, "tables": {key: table.name for key, table in self.tables.items()}}
        )

    def _described(self, name: str, domain: Domain, settings: Settings) -> Iterator[tuple[str, glue.CatalogTable]]:
        for product in domain.products:
            if is_lake(product):
                continue
            (port,) = product.ports
            yield (
                product.name,
                glue.CatalogTable(
                    f"{name}-{product.name}",
                    name=names.glue_table(product.name),
                    database_name=self.database.name,
                    description=product.description,
                    owner=domain.owner,
                    table_type="EXTERNAL_TABLE",
                    parameters={"classification": "snowflake", **_view(domain, settings, product.name, port.name)},
                    storage_descriptor=glue.CatalogTableStorageDescriptorArgs(columns=_columns(glue_columns(port))),
                    opts=pulumi.ResourceOptions(parent=self),
                ),
            )

    def _iceberg(
        self, name: str, domain: Domain, settings: Settings, bucket: Bucket
    ) -> Iterator[tuple[str, glue.CatalogTable]]:
        opts = pulumi.ResourceOptions(
            parent=self,
            # The entry alone knows which files are the table.
            protect=settings.protect,
            # Glue writes the table's first metadata file there.
            depends_on=[bucket.bucket],
            # Every commit of Spark changes them; a change from here would not reach Iceberg's own metadata.
            ignore_changes=["parameters", "storageDescriptor"],
        )
        for table in lake_tables(domain, settings):
            yield (
                table.key,
                glue.CatalogTable(
                    f"{name}-{table.key}",
                    name=table.glue_table,
                    database_name=self.database.name,
                    description=table.comment,
                    owner=domain.owner,
                    table_type="EXTERNAL_TABLE",
                    parameters=_view(domain, settings, table.product, table.port),
                    storage_descriptor=glue.CatalogTableStorageDescriptorArgs(
                        location=table.location, columns=_columns(table.columns)
                    ),
                    open_table_format_input=glue.CatalogTableOpenTableFormatInputArgs(
                        iceberg_input=glue.CatalogTableOpenTableFormatInputIcebergInputArgs(
                            metadata_operation="CREATE", version="2"
                        )
                    ),
                    opts=opts,
                ),
            )


def _view(domain: Domain, settings: Settings, product: str, port: str) -> dict[str, str]:
    """Where a product is read. By name: an entry of the catalog waits for nothing in Snowflake."""
    return {
        "snowflake.database": Names(domain.name, settings).database,
        "snowflake.schema": names.schema(product),
        "snowflake.view": names.view(port),
    }


def _columns(columns: Sequence[GlueColumn]) -> list[glue.CatalogTableStorageDescriptorColumnArgs]:
    return [
        glue.CatalogTableStorageDescriptorColumnArgs(name=column.name, type=column.type, comment=column.comment or None)
        for column in columns
    ]
