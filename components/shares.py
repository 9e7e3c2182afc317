"""What a domain shares with other accounts, and what it takes from theirs."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake

from components.domain import DataDomain
from components.qualified import qualified
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings
from mesh.shares import OutboundShare, SharedView, outbound_shares


class Shares(pulumi.ComponentResource):
    """The outbound shares of one domain, keyed by their names in the domain file: one for each external account.

    The provider adds the account when it creates a share, before there is any grant: for some moments the account sees
    a share with nothing in it, then view by view, and never a view without its policies. `governance_database` is where
    masks and mapping tables are.
    """

    shares: Mapping[str, snowflake.Share]
    listings: Mapping[str, snowflake.Listing]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        bundles: Mapping[str, DataDomain],
        governance_database: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Shares", name, None, opts)
        shares: dict[str, snowflake.Share] = {}
        listings: dict[str, snowflake.Listing] = {}
        for share in outbound_shares(domain, settings):
            made = self._share(f"{name}-{share.name}", share)
            grants = self._grants(f"{name}-{share.name}", share, made, bundles[domain.name], governance_database)
            shares[share.name] = made
            if share.manifest is not None:
                listings[share.name] = self._listing(f"{name}-{share.name}", share, share.manifest, made, grants)
        self.shares, self.listings = shares, listings
        self.register_outputs(
            {
                "shares": {key: share.name for key, share in shares.items()},
                "listings": {key: listing.name for key, listing in listings.items()},
            }
        )

    def _share(self, name: str, share: OutboundShare) -> snowflake.Share:
        return snowflake.Share(
            name,
            name=share.share,
            comment=share.comment,
            accounts=share.accounts or None,
            opts=pulumi.ResourceOptions(
                parent=self,
                # The provider adds an account to those that are there and takes none of them out.
                replace_on_changes=["accounts"],
                delete_before_replace=True,
            ),
        )

    def _grants(
        self,
        name: str,
        share: OutboundShare,
        made: snowflake.Share,
        bundle: DataDomain,
        governance_database: pulumi.Input[str],
    ) -> list[pulumi.Resource]:
        """Database, schema and other databases come before the view: /user-guide/data-sharing-multiple-db."""
        after = pulumi.ResourceOptions(parent=self)
        database = snowflake.GrantPrivilegesToShare(
            f"{name}-on-database",
            to_share=made.name,
            privileges=["USAGE"],
            on_database=bundle.storage.database.name,
            opts=after,
        )
        after = pulumi.ResourceOptions(parent=self, depends_on=[database])
        schemas = {
            product: snowflake.GrantPrivilegesToShare(
                f"{name}-on-schema-{product}",
                to_share=made.name,
                privileges=["USAGE"],
                on_schema=qualified(bundle.products.schemas[product].database, bundle.products.schemas[product].name),
                opts=after,
            )
            for product in share.products
        }
        references: list[pulumi.Resource] = []
        if share.references:
            references.append(
                snowflake.GrantPrivilegesToShare(
                    f"{name}-on-governance",
                    to_share=made.name,
                    privileges=["REFERENCE_USAGE"],
                    on_database=governance_database,
                    opts=after,
                )
            )
        return [
            self._view(f"{name}-on-view-{view.name}", view, made, bundle, [schemas[view.product], *references])
            for view in share.views
        ]

    def _view(
        self, name: str, view: SharedView, made: snowflake.Share, bundle: DataDomain, after: list[pulumi.Resource]
    ) -> pulumi.Resource:
        return snowflake.GrantPrivilegesToShare(
            name,
            to_share=made.name,
            privileges=["SELECT"],
            on_view=bundle.products.ports[view.name],
            opts=pulumi.ResourceOptions(parent=self, depends_on=after),
        )

    def _listing(
        self, name: str, share: OutboundShare, manifest: str, made: snowflake.Share, grants: list[pulumi.Resource]
    ) -> snowflake.Listing:
        # It is published as it is made, so all that it offers is in the share by then.
        return snowflake.Listing(
            f"{name}-listing",
            name=share.share,
            share=made.name,
            comment=share.comment,
            manifest=snowflake.ListingManifestArgs(from_string=manifest),
            publish="true",
            opts=pulumi.ResourceOptions(parent=self, depends_on=grants),
        )


class InboundShares(pulumi.ComponentResource):
    """The databases that one domain makes of other accounts' shares, keyed by their names in the domain file.

    The domain's own readers and those of the domains that it names see all of a database, as it can be granted only as
    a whole (/user-guide/data-share-consumers). A reader that another stack holds is granted by its name.
    """

    databases: Mapping[str, snowflake.SharedDatabase]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        bundles: Mapping[str, DataDomain],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:InboundShares", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.databases = {
            inbound.name: snowflake.SharedDatabase(
                f"{name}-{inbound.name}",
                name=Names(domain.name, settings).inbound(inbound.name),
                from_share=inbound.share,
                opts=child,
            )
            for inbound in domain.inbound_shares
        }
        for inbound in domain.inbound_shares:
            for reader in (domain.name, *inbound.readers):
                held = bundles.get(reader)
                role = held.access.roles["reader"].name if held else Names(reader, settings).role("reader")
                snowflake.GrantPrivilegesToAccountRole(
                    f"{name}-{inbound.name}-to-{reader}",
                    account_role_name=role,
                    privileges=["IMPORTED PRIVILEGES"],
                    on_account_object=snowflake.GrantPrivilegesToAccountRoleOnAccountObjectArgs(
                        object_type="DATABASE", object_name=self.databases[inbound.name].name
                    ),
                    opts=child,
                )
        self.register_outputs({"databases": {key: database.name for key, database in self.databases.items()}})
