"""Ceilings of governance beside the stack's own limits: the lower one counts, and the error says whose it is."""

from dataclasses import replace
from datetime import date

import pytest

from mesh import Ceilings, Domain, Governance, Layer, Problem, Stewards, Warehouse
from mesh.check import check
from mesh.settings import Settings

TODAY = date(2026, 12, 1)
SETTINGS = Settings(
    environment="dev",
    organisation="acme",
    aws_account_id="111122223333",
    prefix="DEV",
    edition="ENTERPRISE",
    max_warehouse_size="LARGE",
    max_clusters=3,
    max_retention_days=30,
    max_monthly_credits=200,
)
TRACKING = Domain(
    "tracking",
    owner="team@example.com",
    description="d",
    warehouses=[Warehouse("load", size="LARGE", max_clusters=3)],
    core=Layer(retention_days=30),
    monthly_credits=200,
)


def problems(ceilings: Ceilings, *domains: Domain, settings: Settings = SETTINGS) -> list[Problem]:
    governance = Governance(owner="governance@example.com", description="d", ceilings=ceilings)
    return check(domains or [TRACKING], settings, today=TODAY, governance=governance)


@pytest.mark.parametrize(
    "ceilings",
    [
        Ceilings(),
        Ceilings(warehouse_size="LARGE", clusters=3, retention_days=30, monthly_credits=200),
        Ceilings(warehouse_size="X6LARGE", clusters=300, retention_days=90, monthly_credits=999),
        Ceilings(monthly_credits_of_mesh=200),
    ],
)
def test_a_ceiling_that_is_not_lower_changes_nothing(ceilings: Ceilings) -> None:
    assert problems(ceilings) == []


@pytest.mark.parametrize(
    ("ceilings", "where", "value", "most", "fix"),
    [
        (
            Ceilings(warehouse_size="SMALL"),
            "warehouse load, field size",
            "LARGE",
            "SMALL",
            'write size="SMALL" or smaller',
        ),
        (Ceilings(clusters=2), "warehouse load, field max_clusters", 3, 2, "write max_clusters=2 or less"),
        (Ceilings(retention_days=7), "layer core, field retention_days", 30, 7, "write retention_days=7 or less"),
        (Ceilings(monthly_credits=50), "field monthly_credits", 200, 50, "write monthly_credits=50 or less"),
    ],
)
def test_a_lower_ceiling_counts(ceilings: Ceilings, where: str, value: object, most: object, fix: str) -> None:
    (problem,) = problems(ceilings)
    assert (problem.subject, problem.where, problem.value) == ("tracking", where, value)
    assert problem.allowed == f"at most {most} in stack dev, by the ceilings of governance"
    assert problem.fix.startswith(fix)
    assert ", or ask the governance team to raise " in problem.fix


def test_a_stack_may_have_lower_limits_than_the_mesh() -> None:
    (problem,) = problems(Ceilings(clusters=2), settings=replace(SETTINGS, max_clusters=1))
    assert problem.allowed == "at most 1 in stack dev"
    assert problem.fix.endswith("ask the platform team to raise datamesh:maxClusters")


def test_the_credits_of_all_domains_together() -> None:
    customer = replace(TRACKING, name="customer", monthly_credits=50)
    (problem,) = problems(Ceilings(monthly_credits_of_mesh=249), TRACKING, customer)
    assert (problem.subject, problem.where, problem.value) == (
        "stack dev",
        "monthly_credits of all domains together",
        250,
    )
    assert problem.allowed == "at most 249, by the ceilings of governance"
    assert "tracking 200, customer 50" in problem.fix
    assert problem.fix.endswith("or ask the governance team to raise monthly_credits_of_mesh")
    assert problems(Ceilings(monthly_credits_of_mesh=250), TRACKING, customer) == []


def test_what_stewards_may_use_has_the_limit_of_a_domain() -> None:
    said = Governance(
        owner="governance@example.com",
        description="d",
        ceilings=Ceilings(monthly_credits=200),
        stewards=Stewards(identity_role="IDP_DATA_STEWARDS", monthly_credits=201),
    )
    (problem,) = check([TRACKING], SETTINGS, today=TODAY, governance=said)
    assert (problem.subject, problem.where, problem.value) == ("governance", "stewards, field monthly_credits", 201)
    assert problem.fix.startswith("write monthly_credits=200 or less")
