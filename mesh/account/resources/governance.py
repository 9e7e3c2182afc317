"""Policies, tags and what carries a tag.

The provider reads the masks of a tag by ``TAG_REFERENCES`` (pulumi.com/registry/packages/snowflake, Tag, "Required
warehouse").
"""

from __future__ import annotations

from typing import Final

from mesh.account.identifiers import Name
from mesh.account.parts import Argument
from mesh.account.resources.forms import DATA_TYPE, FULL_NAME, FULL_NAMES, TEXT, TEXTS, UPPER
from mesh.account.resources.inputs import IN_SCHEMA, properties, token
from mesh.account.resources.objects import Options, Shape, alter_properties, object_name, options, resource
from mesh.account.resources.spec import Change, Inputs, Lookup, Property, Resource
from mesh.account.statements import Alter, Create, SetTag, Statement, UnsetTag

# --- policies ----------------------------------------------------------------------------------------------------

_MASK: Final = Shape(
    token("MaskingPolicy"),
    "MASKING POLICY",
    IN_SCHEMA,
    (
        *properties("MASKING POLICY", "returnDataType body", texts="exemptOtherPolicies"),
        Property("comment", "COMMENT", TEXT, default=""),
    ),
)
_ROWS: Final = Shape(
    token("RowAccessPolicy"), "ROW ACCESS POLICY", IN_SCHEMA, properties("ROW ACCESS POLICY", "body comment")
)
_ARGUMENT_FORMS: Final = {"arguments[*].name": TEXT, "arguments[*].type": DATA_TYPE}


def _create_policy(shape: Shape, inputs: Inputs, stated: Options) -> list[Statement]:
    arguments = tuple(Argument(str(each["name"]), DATA_TYPE.normal(each["type"])) for each in inputs["arguments"])
    return [Create(shape.kind, object_name(shape, inputs), {"ARGUMENTS": arguments, **stated})]


# --- tags --------------------------------------------------------------------------------------------------------

_TAG: Final = Shape(token("Tag"), "TAG", IN_SCHEMA, properties("TAG", "orderedAllowedValues comment"))


def _ordered(inputs: Inputs) -> Inputs:
    """``allowedValues``, a set, is the deprecated way to say ``orderedAllowedValues``."""
    if "allowedValues" not in inputs:
        return inputs
    rest = {key: value for key, value in inputs.items() if key != "allowedValues"}
    return {**rest, "orderedAllowedValues": sorted(inputs["allowedValues"])}


def _create_tag(inputs: Inputs, _lookup: Lookup) -> list[Statement]:
    return [Create("TAG", object_name(_TAG, inputs), options(_TAG, _ordered(inputs)))]


def _update_tag(change: Change, _lookup: Lookup) -> list[Statement]:
    return alter_properties(_TAG, Change(_ordered(change.old), _ordered(change.new), change.outputs))


def _associated(inputs: Inputs) -> list[tuple[str, Name, str | None]]:
    """Kind, name and column of each tagged object. A column's table may be a view: ALTER TABLE is sent for both."""
    kind = str(inputs["objectType"]).upper()
    names = [Name.provider(each) for each in inputs["objectIdentifiers"]]
    if kind != "COLUMN":
        return [(kind, name, None) for name in names]
    return [("TABLE", Name(name.parts[:-1]), name.last) for name in names]


def _tagged(inputs: Inputs, objects: list[tuple[str, Name, str | None]]) -> list[Statement]:
    tag, value = Name.provider(inputs["tagId"]), str(inputs["tagValue"])
    return [Alter(kind, name, (SetTag(tag, value, column),)) for kind, name, column in objects]


def _untagged(inputs: Inputs, objects: list[tuple[str, Name, str | None]], lookup: Lookup) -> list[Statement]:
    """The provider skips what is not there. For a column it looks into a table, so a view's column keeps its tag
    (pkg/resources/tag_association.go, ``skipColumnIfDoesNotExist``).
    """
    tag = Name.provider(inputs["tagId"])
    return [
        Alter(kind, name, (UnsetTag(tag, column),))
        for kind, name, column in objects
        if (lookup.exists(kind, name) if column is None else lookup.exists("COLUMN", name.child(column)))
    ]


def _update_association(change: Change, lookup: Lookup) -> list[Statement]:
    """In the provider's order (pkg/resources/tag_association.go): the new, the gone, and what has another value."""
    before, after = _associated(change.old), _associated(change.new)
    new, gone = [each for each in after if each not in before], [each for each in before if each not in after]
    revalued = change.old["tagValue"] != change.new["tagValue"]
    common = [each for each in after if each in before] if revalued else []
    return [*_tagged(change.new, new), *_untagged(change.old, gone, lookup), *_tagged(change.new, common)]


def _association_id(inputs: Inputs) -> str:
    return f"{FULL_NAME.normal(inputs['tagId'])}|{inputs['tagValue']}|{str(inputs['objectType']).upper()}"


GOVERNANCE: Final[tuple[Resource, ...]] = (
    resource(
        _MASK,
        ("arguments", "database", "exemptOtherPolicies", "returnDataType", "schema"),
        create=lambda inputs, _lookup: _create_policy(_MASK, inputs, options(_MASK, inputs)),
        forms=_ARGUMENT_FORMS,
    ),
    resource(
        _ROWS,
        ("arguments", "database", "schema"),
        create=lambda inputs, _lookup: _create_policy(_ROWS, inputs, {"RETURNS": "BOOLEAN", **options(_ROWS, inputs)}),
        forms=_ARGUMENT_FORMS,
    ),
    resource(
        _TAG,
        IN_SCHEMA,
        create=_create_tag,
        update=_update_tag,
        forms={"allowedValues": TEXTS},
        unordered=frozenset({"allowedValues"}),
        needs_warehouse=True,
    ),
    Resource(
        type=token("TagAssociation"),
        create=lambda inputs, _lookup: _tagged(inputs, _associated(inputs)),
        update=_update_association,
        delete=lambda inputs, lookup: _untagged(inputs, _associated(inputs), lookup),
        identity=_association_id,
        replaced_by=frozenset({"objectType", "tagId"}),
        forms={"tagId": FULL_NAME, "objectIdentifiers": FULL_NAMES, "objectType": UPPER, "tagValue": TEXT},
        unordered=frozenset({"objectIdentifiers"}),
        depths={"tagId": 3},
        creation_only=frozenset({"skipValidation"}),
    ),
)
