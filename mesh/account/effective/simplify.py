"""SQL expressions reduced as far as they can be without data, in SQL's three-valued logic.

What is not understood stays as it stands. Two expressions that mean the same need not come out the same; two that come
out the same mean the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from sqlglot import exp

Answer: TypeAlias = Callable[[exp.Expr], exp.Expr | None]
"""What stands for a leaf of an expression: a context function's value, an argument's column; None: itself."""

DIALECT: Final = "snowflake"


def text(node: exp.Expr) -> str:
    """The expression in Snowflake's SQL, on one line."""
    return node.sql(dialect=DIALECT)


def simplify(node: exp.Expr, answer: Answer) -> exp.Expr:
    """The expression with its leaves answered and everything constant worked out. The given one is left as it is."""
    known = answer(node)
    if known is not None:
        return known
    if isinstance(node, exp.Paren):
        inner = simplify(node.this, answer)
        return exp.Paren(this=inner) if isinstance(inner, exp.Binary | exp.Predicate | exp.Unary) else inner
    parts = _with_children(node, answer)
    rule = _RULES.get(type(parts))
    return parts if rule is None else rule(parts)


def condition(node: exp.Expr) -> exp.Expr:
    """A simplified boolean as a filter, to which NULL is as good as FALSE."""
    node = node.unnest()
    if isinstance(node, exp.Null):
        return FALSE()
    if isinstance(node, exp.And | exp.Or):
        parts = [condition(part) for part in _operands(node, type(node))]
        return conjunction(parts) if isinstance(node, exp.And) else disjunction(parts)
    if isinstance(node, exp.Case):
        return _filter_case(node)
    values = _values(node)
    return node if values is None else _member(*values)


def conjunction(parts: Iterable[exp.Expr]) -> exp.Expr:
    """AND over simplified parts, in one order whatever theirs was."""
    return _connected(list(parts), exp.And)


def disjunction(parts: Iterable[exp.Expr]) -> exp.Expr:
    """OR over simplified parts, in one order whatever theirs was."""
    return _connected(list(parts), exp.Or)


def TRUE() -> exp.Expr:
    """TRUE as a fresh node: a node belongs to one tree."""
    return exp.Boolean(this=True)


def FALSE() -> exp.Expr:
    """FALSE as a fresh node."""
    return exp.Boolean(this=False)


def is_true(node: exp.Expr) -> bool:
    """Whether it is the constant TRUE."""
    return isinstance(node, exp.Boolean) and bool(node.this)


def is_false(node: exp.Expr) -> bool:
    """Whether it is the constant FALSE."""
    return isinstance(node, exp.Boolean) and not node.this


# --- walking -----------------------------------------------------------------------------------------------------


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


def _operands(node: exp.Expr, kind: type[exp.Expr]) -> list[exp.Expr]:
    if isinstance(node, exp.Paren):
        return _operands(node.this, kind)
    if isinstance(node, kind):
        return [*_operands(node.this, kind), *_operands(node.expression, kind)]
    return [node]


# --- AND, OR, NOT ------------------------------------------------------------------------------------------------


def _connected(parts: list[exp.Expr], kind: type[exp.And] | type[exp.Or]) -> exp.Expr:
    decides, falls_away = (is_false, is_true) if kind is exp.And else (is_true, is_false)
    flat = [part for each in parts for part in _operands(each, kind)]
    if any(decides(part) for part in flat):
        return FALSE() if kind is exp.And else TRUE()
    kept = [part for part in flat if not falls_away(part)]
    kept = _merged(kept, kind)
    if any(decides(part) for part in kept):
        return FALSE() if kind is exp.And else TRUE()
    by_text = {text(part): part for part in kept}
    ordered = [by_text[key] for key in sorted(by_text)]
    if not ordered:
        return TRUE() if kind is exp.And else FALSE()
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
        values = _values(part)
        if values is None:
            rest.append(part)
            continue
        subject, found = values
        key = text(subject)
        if key not in lists:
            lists[key] = (subject, found)
        else:
            held = lists[key][1]
            lists[key] = (subject, held | found if kind is exp.Or else held & found)
    return [*rest, *(_member(subject, found) for subject, found in lists.values())]


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
        return FALSE()
    return exp.In(this=subject.copy(), expressions=[exp.Literal.string(value) for value in sorted(values)])


