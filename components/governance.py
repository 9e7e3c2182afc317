"""What the governance team has in Snowflake, and what the domains get of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_snowflake as snowflake

from components.qualified import qualified
from mesh import names
from mesh.governance import Governance, RowMapping
from mesh.masks import ARGUMENT, Mask, masks
from mesh.names import GOVERNANCE_SCHEMAS, SYSADMIN
from mesh.rows import MAPPING_ROLE, MAPPING_VALUE
from mesh.settings import Settings

# The longest that every edition has: /user-guide/data-time-travel
RETENTION_DAYS: Final = 1
KEEPS: Final = ("DELETE", "INSERT", "SELECT", "UPDATE")


class CentralGovernance(pulumi.ComponentResource):
    """The governance database: masking policies, keyed by their physical names, and mapping tables, keyed by theirs.

    Nobody holds a right on a mask: the deploy role, which owns it, attaches it to views. The mapping tables are kept by
    whoever holds the steward's role, and by nobody else; row access policies read them as their owner.
    """

    database: snowflake.Database
    schemas: Mapping[str, snowflake.Schema]
    masks: Mapping[str, snowflake.MaskingPolicy]
    mappings: Mapping[str, snowflake.Table]
    steward: snowflake.AccountRole

    def __init__(
        self, name: str, governance: Governance, settings: Settings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("datamesh:index:CentralGovernance", name, None, opts)
        kept = pulumi.ResourceOptions(parent=self, protect=settings.protect)
        self.database = snowflake.Database(
            f"{name}-database",
            name=names.governance_database(settings),
            comment=governance.description,
            data_retention_time_in_days=RETENTION_DAYS,
            drop_public_schema_on_creation=True,
            opts=kept,
        )
        self.schemas = {
            schema: snowflake.Schema(
                f"{name}-{schema.lower()}",
                name=schema,
                database=self.database.name,
                data_retention_time_in_days=RETENTION_DAYS,
                with_managed_access="true",
                opts=kept,
            )
            for schema in GOVERNANCE_SCHEMAS
        }
        self.masks = {mask.policy: self._mask(name, mask) for mask in masks(governance, settings)}
        self.mappings = {
            mapping.name: _mapping(f"{name}-mapping-{mapping.name}", mapping, self.schemas["MAPPINGS"], kept)
            for mapping in governance.row_mappings
        }
        self.steward = self._steward(name, settings)
        self.register_outputs(
            {
                "database": self.database.name,
                "masks": [mask.name for mask in self.masks.values()],
                "mappings": {key: table.name for key, table in self.mappings.items()},
                "steward": self.steward.name,
            }
        )

    def _mask(self, name: str, mask: Mask) -> snowflake.MaskingPolicy:
        schema = self.schemas["MASKS"]
        return snowflake.MaskingPolicy(
            f"{name}-mask-{mask.policy.lower()}",
            name=mask.policy,
            database=schema.database,
            schema=schema.name,
            arguments=[snowflake.MaskingPolicyArgumentArgs(name=ARGUMENT, type=mask.type)],
            return_data_type=mask.type,
            body=mask.body,
            comment=mask.comment,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _steward(self, name: str, settings: Settings) -> snowflake.AccountRole:
        child = pulumi.ResourceOptions(parent=self)
        keeper = snowflake.DatabaseRole(
            f"{name}-mappings-rw",
            name=names.database_role("mappings", "RW"),
            database=self.database.name,
            comment="Keeps the tables that say who sees which rows",
            opts=child,
        )
        steward = snowflake.AccountRole(
            f"{name}-steward", name=names.steward(settings), comment="Governance: keeps the mapping tables", opts=child
        )
        keeper_name = qualified(keeper.database, keeper.name)
        self._grant_tables(f"{name}-mappings-rw", keeper_name)
        snowflake.GrantDatabaseRole(
            f"{name}-mappings-rw-to-steward",
            database_role_name=keeper_name,
            parent_role_name=steward.name,
            opts=child,
        )
        snowflake.GrantAccountRole(
            f"{name}-steward-to-sysadmin", role_name=steward.name, parent_role_name=SYSADMIN, opts=child
        )
        return steward

    def _grant_tables(self, logical_name: str, keeper: pulumi.Output[str]) -> None:
        child = pulumi.ResourceOptions(parent=self)
        schema = self.schemas["MAPPINGS"]
        snowflake.GrantPrivilegesToDatabaseRole(
            f"{logical_name}-on-schema",
            database_role_name=keeper,
            privileges=["USAGE"],
            on_schema=snowflake.GrantPrivilegesToDatabaseRoleOnSchemaArgs(
                schema_name=qualified(schema.database, schema.name)
            ),
            opts=child,
        )
        for key, table in self.mappings.items():
            snowflake.GrantPrivilegesToDatabaseRole(
                f"{logical_name}-on-{key}",
                database_role_name=keeper,
                privileges=KEEPS,
                on_schema_object=snowflake.GrantPrivilegesToDatabaseRoleOnSchemaObjectArgs(
                    object_type="TABLE", object_name=qualified(table.database, table.schema, table.name)
                ),
                opts=child,
            )


@dataclass(frozen=True, slots=True)
class Governed:
    """What a domain gets of governance: what it says, and its objects.

    Objects that another stack holds have the same names and must be there when this one is deployed.
    """

    says: Governance | None
    central: CentralGovernance | None
    settings: Settings

    def mask(self, policy: str) -> pulumi.Input[str]:
        """The qualified name of a masking policy; whoever uses it depends on the policy."""
        if self.central is None:
            return names.quoted(names.governance_database(self.settings), "MASKS", policy)
        mask = self.central.masks[policy]
        return qualified(mask.database, mask.schema, mask.name)

    def tables_of(self, mapping: str | None) -> list[pulumi.Resource]:
        """The mapping table that a row access policy reads, if it reads one that this stack holds."""
        return [self.central.mappings[mapping]] if mapping and self.central else []


def _mapping(
    logical_name: str, mapping: RowMapping, schema: snowflake.Schema, kept: pulumi.ResourceOptions
) -> snowflake.Table:
    return snowflake.Table(
        logical_name,
        name=names.table(mapping.name),
        database=schema.database,
        schema=schema.name,
        columns=[
            snowflake.TableColumnArgs(
                name=MAPPING_ROLE, type="VARCHAR", nullable=False, comment="Account role, as it is stored: in capitals"
            ),
            snowflake.TableColumnArgs(
                name=MAPPING_VALUE, type=mapping.type, nullable=False, comment="Value that the role sees"
            ),
        ],
        comment=mapping.description,
        opts=kept,
    )
