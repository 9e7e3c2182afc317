"""Resources that are one object with properties: CREATE, ALTER … SET / UNSET / RENAME TO, DROP … IF EXISTS.

What is true of all of them is here, once; what is particular to a type is data in the module that has its ``Shape``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from mesh.account.identifiers import Name
from mesh.account.parts import Value
from mesh.account.resources.spec import Change, Inputs, Lookup, Property, Resource
from mesh.account.statements import Alter, Create, Drop, Rename, Set, Statement, Unset

Options = dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object type as data. ``container`` are the inputs that name the container, outermost first."""

    type: str
    kind: str
    container: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()


def object_name(shape: Shape, inputs: Inputs) -> Name:
    """The object's full name. Container and name are given part by part and their case is kept."""
    return Name.of(*(str(inputs[part]).replace('"', "") for part in (*shape.container, "name")))


def options(shape: Shape, inputs: Inputs) -> Options:
    """The clauses of CREATE."""
    stated: Options = {}
    for prop in shape.properties:
        given = inputs.get(prop.input, prop.default)
        if given is not None:
            stated[prop.clause] = prop.form.value(given)
    return stated


def changed(prop: Property, old: Inputs, new: Inputs) -> bool:
    """Whether the provider sees a difference."""
    before, after = old.get(prop.input), new.get(prop.input)
    if before is None or after is None:
        return before is not after
    return bool(prop.form.normal(before) != prop.form.normal(after))


def alterations(properties: Iterable[Property], change: Change) -> tuple[Options, tuple[str, ...]]:
    """What an update sets, and what it unsets."""
    to_set: Options = {}
    to_unset: list[str] = []
    for prop in properties:
        if not prop.alterable or not changed(prop, change.old, change.new):
            continue
        given = change.new.get(prop.input, prop.unset)
        if given is None:
            to_unset.append(prop.clause)
        else:
            to_set |= {prop.clause: prop.form.value(given), **prop.together}
    return to_set, tuple(to_unset)


def alter_properties(shape: Shape, change: Change) -> list[Statement]:
    """A rename first, then one SET and one UNSET, each under the new name."""
    before, name = object_name(shape, change.old), object_name(shape, change.new)
    statements: list[Statement] = []
    if before != name:
        statements.append(Alter(shape.kind, before, (Rename(name),)))
    to_set, to_unset = alterations(shape.properties, change)
    if to_set:
        statements.append(Alter(shape.kind, name, (Set(to_set),)))
    if to_unset:
        statements.append(Alter(shape.kind, name, (Unset(to_unset),)))
    return statements


def drop(shape: Shape, inputs: Inputs) -> list[Statement]:
    """The end of an object."""
    return [Drop(shape.kind, object_name(shape, inputs), if_exists=True)]


def resource(
    shape: Shape,
    replaced_by: Iterable[str] = (),
    *,
    create: Callable[[Inputs, Lookup], list[Statement]] | None = None,
    update: Callable[[Change, Lookup], list[Statement]] | None = None,
    identity: Callable[[Name], str] = str,
    **rest: Any,
) -> Resource:
    """The resource of a shape; ``create`` and ``update`` replace what objects do in general."""

    def plain_create(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
        return [Create(shape.kind, object_name(shape, inputs), options(shape, inputs))]

    def plain_update(change: Change, _lookup: Lookup) -> list[Statement]:
        return alter_properties(shape, change)

    base = Resource(
        type=shape.type,
        create=create or plain_create,
        update=update or plain_update,
        delete=lambda inputs, _lookup: drop(shape, inputs),
        identity=lambda inputs: identity(object_name(shape, inputs)),
        kind=shape.kind,
        name=lambda inputs: object_name(shape, inputs),
        replaced_by=frozenset(replaced_by),
        other=frozenset((*shape.container, "name")),
    )
    properties = {prop.input: prop for prop in shape.properties}
    forms = {prop.input: prop.form for prop in shape.properties} | rest.pop("forms", {})
    return replace(base, properties=properties, forms=forms, **rest)
