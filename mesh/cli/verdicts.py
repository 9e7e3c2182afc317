"""The policy pack asked about a mesh that is only recorded."""

from __future__ import annotations

from collections.abc import Mapping

from mesh.review.errors import ReviewError
from mesh.review.verdicts import Violation
from mesh.review.world import World
from policies.limits import BadConfiguration, levels_of, limits_of
from policies.resource import Resource, Stack, from_wire
from policies.rule import violations as judged
from policies.rules import RULES


def violations(world: World, configuration: Mapping[str, str]) -> tuple[Violation, ...]:
    """What the rules say of a mesh, by the limits and levels of its stack's configuration."""
    try:
        limits = limits_of(configuration)
        levels = levels_of(configuration, tuple(rule.name for rule in RULES))
    except BadConfiguration as wrong:
        raise ReviewError(str(wrong)) from None
    resources = [
        Resource(
            each.urn,
            each.type,
            each.name,
            from_wire(each.inputs),
            each.provider,
            each.parent,
            each.protect,
            each.depends_on,
        )
        for each in world.resources
    ]
    return tuple(
        Violation(
            rule=each.rule.name,
            mandatory=levels.get(each.rule.name, each.rule.level) == "mandatory",
            urn=each.resource.urn,
            resource=each.resource.name,
            owner=world.owners.of(each.resource.urn),
            message=each.message,
            fix=each.rule.fix,
        )
        for each in judged(RULES, Stack(resources, limits))
    )
