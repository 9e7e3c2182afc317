"""Questions as a person types them: what is named is found, and what comes back can be printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from mesh.account.effective import Access, Acting, Built, Decision, Principal, acting
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.privileges import PRIVILEGES, SHARE_PRIVILEGES
from mesh.account.records import Object
from mesh.problems import MeshError, Problem, listed, nearest
from mesh.report import access as report


@dataclass(frozen=True, slots=True)
class Answer:
    """What `why` says, and whether that is yes: on any of the objects, where several have the name."""

    text: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions about the account of a stack; names are spelled as in SQL, so case does not count."""

    built: Built
    stack: str
    access: Access = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "access", Access(self.built.account))

    def shown(self, names: Sequence[str], *, as_json: bool = False, width: int | None = None) -> str:
        """What a role or an external account reaches, several roles as one session, or who reaches which object;
        of a column, who sees it in clear and who does not.

        A table that is wider than ``width`` is told entry by entry.
        """
        principals = [found for name in names if (found := self._principal(name)) is not None]
        if principals and len(principals) == len(names):
            entries = report.of_principal(self.access, principals[0], self._acting(principals))
            if not as_json and not entries:
                return f"{' with '.join(map(str, principals))} reaches nothing on stack {self.stack}."
            return json.dumps(report.plain(entries), indent=2) if as_json else report.table(entries, "item", width)
        if principals:
            raise self._both(names, principals[0])
        if len(names) == 1 and (column := self._column(names[0])) is not None:
            return self._who_sees(*column, as_json=as_json, width=width)
        objects = [obj for name in names for obj in self._objects(name)]
        reached = [report.of_object(self.access, obj.kind, obj.name) for obj in objects]
        if as_json:
            return json.dumps(report.plain(chain.from_iterable(reached)), indent=2)
        if not any(reached):
            return f"Nobody reaches {', '.join(names)} on stack {self.stack}."
        tables = [report.table(entries, "principal", width) for entries in reached]
        if len(tables) == 1:
            return tables[0]
        titles = [report.visible(f"{obj.kind} {obj.name.plain}") for obj in objects]
        return "\n\n".join(f"{title}\n{each}" for title, each in zip(titles, tables, strict=True))

    def _who_sees(self, obj: Object, column: str, *, as_json: bool, width: int | None) -> str:
        entries = report.of_column(report.of_object(self.access, obj.kind, obj.name), column)
        if as_json:
            return json.dumps(report.plain(entries), indent=2)
        return report.table(entries, "principal", width, report.visible(column))

    def why(self, who: str, what: str, privilege: str = "SELECT", *, as_json: bool = False) -> Answer:
        """Whether one has a privilege on an object, by which grants, or what the account says instead."""
        principal = self._principal(who)
        if principal is None:
            raise self._missing(who)
        self._check_privilege(privilege, self._objects(what))
        objects = [obj for obj in self._objects(what) if privilege in (*privileges_of(obj.kind), "OWNERSHIP")]
        asked = [(acting, obj) for obj in objects for acting in self.access.acting(principal)]
        decided = [(acting, obj, self.access.may(acting, privilege, obj.kind, obj.name)) for acting, obj in asked]
        allowed = any(decision.allowed for *_, decision in decided)
        if as_json:
            return Answer(json.dumps([_plain_why(obj, decision) for _, obj, decision in decided], indent=2), allowed)
        told = (
            report.why(
                str(principal),
                f"{obj.kind} {obj.name.plain}",
                privilege,
                decision,
                self.access.on(acting, obj.kind, obj.name),
            )
            for acting, obj, decision in decided
        )
        return Answer("\n".join(told), allowed)

    # --- what is named -----------------------------------------------------------------------------------------------

    def _acting(self, principals: Sequence[Principal]) -> list[Acting]:
        if len(principals) == 1:
            return self.access.acting(principals[0])
        first, *others = principals
        return [acting(self.built.account, first.name, [other.name for other in others])]

    def _principal(self, text: str) -> Principal | None:
        name = _name(text)
        return next((each for each in self.access.principals() if each.name == name), None)

    def _objects(self, text: str) -> list[Object]:
        """The objects of this name, whatever their kind: a schema and a database role may share one."""
        name = _name(text)
        found = [obj for obj in self.built.account.objects() if obj.name == name]
        if not found:
            raise self._missing(text)
        return found

    def _column(self, text: str) -> tuple[Object, str] | None:
        """The column that has this name behind that of its table or view, if there is one."""
        of, _, last = text.rpartition(".")
        name, column = _name(of), _name(last)
        if name is None or column is None:
            return None
        holders = (obj for obj in self.built.account.objects() if obj.name == name)
        return next(((obj, column.last) for obj in holders if obj.column(column.last)), None)

    def _both(self, names: Sequence[str], principal: Principal) -> MeshError:
        fix = f"ask for them apart, or whether one reaches the other: mesh access why {principal.name.plain} OBJECT"
        return self._wrong(" ".join(names), "roles of one person, one external account, or objects", fix)

    def _check_privilege(self, privilege: str, objects: Sequence[Object]) -> None:
        """A privilege that no such object can have is a slip, and not one that somebody lacks."""
        known = sorted({"OWNERSHIP", *(each for obj in objects for each in privileges_of(obj.kind))})
        if privilege not in known:
            close = nearest(privilege, known)
            fix = f"did you mean {close}?" if close else "choose one of these"
            of = f"a privilege on {objects[0].kind} {objects[0].name.plain}"
            allowed = f"{of}: {listed(known)}"
            raise MeshError([Problem(f"stack {self.stack}", "option --privilege", privilege, allowed, fix)])

    def _missing(self, text: str) -> MeshError:
        known = {principal.name.plain for principal in self.access.principals()}
        known |= {obj.name.plain for obj in self.built.account.objects()}
        close = nearest(text, sorted(known))
        allowed = "a role, an external account that a share names, or an object with its database and schema"
        fix = f"did you mean {close}?" if close else "see `mesh access` of a role for the names of objects"
        return self._wrong(text, allowed, fix)

    def _wrong(self, found: str, allowed: str, fix: str) -> MeshError:
        return MeshError([Problem(f"stack {self.stack}", "a name in the question", found, allowed, fix)])


def privileges_of(kind: str) -> tuple[str, ...]:
    """What roles and shares can hold on an object of this kind, OWNERSHIP apart."""
    return (*PRIVILEGES.get(kind, ()), *SHARE_PRIVILEGES.get(kind, ()))


def _plain_why(obj: Object, decision: Decision) -> dict[str, object]:
    return {
        "object": {"kind": obj.kind, "name": obj.name.plain},
        "allowed": decision.allowed,
        "chain": report.plain_chain(decision.chain),
        "refusal": str(decision.refusal) if decision.refusal is not None else None,
        "notes": list(decision.notes),
    }


def _name(text: str) -> Name | None:
    try:
        return Name.sql(text)
    except BadIdentifier:
        return None
