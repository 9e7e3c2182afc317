"""What the Kafka connector of a domain signs in with, and what it may do."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake
from pulumi_snowflake import (
    GrantPrivilegesToAccountRoleOnAccountObjectArgs,
    GrantPrivilegesToAccountRoleOnSchemaArgs,
    GrantPrivilegesToAccountRoleOnSchemaObjectArgs,
)

from components.qualified import qualified
from components.storage import Storage
from mesh import kafka
from mesh.model import Domain
from mesh.names import Function, Names
from mesh.settings import Settings


class Kafka(pulumi.ComponentResource):
    """The service user of a domain's Kafka connector, and the direct grants of the loader role that it holds.

    Made for a domain with ingests from Kafka. The tables are in `Storage`; the connector's configuration comes from
    `mesh kafka connector`. Its private key is nowhere in the stack: only the public halves are.
    """

    user: snowflake.ServiceUser

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        storage: Storage,
        roles: Mapping[Function, snowflake.AccountRole],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Kafka", name, None, opts)
        loader = roles["loader"]
        key, second_key = (*kafka.public_keys(domain, settings), None)[:2]
        self.user = snowflake.ServiceUser(
            f"{name}-user",
            name=Names(domain.name, settings).kafka_user,
            rsa_public_key=key,
            rsa_public_key2=second_key,
            default_role=loader.name,
            comment=f"Kafka connector of {domain.name}",
            opts=pulumi.ResourceOptions(parent=self),
        )
        snowflake.GrantAccountRole(
            f"{name}-loader-to-user",
            role_name=loader.name,
            user_name=self.user.name,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._grant_privileges(name, domain, storage, loader)
        self.register_outputs({"user": self.user.name})

    def _grant_privileges(self, name: str, domain: Domain, storage: Storage, loader: snowflake.AccountRole) -> None:
        child = pulumi.ResourceOptions(parent=self)
        snowflake.GrantPrivilegesToAccountRole(
            f"{name}-on-database",
            account_role_name=loader.name,
            privileges=kafka.ON_DATABASE,
            on_account_object=GrantPrivilegesToAccountRoleOnAccountObjectArgs(
                object_type="DATABASE", object_name=storage.database.name
            ),
            opts=child,
        )
        landing = storage.layers["landing"]
        snowflake.GrantPrivilegesToAccountRole(
            f"{name}-on-landing",
            account_role_name=loader.name,
            privileges=kafka.ON_LANDING,
            on_schema=GrantPrivilegesToAccountRoleOnSchemaArgs(schema_name=qualified(landing.database, landing.name)),
            opts=child,
        )
        for ingest in domain.kafka_ingests:
            table = storage.landing_tables[ingest.name]
            snowflake.GrantPrivilegesToAccountRole(
                f"{name}-on-{ingest.name}",
                account_role_name=loader.name,
                privileges=kafka.ON_TABLE,
                on_schema_object=GrantPrivilegesToAccountRoleOnSchemaObjectArgs(
                    object_type="TABLE", object_name=qualified(table.database, table.schema, table.name)
                ),
                opts=child,
            )
