"""A data domain as one resource."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake

from components.access import Access
from components.bucket import Bucket
from components.catalog import Catalog
from components.compute import Compute
from components.files import Files
from components.governance import Governed
from components.kafka import Kafka
from components.lake import Lake
from components.products import Products
from components.spark import Spark
from components.storage import Storage
from mesh.lake import is_lake
from mesh.model import Domain
from mesh.settings import Settings


class DataDomain(pulumi.ComponentResource):
    """All that a domain has in Snowflake and AWS, but for its grants to other domains (`Subscriptions`).

    Takes a Snowflake and an AWS provider from `opts`, as any component does. `administrator` is a second Snowflake
    provider for the warehouses and for inherited grants: see `Compute` and `Access`. `governed` is what the governance
    team says and has. A domain's own resources (`domains/<name>/resources.py`) get
    `pulumi.ResourceOptions(parent=bundle)` and with it the bundle's providers. `outputs` names what people look for.
    """

    domain: Domain
    settings: Settings
    storage: Storage
    products: Products
    access: Access
    compute: Compute
    bucket: Bucket
    catalog: Catalog
    lake: Lake | None
    kafka: Kafka | None
    files: Files | None
    spark: Spark | None
    outputs: Mapping[str, pulumi.Input[object]]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        governed: Governed,
        administrator: snowflake.Provider,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:DataDomain", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.domain = domain
        self.settings = settings
        self.storage = Storage(f"{name}-storage", domain, settings, child)
        self.bucket = Bucket(f"{name}-bucket", domain, settings, child)
        self.catalog = Catalog(f"{name}-catalog", domain, settings, self.bucket, child)
        self.lake = self._lake(name)
        self.products = Products(f"{name}-products", domain, settings, governed, self.storage, self.lake, child)
        self.access = Access(
            f"{name}-access", domain, settings, self.storage, self.products, self.lake, administrator, child
        )
        self.compute = Compute(
            f"{name}-compute",
            domain,
            settings,
            self.access.roles,
            pulumi.ResourceOptions(parent=self, provider=administrator),
        )
        self._ingest(name)
        self.spark = Spark(f"{name}-spark", domain, settings, child) if domain.spark else None
        self.outputs = self._outputs()
        self.register_outputs(dict(self.outputs))

    def _lake(self, name: str) -> Lake | None:
        if not any(map(is_lake, self.domain.products)):
            return None
        child = pulumi.ResourceOptions(parent=self)
        return Lake(f"{name}-lake", self.domain, self.settings, self.storage, self.bucket, self.catalog, child)

    def _ingest(self, name: str) -> None:
        child = pulumi.ResourceOptions(parent=self)
        domain, settings = self.domain, self.settings
        self.kafka = (
            Kafka(f"{name}-kafka", domain, settings, self.storage, self.access.roles, child)
            if domain.kafka_ingests
            else None
        )
        self.files = (
            Files(f"{name}-files", domain, settings, self.storage, self.bucket, child) if domain.file_ingests else None
        )

    def _outputs(self) -> dict[str, pulumi.Input[object]]:
        return {
            "owner": self.domain.owner,
            "database": self.storage.database.name,
            "schemas": {key: schema.name for key, schema in self.storage.layers.items()},
            "warehouses": {key: warehouse.name for key, warehouse in self.compute.warehouses.items()},
            "roles": {function: role.name for function, role in self.access.roles.items()},
            "products": self.products.ports,
            "bucket": self.bucket.bucket.bucket,
            "glueDatabase": self.catalog.database.name,
        }
