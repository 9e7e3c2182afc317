"""Views: everything a reader is held to stands in the one CREATE; a change of text or columns replaces the view.

The provider reads a view's policies by ``POLICY_REFERENCES`` (pulumi.com/registry/packages/snowflake, View, "Required
warehouse").
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from mesh.account.identifiers import Name
from mesh.account.parts import Column, RowAccess
from mesh.account.resources.forms import FULL_NAME, TEXT, TEXTS, truth
from mesh.account.resources.inputs import IN_SCHEMA, properties, token
from mesh.account.resources.objects import Options, Shape, alter_properties, object_name, options, resource
from mesh.account.resources.spec import Change, Inputs, Lookup, Resource
from mesh.account.statements import Action, AddRowAccess, Alter, Create, DropRowAccess, Rename, Statement

_VIEW: Final = Shape(token("View"), "VIEW", IN_SCHEMA, properties("VIEW", "comment", texts="isSecure changeTracking"))


def _columns(inputs: Inputs) -> tuple[Column, ...]:
    return tuple(_column(each) for each in inputs.get("columns") or ())


def _column(given: Inputs) -> Column:
    mask = given.get("maskingPolicy") or {}
    return Column(
        str(given["columnName"]),
        comment=given.get("comment") or None,
        masking_policy=Name.provider(mask["policyName"]) if mask else None,
        using=tuple(mask.get("usings") or ()),
    )


def _row_access(inputs: Inputs) -> RowAccess | None:
    given = inputs.get("rowAccessPolicy")
    return None if not given else RowAccess(Name.provider(given["policyName"]), tuple(given["ons"]))


def _create(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
    name = object_name(_VIEW, inputs)
    tracking = inputs.get("changeTracking")
    created: list[Statement] = [Create("VIEW", name, _stated(inputs))]
    if tracking is not None:
        only = replace(_VIEW, properties=tuple(p for p in _VIEW.properties if p.input == "changeTracking"))
        rest = {key: value for key, value in inputs.items() if key != "changeTracking"}
        created += alter_properties(only, Change(rest, inputs, {}))
    return created


def _stated(inputs: Inputs) -> Options:
    stated = {
        key: value for key, value in options(_VIEW, inputs).items() if key != "CHANGE_TRACKING" and value is not False
    }
    columns, row_access = _columns(inputs), _row_access(inputs)
    if columns:
        stated["COLUMNS"] = columns
    if row_access is not None:
        stated["ROW ACCESS POLICY"] = row_access
    return {**stated, "AS": str(inputs["statement"])}


def _update(change: Change, _lookup: Lookup) -> list[Statement]:
    """A new text or a column: CREATE OR REPLACE with all policies in it. Anything else: ALTER VIEW."""
    before, name = object_name(_VIEW, change.old), object_name(_VIEW, change.new)
    if change.old["statement"] != change.new["statement"] or _columns(change.old) != _columns(change.new):
        grants: Options = {"COPY GRANTS": True} if truth(change.new.get("copyGrants", False)) else {}
        renamed: list[Statement] = [] if before == name else [Alter("VIEW", before, (Rename(name),))]
        return [*renamed, Create("VIEW", name, {**_stated(change.new), **grants}, or_replace=True)]
    statements = alter_properties(_VIEW, change)
    actions = _row_access_actions(_row_access(change.old), _row_access(change.new))
    return [*statements, Alter("VIEW", name, actions)] if actions else statements


def _row_access_actions(before: RowAccess | None, after: RowAccess | None) -> tuple[Action, ...]:
    """Another policy is one statement, so that there is no moment without one (``/sql-reference/sql/alter-view``)."""
    if before == after:
        return ()
    dropped: tuple[Action, ...] = () if before is None else (DropRowAccess(before.policy),)
    added: tuple[Action, ...] = () if after is None else (AddRowAccess(after),)
    return (*dropped, *added)


def read_columns(columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    """The columns of a view as its inputs say them."""
    return [
        {
            "columnName": column.name,
            **({"comment": column.comment} if column.comment else {}),
            **(
                {"maskingPolicy": {"policyName": str(column.masking_policy), "usings": list(column.using)}}
                if column.masking_policy is not None
                else {}
            ),
        }
        for column in columns
    ]


def read_row_access(access: RowAccess) -> dict[str, Any]:
    """The row access policy of a view as its inputs say it."""
    return {"policyName": str(access.policy), "ons": list(access.on)}


VIEW: Final[Resource] = resource(
    _VIEW,
    IN_SCHEMA,
    create=_create,
    update=_update,
    creation_only=frozenset({"copyGrants"}),
    forms={
        "statement": TEXT,
        "columns[*].columnName": TEXT,
        "columns[*].comment": TEXT,
        "columns[*].maskingPolicy.policyName": FULL_NAME,
        "columns[*].maskingPolicy.usings": TEXTS,
        "rowAccessPolicy.policyName": FULL_NAME,
        "rowAccessPolicy.ons": TEXTS,
    },
    depths={"columns[*].maskingPolicy.policyName": 3, "rowAccessPolicy.policyName": 3},
    needs_warehouse=True,
)
