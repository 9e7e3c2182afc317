"""What stands on an object whoever asks: its policies, the masks that tags bring, and what a view takes from where.

Sources: ``/user-guide/tag-based-masking-policies``, ``/user-guide/object-tagging/inheritance``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mesh.account import types
from mesh.account.account import Account
from mesh.account.effective.lineage import asks_elsewhere, lineage
from mesh.account.effective.policies import ALL, CLEAR, Arguments, Rows, Sight
from mesh.account.effective.sources import Lineage
from mesh.account.identifiers import Name
from mesh.account.objects.policies import arguments, row_access
from mesh.account.parts import Column
from mesh.account.records import Object

NOT_IN_WHERE: Final = "the view's query asks for the role elsewhere than in WHERE: taken to show all that it reads"


@dataclass(frozen=True, slots=True)
class Protection:
    """Rows and columns of an object for one context; ``policies`` are those that had a say."""

    rows: Rows
    columns: tuple[tuple[str, Sight], ...]
    policies: tuple[Name, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """A policy with the columns that its arguments are."""

    policy: Object
    arguments: Arguments

    @property
    def body(self) -> str:
        return str(self.policy.options["BODY"])


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands on an object whoever asks."""

    columns: tuple[str, ...]
    rows: Applied | None
    masks: dict[str, tuple[Applied, ...]]
    """By column; of several, which tags bring, any may be the one."""
    below: tuple[Name, ...]
    lineage: Lineage | None
    open: Protection | None
    """What everybody gets, when there is nothing that could make a difference."""
    notes: tuple[str, ...] = ()


class Plans:
    """What stands on each object of one account, which must not change meanwhile."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._plans: dict[Name, Plan] = {}

    def of(self, obj: Object) -> Plan:
        """The plan of an object; those of all that it reads are made first."""
        found = self._plans.get(obj.name)
        if found is None:
            for each in self._account.below_first(obj):
                if each.name not in self._plans:
                    self._plans[each.name] = self._made(each)
            found = self._plans[obj.name]
        return found

    def _made(self, obj: Object) -> Plan:
        columns = self._account.columns(obj) or ()
        masks = dict(self._masks(obj, columns))
        access = row_access(obj)
        rows = None if access is None else self._applied(access.policy, access.on)
        # Where views read each other in a circle, one of them is made before what it reads: no query on it ends.
        below = tuple(
            name for name in self._account.reads(obj) if name in self._plans or self._account.table_at(name) is None
        )
        query = str(obj.options.get("AS") or "")
        quiet = all((plan := self._plans.get(name)) is not None and plan.open is not None for name in below)
        quiet = quiet and "WHERE" not in query.upper()
        # Where nothing lies below that could come through, it is of no matter what comes from where.
        followed = (
            None
            if quiet and (obj.columns or not query)
            else lineage(query, Name(obj.name.parts[:2]), self._column_names)
        )
        names = _names(obj, columns, followed)
        notes = (NOT_IN_WHERE,) if asks_elsewhere(query, followed=followed is not None) else ()
        if rows is None and not masks and quiet:
            said = (note for name in below if (lies := self._plans[name].open) is not None for note in lies.notes)
            notes = tuple(dict.fromkeys((*notes, *said)))
            everything = Protection(ALL, tuple((name, CLEAR) for name in names), notes=notes)
            return Plan(names, None, {}, below, None, everything)
        return Plan(names, rows, masks, below, followed, None, notes)

    def _column_names(self, name: Name) -> Sequence[str] | None:
        table = self._account.table_at(name)
        plan = None if table is None else self._plans.get(name)
        return None if plan is None else plan.columns or None

    def _applied(self, policy: Name, on: Sequence[str]) -> Applied | None:
        found = self._account.at(("POLICY", policy))
        if found is None:
            return None
        return Applied(
            found, tuple((argument.name, column) for argument, column in zip(arguments(found), on, strict=False))
        )

    def _masks(self, obj: Object, columns: Sequence[Column]) -> Iterator[tuple[str, tuple[Applied, ...]]]:
        """A policy that is set on the column itself goes before those of its tags."""
        inherited = self._tags_above(obj)
        stated = {column.name: column for column in obj.columns}
        for column in columns:
            own = stated.get(column.name)
            if own is not None and own.masking_policy is not None:
                applied = self._applied(own.masking_policy, own.using or (column.name,))
                found = [] if applied is None else [applied]
            else:
                found = list(self._by_tag({*inherited, *obj.column_tags.get(column.name, {})}, column))
            if found:
                yield column.name, tuple(found)

    def _tags_above(self, obj: Object) -> set[Name]:
        """The tags of the object, its schema, its database and the account: a column has them too
        (``/user-guide/object-tagging/inheritance``).
        """
        tags = set(obj.tags)
        for kind, depth in (("SCHEMA", 2), ("DATABASE", 1), ("ACCOUNT", 0)):
            container = self._account.get(kind, Name(obj.name.parts[:depth]))
            tags |= set() if container is None else set(container.tags)
        return tags

    def _by_tag(self, tags: set[Name], column: Column) -> Iterator[Applied]:
        """The policies of tags for the column's data type."""
        for name in sorted(tags):
            tag = self._account.get("TAG", name)
            held = None if tag is None else tag.options.get("MASKING POLICIES")
            for policy in held if isinstance(held, tuple) else ():
                applied = self._applied(policy, (column.name,)) if isinstance(policy, Name) else None
                if applied is not None and column.type and _fits(applied, column):
                    yield applied


def _fits(applied: Applied, column: Column) -> bool:
    return types.family(arguments(applied.policy)[0].type) == types.family(column.type)


def _names(obj: Object, columns: Sequence[Column], followed: Lineage | None) -> tuple[str, ...]:
    """The names of the columns: those that a view is given, else those of its query."""
    outputs = followed.outputs if followed is not None and not obj.columns else None
    if outputs is not None and all(output.name for output in outputs):
        return tuple(output.name for output in outputs)
    return tuple(column.name for column in columns)
