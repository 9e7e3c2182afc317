"""A resource as it is in the account, in inputs again: what a refresh sees and what it is blind to.

An input keeps its spelling while it still means what is there. Blind spots are the provider's own: a privilege revoked
under ALL, any privilege, member or share account that the resource does not name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS
from mesh.account.parts import Argument, RowAccess, Trigger
from mesh.account.records import ACCOUNT, TABLE_LIKE, Grant, Key, Membership, Object, namespace, subject
from mesh.account.resources import columns, views
from mesh.account.resources.compare import normal
from mesh.account.resources.grants import RECIPIENTS, Recipient, privileges
from mesh.account.resources.spec import UNSEEN, Inputs, Property, Resource
from mesh.account.statements import Alter, Grantee, GrantOwnership, GrantRole, On, OnMany, OnObject, SetTag


class Seen(Protocol):
    """What reading needs of an account."""

    def get(self, kind: str, name: Name) -> Object | None:
        """The object of this kind and name."""
        ...

    def grants(self, on: Key | None = None, to: Grantee | None = None) -> Iterable[Grant]:
        """The grants on the object or in the container of a key, to somebody."""
        ...

    def memberships(self, role: Grantee | None = None, to: Grantee | None = None) -> Iterable[Membership]:
        """The grants of a role, to somebody."""
        ...


def exists(account: Seen, kind: str, name: Name) -> bool:
    """Whether the provider finds an object, or a column in a table: an Iceberg table is one, as in SHOW TABLES, and has
    any column while nobody has told which Glue says that it has.
    """
    if kind != "COLUMN":
        return account.get(kind, name) is not None
    tables = (account.get(each, Name(name.parts[:-1])) for each in ("TABLE", "ICEBERG TABLE"))
    return any(table is not None and (not table.columns or table.column(name.last) is not None) for table in tables)


def read(resource: Resource, inputs: Inputs, account: Seen) -> dict[str, Any] | None:
    """The inputs as the account has them; None when it is gone. An import gives only what names the resource."""
    if resource.name is not None:
        found = account.get(resource.kind, resource.name(inputs))
        return None if found is None else _object(resource, inputs, found)
    if resource.type in RECIPIENTS:
        return _granted(RECIPIENTS[resource.type], inputs, account)
    return _OTHERS[resource.type.split(":")[-1]](resource, inputs, account)


# --- objects -----------------------------------------------------------------------------------------------------


def _object(resource: Resource, inputs: Inputs, found: Object) -> dict[str, Any]:
    seen = dict(inputs)
    for prop in resource.properties.values():
        if prop.input not in resource.creation_only:
            _take(seen, prop, found.options.get(prop.clause), KINDS[resource.kind].clause(prop.clause))
    parts = _PARTS.get(resource.kind)
    for key, value in {} if parts is None else parts(found).items():
        _take_part(resource, seen, key, value)
    return seen


def _take(seen: dict[str, Any], prop: Property, value: Any, clause: Any) -> None:
    """One property: what was stated in the account, else the default, unless the input already says so."""
    again = prop.form.input
    if again is None:
        return
    default = None if clause is None or clause.inherited else clause.default
    now = default if value is None else value
    given = seen.get(prop.input)
    if given is not None and now is not None and prop.form.normal(again(now)) == prop.form.normal(given):
        return
    if now is None or (now == default and not prop.required):
        if given is not None:
            seen.pop(prop.input)
        return
    seen[prop.input] = again(now)


def _take_part(resource: Resource, seen: dict[str, Any], key: str, value: Any) -> None:
    """One input that is more than a clause: a list of columns, a policy."""
    if value is None or value == []:
        seen.pop(key, None)
    elif normal(resource, {key: seen.get(key)}) != normal(resource, {key: value}):
        seen[key] = value


def _table_parts(found: Object) -> dict[str, Any]:
    return {"columns": columns.read_columns(found.columns)}


def _view_parts(found: Object) -> dict[str, Any]:
    access = found.options.get("ROW ACCESS POLICY")
    return {
        "statement": found.options.get("AS"),
        "columns": views.read_columns(found.columns),
        "rowAccessPolicy": views.read_row_access(access) if isinstance(access, RowAccess) else None,
    }


def _policy_parts(found: Object) -> dict[str, Any]:
    given = found.options.get("ARGUMENTS")
    arguments = [each for each in given if isinstance(each, Argument)] if isinstance(given, tuple) else []
    return {"arguments": [{"name": each.name, "type": each.type} for each in arguments]}


def _monitor_parts(found: Object) -> dict[str, Any]:
    given = found.options.get("TRIGGERS")
    triggers = [each for each in given if isinstance(each, Trigger)] if isinstance(given, tuple) else []
    return {
        "notifyTriggers": [each.percent for each in triggers if each.action == "NOTIFY"],
        "suspendTrigger": next((each.percent for each in triggers if each.action == "SUSPEND"), None),
        "suspendImmediateTrigger": next(
            (each.percent for each in triggers if each.action == "SUSPEND_IMMEDIATE"), None
        ),
    }


_PARTS: Final[Mapping[str, Callable[[Object], dict[str, Any]]]] = {
    "TABLE": _table_parts,
    "VIEW": _view_parts,
    "MASKING POLICY": _policy_parts,
    "ROW ACCESS POLICY": _policy_parts,
    "RESOURCE MONITOR": _monitor_parts,
}
# --- grants ------------------------------------------------------------------------------------------------------


def _stored(on: On) -> On:
    """A target as the account stores it: an integration of any type is an INTEGRATION."""
    if isinstance(on, OnObject) and namespace(on.kind) == "INTEGRATION":
        return OnObject("INTEGRATION", on.name)
    return on


def _exists(account: Seen, on: On) -> bool:
    if isinstance(on, OnObject):
        return account.get(on.kind, on.name) is not None
    if isinstance(on, OnMany) and on.container != ACCOUNT:
        return account.get(on.container_kind, on.container) is not None
    return True


def _granted(recipient: Recipient, inputs: Inputs, account: Seen) -> dict[str, Any] | None:
    """The privileges that are still granted. None when what they are on, or who has them, is gone."""
    on, to = _stored(recipient.target(inputs).on), recipient.grantee(inputs)
    if not _exists(account, on) or account.get(to.kind, to.name) is None:
        return None
    wanted = privileges(inputs)
    if wanted == ("ALL",) or (isinstance(on, OnMany) and on.which == "ALL"):
        return dict(inputs)
    held = {grant.privilege for grant in account.grants(on=subject(on), to=to) if grant.on == on}
    if set(wanted) <= held:
        return dict(inputs)
    return {**inputs, "privileges": [each for each in inputs["privileges"] if str(each).upper() in held]}


def _member(resource: Resource, inputs: Inputs, account: Seen) -> dict[str, Any] | None:
    for statement in resource.create(inputs, UNSEEN):
        if isinstance(statement, GrantRole) and not list(account.memberships(role=statement.role, to=statement.to)):
            return None
    return dict(inputs)


def _owned(resource: Resource, inputs: Inputs, account: Seen) -> dict[str, Any] | None:
    """A bulk transfer is not read back."""
    (statement,) = resource.create(inputs, UNSEEN)
    if not isinstance(statement, GrantOwnership) or not isinstance(statement.on, OnObject):
        return dict(inputs)
    found = account.get(statement.on.kind, statement.on.name)
    return dict(inputs) if found is not None and found.owner == statement.to.name else None


def _tagged(resource: Resource, inputs: Inputs, account: Seen) -> dict[str, Any] | None:
    """The objects that still carry the tag with this value. None when the tag itself is gone."""
    if account.get("TAG", Name.provider(inputs["tagId"])) is None:
        return None
    kept = [
        each
        for each in inputs.get("objectIdentifiers") or ()
        if _carries(resource, {**inputs, "objectIdentifiers": [each]}, account)
    ]
    return {**inputs, "objectIdentifiers": kept}


def _carries(resource: Resource, inputs: Inputs, account: Seen) -> bool:
    (statement,) = resource.create(inputs, UNSEEN)
    assert isinstance(statement, Alter), "an association is one ALTER … SET TAG for each object"
    action = statement.actions[0]
    assert isinstance(action, SetTag)
    kinds = TABLE_LIKE if action.column is not None else (statement.kind,)
    found = next((obj for kind in kinds if (obj := account.get(kind, statement.name)) is not None), None)
    if found is None:
        return False
    tags = found.tags if action.column is None else found.column_tags.get(action.column, {})
    return tags.get(action.tag) == action.value


def _text(_resource: Resource, inputs: Inputs, _account: Seen) -> dict[str, Any] | None:
    """The provider runs only the ``query`` of an Execute, which the sandbox does not play."""
    return dict(inputs)


_OTHERS: Final[Mapping[str, Callable[[Resource, Inputs, Seen], dict[str, Any] | None]]] = {
    "GrantAccountRole": _member,
    "GrantDatabaseRole": _member,
    "GrantOwnership": _owned,
    "TagAssociation": _tagged,
    "Execute": _text,
}
