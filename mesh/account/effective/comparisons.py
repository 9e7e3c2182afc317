"""Comparisons of expressions, worked out where both sides are constants and NULL where one of them is."""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from mesh.account.effective.logic import false, not_, text, true


def _constants(left: exp.Expr, right: exp.Expr) -> bool | None:
    """Whether two constants are equal; None when that cannot be told."""
    if isinstance(left, exp.Literal) and isinstance(right, exp.Literal):
        if left.is_string and right.is_string:
            return bool(left.this == right.this)
        # How a text is compared with a number is for who runs the query.
        return None if left.is_string or right.is_string else Decimal(left.this) == Decimal(right.this)
    if isinstance(left, exp.Boolean) and isinstance(right, exp.Boolean):
        return bool(left.this) == bool(right.this)
    return None


def boolean(value: bool) -> exp.Expr:
    """A truth value as a node."""
    return true() if value else false()


def eq(node: exp.Expr) -> exp.Expr:
    """=, with a constant on the right."""
    left, right = node.this, node.expression
    if isinstance(left, exp.Null) or isinstance(right, exp.Null):
        return exp.Null()
    same = _constants(left, right)
    if same is not None:
        return boolean(same)
    swap = isinstance(left, exp.Literal | exp.Boolean) and not isinstance(right, exp.Literal | exp.Boolean)
    left, right = (right, left) if swap else (left, right)
    if isinstance(right, exp.Boolean) and isinstance(left, exp.Predicate | exp.And | exp.Or | exp.Not):
        return left if right.this else not_(exp.Not(this=left))
    return exp.EQ(this=left, expression=right)


def neq(node: exp.Expr) -> exp.Expr:
    """<>, likewise."""
    equal = eq(exp.EQ(this=node.this, expression=node.expression))
    if isinstance(equal, exp.Boolean | exp.Null):
        return not_(exp.Not(this=equal))
    return exp.NEQ(this=equal.this, expression=equal.expression) if isinstance(equal, exp.EQ) else node


def null_safe(node: exp.Expr) -> exp.Expr:
    """IS NOT DISTINCT FROM and EQUAL_NULL."""
    left, right = node.this, node.expression
    if isinstance(left, exp.Null) and isinstance(right, exp.Null):
        return true()
    if isinstance(left, exp.Null) or isinstance(right, exp.Null):
        other = right if isinstance(left, exp.Null) else left
        return false() if isinstance(other, exp.Literal | exp.Boolean) else node
    same = _constants(left, right)
    return node if same is None else boolean(same)


def in_(node: exp.Expr) -> exp.Expr:
    """IN a list; a subquery stays as it is."""
    listed = node.expressions
    if not listed or node.args.get("query") is not None:
        return node
    if isinstance(node.this, exp.Null):
        return exp.Null()
    open_, null = [], False
    for each in listed:
        if isinstance(each, exp.Null):
            null = True
            continue
        same = _constants(node.this, each)
        if same:
            return true()
        if same is None:
            open_.append(each)
    if not open_:
        return exp.Null() if null else false()
    if null or not all(isinstance(each, exp.Literal) for each in open_):
        return exp.In(this=node.this, expressions=[*open_, *([exp.Null()] if null else [])])
    by_text = {text(each): each for each in open_}
    return exp.In(this=node.this, expressions=[by_text[key] for key in sorted(by_text)])


def compared(node: exp.Expr) -> exp.Expr:
    """<, >, LIKE …: NULL where one side is, else as it stands."""
    sides = (node.this, node.args.get("expression"))
    return exp.Null() if any(isinstance(side, exp.Null) for side in sides) else node
