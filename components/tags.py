"""The tags of the mesh and the objects that carry them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pulumi
import pulumi_snowflake as snowflake

from components.domain import DataDomain
from components.governance import CentralGovernance
from components.qualified import qualified
from mesh import names
from mesh.governance import Governance
from mesh.names import port_name
from mesh.settings import Settings
from mesh.tags import SCHEMA, Association, ObjectType, associations, tags

Parts = tuple[str, ...]
Carrier = tuple[ObjectType, Parts]
"""A type and the parts of a name: a warehouse may have that of a database. Of a column, those of its table or view."""


class Tags(pulumi.ComponentResource):
    """The tags, keyed by name, in the governance database, and all that carries them in the domains of this stack.

    `central` is None where another stack holds the governance database; its tags are named then and not made. The owner
    of a tag and of an object sets the one on the other (/user-guide/object-tagging/work): the deploy role is that of
    all but the warehouses, which are the administrator's, who may set any tag.
    """

    tags: Mapping[str, snowflake.Tag]

    def __init__(
        self,
        name: str,
        governance: Governance,
        settings: Settings,
        bundles: Mapping[str, DataDomain],
        central: CentralGovernance | None,
        administrator: snowflake.Provider,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Tags", name, None, opts)
        self.tags = self._tags(name, governance, central.schemas[SCHEMA]) if central else {}
        objects = {carrier: made for bundle in bundles.values() for carrier, made in _objects(bundle)}
        anew = {parts: trigger for bundle in bundles.values() for parts, trigger in _triggers(bundle)}
        by_tag: dict[str, list[str]] = {}
        for association in associations((bundle.domain for bundle in bundles.values()), settings):
            snowflake.TagAssociation(
                f"{name}-{association.name}",
                tag_id=self._tag_id(association.tag, settings),
                tag_value=association.value,
                object_type=association.object_type,
                object_identifiers=[
                    _identifier(association.object_type, parts, objects) for parts in association.objects
                ],
                opts=self._options(association, anew, administrator),
            )
            by_tag.setdefault(association.tag, []).append(association.value)
        self.register_outputs({"values": by_tag})

    def _tags(self, name: str, governance: Governance, schema: snowflake.Schema) -> dict[str, snowflake.Tag]:
        return {
            tag.tag: snowflake.Tag(
                f"{name}-{tag.tag.lower()}",
                name=tag.tag,
                database=schema.database,
                schema=schema.name,
                comment=tag.comment,
                ordered_allowed_values=tag.allowed_values,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for tag in tags(governance)
        }

    def _tag_id(self, tag: str, settings: Settings) -> pulumi.Output[str]:
        if tag in self.tags:
            made = self.tags[tag]
            return qualified(made.database, made.schema, made.name)
        return qualified(names.governance_database(settings), SCHEMA, tag)

    def _options(
        self, association: Association, anew: Mapping[Parts, Sequence[Any]], administrator: snowflake.Provider
    ) -> pulumi.ResourceOptions:
        if association.object_type == "WAREHOUSE":
            return pulumi.ResourceOptions(parent=self, provider=administrator)
        if association.object_type != "COLUMN":
            return pulumi.ResourceOptions(parent=self)
        # What is made anew has lost its columns' tags, and the provider does not know. Were the old association to go
        # last, it would take off what the new one has set.
        return pulumi.ResourceOptions(
            parent=self,
            replacement_trigger=[anew[parts[:-1]] for parts in association.objects],
            delete_before_replace=True,
        )


def _identifier(kind: ObjectType, parts: Parts, objects: Mapping[Carrier, pulumi.Output[str]]) -> pulumi.Output[str]:
    """An object's qualified name; a column's is its table's or view's with its own behind it."""
    if kind == "COLUMN":
        return pulumi.Output.concat(objects[kind, parts[:-1]], ".", names.quoted(parts[-1]))
    return objects[kind, parts]


def _objects(bundle: DataDomain) -> Iterator[tuple[Carrier, pulumi.Output[str]]]:
    """What can carry a tag in a domain: known as the names say, and as the resources do."""
    database = bundle.storage.database
    of_domain = names.Names(bundle.domain.name, bundle.settings)
    yield ("DATABASE", (of_domain.database,)), qualified(database.name)
    for key, warehouse in bundle.compute.warehouses.items():
        yield ("WAREHOUSE", (of_domain.warehouse(key),)), qualified(warehouse.name)
    for product in bundle.domain.products:
        schema = bundle.products.schemas[product.name]
        yield ("SCHEMA", (of_domain.database, names.schema(product.name))), qualified(schema.database, schema.name)
    for parts, view in _views(bundle):
        yield ("COLUMN", parts), qualified(view.database, view.schema, view.name)
    for parts, table in _tables(bundle):
        yield ("COLUMN", parts), qualified(table.database, table.schema, table.name)


def _views(bundle: DataDomain) -> Iterator[tuple[Parts, snowflake.View]]:
    database = names.Names(bundle.domain.name, bundle.settings).database
    for product in bundle.domain.products:
        for port in product.ports:
            place = (database, names.schema(product.name), names.view(port.name))
            yield place, bundle.products.views[port_name(product.name, port.name)]


def _tables(bundle: DataDomain) -> Iterator[tuple[Parts, snowflake.Table]]:
    """The base tables; what Spark writes carries no tags."""
    database = names.Names(bundle.domain.name, bundle.settings).database
    for product in bundle.domain.products:
        for port in product.ports:
            table = bundle.storage.base_tables.get(port_name(product.name, port.name))
            if table is not None:
                yield (database, names.schema("core"), names.base_table(product.name, port.name)), table


def _triggers(bundle: DataDomain) -> Iterator[tuple[Parts, Sequence[Any]]]:
    """By which change of what a view, or a table with its layer, is made anew in the account."""
    for parts, view in _views(bundle):
        yield parts, [view.statement, view.columns]
    for parts, _ in _tables(bundle):
        yield parts, [bundle.storage.layers["core"].is_transient]
