"""The Snowflake resources of a stack, in the order in which they can be made, and who makes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any, Final

from mesh.account.resources.registered import InStack

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for what a provider computes; a text that it is part of is unknown as a whole
(sdk/python/lib/pulumi/runtime/rpc.py)."""

PROVIDER: Final = "pulumi:providers:snowflake"


@dataclass(frozen=True, slots=True)
class Planned:
    """A Snowflake resource: its type token, logical name and inputs, and the role and user that make it."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    role: str
    user: str = ""
    urn: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """The account that a stack's Snowflake providers name."""

    organization: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The Snowflake resources of a stack, each behind those that it waits for."""

    resources: tuple[Planned, ...]
    connection: Connection = Connection()


def plan(registered: Iterable[InStack]) -> Plan:
    """The Snowflake resources among those that were registered."""
    every = list(registered)
    providers = {each.urn: each.inputs for each in every if each.type == PROVIDER}
    resources = tuple(_planned(each, providers.get(each.provider, {})) for each in _in_order(every) if _is_ours(each))
    named = (Connection(_word(given, "organizationName"), _word(given, "accountName")) for given in providers.values())
    return Plan(resources, next(named, Connection()))


def is_unknown(value: Any) -> bool:
    """Whether a value or a part of it is known only once the provider made something."""
    if isinstance(value, str):
        return UNKNOWN in value
    if isinstance(value, dict):
        return any(map(is_unknown, value.values()))
    return isinstance(value, list) and any(map(is_unknown, value))


def _is_ours(each: InStack) -> bool:
    return each.type.startswith("snowflake:")


def _planned(each: InStack, provider: Mapping[str, Any]) -> Planned:
    return Planned(each.type, each.name, each.inputs, _word(provider, "role"), _word(provider, "user"), each.urn)


def _word(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    return value if isinstance(value, str) and not is_unknown(value) else ""


def _in_order(every: list[InStack]) -> Iterator[InStack]:
    """Each behind those that it waits for, in the order of registration where that leaves a choice."""
    known = {each.urn: each for each in every}
    done: set[str] = set()
    if all(_ready(each, known, done) for each in every):
        return iter(every)
    order = TopologicalSorter({each.urn: [urn for urn in each.depends_on if urn in known] for each in every})
    return (known[urn] for urn in order.static_order())


def _ready(each: InStack, known: Mapping[str, InStack], done: set[str]) -> bool:
    done.add(each.urn)
    return all(urn in done for urn in each.depends_on if urn in known)
