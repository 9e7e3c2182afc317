"""The ports of a domain's products."""

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_snowflake as snowflake

from components.lake import Lake
from components.qualified import qualified
from components.storage import Storage
from mesh.model import Domain
from mesh.products import Port, port
from mesh.settings import Settings

# A product's schema holds its view and no data; the base table has a retention of its own.
PORT_RETENTION_DAYS: Final = 1


class Products(pulumi.ComponentResource):
    """A schema and a secure view for each product of a domain, both keyed by the product's name.

    Readers see these views and nothing else of the domain; `ports` has the names to read them by. The tables under them
    are in `Storage` and `Lake`.
    """

    schemas: Mapping[str, snowflake.Schema]
    views: Mapping[str, snowflake.View]
    ports: Mapping[str, pulumi.Output[str]]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        storage: Storage,
        lake: Lake | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Products", name, None, opts)
        kept = pulumi.ResourceOptions(parent=self, protect=settings.protect)
        ports = {product.name: port(domain, product, settings) for product in domain.products}
        self.schemas = {
            key: snowflake.Schema(
                f"{name}-{key}",
                name=product.schema,
                database=storage.database.name,
                comment=product.comment,
                data_retention_time_in_days=PORT_RETENTION_DAYS,
                with_managed_access="true",
                opts=kept,
            )
            for key, product in ports.items()
        }
        tables = {**storage.base_tables, **(lake.tables if lake else {})}
        self.views = {
            key: _view(f"{name}-{key}", product, self.schemas[key], self._above(tables[key]))
            for key, product in ports.items()
        }
        self.ports = {key: qualified(view.database, view.schema, view.name) for key, view in self.views.items()}
        self.register_outputs({"ports": self.ports})

    def _above(self, base_table: pulumi.Resource) -> pulumi.ResourceOptions:
        # The statement is a text that the table's name stands in, so nothing else says that the view needs the table.
        return pulumi.ResourceOptions(parent=self, depends_on=[base_table])


def _view(logical_name: str, product: Port, schema: snowflake.Schema, opts: pulumi.ResourceOptions) -> snowflake.View:
    return snowflake.View(
        logical_name,
        name=product.view,
        database=schema.database,
        schema=schema.name,
        columns=[
            snowflake.ViewColumnArgs(column_name=column.name, comment=column.comment or None)
            for column in product.columns
        ],
        statement=product.statement,
        comment=product.comment,
        is_secure="true",
        # A changed view is replaced in the account; without this all of its readers would lose it.
        copy_grants=True,
        opts=opts,
    )
