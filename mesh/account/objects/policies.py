"""Row access and masking policies: their definition, and what they can be attached to.

Sources: ``/user-guide/security-row-intro``, ``/user-guide/security-column-intro``, ``/sql-reference/sql/alter-view``,
``/user-guide/tag-based-masking-policies``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mesh.account import refusal, types
from mesh.account.authorisation import Authority, containers
from mesh.account.identifiers import Name
from mesh.account.objects import bodies, queries
from mesh.account.parts import Argument, Column, RowAccess
from mesh.account.records import Object
from mesh.account.sql import from_items
from mesh.account.state import State

_SPELLED: Final[Mapping[str, str]] = {"VARCHAR": "TEXT", "NUMBER": "FIXED", "FLOAT": "REAL"}
"""Types as messages about masking policies name them."""


# --- reading -----------------------------------------------------------------------------------------------------


def attached_to(state: State, policy: Name) -> list[Object]:
    """The tables, views and tags that a policy is attached to."""
    return state.objects.by("uses", ("POLICY", policy))


def row_access(obj: Object) -> RowAccess | None:
    """The row access policy of a table or view."""
    access = obj.options.get("ROW ACCESS POLICY")
    return access if isinstance(access, RowAccess) else None


def arguments(policy: Object) -> tuple[Argument, ...]:
    """The arguments of a policy."""
    found = policy.options.get("ARGUMENTS")
    return tuple(a for a in found if isinstance(a, Argument)) if isinstance(found, tuple) else ()


def is_protected(obj: Object) -> bool:
    """Whether a table or view has a policy on it or on one of its columns."""
    return row_access(obj) is not None or any(column.masking_policy for column in obj.columns)


# --- definition --------------------------------------------------------------------------------------------------


def check_definition(who: Authority, policy: Object, old: Object | None) -> None:
    """Refuse a policy whose return type or body does not do."""
    returns = str(policy.options["RETURNS"])
    given = arguments(policy)
    if policy.kind == "ROW ACCESS POLICY" and returns != "BOOLEAN":
        raise refusal.Refused(
            3551, "42601", f"{refusal.COMPILATION}Row access policy return type '{returns}' is not BOOLEAN."
        )
    if not given:
        raise refusal.refused(f"Policy '{policy.name.plain}' needs an argument at least.")
    if policy.kind == "MASKING POLICY" and types.family(returns) != types.family(given[0].type):
        raise refusal.refused("Masking policy function argument and return type mismatch.")
    if old is None or old.options.get("BODY") != policy.options.get("BODY"):
        bodies.compile_body(who, policy, str(policy.options["BODY"]))
        for user in attached_to(who.state, policy.name):
            _check_mapping_tables(who.state, policy, user)


# --- attachment --------------------------------------------------------------------------------------------------


def check_attached(who: Authority, new: Object, old: Object | None) -> None:
    """Refuse policies on a table or view that cannot be there together, or that the session may not attach."""
    columns = queries.columns_of(who.state, new)
    access = row_access(new)
    if access is not None and (old is None or row_access(old) != access):
        _check_row_access(who, access, columns, new, creating=old is None)
    masked = {column.name: column.masking_policy for column in (old.columns if old is not None else ())}
    for column in new.columns:
        if column.masking_policy is not None and column.masking_policy != masked.get(column.name):
            _check_mask(who, column, columns, new)
    _check_conflicts(new)


def _applicable(who: Authority, kind: str, name: Name, *, primary: bool) -> Object:
    """The policy, which the session must be allowed to apply: APPLY on it, APPLY on the account, or owning it."""
    who.check_depth(kind, name)
    everywhere = who.can_on_account(f"APPLY {kind}", primary=primary)
    for place in containers(name):
        found = who.state.get(*place)
        if found is None or not who.sees(found, primary=primary):
            raise refusal.does_not_exist(*place)
    other = who.state.objects.get(("POLICY", name))
    if other is not None and other.kind != kind:
        raise refusal.wrong_kind(other.kind, kind)
    if other is None or not (everywhere or who.can("APPLY", other, primary=primary)):
        raise refusal.does_not_exist(kind, name)
    return other


def _check_row_access(
    who: Authority, access: RowAccess, columns: tuple[Column, ...] | None, obj: Object, *, creating: bool
) -> None:
    policy = _applicable(who, "ROW ACCESS POLICY", access.policy, primary=creating)
    given = arguments(policy)
    if len(given) != len(access.on):
        text = f"Row access policy '{policy.name.plain}' takes {len(given)} argument(s); ON names {len(access.on)}."
        raise refusal.refused(text)
    if columns is not None:
        known = {column.name: column for column in columns}
        for name, argument in zip(access.on, given, strict=True):
            if name not in known:
                raise refusal.no_such_column(name) if creating else refusal.invalid_identifier(name)
            _check_row_type(known[name], argument)
    _check_mapping_tables(who.state, policy, obj)


def _check_row_type(column: Column, argument: Argument) -> None:
    if column.type and types.family(column.type) != types.family(argument.type):
        text = (
            f"Column '{column.name}' data type '{column.type}' does not match with "
            f"Row access policy data type '{argument.type}'."
        )
        raise refusal.refused(text)


def _check_mask(who: Authority, column: Column, columns: tuple[Column, ...] | None, obj: Object) -> None:
    assert column.masking_policy is not None
    policy = _applicable(who, "MASKING POLICY", column.masking_policy, primary=True)
    given = arguments(policy)
    using = column.using or (column.name,)
    known = {each.name: each for each in columns or ()}
    if using[0] != column.name:
        raise refusal.refused(f"The first column of USING must be the masked column '{column.name}'.")
    if len(using) != len(given):
        # Whether Snowflake takes a policy of two arguments without USING as a plain one is not settled.
        text = (
            f"Masking policy '{policy.name.plain}' takes {len(given)} argument(s); USING names {len(using)} column(s)."
        )
        raise refusal.refused(text)
    for name, argument in zip(using, given, strict=True):
        if columns is not None and name not in known:
            raise refusal.invalid_identifier(name)
        check_mask_type(known.get(name, column).type, argument)
    _check_mapping_tables(who.state, policy, obj)


def check_mask_type(column_type: str, argument: Argument) -> None:
    """The data type of a column must be that of the policy's argument; an unknown type is not judged."""
    wanted = types.family(argument.type)
    if column_type and types.family(column_type) != wanted:
        text = (
            f"COLUMN data type {column_type} does not match with masking policy data type "
            f"{_SPELLED.get(wanted, wanted)}."
        )
        raise refusal.refused(text)


