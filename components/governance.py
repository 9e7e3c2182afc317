"""What the governance team keeps for all domains."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake

from mesh import names
from mesh.governance import Governance
from mesh.settings import Settings

# The schemas hold policies, tags and small tables: nothing that a long Time Travel would be for.
_RETENTION_DAYS = 1


class CentralGovernance(pulumi.ComponentResource):
    """The governance database and its schemas, keyed by their names."""

    database: snowflake.Database
    schemas: Mapping[str, snowflake.Schema]

    def __init__(
        self, name: str, governance: Governance, settings: Settings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("datamesh:index:CentralGovernance", name, None, opts)
        kept = pulumi.ResourceOptions(parent=self, protect=settings.protect)
        self.database = snowflake.Database(
            f"{name}-database",
            name=names.governance_database(settings),
            comment=governance.description,
            data_retention_time_in_days=_RETENTION_DAYS,
            drop_public_schema_on_creation=True,
            opts=kept,
        )
        self.schemas = {
            schema: snowflake.Schema(
                f"{name}-{schema.lower()}",
                name=schema,
                database=self.database.name,
                data_retention_time_in_days=_RETENTION_DAYS,
                with_managed_access="true",
                opts=kept,
            )
            for schema in names.GOVERNANCE_SCHEMAS
        }
        self.register_outputs(
            {"database": self.database.name, "schemas": {key: schema.name for key, schema in self.schemas.items()}}
        )
