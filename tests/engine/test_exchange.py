"""What leaves a domain, what comes into it, and what governs both, on the real engine."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mesh.account.identifiers import Name
from mesh.account.records import Object
from mesh.account.statements import Grantee, GranteeKind, OnObject
from mesh.cli.identity import play_identity_provider
from sandbox.snowflake.account import open_account
from tests.engine.conftest import Project, make

pytestmark = pytest.mark.engine

GOVERNANCE = """
from mesh import Classification, EngineerPool, Governance, IdentityRole, Lent

governance = Governance(
    owner="governance@example.com",
    description="What holds for both",
    classifications=[Classification("email", description="An e-mail address", masks={"VARCHAR": "full"})],
    allowed_regions=["AWS_EU_WEST_1", "AWS_US_EAST_1"],
    cost_centres=["CC-1", "CC-2"],
    pools=[EngineerPool("central", identity_role="IDP_CENTRAL", lent_to=[
        Lent("shop", until="2099-12-31"), Lent("press", until="2099-12-31"),
    ])],
    identity_roles=[IdentityRole("IDP_ANALYSTS", domain="shop", function="analyst")],
)
"""
SHOP = """
from mesh import Column, Domain, Product, RowAccess, Share, Warehouse

orders = Product(
    "orders",
    description="One row per order",
    columns=[
        Column("order_id", "VARCHAR", key=True, description="Number"),
        Column("country", "VARCHAR", description="ISO code"),
        Column("email", "VARCHAR", classification="email", description="Of the buyer"),
    ],
    rows=RowAccess("country", all_rows=["shop"]),
)
domain = Domain(
    "shop",
    owner="team-shop@example.com",
    description="What we sell",
    warehouses=[Warehouse("load")],
    products=[orders],
    shares=[
        Share("agency", account="PARTNER.AGENCY", products=["orders"], rows={"orders": ["BE"]}, purpose="Campaigns"),
        Share("bank", account="PARTNER.BANK", products=["orders"], all_rows=["orders"], purpose="Credit"),
        Share(
            "reseller", account="PARTNER.RESELLER_US", products=["orders"], rows={"orders": ["US"]},
            purpose="Sells in America", region="AWS_US_EAST_1",
        ),
    ],
    cost_centre="CC-1",
)
"""
PRESS = """
from mesh import Domain, InboundShare, Warehouse

domain = Domain(
    "press",
    owner="team-press@example.com",
    description="What we print",
    warehouses=[Warehouse("load")],
    inbound_shares=[InboundShare("paper", share="MILL.EU.PRICES", readers=["shop"])],
)
"""
SHOP_FILE = "domains/shop/__init__.py"


def exchanging(folder: Path) -> Project:
    """A project of two domains that share, are shared to and are governed."""
    project = make(folder)
    project.replace_domains({"governance": GOVERNANCE, "shop": SHOP, "press": PRESS})
    play_identity_provider(project.home, project.folder)
    return project


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project, up. Its tests change things that do not touch one another."""
    project = exchanging(tmp_path_factory.mktemp("exchange"))
    project.up()
    return project


def found(project: Project, kind: str, name: str) -> Object | None:
    with closing(open_account(project.home)) as account:
        return next((each for each in account.show(kind) if each.name.plain == name), None)


def tags(project: Project, kind: str, name: str) -> dict[str, Any]:
    """The tags of an object, and of its columns that have any."""
    tagged = found(project, kind, name)
    assert tagged is not None
    columns = {
        column: {tag.last: value for tag, value in given.items()} for column, given in tagged.column_tags.items()
    }
    return {tag.last: value for tag, value in tagged.tags.items()} | columns


def held(project: Project, kind: GranteeKind, name: str) -> list[str]:
    """The privileges that a share or role holds itself, and on what."""
    with closing(open_account(project.home)) as account:
        grants = account.current().grants(to=Grantee(kind, Name.of(name)))
    return sorted(f"{grant.privilege} {grant.on.name.plain}" for grant in grants if isinstance(grant.on, OnObject))


def accounts(project: Project, name: str) -> list[str]:
    """The accounts that a share goes to."""
    share = found(project, "SHARE", name)
    assert share is not None
    given = share.options.get("ACCOUNTS")
    return [each.plain for each in given if isinstance(each, Name)] if isinstance(given, tuple) else []


def members(project: Project, role: str) -> list[str]:
    """The roles that a role holds."""
    with closing(open_account(project.home)) as account:
        given = account.current().memberships(to=Grantee("ROLE", Name.of(role)))
    return sorted(each.role.name.plain for each in given)


def test_it_needs_no_change(exchange: Project) -> None:
    assert exchange.steps() == {}
    seen = exchange.pulumi("refresh", "--preview-only", "--expect-no-changes", "--stack", "dev")
    assert "unchanged" in seen


