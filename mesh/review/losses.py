"""What a change loses: what holds data dropped, replaced or renamed, columns taken away, data kept for less long.

By what the provider does with the inputs before and after, not by what the engine's `protect` would then refuse: a
review says it first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from mesh.account import resources
from mesh.account.identifiers import Name
from mesh.account.resources.registered import Registered
from mesh.review import listing
from mesh.review.keeping import STATED, deleted_sooner, time_travel
from mesh.review.resources import Change, Object, by_object, mappings, object_changes, object_of
from mesh.review.types import holds_all

Kind = Literal["dropped", "replaced", "renamed", "column dropped", "column retyped", "retention shortened"]

# What keeps data in the account. A view keeps none; an Iceberg table of another catalog has its data in a bucket, and
# the entry in that catalog says which files are the table.
STATEFUL: Final = ("DATABASE", "SCHEMA", "TABLE")
BUCKET: Final = "aws:s3/bucket:Bucket"
GLUE_TABLE: Final = "aws:glue/catalogTable:CatalogTable"
WORST_FIRST: Final[tuple[Kind, ...]] = (
    "dropped",
    "replaced",
    "renamed",
    "column dropped",
    "column retyped",
    "retention shortened",
)
WHOLE: Final[tuple[Kind, ...]] = ("dropped", "replaced", "renamed")
"""All of the object, with what is in it."""

_OF_OTHERS: Final = "snowflake:index/sharedDatabase:SharedDatabase"
"""A database made of another account's share: what is in it stays with them."""
_ICEBERG: Final = "openTableFormatInput"
"""What a Glue table has that is an Iceberg table. All others describe data that is elsewhere."""
_GLUE_REPLACES: Final = (_ICEBERG, "catalogId", "partitionIndices")
"""What an update of a Glue table cannot change (hashicorp/aws, resource aws_glue_catalog_table), but for its name."""
_DELETED: Final = {
    "BUCKET": "is deleted with all files in it",
    "GLUE TABLE": "is deleted, and with it the knowledge which files in the bucket are the table",
}


@dataclass(frozen=True, slots=True)
class Loss:
    """What happens to one object that holds data, and how many others go with it. ``more`` is what ``what`` counts."""

    kind: Kind
    object_kind: str
    object: str
    what: str
    inside: int = 0
    more: str = ""


def losses(before: Iterable[Registered], after: Iterable[Registered], same: Iterable[Name] = ()) -> tuple[Loss, ...]:
    """Return all that a change loses, worst first. What goes with its container is counted there.

    ``same`` are the tables that nothing is changed of, where the resources are only those that change.
    """
    old, new = list(before), list(after)
    renamed = _renamed(old, new)
    found: list[Loss] = [*_in_cloud(old, new)]
    found += [Loss("retention shortened", "BUCKET", bucket, what) for bucket, what in deleted_sooner(old, new)]
    inside: dict[Name, int] = {}  # of every container that goes: the tables in it
    for (kind, name), change in object_changes(old, new):
        if kind not in STATEFUL or change.before is None or change.before.type == _OF_OTHERS:
            continue
        above = _gone_above(name, inside)
        if above is not None:
            inside[above] += kind == "TABLE"
            continue
        for loss in _of_object(kind, name, change, renamed.get((kind, name))):
            found.append(loss)
            if loss.kind in WHOLE:
                inside[name] = 0
    for above in (_gone_above(name, inside) for name in (same if inside else ())):
        if above is not None:
            inside[above] += 1
    tables = {name.plain: count for name, count in inside.items()}
    counted = [replace(loss, inside=tables.get(loss.object, 0)) for loss in found]
    return tuple(sorted(counted, key=lambda loss: (WORST_FIRST.index(loss.kind), loss.object, loss.what)))


def _gone_above(name: Name, gone: Mapping[Name, int]) -> Name | None:
    """The outermost container of an object that goes with all that is in it."""
    above = (Name(name.parts[:length]) for length in range(1, len(name.parts)))
    return next((container for container in above if container in gone), None)


