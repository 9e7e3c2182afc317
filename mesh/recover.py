"""A stack's state after a run that was killed: what was being created is adopted instead of created again.

The engine writes to the state that it begins an operation before it asks the provider. So after a kill every operation
whose outcome is unknown is listed as pending, with the resource's inputs. `pulumi up` only warns about them, and would
create the objects a second time. Here each pending creation is entered as a resource with the id that the provider
would have given it; a refresh of just these resources then settles from the account which of them exist: those stay,
the others leave the state, and the next `pulumi up` goes on from there.

Pure: a state comes in as the JSON of `pulumi stack export` and goes out the same way.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
Identity: TypeAlias = Callable[[str, Mapping[str, Any], Mapping[str, Any]], str | None]
"""From a resource's type, its inputs and its provider's inputs to the provider's id; None where it cannot be told."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """A state without pending operations that we can settle, and what was done to it.

    All but the state are URNs. The unsettled stay pending, because only a person knows their ids; the remade have left
    the state, and the next run makes them.
    """

    state: Json
    adopted: tuple[str, ...]
    cleared: tuple[str, ...]
    remade: tuple[str, ...]
    unsettled: tuple[str, ...]

    @property
    def touched(self) -> tuple[str, ...]:
        """What must be compared with the account before the next run; each URN is one of the state's."""
        known = {resource["urn"] for resource in self.state["deployment"]["resources"]}
        return tuple(urn for urn in dict.fromkeys((*self.adopted, *self.cleared)) if urn in known)


def recover(state: Json, identity: Identity) -> Recovery:
    """Settle the pending operations of a state as far as their ids can be derived."""
    state = copy.deepcopy(state)
    deployment = state["deployment"]
    resources: list[Json] = deployment.get("resources") or []
    adopted: list[str] = []
    cleared: list[str] = []
    left: list[Json] = []
    blind: set[str] = set()
    for operation in deployment.get("pending_operations") or []:
        resource = operation["resource"]
        if resource["type"].startswith("pulumi:") or not resource.get("custom", True):
            continue  # a provider and a component live in the state alone
        if _reads_nothing_back(resource):
            blind.add(resource["urn"])  # granting once more changes nothing
            continue
        if operation["type"] != "creating":
            cleared.append(resource["urn"])
            continue
        id_ = identity(resource["type"], resource.get("inputs") or {}, _provider_inputs(resource, resources))
        if id_ is None:
            left.append(operation)
            continue
        _insert(resources, {**resource, "id": id_, "outputs": resource.get("inputs") or {}})
        adopted.append(resource["urn"])
    deployment["resources"] = _without_deleted(resources, blind)
    known = {each["urn"] for each in deployment["resources"]}
    remade = blind | {each["urn"] for each in resources if each["urn"] not in known}
    deployment["pending_operations"] = left
    unsettled = tuple(operation["resource"]["urn"] for operation in left)
    return Recovery(state, tuple(adopted), tuple(cleared), tuple(sorted(remade)), unsettled)


def _reads_nothing_back(resource: Json) -> bool:
    """Whether the provider cannot say if it is there: a grant ON ALL, which it takes to be there always."""
    return bool((resource.get("inputs") or {}).get("onSchemaObject", {}).get("all"))


def _without_deleted(resources: list[Json], blind: set[str]) -> list[Json]:
    """The resources but those that were deleted and wait for their replacement, and the `blind`.

    Where the next run does not replace them any more, because the edit was taken back, the engine (3.259) would create
    them and then delete "the original": under a given name that is the new one.
    """
    left = [each for each in resources if not each.get("pendingReplacement") and each["urn"] not in blind]
    gone = {each["urn"] for each in resources} - {each["urn"] for each in left}
    for each in left:
        each["dependencies"] = [urn for urn in each.get("dependencies") or [] if urn not in gone]
        by_property: dict[str, list[str] | None] = each.get("propertyDependencies") or {}
        each["propertyDependencies"] = {
            key: [urn for urn in urns or [] if urn not in gone] for key, urns in by_property.items()
        }
    return left


def _provider_inputs(resource: Json, resources: list[Json]) -> Json:
    """The inputs of the provider that the resource names (`<urn>::<id>`), empty when it names none."""
    urn = (resource.get("provider") or "").rpartition("::")[0]
    return next((known.get("inputs") or {} for known in resources if known["urn"] == urn), {})


def _insert(resources: list[Json], resource: Json) -> None:
    """Enter a resource where the engine would have: behind all it depends on, and before the one it replaces.

    The replaced one has the same URN and is marked for deletion, as the engine marks it once the new one exists. One
    that waits for its replacement (`pendingReplacement`) was deleted before it, and leaves the state.
    """
    needs = {
        resource.get("parent"),
        (resource.get("provider") or "").rpartition("::")[0],
        *(resource.get("dependencies") or []),
    }
    behind = max((at + 1 for at, known in enumerate(resources) if known["urn"] in needs), default=0)
    old = next((at for at, known in enumerate(resources) if known["urn"] == resource["urn"]), None)
    if old is None:
        resources.append(resource)
        return
    if resources[old].get("pendingReplacement"):
        del resources[old]
        resources.insert(max(behind - 1, old), resource)
        return
    resources[old]["delete"] = True
    resources.insert(max(behind, old), resource)
