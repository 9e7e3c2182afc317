"""What the policies on an object, and on all that it reads, leave to one who may SELECT from it.

A view shows what its owner reads, and what its owner reads is filtered and masked for the session that asks: policies
below a view hold with the session's roles, and INVOKER_ROLE() alone is the owner.

Sources: ``/sql-reference/functions/invoker_role``, ``/user-guide/security-row-intro``,
``/user-guide/security-column-intro``, ``/user-guide/tag-based-masking-policies``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final

from mesh.account.account import Account
from mesh.account.effective import policies
from mesh.account.effective.columns import Below, Output
from mesh.account.effective.context import Context
from mesh.account.effective.merge import clearest
from mesh.account.effective.origin import combined, fed, rows_of, tables
from mesh.account.effective.policies import ALL, CLEAR, Rows, Sight
from mesh.account.effective.standing import Applied, Plan, Plans, Protection
from mesh.account.identifiers import Name
from mesh.account.records import TABLE_LIKE, Object

NOT_FOLLOWED: Final = "the view's query is not followed: its columns are taken to show what lies below"
_MASKED_BELOW: Final = (
    "unverified: the row access policy takes a column that is masked below, and is taken to see its values"
)
SEVERAL_TAGS: Final = (
    "unverified: several tags bring a column a mask each, and the one that shows most is taken to be in force"
)


class Protections:
    """The policies of one account, which must not change meanwhile."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._plans = Plans(account)

    def of(self, obj: Object, context: Context) -> Protection:
        """What is left of a table or view in a context; ``context.database`` is taken from the object."""
        plan = self._plans.of(obj)
        if plan.open is not None:
            return plan.open
        here = replace(context, database=obj.name.parts[0])
        # The same table below two views of one owner is seen in the same way: so often it is worked out, and no more.
        found: dict[tuple[Name, str], Protection] = {}
        for table, invoked in self._seen_below(obj, here):
            found[table.name, invoked.invoker] = self._protection(table, invoked, found)
        return self._protection(obj, here, found)

    def _seen_below(self, obj: Object, here: Context) -> Iterator[tuple[Object, Context]]:
        """All that a view reads at any depth as its readers see it, each behind what it reads itself."""
        path = [(obj, here, iter(self._plans.of(obj).below))]
        seen: set[tuple[Name, str]] = set()
        while path:
            view, context, rest = path[-1]
            for name in rest:
                invoked = context.inside(view.owner, name.parts[0])
                table = self._account.table_at(name) if (name, invoked.invoker) not in seen else None
                if table is not None:
                    seen.add((name, invoked.invoker))
                    path.append((table, invoked, iter(self._plans.of(table).below)))
                    break
            else:
                path.pop()
                if path:
                    yield view, context

    def _protection(self, obj: Object, here: Context, found: Mapping[tuple[Name, str], Protection]) -> Protection:
        """What is left of an object, where that of all that it reads is known."""
        plan = self._plans.of(obj)
        if plan.open is not None:
            return plan.open
        inside = here.invoked_by(obj.owner)
        below = {name: found.get((name, inside.invoker)) or _not_known(name) for name in plan.below}
        own = ALL if plan.rows is None else policies.rows(plan.rows.body, plan.rows.arguments, here)
        columns, notes = _columns(plan, below, here)
        notes_below = (note for each in below.values() for note in each.notes)
        return Protection(
            combined([own, *_inherited_rows(plan, below, inside)]),
            columns,
            tuple(sorted({*_named(plan), *(name for each in below.values() for name in each.policies)})),
            tuple(dict.fromkeys((*notes, *plan.notes, *_unverified(plan, columns), *notes_below))),
        )


def _not_known(name: Name) -> Protection:
    return Protection(ALL, (), notes=(f"{name.plain} is not known here: taken to have no policy",))


# --- columns -----------------------------------------------------------------------------------------------------


def _columns(
    plan: Plan, below: Mapping[Name, Protection], here: Context
) -> tuple[tuple[tuple[str, Sight], ...], tuple[str, ...]]:
    """What is seen of each column, and what is to be said of that."""
    shown = {name: dict(each.columns) for name, each in below.items()}
    outputs = _outputs(plan)
    masked_below = any(sight != CLEAR for sights in shown.values() for sight in sights.values())
    found, unknown = [], not plan.columns
    for at, column in enumerate(plan.columns):
        made_of = outputs[at].below if outputs is not None else None
        unknown |= made_of is None and bool(plan.below)
        own = _masked(plan.masks.get(column, ()), here)
        found.append((column, _over(own, _through(made_of, shown))))
    several = any(len(each) > 1 for each in plan.masks.values())
    notes = ((NOT_FOLLOWED,) if unknown and masked_below else ()) + ((SEVERAL_TAGS,) if several else ())
    return tuple(found), notes


def _masked(masks: Sequence[Applied], here: Context) -> Sight:
    """What a column's mask shows; of several that tags bring, the one that shows most."""
    sights = [policies.sight(mask.body, mask.arguments, here) for mask in masks]
    return reduce(clearest, sights) if sights else CLEAR


# --- put together ------------------------------------------------------------------------------------------------


def _outputs(plan: Plan) -> tuple[Output, ...] | None:
    """What the query gives for each column; None when that is not known for all of them."""
    found = plan.lineage.outputs if plan.lineage is not None else None
    return found if found is not None and len(found) == len(plan.columns) else None


def _inherited_rows(plan: Plan, below: Mapping[Name, Protection], here: Context) -> Iterator[Rows]:
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


def _named(plan: Plan) -> Iterator[Name]:
    masks = [mask for each in plan.masks.values() for mask in each]
    for applied in (plan.rows, *masks):
        if applied is not None:
            yield applied.policy.name


def _unverified(plan: Plan, columns: Sequence[tuple[str, Sight]]) -> tuple[str, ...]:
    """A policy's argument that is masked below a view: which value the policy sees is not settled (case B-85)."""
    if plan.rows is None:
        return ()
    sights = dict(columns)
    masked = any(sights.get(column, CLEAR) != CLEAR for _, column in plan.rows.arguments)
    return (_MASKED_BELOW,) if masked else ()


def is_readable(obj: Object) -> bool:
    """Whether it has rows and columns."""
    return obj.kind in TABLE_LIKE
