"""Every physical name of the mesh, derived from a domain's name and the stack's settings.

Names are deterministic, so that one domain's stack can name another domain's objects without reading its state. They
are contract: a changed rule here renames, and so replaces, what people's data is in.

No two domains share a physical name: see `owner_of_warehouse`.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from mesh.account.identifiers import quote
from mesh.settings import Settings

LayerName = Literal["landing", "staging", "core"]
Reach = Literal["R", "W", "RW"]
Function = Literal["engineer", "analyst", "transformer", "loader", "reader"]
IamUse = Literal["lake", "snowflake", "spark"]

LAYERS: Final[tuple[LayerName, ...]] = ("landing", "staging", "core")
FUNCTIONS: Final[tuple[Function, ...]] = ("engineer", "analyst", "transformer", "loader", "reader")
GOVERNANCE_SCHEMAS: Final = ("MASKS", "MAPPINGS", "TAGS")
SYSADMIN: Final = "SYSADMIN"

GOVERNANCE: Final = "governance"
"""The governance team's folder, and its word among a stack's domains."""


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
    def kafka_user(self) -> str:
        """The service user of the domain's Kafka connector, and the connector's own name."""
        return f"{self.database}_KAFKA"

    @property
    def storage_integration(self) -> str:
        """The storage integration that the stages of the domain's file ingests use."""
        return f"{self.database}_S3"

    @property
    def external_volume(self) -> str:
        """The external volume over the domain's lake."""
        return f"{self.database}_LAKE"

    @property
    def catalog_integration(self) -> str:
        """The catalog integration with the domain's Glue database."""
        return f"{self.database}_GLUE"

    def iam_role(self, use: IamUse) -> str:
        """The IAM role of Snowflake's loads (`snowflake`), of its reads in the lake (`lake`), or of Spark jobs."""
        return f"{self.glue_database}-{use}"

    def iam_role_arn(self, use: IamUse) -> str:
        """The role's ARN, which is known before the role is there: Snowflake's integrations want it first."""
        return f"arn:aws:iam::{self.settings.aws_account_id}:role/{self.iam_role(use)}"

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
    return Names(GOVERNANCE, settings).database


def steward(settings: Settings) -> str:
    """The account role of the people who keep the governance team's mapping tables."""
    return f"{governance_database(settings)}_STEWARD"


def pool_role(pool: str, settings: Settings) -> str:
    """The account role of the engineers of a pool."""
    return Names(f"pool_{pool}", settings).database


def schema(layer_or_product: str) -> str:
    """The schema of an internal layer or of a product, inside the domain's database."""
    return layer_or_product.upper()


def table(table_or_product: str) -> str:
    """A landing or mapping table."""
    return table_or_product.upper()


def stage(ingest: str) -> str:
    """The stage of a file ingest in `LANDING`; tables, stages and pipes do not share their names."""
    return ingest.upper()


def pipe(ingest: str) -> str:
    """The pipe from a file ingest's stage to its landing table."""
    return ingest.upper()


def port_name(product: str, port: str) -> str:
    """The name of a port among all ports of a domain, from which its logical names are made."""
    return product if port == product else f"{product}-{port}"


def base_table(product: str, port: str) -> str:
    """The table in `CORE` under a port: a product's only one has the product's name."""
    return table(product) if port == product else f"{table(product)}_{table(port)}"


def lake_table(product: str, port: str) -> str:
    """The table that Spark writes: in the Glue catalog, in small letters, and in `CORE`, where Snowflake reads it.

    A product's base table and catalog entry have other names, so that either can be made while the other is still
    there: a product changes hands between dbt and Spark without a moment in which its view reads nothing.
    """
    return f"{base_table(product, port)}_LAKE"


def view(port: str) -> str:
    """The secure view of a product's table, inside the product's schema."""
    return port.upper()


def column(name: str) -> str:
    """The name of a column in tables and views."""
    return name.upper()


def row_access_policy(port: str, column: str, type_: str) -> str:
    """The row access policy of a view, inside the product's schema; another signature has another name."""
    return f"{view(port)}_ROWS_{column.upper()}_{_plain(type_)}"


def masking_policy(classification: str, type_: str) -> str:
    """The masking policy of a classification for a data type, in `MASKS` of the governance database."""
    return f"{classification.upper()}_{_plain(type_)}"


def glue_table(product: str, port: str) -> str:
    """A product's table in the Glue catalog: its only one has the product's name."""
    return product.lower() if port == product else f"{product}_{port}".lower()


def database_role(layer_or_product: str, reach: Reach) -> str:
    """The access role of a layer or product, inside the domain's database: who holds it may read, write or both."""
    return f"{layer_or_product.upper()}_{reach}"


def quoted(*parts: str) -> str:
    """A (qualified) identifier as it stands in SQL text: `"TRACKING"."CORE"."SESSIONS"`."""
    return ".".join(map(quote, parts))


def _plain(type_: str) -> str:
    """A data type as part of a name: `NUMBER_38_2` of `NUMBER(38,2)`."""
    return re.sub(r"\W+", "_", type_).strip("_")


def owner_of_warehouse(domain: str, warehouse: str, domains: Collection[str]) -> str:
    """Which domain the physical name of a warehouse belongs to: the one with the longest name that it begins with.

    `a` with warehouse `b_c` and `a_b` with warehouse `c` would both be `A_B_C`; it belongs to `a_b`, whether or not
    that domain has such a warehouse today.
    """
    full = f"{domain}_{warehouse}"
    beginnings = (full[:end] for end in range(len(full) - 1, len(domain), -1) if full[end] == "_")
    return next((name for name in beginnings if name in domains), domain)