def _check_conflicts(obj: Object) -> None:
    """A column cannot be masked and an argument of another policy at once."""
    masked = {column.name for column in obj.columns if column.masking_policy is not None}
    access = row_access(obj)
    used = set(access.on) if access is not None else set()
    for column in obj.columns:
        if column.masking_policy is not None:
            used |= set(column.using[1:])
    for name in sorted(masked & used):
        raise refusal.masked_by_another(name)


def _check_mapping_tables(state: State, policy: Object, obj: Object) -> None:
    """A table that a policy reads must not itself be protected, nor be the table that the policy protects."""
    for name in from_items.tables_read(str(policy.options["BODY"]), Name(policy.name.parts[:2])):
        table = queries.table_at(state, name)
        if table is not None and (is_protected(table) or name == obj.name):
            text = f"Policy '{policy.name.plain}' reads '{name.plain}', which is protected by a policy itself."
            raise refusal.refused(text)


# --- columns that policies hold ----------------------------------------------------------------------------------


def check_column_free(obj: Object, column: str) -> None:
    """Refuse to drop or retype a column that a policy takes as its argument or masks."""
    access = row_access(obj)
    masks = [each for each in obj.columns if each.masking_policy is not None and column in (each.name, *each.using)]
    if (access is not None and column in access.on) or masks:
        raise refusal.refused(f"Column '{column}' is used by a policy: take the policy off first.")
