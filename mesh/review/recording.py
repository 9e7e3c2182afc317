"""Recordings of a mesh, as the review reads them: from the recorder's files or from a preview of a live stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, TypeAlias

from mesh.review.errors import ReviewError

SECRET: Final = "[secret]"
"""Stands for every value that is marked as secret: no output can show what was never read."""

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key by which a secret is told in a state (sdk/python/lib/pulumi/runtime/rpc.py)."""
_GRANTED: Final = ("snowflake:index/grant", "snowflake:index/tagAssociation:")
"""What is no object itself and may name objects of other parts."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A resource as a program registers it or a state has it; see ``components.recorder.Registered``."""

    urn: str
    type: str
    name: str
    inputs: Mapping[str, Any]
    parent: str = ""
    provider: str = ""
    protect: bool = False
    depends_on: frozenset[str] = field(default_factory=frozenset)
    by_input: Mapping[str, frozenset[str]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


Resources: TypeAlias = tuple[Recorded, ...]


def of_recorder(resources: Iterable[Mapping[str, Any]]) -> Resources:
    """The resources in a file of the recorder."""
    return tuple(
        Recorded(
            each["urn"],
            each["type"],
            each["name"],
            each["inputs"],
            each["parent"],
            each["provider"],
            each["protect"],
            frozenset(each["depends_on"]),
            {key: frozenset(each["depends_on"][place] for place in places) for key, places in each["by_input"].items()},
            each["options"],
        )
        for each in resources
    )


def merged(parts: Sequence[Resources]) -> Resources:
    """One mesh of recordings of its parts, the governance team's first.

    The grants and associations of all parts come behind the objects of all parts, since they name objects of others.
    What every part registers alike, the providers above all, is there once. Raises ReviewError for what two parts
    register each in its own way: it would be one resource of the stack, which the engine refuses.
    """
    halves = [_split(part) for part in parts]
    found: dict[str, Recorded] = {}
    for resource in chain(*(first for first, _ in halves), *(second for _, second in halves)):
        known = found.setdefault(resource.urn, resource)
        if known.inputs != resource.inputs:
            raise ReviewError(f"two domains register {resource.name} ({resource.type}), and each in its own way")
    return tuple(found.values())


def of_preview(document: Mapping[str, Any]) -> tuple[Resources, Resources]:
    """What there is and what there will be, from ``pulumi preview --json``, which has both states of every step.

    It leaves out what stays the same unless it is asked (``--show-sames``), and without that nothing can be judged.
    """
    steps = document.get("steps") or ()
    same = sum(step["op"] == "same" for step in steps)
    if same < (document.get("changeSummary") or {}).get("same", 0):
        raise ReviewError("the preview leaves out what stays the same: pulumi preview --json --show-sames")
    return tuple(_states(steps, "oldState")), tuple(_states(steps, "newState"))


def _split(part: Resources) -> tuple[Resources, Resources]:
    """The objects of a part, and what is granted and set on them, with all that waits for such."""
    later: set[str] = set()
    for each in part:
        if each.type.startswith(_GRANTED) or not later.isdisjoint(each.depends_on):
            later.add(each.urn)
    return tuple(each for each in part if each.urn not in later), tuple(each for each in part if each.urn in later)


def _states(steps: Iterable[Mapping[str, Any]], which: str) -> Iterator[Recorded]:
    states = {step["urn"]: step[which] for step in steps if step.get(which)}
    options = _replacements(steps)
    for urn, state in states.items():
        if state.get("type") != "pulumi:pulumi:Stack":
            yield Recorded(
                urn=urn,
                type=state["type"],
                name=urn.rpartition("::")[2],
                inputs=_without_secrets(state.get("inputs") or {}),
                parent=state.get("parent") or "",
                provider=str(state.get("provider") or "").rpartition("::")[0],
                protect=bool(state.get("protect")),
                depends_on=frozenset(state.get("dependencies") or ()),
                by_input={key: frozenset(urns) for key, urns in (state.get("propertyDependencies") or {}).items()},
                options=options.get((urn, which), {}),
            )


def _replacements(steps: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """How the engine replaces what it replaces, by resource and state: a state itself does not say why, nor what goes
    first. The second stands in a preview with ``--show-replacement-steps``.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    made: set[str] = set()
    for step in steps:
        urn = step["urn"]
        if step["op"] in ("replace", "create-replacement", "delete-replaced"):
            for which in ("oldState", "newState"):
                found.setdefault((urn, which), {})["replacementTrigger"] = which
        made |= {urn} if step["op"] == "create-replacement" else set()
        if step["op"] == "delete-replaced":
            for which in ("oldState", "newState"):
                found[urn, which]["deleteBeforeReplace"] = urn not in made
    return found


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return SECRET if _SIGNATURE in value else {key: _without_secrets(each) for key, each in value.items()}
    return [_without_secrets(each) for each in value] if isinstance(value, list) else value
