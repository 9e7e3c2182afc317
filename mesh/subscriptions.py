"""Who reads a domain's products, derived as data from the readers that its file lists."""

from dataclasses import dataclass

from mesh import names
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings


@dataclass(frozen=True, slots=True)
class Subscription:
    """A product that another domain reads: the product's `_R` role granted to the reader's role.

    `name` is the logical name, without the component's in front; both roles are physical.
    """

    name: str
    product: str
    reader: str
    database_role: str
    reader_role: str


def subscriptions(domain: Domain, settings: Settings) -> tuple[Subscription, ...]:
    """Derive who reads a domain's products. The producer's stack grants them, so a subscription is in no other."""
    return tuple(
        Subscription(
            name=f"{product.name}-to-{reader.domain}",
            product=product.name,
            reader=reader.domain,
            database_role=names.database_role(product.name, "R"),
            reader_role=Names(reader.domain, settings).role("reader"),
        )
        for product in domain.products
        for reader in product.subscribers
    )