def _renamed(before: list[Registered], after: list[Registered]) -> Mapping[Object, str]:
    """The objects whose resource lives on under another name."""
    new = {resource.urn: resource for resource in after}
    still_there = by_object(after)
    found: dict[Object, str] = {}
    for key, resource in by_object(before).items():
        successor = new.get(resource.urn)
        if successor is not None and key not in still_there and (other := object_of(successor)) is not None:
            found[key] = other[1].plain
    return found


def _of_object(kind: str, name: Name, change: Change, renamed_to: str | None) -> Iterator[Loss]:
    before, after = change.before, change.after
    assert before is not None, "only what was there can be lost"
    if after is None:
        if renamed_to is not None:
            yield Loss("renamed", kind, name.plain, f"becomes {renamed_to}; what is in it is made anew, empty")
        else:
            yield Loss("dropped", kind, name.plain, "is dropped")
        return
    forcing = sorted(key for key in resources.replaces(after.type, before.inputs, after.inputs) if change.differs(key))
    if forcing:
        yield Loss("replaced", kind, name.plain, f"is dropped and made anew, empty: {', '.join(forcing)} changes")
        return
    if kind == "TABLE":
        yield from _columns(name, before.inputs, after.inputs)
    yield from _retention(kind, name, before.inputs, after.inputs)


def _columns(name: Name, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Loss]:
    if not isinstance(after.get("columns"), list):
        return  # what is not known, or secret, is told as that
    types = {column.get("name"): column.get("type") for column in mappings(after["columns"])}
    dropped: list[str] = []
    retyped: list[str] = []
    for column in mappings(before.get("columns")):
        own, type_ = column.get("name"), column.get("type")
        if own not in types:
            dropped.append(str(own))
        elif types[own] != type_ and not holds_all(str(types[own]), str(type_)):
            retyped.append(f"column {own} becomes {types[own]}, was {type_}")
    if dropped:
        what = f"loses {'' if len(dropped) > listing.MOST else 'its '}{listing.columns(dropped)}"
        yield Loss("column dropped", "TABLE", name.plain, what, more=listing.beside(dropped))
    if len(retyped) > listing.MOST:
        what = f"gives {len(retyped)} columns another type"
        yield Loss("column retyped", "TABLE", name.plain, what, more="; ".join(retyped))
    else:
        yield from (Loss("column retyped", "TABLE", name.plain, what) for what in retyped)


def _retention(kind: str, name: Name, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Loss]:
    old, new = before.get(STATED), after.get(STATED)
    if isinstance(old, int) and isinstance(new, int) and new < old:
        yield Loss("retention shortened", kind, name.plain, time_travel(new, old))


def in_cloud(resource: Registered) -> tuple[str, str] | None:
    """Kind and name of what keeps data outside of the account: a bucket, or the Glue entry of an Iceberg table."""
    inputs = resource.inputs
    if resource.type == BUCKET:
        return "BUCKET", str(inputs.get("bucket"))
    if resource.type == GLUE_TABLE and inputs.get(_ICEBERG):
        return "GLUE TABLE", f"{inputs.get('databaseName')}.{inputs.get('name')}"
    return None


def _in_cloud(before: list[Registered], after: list[Registered]) -> Iterator[Loss]:
    kept = {found: resource for resource in after if (found := in_cloud(resource)) is not None}
    for resource in before:
        found = in_cloud(resource)
        if found is None:
            continue
        kind, name = found
        if found not in kept:
            yield Loss("dropped", kind, name, _DELETED[kind])
        elif kind == "GLUE TABLE":
            change = Change(resource, kept[found])
            forcing = [key for key in _GLUE_REPLACES if change.differs(key)]
            if forcing:
                yield Loss("replaced", kind, name, f"is deleted and made anew, empty: {', '.join(forcing)} changes")
