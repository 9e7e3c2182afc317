"""Shares, inbound shares, tags and people: what is registered, in which order, and on which side of a stack."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pulumi
import pytest

from components.domain import DataDomain
from components.governance import CentralGovernance, Governed
from components.people import People
from components.providers import connect
from components.recorder import UNKNOWN, Recording, Registered, record
from components.shares import InboundShares, Shares
from components.tags import Tags
from mesh import (
    Classification,
    Column,
    Domain,
    EngineerPool,
    Governance,
    InboundShare,
    Lent,
    Product,
    Share,
    Warehouse,
)
from mesh.settings import Settings

GOVERNANCE = Governance(
    owner="governance@example.com",
    description="Rules for all",
    classifications=[Classification("email", description="An address", masks={"VARCHAR": "full"})],
    pools=[EngineerPool("media", identity_role="IDP_MEDIA", lent_to=[Lent("library", until="2099-12-31")])],
)
MEMBERS = Product(
    "members",
    description="One row per member",
    columns=[Column("member_id", "VARCHAR", key=True), Column("mail", "VARCHAR", classification="email")],
)
LIBRARY = Domain(
    "library",
    owner="team-library@example.com",
    description="Books and who borrows them",
    warehouses=[Warehouse("load")],
    products=[MEMBERS],
    shares=[
        Share(
            "post",
            account="PARTNER.POST",
            products=["members"],
            all_rows=["members"],
            purpose="Letters",
            region="AWS_US_EAST_1",
        )
    ],
    inbound_shares=[InboundShare("isbn", share="BOOKS.EU.ISBN", readers=["press"])],
)
ASSOCIATION = "snowflake:index/tagAssociation:TagAssociation"


@pytest.fixture
def exchange(settings: Settings) -> Callable[[bool], Recording]:
    """Record a domain with all that governs it; the governance database is in this stack or in another."""

    def recorded(is_central: bool) -> Recording:
        chosen = settings if is_central else replace(settings, domains=("library",))

        def program() -> None:
            providers = connect(chosen)
            opts = pulumi.ResourceOptions(providers=[providers.deploy, providers.aws])
            central = CentralGovernance("governance", GOVERNANCE, chosen, opts) if is_central else None
            governed = Governed(GOVERNANCE, central, chosen)
            bundles = {"library": DataDomain("library", LIBRARY, chosen, governed, providers.administrator, opts)}
            masks = central.database.name if central else "GOVERNANCE"
            Shares("library-shares", LIBRARY, chosen, bundles, masks, opts)
            InboundShares("library-inbound", LIBRARY, chosen, bundles, opts)
            Tags("tags", GOVERNANCE, chosen, bundles, central, providers.administrator, opts)
            People("people", GOVERNANCE, chosen, bundles, opts)

        return record(program, "datamesh", "prod")

    return recorded


def named(recording: Recording, name: str) -> Registered:
    (found,) = [each for each in recording.resources if each.name == name]
    return found


def waits_for(recording: Recording, name: str) -> set[str]:
    return {urn.rpartition("::")[2] for urn in named(recording, name).depends_on}


def test_a_view_comes_into_a_share_behind_all_that_it_needs(exchange: Callable[[bool], Recording]) -> None:
    recording = exchange(True)
    prefix = "library-shares-post"
    assert waits_for(recording, f"{prefix}-on-view-members") >= {
        prefix,
        "library-products-members",
        f"{prefix}-on-schema-members",
        f"{prefix}-on-governance",
    }
    for later in (f"{prefix}-on-schema-members", f"{prefix}-on-governance"):
        assert f"{prefix}-on-database" in waits_for(recording, later)
    assert "governance-database" in waits_for(recording, f"{prefix}-on-governance")
    assert f"{prefix}-on-view-members" in waits_for(recording, f"{prefix}-listing")


def test_a_share_that_goes_through_a_listing_has_no_accounts_of_its_own(exchange: Callable[[bool], Recording]) -> None:
    recording = exchange(True)
    share = named(recording, "library-shares-post")
    assert "accounts" not in share.inputs
    assert share.options == {"deleteBeforeReplace": True, "replaceOnChanges": ["accounts"]}, (
        "the provider takes no account out of a share"
    )
    assert named(recording, "library-shares-post-listing").inputs["share"] == "LIBRARY_POST"


def test_the_preview_knows_every_name(exchange: Callable[[bool], Recording]) -> None:
    assert [each.name for each in exchange(True).resources if UNKNOWN in str(each.inputs)] == []


def test_columns_are_tagged_behind_their_view_and_table(exchange: Callable[[bool], Recording]) -> None:
    recording = exchange(True)
    tagged = named(recording, "tags-library-classification-members-mail")
    assert tagged.inputs["objectIdentifiers"] == [
        '"LIBRARY"."MEMBERS"."MEMBERS"."MAIL"',
        '"LIBRARY"."CORE"."MEMBERS"."MAIL"',
    ]
    assert waits_for(recording, tagged.name) >= {
        "library-products-members",
        "library-storage-core-members",
        "tags-classification",
    }


def test_warehouses_are_tagged_by_their_owner(exchange: Callable[[bool], Recording]) -> None:
    providers = {
        each.inputs["objectType"]: each.provider.rpartition("::")[2] for each in exchange(True).of_type(ASSOCIATION)
    }
    assert providers == {
        "WAREHOUSE": "snowflake-administrator",
        **dict.fromkeys(("COLUMN", "DATABASE", "SCHEMA"), "snowflake-deploy"),
    }


def test_a_stack_without_the_governance_database_names_what_is_there(exchange: Callable[[bool], Recording]) -> None:
    whole, part = exchange(True), exchange(False)
    assert not part.of_type("snowflake:index/tag:Tag")
    here, there = ({each.name: each.inputs for each in stack.of_type(ASSOCIATION)} for stack in (part, whole))
    assert here == there
    for name in ("library-shares-post-on-governance", "people-library-engineer-to-pool-media"):
        assert named(part, name).inputs == named(whole, name).inputs
    assert not [each for each in part.resources if each.name.startswith("people-pool-")]


def test_a_reader_of_an_inbound_share_may_be_in_another_stack(exchange: Callable[[bool], Recording]) -> None:
    recording = exchange(True)
    grants = [
        named(recording, "library-inbound-isbn-to-library").inputs,
        named(recording, "library-inbound-isbn-to-press").inputs,
    ]
    assert [grant["accountRoleName"] for grant in grants] == ["LIBRARY_READER", "PRESS_READER"]
    assert {grant["onAccountObject"]["objectName"] for grant in grants} == {"LIBRARY_FROM_ISBN"}
    assert "library-inbound-isbn" in waits_for(recording, "library-inbound-isbn-to-press")


def test_a_warehouse_with_the_name_of_a_database_is_tagged_behind_itself(
    project: Path, record_stack: Callable[..., Recording]
) -> None:
    shutil.rmtree(project / "domains")
    for name in ("library", "library_press"):
        folder = project / "domains" / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(
            f'from mesh import Domain, Warehouse\ndomain = Domain("{name}", owner="team@example.com", description="d",'
            ' warehouses=[Warehouse("press")])\n',
            encoding="utf-8",
        )
    (project / "domains" / "governance").mkdir()
    (project / "domains" / "governance" / "__init__.py").write_text(
        'from mesh import Governance\ngovernance = Governance(owner="team@example.com", description="d")\n',
        encoding="utf-8",
    )
    recording = record_stack(project, "prod", kafkaPublicKeys="{}")
    assert waits_for(recording, "tags-library-domain-warehouse") == {"library-compute-press", "tags-domain"}
    assert waits_for(recording, "tags-library_press-domain-database") == {
        "library_press-storage-database",
        "tags-domain",
    }
