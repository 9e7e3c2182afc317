"""What domains take from governance and governance says of domains: one thing wrong, and the words that follow."""

from dataclasses import replace
from datetime import date

import pytest

from mesh import (
    Classification,
    Column,
    Domain,
    EngineerPool,
    Governance,
    IdentityRole,
    Lent,
    Problem,
    Product,
    ProductTable,
    RowAccess,
    RowMapping,
    Stewards,
    Warehouse,
)
from mesh.check import check
from mesh.settings import Settings

TODAY = date(2026, 12, 1)
SETTINGS = Settings(
    environment="dev",
    organisation="acme",
    aws_account_id="111122223333",
    prefix="DEV",
    edition="ENTERPRISE",
    snowflake_role="MESH_DEPLOY",
    admin_role="MESH_ADMIN",
)
EMAIL = Column("email", "VARCHAR(200)", classification="email")
AMOUNT = Column("amount", "NUMBER(9, 2)")
ACCOUNTS = Product("accounts", description="d", columns=[Column("brand", "VARCHAR(10)"), AMOUNT, EMAIL])
CUSTOMER = Domain(
    "customer",
    owner="team@example.com",
    description="d",
    warehouses=[Warehouse("load")],
    products=[replace(ACCOUNTS, rows=RowAccess("brand", mapping="brands"))],
    cost_centre="CC-1",
)
GOVERNANCE = Governance(
    owner="governance@example.com",
    description="d",
    classifications=[
        Classification("email", description="d", masks={"VARCHAR": "mail_domain"}, clear=["customer.analyst", "video"]),
        Classification("birthday", description="d", masks={"DATE": "year", "TIMESTAMP_NTZ": "year"}),
    ],
    row_mappings=[
        RowMapping("brands", type="text", description="d"),
        RowMapping("amounts", type="NUMBER(38, 2)", description="d"),
        RowMapping("wholes", type="NUMBER", description="d"),
    ],
    cost_centres=["CC-1", "CC-2"],
    pools=[EngineerPool("media", identity_role="IDP_MEDIA", lent_to=[Lent("video", until="2027-03-31")])],
    identity_roles=[IdentityRole("IDP_CUSTOMER", domain="customer", function="analyst")],
)
KNOWN = ("customer", "video")


def problems(
    domain: Domain = CUSTOMER, governance: Governance | None = GOVERNANCE, settings: Settings = SETTINGS
) -> list[Problem]:
    return check([domain], settings, today=TODAY, known=KNOWN, governance=governance)


def product(*columns: Column, rows: RowAccess | None = None) -> Domain:
    return replace(CUSTOMER, products=[replace(ACCOUNTS, columns=columns, rows=rows)])


def test_a_domain_that_takes_what_governance_has_is_fine() -> None:
    assert problems() == []
    assert problems(product(AMOUNT, rows=RowAccess("amount", mapping="amounts"))) == []
    assert problems(replace(CUSTOMER, cost_centre="CC-9"), replace(GOVERNANCE, cost_centres=[])) == []


