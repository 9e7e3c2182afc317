"""How people come to their roles: through roles that the identity provider fills, never by a grant to a user.

The identity provider's roles are there before the mesh (SCIM makes and owns them, /user-guide/scim-intro); the mesh
grants them functional roles of domains, and the roles of engineer pools.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mesh import names
from mesh.governance import Governance
from mesh.names import SYSADMIN, Function
from mesh.settings import Settings


@dataclass(frozen=True, slots=True)
class PoolRole:
    """The role of a pool of engineers, and who holds it: the identity provider's role, and SYSADMIN as of all roles."""

    name: str
    role: str
    comment: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """A functional role of a domain that a role outside of it holds: a pool's, or the identity provider's.

    `pool` is the pool's name, None where `parent` is the identity provider's. The domain's stack grants it.
    """

    name: str
    domain: str
    function: Function
    parent: str
    pool: str | None


def pool_roles(governance: Governance, settings: Settings) -> tuple[PoolRole, ...]:
    """Derive the roles of the engineer pools."""
    return tuple(
        PoolRole(
            name=pool.name,
            role=names.pool_role(pool.name, settings),
            comment=pool.description or f"Engineers of the pool {pool.name}, in the domains that they are lent to",
            parents=(pool.identity_role, SYSADMIN),
        )
        for pool in governance.pools
    )


def memberships(governance: Governance, settings: Settings) -> tuple[Membership, ...]:
    """Derive who holds functional roles of domains from outside of them."""
    return (*_lent(governance, settings), *_identified(governance))


def _lent(governance: Governance, settings: Settings) -> Iterator[Membership]:
    for pool in governance.pools:
        parent = names.pool_role(pool.name, settings)
        for lent in pool.lent_to:
            yield Membership(f"{lent.domain}-engineer-to-pool-{pool.name}", lent.domain, "engineer", parent, pool.name)


def _identified(governance: Governance) -> Iterator[Membership]:
    for each in governance.identity_roles:
        name = f"{each.domain}-{each.function}-to-{each.name.lower()}"
        yield Membership(name, each.domain, each.function, each.name, None)


def identity_roles(governance: Governance) -> tuple[str, ...]:
    """The roles that the identity provider fills, each once, as the governance team names them."""
    named = [pool.identity_role for pool in governance.pools] + [each.name for each in governance.identity_roles]
    if governance.stewards:
        named.append(governance.stewards.identity_role)
    return tuple(dict.fromkeys(named))
