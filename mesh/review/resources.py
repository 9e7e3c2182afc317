"""Registered resources before and after a change, paired.

A resource is the same as before when it has the same URN; an object of the account is the same when it has the same
kind and name, whichever resource it was: a component renamed, with what it makes left as it is, loses nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from mesh.account import resources
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.resources.registered import Registered

Object: TypeAlias = tuple[str, Name]
"""Kind and name of an object in the account."""


RegisteredT = TypeVar("RegisteredT", bound=Registered)


@dataclass(frozen=True, slots=True)
class Change(Generic[RegisteredT]):
    """An object before and after: it appears without the first and goes without the second."""

    before: RegisteredT | None
    after: RegisteredT | None

    def differs(self, *keys: str) -> bool:
        """Whether one of these inputs is given differently; False unless it is there before and after."""
        if self.before is None or self.after is None:
            return False
        return any(self.before.inputs.get(key) != self.after.inputs.get(key) for key in keys)


def mappings(given: Any) -> list[Mapping[str, Any]]:
    """The mappings in a list that a program gives; none where a text stands for what is not known, or secret."""
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list | tuple) else []


def mapping(given: Any) -> Mapping[str, Any]:
    """A mapping that a program gives; an empty one where a text stands for it, or nothing."""
    return given if isinstance(given, Mapping) else {}


def object_of(resource: Registered) -> Object | None:
    """The object of the account that a resource is; None for grants, for other clouds, and for a name not known yet."""
    if resource.type not in resources.RESOURCES:
        return None
    try:
        return resources.object_of(resource.type, resource.inputs)
    except (BadIdentifier, KeyError):
        # The provider refuses such a name in its own words.
        return None


def by_object(registered: Iterable[RegisteredT]) -> dict[Object, RegisteredT]:
    """The resources that are objects of the account."""
    return {found: resource for resource in registered if (found := object_of(resource)) is not None}


def object_changes(
    before: Iterable[RegisteredT], after: Iterable[RegisteredT]
) -> Iterator[tuple[Object, Change[RegisteredT]]]:
    """Yield every object of either side, containers first."""
    old, new = by_object(before), by_object(after)
    for key in sorted(old.keys() | new.keys(), key=lambda key: (len(key[1].parts), key[1], key[0])):
        yield key, Change(old.get(key), new.get(key))


def changed(
    before: Iterable[RegisteredT], after: Iterable[RegisteredT]
) -> tuple[tuple[RegisteredT, ...], tuple[RegisteredT, ...]]:
    """The resources of either side that the other has not, or not with these inputs; each side in its order."""
    old, new = {each.urn: each for each in before}, {each.urn: each for each in after}
    return tuple(_others(old, new)), tuple(_others(new, old))


def _others(these: Mapping[str, RegisteredT], those: Mapping[str, RegisteredT]) -> Iterator[RegisteredT]:
    for urn, resource in these.items():
        other = those.get(urn)
        if other is not resource and (other is None or other.inputs != resource.inputs):
            yield resource
