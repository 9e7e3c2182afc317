"""Roles and grants: who holds what in one domain, and between two that read one another."""

from dataclasses import replace

import pytest

from mesh import Column, Domain, Product, Spark, Warehouse
from mesh.access import Access, DatabaseRolePrivileges, access
from mesh.settings import InternalGrants, Settings
from mesh.subscriptions import Subscription, subscriptions


def settings(internal_grants: InternalGrants = "future") -> Settings:
    return Settings(
        environment="prod",
        organisation="acme",
        aws_account_id="111122223333",
        prefix="",
        internal_grants=internal_grants,
    )


def domain(name: str, *, product: str, readers: list[str]) -> Domain:
    return Domain(
        name,
        owner="team@example.com",
        description="d",
        warehouses=[Warehouse("load", used_by=["loader"]), Warehouse("main")],
        products=[Product(product, description="d", columns=[Column("id", "TEXT")], readers=readers)],
    )


TRACKING = domain("tracking", product="sessions", readers=["customer"])
CUSTOMER = domain("customer", product="profile", readers=["tracking"])


def grants_of(role: str, derived: Access) -> set[str]:
    """The grants of a database role as `PRIVILEGES ON what`."""
    return {_told(grant) for grant in derived.database_role_privileges if grant.grantee.role == role}


def _told(grant: DatabaseRolePrivileges) -> str:
    target = " ".join(str(getattr(grant.on, name)) for name in grant.on.__slots__)
    return f"{', '.join(grant.privileges)} ON {type(grant.on).__name__.removeprefix('On')} {target}"


def held_by(role: str, derived: Access) -> set[str]:
    """All roles that a role holds, directly or through others."""
    direct: dict[str, set[str]] = {}
    for member in derived.account_role_members:
        direct.setdefault(member.parent, set()).add(member.role.role)
    for database_member in derived.database_role_members:
        direct.setdefault(database_member.parent.role, set()).add(database_member.database_role.role)
    return _closure(role, direct)


def _closure(role: str, direct: dict[str, set[str]]) -> set[str]:
    held: set[str] = set()
    waiting = [role]
    while waiting:
        fresh = direct.get(waiting.pop(), set()) - held
        held |= fresh
        waiting += fresh
    return held


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("LANDING_R", {"USAGE ON Schema LANDING", "SELECT ON Future TABLES LANDING", "SELECT ON All TABLES LANDING"}),
        (
            "LANDING_W",
            {
                "CREATE STAGE, CREATE TABLE, USAGE ON Schema LANDING",
                "INSERT, SELECT ON Future TABLES LANDING",
                "INSERT, SELECT ON All TABLES LANDING",
            },
        ),
        (
            "CORE_RW",
            {
                "CREATE TABLE, CREATE VIEW, USAGE ON Schema CORE",
                "DELETE, INSERT, SELECT, TRUNCATE, UPDATE ON Future TABLES CORE",
                "DELETE, INSERT, SELECT, TRUNCATE, UPDATE ON All TABLES CORE",
                "SELECT ON Future VIEWS CORE",
                "SELECT ON All VIEWS CORE",
            },
        ),
        ("SESSIONS_R", {"USAGE ON Schema SESSIONS", "SELECT ON View SESSIONS SESSIONS"}),
    ],
)
def test_privileges_of_a_database_role(role: str, expected: set[str]) -> None:
    assert grants_of(role, access(TRACKING, settings())) == expected


def test_inherited_grants_stand_for_all_and_future() -> None:
    derived = access(TRACKING, settings("inherited"))
    assert grants_of("LANDING_R", derived) == {"USAGE ON Schema LANDING", "SELECT ON Inherited TABLES LANDING"}
    assert grants_of("SESSIONS_R", derived) == {"USAGE ON Schema SESSIONS", "SELECT ON View SESSIONS SESSIONS"}


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ("future", {"SELECT ON Future ICEBERG TABLES CORE", "SELECT ON All ICEBERG TABLES CORE"}),
        ("inherited", {"SELECT ON Inherited ICEBERG TABLES CORE"}),
    ],
)
def test_who_builds_core_reads_its_lake_tables(grants: InternalGrants, expected: set[str]) -> None:
    by_spark = replace(TRACKING.products[0], written_by="spark")
    lake = replace(TRACKING, products=[by_spark], spark=Spark(namespace="jobs", service_account="spark"))
    derived = access(lake, settings(grants))
    assert {each for each in grants_of("CORE_RW", derived) if "ICEBERG" in each} == expected
    assert not any("ICEBERG" in each for each in grants_of("STAGING_RW", derived) | grants_of("LANDING_R", derived))


