"""CASE and its kin, EXISTS, and calls: reduced to the branch that is taken where that is known."""

from __future__ import annotations

from sqlglot import exp

from mesh.account.effective.comparisons import boolean, eq
from mesh.account.effective.logic import condition, false, is_false, is_true, not_, text, true


def case(node: exp.Expr) -> exp.Expr:
    """CASE without the branches that are not taken. A condition is a filter: NULL takes no branch."""
    subject = node.args.get("this")
    default = node.args.get("default") or exp.Null()
    ifs = []
    for branch in node.args["ifs"]:
        when = branch.this if subject is None else eq(exp.EQ(this=subject.copy(), expression=branch.this))
        when = condition(when)
        if is_false(when):
            continue
        if is_true(when):
            default = branch.args["true"]
            break
        ifs.append((when, branch.args["true"]))
    while ifs and text(ifs[-1][1]) == text(default):
        ifs.pop()
    if not ifs:
        return default
    branches = [exp.If(this=when, true=then) for when, then in ifs]
    return exp.Case(ifs=branches, **({} if isinstance(default, exp.Null) else {"default": default}))


def iff(node: exp.Expr) -> exp.Expr:
    """IFF outside of a CASE, whose branches are nodes of the same type."""
    return case(exp.Case(ifs=[node], default=node.args.get("false")))


def coalesce(node: exp.Expr) -> exp.Expr:
    """COALESCE and NVL without the NULLs, and without what stands behind a constant."""
    given: list[exp.Expr] = [each for each in (node.this, *node.expressions) if not isinstance(each, exp.Null)]
    if not given:
        return exp.Null()
    if len(given) == 1 or isinstance(given[0], exp.Literal | exp.Boolean):
        return given[0]
    return exp.Coalesce(this=given[0], expressions=given[1:])


def is_(node: exp.Expr) -> exp.Expr:
    """IS NULL, IS TRUE, IS FALSE."""
    left, right = node.this, node.expression
    if isinstance(right, exp.Null) and isinstance(left, exp.Literal | exp.Boolean | exp.Null):
        return boolean(isinstance(left, exp.Null))
    if isinstance(right, exp.Boolean) and isinstance(left, exp.Boolean | exp.Null):
        return boolean(isinstance(left, exp.Boolean) and left.this == right.this)
    if isinstance(right, exp.Boolean):
        # Written out: sqlglot prints IS TRUE as nothing, and NULL would then come out as NULL.
        when = left if right.this else not_(exp.Not(this=left))
        return case(exp.Case(ifs=[exp.If(this=when, true=true())], default=false()))
    return node


def exists(node: exp.Expr) -> exp.Expr:
    """EXISTS over a query whose own filter can never hold finds nothing."""
    query = node.this.this if isinstance(node.this, exp.Subquery) else node.this
    where = query.args.get("where") if isinstance(query, exp.Select) else None
    if where is None or not is_false(condition(where.this)) or _gives_a_row(query):
        return node
    return false()


def _gives_a_row(query: exp.Select) -> bool:
    """Whether the query gives one row over no rows, as COUNT(*) does, and HAVING without GROUP BY."""
    if query.args.get("group"):
        return False
    return bool(query.args.get("having")) or any(each.find(exp.AggFunc) is not None for each in query.expressions)


def call(node: exp.Expr) -> exp.Expr:
    """A function that sqlglot does not know, in the one spelling of its name; a quoted name is an identifier."""
    given = node.this
    return exp.Anonymous(this=given.upper() if isinstance(given, str) else given, expressions=node.expressions)


def cast(node: exp.Expr) -> exp.Expr:
    """CAST of NULL."""
    return exp.Null() if isinstance(node.this, exp.Null) else node


def cased(node: exp.Expr) -> exp.Expr:
    """UPPER and LOWER of a text."""
    given = node.this
    if not isinstance(given, exp.Literal) or not given.is_string:
        return exp.Null() if isinstance(given, exp.Null) else node
    return exp.Literal.string(given.this.upper() if isinstance(node, exp.Upper) else given.this.lower())
