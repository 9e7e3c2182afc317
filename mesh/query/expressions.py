"""Calls of functions, and the expressions for DuckDB that they become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from mesh.query.context import Context


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the function's name in capitals, its arguments as they are for DuckDB and as they were written."""

    name: str
    arguments: Sequence[exp.Expr]
    written: Sequence[exp.Expr]
    context: Context


@dataclass(frozen=True, slots=True)
class Function:
    """How many arguments a function takes, and what a call of it becomes."""

    least: int
    most: int
    becomes: Callable[[Call], exp.Expr]


def called(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of DuckDB's own function or of a macro."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def text(value: str | None) -> exp.Expr:
    """A text, or NULL."""
    return exp.Null() if value is None else exp.Literal(this=value, is_string=True)


def cast(value: exp.Expr, type_: str, *, safe: bool = False) -> exp.Expr:
    """A value as another of DuckDB's types; ``safe``: NULL where that cannot be."""
    kind = exp.TryCast if safe else exp.Cast
    return kind(this=value, to=exp.DataType.build(type_, dialect="duckdb"))


def when(*pairs: tuple[exp.Expr, exp.Expr], otherwise: exp.Expr | None = None) -> exp.Expr:
    """CASE WHEN … THEN … ELSE … END."""
    return exp.Case(ifs=[exp.If(this=test, true=value) for test, value in pairs], default=otherwise)


def is_null(value: exp.Expr) -> exp.Expr:
    """Whether a value is NULL."""
    return exp.Is(this=exp.Paren(this=value.copy()), expression=exp.Null())


def any_null(values: Sequence[exp.Expr]) -> exp.Expr:
    """Whether one of the values is NULL."""
    return exp.or_(*(is_null(value) for value in values), dialect="duckdb")
