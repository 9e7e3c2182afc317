"""What the policies on an object, and on all that it reads, leave to one who may SELECT from it.

A view shows what its owner reads, and what its owner reads is filtered and masked for the session that asks: policies
below a view hold with the session's roles, and INVOKER_ROLE() alone is the owner.

Sources: ``/sql-reference/functions/invoker_role``, ``/user-guide/security-row-intro``,
``/user-guide/security-column-intro``, ``/user-guide/tag-based-masking-policies``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mesh.account import types
from mesh.account.account import Account
from mesh.account.effective import policies
from mesh.account.effective.columns import Below, Output
from mesh.account.effective.context import Context
from mesh.account.effective.lineage import lineage
from mesh.account.effective.origin import combined, fed, rows_of, tables
from mesh.account.effective.policies import ALL, CLEAR, Arguments, Rows, Sight
from mesh.account.effective.sources import Lineage
from mesh.account.identifiers import Name
from mesh.account.policies import arguments, row_access
from mesh.account.records import TABLE_LIKE, Object
from mesh.account.statements import Column

NOT_FOLLOWED: Final = "the view's query is not followed: its columns are taken to show what lies below"
_MASKED_BELOW: Final = (
    "unverified: the row access policy takes a column that is masked below, and is taken to see its values"
)


@dataclass(frozen=True, slots=True)
class Protection:
    """Rows and columns of an object for one context; ``policies`` are those that had a say."""

    rows: Rows
    columns: tuple[tuple[str, Sight], ...]
    policies: tuple[Name, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Applied:
    """A policy with the columns that its arguments are."""

    policy: Object
    arguments: Arguments

    @property
    def body(self) -> str:
        return str(self.policy.options["BODY"])


@dataclass(frozen=True, slots=True)
class _Plan:
    """What stands on an object whoever asks."""

    columns: tuple[str, ...]
    rows: _Applied | None
    masks: dict[str, _Applied]
    below: tuple[Name, ...]
    lineage: Lineage | None
    open: Protection | None
    """What everybody gets, when there is nothing that could make a difference."""


class Protections:
    """The policies of one account, which must not change meanwhile."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._plans: dict[Name, _Plan] = {}
        self._under_way: set[Name] = set()

    def of(self, obj: Object, context: Context) -> Protection:
        """What is left of a table or view in a context; ``context.database`` is taken from the object."""
        plan = self._plan(obj)
        if plan.open is not None:
            return plan.open
        here = replace(context, database=obj.name.parts[0])
        below = {name: self._below(name, obj, here) for name in plan.below}
        own = ALL if plan.rows is None else policies.rows(plan.rows.body, plan.rows.arguments, here)
        columns, notes = self._columns(plan, below, here)
        return Protection(
            combined([own, *_inherited_rows(plan, below, here)]),
            columns,
            tuple(sorted({*_named(plan), *(name for each in below.values() for name in each.policies)})),
            (*notes, *_unverified(plan, columns), *(note for each in below.values() for note in each.notes)),
        )

    def _below(self, name: Name, view: Object, here: Context) -> Protection:
        table = self._account.at(("TABLE", name))
        if table is None:
            return Protection(ALL, (), notes=(f"{name.plain} is not known here: taken to have no policy",))
        return self.of(table, here.inside(view.owner.last if view.owner.parts else "", name.parts[0]))

    def _columns(
        self, plan: _Plan, below: dict[Name, Protection], here: Context
    ) -> tuple[tuple[tuple[str, Sight], ...], tuple[str, ...]]:
        shown = {name: dict(each.columns) for name, each in below.items()}
        outputs = _outputs(plan)
        masked_below = any(sight != CLEAR for sights in shown.values() for sight in sights.values())
        found, unknown = [], False
        for at, column in enumerate(plan.columns):
            made_of = outputs[at].below if outputs is not None else None
            unknown |= made_of is None and bool(plan.below)
            under = _through(made_of, shown)
            mask = plan.masks.get(column)
            own = CLEAR if mask is None else policies.sight(mask.body, mask.arguments, here)
            found.append((column, _over(own, under)))
        return tuple(found), (NOT_FOLLOWED,) if unknown and masked_below else ()

    # --- what stands on an object ------------------------------------------------------------------------------------

    def _plan(self, obj: Object) -> _Plan:
        found = self._plans.get(obj.name)
        if found is None:
            self._under_way.add(obj.name)
            found = self._plans[obj.name] = self._made(obj)
            self._under_way.discard(obj.name)
        return found

    def _made(self, obj: Object) -> _Plan:
        columns = self._account.columns(obj) or ()
        masks = dict(self._masks(obj, columns))
        access = row_access(obj)
        rows = None if access is None else self._applied(access.policy, access.on)
        below = tuple(name for name in self._account.reads(obj) if name not in self._under_way)
        tables = [table for name in below if (table := self._account.at(("TABLE", name))) is not None]
        query = str(obj.options.get("AS") or "")
        quiet = all(self._plan(table).open is not None for table in tables) and len(tables) == len(below)
        quiet = quiet and "WHERE" not in query.upper()
        # Where nothing lies below that could come through, it is of no matter what comes from where.
        followed = (
            None
            if quiet and (obj.columns or not query)
            else lineage(query, Name(obj.name.parts[:2]), self._column_names)
        )
        names = _names(obj, columns, followed)
        if rows is None and not masks and quiet:
            return _Plan(names, None, {}, below, None, Protection(ALL, tuple((name, CLEAR) for name in names)))
        return _Plan(names, rows, masks, below, followed, None)

    def _column_names(self, name: Name) -> Sequence[str] | None:
        table = self._account.at(("TABLE", name))
        return None if table is None or name in self._under_way else self._plan(table).columns or None

    def _applied(self, policy: Name, on: Sequence[str]) -> _Applied | None:
        found = self._account.at(("POLICY", policy))
        if found is None:
            return None
        return _Applied(
            found, tuple((argument.name, column) for argument, column in zip(arguments(found), on, strict=False))
        )

    def _masks(self, obj: Object, columns: Sequence[Column]) -> Iterator[tuple[str, _Applied]]:
        """A policy that is set on the column itself goes before those of its tags."""
        inherited = self._tags_above(obj)
        stated = {column.name: column for column in obj.columns}
        for column in columns:
            own = stated.get(column.name)
            if own is not None and own.masking_policy is not None:
                applied = self._applied(own.masking_policy, own.using or (column.name,))
            else:
                applied = self._by_tag({*inherited, *obj.column_tags.get(column.name, {})}, column)
            if applied is not None:
                yield column.name, applied

    def _tags_above(self, obj: Object) -> set[Name]:
        """The tags of the object, its schema and its database: a column has them too."""
        tags = set(obj.tags)
        for kind, depth in (("SCHEMA", 2), ("DATABASE", 1)):
            container = self._account.get(kind, Name(obj.name.parts[:depth]))
            tags |= set() if container is None else set(container.tags)
        return tags

    def _by_tag(self, tags: set[Name], column: Column) -> _Applied | None:
        """The policy of a tag for the column's data type; of several the first by name."""
        for name in sorted(tags):
            tag = self._account.get("TAG", name)
            held = None if tag is None else tag.options.get("MASKING POLICIES")
            for policy in held if isinstance(held, tuple) else ():
                applied = self._applied(policy, (column.name,)) if isinstance(policy, Name) else None
                if applied is not None and column.type and _fits(applied, column):
                    return applied
        return None


