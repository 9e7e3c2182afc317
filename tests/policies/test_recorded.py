"""The rules over what the real program registers: content with every stack, and not because they look away."""

from dataclasses import replace
from pathlib import Path

import pytest

from components.recorder import Registered, record_program, stack_configuration
from policies.limits import Limits, limits_of
from policies.resource import Resource, Stack, from_wire, snowflake
from policies.rule import violations
from policies.rules import RULES

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def recorded(stack: str) -> tuple[list[Resource], Limits]:
    configuration = stack_configuration(REPOSITORY, stack)
    recording = record_program(REPOSITORY, stack, configuration)
    return [resource(each) for each in recording.resources], limits_of(configuration)


def resource(each: Registered) -> Resource:
    return Resource(
        each.urn,
        each.type,
        each.name,
        from_wire(each.inputs),
        each.provider,
        each.parent,
        each.protect,
        each.depends_on,
    )


def told(resources: list[Resource], limits: Limits) -> list[tuple[str, str, str]]:
    found = violations(RULES, Stack(resources, limits))
    return [(each.rule.name, each.resource.name, each.message) for each in found]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_mesh_breaks_no_rule(stack: str) -> None:
    resources, limits = recorded(stack)
    assert len(resources) > 100
    assert told(resources, limits) == []


def test_helping_oneself_to_another_domains_product_is_told() -> None:
    resources, limits = recorded("prod")
    customer = next(each for each in resources if each.type == "datamesh:index:DataDomain" and each.name == "customer")
    granted = next(each for each in resources if each.type == snowflake("GrantDatabaseRole"))
    for role, expected in [
        ('"TRACKING"."CLICKSTREAM_R"', {"subscription-has-producers-word", "reader-has-purpose"}),
        ('"TRACKING"."LANDING_R"', {"subscription-has-producers-word", "only-ports-cross-borders"}),
    ]:
        properties = {"databaseRoleName": role, "parentRoleName": "CUSTOMER_READER"}
        helped = replace(granted, urn="urn:x", name="helped", parent=customer.urn, properties=properties)
        assert {rule for rule, *_ in told([*resources, helped], limits)} == expected


@pytest.mark.parametrize(
    ("type_", "key", "value", "rules"),
    [
        ("View", "isSecure", "false", {"only-ports-cross-borders", "shares-only-secure-views"}),
        ("View", "comment", "", {"product-has-description"}),
        ("Warehouse", "warehouseSize", "X6LARGE", {"warehouse-within-ceiling"}),
        ("Schema", "withManagedAccess", "false", {"schema-has-managed-access"}),
        ("Table", "dataRetentionTimeInDays", 91.0, {"retention-in-bounds"}),
    ],
)
def test_one_changed_property_is_told(type_: str, key: str, value: object, rules: set[str]) -> None:
    resources, limits = recorded("prod")
    changed = [
        replace(each, properties={**each.properties, key: value}) if each.type == snowflake(type_) else each
        for each in resources
    ]
    assert {name for name, *_ in told(changed, limits)} == rules


def test_lost_protection_is_told_in_production_alone() -> None:
    for stack, expected in [("dev", set()), ("prod", {"stateful-is-protected"})]:
        resources, limits = recorded(stack)
        bare = [replace(each, protect=False) for each in resources]
        assert {rule for rule, *_ in told(bare, limits)} == expected
