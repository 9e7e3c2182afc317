"""Pulumi's Snowflake resources as statements: what the provider sends for an input, an update, a deletion.

Pure: type token and inputs in Pulumi's wire spelling go in, statements, ids and complaints come out. The plugin
executes the statements, ``render.sql`` prints them as the plan. As captured from provider 2.20; what a
statement does is the account's matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.resources import claim, compare, computed, importing, judge, reading
from mesh.account.resources.claim import Claim
from mesh.account.resources.columns import TABLE
from mesh.account.resources.compute import COMPUTE
from mesh.account.resources.containers import CONTAINERS, inherited_retention_changed
from mesh.account.resources.governance import GOVERNANCE
from mesh.account.resources.grants import GRANTS
from mesh.account.resources.lake import LAKE
from mesh.account.resources.listings import LISTING
from mesh.account.resources.roles import ROLES
from mesh.account.resources.shares import SHARE
from mesh.account.resources.simple import SIMPLE
from mesh.account.resources.spec import UNSEEN, Change, Inputs, Lookup, Resource
from mesh.account.resources.texts import EXECUTE
from mesh.account.resources.views import VIEW
from mesh.account.statements import Statement

__all__ = [
    "RESOURCES",
    "UNSEEN",
    "Claim",
    "Lookup",
    "accepted",
    "claims",
    "create",
    "delete",
    "deletes_before_replace",
    "identity",
    "inherited_retention_changed",
    "inputs_of",
    "lookup",
    "name_inputs",
    "needs_warehouse",
    "normal",
    "object_of",
    "outputs",
    "preview_feature",
    "problems",
    "read",
    "replaces",
    "update",
    "wants_inherited_grants",
]

RESOURCES: Final[Mapping[str, Resource]] = {
    resource.type: resource
    for resource in (
        *COMPUTE,
        *CONTAINERS,
        *SIMPLE,
        *LAKE,
        TABLE,
        VIEW,
        *GOVERNANCE,
        *GRANTS,
        *ROLES,
        SHARE,
        LISTING,
        EXECUTE,
    )
}
"""Every type by its token."""


def create(type_: str, inputs: Inputs, lookup: Lookup = UNSEEN) -> list[Statement]:
    """What the provider sends to create it."""
    return RESOURCES[type_].create(inputs, lookup)


def update(
    type_: str, old: Inputs, new: Inputs, outputs: Mapping[str, Any] | None = None, lookup: Lookup = UNSEEN
) -> list[Statement]:
    """What the provider sends to change it. ``outputs`` are those in the state: without them the old inputs hold."""
    return RESOURCES[type_].update(Change(old, new, old if outputs is None else outputs), lookup)


def delete(type_: str, inputs: Inputs, lookup: Lookup = UNSEEN) -> list[Statement]:
    """What the provider sends to delete it."""
    return RESOURCES[type_].delete(inputs, lookup)


def identity(type_: str, inputs: Inputs) -> str:
    """The provider's id; from the inputs alone, so that what was created but not recorded can be found again."""
    return RESOURCES[type_].identity(inputs)


def object_of(type_: str, inputs: Inputs) -> tuple[str, Name] | None:
    """Kind and name of the object that the resource is; None for a grant, an association or a text."""
    resource = RESOURCES[type_]
    return None if resource.name is None else (resource.kind, resource.name(inputs))


def claims(type_: str, inputs: Inputs) -> list[Claim]:
    """What of the account it stands for, of which there is one; nothing where the inputs do not tell."""
    try:
        return claim.said_by(RESOURCES[type_], inputs)
    except (BadIdentifier, KeyError, StopIteration, TypeError):
        # The provider refuses such inputs in its own words, or they are not all known yet.
        return []


def inputs_of(type_: str, id_: str) -> dict[str, Any]:
    """The inputs that an id says, for an import; ``BadIdentifier`` when it is not one of this type."""
    return importing.inputs_of(RESOURCES[type_], id_)


def read(type_: str, inputs: Inputs, account: reading.Seen) -> dict[str, Any] | None:
    """The inputs as the account has them, in their old spelling where that still fits; None when it is gone."""
    return reading.read(RESOURCES[type_], inputs, account)


def outputs(type_: str, inputs: Inputs, account: reading.Seen, ask: computed.Ask) -> dict[str, Any]:
    """Inputs, and what the provider computes besides as it stands in the account. ``ask`` runs a statement."""
    return {**inputs, **computed.computed(RESOURCES[type_], inputs, account, ask)}


def lookup(account: reading.Seen, role: Name) -> Lookup:
    """What the provider can look up in an account with this role."""
    return Lookup(
        role=role,
        exists=lambda kind, name: reading.exists(account, kind, name),
        parameter=lambda kind, name, clause: computed.parameter(account, kind, name, clause),
    )


def name_inputs(type_: str) -> tuple[str, ...]:
    """The inputs that are the object's name, outermost part first; none for a grant, an association or a text."""
    resource = RESOURCES[type_]
    return () if resource.name is None else tuple(p for p in ("database", "schema", "name") if p in resource.other)


def normal(type_: str, inputs: Inputs) -> dict[str, Any]:
    """The inputs in the spelling in which two that differ are a difference to the provider."""
    return compare.normal(RESOURCES[type_], inputs)


def problems(type_: str, inputs: Inputs) -> list[judge.Problem]:
    """What the provider refuses without asking the account: (property path, reason)."""
    return judge.problems(RESOURCES[type_], inputs)


def accepted(type_: str) -> frozenset[str]:
    """The inputs that the mapping knows; the provider has more for some types."""
    resource = RESOURCES[type_]
    nested = (pattern.split(".")[0].split("[")[0] for pattern in resource.forms)
    return (
        resource.other
        | resource.creation_only
        | resource.replaced_by
        | frozenset(resource.properties)
        | frozenset(nested)
    )


def replaces(type_: str, old: Inputs, new: Inputs) -> frozenset[str]:
    """The inputs whose change replaces the resource. A warehouse cannot lose its size in place."""
    replaced_by = RESOURCES[type_].replaced_by
    if type_.endswith(":Warehouse") and "warehouseSize" in old and "warehouseSize" not in new:
        return replaced_by | {"warehouseSize"}
    return replaced_by


def deletes_before_replace(type_: str, new: Inputs) -> bool:
    """Whether a replacement deletes first: when the resource has a name that it was given and did not get by itself.

    So decides the bridge (``pulumi-terraform-bridge``, ``nameRequiresDeleteBeforeReplace``); whether the name changes
    makes no difference to it.
    """
    return "name" in RESOURCES[type_].other and "name" not in (new.get("__defaults") or ())


def preview_feature(type_: str) -> str:
    """The entry of ``preview_features_enabled`` that the type needs; empty for a stable one."""
    return RESOURCES[type_].preview_feature


def needs_warehouse(type_: str) -> bool:
    """Whether the connection must have a warehouse, for the queries that the provider reads it with."""
    return RESOURCES[type_].needs_warehouse


def wants_inherited_grants(type_: str, inputs: Inputs) -> bool:
    """Whether it needs the experiment ``INHERITED_GRANTS``."""
    if RESOURCES[type_].kind or not type_.split(":")[-1].startswith("GrantPrivileges"):
        return False
    blocks = (inputs.get(key) for key in ("onAccountObject", "onSchema", "onSchemaObject"))
    return any(isinstance(block, Mapping) and block.get("inherited") is not None for block in blocks)
