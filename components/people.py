"""How people come to the roles of the domains."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake

from components.domain import DataDomain
from mesh.governance import Governance, is_held_by
from mesh.names import Names
from mesh.people import memberships, pool_roles
from mesh.settings import Settings


class People(pulumi.ComponentResource):
    """The roles of engineer pools, keyed by pool, and the functional roles that come to people through roles of theirs.

    The stack that holds the governance team's objects makes the pools; each domain's own stack grants its roles, so a
    pool's role must be there when that is deployed. No role is granted to a user.
    """

    pools: Mapping[str, snowflake.AccountRole]

    def __init__(
        self,
        name: str,
        governance: Governance,
        settings: Settings,
        bundles: Mapping[str, DataDomain],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:People", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.pools = self._pools(name, governance, settings, child) if is_held_by(settings) else {}
        granted: dict[str, list[str]] = {}
        for membership in memberships(governance, settings):
            if membership.domain in bundles:
                pool = self.pools.get(membership.pool or "")
                snowflake.GrantAccountRole(
                    f"{name}-{membership.name}",
                    role_name=bundles[membership.domain].access.roles[membership.function].name,
                    parent_role_name=pool.name if pool else membership.parent,
                    opts=child,
                )
                granted.setdefault(membership.parent, []).append(
                    Names(membership.domain, settings).role(membership.function)
                )
        self.register_outputs({"roles": granted})

    def _pools(
        self, name: str, governance: Governance, settings: Settings, child: pulumi.ResourceOptions
    ) -> dict[str, snowflake.AccountRole]:
        made: dict[str, snowflake.AccountRole] = {}
        for pool in pool_roles(governance, settings):
            logical_name = f"{name}-pool-{pool.name}"
            made[pool.name] = snowflake.AccountRole(logical_name, name=pool.role, comment=pool.comment, opts=child)
            for parent in pool.parents:
                snowflake.GrantAccountRole(
                    f"{logical_name}-to-{parent.lower()}",
                    role_name=made[pool.name].name,
                    parent_role_name=parent,
                    opts=child,
                )
        return made
