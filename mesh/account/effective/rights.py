"""What one who acts may do: privileges on objects, behind containers that are open, with the grants that give them.

An object can be used by a role that has any privilege on its database and any on its schema
(``/user-guide/security-access-control-configure``); its owner is no exception. An INHERITED grant opens the container
that it is stated on and no other (``/user-guide/inherited-grants-using``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from mesh.account.account import Account
from mesh.account.authorisation import containers
from mesh.account.effective.acting import Acting
from mesh.account.identifiers import Name
from mesh.account.privileges import SHARE_PRIVILEGES
from mesh.account.records import ACCOUNT, Grant, Key, Object, kind_in_grants, namespace
from mesh.account.refusal import Refused, does_not_exist, insufficient
from mesh.account.statements import Grantee, OnMany, OnObject

Way: TypeAlias = Literal["FUTURE", "GRANT", "INHERITED", "OWNERSHIP"]

OWNERSHIP: Final = "OWNERSHIP"
_OPENING: Final = ("USAGE", OWNERSHIP)
"""What is named first of several privileges that open a container."""


@dataclass(frozen=True, slots=True)
class Link:
    """One privilege on one thing, and how it is had: ``path`` goes from the active role to the one that holds it."""

    privilege: str
    kind: str
    name: Name
    path: tuple[Grantee, ...]
    way: Way = "GRANT"
    stated_on: Name | None = None
    """The container that an INHERITED grant is stated on; empty for the account."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may be done: by these links, outermost first, or else what the account says."""

    allowed: bool
    chain: tuple[Link, ...] = ()
    refusal: Refused | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a privilege comes from."""

    holder: Grantee
    way: Way
    stated_on: Name | None = None


_IMPORTED: Final = "objects of an imported database are not known here: taken to be in its share"


class Rights:
    """All rights of one who acts, worked out once: of several ways to a privilege the shortest is kept."""

    def __init__(self, account: Account, who: Acting) -> None:
        self.who = who
        self._account = account
        self._direct: dict[Key, dict[str, _Source]] = {}
        self._inherited: dict[tuple[Name, str], dict[str, _Source]] = {}
        self._stated: dict[Name, _Source] = {}
        self.to_come: list[Grant] = []
        """The FUTURE grants of what is held."""
        for holder in who.held:
            self._collect(holder)

    def _collect(self, holder: Grantee) -> None:
        for obj in self._account.owned(holder):
            self._direct.setdefault(obj.key, {}).setdefault(OWNERSHIP, _Source(holder, "OWNERSHIP"))
        for grant in self._account.grants(to=holder):
            on = grant.on
            if isinstance(on, OnMany):
                self._collect_many(grant, on)
                continue
            key = (namespace(on.kind), on.name) if isinstance(on, OnObject) else ("ACCOUNT", ACCOUNT)
            self._direct.setdefault(key, {}).setdefault(grant.privilege, _Source(holder, "GRANT"))

    def _collect_many(self, grant: Grant, on: OnMany) -> None:
        if on.which == "FUTURE":
            self.to_come.append(grant)
            return
        source = _Source(grant.to, "INHERITED", on.container)
        self._inherited.setdefault((on.container, on.kind), {}).setdefault(grant.privilege, source)
        self._stated.setdefault(on.container, source)

    # --- what is held ------------------------------------------------------------------------------------------------

    def held(self, kind: str, name: Name) -> dict[str, _Source]:
        """The privileges on an object, whether or not its containers are open."""
        direct = self._direct.get((namespace(kind), name), {})
        if not self._inherited:
            return direct
        found = dict(direct)
        for container in (*(place for _, place in reversed(list(containers(name)))), ACCOUNT):
            for privilege, source in self._inherited.get((container, kind), {}).items():
                found.setdefault(privilege, source)
        return found

    def privileges(self, kind: str, name: Name) -> tuple[str, ...]:
        """The privileges that can be used: none when a container is closed."""
        return tuple(sorted(self.held(kind, name))) if self.is_open(name) else ()

    def is_open(self, name: Name) -> bool:
        """Whether each container of a name is open."""
        return all(self._opening(*place) is not None for place in containers(name))

    def objects(self) -> Iterator[Object]:
        """The objects on which something is held that can be used, in no order."""
        for key in self._direct:
            obj = self._account.at(key)
            if obj is not None and self.is_open(obj.name):
                yield obj
        for (container, kind), _ in self._inherited.items():
            for obj in self._account.inside(kind, container):
                if obj.key not in self._direct and self.is_open(obj.name):
                    yield obj

    def inherited(self) -> Iterator[tuple[Name, str, tuple[str, ...]]]:
        """The INHERITED grants of what is held: container, kind and privileges."""
        for (container, kind), held in self._inherited.items():
            yield container, kind, tuple(sorted(held))

    def _opening(self, kind: str, name: Name) -> tuple[str, _Source] | None:
        """The privilege that opens a container: USAGE, OWNERSHIP or any other."""
        held = self.held(kind, name)
        for privilege in _OPENING:
            if privilege in held:
                return privilege, held[privilege]
        if held:
            first = min(held)
            return first, held[first]
        stated = self._stated.get(name)
        return None if stated is None else ("INHERITED", stated)

    # --- decisions ---------------------------------------------------------------------------------------------------

    def may(self, privilege: str, kind: str, name: Name) -> Decision:
        """Whether a privilege on an object can be used. OWNERSHIP stands for every privilege."""
        obj = self._account.get(kind, name)
        links = []
        for place_kind, place in containers(name):
            opening = self._opening(place_kind, place)
            if opening is None and not (obj is None and self._imported(place)):
                return Decision(False, refusal=does_not_exist(place_kind, place))
            if opening is not None:
                links.append(self._link(opening[0], place_kind, place, opening[1]))
        if obj is None:
            if not self._imported(name):
                return Decision(False, refusal=does_not_exist(kind, name))
            if privilege not in SHARE_PRIVILEGES.get(kind, ()):
                return Decision(False, refusal=insufficient(kind, name))
            return Decision(True, tuple(links), notes=(_IMPORTED,))
        word = kind_in_grants(obj)
        held = self.held(word, name)
        found = next((each for each in (privilege, OWNERSHIP) if each in held), None)
        if found is not None:
            return Decision(True, (*links, self._link(found, obj.kind, name, held[found])))
        refusal = insufficient(obj.kind, name) if held else does_not_exist(kind, name)
        return Decision(False, refusal=refusal)

    def _imported(self, name: Name) -> bool:
        """Whether a name lies in a database that was made from a share and is open."""
        database = self._account.get("DATABASE", Name(name.parts[:1]))
        return database is not None and "FROM SHARE" in database.options and bool(self.held("DATABASE", database.name))

    def _link(self, privilege: str, kind: str, name: Name, source: _Source) -> Link:
        return Link(privilege, kind, name, self.who.path(source.holder), source.way, source.stated_on)

    def grants_on(self, kind: str, name: Name) -> tuple[Link, ...]:
        """By what the one who acts could give itself, or others, privileges on an object.

        The owner grants, in a managed access schema only the schema's owner; MANAGE GRANTS does, on the account or on a
        container (``/user-guide/security-access-control-configure``, ``/user-guide/container-manage-grants-intro``).
        """
        places = [("ACCOUNT", ACCOUNT), *containers(name)]
        if kind in ("DATABASE", "SCHEMA"):
            places.append((kind, name))
        found = [
            self._link("MANAGE GRANTS", *place, held["MANAGE GRANTS"])
            for place in places
            if "MANAGE GRANTS" in (held := self.held(*place))
        ]
        schema = self._account.get("SCHEMA", Name(name.parts[:2])) if len(name.parts) == 3 else None
        decides = (
            (schema.kind, schema.name) if schema is not None and schema.options.get("MANAGED ACCESS") else (kind, name)
        )
        held = self.held(*decides)
        if OWNERSHIP in held:
            found.append(self._link(OWNERSHIP, *decides, held[OWNERSHIP]))
        return tuple(found)
