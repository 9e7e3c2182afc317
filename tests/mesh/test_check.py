"""Rules over all domains of a stack: one thing wrong, and the words that a person must then read."""

from dataclasses import replace
from datetime import date

import pytest

from mesh import Column, Domain, Governance, InboundShare, Layer, Product, Warehouse
from mesh.check import check
from mesh.settings import Settings

TODAY = date(2026, 12, 1)
SETTINGS = Settings(
    environment="dev",
    organisation="acme",
    aws_account_id="111122223333",
    prefix="DEV",
    edition="ENTERPRISE",
    max_warehouse_size="MEDIUM",
    max_clusters=3,
    max_retention_days=30,
    max_monthly_credits=200,
)
SESSIONS = Product("sessions", description="d", columns=[Column("id", "TEXT")], readers=["customer"], retention_days=30)
TRACKING = Domain(
    "tracking",
    owner="team@example.com",
    description="d",
    warehouses=[Warehouse("load", size="MEDIUM", max_clusters=3)],
    core=Layer(retention_days=30),
    products=[SESSIONS],
    monthly_credits=200,
)
CUSTOMER = replace(
    TRACKING, name="customer", products=[replace(SESSIONS, name="profile", readers=["tracking"])], monthly_credits=1
)


def test_two_domains_that_read_one_another_are_fine() -> None:
    assert check([CUSTOMER, TRACKING], SETTINGS, today=TODAY) == []


@pytest.mark.parametrize(
    ("domain", "where", "value", "allowed", "fix"),
    [
        (
            replace(TRACKING, products=[replace(SESSIONS, readers=["custmer"])]),
            "product sessions, field readers",
            "custmer",
            "other domains of the mesh: customer",
            'write "customer"',
        ),
        (
            replace(TRACKING, products=[replace(SESSIONS, readers=["zzz"])]),
            "product sessions, field readers",
            "zzz",
            "other domains of the mesh: customer",
            "add the folder domains/zzz",
        ),
        (
            replace(TRACKING, warehouses=[Warehouse("load", size="LARGE")]),
            "warehouse load, field size",
            "LARGE",
            "at most MEDIUM in stack dev",
            'size="MEDIUM" or smaller, or ask the platform team to raise datamesh:maxWarehouseSize',
        ),
        (
            replace(TRACKING, warehouses=[Warehouse("load", max_clusters=4)]),
            "warehouse load, field max_clusters",
            4,
            "at most 3 in stack dev",
            "datamesh:maxClusters",
        ),
        (
            replace(TRACKING, staging=Layer(retention_days=31)),
            "layer staging, field retention_days",
            31,
            "at most 30 in stack dev",
            "datamesh:maxRetentionDays",
        ),
        (
            replace(TRACKING, products=[replace(SESSIONS, retention_days=31)]),
            "product sessions, field retention_days",
            31,
            "at most 30 in stack dev",
            "retention_days=30 or less",
        ),
        (
            replace(TRACKING, monthly_credits=201),
            "field monthly_credits",
            201,
            "at most 200 in stack dev",
            "datamesh:maxMonthlyCredits",
        ),
    ],
)
def test_a_domain_beyond_what_the_stack_allows(
    domain: Domain, where: str, value: object, allowed: str, fix: str
) -> None:
    (problem,) = check([CUSTOMER, domain], SETTINGS, today=TODAY)
    assert (problem.subject, problem.where, problem.value) == ("tracking", where, value)
    assert allowed in problem.allowed
    assert fix in problem.fix


def test_standard_edition() -> None:
    standard = replace(SETTINGS, edition="STANDARD")
    problems = check([replace(TRACKING, products=[])], standard, today=TODAY)
    assert [(problem.where, problem.value) for problem in problems] == [
        ("warehouse load, field max_clusters", 3),
        ("layer core, field retention_days", 30),
    ]
    assert "Standard Edition" in problems[0].allowed
    assert problems[1].allowed == "at most 1 in stack dev, because its account has Standard Edition"
    assert problems[1].fix == "write retention_days=1 or less"


def test_two_domains_of_one_name() -> None:
    (problem,) = check([CUSTOMER, TRACKING, replace(TRACKING, products=[])], SETTINGS, today=TODAY)
    assert (problem.where, problem.value, problem.allowed) == ("field name", "tracking", "each domain once")


def test_a_warehouse_name_that_belongs_to_another_domain() -> None:
    a = replace(TRACKING, name="a", products=[], warehouses=[Warehouse("b_c")])
    a_b = replace(TRACKING, name="a_b", products=[])
    (problem,) = check([a, a_b], SETTINGS, today=TODAY)
    assert (problem.subject, problem.where) == ("a", "warehouse b_c, field name")
    assert "a warehouse of domain a_b" in problem.allowed


def test_a_domain_that_only_looks_like_a_shares_database_is_fine() -> None:
    a = replace(TRACKING, name="a", products=[], inbound_shares=[InboundShare("b", share="METEO.EU.FORECASTS")])
    assert check([a], SETTINGS, known=["a", "a_b", "b", "from_b"], today=TODAY) == []


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("snowflake:role", replace(SETTINGS, snowflake_role="DEV_TRACKING_LOADER")),
        ("datamesh:adminRole", replace(SETTINGS, admin_role="DEV_TRACKING_LOADER")),
    ],
)
def test_a_stack_does_not_run_as_a_role_that_it_makes(key: str, changed: Settings) -> None:
    (problem,) = check([CUSTOMER, TRACKING], changed, today=TODAY)
    assert (problem.subject, problem.where, problem.value, problem.allowed, problem.fix) == (
        "stack dev",
        f"configuration, key {key}",
        "DEV_TRACKING_LOADER",
        "a role that is there before the stack; this one is a role of domain tracking",
        "name the role that scripts/bootstrap.sql makes, or rename the domain",
    )


def test_a_stack_that_holds_a_part_of_the_mesh_knows_the_others_by_name() -> None:
    part = replace(SETTINGS, domains=("tracking",))
    assert check([TRACKING], part, known=["customer", "tracking"], today=TODAY) == []
    assert [problem.value for problem in check([TRACKING], part, known=["tracking"], today=TODAY)] == ["customer"]


def test_a_stack_that_holds_a_domain_that_is_not_there() -> None:
    (problem,) = check([CUSTOMER, TRACKING], replace(SETTINGS, domains=("trackin",)), today=TODAY)
    assert (problem.subject, problem.where, problem.value) == (
        "stack dev",
        "configuration, key datamesh:domains",
        "trackin",
    )
    assert problem.fix == 'write "tracking"'


def test_everything_wrong_in_all_domains_comes_at_once() -> None:
    warehouses = [Warehouse("load", size="X6LARGE", max_clusters=10)]
    wrong = [replace(domain, warehouses=warehouses, monthly_credits=999) for domain in (CUSTOMER, TRACKING)]
    assert [(problem.subject, problem.where) for problem in check(wrong, SETTINGS, today=TODAY)] == [
        (name, where)
        for name in ("customer", "tracking")
        for where in ("warehouse load, field size", "warehouse load, field max_clusters", "field monthly_credits")
    ]


def test_a_stack_may_hold_the_governance_of_the_mesh_alone() -> None:
    alone = replace(SETTINGS, domains=("governance",))
    governance = Governance(owner="governance@example.com", description="d")
    assert check([], alone, known=["tracking"], governance=governance, today=TODAY) == []
    (problem,) = check([], alone, known=["tracking"], today=TODAY)
    assert (problem.value, problem.allowed) == ("governance", "domains of the mesh: tracking")
