"""An account takes every mask, row access policy and view over JSON that the mesh makes, for every data type."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from mesh import Classification, Column, Domain, Governance, Product, RowAccess, Share, Table, Warehouse
from mesh.account.refusal import Refused
from mesh.datatypes import TYPE_NAMES
from mesh.mask_types import MASKS_OF_TYPE, MaskKind
from mesh.masks import masks
from mesh.products import Port, ports
from mesh.settings import Settings

SETTINGS = Settings("prod", "acme", "111122223333", prefix="")
PLACES = """
    USE ROLE ACCOUNTADMIN; CREATE DATABASE GOVERNANCE; CREATE SCHEMA GOVERNANCE.MASKS;
    CREATE SCHEMA GOVERNANCE.MAPPINGS; CREATE DATABASE LIBRARY; CREATE SCHEMA LIBRARY.CORE;
    CREATE SCHEMA LIBRARY.LANDING; CREATE SCHEMA LIBRARY.LOANS;
    CREATE TABLE LIBRARY.LANDING.RETURNS (RECORD_CONTENT VARIANT)
"""


def governance(kind: MaskKind) -> Governance:
    """A classification with a mask of this kind for every type that can have it; the others are masked in full."""
    by_type: dict[str, MaskKind] = {name: kind if kind in MASKS_OF_TYPE[name] else "full" for name in TYPE_NAMES}
    every = Classification("secret", description="d", masks=by_type, clear=["library", "b.loader"])
    return Governance(owner="governance@example.com", description="d", classifications=[every])


def port_of(product: Product, said: Governance | None, *shares: Share) -> Port:
    domain = Domain(
        "library",
        owner="team@example.com",
        description="d",
        warehouses=[Warehouse("main")],
        landing_tables=[Table("returns", columns=[Column("record_content", "VARIANT")])],
    )
    # The account must take what is made of any words; which a domain may say is held to rules elsewhere.
    object.__setattr__(domain, "products", (product,))
    object.__setattr__(domain, "shares", shares)
    (port,) = ports(domain, SETTINGS, said)
    return port


def made(world: Any, port: Port) -> None:
    """The base table, where there is one, and the view with all its policies."""
    if port.reads[0] == "core":
        columns = ", ".join(f"{column.name} {column.type}" for column in port.columns)
        world.run(f"CREATE TABLE LIBRARY.CORE.{port.reads[1]} ({columns})")
    columns = ", ".join(
        f"{column.name} MASKING POLICY GOVERNANCE.MASKS.{port.masks[column.name]} USING ({column.name})"
        if column.name in port.masks
        else column.name
        for column in port.columns
    )
    rows = ""
    if port.rows:
        world.run(
            f"CREATE ROW ACCESS POLICY LIBRARY.LOANS.{port.rows.policy} AS ({port.rows.argument} {port.rows.type}) "
            f"RETURNS BOOLEAN -> {port.rows.body}"
        )
        rows = f"ROW ACCESS POLICY LIBRARY.LOANS.{port.rows.policy} ON ({port.rows.column})"
    world.run(f"CREATE SECURE VIEW LIBRARY.LOANS.{port.view} ({columns}) {rows} AS {port.statement}")


@pytest.fixture
def places(world: Any) -> Any:
    world.run(PLACES)
    return world


@pytest.mark.parametrize("kind", get_args(MaskKind))
@pytest.mark.parametrize("source", [None, "returns"])
def test_masks_of_every_kind_for_every_type(places: Any, kind: MaskKind, source: str | None) -> None:
    said = governance(kind)
    for mask in masks(said, SETTINGS):
        places.run(
            f"CREATE MASKING POLICY GOVERNANCE.MASKS.{mask.policy} AS (VAL {mask.type}) RETURNS {mask.type} "
            f"-> {mask.body}"
        )
    columns = [Column(f"c_{name.lower()}", name, classification="secret") for name in TYPE_NAMES]
    narrow = [
        Column("short", "VARCHAR(3)", classification="secret"),
        Column("cost", "NUMBER(8, 2)", classification="secret"),
    ]
    made(places, port_of(Product("loans", description="d", columns=[*columns, *narrow], source=source), said))


@pytest.mark.parametrize(
    ("type_", "value"),
    [("VARCHAR(4)", "it's"), ("NUMBER(8, 2)", "1.5"), ("DATE", "2026-01-31"), ("BOOLEAN", "TRUE"), ("FLOAT", "1")],
)
def test_rows_by_every_type_of_value(places: Any, type_: str, value: str) -> None:
    rows = RowAccess("x", allow={"press": [value]}, all_rows=["audit"])
    share = Share("agency", account="A.B", products=["loans"], purpose="p", rows={"loans": [value]})
    product = Product("loans", description="d", columns=[Column("x", type_), Column("y", "DATE")], rows=rows)
    made(places, port_of(product, None, share))


def test_rows_by_a_mapping_table(places: Any) -> None:
    product = Product(
        "loans", description="d", columns=[Column("value", "VARCHAR")], rows=RowAccess("value", mapping="branches")
    )
    with pytest.raises(Refused, match="BRANCHES"):
        made(places, port_of(product, None))
    places.run("DROP TABLE LIBRARY.CORE.LOANS; CREATE TABLE GOVERNANCE.MAPPINGS.BRANCHES (ROLE_NAME TEXT, VALUE TEXT)")
    made(places, port_of(product, None))