def _fits(applied: _Applied, column: Column) -> bool:
    return types.family(arguments(applied.policy)[0].type) == types.family(column.type)


# --- put together ------------------------------------------------------------------------------------------------


def _names(obj: Object, columns: Sequence[Column], followed: Lineage | None) -> tuple[str, ...]:
    """The names of the columns: those that a view is given, else those of its query."""
    outputs = followed.outputs if followed is not None and not obj.columns else None
    if outputs is not None and all(output.name for output in outputs):
        return tuple(output.name for output in outputs)
    return tuple(column.name for column in columns)


def _outputs(plan: _Plan) -> tuple[Output, ...] | None:
    """What the query gives for each column; None when that is not known for all of them."""
    found = plan.lineage.outputs if plan.lineage is not None else None
    return found if found is not None and len(found) == len(plan.columns) else None


def _inherited_rows(plan: _Plan, below: dict[Name, Protection], here: Context) -> Iterator[Rows]:
    """The rows of the query, and of what it reads elsewhere than in FROM."""
    from_: set[Name] = set()
    if plan.lineage is not None:
        yield rows_of(plan.lineage.origin, {name: each.rows for name, each in below.items()}, here)
        from_ = set(tables(plan.lineage.origin))
    for name, protection in below.items():
        if name not in from_:
            yield fed(name.plain, protection.rows)


def _through(made_of: Below | None, shown: dict[Name, dict[str, Sight]]) -> Sight:
    """What an expression over columns below shows: all of them masked, or clear as soon as one is."""
    sights = [shown.get(name, {}).get(column, CLEAR) for name, column in made_of or ()]
    if not sights or any(sight.shown == "clear" for sight in sights):
        return CLEAR
    if len(set(sights)) == 1:
        return sights[0]
    depends = [sight for sight in sights if sight.shown == "depends"]
    how = "; ".join(dict.fromkeys(sight.how for sight in depends or sights))
    return Sight("depends" if depends else "masked", how, tuple(note for sight in sights for note in sight.notes))


def _over(own: Sight, under: Sight) -> Sight:
    """A mask over what lies below: nothing comes through that is masked there."""
    if own.shown == "masked" or under == CLEAR:
        return own
    if own == CLEAR or under.shown == "masked":
        return under
    return Sight("depends", f"{own.how} of {under.how}", (*own.notes, *under.notes))


def _named(plan: _Plan) -> Iterator[Name]:
    for applied in (plan.rows, *plan.masks.values()):
        if applied is not None:
            yield applied.policy.name


def _unverified(plan: _Plan, columns: Sequence[tuple[str, Sight]]) -> tuple[str, ...]:
    """A policy's argument that is masked below a view: which value the policy sees is not settled (case B-85)."""
    if plan.rows is None:
        return ()
    sights = dict(columns)
    masked = any(sights.get(column, CLEAR) != CLEAR for _, column in plan.rows.arguments)
    return (_MASKED_BELOW,) if masked else ()


def is_readable(obj: Object) -> bool:
    """Whether it has rows and columns."""
    return obj.kind in TABLE_LIKE
