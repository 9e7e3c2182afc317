"""Every physical name of the mesh, derived from a domain's name and the stack's settings.

Names are deterministic, so that one domain's stack can name another domain's objects without reading its state. They
are contract: a changed rule here renames, and so replaces, what people's data is in.

No two domains share a physical name: see `owner_of_warehouse`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from mesh.account.identifiers import quote
from mesh.settings import Settings

LayerName = Literal["landing", "staging", "core"]
Reach = Literal["R", "W", "RW"]
Function = Literal["engineer", "analyst", "transformer", "loader", "reader"]

LAYERS: Final[tuple[LayerName, ...]] = ("landing", "staging", "core")
FUNCTIONS: Final[tuple[Function, ...]] = ("engineer", "analyst", "transformer", "loader", "reader")
GOVERNANCE_SCHEMAS: Final = ("MASKS", "MAPPINGS", "TAGS")
SYSADMIN: Final = "SYSADMIN"


@dataclass(frozen=True, slots=True)
class Names:
    """The physical names of one domain: `Names("tracking", settings).database` is `DEV_TRACKING`."""

    domain: str
    settings: Settings

    @property
    def database(self) -> str:
        """The domain's database; account objects of the domain begin with this name."""
        prefix = self.settings.prefix
        return f"{prefix}_{self.domain}".upper() if prefix else self.domain.upper()

    @property
    def monitor(self) -> str:
        """The resource monitor over all of the domain's warehouses."""
        return f"{self.database}_MONITOR"

    def warehouse(self, warehouse: str) -> str:
        """The physical name of a warehouse."""
        return f"{self.database}_{warehouse.upper()}"

    def role(self, function: Function) -> str:
        """The account role of people and tools with this function in the domain."""
        return f"{self.database}_{function.upper()}"

    def share(self, share: str) -> str:
        """The outbound share of that name in the domain file."""
        return f"{self.database}_{share.upper()}"

    def inbound(self, share: str) -> str:
        """The database that is made from the inbound share of that name in the domain file."""
        return f"{self.database}_FROM_{share.upper()}"

    @property
    def glue_database(self) -> str:
        """The domain's database in the Glue catalog, which keeps names in lower case."""
        return self.database.lower()

    @property
    def bucket(self) -> str:
        """The domain's S3 bucket. Bucket names are global, so organisation and AWS account are part of it."""
        parts = (self.settings.organisation, self.glue_database.replace("_", "-"), self.settings.aws_account_id)
        return "-".join(parts)


def governance_database(settings: Settings) -> str:
    """The database of the governance team, with the schemas in `GOVERNANCE_SCHEMAS`; no domain can have its name."""
    return Names("governance", settings).database


def pool_role(pool: str, settings: Settings) -> str:
    """The account role of the engineers of a pool."""
    return Names(f"pool_{pool}", settings).database


def schema(layer_or_product: str) -> str:
    """The schema of an internal layer or of a product, inside the domain's database."""
    return layer_or_product.upper()


def table(table_or_product: str) -> str:
    """A landing table, or the base table of a product in `CORE`."""
    return table_or_product.upper()


def base_table(product: str, port: str) -> str:
    """The table in `CORE` under a port: a product's only one has the product's name."""
    return table(product) if port == product else f"{table(product)}_{table(port)}"


def view(port: str) -> str:
    """The secure view of a product's table, inside the product's schema."""
    return port.upper()


def column(name: str) -> str:
    """The name of a column in tables and views."""
    return name.upper()


def glue_table(product: str) -> str:
    """The product's table in the Glue catalog."""
    return product.lower()


def database_role(layer_or_product: str, reach: Reach) -> str:
    """The access role of a layer or product, inside the domain's database: who holds it may read, write or both."""
    return f"{layer_or_product.upper()}_{reach}"


def quoted(*parts: str) -> str:
    """A (qualified) identifier as it stands in SQL text: `"TRACKING"."CORE"."SESSIONS"`."""
    return ".".join(map(quote, parts))


def owner_of_warehouse(domain: str, warehouse: str, domains: Collection[str]) -> str:
    """Which domain the physical name of a warehouse belongs to: the one with the longest name that it begins with.

    `a` with warehouse `b_c` and `a_b` with warehouse `c` would both be `A_B_C`; it belongs to `a_b`, whether or not
    that domain has such a warehouse today.
    """
    full = f"{domain}_{warehouse}"
    beginnings = (full[:end] for end in range(len(full) - 1, len(domain), -1) if full[end] == "_")
    return next((name for name in beginnings if name in domains), domain)
