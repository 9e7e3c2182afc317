"""What a domain shares with other accounts, derived as data: shares, what is in them, and listings to other regions.

A share holds grants on the secure views of its products and on what they lie in, and nothing else. Which rows an
account sees is in the views' row access policies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from mesh.exchange import Share
from mesh.model import Domain
from mesh.names import Names, port_name
from mesh.settings import Settings
from mesh.words import ProductTable

# /collaboration/provider-listings-auto-fulfillment: SUB_DATABASE copies what is in the share and not its database.
_REFRESH: Final = {"refresh_type": "SUB_DATABASE", "refresh_schedule": "1440 MINUTE"}
# /progaccess/listing-manifest-reference: terms that both sides agreed on outside of Snowflake.
_TERMS: Final = {"type": "OFFLINE"}
_LONGEST_TITLE: Final = 110
_LONGEST_DESCRIPTION: Final = 7500


@dataclass(frozen=True, slots=True)
class SharedView:
    """A port in a share; `name` tells it from the domain's other ports.

    `references` says whether it reads, or is masked by, what is in the governance database.
    """

    name: str
    product: str
    references: bool


@dataclass(frozen=True, slots=True)
class OutboundShare:
    """A share; `name` is the one in the domain file, `share` the physical one.

    A share has `accounts`, or it goes through a listing with this `manifest`, in YAML, which names the account.
    """

    name: str
    share: str
    comment: str
    accounts: tuple[str, ...]
    manifest: str | None
    views: tuple[SharedView, ...]

    @property
    def products(self) -> tuple[str, ...]:
        """The products that are shared, each once."""
        return tuple(dict.fromkeys(view.product for view in self.views))

    @property
    def references(self) -> bool:
        """Whether something in it needs the governance database."""
        return any(view.references for view in self.views)


def outbound_shares(domain: Domain, settings: Settings) -> tuple[OutboundShare, ...]:
    """Derive a domain's shares, one for each external account that it names."""
    return tuple(
        OutboundShare(
            name=share.name,
            share=Names(domain.name, settings).share(share.name),
            comment=share.purpose,
            accounts=() if _elsewhere(share, settings) else (share.account,),
            manifest=_manifest(domain, share) if _elsewhere(share, settings) else None,
            views=tuple(_views(domain, share)),
        )
        for share in domain.shares
    )


def _elsewhere(share: Share, settings: Settings) -> bool:
    # A share reaches the accounts of its own region: /user-guide/secure-data-sharing-across-regions-platforms
    return share.region not in (None, settings.snowflake_region)


def _views(domain: Domain, share: Share) -> Iterator[SharedView]:
    for product in domain.products:
        if product.name in share.products:
            for port in product.ports:
                yield SharedView(port_name(product.name, port.name), product.name, _references(port))


def _references(port: ProductTable) -> bool:
    """Masks and mapping tables are the governance team's; a row access policy of lists is the domain's own."""
    masked = any(column.classification for column in port.columns)
    return masked or (port.rows is not None and port.rows.mapping is not None)


def _manifest(domain: Domain, share: Share) -> str:
    """The listing's manifest (/progaccess/listing-manifest-reference): private, for one account."""
    content: dict[str, Any] = {
        "title": f"{domain.name} for {share.name}"[:_LONGEST_TITLE],
        "description": share.purpose[:_LONGEST_DESCRIPTION],
        "listing_terms": dict(_TERMS),
        "targets": {"accounts": [share.account]},
        "auto_fulfillment": dict(_REFRESH),
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
