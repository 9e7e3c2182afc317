"""Policies worked out for a session: which rows it gets, what it sees of a column.

A body is read once; what it gives depends on the session only by way of the context functions that it calls, so a
result is kept for each combination of their answers, however many sessions there are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from sqlglot import exp

from mesh.account.effective import context as contexts
from mesh.account.effective.context import Context, Question, Value
from mesh.account.effective.logic import TooDeepError, condition, is_false, is_true, parsed, text
from mesh.account.effective.simplify import simplify

Extent: TypeAlias = Literal["all", "some", "none"]
Shown: TypeAlias = Literal["clear", "depends", "masked"]

NOT_READ: Final = "the body cannot be read: taken to let through what it may let through"
TOO_DEEP: Final = "the body is nested too deeply to be followed: taken to let through what it may let through"

_HASHES: Final = (
    exp.SHA,
    exp.SHA1Digest,
    exp.SHA2,
    exp.SHA2Digest,
    exp.MD5,
    exp.MD5Digest,
    exp.MD5NumberLower64,
    exp.MD5NumberUpper64,
)
"""Functions of a value that do not show it."""
_KNOWN_HASHES: Final = frozenset({"HASH"})
_ON_DATA: Final = frozenset({"IS_ROLE_IN_SESSION", "IS_DATABASE_ROLE_IN_SESSION"})
"""Context functions that are left where their argument is data."""
_PLAIN: Final = re.compile(r"[A-Z_][A-Z0-9_$]*")


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows: ``some`` are those for which the predicate is true. ``notes`` say what was taken the safe way."""

    extent: Extent
    predicate: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of a column: its values, something that does not show them, or what ``how`` says."""

    shown: Shown
    how: str = ""
    notes: tuple[str, ...] = ()


ALL: Final = Rows("all")
NONE: Final = Rows("none")
CLEAR: Final = Sight("clear")

Arguments: TypeAlias = tuple[tuple[str, str], ...]
"""The arguments of a policy, each with the column that it stands for, in stored case."""


def rows(body: str, arguments: Arguments, context: Context) -> Rows:
    """What a row access policy lets through, and with no arguments what a view's own filter does."""
    found = read(body)
    if isinstance(found, Body):
        return _rows(body, arguments, found.answers(context))
    return Rows("some", " ".join(body.split()), (found,))


def sight(body: str, arguments: Arguments, context: Context) -> Sight:
    """What a masking policy shows of the column that is its first argument."""
    found = read(body)
    if isinstance(found, Body):
        return _sight(body, arguments, found.answers(context))
    return Sight("depends", " ".join(body.split()), (found,))


Answers: TypeAlias = tuple[tuple[Question, Value], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A body that was read, with the calls in it. It is shared, so nobody changes the expression."""

    expression: exp.Expr
    questions: tuple[Question, ...]

    def answers(self, context: Context) -> Answers:
        """What the calls give in a session."""
        return tuple((asked, asked.answer(context)) for asked in self.questions)


@lru_cache(maxsize=8192)
def read(body: str) -> Body | str:
    """A body as an expression; when it cannot be followed, what is to be said of that."""
    try:
        found = parsed(body)
    except TooDeepError:
        return TOO_DEEP
    return NOT_READ if found is None else Body(found, tuple(contexts.questions(found)))


@lru_cache(maxsize=65536)
def _rows(body: str, arguments: Arguments, answers: Answers) -> Rows:
    reduced = condition(_reduced(body, arguments, answers))
    if is_true(reduced):
        return ALL
    if is_false(reduced):
        return NONE
    return Rows("some", text(reduced), _notes(reduced))


@lru_cache(maxsize=65536)
def _sight(body: str, arguments: Arguments, answers: Answers) -> Sight:
    reduced = _reduced(body, arguments, answers)
    value = reduced.this if isinstance(reduced, exp.Cast) else reduced
    masked = _column(arguments[0][1])
    if value == masked:
        return CLEAR
    shown: Shown = "depends" if _mentions(reduced, masked) else "masked"
    return Sight(shown, text(reduced), _notes(reduced))


def _reduced(body: str, arguments: Arguments, answers: Answers) -> exp.Expr:
    """The body with the session's answers and the object's columns in it."""
    known, columns = dict(answers), dict(arguments)
    found = read(body)
    assert isinstance(found, Body), "its answers were asked for"

    def answer(node: exp.Expr) -> exp.Expr | None:
        asked = contexts.question(node)
        if asked is not None:
            return contexts.literal(known[asked])
        if isinstance(node, exp.Column) and not node.table:
            column = columns.get(_stored(node.this)) if isinstance(node.this, exp.Identifier) else None
            return None if column is None else _column(column)
        return _identifier(_stored(node)) if isinstance(node, exp.Identifier) else None

    return simplify(found.expression, answer)


def _column(name: str) -> exp.Expr:
    return exp.column(_identifier(name))


def _stored(identifier: exp.Identifier) -> str:
    return identifier.name if identifier.args.get("quoted") else identifier.name.upper()


def _identifier(stored: str) -> exp.Identifier:
    """An identifier in the one spelling that it has in results: quoted only where it must be."""
    return exp.Identifier(this=stored, quoted=_PLAIN.fullmatch(stored) is None)


def _mentions(node: exp.Expr, column: exp.Expr) -> bool:
    """Whether an expression uses a column other than by a hash of it; a query may find the value by its hash."""
    queue = [node]
    while queue:
        each = queue.pop()
        if each == column or (isinstance(each, exp.Query) and any(part == column for part in each.walk())):
            return True
        if not _is_hash(each):
            queue += each.iter_expressions()
    return False


def _is_hash(node: exp.Expr) -> bool:
    return isinstance(node, _HASHES) or (isinstance(node, exp.Anonymous) and node.name.upper() in _KNOWN_HASHES)


def _notes(node: exp.Expr) -> tuple[str, ...]:
    """The functions that were left as they are and decide all the same."""
    calls = {each.name.upper() for each in node.find_all(exp.Anonymous)} - _KNOWN_HASHES
    asked = {found.function for each in node.walk() if (found := contexts.question(each)) and found.given is not None}
    return tuple(f"{name}() is not known here: taken to let through" for name in sorted(calls - _ON_DATA | asked))
