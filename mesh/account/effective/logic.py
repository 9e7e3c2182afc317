"""AND, OR and NOT over expressions, in SQL's three-valued logic: constants, and parts in one order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from mesh.account.refusal import Refused
from mesh.account.sql.scan import pieces

DIALECT: Final = "snowflake"
MAX_NESTED: Final = 25
"""Parentheses and CASEs within each other. Nobody writes so many, and sqlglot reads no more than twice that."""
MAX_DEPTH: Final = 100
"""Levels of an expression, where all that one AND or OR connects is on one level."""


class TooDeepError(Exception):
    """A text is nested deeper than is followed."""


def text(node: exp.Expr) -> str:
    """The expression in Snowflake's SQL, on one line."""
    return node.sql(dialect=DIALECT, comments=False)


def parsed(sql: str) -> exp.Expr | None:
    """The one expression or query that a text is; None when it cannot be read, or is more than one."""
    try:
        if _nesting(sql) > MAX_NESTED:
            raise TooDeepError
        found = sqlglot.parse(sql, dialect=DIALECT)
    except (Refused, SqlglotError):
        return None
    except RecursionError:
        # Without parentheses, as with a NOT before a NOT.
        raise TooDeepError from None
    if len(found) != 1 or found[0] is None:
        return None
    if _depth(found[0]) > MAX_DEPTH:
        raise TooDeepError
    return found[0]


def _nesting(sql: str) -> int:
    """How many parentheses and CASEs are open at most."""
    most = level = 0
    for piece in pieces(sql):
        level += piece.word("(", "[", "CASE") - piece.word(")", "]", "END")
        most = max(most, level)
    return most


def _depth(tree: exp.Expr) -> int:
    """The levels of an expression; what is connected by one AND or OR is on the same."""
    most, queue = 0, [(tree, 1)]
    while queue:
        node, level = queue.pop()
        most = max(most, level)
        for child in node.iter_expressions():
            connected = isinstance(node, exp.And | exp.Or) and type(child) is type(node)
            queue.append((child, level if connected else level + 1))
    return most


def conjunction(parts: Iterable[exp.Expr]) -> exp.Expr:
    """AND over simplified parts, in one order whatever theirs was."""
    return _connected(list(parts), exp.And)


def disjunction(parts: Iterable[exp.Expr]) -> exp.Expr:
    """OR over simplified parts, in one order whatever theirs was."""
    return _connected(list(parts), exp.Or)


def true() -> exp.Expr:
    """TRUE as a fresh node: a node belongs to one tree."""
    return exp.Boolean(this=True)


def false() -> exp.Expr:
    """FALSE as a fresh node."""
    return exp.Boolean(this=False)


def is_true(node: exp.Expr) -> bool:
    """Whether it is the constant TRUE."""
    return isinstance(node, exp.Boolean) and bool(node.this)


def is_false(node: exp.Expr) -> bool:
    """Whether it is the constant FALSE."""
    return isinstance(node, exp.Boolean) and not node.this


def operands(node: exp.Expr, kind: type[exp.Expr]) -> list[exp.Expr]:
    """The parts of an AND or OR at any depth; of anything else itself."""
    found, queue = [], [node]
    while queue:
        each = queue.pop()
        if isinstance(each, exp.Paren):
            queue.append(each.this)
        elif isinstance(each, kind):
            queue += [each.expression, each.this]
        else:
            found.append(each)
    return found


def _connected(parts: list[exp.Expr], kind: type[exp.And] | type[exp.Or]) -> exp.Expr:
    """AND or OR as a filter has it, where lists of values for one expression can be merged."""
    decides, falls_away = (is_false, is_true) if kind is exp.And else (is_true, is_false)
    flat = [part for each in parts for part in operands(each, kind)]
    if any(decides(part) for part in flat):
        return false() if kind is exp.And else true()
    kept = _merged([part for part in flat if not falls_away(part)], kind)
    if any(decides(part) for part in kept):
        return false() if kind is exp.And else true()
    return _joined(kept, kind)


