"""The tags of the mesh and what carries them, derived as data.

| tag | on | value |
|---|---|---|
| `DOMAIN` | databases, warehouses | the domain |
| `OWNER` | databases, warehouses | the e-mail address of the team |
| `COST_CENTRE` | databases, warehouses | who pays |
| `PRODUCT` | schemas of products | the product |
| `CLASSIFICATION` | columns of views and base tables | what the domain file says of the column |

What lies in a tagged object inherits the tag (/user-guide/object-tagging/inheritance): a view has the domain of its
database and the product of its schema. A view does not inherit from the table under it, so columns are tagged in both.

There is one association for each carrier, and the provider's ids of two are equal where their values are. The provider
works on the objects in the state and never on the id: see docs/adr/0009-one-association-a-carrier.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from mesh import names
from mesh.governance import Governance
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings
from mesh.words import Product

ObjectType = Literal["COLUMN", "DATABASE", "SCHEMA", "WAREHOUSE"]
TagName = Literal["CLASSIFICATION", "COST_CENTRE", "DOMAIN", "OWNER", "PRODUCT"]

SCHEMA: Final = "TAGS"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag in the governance database; `allowed_values` is None where any value may be set."""

    tag: TagName
    comment: str
    allowed_values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Association:
    """A tag with a value on objects of a type; each object by the parts of its qualified name.

    `name` says what carries the tag and not its value, so that another value is a change of the same association. Were
    it another one, the old one would go last and take the tag off the objects that it has just been set on.
    """

    name: str
    tag: TagName
    value: str
    object_type: ObjectType
    objects: tuple[tuple[str, ...], ...]


def tags(governance: Governance) -> tuple[Tag, ...]:
    """Derive the tags. Only values that the governance team lists can be set, where it lists some."""
    classifications = tuple(each.name for each in governance.classifications)
    return (
        Tag("DOMAIN", "Domain of the mesh that the object belongs to"),
        Tag("OWNER", "E-mail address of the team that answers for the object"),
        Tag("PRODUCT", "Data product that the object belongs to"),
        Tag("CLASSIFICATION", "What kind of sensitive value the column holds", classifications or None),
        Tag("COST_CENTRE", "Who pays for the object", tuple(governance.cost_centres) or None),
    )


def associations(domains: Iterable[Domain], settings: Settings) -> tuple[Association, ...]:
    """Derive what carries which tag. No object has a tag from two associations."""
    return tuple(chain.from_iterable(_of_domain(domain, settings) for domain in domains))


def _of_domain(domain: Domain, settings: Settings) -> Iterator[Association]:
    physical = Names(domain.name, settings)
    warehouses = tuple((physical.warehouse(warehouse.name),) for warehouse in domain.warehouses)
    whole: dict[TagName, str | None] = {"DOMAIN": domain.name, "OWNER": domain.owner, "COST_CENTRE": domain.cost_centre}
    for tag, value in whole.items():
        if value is not None:
            name = f"{domain.name}-{tag.lower()}"
            yield Association(f"{name}-database", tag, value, "DATABASE", ((physical.database,),))
            yield Association(f"{name}-warehouse", tag, value, "WAREHOUSE", warehouses)
    for product in domain.products:
        schema = (physical.database, names.schema(product.name))
        yield Association(f"{domain.name}-product-{product.name}", "PRODUCT", product.name, "SCHEMA", (schema,))
        yield from _classified(domain.name, physical.database, product)


def _classified(domain: str, database: str, product: Product) -> Iterator[Association]:
    for port in product.ports:
        places = [(names.schema(product.name), names.view(port.name))]
        if product.written_by == "dbt" and port.source is None:
            places.append((names.schema("core"), names.base_table(product.name, port.name)))
        for column in port.columns:
            if column.classification is not None:
                yield Association(
                    f"{domain}-classification-{names.port_name(product.name, port.name)}-{column.name}",
                    "CLASSIFICATION",
                    column.classification,
                    "COLUMN",
                    tuple((database, *place, names.column(column.name)) for place in places),
                )
