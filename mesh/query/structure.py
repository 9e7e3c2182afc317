"""The parts of a query besides functions that are passed on to DuckDB as they are. What is not here is refused."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

PASSED_ON: Final[frozenset[type[exp.Expr]]] = frozenset(
    {
        # Clauses.
        exp.CTE, exp.Distinct, exp.Except, exp.From, exp.Group, exp.Having, exp.Intersect, exp.Join, exp.Limit,
        exp.Offset, exp.Order, exp.Ordered, exp.Qualify, exp.Subquery, exp.Tuple, exp.Union, exp.Values,
        exp.Where, exp.WindowSpec, exp.With,
        # Conditions.
        exp.And, exp.Any, exp.Between, exp.EQ, exp.Escape, exp.Exists, exp.GT, exp.GTE, exp.ILike, exp.In,
        exp.LT, exp.LTE, exp.Like, exp.NEQ, exp.Not, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Or,
        # Values.
        exp.Boolean, exp.Case, exp.If, exp.Literal, exp.Mod, exp.Mul, exp.Neg, exp.Null,
        exp.Paren,
    }
)  # fmt: skip

FORBIDDEN: Final[dict[type[exp.Expr], tuple[str, ...]]] = {
    exp.With: ("recursive",),
    exp.Join: ("match_condition", "hint", "global_"),
    exp.Select: ("into", "hint", "locks", "kind", "sample", "match", "connect", "prewhere", "laterals", "pivots"),
    exp.Subquery: ("sample", "pivots", "when"),
    exp.Distinct: ("on",),
    exp.In: ("unnest", "field", "is_global"),
    exp.Table: ("when", "sample", "pivots", "version", "hints", "ordinality", "only", "partition", "changes", "format"),
    exp.Group: ("totals", "grouping_sets", "cube", "rollup"),
}
"""What these may carry, and would then mean something that is not played."""

JOIN_METHODS: Final = ("", "NATURAL")

UNBOUNDED: Final = {
    "kind": "ROWS",
    "start": "UNBOUNDED",
    "start_side": "PRECEDING",
    "end": "UNBOUNDED",
    "end_side": "FOLLOWING",
}
"""The frame of FIRST_VALUE and LAST_VALUE where none is stated (``/sql-reference/functions/last_value``)."""