def _joined(parts: list[exp.Expr], kind: type[exp.And] | type[exp.Or]) -> exp.Expr:
    """Each part once, in the order of their texts."""
    by_text = {text(part): part for part in parts}
    ordered = [by_text[key] for key in sorted(by_text)]
    if not ordered:
        return true() if kind is exp.And else false()
    result = ordered[0]
    for part in ordered[1:]:
        result = kind(this=_wrapped(result, kind), expression=_wrapped(part, kind))
    return result


def _wrapped(part: exp.Expr, kind: type[exp.Expr]) -> exp.Expr:
    other = isinstance(part, exp.And | exp.Or) and not isinstance(part, kind)
    return exp.Paren(this=part) if other else part


def _merged(parts: list[exp.Expr], kind: type[exp.Expr]) -> list[exp.Expr]:
    """Lists of values for one expression as one list: their union under OR, what they share under AND."""
    lists: dict[str, tuple[exp.Expr, set[str]]] = {}
    rest = []
    for part in parts:
        found = _values(part)
        if found is None:
            rest.append(part)
            continue
        subject, values = found
        held = lists.get(text(subject), found)[1]
        lists[text(subject)] = (subject, held | values if kind is exp.Or else held & values)
    return [*rest, *(_member(subject, values) for subject, values in lists.values())]


def _values(part: exp.Expr) -> tuple[exp.Expr, set[str]] | None:
    """The subject and the texts of ``x = 'a'`` or ``x IN ('a', 'b')``."""
    if isinstance(part, exp.EQ) and _is_text(part.expression) and not part.this.is_string:
        return part.this, {part.expression.name}
    if isinstance(part, exp.In) and part.expressions and all(_is_text(each) for each in part.expressions):
        return part.this, {each.name for each in part.expressions}
    return None


def _is_text(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string)


def _member(subject: exp.Expr, values: set[str]) -> exp.Expr:
    """``x IN (…)`` in one order. No value at all: false, though NULL where x is; it is used in filters only."""
    if not values:
        return false()
    return exp.In(this=subject.copy(), expressions=[exp.Literal.string(value) for value in sorted(values)])


def and_(node: exp.Expr) -> exp.Expr:
    """AND as three-valued logic has it: NULL stays, and lists of values are merged only in a filter."""
    parts = operands(node, exp.And)
    if any(is_false(part) for part in parts):
        return false()
    return _joined([part for part in parts if not is_true(part)], exp.And)


def or_(node: exp.Expr) -> exp.Expr:
    """OR, likewise."""
    parts = operands(node, exp.Or)
    if any(is_true(part) for part in parts):
        return true()
    return _joined([part for part in parts if not is_false(part)], exp.Or)


def not_(node: exp.Expr) -> exp.Expr:
    """NOT of a constant; of another NOT what stands in that."""
    inner = node.this.unnest()
    if isinstance(inner, exp.Boolean):
        return false() if inner.this else true()
    if isinstance(inner, exp.Null):
        return exp.Null()
    if isinstance(inner, exp.Not) and isinstance(inner.this, exp.And | exp.Or | exp.Not | exp.Predicate):
        return inner.this
    return exp.Not(this=exp.Paren(this=inner) if isinstance(inner, exp.And | exp.Or) else inner)


# --- filters


def condition(node: exp.Expr) -> exp.Expr:
    """A simplified boolean as a filter, to which NULL is as good as FALSE."""
    node = node.unnest()
    if isinstance(node, exp.Null):
        return false()
    if isinstance(node, exp.And | exp.Or):
        parts = [condition(part) for part in operands(node, type(node))]
        return conjunction(parts) if isinstance(node, exp.And) else disjunction(parts)
    if isinstance(node, exp.Case):
        return _filter_case(node)
    if isinstance(node, exp.In) and isinstance(node.this, exp.Null):
        return false()
    found = _values(node)
    return node if found is None else _member(*found)


def _filter_case(node: exp.Expr) -> exp.Expr:
    """CASE as a filter: ORs and ANDs where no branch has to exclude the ones before it."""
    result = condition(node.args.get("default") or exp.Null())
    for branch in reversed(node.args["ifs"]):
        when, then = condition(branch.this), condition(branch.args["true"])
        if is_true(then):
            result = disjunction([when, result])
        elif is_false(result):
            result = conjunction([when, then])
        else:
            return node
    return result
