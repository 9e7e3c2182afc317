"""A scratch schema for the team's analysts: what the words of the mesh have no word for, in plain Pulumi."""

import pulumi
import pulumi_snowflake as snowflake

from components.domain import DataDomain
from components.qualified import qualified


def resources(bundle: DataDomain) -> None:
    """Register the schema, and the database role by which analysts work in it. What they make there is their own."""
    inside = pulumi.ResourceOptions(parent=bundle)
    schema = snowflake.Schema(
        "tracking-own-scratch",
        name="SCRATCH",
        database=bundle.storage.database.name,
        comment="Tables of the day; nobody else reads them, and nothing is kept for long",
        data_retention_time_in_days=1,
        is_transient="true",
        with_managed_access="true",
        opts=pulumi.ResourceOptions(parent=bundle, protect=bundle.settings.protect),
    )
    role = snowflake.DatabaseRole(
        "tracking-own-scratch-w",
        name="SCRATCH_W",
        database=bundle.storage.database.name,
        comment="Makes tables and views in the scratch schema",
        opts=inside,
    )
    role_name = qualified(role.database, role.name)
    snowflake.GrantPrivilegesToDatabaseRole(
        "tracking-own-scratch-w-on-schema",
        database_role_name=role_name,
        privileges=["CREATE TABLE", "CREATE VIEW", "USAGE"],
        on_schema=snowflake.GrantPrivilegesToDatabaseRoleOnSchemaArgs(
            schema_name=qualified(schema.database, schema.name)
        ),
        opts=inside,
    )
    snowflake.GrantDatabaseRole(
        "tracking-own-scratch-w-to-analyst",
        database_role_name=role_name,
        parent_role_name=bundle.access.roles["analyst"].name,
        opts=inside,
    )
