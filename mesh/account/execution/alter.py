"""ALTER of one object: properties, columns, policies, tags, accounts of a share, name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.execution import rename
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS, Kind
from mesh.account.objects import lake, listings, policies, properties, queries, rules, shares, tables, tags
from mesh.account.records import Object
from mesh.account.session import SUCCEEDED, Answer
from mesh.account.statements import (
    Action,
    AddAccounts,
    AddColumn,
    AddRowAccess,
    AddStorageLocation,
    Alter,
    AlterColumn,
    DropColumn,
    DropRowAccess,
    Publish,
    RemoveAccounts,
    RemoveStorageLocation,
    Rename,
    Set,
    SetManifest,
    SetMaskingPolicy,
    SetTag,
    Unset,
    UnsetMaskingPolicy,
    UnsetTag,
)

_MODIFY: Final = ("DATABASE", "RESOURCE MONITOR", "SCHEMA", "WAREHOUSE")
"""Kinds whose properties a holder of MODIFY changes; elsewhere only the owner does."""

_COLUMN_KINDS: Final[Mapping[type[Action], tuple[str, ...]]] = {
    AlterColumn: ("TABLE", "VIEW"),
    AddRowAccess: ("TABLE", "VIEW", "ICEBERG TABLE"),
    DropRowAccess: ("TABLE", "VIEW", "ICEBERG TABLE"),
}
"""The kinds that an action on columns or rows is for; any other is for tables."""


def alter(who: Authority, statement: Alter) -> Answer:
    """ALTER: all actions together, or none."""
    kind = KINDS.get(statement.kind)
    if kind is None:
        raise refusal.no_such_kind(statement.kind)
    try:
        old = _altered(who, statement)
    except refusal.Refused as missing:
        if statement.if_exists and missing.number == refusal.DOES_NOT_EXIST:
            return SUCCEEDED
        raise
    if len(statement.actions) == 1 and isinstance(statement.actions[0], Rename):
        return rename.rename(who, old, statement.actions[0])
    tags.check_count(statement.actions)
    new = old
    for action in statement.actions:
        new = _apply(who, KINDS[old.kind], new, action)
    if new != old:
        who.state.next_serial()
        who.state.put(rules.check(who, new, old))
    return SUCCEEDED


def _altered(who: Authority, statement: Alter) -> Object:
    """The object; ALTER TABLE sets tags on a view or an Iceberg table as well."""
    tags_only = all(isinstance(action, SetTag | UnsetTag) for action in statement.actions)
    found = queries.table_at(who.state, statement.name)
    if statement.kind == "TABLE" and tags_only and found is not None:
        return who.resolve(found.kind, statement.name)
    return who.resolve(statement.kind, statement.name)


def _apply(who: Authority, kind: Kind, obj: Object, action: Action) -> Object:
    if isinstance(action, SetTag):
        return tags.set_tag(who, obj, action)
    if isinstance(action, UnsetTag):
        return tags.unset_tag(who, obj, action)
    if isinstance(action, Set | Unset):
        return _properties(who, kind, obj, action)
    if isinstance(action, AddAccounts | RemoveAccounts):
        _require_kind(obj, action, ("SHARE",))
        return replace(obj, options={**obj.options, "ACCOUNTS": shares.change_accounts(who, obj, action)})
    if isinstance(action, AddStorageLocation | RemoveStorageLocation):
        _require_kind(obj, action, ("EXTERNAL VOLUME",))
        return lake.change_locations(who, obj, action)
    if isinstance(action, SetManifest | Publish):
        _require_kind(obj, action, ("LISTING",))
        return listings.change(who, obj, action)
    if isinstance(action, SetMaskingPolicy | UnsetMaskingPolicy):
        return _mask(who, obj, action)
    if isinstance(action, Rename):
        raise refusal.not_in_grammar("'RENAME'")
    return _columns(who, obj, action)


def _require_kind(obj: Object, action: Action, kinds: tuple[str, ...]) -> None:
    if obj.kind not in kinds:
        raise refusal.not_in_grammar(f"'{type(action).__name__}' in ALTER {obj.kind}")


# --- properties --------------------------------------------------------------------------------------------------


def _properties(who: Authority, kind: Kind, obj: Object, action: Set | Unset) -> Object:
    if isinstance(action, Set):
        given = properties.for_set(kind, action.options, who.state.edition)
    else:
        properties.check_unset(kind, action.keys)
        given = dict.fromkeys(action.keys)
    _require_properties(who, obj, given)
    given.pop("WAIT_FOR_COMPLETION", None)
    options = {**obj.options, **given}
    return replace(obj, options={key: value for key, value in options.items() if value is not None})


def _require_properties(who: Authority, obj: Object, given: Mapping[str, object]) -> None:
    if obj.kind == "ACCOUNT":
        if not who.is_account_admin():
            raise refusal.insufficient("ACCOUNT", who.account, "Only account administrators change the account.")
    elif obj.kind == "WAREHOUSE" and set(given) == {"RESOURCE_MONITOR"} and who.is_account_admin():
        return
    elif obj.kind in _MODIFY and "MANAGED ACCESS" not in given:
        who.require("MODIFY", obj)
    else:
        who.require_owner(obj)


# --- columns and policies ----------------------------------------------------------------------------------------


def _mask(who: Authority, obj: Object, action: SetMaskingPolicy | UnsetMaskingPolicy) -> Object:
    _require_kind(obj, action, ("TABLE", "VIEW", "TAG"))
    _require_apply(who, obj, "MASKING POLICY")
    if obj.kind == "TAG":
        if isinstance(action, SetMaskingPolicy):
            return tags.set_policy(who, obj, action)
        return tags.unset_policy(who, obj, action)
    if isinstance(action, SetMaskingPolicy):
        return tables.set_mask(who.state, obj, action)
    return tables.unset_mask(who.state, obj, action)


def _require_apply(who: Authority, obj: Object, policy_kind: str) -> None:
    """The owner attaches and detaches, and who may apply such policies anywhere in the account."""
    if not who.can_on_account(f"APPLY {policy_kind}"):
        who.require_owner(obj)


def _columns(who: Authority, obj: Object, action: Action) -> Object:
    _require_kind(obj, action, _COLUMN_KINDS.get(type(action), ("TABLE",)))
    if isinstance(action, AddRowAccess):
        _require_apply(who, obj, "ROW ACCESS POLICY")
        if policies.row_access(obj) is not None:
            raise refusal.has_row_access_policy(obj.name)
        return replace(obj, options={**obj.options, "ROW ACCESS POLICY": action.access})
    if isinstance(action, DropRowAccess):
        _require_apply(who, obj, "ROW ACCESS POLICY")
        return _without_row_access(obj, action.policy)
    who.require_owner(obj)
    if isinstance(action, AddColumn):
        return tables.add_column(obj, action)
    if isinstance(action, DropColumn):
        return tables.drop_column(obj, action)
    assert isinstance(action, AlterColumn), "every other action is taken above"
    if obj.kind == "VIEW" and action.comment is None:
        raise refusal.not_in_grammar("'ALTER COLUMN' in ALTER VIEW")
    return tables.alter_column(obj, action)


def _without_row_access(obj: Object, policy: Name) -> Object:
    access = policies.row_access(obj)
    if access is None or access.policy != policy:
        raise refusal.policy_not_attached(policy, obj.name)
    return replace(obj, options={key: value for key, value in obj.options.items() if key != "ROW ACCESS POLICY"})
