"""The questions that are asked of an account: what can they see and do, who can see this, and by which grants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from mesh.account.account import Account
from mesh.account.authorisation import PUBLIC
from mesh.account.effective import acting
from mesh.account.effective.acting import Acting
from mesh.account.effective.collection import paused
from mesh.account.effective.context import Context
from mesh.account.effective.future import to_come
from mesh.account.effective.merge import widest
from mesh.account.effective.protection import Protections, is_readable
from mesh.account.effective.reach import Item, Principal, Reach
from mesh.account.effective.rights import OWNERSHIP, Decision, Rights
from mesh.account.effective.standing import Protection
from mesh.account.identifiers import Name
from mesh.account.recipients import region_of
from mesh.account.records import ACCOUNT, Object, grantee_of
from mesh.account.session import Session
from mesh.account.statements import Grantee

_READS: Final = frozenset({"SELECT", OWNERSHIP})
_IMPORTED: Final = "a database from a share: all that the share holds"


class Access:
    """Effective access in an account, which must not change meanwhile.

    ``Access(account).of(acting(account, Name.of("R")))`` is everything that R reaches.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._protections = Protections(account)
        self._owners: dict[Name, Rights] = {}
        self._broken: dict[Name, tuple[tuple[Name, str], ...]] = {}
        self._external: dict[Name, list[Acting]] = {}
        for who in acting.consumers(account):
            if who.consumer is not None:
                self._external.setdefault(who.consumer, []).append(who)

    # --- one who acts ------------------------------------------------------------------------------------------------

    def rights(self, who: Acting) -> Rights:
        """What one holds, to be asked about one object after the other."""
        return Rights(self._account, who)

    def may(self, who: Acting, privilege: str, kind: str, name: Name) -> Decision:
        """Whether one may do what a privilege on an object allows, by which grants, or what the account says."""
        return Rights(self._account, who).may(privilege, kind, name)

    def of(self, who: Acting) -> dict[Item, Reach]:
        """All that one reaches."""
        rights = Rights(self._account, who)
        context = self._context(who)
        found = {
            Item(obj.kind, obj.name): self._reach(rights, obj, context)
            for obj in rights.objects()
            if "INFORMATION_SCHEMA" not in obj.name.parts[1:2]
        }
        return found | {item: Reach(privileges) for item, privileges in to_come(self._account, rights).items()}

    def on(self, who: Acting, kind: str, name: Name) -> Reach | None:
        """What one reaches of one object; None: nothing."""
        rights = Rights(self._account, who)
        obj = self._account.get(kind, name)
        if obj is None or not rights.privileges(obj.kind, name):
            return None
        return self._reach(rights, obj, self._context(who))

    # --- everybody ---------------------------------------------------------------------------------------------------

    def principals(self) -> list[Principal]:
        """Every account role that is not Snowflake's own but PUBLIC, and every external account of a share."""
        roles = [
            Principal("ROLE", role.name)
            for role in self._account.objects("ROLE")
            if role.owner != ACCOUNT or role.name == PUBLIC.name
        ]
        return [*roles, *(Principal("ACCOUNT", name) for name in self._external)]

    def users(self) -> list[Principal]:
        """Every user to whom a role is granted."""
        held = {membership.to for membership in self._account.memberships()}
        return [Principal("USER", user.name) for user in sorted(held) if user.kind == "USER"]

    def table(self, principals: Iterable[Principal] | None = None) -> dict[Principal, dict[Item, Reach]]:
        """What each of these reaches (of all by default); those that reach nothing are there too."""
        chosen = self.principals() if principals is None else principals
        with paused():
            return {principal: self._of_principal(principal) for principal in chosen}

    def who(self, privilege: str, kind: str, name: Name) -> dict[Principal, Decision]:
        """Each principal that may do what a privilege on an object allows, with the grants that let it."""
        found: dict[Principal, Decision] = {}
        for principal in self._candidates(kind, name):
            for who in self.acting(principal):
                decision = self.may(who, privilege, kind, name)
                if decision.allowed:
                    found.setdefault(principal, decision)
        return found

    def acting(self, principal: Principal) -> list[Acting]:
        """As whom a principal acts: a role alone; a user in each of its roles, with all others as secondary ones; an
        external account at each of its shares.
        """
        if principal.kind == "ROLE":
            return [acting.acting(self._account, principal.name)]
        if principal.kind == "USER":
            return [acting.session(self._account, each) for each in self._sessions(principal.name)]
        return self._external.get(principal.name, [])

    def _sessions(self, user: Name) -> list[Session]:
        granted = sorted(membership.role for membership in self._account.memberships(to=Grantee("USER", user)))
        return [Session(role.name, user, "ALL") for role in granted]

    def _of_principal(self, principal: Principal) -> dict[Item, Reach]:
        found: dict[Item, Reach] = {}
        for who in self.acting(principal):
            for item, reach in self.of(who).items():
                found[item] = widest(found[item], reach) if item in found else reach
        return found

    def _candidates(self, kind: str, name: Name) -> list[Principal]:
        """The principals above the holders of anything on an object or, by INHERITED, on its containers."""
        obj = self._account.get(kind, name) or self._imported(name)
        if obj is None:
            return []
        holders = {grant.to for grant in self._account.grants(on=obj.key)} | {grantee_of(obj.owner)}
        for depth in range(len(name.parts)):
            holders |= {grant.to for grant in self._account.grants(on=("IN", Name(name.parts[:depth])))}
        above = self._above(holders)
        everybody = PUBLIC in above
        return [
            principal
            for principal in self.principals()
            if principal.kind == "ACCOUNT" or everybody or Grantee("ROLE", principal.name) in above
        ]

    def _imported(self, name: Name) -> Object | None:
        """The database from a share that a name lies in: what is in it is read by whoever was granted the database."""
        database = self._account.get("DATABASE", Name(name.parts[:1]))
        return database if database is not None and "FROM SHARE" in database.options else None

    def _above(self, holders: Iterable[Grantee]) -> set[Grantee]:
        seen = set(holders)
        queue = list(seen)
        while queue:
            for member in self._account.memberships(role=queue.pop()):
                if member.to not in seen:
                    seen.add(member.to)
                    queue.append(member.to)
        return seen

    # --- one object --------------------------------------------------------------------------------------------------

    def _reach(self, rights: Rights, obj: Object, context: Context) -> Reach:
        privileges = tuple(sorted(rights.held(obj.kind, obj.name)))
        if "FROM SHARE" in obj.options:
            return Reach(privileges, notes=(_IMPORTED,))
        if not is_readable(obj) or _READS.isdisjoint(privileges):
            return Reach(privileges)
        found = self._protections.of(obj, context)
        notes = (*found.notes, *self._unreadable(obj), *self._unreferenced(rights, obj, found))
        return Reach(privileges, found.rows, found.columns, tuple(dict.fromkeys(notes)))

    def _context(self, who: Acting) -> Context:
        primary = who.primary.name.last if who.primary is not None and who.primary.kind == "ROLE" else ""
        own = (self._account.fact("organization"), self._account.fact("name"))
        organization, account = who.consumer.parts if who.consumer is not None else own
        if who.consumer is not None and region_of(who.consumer):
            # Any account of the region: none of what a policy may ask about it is known.
            organization = account = ""
        return Context(
            primary=primary,
            invoker=primary,
            roles=who.role_names,
            database_roles=who.database_role_names,
            share=who.share.last if who.share is not None else "",
            consumer=who.consumer is not None,
            organization=organization,
            account=account,
            locator=who.locator,
        )

    def _unreadable(self, view: Object) -> tuple[str, ...]:
        """What the owner of a view cannot read: then the view cannot be read either, until it can again."""
        if view.kind != "VIEW":
            return ()
        if view.name not in self._broken:
            for each in self._account.below_first(view):
                self._broken[each.name] = tuple(dict.fromkeys(self._missing_below(each)))
        found = self._broken[view.name]
        return tuple(said if name == view.name else f"{name.plain}, which it reads: {said}" for name, said in found)

    def _missing_below(self, view: Object) -> Iterator[tuple[Name, str]]:
        """What its owner cannot read, and likewise of the views that it reads: which view fails, and why."""
        if view.kind != "VIEW":
            return
        if view.owner not in self._owners:
            self._owners[view.owner] = Rights(self._account, acting.role(self._account, grantee_of(view.owner)))
        for name in self._account.reads(view):
            table = self._account.table_at(name)
            kind = "VIEW" if table is None else table.kind
            known = table is not None or self._imported(name) is not None
            if known and not self._owners[view.owner].may("SELECT", kind, name).allowed:
                told = f"its owner {view.owner.plain} cannot read {name.plain}: the view fails as long as that is so"
                yield view.name, told
            yield from self._broken.get(name, ())

    def _unreferenced(self, rights: Rights, obj: Object, found: Protection) -> Iterator[str]:
        """What lies in other databases, policies too, and a share must be allowed to refer to. When that is checked is
        not settled (case A-148): the consumer is taken to see what the policies leave.
        """
        if rights.who.share is None:
            return
        read = (name for each in self._account.below_first(obj) for name in self._account.reads(each))
        databases = {Name(name.parts[:1]) for name in (*found.policies, *read)}
        for database in sorted(databases - {Name(obj.name.parts[:1])}):
            if "REFERENCE_USAGE" not in rights.held("DATABASE", database):
                yield f"unverified: queries may fail, since the share has no REFERENCE_USAGE on {database.plain}"
