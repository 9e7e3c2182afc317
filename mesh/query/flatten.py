"""FLATTEN in FROM: a row for each element of an array or field of an object (``/sql-reference/functions/flatten``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from mesh.account import refusal
from mesh.query import semistructured
from mesh.query.expressions import called, text
from mesh.query.names import coded, internal

if TYPE_CHECKING:
    from mesh.query.translate import Translation

COLUMNS: Final = {"KEY": "k", "INDEX": "i", "VALUE": "v"}
"""The columns of FLATTEN; SEQ, PATH and THIS are not given."""
_ARGUMENTS: Final = ("INPUT", "OUTER", "PATH")
_ONE_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def flatten(translation: Translation, node: exp.Expr, inner: exp.Anonymous) -> exp.Expr:
    """The call ``inner`` that stands in a node of FROM, as a lateral subquery."""
    given: dict[str, exp.Expr] = {}
    for argument in inner.expressions:
        named = isinstance(argument, exp.Kwarg)
        given[argument.this.name.upper() if named else "INPUT"] = argument.expression if named else argument
    unknown = sorted(set(given) - set(_ARGUMENTS))
    if unknown or "INPUT" not in given:
        raise refusal.not_known(f"FLATTEN with {', '.join(unknown) or 'no INPUT'}")
    value = translation.one(given["INPUT"])
    if "PATH" in given:
        value = semistructured.path_step(value, _key(given["PATH"]))
    outer = isinstance(given.get("OUTER"), exp.Boolean) and given["OUTER"].this is True
    return _entries(value, "sf_entries_or_one" if outer else "sf_entries", _alias(translation, node))


def _key(path: exp.Expr) -> str:
    if not isinstance(path, exp.Literal) or not _ONE_KEY.fullmatch(str(path.this)):
        raise refusal.not_known("FLATTEN with a PATH of more than one name")
    return str(path.this)


def _alias(translation: Translation, node: exp.Expr) -> exp.Expr | None:
    alias = node.args.get("alias")
    if alias is not None and alias.args.get("columns"):
        raise refusal.not_known("FLATTEN with names for its columns")
    return translation.one(alias) if alias else None


def _entries(value: exp.Expr, macro: str, alias: exp.Expr | None) -> exp.Expr:
    entry = internal("entry")
    listed = exp.Select(expressions=[exp.Alias(this=called("unnest", called(macro, value)), alias=entry.copy())])
    fields = [
        exp.Alias(this=called("struct_extract", exp.Column(this=entry.copy()), text(key)), alias=coded(name))
        for name, key in COLUMNS.items()
    ]
    entries = exp.Subquery(this=listed, alias=exp.TableAlias(this=internal("entries")))
    rows = exp.Select(expressions=fields, from_=exp.From(this=entries))
    return exp.Lateral(this=exp.Subquery(this=rows), alias=alias or exp.TableAlias(this=internal("flattened")))


def flattened(node: exp.Expr) -> exp.Anonymous | None:
    """The call of FLATTEN that stands in FROM: after LATERAL, or in TABLE(…)."""
    inner = node.this if isinstance(node, exp.Lateral | exp.Table) else None
    if isinstance(node, exp.Table):
        wrapped = inner.expressions if isinstance(inner, exp.Anonymous) and _is_call(inner, "TABLE") else []
        inner = wrapped[0] if len(wrapped) == 1 else None
    return inner if isinstance(inner, exp.Anonymous) and _is_call(inner, "FLATTEN") else None


def _is_call(node: Any, name: str) -> bool:
    return isinstance(node, exp.Anonymous) and isinstance(node.this, str) and node.this.upper() == name
