"""Tables and views as a reader sees them: first the right to, then the rows, the row access policy, the masks.

Each is made once as a table in DuckDB, before anything that stands outside of it is computed. So a filter or a join of
the query compares what the reader is shown and never what lies under a mask, and no error of the query is about a row
that the reader does not see. Sources: ``/user-guide/security-row-intro``, ``/user-guide/security-column-intro``,
``/sql-reference/sql/create-view``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sqlglot import exp

from mesh.account import refusal
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.objects import policies
from mesh.account.records import ACCOUNT, Object, grantee_of
from mesh.account.sql.from_items import qualified
from mesh.account.statements import Grantee
from mesh.query import grammar, rights, types
from mesh.query.context import Context
from mesh.query.engine import Engine, Uncomputable
from mesh.query.guard import guarded, masks_of
from mesh.query.translate import Relation, Translation

Rows: TypeAlias = Callable[[Object], Sequence[Mapping[str, str | None]]]
"""The rows of a table: values by stored column name, as texts (see ``mesh.query.values``)."""


@dataclass(frozen=True, slots=True)
class By:
    """On whose behalf something is read: the roles that count, and the one that INVOKER_ROLE() gives.

    For a share's consumer ``share`` is that by which it is read directly, ``shared`` the database roles in it, and
    ``references`` the databases that it may reach.
    """

    held: frozenset[Grantee]
    invoker: Name | None = None
    share: Name | None = None
    references: frozenset[Name] | None = None
    shared: frozenset[Grantee] = frozenset()


@dataclass(slots=True)
class Relations:
    """The relations of one query. With ``protected`` false no policy holds and no right is asked for."""

    account: Account
    rows: Rows
    engine: Engine
    context: Context
    protected: bool = True
    _made: dict[tuple[Name, By], Relation] = field(default_factory=dict)
    _open: list[Name] = field(default_factory=list)

    def of(self, name: Name, by: By) -> Relation:
        """The relation of a table or view for one who reads it; ``Refused`` when that may not be."""
        if len(name.parts) != 3:
            raise refusal.no_current_database("SELECT")
        self._check_reference(name, by)
        found = self._made.get((name, by))
        if found is None:
            obj = self._object(name, by)
            if name in self._open:
                raise refusal.refused(f"View '{name.plain}' reads itself.")
            self._open.append(name)
            found = self._make(obj, by)
            self._open.pop()
            self._made[name, by] = found
        return found

    def _object(self, name: Name, by: By) -> Object:
        if self.protected:
            return rights.readable(self.account, by.held, name)
        found = self.account.table_at(name)
        if found is None:
            raise refusal.does_not_exist("OBJECT", name)
        return found

    def _make(self, obj: Object, by: By) -> Relation:
        bare = self._view(obj, by) if obj.kind == "VIEW" else self._table(obj)
        if not self.protected:
            return bare
        masks = masks_of(self.account, obj, dict(zip(bare.columns, bare.types, strict=True)))
        access = policies.row_access(obj)
        if access is None and not masks:
            return bare
        context = self._context(obj, by)
        with _inside("the policies of", obj):
            query = guarded(
                self.account, bare, access, masks, lambda policy, given: self._body(policy, given, context, by)
            )
            return self._relation(obj.name, self.engine.keep(query))

    # --- what lies in them -------------------------------------------------------------------------------------------

    def _table(self, obj: Object) -> Relation:
        if not obj.columns:
            raise refusal.not_known(f"the rows of '{obj.name.plain}', whose columns are kept in another catalog")
        kept = [(column.name, types.duckdb_type(column.type) or "VARCHAR") for column in obj.columns]
        rows = [[row.get(name) for name, _ in kept] for row in self.rows(obj)]
        return self._relation(obj.name, self.engine.hold(kept, rows))

    def _view(self, obj: Object, by: By) -> Relation:
        """A view's query runs with the rights of its owner, who invokes what it reads."""
        text, home = obj.options.get("AS"), Name(obj.name.parts[:2])
        context = self._context(obj, replace(by, invoker=obj.owner))
        owner = self._owner(obj, by)
        with _inside("view", obj):
            found = Translation(lambda parts: self.of(qualified(parts, home), owner), context)
            query = found.of(grammar.query(str(text)))
            return self._relation(obj.name, self.engine.keep(query, [column.name for column in obj.columns]))

    def _owner(self, obj: Object, by: By) -> By:
        """The owner of a view or policy, as the one who reads what stands in its text."""
        held = frozenset(self.account.roles_of(grantee_of(obj.owner))) if obj.owner != ACCOUNT else frozenset()
        return By(held, obj.owner, references=by.references, shared=by.shared)

    def _relation(self, name: Name, table: str) -> Relation:
        columns = self.engine.columns(table)
        return Relation(name, table, tuple(name for name, _ in columns), tuple(type_ for _, type_ in columns))

    # --- policies ----------------------------------------------------------------------------------------------------

    def _context(self, obj: Object, by: By) -> Context:
        invoked = self.account.roles_of(grantee_of(by.invoker)) if by.invoker else set()
        return replace(
            self.context,
            invoker=by.invoker,
            invoker_held=frozenset(invoked),
            share=by.share,
            shared=by.shared,
            database=Name(obj.name.parts[:1]),
        )

    def _body(self, policy: Object, arguments: Mapping[str, exp.Expr], context: Context, by: By) -> exp.Expr:
        """A policy's body for DuckDB. Tables in it are read as the policy's owner, and are not protected."""
        self._check_reference(policy.name, by)
        home, owner = Name(policy.name.parts[:2]), self._owner(policy, by)

        def mapping(parts: tuple[str, ...]) -> Relation:
            name = qualified(parts, home)
            table = self.account.table_at(name)
            if table is not None and policies.is_protected(table):
                text = f"Policy '{policy.name.plain}' reads '{name.plain}', which is protected by a policy itself."
                raise refusal.refused(text)
            return self.of(name, owner)

        return Translation(mapping, context, arguments).of(grammar.expression(str(policy.options["BODY"])))

    def _check_reference(self, name: Name, by: By) -> None:
        """What a share's consumer reads at second hand lies in a database that the share may reach."""
        database = Name(name.parts[:1])
        if by.references is not None and database not in by.references:
            text = f"the share does not have REFERENCE_USAGE on database '{database.plain}'."
            raise refusal.refused(text, refusal.NOT_SHARED_DATABASE, "0A000")


@contextmanager
def _inside(what: str, obj: Object) -> Iterator[None]:
    """Say where a refusal comes from. What is said of a value is left out: the reader may not be meant to see it."""
    text = f"Failure during expansion of {what} '{obj.name.plain}': "
    try:
        yield
    except Uncomputable:
        raise refusal.refused(f"{text}a value in it cannot be computed.") from None
    except refusal.Refused as refused:
        raise refusal.refused(f"{text}{refused.message}", 2037) from None