def test_staging_and_core_are_alike() -> None:
    derived = access(TRACKING, settings())
    assert {told.replace("CORE", "STAGING") for told in grants_of("CORE_RW", derived)} == grants_of(
        "STAGING_RW", derived
    )


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("TRACKING_READER", set()),
        ("TRACKING_LOADER", {"LANDING_W"}),
        ("TRACKING_ANALYST", {"TRACKING_READER", "SESSIONS_R"}),
        ("TRACKING_TRANSFORMER", {"TRACKING_READER", "LANDING_R", "STAGING_RW", "CORE_RW"}),
    ],
)
def test_what_a_functional_role_holds(role: str, expected: set[str]) -> None:
    assert held_by(role, access(TRACKING, settings())) == expected


def test_engineers_hold_everything_and_sysadmin_holds_engineers() -> None:
    derived = access(TRACKING, settings())
    everything = {role.role for role in derived.account_roles} | {role.role for role in derived.database_roles}
    assert held_by("SYSADMIN", derived) == everything
    assert held_by("TRACKING_ENGINEER", derived) == everything - {"TRACKING_ENGINEER"}


def test_who_uses_which_warehouse() -> None:
    derived = access(TRACKING, settings())
    used = {(grant.grantee.role, grant.on.warehouse, grant.privileges) for grant in derived.account_role_privileges}
    assert used == {
        ("TRACKING_ENGINEER", "TRACKING_LOAD", ("OPERATE", "USAGE")),
        ("TRACKING_LOADER", "TRACKING_LOAD", ("USAGE",)),
        ("TRACKING_ENGINEER", "TRACKING_MAIN", ("OPERATE", "USAGE")),
        ("TRACKING_ANALYST", "TRACKING_MAIN", ("USAGE",)),
        ("TRACKING_LOADER", "TRACKING_MAIN", ("USAGE",)),
        ("TRACKING_TRANSFORMER", "TRACKING_MAIN", ("USAGE",)),
    }


def test_two_domains_may_read_one_another() -> None:
    assert subscriptions(CUSTOMER, settings()) == (
        Subscription(
            name="profile-to-tracking",
            product="profile",
            reader="tracking",
            database_role="PROFILE_R",
            reader_role="TRACKING_READER",
        ),
    )
    assert subscriptions(TRACKING, settings()) == (
        Subscription(
            name="sessions-to-customer",
            product="sessions",
            reader="customer",
            database_role="SESSIONS_R",
            reader_role="CUSTOMER_READER",
        ),
    )


def test_a_reader_reaches_the_product_and_nothing_else_of_the_producer() -> None:
    assert {one.database_role for one in subscriptions(TRACKING, settings())} == {"SESSIONS_R"}
    assert held_by("SESSIONS_R", access(TRACKING, settings())) == set()


def test_logical_names_are_unique_and_privileges_sorted() -> None:
    derived = access(TRACKING, settings())
    names = [item.name for part in derived.__slots__ for item in getattr(derived, part)]
    assert len(names) == len(set(names))
    for privileges in (
        *(grant.privileges for grant in derived.database_role_privileges),
        *(grant.privileges for grant in derived.account_role_privileges),
    ):
        assert list(privileges) == sorted(set(privileges))


def test_logical_names_are_contract() -> None:
    derived = access(TRACKING, settings())
    assert [role.name for role in derived.account_roles] == ["engineer", "analyst", "transformer", "loader", "reader"]
    assert [role.name for role in derived.database_roles] == [
        "landing-r",
        "landing-w",
        "staging-rw",
        "core-rw",
        "sessions-r",
    ]
    assert {"landing-r-on-future-tables", "core-rw-on-all-views", "sessions-r-on-view", "sessions-r-on-schema"} <= {
        grant.name for grant in derived.database_role_privileges
    }
    assert "engineer-on-warehouse-load" in {grant.name for grant in derived.account_role_privileges}
    assert "sessions-r-to-analyst" in {member.name for member in derived.database_role_members}
    assert "engineer-to-sysadmin" in {member.name for member in derived.account_role_members}
