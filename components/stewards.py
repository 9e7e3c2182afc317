"""How the people who keep the mapping tables come to do it."""

import pulumi
import pulumi_snowflake as snowflake

from components.compute import make_warehouse
from mesh.governance import STEWARDS_WAREHOUSE, Stewards
from mesh.names import GOVERNANCE, Names
from mesh.settings import Settings


class Stewardship(pulumi.ComponentResource):
    """The governance team's own warehouse under a resource monitor, and who holds the steward's role to use it.

    Changing rows takes a warehouse (/user-guide/warehouses-overview), and a domain's would make the domain pay. Monitor
    and warehouse need the account administrator's provider, as in `Compute`.
    """

    monitor: snowflake.ResourceMonitor
    warehouse: snowflake.Warehouse

    def __init__(
        self,
        name: str,
        stewards: Stewards,
        role: snowflake.AccountRole,
        settings: Settings,
        administrator: snowflake.Provider,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Stewardship", name, None, opts)
        physical = Names(GOVERNANCE, settings)
        as_administrator = pulumi.ResourceOptions(parent=self, provider=administrator)
        self.monitor = snowflake.ResourceMonitor(
            f"{name}-monitor",
            name=physical.monitor,
            credit_quota=stewards.monthly_credits,
            suspend_trigger=100,
            opts=as_administrator,
        )
        self.warehouse = make_warehouse(
            f"{name}-warehouse", STEWARDS_WAREHOUSE, physical, settings, self.monitor, as_administrator
        )
        snowflake.GrantPrivilegesToAccountRole(
            f"{name}-on-warehouse",
            account_role_name=role.name,
            privileges=["USAGE"],
            on_account_object=snowflake.GrantPrivilegesToAccountRoleOnAccountObjectArgs(
                object_type="WAREHOUSE", object_name=self.warehouse.name
            ),
            opts=as_administrator,
        )
        snowflake.GrantAccountRole(
            f"{name}-to-{stewards.identity_role.lower()}",
            role_name=role.name,
            parent_role_name=stewards.identity_role,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"warehouse": self.warehouse.name})
