"""What a domain computes with, and the limit of what that costs."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake

from mesh.access import access
from mesh.model import Domain
from mesh.names import Function, Names
from mesh.settings import Settings
from mesh.words import Warehouse


class Compute(pulumi.ComponentResource):
    """A domain's warehouses, keyed by their names in the domain file, under one resource monitor.

    Needs a Snowflake provider with the role of an account administrator: only such a role creates monitors and assigns
    them (/sql-reference/sql/create-resource-monitor), and what it creates it also has to grant.
    """

    monitor: snowflake.ResourceMonitor
    warehouses: Mapping[str, snowflake.Warehouse]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        roles: Mapping[Function, snowflake.AccountRole],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Compute", name, None, opts)
        physical = Names(domain.name, settings)
        self.monitor = self._monitor(name, domain, physical)
        self.warehouses = {
            warehouse.name: make_warehouse(
                f"{name}-{warehouse.name}",
                warehouse,
                physical,
                settings,
                self.monitor,
                pulumi.ResourceOptions(parent=self),
            )
            for warehouse in domain.warehouses
        }
        self._grants(name, domain, settings, roles)
        self.register_outputs(
            {
                "monitor": self.monitor.name,
                "warehouses": {key: warehouse.name for key, warehouse in self.warehouses.items()},
            }
        )

    def _monitor(self, name: str, domain: Domain, physical: Names) -> snowflake.ResourceMonitor:
        # Without frequency and start the quota is a calendar month's, and no date has to be made up.
        return snowflake.ResourceMonitor(
            f"{name}-monitor",
            name=physical.monitor,
            credit_quota=domain.monthly_credits,
            notify_triggers=domain.notify_at_percent,
            suspend_trigger=domain.suspend_at_percent,
            suspend_immediate_trigger=domain.suspend_immediately_at_percent,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _grants(
        self, name: str, domain: Domain, settings: Settings, roles: Mapping[Function, snowflake.AccountRole]
    ) -> None:
        physical = Names(domain.name, settings)
        warehouses = {physical.warehouse(key): warehouse for key, warehouse in self.warehouses.items()}
        grantees = {physical.role(function): role for function, role in roles.items()}
        for grant in access(domain, settings).account_role_privileges:
            snowflake.GrantPrivilegesToAccountRole(
                f"{name}-{grant.name}",
                account_role_name=grantees[grant.grantee.role].name,
                privileges=grant.privileges,
                on_account_object=snowflake.GrantPrivilegesToAccountRoleOnAccountObjectArgs(
                    object_type="WAREHOUSE", object_name=warehouses[grant.on.warehouse].name
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )


def make_warehouse(
    logical_name: str,
    warehouse: Warehouse,
    physical: Names,
    settings: Settings,
    monitor: snowflake.ResourceMonitor,
    opts: pulumi.ResourceOptions,
) -> snowflake.Warehouse:
    """Make a warehouse that a file of the mesh describes, under a monitor."""
    # Standard Edition has no clusters to speak of: /user-guide/warehouses-multicluster
    clusters = settings.edition != "STANDARD"
    return snowflake.Warehouse(
        logical_name,
        name=physical.warehouse(warehouse.name),
        warehouse_size=warehouse.size,
        auto_suspend=warehouse.suspend_after_seconds,
        auto_resume="true",
        initially_suspended=True,
        min_cluster_count=warehouse.min_clusters if clusters else None,
        max_cluster_count=warehouse.max_clusters if clusters else None,
        scaling_policy=warehouse.scaling_policy if clusters else None,
        statement_timeout_in_seconds=warehouse.statement_timeout_seconds,
        statement_queued_timeout_in_seconds=warehouse.queued_timeout_seconds,
        resource_monitor=monitor.name,
        comment=warehouse.description or None,
        opts=opts,
    )
