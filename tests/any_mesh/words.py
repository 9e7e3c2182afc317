"""The words of a domain, drawn by hypothesis: right ones most of the time, and never more than a team may write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from hypothesis import strategies as st

from mesh import (
    Column,
    Domain,
    FileIngest,
    InboundShare,
    KafkaIngest,
    Layer,
    Product,
    ProductTable,
    Reader,
    RowAccess,
    Share,
    Spark,
    Table,
    Warehouse,
)
from mesh.datatypes import TYPE_NAMES, base_type, is_key_type
from mesh.product_rules import NOT_IN_ICEBERG

# All names of a mesh are of one family, so that one begins like another and has pieces of names that the mesh makes.
FAMILIES: Final = (
    ("a", "b", "a_b", "b_a", "record_metadata"),
    ("a", "from_a", "a_from_a", "from_from_a"),
    ("a", "a_lake", "lake", "a_lake_lake"),
    ("a", "a_rows_b", "b_rows_a", "b"),
    ("pool", "engineer", "a", "pool_a", "a_engineer"),
)
TEXTS: Final = ("d", "It's a \"d\" of 'd'", "back\\slash; -- é", "$$ ${d} {d} %s")
VALUES: Final = {
    "VARCHAR": ("x", "it's", 'a\\b "c"', "é$$"),
    "VARCHAR(9)": ("x", "it''s"),
    "NUMBER(5,2)": ("1.5", "-3"),
    "NUMBER": ("0",),
    "DATE": ("2026-01-31",),
    "BOOLEAN": ("true",),
}
TYPES: Final = tuple(dict.fromkeys((*VALUES, *TYPE_NAMES, "TIMESTAMP_NTZ(3)", "NUMBER(38,37)", "BINARY(7)")))
MAPPINGS: Final = {"VARCHAR": "texts", "NUMBER(38,2)": "amounts", "NUMBER": "numbers", "DATE": "days"}
PATHS: Final = (None, "page.url", "items[0].id", '["a key"].b')
JSON: Final = Column("record_content", "VARIANT")

texts = st.sampled_from(TEXTS)


@dataclass(frozen=True)
class Drawing:
    """What a stack lets its domains write: masks and row access, retentions, a region besides its own; all names."""

    names: Sequence[str]
    governed: bool
    days: Sequence[int]
    region: str

    def named(self, least: int = 0, most: int = 2) -> st.SearchStrategy[list[str]]:
        """Names, each once."""
        return st.lists(st.sampled_from(self.names), unique=True, min_size=least, max_size=most)


@st.composite
def columns(draw: st.DrawFn, of: Drawing, types: Sequence[str] = TYPES, *, paths: bool = False) -> list[Column]:
    """Columns of a port."""
    return [
        Column(
            name,
            type_ := draw(st.sampled_from(types)),
            nullable=draw(st.booleans()),
            key=is_key_type(type_) and draw(st.booleans()),
            description=draw(texts),
            classification=draw(st.sampled_from([None, "secret"])) if of.governed else None,
            path=draw(st.sampled_from(PATHS)) if paths else None,
        )
        for name in draw(of.named(1, 4))
    ]


@st.composite
def rows(draw: st.DrawFn, of: Drawing, on: Sequence[Column], readers: Sequence[str], own: str) -> RowAccess | None:
    """Who sees which rows of a port with these columns."""
    usable = [column for column in on if column.type in VALUES and column.classification is None]
    if not of.governed or not usable or draw(st.booleans()):
        return None
    column = draw(st.sampled_from(usable))
    fitting = [name for type_, name in MAPPINGS.items() if _compared(type_) == _compared(column.type)]
    by_mapping = draw(st.booleans())
    if fitting and by_mapping:
        return RowAccess(column.name, mapping=fitting[0], engineers=draw(st.booleans()))
    seeing = draw(st.sets(st.sampled_from(readers))) if readers else set()
    everything = draw(st.sets(st.sampled_from([own, *(each for each in readers if each not in seeing)])))
    return RowAccess(
        column.name,
        allow=dict.fromkeys(sorted(seeing), VALUES[column.type]),
        all_rows=sorted(everything),
        engineers=draw(st.booleans()) or not (seeing or everything),
    )


def _compared(type_: str) -> tuple[str, str]:
    return base_type(type_), type_.partition(",")[2]


@st.composite
def ports(
    draw: st.DrawFn, of: Drawing, readers: Sequence[str], own: str, *, written_by: str, source: bool
) -> dict[str, Any]:
    """What a port says of itself, whether it is a product's only one or one of several."""
    source = source and draw(st.booleans())
    types = [type_ for type_ in TYPES if written_by == "dbt" or base_type(type_) not in NOT_IN_ICEBERG]
    found = draw(columns(of, types, paths=source))
    return {
        "columns": found,
        "rows": draw(rows(of, found, readers, own)),
        "source": "raw" if source else None,
        "description": draw(texts),
    }


