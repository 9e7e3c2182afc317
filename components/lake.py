"""How Snowflake reads what Spark writes in a domain's bucket."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake

from components.bucket import Bucket
from components.catalog import Catalog
from components.iam import IamRole, trusted_by_catalog, trusted_by_volume
from components.storage import Storage
from mesh.iam import lake_policy, snowflake_trust
from mesh.lake import LakeTable, lake_location, lake_tables
from mesh.model import Domain
from mesh.names import IamUse, LayerName, Names
from mesh.settings import Settings

ROLE: IamUse = "lake"


class Lake(pulumi.ComponentResource):
    """An external volume over the domain's lake, an integration with its Glue database, and a table in `CORE` for each.

    Made for a domain with products that Spark writes. Volume and integration name an IAM role that is not there yet;
    its trust policy takes what Snowflake made up for both. `tables` are keyed by port, `by_name` has them by layer and
    physical name. The Iceberg tables themselves are in `Catalog`.
    """

    volume: snowflake.ExternalVolume
    integration: snowflake.CatalogIntegrationAwsGlue
    role: IamRole
    tables: Mapping[str, snowflake.IcebergTableFromAwsGlue]
    by_name: Mapping[tuple[LayerName, str], snowflake.IcebergTableFromAwsGlue]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        storage: Storage,
        bucket: Bucket,
        catalog: Catalog,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Lake", name, None, opts)
        physical = Names(domain.name, settings)
        self.volume = self._volume(name, domain, settings, bucket)
        self.integration = snowflake.CatalogIntegrationAwsGlue(
            f"{name}-integration",
            name=physical.catalog_integration,
            enabled=True,
            glue_aws_role_arn=physical.iam_role_arn(ROLE),
            glue_catalog_id=settings.aws_account_id,
            glue_region=settings.aws_region,
            catalog_namespace=catalog.database.name,
            comment=f"Glue database of {domain.name}",
            opts=pulumi.ResourceOptions(parent=self),
        )
        trusted = pulumi.Output.all(trusted_by_volume(self.volume), trusted_by_catalog(self.integration))
        self.role = IamRole(
            f"{name}-snowflake",
            domain,
            settings,
            ROLE,
            trusted.apply(snowflake_trust),
            lake_policy(domain, settings),
            pulumi.ResourceOptions(parent=self),
        )
        tables = lake_tables(domain, settings)
        self.tables = {table.key: self._table(name, table, storage, catalog) for table in tables}
        self.by_name = {("core", table.table): self.tables[table.key] for table in tables}
        self.register_outputs({"tables": {key: table.name for key, table in self.tables.items()}})

    def _volume(self, name: str, domain: Domain, settings: Settings, bucket: Bucket) -> snowflake.ExternalVolume:
        physical = Names(domain.name, settings)
        return snowflake.ExternalVolume(
            f"{name}-volume",
            name=physical.external_volume,
            allow_writes="false",
            storage_locations=[
                snowflake.ExternalVolumeStorageLocationArgs(
                    storage_location_name=physical.external_volume,
                    storage_provider="S3",
                    storage_base_url=lake_location(domain, settings),
                    storage_aws_role_arn=physical.iam_role_arn(ROLE),
                )
            ],
            comment=f"Lake of {domain.name}",
            opts=pulumi.ResourceOptions(parent=self, depends_on=[bucket.bucket]),
        )

    def _table(
        self, name: str, table: LakeTable, storage: Storage, catalog: Catalog
    ) -> snowflake.IcebergTableFromAwsGlue:
        core = storage.layers["core"]
        return snowflake.IcebergTableFromAwsGlue(
            f"{name}-{table.key}",
            name=table.table,
            database=core.database,
            schema=core.name,
            external_volume=self.volume.name,
            catalog=self.integration.name,
            catalog_table_name=catalog.lake[table.key].name,
            auto_refresh="true",
            comment=table.comment,
            # Snowflake reads the table's metadata when it makes it, and for that takes the role on.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.role]),
        )
