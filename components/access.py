"""The roles of a domain and what they may do, as `mesh.access` derives them."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, assert_never

import pulumi
import pulumi_snowflake as snowflake
from pulumi_snowflake import (
    GrantPrivilegesToDatabaseRoleOnSchemaArgs,
    GrantPrivilegesToDatabaseRoleOnSchemaObjectAllArgs,
    GrantPrivilegesToDatabaseRoleOnSchemaObjectArgs,
    GrantPrivilegesToDatabaseRoleOnSchemaObjectFutureArgs,
    GrantPrivilegesToDatabaseRoleOnSchemaObjectInheritedArgs,
)

from components.lake import Lake
from components.products import Products
from components.qualified import qualified
from components.storage import Storage
from mesh import access, names
from mesh.access import (
    DatabaseRole,
    DatabaseRolePrivileges,
    OnAll,
    OnFuture,
    OnInherited,
    OnSchema,
    OnView,
    SchemaTarget,
)
from mesh.model import Domain
from mesh.names import FUNCTIONS, Function, Names
from mesh.settings import Settings


class Access(pulumi.ComponentResource):
    """A domain's account roles, keyed by function, its database roles, keyed by name, and all grants inside the domain.

    `database_role_names` has the qualified names of the latter, to grant them by. Grants on warehouses are in
    `Compute`, grants to other domains in `Subscriptions`. `administrator` makes the inherited grants of a stack that
    has them: they take MANAGE GRANTS, and owning the schema is not enough (/user-guide/inherited-grants-intro).
    """

    roles: Mapping[Function, snowflake.AccountRole]
    database_roles: Mapping[str, snowflake.DatabaseRole]
    database_role_names: Mapping[str, pulumi.Output[str]]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        storage: Storage,
        products: Products,
        lake: Lake | None,
        administrator: snowflake.Provider,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Access", name, None, opts)
        derived = access.access(domain, settings)
        physical = Names(domain.name, settings)
        child = pulumi.ResourceOptions(parent=self)
        account_roles = {
            role.role: snowflake.AccountRole(f"{name}-{role.name}", name=role.role, comment=role.comment, opts=child)
            for role in derived.account_roles
        }
        self.roles = {function: account_roles[physical.role(function)] for function in FUNCTIONS}
        self.database_roles = {
            role.role: snowflake.DatabaseRole(
                f"{name}-{role.name}", name=role.role, database=storage.database.name, comment=role.comment, opts=child
            )
            for role in derived.database_roles
        }
        self.database_role_names = {
            key: qualified(role.database, role.name) for key, role in self.database_roles.items()
        }
        tables = [*storage.tables.values(), *(lake.tables.values() if lake else ())]
        self._grant_privileges(name, derived.database_role_privileges, storage, products, tables, administrator)
        self._grant_roles(name, derived, account_roles)
        self.register_outputs(
            {
                "roles": {function: role.name for function, role in self.roles.items()},
                "databaseRoles": [role.name for role in self.database_roles.values()],
            }
        )

    def _grant_privileges(
        self,
        name: str,
        grants: Sequence[DatabaseRolePrivileges],
        storage: Storage,
        products: Products,
        tables: Sequence[pulumi.Resource],
        administrator: snowflake.Provider,
    ) -> None:
        schemas = {
            names.schema(key): qualified(schema.database, schema.name)
            for key, schema in (*storage.layers.items(), *products.schemas.items())
        }
        granted: dict[tuple[DatabaseRole, SchemaTarget], pulumi.Resource] = {}
        for grant in grants:
            before: list[pulumi.Resource] = []
            if isinstance(grant.on, OnAll):
                # ALL takes what is there: what was made before FUTURE was granted, or by us in this same run.
                future = OnFuture(grant.on.object_type_plural, grant.on.schema)
                before = [granted[grant.grantee, future], *tables]
            granted[grant.grantee, grant.on] = snowflake.GrantPrivilegesToDatabaseRole(
                f"{name}-{grant.name}",
                database_role_name=self.database_role_names[grant.grantee.role],
                privileges=grant.privileges,
                **_target(grant.on, schemas, products.by_view),
                opts=pulumi.ResourceOptions(
                    parent=self,
                    depends_on=before,
                    provider=administrator if isinstance(grant.on, OnInherited) else None,
                ),
            )

    def _grant_roles(
        self, name: str, derived: access.Access, account_roles: Mapping[str, snowflake.AccountRole]
    ) -> None:
        child = pulumi.ResourceOptions(parent=self)
        for member in derived.database_role_members:
            snowflake.GrantDatabaseRole(
                f"{name}-{member.name}",
                database_role_name=self.database_role_names[member.database_role.role],
                parent_role_name=account_roles[member.parent.role].name,
                opts=child,
            )
        for holder in derived.account_role_members:
            parent = account_roles.get(holder.parent)
            snowflake.GrantAccountRole(
                f"{name}-{holder.name}",
                role_name=account_roles[holder.role.role].name,
                parent_role_name=parent.name if parent else holder.parent,
                opts=child,
            )


class _Target(TypedDict, total=False):
    """What a grant is on, as the provider takes it: one of the two."""

    on_schema: GrantPrivilegesToDatabaseRoleOnSchemaArgs
    on_schema_object: GrantPrivilegesToDatabaseRoleOnSchemaObjectArgs


def _target(
    on: SchemaTarget, schemas: Mapping[str, pulumi.Output[str]], views: Mapping[tuple[str, str], pulumi.Output[str]]
) -> _Target:
    name = schemas[on.schema]
    match on:
        case OnSchema():
            return {"on_schema": GrantPrivilegesToDatabaseRoleOnSchemaArgs(schema_name=name)}
        case OnView():
            target = GrantPrivilegesToDatabaseRoleOnSchemaObjectArgs(
                object_type="VIEW", object_name=views[on.schema, on.view]
            )
        case OnAll(object_type_plural=plural):
            target = GrantPrivilegesToDatabaseRoleOnSchemaObjectArgs(
                all=GrantPrivilegesToDatabaseRoleOnSchemaObjectAllArgs(object_type_plural=plural, in_schema=name)
            )
        case OnFuture(object_type_plural=plural):
            target = GrantPrivilegesToDatabaseRoleOnSchemaObjectArgs(
                future=GrantPrivilegesToDatabaseRoleOnSchemaObjectFutureArgs(object_type_plural=plural, in_schema=name)
            )
        case OnInherited(object_type_plural=plural):
            target = GrantPrivilegesToDatabaseRoleOnSchemaObjectArgs(
                inherited=GrantPrivilegesToDatabaseRoleOnSchemaObjectInheritedArgs(
                    object_type_plural=plural, in_schema=name
                )
            )
        case _:
            assert_never(on)
    return {"on_schema_object": target}
