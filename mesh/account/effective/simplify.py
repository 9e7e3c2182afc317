"""SQL expressions reduced as far as they can be without data, in SQL's three-valued logic.

What is not understood stays as it stands. Two expressions that mean the same need not come out the same; two that come
out the same mean the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Final, TypeAlias

from sqlglot import exp

from mesh.account.effective import choices, comparisons, logic

Answer: TypeAlias = Callable[[exp.Expr], exp.Expr | None]
"""What stands for a leaf of an expression: a context function's value, an argument's column; None: itself."""


def simplify(node: exp.Expr, answer: Answer) -> exp.Expr:
    """The expression with its leaves answered and everything constant worked out. The given one is left as it is."""
    known = answer(node)
    if known is not None:
        return known
    if isinstance(node, exp.Paren):
        inner = simplify(node.this, answer)
        return exp.Paren(this=inner) if isinstance(inner, exp.Binary | exp.Predicate | exp.Unary) else inner
    parts = _connected(node, answer) if isinstance(node, exp.And | exp.Or) else _with_children(node, answer)
    rule = _RULES.get(type(parts))
    return parts if rule is None else rule(parts)


def _connected(node: exp.And | exp.Or, answer: Answer) -> exp.Expr:
    """A copy of an AND or OR whose parts are simplified: a list of any length, and not a tree of that depth."""
    parts: list[exp.Expr] = []
    left: exp.Expr = node
    while type(left) is type(node):
        parts.append(left.expression)
        left = left.this
    return reduce(
        lambda one, other: type(node)(this=one, expression=other),
        [simplify(part, answer) for part in (left, *reversed(parts))],
    )


def _with_children(node: exp.Expr, answer: Answer) -> exp.Expr:
    """A copy whose children are simplified. A branch of CASE is a pair, and not itself something to work out."""
    children: dict[str, object] = {}
    if isinstance(node, exp.Case):
        branches = [
            exp.If(this=simplify(each.this, answer).unnest(), true=simplify(each.args["true"], answer))
            for each in node.args["ifs"]
        ]
        rest = {key: simplify(node.args[key], answer) for key in ("this", "default") if node.args.get(key) is not None}
        return exp.Case(ifs=branches, **rest)
    for key, value in node.args.items():
        if isinstance(value, exp.Expr):
            children[key] = simplify(value, answer)
        elif isinstance(value, list):
            children[key] = [simplify(each, answer) if isinstance(each, exp.Expr) else each for each in value]
        else:
            children[key] = value
    return type(node)(**children)


_RULES: Final[Mapping[type[exp.Expr], Callable[[exp.Expr], exp.Expr]]] = {
    exp.And: logic.and_,
    exp.Anonymous: choices.call,
    exp.Or: logic.or_,
    exp.Not: logic.not_,
    exp.EQ: comparisons.eq,
    exp.NEQ: comparisons.neq,
    exp.NullSafeEQ: comparisons.null_safe,
    exp.EqualNull: comparisons.null_safe,
    exp.In: comparisons.in_,
    exp.Is: choices.is_,
    exp.Case: choices.case,
    exp.If: choices.iff,
    exp.Coalesce: choices.coalesce,
    exp.Exists: choices.exists,
    exp.Cast: choices.cast,
    exp.Lower: choices.cased,
    exp.Upper: choices.cased,
    **dict.fromkeys((exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.RegexpLike), comparisons.compared),
}