def _and(node: exp.Expr) -> exp.Expr:
    parts = _operands(node, exp.And)
    if any(is_false(part) for part in parts):
        return FALSE()
    return _plain(parts, exp.And)


def _or(node: exp.Expr) -> exp.Expr:
    parts = _operands(node, exp.Or)
    if any(is_true(part) for part in parts):
        return TRUE()
    return _plain(parts, exp.Or)


def _plain(parts: list[exp.Expr], kind: type[exp.And] | type[exp.Or]) -> exp.Expr:
    """As three-valued logic has it: NULL stays, and lists are merged only in a filter."""
    falls_away = is_true if kind is exp.And else is_false
    by_text = {text(part): part for part in parts if not falls_away(part)}
    ordered = [by_text[key] for key in sorted(by_text)]
    if not ordered:
        return TRUE() if kind is exp.And else FALSE()
    result = ordered[0]
    for part in ordered[1:]:
        result = kind(this=_wrapped(result, kind), expression=_wrapped(part, kind))
    return result


def _not(node: exp.Expr) -> exp.Expr:
    inner = node.this.unnest()
    if isinstance(inner, exp.Boolean):
        return FALSE() if inner.this else TRUE()
    if isinstance(inner, exp.Null):
        return exp.Null()
    if isinstance(inner, exp.Not) and isinstance(inner.this, exp.And | exp.Or | exp.Not | exp.Predicate):
        return inner.this
    return exp.Not(this=exp.Paren(this=inner) if isinstance(inner, exp.And | exp.Or) else inner)


# --- comparisons -------------------------------------------------------------------------------------------------


def _constants(left: exp.Expr, right: exp.Expr) -> bool | None:
    """Whether two constants are equal; None when that cannot be told."""
    if isinstance(left, exp.Literal) and isinstance(right, exp.Literal) and left.is_string == right.is_string:
        return bool(left.this == right.this)
    if isinstance(left, exp.Boolean) and isinstance(right, exp.Boolean):
        return bool(left.this) == bool(right.this)
    return None


def _boolean(value: bool) -> exp.Expr:
    return TRUE() if value else FALSE()


def _eq(node: exp.Expr) -> exp.Expr:
    left, right = node.this, node.expression
    if isinstance(left, exp.Null) or isinstance(right, exp.Null):
        return exp.Null()
    same = _constants(left, right)
    if same is not None:
        return _boolean(same)
    swap = isinstance(left, exp.Literal | exp.Boolean) and not isinstance(right, exp.Literal | exp.Boolean)
    left, right = (right, left) if swap else (left, right)
    if isinstance(right, exp.Boolean) and isinstance(left, exp.Predicate | exp.And | exp.Or | exp.Not):
        return left if right.this else _not(exp.Not(this=left))
    return exp.EQ(this=left, expression=right)


def _neq(node: exp.Expr) -> exp.Expr:
    equal = _eq(exp.EQ(this=node.this, expression=node.expression))
    if isinstance(equal, exp.Boolean | exp.Null):
        return _not(exp.Not(this=equal))
    return exp.NEQ(this=equal.this, expression=equal.expression) if isinstance(equal, exp.EQ) else node


def _null_safe(node: exp.Expr) -> exp.Expr:
    left, right = node.this, node.expression
    if isinstance(left, exp.Null) and isinstance(right, exp.Null):
        return TRUE()
    if isinstance(left, exp.Null) or isinstance(right, exp.Null):
        other = right if isinstance(left, exp.Null) else left
        return FALSE() if isinstance(other, exp.Literal | exp.Boolean) else node
    same = _constants(left, right)
    return node if same is None else _boolean(same)


def _in(node: exp.Expr) -> exp.Expr:
    """IN a list; a subquery stays as it is."""
    listed = node.expressions
    if not listed or node.args.get("query") is not None:
        return exp.Null() if isinstance(node.this, exp.Null) and not listed else node
    if isinstance(node.this, exp.Null):
        return exp.Null()
    open_, null = [], False
    for each in listed:
        if isinstance(each, exp.Null):
            null = True
            continue
        same = _constants(node.this, each)
        if same:
            return TRUE()
        if same is None:
            open_.append(each)
    if not open_:
        return exp.Null() if null else FALSE()
    if null or not all(isinstance(each, exp.Literal) for each in open_):
        return exp.In(this=node.this, expressions=[*open_, *([exp.Null()] if null else [])])
    by_text = {text(each): each for each in open_}
    return exp.In(this=node.this, expressions=[by_text[key] for key in sorted(by_text)])


