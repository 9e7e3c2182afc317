"""What Snowflake's context functions give to a session, as far as a session is known.

Sources: ``/sql-reference/functions/current_role``, ``…/is_role_in_session``, ``…/is_database_role_in_session``,
``…/invoker_role``, ``…/invoker_share``, ``…/current_account``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from sqlglot import exp

from mesh.account.identifiers import Name

Value: TypeAlias = "str | bool | Unknown | None"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that a session has and that is not known here."""


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Context:
    """A session as a policy on one object sees it. Empty texts: NULL.

    For the consumer of a share, who has no primary role here, CURRENT_USER and IS_ROLE_IN_SESSION are NULL as well.
    ``locator`` is CURRENT_ACCOUNT(), which a share does not name.
    """

    primary: str = ""
    invoker: str = ""
    """INVOKER_ROLE(): the primary role, or in a view its owner."""
    roles: frozenset[str] = frozenset()
    database_roles: frozenset[Name] = frozenset()
    database: str = ""
    """The database of the protected object, in which IS_DATABASE_ROLE_IN_SESSION looks."""
    share: str = ""
    """INVOKER_SHARE(): only for the object that the share itself holds."""
    consumer: bool = False
    organization: str = ""
    account: str = ""
    locator: str = ""

    def invoked_by(self, owner: Name) -> Context:
        """As seen by the query of a view: its owner invokes what is in it. A database role has no name for
        INVOKER_ROLE.
        """
        return replace(self, invoker=owner.last if len(owner.parts) == 1 else "")

    def inside(self, owner: Name, database: str) -> Context:
        """As seen by an object that a view reads: the view's owner invokes it, and no share does."""
        return replace(self.invoked_by(owner), share="", database=database)


# --- the functions -----------------------------------------------------------------------------------------------


def _current_role(context: Context, _given: str | None) -> Value:
    return context.primary or None


def _role_in_session(context: Context, given: str | None) -> Value:
    """The stored case counts (case B-69)."""
    return None if context.consumer else given in context.roles if given is not None else UNKNOWN


def _database_role_in_session(context: Context, given: str | None) -> Value:
    """A relative name in the database of the protected object; a qualified one gives FALSE (cases B-29 to B-31).

    Which database roles of a share its consumer holds is the consumer's own matter.
    """
    if given is not None and "." in given:
        return False
    return UNKNOWN if context.consumer or given is None else Name.of(context.database, given) in context.database_roles


def _invoker_role(context: Context, _given: str | None) -> Value:
    return UNKNOWN if context.consumer else context.invoker or None


def _known(text: str) -> Value:
    return text or UNKNOWN


_FUNCTIONS: Final[Mapping[str, Callable[[Context, str | None], Value]]] = {
    "CURRENT_ACCOUNT": lambda context, _given: _known(context.locator),
    "CURRENT_ACCOUNT_NAME": lambda context, _given: _known(context.account),
    "CURRENT_ORGANIZATION_NAME": lambda context, _given: _known(context.organization),
    "CURRENT_ROLE": _current_role,
    "CURRENT_USER": lambda context, _given: None if context.consumer else UNKNOWN,
    "INVOKER_ROLE": _invoker_role,
    "INVOKER_SHARE": lambda context, _given: context.share or None,
    "IS_DATABASE_ROLE_IN_SESSION": _database_role_in_session,
    "IS_ROLE_IN_SESSION": _role_in_session,
}

_NODES: Final[Mapping[type[exp.Expr], str]] = {
    exp.CurrentAccount: "CURRENT_ACCOUNT",
    exp.CurrentAccountName: "CURRENT_ACCOUNT_NAME",
    exp.CurrentOrganizationName: "CURRENT_ORGANIZATION_NAME",
    exp.CurrentRole: "CURRENT_ROLE",
    exp.CurrentUser: "CURRENT_USER",
}
"""Context functions for which sqlglot has a node of their own."""

_BARE: Final = frozenset({"CURRENT_ACCOUNT", "CURRENT_ROLE", "CURRENT_USER"})
"""Context functions that can be called without parentheses; sqlglot takes some of them for columns."""


@dataclass(frozen=True, slots=True)
class Question:
    """A call of a context function. ``given`` is its argument, a text; empty without one, None for no constant."""

    function: str
    given: str | None = ""

    def answer(self, context: Context) -> Value:
        """What it gives in a session."""
        return _FUNCTIONS[self.function](context, self.given)


def question(node: exp.Expr) -> Question | None:
    """The call that a node is, or None."""
    name = _NODES.get(type(node))
    if name is not None:
        return Question(name)
    if isinstance(node, exp.Column) and not node.table and not node.this.quoted and node.name.upper() in _BARE:
        return Question(node.name.upper())
    if not isinstance(node, exp.Anonymous) or node.name.upper() not in _FUNCTIONS:
        return None
    name, given = node.name.upper(), node.expressions
    if not name.startswith("IS_"):
        return Question(name)
    one = len(given) == 1 and isinstance(given[0], exp.Literal) and given[0].is_string
    return Question(name, given[0].name if one else None)


def questions(node: exp.Expr) -> Iterator[Question]:
    """The calls anywhere in an expression, each once, in one order."""
    found = {asked for each in node.walk() if (asked := question(each)) is not None}
    yield from sorted(found, key=lambda asked: (asked.function, asked.given or ""))


def literal(value: Value) -> exp.Expr | None:
    """A value as a node; None for one that is not known, which then stays a call."""
    if isinstance(value, Unknown):
        return None
    if value is None:
        return exp.Null()
    return exp.Boolean(this=value) if isinstance(value, bool) else exp.Literal.string(value)
