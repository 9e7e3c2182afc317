"""Access told: by whom it is acknowledged, how much of it is told one by one, and what explains it."""

from __future__ import annotations

from collections.abc import Callable

from mesh.review.access import acknowledged, acknowledgements
from mesh.review.findings import Finding, worst_first
from mesh.review.review import Review

SHARE = {
    "file": "domains/tracking/__init__.py",
    "old": '["hln", "volkskrant"]',
    "new": '["hln", "volkskrant", "trouw"]',
}

PRINT = """from mesh import Domain, Warehouse

domain = Domain(
    "print",
    owner="team-print@example.com",
    description="Paper",
    warehouses=[Warehouse("load")],
    monthly_credits=10,
)
"""


def test_what_leaves_the_account_blocks_until_it_is_acknowledged(of_edits: Callable[..., Review]) -> None:
    blocked = of_edits([SHARE])
    assert blocked.blocks
    assert [each.acknowledge for each in blocked.findings] == ["share tracking.reach"]
    assert of_edits([SHARE], acknowledged=("share tracking.wire",)).blocks
    allowed = of_edits([SHARE], acknowledged=("share tracking.reach",))
    assert not allowed.blocks
    assert [(each.severity, each.what.endswith(" (acknowledged)")) for each in allowed.findings] == [("loud", True)]


def test_a_listing_is_acknowledged_as_its_share(of_edits: Callable[..., Review]) -> None:
    edit = {"file": "domains/tracking/__init__.py", "old": "PARTNER.WIRE_DE", "new": "PARTNER.WIRE_FR"}
    assert [each.acknowledge for each in of_edits([edit]).findings] == ["share tracking.wire", ""]


def test_acknowledgements_are_lines_of_messages() -> None:
    messages = (
        "Title\n\nMesh-acknowledge: share tracking.reach\n  mesh-acknowledge:   share  a.b \nnot Mesh-acknowledge: x\n"
    )
    assert acknowledgements(messages) == ["share tracking.reach", "share a.b"]


def test_a_broken_rule_cannot_be_acknowledged() -> None:
    rule = Finding("rules", "blocks", "r")
    assert acknowledged([rule], ["", "r"]) == [rule]


def test_roles_and_grants_are_told(of_edits: Callable[..., Review]) -> None:
    edit = {"file": "domains/tracking/__init__.py", "old": '["hln", "vtm"]', "new": '["hln"]'}
    (found,) = of_edits([edit]).findings
    assert found.details == (
        "as CUSTOMER_ANALYST, CUSTOMER_ENGINEER, CUSTOMER_READER, CUSTOMER_TRANSFORMER",
        "by CUSTOMER_ANALYST > CUSTOMER_READER > TRACKING.SESSIONS_R: SELECT on VIEW TRACKING.SESSIONS.SESSIONS",
        "held by role IDP_CUSTOMER_ANALYSTS, role IDP_CUSTOMER_ENGINEERS",
    )


def test_people_are_named_with_the_role_that_they_hold(of_edits: Callable[..., Review]) -> None:
    edit = {"file": "domains/governance/__init__.py", "old": 'clear=["tracking.engineer"]', "new": "clear=[]"}
    (found,) = of_edits([edit]).findings
    assert found.details == (
        "TRACKING_ENGINEER: sees IP of VIEW TRACKING.PAGE_VIEWS.PAGE_VIEWS as NULL, before in clear; "
        "held by pool media, role IDP_DATA_MEDIA, role IDP_TRACKING_ENGINEERS",
    )


def test_a_new_role_hides_nobody_who_gets_it(of_edits: Callable[..., Review]) -> None:
    people = 'lent_to=[Lent("print", until="2027-12-31"), '
    edits = [
        {"file": "domains/print/__init__.py", "new": PRINT},
        {"file": "domains/governance/__init__.py", "old": "lent_to=[", "new": people},
    ]
    told = {each.what for each in of_edits(edits).findings if each.subject == "pool media"}
    assert "pool media gains OPERATE, USAGE on WAREHOUSE PRINT_LOAD" in told
    assert "pool media gains INSERT, SELECT on each TABLE to come in PRINT.LANDING" in told


def test_many_objects_are_told_at_once(of_edits: Callable[..., Review]) -> None:
    lent = {"file": "domains/governance/__init__.py", "old": 'Lent("customer", until="2027-12-31"), ', "new": ""}
    (found,) = of_edits([lent]).findings
    assert found.what == f"pool media: access to {len(found.details)} objects of customer lost"
    assert "loses SELECT on VIEW CUSTOMER.SUBSCRIPTIONS.SUBSCRIPTIONS" in found.details


def test_worst_first() -> None:
    found = [
        Finding("access", "quiet", "a"),
        Finding("expiring", "loud", "b"),
        Finding("data", "loud", "d"),
        Finding("data", "loud", "c"),
        Finding("rules", "blocks", "e"),
    ]
    assert [each.what for each in worst_first(found)] == ["e", "c", "d", "b", "a"]


BY_HAND = """
import pulumi
import pulumi_snowflake as snowflake

def resources(bundle):
    snowflake.GrantDatabaseRole(
        "tracking-by-hand", database_role_name=bundle.access.database_role_names["CLICKSTREAM_R"],
        parent_role_name="CUSTOMER_READER", opts=pulumi.ResourceOptions(parent=bundle),
    )
"""


def test_a_grant_by_hand_that_becomes_a_reader_is_lost(of_edits: Callable[..., Review]) -> None:
    by_hand = {"file": "domains/tracking/resources.py"}
    columns = 'its fields depend on event_type"),\n    ],\n'
    reader = {
        "file": "domains/tracking/__init__.py",
        "old": columns,
        "new": f'{columns}    readers=[Reader("customer", purpose="Churn model")],\n',
    }
    (lost, undone, *_) = of_edits([by_hand | {"old": ""}, reader], [by_hand | {"new": BY_HAND}]).findings
    assert lost.what == "domain customer loses SELECT on VIEW TRACKING.CLICKSTREAM.CLICKSTREAM"
    assert undone.what == (
        'GRANT DATABASE ROLE "TRACKING"."CLICKSTREAM_R" TO ROLE "CUSTOMER_READER" goes with tracking-by-hand, '
        "though tracking-subscriptions-clickstream-to-customer stands for it as well"
    )
    assert undone.details == (
        "to keep it, before the update: pulumi state delete 'urn:pulumi:prod::datamesh::"
        "datamesh:index:DataDomain$snowflake:index/grantDatabaseRole:GrantDatabaseRole::tracking-by-hand'",
    )
