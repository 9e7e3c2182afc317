"""What has another name and is the same: roles and objects that one resource, or one reach, goes on as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from mesh.account.effective import Item, Principal, Reach
from mesh.account.identifiers import Name
from mesh.review.resources import object_of
from mesh.review.world import World

Table: TypeAlias = Mapping[Principal, Mapping[Item, Reach]]


class Renames:
    """The names before and the names after, of all that goes on under another one."""

    def __init__(self, before: World, after: World) -> None:
        self._new = dict(_by_resource(before, after))

    def table(self, table: Table) -> Table:
        """A table of before with the names of after."""
        if not self._new:
            return table
        return {
            self._principal(principal): {self._item(item): reach for item, reach in reached.items()}
            for principal, reached in table.items()
        }

    def role(self, name: Name) -> Name:
        """The name of a role after the change."""
        return self._new.get(("ROLE", name), name)

    def _principal(self, principal: Principal) -> Principal:
        return Principal(principal.kind, self._new.get((principal.kind, principal.name), principal.name))

    def _item(self, item: Item) -> Item:
        for kind in (item.kind, "SCHEMA", "DATABASE") if item.to_come else (item.kind,):
            found = self._new.get((kind, item.name))
            if found is not None:
                return Item(item.kind, found, item.to_come)
        return item


def _by_resource(before: World, after: World) -> Iterator[tuple[tuple[str, Name], Name]]:
    """Objects whose resource has another name now, and whose old name nobody else has."""
    resources = {each.urn: each for each in after.resources}
    for key, resource in before.owners.objects.items():
        successor = resources.get(resource.urn)
        if successor is None or successor is resource or key in after.owners.objects:
            continue
        found = object_of(successor)
        if found is not None and found not in before.owners.objects:
            yield key, found[1]
