"""One side of a comparison: the resources, the account that they make, and who reaches what in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from mesh.account.effective import Access, Built, Item, Principal, Table, build, build_alike, plan
from mesh.account.identifiers import Name
from mesh.account.records import Object
from mesh.account.statements import Grantee, Statement
from mesh.names import GOVERNANCE
from mesh.review.aliases import followed
from mesh.review.owners import Owners
from mesh.review.recording import Resources

_POOL: Final = "people-pool-"
"""The logical name of a pool's role begins so (components/people.py)."""
_OF_EVERYTHING: Final = frozenset({"ACCOUNTADMIN", "ORGADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN"})
"""Snowflake's own roles, which all others roll up to: that they reach something says nothing."""


class World:
    """The account of a mesh, and the questions that a review asks of it."""

    def __init__(self, resources: Resources, built: Built) -> None:
        self.resources = resources
        self.owners = Owners(resources)
        self.built = built
        self.account = self.built.account
        self.access = Access(self.account)
        self._readers: dict[Name, list[str]] = {}

    def called_as_in(self, after: World) -> World:
        """This world with its resources under the names by which those of a later one are known, as aliases say."""
        resources = followed(self.resources, after.resources)
        return self if resources is self.resources else World(resources, self.built)

    def principals(self) -> list[Principal]:
        """Everyone whom a change may concern: nobody who makes the mesh, and none of Snowflake's own but PUBLIC."""
        everyone = [*self.access.principals(), *self.access.users()]
        return [each for each in everyone if each.kind == "ACCOUNT" or not self._makes(each)]

    def _makes(self, principal: Principal) -> bool:
        """Whether it is a role that makes the mesh or that all others roll up to, or a user who has such a role."""
        names = {principal.name}
        if principal.kind == "USER":
            granted = self.account.memberships(to=Grantee("USER", principal.name))
            names = {membership.role.name for membership in granted}
        return not names.isdisjoint(self.built.makers) or any(name.plain in _OF_EVERYTHING for name in names)

    @cached_property
    def table(self) -> Table:
        """What each of them reaches."""
        return self.access.table(self.principals())

    def subject(self, principal: Principal) -> str:
        """Whom a principal stands for: a domain for its roles and users, an external account, a pool, or a role or user
        by itself.
        """
        if principal.kind == "ACCOUNT":
            return str(principal)
        if principal.name.plain == "PUBLIC":
            return "everybody (PUBLIC)"
        owner = self.owners.of_object(principal.kind, principal.name)
        if owner and owner != GOVERNANCE:
            return f"domain {owner}"
        if principal.kind == "USER":
            return str(principal)
        made = self.owners.objects.get(("ROLE", principal.name))
        if made is not None and made.name.startswith(_POOL):
            return f"pool {made.name.removeprefix(_POOL)}"
        return f"role {principal.name.plain}"

    def shares_with(self, principal: Principal, item: Item) -> list[str]:
        """The shares by which an external account reaches an object, as a domain file names them: `tracking.agency`."""
        return sorted(
            self._share(who.share)
            for who in self.access.acting(principal)
            if who.share is not None and self.access.on(who, item.kind, item.name) is not None
        )

    def _share(self, name: Name) -> str:
        owner = self.owners.of_object("SHARE", name)
        return f"{owner}.{name.plain.removeprefix(self.owners.database(owner) + '_').lower()}"

    def table_at(self, name: Name) -> Object | None:
        """The table of that name."""
        return self.account.get("TABLE", name)

    def readers(self, name: Name) -> list[str]:
        """Who of others reads a table or view, or what is in a container, or anything made of it."""
        if name not in self._readers:
            self._readers[name] = sorted(self._read_by(name))
        return self._readers[name]

    def _read_by(self, name: Name) -> set[str]:
        found: set[str] = set()
        asked = set(self.principals())
        for obj in self._made_of(name):
            own = f"domain {self.owners.of_object(obj.kind, obj.name)}"
            readers = (who for who in self.access.who("SELECT", obj.kind, obj.name) if who in asked)
            found |= {self.subject(who) for who in readers if not self._is_of(who, own)}
        return found

    def _is_of(self, principal: Principal, subject: str) -> bool:
        """Whether a principal stands for somebody, or for people who hold a role of theirs."""
        if self.subject(principal).startswith(("pool ", "role ")):
            held = (role.name for who in self.access.acting(principal) for role in who.roles if role.kind == "ROLE")
            return any(self.subject(Principal("ROLE", name)) == subject for name in held)
        return self.subject(principal) == subject

    def _made_of(self, name: Name) -> Iterator[Object]:
        """What has columns and is this, is in it, or reads what is: whatever was found before it."""
        found = {name}
        views = list(self.account.objects("VIEW"))
        yield from (obj for obj in self.account.objects("TABLE") if obj.name == name or obj.name.within(name))
        grows = True
        while grows:
            grows = False
            for view in views:
                reads = (view.name, *self.account.reads(view))
                if view.name not in found and any(each in found or each.within(name) for each in reads):
                    found.add(view.name)
                    grows = True
                    yield view
        yield from (view for view in views if view.name == name)


@dataclass(frozen=True, slots=True)
class Side:
    """What a world is made of."""

    resources: Resources
    bootstrap: tuple[Statement, ...] = ()
    edition: str = "ENTERPRISE"


def world(side: Side) -> World:
    """The world of one side."""
    return World(side.resources, build(plan(side.resources), side.bootstrap, edition=side.edition))


def worlds(before: Side, after: Side) -> tuple[World, World]:
    """The worlds of two sides. What is the same value in both is made once: most of a large mesh."""
    if (before.bootstrap, before.edition) != (after.bootstrap, after.edition):
        return world(before), world(after)
    plans = plan(before.resources), plan(after.resources)
    old, new = build_alike(*plans, before.bootstrap, edition=before.edition)
    return World(before.resources, old), World(after.resources, new)
