"""What a change loses: what holds data dropped, replaced or renamed, columns taken away, data kept for less long.

By what the provider does with the inputs before and after, not by what the engine's `protect` would then refuse: a
review says it first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

from mesh.account.identifiers import Name
from mesh.account.resources.inputs import token
from mesh.review import listing
from mesh.review.keepers import Keeper, Place, keeper
from mesh.review.keeping import STATED, deleted_sooner, time_travel
from mesh.review.recording import Recorded
from mesh.review.replacing import TRIGGERED, forced, is_triggered
from mesh.review.resources import Change, Object, by_object, mappings, object_changes, object_of
from mesh.review.types import holds_all

Kind = Literal[
    "dropped", "replaced", "renamed", "not judged", "column dropped", "column retyped", "retention shortened"
]

# What keeps data in the account. A view keeps none; an Iceberg table of another catalog has its data in a bucket, and
# the entry in that catalog says which files are the table.
STATEFUL: Final = ("DATABASE", "SCHEMA", "TABLE")
WORST_FIRST: Final[tuple[Kind, ...]] = get_args(Kind)
WHOLE: Final[tuple[Kind, ...]] = ("dropped", "replaced", "renamed")
"""All of the object, with what is in it."""

_OF_OTHERS: Final = token("SharedDatabase")
"""A database made of another account's share: what is in it stays with them."""
_PIPE: Final = "PIPE"
_WAITING: Final = "is made anew: {} changes, and files that it has not loaded by then wait for ALTER PIPE … REFRESH"
"""The queue of a pipe goes with it, and a refresh looks 7 days back (/user-guide/data-load-snowpipe-manage)."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What happens to one object that holds data, and how many others go with it. ``more`` is what ``what`` counts.

    ``urn`` is that of the resource where it is no object of the account.
    """

    kind: Kind
    object_kind: str
    object: str
    what: str
    inside: int = 0
    more: str = ""
    urn: str = ""


def losses(before: Iterable[Recorded], after: Iterable[Recorded], same: Iterable[Name] = ()) -> tuple[Loss, ...]:
    """Return all that a change loses, worst first. What goes with its container is counted there.

    ``same`` are the tables that nothing is changed of, where the resources are only those that change.
    """
    old, new = list(before), list(after)
    renamed = _renamed(old, new)
    found: list[Loss] = []
    inside: dict[Name, int] = {}  # of every container that goes: the tables in it
    for (kind, name), change in object_changes(old, new):
        if kind not in (*STATEFUL, _PIPE) or change.before is None or change.before.type == _OF_OTHERS:
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
    counted += [loss for loss in _elsewhere(old, new) if not _goes_along(loss.object, inside)]
    counted += [Loss("retention shortened", "BUCKET", bucket, what) for bucket, what in deleted_sooner(old, new)]
    return tuple(sorted(counted, key=lambda loss: (WORST_FIRST.index(loss.kind), loss.object, loss.what)))


def _goes_along(name: str, gone: Iterable[Name]) -> bool:
    """Whether it is in a container that goes."""
    return any(name.startswith(f"{container.plain}.") for container in gone)


def _gone_above(name: Name, gone: Mapping[Name, int]) -> Name | None:
    """The outermost container of an object that goes with all that is in it."""
    above = (Name(name.parts[:length]) for length in range(1, len(name.parts)))
    return next((container for container in above if container in gone), None)


def _renamed(before: list[Recorded], after: list[Recorded]) -> Mapping[Object, Recorded]:
    """The objects whose resource lives on under another name, as which."""
    new = {resource.urn: resource for resource in after}
    still_there = by_object(after)
    found: dict[Object, Recorded] = {}
    for key, resource in by_object(before).items():
        successor = new.get(resource.urn)
        if successor is not None and key not in still_there and object_of(successor) is not None:
            found[key] = successor
    return found


def _of_object(kind: str, name: Name, change: Change[Recorded], successor: Recorded | None) -> Iterator[Loss]:
    before, after = change.before, change.after
    assert before is not None, "only what was there can be lost"
    if kind == _PIPE:
        yield from _of_pipe(name, before, after)
    elif after is not None:
        yield from _of_what_stays(kind, name, before, after)
    elif successor is None:
        yield Loss("dropped", kind, name.plain, "is dropped")
    elif kind == "TABLE" and not _causes(before, successor):
        yield from _of_what_stays(kind, name, before, successor)  # ALTER TABLE … RENAME TO keeps all rows
    else:
        other = object_of(successor)
        assert other is not None, "what has another name has a name"
        yield Loss("renamed", kind, name.plain, f"becomes {other[1].plain}; what is in it is made anew, empty")


def _of_what_stays(kind: str, name: Name, before: Recorded, after: Recorded) -> Iterator[Loss]:
    causes = _causes(before, after)
    if causes:
        yield Loss("replaced", kind, name.plain, f"is dropped and made anew, empty: {', '.join(causes)} changes")
        return
    if kind == "TABLE":
        yield from _columns(name, before.inputs, after.inputs)
    yield from _retention(kind, name, before.inputs, after.inputs)


def _of_pipe(name: Name, before: Recorded, after: Recorded | None) -> Iterator[Loss]:
    """A pipe that goes waits for no files; the table that it filled is told of."""
    causes = _causes(before, after) if after is not None else []
    if causes:
        yield Loss("replaced", _PIPE, name.plain, _WAITING.format(", ".join(causes)))


def _causes(before: Recorded, after: Recorded, known: tuple[str, ...] = ()) -> list[str]:
    """What replaces a resource. Two resources that one object goes over to are made and deleted, not replaced."""
    if before.urn == after.urn and is_triggered(before.options, after.options):
        return [TRIGGERED]
    return forced(after.type, before.inputs, after.inputs, after.options, known)


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
        elif not holds_all(str(types[own]), str(type_)):
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


def _elsewhere(before: list[Recorded], after: list[Recorded]) -> Iterator[Loss]:
    """What is lost of what the account's model has no objects for."""
    kept = {known.place(each): each for each in after if (known := keeper(each)) is not None}
    for resource in before:
        known = keeper(resource)
        if known is not None:
            place = known.place(resource)
            yield from _of_keeper(known, place, resource, kept.get(place))


def _of_keeper(known: Keeper, place: Place, before: Recorded, after: Recorded | None) -> Iterator[Loss]:
    if after is None:
        yield Loss("dropped", *place, known.deleted, urn=before.urn)
        return
    causes = _causes(before, after, known.replaced_by or ())
    perhaps = known.may_replace(before.inputs, after.inputs)
    if causes:
        what = f"is deleted and made anew, empty: {', '.join(causes)} changes"
        yield Loss("replaced", *place, what, urn=before.urn)
    elif perhaps:
        what = f"changes in {', '.join(perhaps)}, and whether it is made anew for that, empty, is not judged"
        yield Loss("not judged", *place, what, urn=before.urn)
