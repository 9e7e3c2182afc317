"""What holds for every mesh that is accepted: names are unique and legal, and no grant goes beyond the model."""

import re
from collections.abc import Sequence
from datetime import date

from hypothesis import HealthCheck, assume, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from mesh import Column, Domain, Product, Warehouse, names
from mesh.access import access
from mesh.check import check
from mesh.names import FUNCTIONS, LAYERS, Names
from mesh.reserved import RESERVED_WORDS
from mesh.rules import LONGEST_DOMAIN_NAME, LONGEST_NAME, TAKEN_DOMAINS, TAKEN_SCHEMAS
from mesh.settings import LONGEST_ORGANISATION, LONGEST_PREFIX, Settings, from_config
from mesh.subscriptions import subscriptions

SNOWFLAKE = re.compile(r"[A-Z][A-Z0-9_]{0,254}")
BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
GLUE = re.compile(r"[a-z][a-z0-9_]{0,254}")

# The same meshes in every run, and nothing kept in the working tree.
same_meshes = tried(
    max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def identifiers(longest: int) -> st.SearchStrategy[str]:
    """Legal names, many of them short and over few letters, so that some begin like others."""
    short = st.from_regex(r"[ab](_?[abc]){0,4}", fullmatch=True)
    full = st.from_regex(rf"[a-z][a-z0-9_]{{0,{longest - 1}}}", fullmatch=True)
    taken = {*TAKEN_DOMAINS, *TAKEN_SCHEMAS}
    return st.one_of(short, full).filter(lambda name: name.upper() not in RESERVED_WORDS and name not in taken)


@st.composite
def meshes(draw: st.DrawFn) -> tuple[Sequence[Domain], Settings]:
    """Domains that read one another at random, and a stack that accepts them."""
    domain_names = draw(st.lists(identifiers(LONGEST_DOMAIN_NAME), min_size=1, max_size=4, unique=True))
    domains = []
    for name in domain_names:
        others = [other for other in domain_names if other != name]
        readers = st.lists(st.sampled_from(others), unique=True) if others else st.just([])
        products = draw(st.lists(identifiers(LONGEST_NAME), max_size=3, unique=True))
        warehouses = draw(st.lists(identifiers(LONGEST_NAME), min_size=1, max_size=3, unique=True))
        domains.append(
            Domain(
                name,
                owner="team@example.com",
                description="d",
                warehouses=[Warehouse(warehouse) for warehouse in warehouses],
                products=[
                    Product(product, description="d", columns=[Column("id", "TEXT")], readers=draw(readers))
                    for product in products
                ],
            )
        )
    settings = from_config(
        {
            "datamesh:organisation": draw(st.from_regex(rf"[a-z0-9]{{1,{LONGEST_ORGANISATION}}}", fullmatch=True)),
            "datamesh:prefix": draw(st.from_regex(rf"|[A-Z][A-Z0-9_]{{0,{LONGEST_PREFIX - 1}}}", fullmatch=True)),
            "datamesh:awsAccountId": "111122223333",
            "datamesh:internalGrants": draw(st.sampled_from(["future", "inherited"])),
        },
        environment="any",
    )
    assume(not check(domains, settings, today=date(2026, 12, 1)))
    return domains, settings


@same_meshes
@given(meshes())
def test_physical_names_are_unique_and_legal(mesh: tuple[Sequence[Domain], Settings]) -> None:
    domains, settings = mesh
    physical = [Names(domain.name, settings) for domain in domains]
    account = {
        "database": [one.database for one in physical],
        "monitor": [one.monitor for one in physical],
        "role": [one.role(function) for one in physical for function in FUNCTIONS],
        "warehouse": [
            one.warehouse(warehouse.name)
            for one, domain in zip(physical, domains, strict=True)
            for warehouse in domain.warehouses
        ],
    }
    for kind, found in account.items():
        assert len(found) == len(set(found)), kind
        assert all(SNOWFLAKE.fullmatch(name) for name in found), kind
    buckets = [one.bucket for one in physical]
    assert len(buckets) == len(set(buckets))
    assert all(BUCKET.fullmatch(bucket) for bucket in buckets)
    assert all(GLUE.fullmatch(one.glue_database) for one in physical)


@same_meshes
@given(meshes())
def test_names_inside_a_database_are_unique_and_legal(mesh: tuple[Sequence[Domain], Settings]) -> None:
    domains, settings = mesh
    for domain in domains:
        schemas = [names.schema(name) for name in (*LAYERS, *(product.name for product in domain.products))]
        roles = [role.role for role in access(domain, settings).database_roles]
        for found in (schemas, roles):
            assert len(found) == len(set(found))
            assert all(SNOWFLAKE.fullmatch(name) for name in found)


@same_meshes
@given(meshes())
def test_no_grant_goes_beyond_the_model(mesh: tuple[Sequence[Domain], Settings]) -> None:
    domains, settings = mesh
    for domain in domains:
        derived = access(domain, settings)
        own_roles = {role.role for role in derived.account_roles}
        own_warehouses = {Names(domain.name, settings).warehouse(warehouse.name) for warehouse in domain.warehouses}
        schemas = {names.schema(name) for name in (*LAYERS, *(product.name for product in domain.products))}
        assert {member.parent for member in derived.account_role_members} <= own_roles | {"SYSADMIN"}
        assert {member.parent.role for member in derived.database_role_members} <= own_roles
        assert {grant.on.warehouse for grant in derived.account_role_privileges} == own_warehouses
        assert {grant.on.schema for grant in derived.database_role_privileges} == schemas
        assert all(role.database == Names(domain.name, settings).database for role in derived.database_roles)


@same_meshes
@given(meshes())
def test_a_domain_is_reached_by_its_readers_alone(mesh: tuple[Sequence[Domain], Settings]) -> None:
    domains, settings = mesh
    roles = {Names(domain.name, settings).role("reader") for domain in domains}
    for domain in domains:
        granted = subscriptions(domain, settings)
        said = {(product.name, reader) for product in domain.products for reader in product.readers}
        assert {(one.product, one.reader) for one in granted} == said
        assert len({one.name for one in granted}) == len(granted) == len(said)
        assert {one.reader_role for one in granted} <= roles
