"""Future grants at the moment when an object is created (``/sql-reference/sql/grant-privilege``)."""

from __future__ import annotations

from dataclasses import replace

from mesh.account.authorisation import Authority
from mesh.account.execution.grants import put
from mesh.account.identifiers import Name
from mesh.account.records import Grant, Object, on_object
from mesh.account.statements import OnMany
from mesh.account.targets import Target, fits_stage


def apply(who: Authority, obj: Object) -> None:
    """Give a new object the future grants of its schema, or else of its database.

    One schema-level future grant for the object type silences all database-level ones of that type. Ownership that was
    granted for the future on a database does not apply in a managed access schema.
    """
    rows, level = _in_force(who, obj)
    target = Target(on_object(obj), obj)
    for row in rows:
        if row.privilege == "OWNERSHIP":
            if not (level == "DATABASE" and _managed(who, obj)):
                who.state.put(replace(obj, owner=row.to.name))
        elif fits_stage(target, row.privilege):
            put(who, Grant(row.privilege, target.on, row.to, row.grantor, row.grant_option))


def _in_force(who: Authority, obj: Object) -> tuple[list[Grant], str]:
    for depth, level in ((2, "SCHEMA"), (1, "DATABASE")):
        if len(obj.name.parts) > depth:
            rows = [row for row in who.state.grants_in(Name(obj.name.parts[:depth])) if _for(row, obj.kind)]
            if rows:
                return sorted(rows, key=lambda row: row.created), level
    return [], ""


def _for(row: Grant, kind: str) -> bool:
    return isinstance(row.on, OnMany) and row.on.which == "FUTURE" and row.on.kind == kind


def _managed(who: Authority, obj: Object) -> bool:
    schema = who.state.get("SCHEMA", Name(obj.name.parts[:2]))
    return schema is not None and bool(schema.options.get("MANAGED ACCESS"))