@pytest.mark.parametrize(
    ("domain", "where", "value", "allowed", "fix"),
    [
        (
            product(Column("a", "VARCHAR", classification="emial")),
            "product accounts, column a, field classification",
            "emial",
            "classifications of governance: email, birthday",
            'write "email"',
        ),
        (
            product(Column("a", "VARCHAR", classification="zzz")),
            "product accounts, column a, field classification",
            "zzz",
            "classifications of governance: email, birthday",
            "take it out, or ask the governance team to define it",
        ),
        (
            product(Column("a", "NUMBER(9)", classification="birthday")),
            "product accounts, column a, field classification",
            "birthday",
            "a classification with a mask for NUMBER; birthday has one for DATE, TIMESTAMP_NTZ",
            "give the column another type, or ask the governance team for a mask of birthday for NUMBER",
        ),
        (
            product(ACCOUNTS.columns[0], rows=RowAccess("brand", mapping="brand")),
            "product accounts, row access, field mapping",
            "brand",
            "row mappings of governance: brands, amounts, wholes",
            'write "brands"',
        ),
        (
            product(ACCOUNTS.columns[0], rows=RowAccess("brand", mapping="zzz")),
            "product accounts, row access, field mapping",
            "zzz",
            "row mappings of governance: brands, amounts, wholes",
            "name one of these, or ask the governance team to add it",
        ),
        (
            product(ACCOUNTS.columns[0], rows=RowAccess("brand", mapping="amounts")),
            "product accounts, row access, field mapping",
            "amounts",
            "a row mapping of type VARCHAR(10), as column brand has; amounts has NUMBER(38,2)",
            "choose another column or another row mapping",
        ),
        (
            product(AMOUNT, rows=RowAccess("amount", mapping="wholes")),
            "product accounts, row access, field mapping",
            "wholes",
            "a row mapping of type NUMBER(9,2), as column amount has; wholes has NUMBER",
            "choose another column or another row mapping",
        ),
        (
            replace(CUSTOMER, cost_centre="CC-3"),
            "field cost_centre",
            "CC-3",
            "cost centres of governance: CC-1, CC-2",
            'write "CC-',
        ),
        (
            replace(CUSTOMER, cost_centre="marketing"),
            "field cost_centre",
            "marketing",
            "cost centres of governance: CC-1, CC-2",
            "name one of these, or ask the governance team to add it",
        ),
        (
            replace(
                CUSTOMER,
                products=[
                    Product(
                        "several",
                        description="d",
                        tables=[
                            ProductTable(
                                "a", description="d", columns=[Column("b", "DATE", classification="birth_day_of")]
                            )
                        ],
                    )
                ],
            ),
            "product several, table a, column b, field classification",
            "birth_day_of",
            "classifications of governance: email, birthday",
            'write "birthday"',
        ),
    ],
)
def test_what_governance_does_not_have(domain: Domain, where: str, value: object, allowed: str, fix: str) -> None:
    (problem,) = problems(domain)
    assert (problem.subject, problem.where, problem.value) == ("customer", where, value)
    assert problem.allowed == allowed
    assert problem.fix.startswith(fix)


def test_without_governance_there_are_no_classifications_and_no_mappings() -> None:
    assert [(problem.where, problem.allowed) for problem in problems(governance=None)] == [
        (
            "product accounts, column email, field classification",
            "classifications of governance: there are none yet",
        ),
        ("product accounts, row access, field mapping", "row mappings of governance: there are none yet"),
    ]


def test_where_the_file_of_governance_is_wrong_nothing_is_said_of_what_domains_take_from_it() -> None:
    assert check([CUSTOMER], SETTINGS, today=TODAY, known=KNOWN, governance_is_wrong=True) == []


def test_masks_and_rows_need_enterprise_edition_and_cost_centres_do_not() -> None:
    standard = replace(SETTINGS, edition="STANDARD")
    found = [problem for problem in problems(settings=standard) if problem.subject == "customer"]
    assert [(problem.where, problem.value) for problem in found] == [
        ("product accounts, column email, field classification", "email"),
        ("product accounts, field rows", "brand"),
    ]
    assert {problem.allowed for problem in found} == {"none, because the account of stack dev has Standard Edition"}
    assert "masks need Enterprise Edition" in found[0].fix
    assert "row access needs Enterprise Edition" in found[1].fix
    without_masks = replace(GOVERNANCE, classifications=[])
    assert problems(product(AMOUNT), without_masks, settings=standard) == []


