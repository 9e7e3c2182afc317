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
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    """A tag with a value on objects of a type; each object by the parts of its qualified name."""

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
    """Derive what carries which tag, one association for a tag, value and type of object.

    The provider's identity of an association is just that, so two of the same in a stack would be one.
    """
    objects: dict[tuple[TagName, str, ObjectType], list[tuple[str, ...]]] = {}
    for domain in domains:
        for tag, value, object_type, parts in _tagged(domain, settings):
            objects.setdefault((tag, value, object_type), []).append(parts)
    return tuple(
        Association(f"{tag}-{value}-{object_type}".lower(), tag, value, object_type, tuple(parts))
        for (tag, value, object_type), parts in objects.items()
    )


def _tagged(domain: Domain, settings: Settings) -> Iterator[tuple[TagName, str, ObjectType, tuple[str, ...]]]:
    physical = Names(domain.name, settings)
    whole: dict[TagName, str | None] = {"DOMAIN": domain.name, "OWNER": domain.owner, "COST_CENTRE": domain.cost_centre}
    for tag, value in whole.items():
        if value is not None:
            yield tag, value, "DATABASE", (physical.database,)
            for warehouse in domain.warehouses:
                yield tag, value, "WAREHOUSE", (physical.warehouse(warehouse.name),)
    for product in domain.products:
        yield "PRODUCT", product.name, "SCHEMA", (physical.database, names.schema(product.name))
        for classification, (schema, table, column) in _classified(product):
            yield "CLASSIFICATION", classification, "COLUMN", (physical.database, schema, table, column)


def _classified(product: Product) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for port in product.ports:
        places = [(names.schema(product.name), names.view(port.name))]
        if product.written_by == "dbt" and port.source is None:
            places.append((names.schema("core"), names.base_table(product.name, port.name)))
        for column in port.columns:
            if column.classification is not None:
                for place in places:
                    yield column.classification, (*place, names.column(column.name))
