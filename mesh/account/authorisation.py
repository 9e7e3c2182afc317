"""What a session may see and do.

Rights are found by climbing from the role that owns or holds something up to the session's roles: that visits the few
roles above it and never the thousands below an administrator.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from mesh.account import refusal
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS
from mesh.account.records import ACCOUNT, Grant, Object, grantee_of, kind_in_grants, namespace
from mesh.account.session import Session
from mesh.account.state import State
from mesh.account.statements import Grantee, OnMany

ACCOUNTADMIN: Final = Grantee("ROLE", Name.of("ACCOUNTADMIN"))
SECURITYADMIN: Final = Grantee("ROLE", Name.of("SECURITYADMIN"))
PUBLIC: Final = Grantee("ROLE", Name.of("PUBLIC"))

_CREATE_ON_ACCOUNT: Final = {
    "CATALOG INTEGRATION": "INTEGRATION",
    "STORAGE INTEGRATION": "INTEGRATION",
}
"""Kinds whose privilege of CREATE on the account has another name."""
_SAME: Final = {"CREATE LISTING": ("CREATE DATA EXCHANGE LISTING",)}
"""Older names of a privilege that still open the same (``/progaccess/listing-progaccess-about``)."""


def climbs_to(state: State, start: Grantee, goals: Collection[Grantee]) -> bool:
    """Whether a role is one of the goals or is inherited by one of them. PUBLIC is inherited by every role."""
    if start in goals:
        return True
    seen = {start}
    queue = [start]
    while queue:
        role = queue.pop()
        if role in goals or role == PUBLIC:
            return True
        for membership in state.memberships.by("role", role):
            if membership.to not in seen:
                seen.add(membership.to)
                queue.append(membership.to)
    return False


def is_held_by(state: State, role: Grantee, holder: Grantee) -> bool:
    """Whether a holder is the role or inherits it by grants, leaving aside what everybody has from PUBLIC."""
    seen = {role}
    queue = [role]
    while queue:
        if holder in seen:
            return True
        above = {membership.to for membership in state.memberships.by("role", queue.pop())} - seen
        seen |= above
        queue.extend(above)
    return holder in seen


def closure(state: State, grantee: Grantee) -> set[Grantee]:
    """The grantee and every role and database role that it inherits: PUBLIC too, which roles and users of the account
    have, and no share.
    """
    found = {grantee} if grantee.kind == "SHARE" else {grantee, PUBLIC}
    queue = list(found)
    while queue:
        for membership in state.memberships.by("to", queue.pop()):
            if membership.role not in found:
                found.add(membership.role)
                queue.append(membership.role)
    return found


def containers(name: Name) -> Iterator[tuple[str, Name]]:
    """The database and the schema that a name lies in, outermost first."""
    kinds = ("DATABASE", "SCHEMA")
    for depth in range(1, len(name.parts)):
        yield kinds[depth - 1], Name(name.parts[:depth])


class Authority:
    """The rights of one session in one account, looked up at the moment they are asked for."""

    def __init__(self, state: State, session: Session, verb: str = "SQL") -> None:
        self.state = state
        self.session = session
        self.verb = verb
        self.role = Grantee("ROLE", session.role)
        self._primary = frozenset({self.role})
        everything = session.secondary == "ALL" and session.user is not None
        self._active = self._primary | ({Grantee("USER", session.user)} if everything and session.user else frozenset())

    @property
    def account(self) -> Name:
        """The account's own name, for messages."""
        return Name.of(str(self.state.facts.get("name")))

    # --- roles -------------------------------------------------------------------------------------------------------

    def has_role(self, role: Grantee, *, primary: bool = False) -> bool:
        """Whether the role is active, by itself or by inheritance; with ``primary`` in the primary role's hierarchy."""
        return climbs_to(self.state, role, self._primary if primary else self._active)

    def is_account_admin(self) -> bool:
        """Whether ACCOUNTADMIN is active."""
        return self.has_role(ACCOUNTADMIN)

    def owns(self, obj: Object, *, primary: bool = False) -> bool:
        """Whether an active role owns the object."""
        if obj.owner == self.session.role:
            return True
        return obj.owner != ACCOUNT and self.has_role(grantee_of(obj.owner), primary=primary)

    # --- privileges --------------------------------------------------------------------------------------------------

    def grants_for(self, kind: str, name: Name) -> Iterator[Grant]:
        """The grants that bear on an object: its own and those it inherits from its containers."""
        yield from self.state.grants_on(kind, name)
        yield from self._inherited(kind, name)

    def _inherited(self, kind: str, name: Name) -> Iterator[Grant]:
        if not self.state.grants.has("inherited", True):
            return
        for container in (ACCOUNT, *(container for _, container in containers(name))):
            for grant in self.state.grants_in(container):
                if isinstance(grant.on, OnMany) and grant.on.which == "INHERITED" and grant.on.kind == kind:
                    yield grant

    def holdings(
        self, privilege: str, kind: str, name: Name, *, primary: bool = False, grant_option: bool = False
    ) -> Iterator[Grant]:
        """The grants by which the session holds the privilege on the object, ownership apart."""
        inherited = (grant for grant in self._inherited(kind, name) if grant.privilege == privilege)
        for grant in (*self.state.grants_of(privilege, kind, name), *inherited):
            if (grant.grant_option or not grant_option) and self.has_role(grant.to, primary=primary):
                yield grant

    def holds(self, privilege: str, kind: str, name: Name, *, primary: bool = False) -> bool:
        """Whether the session holds the privilege on the object, ownership apart."""
        return any(True for _ in self.holdings(privilege, kind, name, primary=primary))

    def can(self, privilege: str, obj: Object, *, primary: bool = False) -> bool:
        """Whether the session owns the object or holds the privilege on it."""
        return self.owns(obj, primary=primary) or self.holds(privilege, kind_in_grants(obj), obj.name, primary=primary)

    def can_on_account(self, privilege: str, *, primary: bool = False) -> bool:
        """Whether the session holds a global privilege."""
        return self.holds(privilege, "ACCOUNT", ACCOUNT, primary=primary)

    def manages_grants(self, kind: str, name: Name) -> bool:
        """Whether MANAGE GRANTS is held on the account, on the object or on a container of it."""
        places = [("ACCOUNT", ACCOUNT), *containers(name)]
        if kind in ("DATABASE", "SCHEMA"):
            places.append((kind, name))
        return any(self.holds("MANAGE GRANTS", kind, place) for kind, place in places)

    # --- seeing ------------------------------------------------------------------------------------------------------

    def sees(self, obj: Object, *, primary: bool = False) -> bool:
        """Whether the session holds anything at all on the object; roles and users are seen by everybody."""
        if obj.kind in ("ROLE", "USER", "ACCOUNT") or self.owns(obj, primary=primary):
            return True
        if any(self.has_role(grant.to, primary=primary) for grant in self.grants_for(kind_in_grants(obj), obj.name)):
            return True
        if obj.kind == "DATABASE ROLE" and self.has_role(Grantee("DATABASE ROLE", obj.name), primary=primary):
            return True
        parent = self._parent(obj)
        return parent is not None and self.owns(parent, primary=primary)

    def _parent(self, obj: Object) -> Object | None:
        chain = list(containers(obj.name))
        return self.state.get(*chain[-1]) if chain else None

    def resolve(self, kind: str, name: Name, *, granting: bool = False) -> Object:
        """The object, or the refusal that names the outermost thing missing (or not to be seen).

        Cases A-2 and A-4 of ``tests/account/refusals.yaml``. ``granting``: MANAGE GRANTS sees what it can grant.
        """
        self.check_depth(kind, name)
        for container_kind, container in containers(name):
            found = self.state.get(container_kind, container)
            if found is None or not (self.sees(found) or (granting and self.manages_grants(kind, name))):
                raise refusal.does_not_exist(container_kind, container)
        obj = self.state.objects.get((namespace(kind), name))
        if obj is None or not (self.sees(obj) or (granting and self.manages_grants(kind, name))):
            raise refusal.does_not_exist(kind, name)
        if self.state.get(kind, name) is None:
            raise refusal.wrong_kind(obj.kind, kind)
        return obj

    def check_depth(self, kind: str, name: Name) -> None:
        """A name states all of its containers, since a session here has no current database or schema."""
        depth = KINDS[kind].depth if kind in KINDS else 3
        if len(name.parts) < depth:
            raise refusal.no_current_database(self.verb)
        if len(name.parts) > depth:
            raise refusal.wrong_depth(kind, name, ".".join(('"DATABASE"', '"SCHEMA"', '"NAME"')[3 - depth :]))

    def container_of(self, name: Name) -> Object | None:
        """The container in which an object of this name is to stand, which the session must see."""
        chain = list(containers(name))
        return self.resolve(*chain[-1]) if chain else None

    # --- doing -------------------------------------------------------------------------------------------------------

    def require_create(self, kind: str, name: Name) -> None:
        """CREATE is authorised by the primary role alone (``/user-guide/security-access-control-overview``)."""
        if kind == "RESOURCE MONITOR":
            if not self.has_role(ACCOUNTADMIN, primary=True):
                raise refusal.insufficient(
                    "ACCOUNT", self.account, "Only account administrators create resource monitors."
                )
            return
        privilege = f"CREATE {_CREATE_ON_ACCOUNT.get(kind, kind)}"
        container = self.container_of(name)
        if container is None:
            if not any(self.can_on_account(each, primary=True) for each in (privilege, *_SAME.get(privilege, ()))):
                raise refusal.primary_must_have(self.session.role, privilege, "ACCOUNT", self.account)
            return
        opened = all(
            (found := self.state.get(*place)) is not None and self.sees(found, primary=True)
            for place in containers(name)
        )
        if not opened or not self.can(privilege, container, primary=True):
            raise refusal.primary_must_have(self.session.role, privilege, container.kind, container.name)

    def require_owner(self, obj: Object) -> None:
        """Only the owner does this."""
        if not self.owns(obj):
            hint = f"An active role must have OWNERSHIP granted on {obj.kind} {obj.name.plain}."
            raise refusal.insufficient(obj.kind, obj.name, hint)

    def require_drop(self, obj: Object) -> None:
        """The owner drops, and the owner of the schema (``/sql-reference/sql/drop-row-access-policy``)."""
        parent = self._parent(obj)
        if not (parent is not None and parent.kind == "SCHEMA" and self.owns(parent)):
            self.require_owner(obj)

    def require(self, privilege: str, obj: Object) -> None:
        """The owner or a holder of the privilege does this."""
        if not self.can(privilege, obj):
            hint = f"An active role must have {privilege} or OWNERSHIP granted on {obj.kind} {obj.name.plain}."
            raise refusal.insufficient(obj.kind, obj.name, hint)
