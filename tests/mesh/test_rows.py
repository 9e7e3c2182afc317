"""Row access policies: their whole text, line by line."""

from dataclasses import replace
from typing import Any

import pytest

from mesh import Column, Domain, Product, ProductTable, RowAccess, Share, Warehouse
from mesh.rows import RowPolicy, row_policy
from mesh.settings import Settings

SETTINGS = Settings(environment="prod", organisation="acme", aws_account_id="111122223333", prefix="")
ENGINEERS = "IS_ROLE_IN_SESSION('TRACKING_ENGINEER')"


def policy(
    rows: RowAccess, type_: str = "VARCHAR", shares: tuple[Share, ...] = (), settings: Settings = SETTINGS
) -> RowPolicy:
    product = Product("sessions", description="d", columns=[Column(rows.column, type_)], rows=rows)
    return of(product, shares, settings)


def of(product: Product, shares: tuple[Share, ...] = (), settings: Settings = SETTINGS, port: int = 0) -> RowPolicy:
    domain = Domain("tracking", owner="team@example.com", description="d", warehouses=[Warehouse("load")])
    # The body must be right whatever it is asked for; what a domain may ask for is held to rules elsewhere.
    object.__setattr__(domain, "shares", shares)
    made = row_policy(domain, product, product.ports[port], settings)
    assert made is not None
    return made


def share(**fields: Any) -> Share:
    given: dict[str, Any] = {"products": ["sessions"], "purpose": "Campaigns", **fields}
    return Share("agency", account="PARTNER.AGENCY", **given)


def lines(rows: RowAccess, **more: Any) -> list[str]:
    return policy(rows, **more).body.splitlines()


def test_every_line_says_who_sees_what() -> None:
    rows = RowAccess("brand", allow={"customer": ["hln", "vtm"], "finance": ["vtm"]}, all_rows=["audit", "tracking"])
    assert policy(rows) == RowPolicy(
        policy="SESSIONS_ROWS_BRAND_VARCHAR",
        column="BRAND",
        argument="ROW_BRAND",
        type="VARCHAR",
        body="IS_ROLE_IN_SESSION('TRACKING_ENGINEER')\n"
        "OR IS_ROLE_IN_SESSION('AUDIT_READER')\n"
        "OR IS_ROLE_IN_SESSION('TRACKING_READER')\n"
        "OR (IS_ROLE_IN_SESSION('CUSTOMER_READER') AND ROW_BRAND IN ('hln', 'vtm'))\n"
        "OR (IS_ROLE_IN_SESSION('FINANCE_READER') AND ROW_BRAND IN ('vtm'))",
        mapping=None,
    )


def test_roles_have_the_prefix_of_the_stack() -> None:
    rows = RowAccess("brand", allow={"customer": ["hln"]})
    assert lines(rows, settings=replace(SETTINGS, prefix="DEV")) == [
        "IS_ROLE_IN_SESSION('DEV_TRACKING_ENGINEER')",
        "OR (IS_ROLE_IN_SESSION('DEV_CUSTOMER_READER') AND ROW_BRAND IN ('hln'))",
    ]


@pytest.mark.parametrize("allow", [{}, {"customer": []}])
def test_whom_no_line_names_sees_nothing(allow: dict[str, list[str]]) -> None:
    assert policy(RowAccess("brand", allow=allow, engineers=False)).body == "FALSE"


def test_a_mapping_table_is_read_by_role_and_value() -> None:
    assert lines(RowAccess("brand", mapping="brand_access")) == [
        ENGINEERS,
        'OR EXISTS (SELECT 1 FROM "GOVERNANCE"."MAPPINGS"."BRAND_ACCESS" AS M '
        'WHERE IS_ROLE_IN_SESSION(M."ROLE_NAME") AND M."VALUE" = ROW_BRAND)',
    ]
    assert policy(RowAccess("brand", mapping="brand_access")).mapping == "brand_access"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (share(rows={"sessions": ["hln"]}), ["OR (INVOKER_SHARE() = 'TRACKING_AGENCY' AND ROW_BRAND IN ('hln'))"]),
        (share(all_rows=["sessions"]), ["OR (INVOKER_SHARE() = 'TRACKING_AGENCY')"]),
        (share(), []),
        (share(products=["other"], all_rows=["sessions"]), []),
    ],
)
def test_a_share_sees_the_rows_that_it_says(given: Share, expected: list[str]) -> None:
    assert lines(RowAccess("brand"), shares=(given,)) == [ENGINEERS, *expected]


def test_a_share_names_the_tables_of_a_product_that_has_several() -> None:
    columns, rows = [Column("brand", "VARCHAR")], RowAccess("brand", engineers=False)
    tables = [ProductTable(name, description="d", columns=columns, rows=rows) for name in ("visits", "days")]
    product = Product("sessions", description="d", tables=tables)
    shares = (share(rows={"sessions.days": ["hln"]}),)
    assert of(product, shares, port=0).body == "FALSE"
    assert of(product, shares, port=1).body == "(INVOKER_SHARE() = 'TRACKING_AGENCY' AND ROW_BRAND IN ('hln'))"


@pytest.mark.parametrize(
    ("given", "condition"),
    [
        (share(rows={"sessions.visits": ["hln"]}), "(INVOKER_SHARE() = 'TRACKING_AGENCY' AND ROW_BRAND IN ('hln'))"),
        (share(all_rows=["sessions.visits"]), "(INVOKER_SHARE() = 'TRACKING_AGENCY')"),
        (share(all_rows=["sessions"]), "(INVOKER_SHARE() = 'TRACKING_AGENCY')"),
    ],
)
def test_a_share_names_the_table_of_a_product_whose_tables_are_one(given: Share, condition: str) -> None:
    rows = RowAccess("brand", engineers=False)
    table = ProductTable("visits", description="d", columns=[Column("brand", "VARCHAR")], rows=rows)
    assert of(Product("sessions", description="d", tables=[table]), (given,)).body == condition


@pytest.mark.parametrize(
    ("type_", "value", "expected", "signature"),
    [
        ("VARCHAR(10)", "d'Ieteren", "'d''Ieteren'", "VARCHAR"),
        ("VARCHAR", "a\\", "'a\\\\'", "VARCHAR"),
        ("NUMBER(4, 0)", "12", "12", "NUMBER"),
        ("NUMBER(4, 2)", "1.5", "1.5", "NUMBER_38_2"),
        ("BOOLEAN", "TRUE", "TRUE", "BOOLEAN"),
        ("DATE", "2026-01-31", "'2026-01-31'::DATE", "DATE"),
        ("TIMESTAMP_NTZ(3)", "2026-01-31 12:00:00", "'2026-01-31 12:00:00'::TIMESTAMP_NTZ", "TIMESTAMP_NTZ"),
    ],
)
def test_values_are_literals_of_the_columns_type(type_: str, value: str, expected: str, signature: str) -> None:
    made = policy(RowAccess("x", allow={"customer": [value]}, engineers=False), type_)
    assert made.body == f"(IS_ROLE_IN_SESSION('CUSTOMER_READER') AND ROW_X IN ({expected}))"
    assert made.policy == f"SESSIONS_ROWS_X_{signature}"


def test_a_port_without_rows_has_no_policy() -> None:
    product = Product("sessions", description="d", columns=[Column("brand", "VARCHAR")])
    domain = Domain(
        "tracking", owner="team@example.com", description="d", warehouses=[Warehouse("load")], products=[product]
    )
    assert row_policy(domain, product, product.ports[0], SETTINGS) is None