@pytest.mark.parametrize(
    ("governance", "where", "value", "allowed", "fix"),
    [
        (
            replace(
                GOVERNANCE,
                classifications=[replace(GOVERNANCE.classifications[0], clear=["custmer.analyst"])],
            ),
            "classification email, field clear",
            "custmer.analyst",
            "domains of the mesh: customer, video",
            'write "customer"',
        ),
        (
            replace(GOVERNANCE, pools=[replace(GOVERNANCE.pools[0], lent_to=[Lent("zzz", until="2027-01-01")])]),
            "pool media, domain zzz, field domain",
            "zzz",
            "domains of the mesh: customer, video",
            "take it out, or add the folder domains/zzz",
        ),
        (
            replace(GOVERNANCE, identity_roles=[IdentityRole("IDP_X", domain="vidoe", function="reader")]),
            "identity role IDP_X, field domain",
            "vidoe",
            "domains of the mesh: customer, video",
            'write "video"',
        ),
        (
            replace(
                GOVERNANCE, identity_roles=[IdentityRole("DEV_VIDEO_ANALYST", domain="customer", function="analyst")]
            ),
            "identity role DEV_VIDEO_ANALYST, field name",
            "DEV_VIDEO_ANALYST",
            "a role that the identity provider fills; this one is the mesh's own in stack dev",
            "name the role that comes from the identity provider",
        ),
        (
            replace(GOVERNANCE, pools=[replace(GOVERNANCE.pools[0], identity_role="MESH_DEPLOY")]),
            "pool media, field identity_role",
            "MESH_DEPLOY",
            "a role that the identity provider fills; this one is the mesh's own in stack dev",
            "name the role that comes from the identity provider",
        ),
        (
            replace(GOVERNANCE, stewards=Stewards(identity_role="DEV_GOVERNANCE_STEWARD")),
            "stewards, field identity_role",
            "DEV_GOVERNANCE_STEWARD",
            "a role that the identity provider fills; this one is the mesh's own in stack dev",
            "name the role that comes from the identity provider",
        ),
        *(
            (
                replace(GOVERNANCE, identity_roles=[IdentityRole(role, domain="customer", function="analyst")]),
                f"identity role {role}, field name",
                role,
                "a role that the identity provider fills; this one is the mesh's own in stack dev",
                "name the role that comes from the identity provider",
            )
            for role in ("DEV_GOVERNANCE_STEWARD", "DEV_POOL_MEDIA", "MESH_ADMIN")
        ),
    ],
)
def test_what_governance_says_wrongly(
    governance: Governance, where: str, value: object, allowed: str, fix: str
) -> None:
    (problem,) = [found for found in problems(governance=governance) if found.subject == "governance"]
    assert (problem.where, problem.value, problem.allowed) == (where, value, allowed)
    assert problem.fix.startswith(fix)


@pytest.mark.parametrize(
    ("pool", "settings", "role"),
    [
        ("a_engineer", SETTINGS, "DEV_POOL_A_ENGINEER, which is a role of domain pool_a"),
        ("reader", SETTINGS, "DEV_POOL_READER, which is a role of domain pool"),
        ("x", replace(SETTINGS, snowflake_role="DEV_POOL_X"), "DEV_POOL_X, which is what stack dev runs as"),
        ("x", replace(SETTINGS, admin_role="DEV_POOL_X"), "DEV_POOL_X, which is what stack dev runs as"),
    ],
)
def test_a_pool_whose_role_is_there_already(pool: str, settings: Settings, role: str) -> None:
    pools = [replace(GOVERNANCE.pools[0], name=pool), replace(GOVERNANCE.pools[0], name="a")]
    known = (*KNOWN, "pool", "pool_a")
    governance = replace(GOVERNANCE, pools=pools)
    (problem,) = check([CUSTOMER], settings, today=TODAY, known=known, governance=governance)
    assert (problem.subject, problem.where, problem.value, problem.allowed, problem.fix) == (
        "governance",
        f"pool {pool}, field name",
        pool,
        f"a name that does not make {role}",
        "rename the pool",
    )


def test_masks_of_governance_need_enterprise_edition_in_the_stack_that_makes_them() -> None:
    standard = replace(SETTINGS, edition="STANDARD")
    assert [
        (each.subject, each.where, each.value, each.allowed, each.fix)
        for each in problems(product(AMOUNT), settings=standard)
    ] == [
        (
            "governance",
            f"classification {each.name}, field masks",
            each.masks,
            "none, because the account of stack dev has Standard Edition",
            "take the classification out: masks need Enterprise Edition",
        )
        for each in GOVERNANCE.classifications
    ]
    assert problems(product(AMOUNT), settings=replace(standard, domains=("customer",))) == []


def test_governance_of_a_stack_with_a_part_of_the_mesh_may_speak_of_the_other_domains() -> None:
    part = replace(SETTINGS, domains=("customer",))
    assert problems(settings=part) == []