def _is(node: exp.Expr) -> exp.Expr:
    left, right = node.this, node.expression
    if isinstance(right, exp.Null) and isinstance(left, exp.Literal | exp.Boolean | exp.Null):
        return _boolean(isinstance(left, exp.Null))
    if isinstance(right, exp.Boolean) and isinstance(left, exp.Boolean | exp.Null):
        return _boolean(isinstance(left, exp.Boolean) and left.this == right.this)
    if isinstance(right, exp.Boolean):
        # Written out: sqlglot prints IS TRUE as nothing, and NULL would then come out as NULL.
        return _case(
            exp.Case(ifs=[exp.If(this=left if right.this else _not(exp.Not(this=left)), true=TRUE())], default=FALSE())
        )
    return node


def _compared(node: exp.Expr) -> exp.Expr:
    """<, >, LIKE …: NULL where one side is, else as it stands."""
    sides = (node.this, node.args.get("expression"))
    return exp.Null() if any(isinstance(side, exp.Null) for side in sides) else node


# --- choices -----------------------------------------------------------------------------------------------------


def _case(node: exp.Expr) -> exp.Expr:
    subject = node.args.get("this")
    default = node.args.get("default") or exp.Null()
    ifs = []
    for branch in node.args["ifs"]:
        when = branch.this if subject is None else _eq(exp.EQ(this=subject.copy(), expression=branch.this))
        if is_false(when) or isinstance(when, exp.Null):
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


def _iff(node: exp.Expr) -> exp.Expr:
    """IFF outside of a CASE, whose branches are nodes of the same type."""
    return _case(exp.Case(ifs=[node], default=node.args.get("false")))


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


def _coalesce(node: exp.Expr) -> exp.Expr:
    given: list[exp.Expr] = [each for each in (node.this, *node.expressions) if not isinstance(each, exp.Null)]
    if not given:
        return exp.Null()
    if len(given) == 1 or isinstance(given[0], exp.Literal | exp.Boolean):
        return given[0]
    return exp.Coalesce(this=given[0], expressions=given[1:])


def _exists(node: exp.Expr) -> exp.Expr:
    """EXISTS over a query whose own filter can never hold finds nothing."""
    query = node.this.this if isinstance(node.this, exp.Subquery) else node.this
    where = query.args.get("where") if isinstance(query, exp.Select) else None
    if where is None or not is_false(condition(where.this)) or _gives_a_row(query):
        return node
    return FALSE()


def _gives_a_row(query: exp.Select) -> bool:
    """Whether the query gives one row over no rows, as COUNT(*) does."""
    grouped = bool(query.args.get("group"))
    return not grouped and any(each.find(exp.AggFunc) is not None for each in query.expressions)


def _call(node: exp.Expr) -> exp.Expr:
    """A function that sqlglot does not know, in the one spelling of its name; a quoted name is an identifier."""
    given = node.this
    return exp.Anonymous(this=given.upper() if isinstance(given, str) else given, expressions=node.expressions)


def _cast(node: exp.Expr) -> exp.Expr:
    return exp.Null() if isinstance(node.this, exp.Null) else node


_RULES: Final[Mapping[type[exp.Expr], Callable[[exp.Expr], exp.Expr]]] = {
    exp.And: _and,
    exp.Anonymous: _call,
    exp.Or: _or,
    exp.Not: _not,
    exp.EQ: _eq,
    exp.NEQ: _neq,
    exp.NullSafeEQ: _null_safe,
    exp.EqualNull: _null_safe,
    exp.In: _in,
    exp.Is: _is,
    exp.Case: _case,
    exp.If: _iff,
    exp.Coalesce: _coalesce,
    exp.Exists: _exists,
    exp.Cast: _cast,
    **dict.fromkeys((exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.RegexpLike), _compared),
}
