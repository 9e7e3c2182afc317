"""Snowflake's SQL as sqlglot reads it: one query, whose functions keep the names and arguments that were written."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError
from sqlglot.parsers.snowflake import SnowflakeParser

from mesh.account import refusal

SNOWFLAKE: Final = Dialect.get_or_raise("snowflake")


class _Parser(SnowflakeParser):
    """Leaves functions alone: what each of them means is said in ``mesh.query.functions`` and nowhere else."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        name: SnowflakeParser.FUNCTION_PARSERS[name] for name in ("CAST", "EXTRACT", "TRY_CAST")
    }


def query(text: str) -> exp.Query:
    """The one query that the text is. ``Refused`` when it is not SQL, not one statement, or more than reading."""
    statements = [statement for statement in _parsed(text) if statement is not None]
    if not statements:
        raise refusal.empty()
    if len(statements) > 1:
        raise refusal.statement_count(len(statements))
    found = statements[0]
    if isinstance(found, exp.Subquery):
        found = found.unnest()
    if not isinstance(found, exp.Query) or isinstance(found, exp.Subquery):
        raise refusal.not_known("a query is a SELECT, with or without WITH")
    return found


def expression(text: str) -> exp.Expr:
    """The one expression that a policy's body is."""
    wrapped = query(f"SELECT (\n{text}\n)")
    projections = wrapped.expressions if isinstance(wrapped, exp.Select) else []
    others = [key for key, value in wrapped.args.items() if value and key != "expressions"]
    if len(projections) != 1 or others or not isinstance(projections[0], exp.Paren | exp.Subquery):
        raise refusal.not_known("a policy's body is one expression")
    return projections[0]


def _parsed(text: str) -> list[Any]:
    try:
        return list(_Parser(dialect=SNOWFLAKE).parse(SNOWFLAKE.tokenize(text), text))
    except TokenError as error:
        raise refusal.refused(f"syntax error: {str(error).splitlines()[0]}", refusal.SYNTAX, "42000") from None
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        line, column, token = first.get("line"), first.get("col"), first.get("highlight")
        raise refusal.syntax(line or 1, column or 0, token or "<EOF>") from None
    except RecursionError:
        raise refusal.nested_too_deeply() from None