def test_shares_hold_what_their_views_need_and_no_more(exchange: Project) -> None:
    assert held(exchange, "SHARE", "DEV_SHOP_AGENCY") == [
        "REFERENCE_USAGE DEV_GOVERNANCE",
        "SELECT DEV_SHOP.ORDERS.ORDERS",
        "USAGE DEV_SHOP",
        "USAGE DEV_SHOP.ORDERS",
    ]
    assert accounts(exchange, "DEV_SHOP_AGENCY") == ["PARTNER.AGENCY"]
    assert accounts(exchange, "DEV_SHOP_RESELLER") == []
    listing = found(exchange, "LISTING", "DEV_SHOP_RESELLER")
    assert listing is not None
    assert "PARTNER.RESELLER_US" in str(listing.options["AS"])


def test_an_inbound_share_is_read_by_its_domain_and_by_whom_it_names(exchange: Project) -> None:
    assert "IMPORTED PRIVILEGES DEV_PRESS_FROM_PAPER" in held(exchange, "ROLE", "DEV_PRESS_READER")
    assert "IMPORTED PRIVILEGES DEV_PRESS_FROM_PAPER" in held(exchange, "ROLE", "DEV_SHOP_READER")


def test_another_name_for_an_inbound_share_is_refused_before_the_update(exchange: Project) -> None:
    undo = exchange.edit("domains/press/__init__.py", '"paper"', '"wood"')
    refused = exchange.pulumi("preview", "--stack", "dev", code=None)
    assert "Share 'MILL.EU.PRICES' is consumed already, by database 'DEV_PRESS_FROM_PAPER'." in refused
    undo()


def test_people_come_by_the_identity_providers_roles(exchange: Project) -> None:
    assert members(exchange, "IDP_CENTRAL") == ["DEV_POOL_CENTRAL"]
    assert members(exchange, "DEV_POOL_CENTRAL") == ["DEV_PRESS_ENGINEER", "DEV_SHOP_ENGINEER"]
    assert members(exchange, "IDP_ANALYSTS") == ["DEV_SHOP_ANALYST"]


def test_everything_is_tagged(exchange: Project) -> None:
    of_shop = {"DOMAIN": "shop", "OWNER": "team-shop@example.com", "COST_CENTRE": "CC-1"}
    assert tags(exchange, "DATABASE", "DEV_SHOP") == of_shop
    assert tags(exchange, "WAREHOUSE", "DEV_SHOP_LOAD") == of_shop
    assert tags(exchange, "WAREHOUSE", "DEV_PRESS_LOAD") == {"DOMAIN": "press", "OWNER": "team-press@example.com"}
    assert tags(exchange, "SCHEMA", "DEV_SHOP.ORDERS") == {"PRODUCT": "orders"}
    assert tags(exchange, "VIEW", "DEV_SHOP.ORDERS.ORDERS") == {"EMAIL": {"CLASSIFICATION": "email"}}
    assert tags(exchange, "TABLE", "DEV_SHOP.CORE.ORDERS") == {"EMAIL": {"CLASSIFICATION": "email"}}


def test_a_changed_view_has_its_tags_again_in_the_same_run(exchange: Project) -> None:
    exchange.edit(SHOP_FILE, '"Of the buyer"', '"Where the receipt went"')
    steps = exchange.steps()
    assert steps["shop-products-orders"] == "update"
    assert steps["tags-shop-classification-orders-email"] == "replace"
    exchange.up()
    assert tags(exchange, "VIEW", "DEV_SHOP.ORDERS.ORDERS") == {"EMAIL": {"CLASSIFICATION": "email"}}
    assert exchange.steps() == {}


def test_a_share_leaves_the_account_that_it_no_longer_goes_to(exchange: Project) -> None:
    exchange.edit(SHOP_FILE, '"PARTNER.BANK"', '"PARTNER.OTHER_BANK"')
    assert exchange.steps()["shop-shares-bank"] == "replace"
    exchange.up()
    assert accounts(exchange, "DEV_SHOP_BANK") == ["PARTNER.OTHER_BANK"]
    assert held(exchange, "SHARE", "DEV_SHOP_BANK") == held(exchange, "SHARE", "DEV_SHOP_AGENCY")
    line = next(line for line in SHOP.splitlines(keepends=True) if "PARTNER.BANK" in line)
    exchange.edit(SHOP_FILE, line.replace("PARTNER.BANK", "PARTNER.OTHER_BANK"), "")
    exchange.up()
    assert found(exchange, "SHARE", "DEV_SHOP_BANK") is None
    assert exchange.steps() == {}


def test_a_loan_that_is_taken_back_takes_the_role(exchange: Project) -> None:
    undo = exchange.edit("domains/governance/__init__.py", ' Lent("press", until="2099-12-31"),', "")
    assert exchange.steps() == {"people-press-engineer-to-pool-central": "delete"}
    undo()


def test_all_of_it_goes(tmp_path: Path) -> None:
    project = exchanging(tmp_path)
    empty = project.mesh("sandbox", "show")
    project.up()
    project.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev")
    assert project.mesh("sandbox", "show") == empty
    assert "IDP_CENTRAL" in empty
