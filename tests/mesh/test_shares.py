"""Shares as data: which account gets what, and what goes through a listing."""

from dataclasses import replace

import pytest
import yaml

from mesh import Column, Domain, Product, ProductTable, RowAccess, Share, Warehouse
from mesh.settings import Settings
from mesh.shares import OutboundShare, SharedView, outbound_shares

SETTINGS = Settings(
    environment="dev",
    organisation="example",
    aws_account_id="111122223333",
    prefix="DEV",
    snowflake_region="AWS_EU_WEST_1",
)
KEY = Column("loan_id", "VARCHAR", key=True)
MAIL = Column("mail", "VARCHAR", classification="email")
LOANS = Product("loans", description="One row per loan", columns=[KEY])
BOOKS = Product(
    "books",
    description="Books and copies",
    tables=[
        ProductTable("titles", description="A title", columns=[KEY]),
        ProductTable("owners", description="An owner", columns=[KEY, MAIL]),
    ],
)
TO_PRESS = Share(
    "press", account="PARTNER.PRESS", products=["books", "loans"], all_rows=["books", "loans"], purpose="Reviews"
)


def shares(*given: Share, products: tuple[Product, ...] = (LOANS, BOOKS)) -> tuple[OutboundShare, ...]:
    domain = Domain(
        "library",
        owner="team-library@example.com",
        description="Books",
        warehouses=[Warehouse("load")],
        products=products,
        shares=given,
    )
    return outbound_shares(domain, SETTINGS)


def test_a_share_has_every_port_of_its_products_and_one_account() -> None:
    assert shares(TO_PRESS) == (
        OutboundShare(
            name="press",
            share="DEV_LIBRARY_PRESS",
            comment="Reviews",
            accounts=("PARTNER.PRESS",),
            manifest=None,
            views=(
                SharedView("loans", "loans", references=False),
                SharedView("books-titles", "books", references=False),
                SharedView("books-owners", "books", references=True),
            ),
        ),
    )


def test_each_product_of_a_share_is_there_once() -> None:
    (share,) = shares(TO_PRESS)
    assert share.products == ("loans", "books")


MAPPED = replace(LOANS, rows=RowAccess("loan_id", mapping="loan_access"))
LISTED = replace(LOANS, rows=RowAccess("loan_id", all_rows=["library"]))


@pytest.mark.parametrize(("product", "needed"), [(LOANS, False), (LISTED, False), (MAPPED, True), (BOOKS, True)])
def test_the_governance_database_is_referenced_for_masks_and_mapping_tables(product: Product, needed: bool) -> None:
    (share,) = shares(replace(TO_PRESS, products=(product.name,), all_rows=(product.name,)), products=(product,))
    assert share.references is needed


def test_a_share_inside_the_region_needs_no_listing() -> None:
    (share,) = shares(replace(TO_PRESS, region="AWS_EU_WEST_1"))
    assert share.accounts == ("PARTNER.PRESS",)
    assert share.manifest is None


def test_a_share_to_another_region_goes_through_a_listing_that_names_its_account() -> None:
    (share,) = shares(replace(TO_PRESS, region="AWS_US_EAST_1"))
    assert share.accounts == ()
    assert share.manifest is not None
    assert yaml.safe_load(share.manifest) == {
        "title": "library for press",
        "description": "Reviews",
        "listing_terms": {"type": "OFFLINE"},
        "targets": {"accounts": ["PARTNER.PRESS"]},
        "auto_fulfillment": {"refresh_type": "SUB_DATABASE", "refresh_schedule": "1440 MINUTE"},
    }
