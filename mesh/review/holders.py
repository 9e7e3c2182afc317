"""What people have by a role of a domain that they hold as before: told of the role, which names them."""

from __future__ import annotations

from collections.abc import Mapping

from mesh.account.effective import Item, Principal
from mesh.account.identifiers import Name
from mesh.review.reach import Difference
from mesh.review.renames import Renames
from mesh.review.told import Told
from mesh.review.world import World


class Holders:
    """Who holds which roles on both sides."""

    def __init__(self, before: World, after: World, renames: Renames) -> None:
        self._before, self._after, self._renames = before, after, renames
        self._known: dict[Principal, frozenset[Name]] = {}

    def without(
        self, found: Mapping[Told, list[Principal]]
    ) -> tuple[dict[Told, list[Principal]], dict[Told, list[str]]]:
        """All but what people have by a role that is told of, and who these people are by what is told."""
        by_role: dict[tuple[Item, Difference], dict[Name, Told]] = {}
        for told, who in found.items():
            by_role.setdefault((told.item, told.difference), {}).update((each.name, told) for each in who)
        kept: dict[Told, list[Principal]] = {}
        people: dict[Told, set[str]] = {}
        for told, who in found.items():
            others = by_role[told.item, told.difference]
            for each in who:
                held = self._as_before(each) & others.keys() if told.is_of_people else frozenset()
                explained = {others[name] for name in held} - {told}
                for other in explained:
                    people.setdefault(other, set()).add(told.subject)
                if not explained:
                    kept.setdefault(told, []).append(each)
        return kept, {told: sorted(subjects) for told, subjects in people.items()}

    def _as_before(self, principal: Principal) -> frozenset[Name]:
        """The roles that a role holds before and after, and those that it loses because they are no longer made.

        A role that is new is not among them, whoever gets it: that it is granted to them is what is to be told.
        """
        if principal not in self._known:
            old, new = _held(self._before, principal), _held(self._after, principal)
            still = {self._renames.role(name) for name in old} & new
            self._known[principal] = frozenset(still | {name for name in old if self._is_gone(name)})
        return self._known[principal]

    def _is_gone(self, role: Name) -> bool:
        return ("ROLE", role) in self._before.owners.objects and ("ROLE", role) not in self._after.owners.objects


def _held(world: World, principal: Principal) -> frozenset[Name]:
    """The account roles that a role holds."""
    if world.account.get(principal.kind, principal.name) is None:
        return frozenset()
    return frozenset(role.name for who in world.access.acting(principal) for role in who.roles if role.kind == "ROLE")
