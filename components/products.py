"""The ports of a domain's products."""

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_snowflake as snowflake

from components.governance import Governed
from components.lake import Lake
from components.qualified import qualified
from components.storage import Storage
from mesh import names
from mesh.model import Domain
from mesh.products import Port, ports
from mesh.rows import RowPolicy
from mesh.settings import Settings

# A product's schema holds its views and no data; the base tables have a retention of their own.
PORT_RETENTION_DAYS: Final = 1


class Products(pulumi.ComponentResource):
    """A schema for each product of a domain, keyed by the product's name, and in it a secure view for each port.

    Readers see these views and nothing else of the domain. Views, keyed by the port, come with their masks and their
    row access policy, so that there is no moment without. `ports` has the names to read them by, `by_view` the same by
    schema and view. The tables under them are in `Storage` and `Lake`.
    """

    schemas: Mapping[str, snowflake.Schema]
    views: Mapping[str, snowflake.View]
    ports: Mapping[str, pulumi.Output[str]]
    by_view: Mapping[tuple[str, str], pulumi.Output[str]]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        governed: Governed,
        storage: Storage,
        lake: Lake | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Products", name, None, opts)
        kept = pulumi.ResourceOptions(parent=self, protect=settings.protect)
        derived = ports(domain, settings, governed.says)
        self.schemas = {
            product.name: snowflake.Schema(
                f"{name}-{product.name}",
                name=names.schema(product.name),
                database=storage.database.name,
                comment=product.description,
                data_retention_time_in_days=PORT_RETENTION_DAYS,
                with_managed_access="true",
                opts=kept,
            )
            for product in domain.products
        }
        tables = {**storage.tables, **(lake.by_name if lake else {})}
        self.views = {
            # The statement is a text that the table's name stands in, so nothing else says that the view needs it.
            port.name: self._view(f"{name}-{port.name}", port, governed, tables[port.reads])
            for port in derived
        }
        self.ports = {key: qualified(view.database, view.schema, view.name) for key, view in self.views.items()}
        self.by_view = {(port.schema, port.view): self.ports[port.name] for port in derived}
        self.register_outputs({"ports": self.ports})

    def _view(self, logical_name: str, port: Port, governed: Governed, below: pulumi.Resource) -> snowflake.View:
        schema = self.schemas[port.product]
        return snowflake.View(
            logical_name,
            name=port.view,
            database=schema.database,
            schema=schema.name,
            columns=[
                snowflake.ViewColumnArgs(
                    column_name=column.name,
                    comment=column.comment or None,
                    masking_policy=snowflake.ViewColumnMaskingPolicyArgs(
                        policy_name=governed.mask(port.masks[column.name]), usings=[column.name]
                    )
                    if column.name in port.masks
                    else None,
                )
                for column in port.columns
            ],
            row_access_policy=self._rows(f"{logical_name}-rows", port.rows, schema, governed) if port.rows else None,
            statement=port.statement,
            comment=port.comment,
            is_secure="true",
            # A changed view is replaced in the account; without this all of its readers would lose it.
            copy_grants=True,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[below]),
        )

    def _rows(
        self, logical_name: str, rows: RowPolicy, schema: snowflake.Schema, governed: Governed
    ) -> snowflake.ViewRowAccessPolicyArgs:
        policy = snowflake.RowAccessPolicy(
            logical_name,
            name=rows.policy,
            database=schema.database,
            schema=schema.name,
            arguments=[snowflake.RowAccessPolicyArgumentArgs(name=rows.argument, type=rows.type)],
            body=rows.body,
            # Another signature is another policy, made before the view leaves the old one: while a view has a policy
            # the account refuses to drop it.
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=governed.tables_of(rows.mapping), delete_before_replace=False
            ),
        )
        return snowflake.ViewRowAccessPolicyArgs(
            policy_name=qualified(policy.database, policy.schema, policy.name), ons=[rows.column]
        )
