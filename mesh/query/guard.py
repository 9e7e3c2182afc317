"""A table or view under its policies: the rows that its row access policy allows, with masks.

The row access policy comes first; masks see the values of the rows that are left. A predicate that is NULL hides its
row (``/user-guide/security-row-intro``). A mask on a column goes before that of a tag, and of tags the nearest counts
(``/user-guide/tag-based-masking-policies``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlglot import exp

from mesh.account import refusal
from mesh.account import types as account_types
from mesh.account.account import Account
from mesh.account.authorisation import containers
from mesh.account.identifiers import Name
from mesh.account.objects import policies
from mesh.account.parts import RowAccess
from mesh.account.records import Object
from mesh.query import expressions, types
from mesh.query.names import coded, internal
from mesh.query.translate import Relation

Body: TypeAlias = Callable[[Object, Mapping[str, exp.Expr]], exp.Expr]
"""Translates the body of a policy whose arguments stand for these expressions."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A masking policy on a column, with the columns that its arguments are."""

    policy: Name
    using: tuple[str, ...]


def guarded(
    account: Account, bare: Relation, access: RowAccess | None, masks: Mapping[str, Mask], body: Body
) -> exp.Select:
    """The query that gives what policies leave of a relation."""
    source = exp.Table(this=internal(bare.table), alias=exp.TableAlias(this=internal("row")))
    shown = [
        exp.Alias(this=_masked(account, masks[name], type_, body), alias=coded(name)) if name in masks else _value(name)
        for name, type_ in zip(bare.columns, bare.types, strict=True)
    ]
    found = exp.Select(expressions=shown, from_=exp.From(this=source))
    if access is not None:
        allowed = _applied(account, "ROW ACCESS POLICY", access.policy, access.on, body)
        is_true = expressions.called("coalesce", expressions.cast(allowed, "BOOLEAN"), exp.false())
        found.set("where", exp.Where(this=is_true))
    return found


def masks_of(account: Account, obj: Object, column_types: Mapping[str, str]) -> dict[str, Mask]:
    """The masks on a table's or view's columns, of which the types are DuckDB's."""
    found = {
        column.name: Mask(column.masking_policy, column.using or (column.name,))
        for column in obj.columns
        if column.masking_policy is not None
    }
    for name, type_ in column_types.items():
        policy = None if name in found else _of_tags(account, obj, name, types.family(type_))
        if policy is not None:
            found[name] = Mask(policy, (name,))
    return found


def _of_tags(account: Account, obj: Object, column: str, family: str) -> Name | None:
    """The masking policy that a tag brings to a column of this type."""
    for tags in _tags(account, obj, column):
        for tag in tags:
            held = account.get("TAG", tag)
            names = held.options.get("MASKING POLICIES") if held is not None else None
            for name in names if isinstance(names, tuple) else ():
                policy = account.get("MASKING POLICY", name) if isinstance(name, Name) else None
                if policy is not None and account_types.family(policies.arguments(policy)[0].type) == family:
                    return policy.name
    return None


def _tags(account: Account, obj: Object, column: str) -> Iterator[Mapping[Name, str]]:
    """The tags of a column, its table, its schema, its database and the account: the nearest first."""
    yield obj.column_tags.get(column, {})
    yield obj.tags
    for kind, name in (*reversed(list(containers(obj.name))), ("ACCOUNT", Name(()))):
        found = account.get(kind, name)
        if found is not None:
            yield found.tags


def _masked(account: Account, mask: Mask, type_: str, body: Body) -> exp.Expr:
    value = _applied(account, "MASKING POLICY", mask.policy, mask.using, body)
    return expressions.called("sf_variant", value) if type_ == types.VARIANT else expressions.cast(value, type_)


def _applied(account: Account, kind: str, name: Name, columns: Sequence[str], body: Body) -> exp.Expr:
    policy = account.get(kind, name)
    if policy is None:
        raise refusal.does_not_exist(kind, name)
    given = policies.arguments(policy)
    if len(given) != len(columns):
        raise refusal.refused(f"Policy '{name.plain}' takes {len(given)} argument(s), not {len(columns)}.")
    return body(policy, {each.name: _value(column) for each, column in zip(given, columns, strict=True)})


def _value(column: str) -> exp.Expr:
    return exp.Column(this=coded(column), table=internal("row"))
