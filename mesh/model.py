"""The domain: one bundle of warehouses, database, roles and catalog entries, as its team writes it.

A `Domain` is checked as a whole when it is made and is right from then on: its words are frozen and typed, and all that
follows from it (`names`, `access`, `products`) is derived without further checks. What depends on the stack or on other
domains is not known here: see `mesh.check`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Annotated, Final

from pydantic import Field

from mesh.exchange import AnyIngest, FileIngest, InboundShare, KafkaIngest, Share, Spark
from mesh.names import LayerName
from mesh.problems import MeshError
from mesh.validate import model_of, word_problems
from mesh.words import Layer, Product, Table, Warehouse, keep_tuples

_LAYER: Final = Layer()

Percent = Annotated[int, Field(ge=1, le=1000)]


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of the mesh: its owner, what it computes with, what it keeps and what it offers to others.

    `ingests` bring data into its landing layer; `landing_tables` are filled by something else. `spark` is for jobs that
    are not SQL. `owner` is the e-mail address of the team. `cost_centre` is who pays, one of those that the governance
    team lists. `monthly_credits` is the quota of the domain's resource monitor: people are notified at each of
    `notify_at_percent` of it, warehouses stop taking queries at `suspend_at_percent`, and running queries
    are cancelled at `suspend_immediately_at_percent`.

    Raises `MeshError` with all that is wrong in the domain.
    """

    name: str
    _: KW_ONLY
    owner: str
    description: str
    warehouses: Sequence[Warehouse]
    landing: Layer = _LAYER
    staging: Layer = _LAYER
    core: Layer = _LAYER
    landing_tables: Sequence[Table] = ()
    ingests: Sequence[AnyIngest] = ()
    products: Sequence[Product] = ()
    shares: Sequence[Share] = ()
    inbound_shares: Sequence[InboundShare] = ()
    spark: Spark | None = None
    cost_centre: str | None = None
    monthly_credits: Annotated[int, Field(ge=1)] = 100
    notify_at_percent: Sequence[Percent] = (50, 80)
    suspend_at_percent: Percent = 100
    suspend_immediately_at_percent: Percent = 110

    def __post_init__(self) -> None:
        keep_tuples(
            self,
            "warehouses", "landing_tables", "ingests", "products", "shares", "inbound_shares", "notify_at_percent",
        )  # fmt: skip
        found = word_problems(self, str(self.name), _FIELDS)
        if found:
            raise MeshError(found)

    @property
    def layers(self) -> Mapping[LayerName, Layer]:
        """The internal layers by name."""
        return {"landing": self.landing, "staging": self.staging, "core": self.core}

    @property
    def retention_days(self) -> int:
        """The database's Time Travel retention: a dropped database comes back as far as its longest-kept layer."""
        return max(layer.retention_days for layer in self.layers.values())

    @property
    def kafka_ingests(self) -> tuple[KafkaIngest, ...]:
        """The ingests from Kafka."""
        return tuple(ingest for ingest in self.ingests if isinstance(ingest, KafkaIngest))

    @property
    def file_ingests(self) -> tuple[FileIngest, ...]:
        """The ingests of files."""
        return tuple(ingest for ingest in self.ingests if isinstance(ingest, FileIngest))

    def retention_days_of(self, product: Product) -> int:
        """The Time Travel retention of a product's base table."""
        return self.core.retention_days if product.retention_days is None else product.retention_days


_FIELDS = model_of(Domain)
