"""No two things of an accepted mesh have one name in the account: many meshes, of names that are likely to meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tried

from mesh import Domain, datatypes, names
from mesh.names import FUNCTIONS, Names
from mesh.settings import Settings, from_config
from tests.any_mesh.meshes import Mesh, meshes


def of_account(mesh: Mesh, settings: Settings) -> Iterator[tuple[str, str]]:
    """Databases and roles; those of the run and of the identity provider are there before."""
    yield "database", names.governance_database(settings)
    yield "role", names.steward(settings)
    yield from (("role", role) for role in (settings.snowflake_role, settings.admin_role) if role)
    yield from (("role", names.pool_role(pool.name, settings)) for pool in mesh.governance.pools)
    for domain in mesh.domains:
        own = Names(domain.name, settings)
        yield "database", own.database
        yield from (("database", own.inbound(inbound.name)) for inbound in domain.inbound_shares)
        yield from (("role", own.role(function)) for function in FUNCTIONS)
        yield from (("warehouse", own.warehouse(warehouse.name)) for warehouse in domain.warehouses)
        yield from (("share", own.share(share.name)) for share in domain.shares)


def of_domain(domain: Domain) -> Iterator[tuple[str, str]]:
    """Tables of products, whoever writes them, and the row access policies of each product."""
    for product in domain.products:
        for port in product.ports:
            yield "table", names.base_table(product.name, port.name)
            yield "table", names.lake_table(product.name, port.name)
            if port.rows:
                type_ = next(column.type for column in port.columns if column.name == port.rows.column)
                policy = names.row_access_policy(port.name, port.rows.column, datatypes.widest(type_))
                yield f"row access policy of {product.name}", policy


@tried(
    max_examples=400,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(meshes())
def test_no_two_things_have_one_name(mesh: Mesh) -> None:
    settings = from_config(mesh.configuration, environment=mesh.stack)
    for named in (of_account(mesh, settings), *map(of_domain, mesh.domains)):
        assert [name for name, count in Counter(named).items() if count > 1] == []