@st.composite
def products(draw: st.DrawFn, name: str, own: str, others: Sequence[str], of: Drawing) -> Product:
    """A product of one table or of several, by dbt, by Spark, or read where it landed."""
    readers = draw(st.lists(st.sampled_from(others), unique=True)) if others else []
    writer: Any = draw(st.sampled_from(["dbt", "dbt", "spark"]))
    port = ports(of, readers, own, written_by=writer, source=writer == "dbt")
    common: dict[str, Any] = {
        "readers": [Reader(reader, purpose="p") for reader in readers],
        "written_by": writer,
        "contract": draw(st.sampled_from([None, "https://example.com/c"])),
    }
    if draw(st.booleans()):
        only = draw(port)
        days = st.sampled_from([None, of.days[0], of.days[1]])
        kept = draw(days) if writer == "dbt" and only["source"] is None else None
        return Product(name, retention_days=kept, **only, **common)
    tables = [ProductTable(table, **draw(port)) for table in draw(of.named(1, 3))]
    return Product(name, description=draw(texts), tables=tables, **common)


@st.composite
def shares(draw: st.DrawFn, offered: Sequence[Product], of: Drawing) -> list[Share]:
    """Shares of some products to accounts of one organisation, row by row where there are rows."""
    found: list[Share] = []
    for name in draw(of.named()) if offered else []:
        shared = draw(st.lists(st.sampled_from(offered), unique_by=lambda each: each.name, min_size=1))
        by_row: dict[str, Sequence[str]] = {}
        whole: list[str] = []
        for product in shared:
            for port in product.ports:
                key = f"{product.name}.{port.name}" if product.tables else product.name
                if port.rows and port.rows.mapping is None and draw(st.booleans()):
                    by_row[key] = VALUES[next(each.type for each in port.columns if each.name == port.rows.column)]
                else:
                    whole.append(key)
        found.append(
            Share(
                name,
                account=f"PARTNER.ACCOUNT_{len(found)}",
                products=[product.name for product in shared],
                purpose=draw(texts),
                rows=by_row,
                all_rows=whole,
                region=draw(st.sampled_from([None, of.region])),
                until=draw(st.sampled_from([None, "2099-12-31"])),
            )
        )
    return found


@st.composite
def ingests(draw: st.DrawFn, own: str, of: Drawing) -> list[KafkaIngest | FileIngest]:
    """Ingests of all kinds; `raw` is one of Kafka."""
    kafka = [KafkaIngest(each, topic=f"{own}.{each}") for each in draw(st.sampled_from([(), ("raw",), ("raw", "k")]))]
    files = [
        FileIngest(
            f"f_{each}",
            format=draw(st.sampled_from(["JSON", "AVRO", "ORC", "PARQUET"])),
            prefix=draw(st.sampled_from([None, f"in/{each}"])),
            description=draw(texts),
        )
        for each in draw(of.named())
    ]
    plain = columns(replace(of, governed=False))
    csv = [FileIngest("c", format="CSV", columns=draw(plain))] if draw(st.booleans()) else []
    return [*kafka, *files, *csv]


@st.composite
def layers(draw: st.DrawFn, of: Drawing) -> Layer:
    """A layer, transient or not."""
    transient = draw(st.booleans())
    return Layer(transient=transient, retention_days=draw(st.sampled_from(of.days[:2] if transient else of.days)))


@st.composite
def domain_words(draw: st.DrawFn, name: str, others: Sequence[str], of: Drawing) -> Domain:
    """A domain that the others may read. Raises `MeshError` for one that is refused."""
    offered = [draw(products(each, name, others, of)) for each in draw(of.named())]
    comes = draw(ingests(name, of))
    clusters = st.sampled_from([1, 2]) if of.governed else st.just(1)
    users: Any = st.lists(st.sampled_from(["analyst", "loader", "transformer"]), unique=True)
    return Domain(
        name,
        owner="team@example.com",
        description=draw(texts),
        warehouses=[
            Warehouse(each, max_clusters=draw(clusters), used_by=draw(users), description=draw(texts))
            for each in draw(of.named(1))
        ],
        landing=draw(layers(of)),
        staging=draw(layers(of)),
        core=draw(layers(of)),
        landing_tables=[] if "raw" in [each.name for each in comes] else [Table("raw", columns=[JSON])],
        ingests=comes,
        products=offered,
        shares=draw(shares(offered, of)),
        inbound_shares=[
            InboundShare(
                each, share=f"METEO.{name.upper()}.{each.upper()}", readers=draw(st.sampled_from([others, []]))
            )
            for each in draw(of.named())
        ],
        spark=Spark(namespace="n", service_account="s") if draw(st.booleans()) or offered else None,
        cost_centre=draw(st.sampled_from([None, "CC-1"])),
    )
