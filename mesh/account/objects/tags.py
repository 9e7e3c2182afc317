"""Tags: their values, what they are set on, and the masking policies that they carry.

Sources: ``/user-guide/object-tagging/introduction``, ``/sql-reference/sql/create-tag``, ``…/alter-tag``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mesh.account import refusal, types
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.objects import policies, queries
from mesh.account.records import Object
from mesh.account.statements import Action, SetMaskingPolicy, SetTag, UnsetMaskingPolicy, UnsetTag

MAX_ON_OBJECT: Final = 50
"""Tags on one object, and on all columns of one table together."""
MAX_IN_STATEMENT: Final = 100
MAX_VALUE: Final = 256
"""Characters of a tag's value."""
MAX_ALLOWED_VALUES: Final = 5000

TAGGED: Final = frozenset(
    {
        "ACCOUNT", "DATABASE", "DATABASE ROLE", "MASKING POLICY", "NETWORK POLICY", "PIPE", "ROLE", "ROW ACCESS POLICY",
        "SCHEMA", "SHARE", "STAGE", "STORAGE INTEGRATION", "CATALOG INTEGRATION", "TABLE", "USER", "VIEW", "WAREHOUSE",
        "ICEBERG TABLE",
    }
)  # fmt: skip
"""Kinds that take a tag; their columns do too."""


def check_definition(_: Authority, tag: Object, old: Object | None) -> None:
    """Refuse an allowed value that is too long, and too many of them."""
    del old
    values = tag.options.get("ALLOWED_VALUES")
    given = values if isinstance(values, tuple) else ()
    if len(given) > MAX_ALLOWED_VALUES:
        raise refusal.refused(
            f"Tag '{tag.name.plain}' has {len(given)} allowed values; {MAX_ALLOWED_VALUES} are the most."
        )
    for value in given:
        _check_length(str(value))


def set_tag(who: Authority, obj: Object, action: SetTag) -> Object:
    """The object with a tag on it or on one of its columns."""
    tag = _usable(who, obj, action.tag)
    _check_length(action.value)
    allowed = tag.options.get("ALLOWED_VALUES")
    if isinstance(allowed, tuple) and action.value not in allowed:
        raise refusal.tag_value(action.value, tag.name, tuple(str(value) for value in allowed))
    if action.column is None:
        return _limited(replace(obj, tags={**obj.tags, tag.name: action.value}))
    _check_column(who, obj, action.column)
    on_column = {**obj.column_tags.get(action.column, {}), tag.name: action.value}
    return _limited(replace(obj, column_tags={**obj.column_tags, action.column: on_column}))


def check_count(actions: Sequence[Action]) -> None:
    """Refuse more tags than one statement takes."""
    if sum(isinstance(action, SetTag) for action in actions) > MAX_IN_STATEMENT:
        raise refusal.refused(f"One statement sets at most {MAX_IN_STATEMENT} tags.")


def unset_tag(who: Authority, obj: Object, action: UnsetTag) -> Object:
    """The object without the tag; one that is not set is no error."""
    tag = _usable(who, obj, action.tag)
    if action.column is None:
        return replace(obj, tags={name: value for name, value in obj.tags.items() if name != tag.name})
    _check_column(who, obj, action.column)
    kept = {name: value for name, value in obj.column_tags.get(action.column, {}).items() if name != tag.name}
    others = {column: tags for column, tags in obj.column_tags.items() if column != action.column}
    return replace(obj, column_tags={**others, action.column: kept} if kept else others)


def _usable(who: Authority, obj: Object, name: Name) -> Object:
    """APPLY TAG on the account, or APPLY on the tag with ownership of the object."""
    if obj.kind not in TAGGED:
        raise refusal.refused(f"tagging for object type {obj.kind} is not supported.")
    _check_own(who, obj)
    everywhere = who.can_on_account("APPLY TAG")
    tag = who.resolve("TAG", name)
    if not everywhere and not (who.can("APPLY", tag) and (who.owns(obj) or obj.kind == "ACCOUNT")):
        raise refusal.insufficient("TAG", name)
    return tag


def _check_own(who: Authority, obj: Object) -> None:
    """Nothing can be set on what was imported from a share."""
    database = who.state.get("DATABASE", Name(obj.name.parts[:1])) if obj.kind != "ACCOUNT" else None
    if obj.kind != "DATABASE" and len(obj.name.parts) > 1 and database is not None and "FROM SHARE" in database.options:
        raise refusal.unsupported("tags and policies on objects of an imported database")


def _check_column(who: Authority, obj: Object, column: str) -> None:
    columns = queries.columns_of(who.state, obj)
    if columns is not None and column not in {each.name for each in columns}:
        raise refusal.invalid_identifier(column)


def _check_length(value: str) -> None:
    if len(value) > MAX_VALUE:
        raise refusal.refused(
            f"Tag value '{value[:40]}…' has {len(value)} characters; at most {MAX_VALUE} are allowed."
        )


def _limited(obj: Object) -> Object:
    for held in (obj.tags, {tag: "" for tags in obj.column_tags.values() for tag in tags}):
        if len(held) > MAX_ON_OBJECT:
            raise refusal.refused(f"{refusal.title(obj.kind)} '{obj.name.plain}' has {MAX_ON_OBJECT} tags already.")
    return obj


# --- masking policies on a tag -----------------------------------------------------------------------------------


def set_policy(who: Authority, tag: Object, action: SetMaskingPolicy) -> Object:
    """The tag with a masking policy: one a data type; FORCE replaces the one of that type."""
    _check_apply(who, tag)
    policy = who.resolve("MASKING POLICY", action.policy)
    family = types.family(policies.arguments(policy)[0].type)
    held = {types.family(policies.arguments(each)[0].type): each.name for each in _held(who, tag)}
    if family in held and not action.force:
        raise refusal.refused(f"Tag '{tag.name.plain}' has a masking policy for data type {family} already.")
    return replace(tag, options={**tag.options, "MASKING POLICIES": tuple({**held, family: policy.name}.values())})


def unset_policy(who: Authority, tag: Object, action: UnsetMaskingPolicy) -> Object:
    """The tag without a masking policy; one that is not there is no error."""
    _check_apply(who, tag)
    kept = tuple(policy.name for policy in _held(who, tag) if policy.name != action.policy)
    return replace(tag, options={**tag.options, "MASKING POLICIES": kept})


def _check_apply(who: Authority, tag: Object) -> None:
    if not who.can_on_account("APPLY MASKING POLICY"):
        hint = "An active role must have APPLY MASKING POLICY granted on ACCOUNT."
        raise refusal.insufficient("TAG", tag.name, hint)


def _held(who: Authority, tag: Object) -> list[Object]:
    names = tag.options.get("MASKING POLICIES")
    found = (
        [who.state.get("MASKING POLICY", name) for name in names if isinstance(name, Name)]
        if isinstance(names, tuple)
        else []
    )
    return [policy for policy in found if policy is not None]
