"""Who reads whose products, over the borders of domains."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake

from components.domain import DataDomain
from mesh.model import Domain
from mesh.settings import Settings
from mesh.subscriptions import subscriptions


class Subscriptions(pulumi.ComponentResource):
    """The readers of one domain's products: each product's `_R` role is granted to its readers' `_READER` roles.

    It comes after all `bundles`, keyed by domain, because domains may read each other. A reader that another stack
    holds is granted by its name, without a look at that stack; the role must be there when this one is deployed.
    """

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        bundles: Mapping[str, DataDomain],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Subscriptions", name, None, opts)
        granted: dict[str, list[str]] = {}
        for subscription in subscriptions(domain, settings):
            reader = bundles.get(subscription.reader)
            snowflake.GrantDatabaseRole(
                f"{name}-{subscription.name}",
                database_role_name=bundles[domain.name].access.database_role_names[subscription.database_role],
                parent_role_name=reader.access.roles["reader"].name if reader else subscription.reader_role,
                opts=pulumi.ResourceOptions(parent=self),
            )
            granted.setdefault(subscription.product, []).append(subscription.reader)
        self.register_outputs({"readers": granted})
