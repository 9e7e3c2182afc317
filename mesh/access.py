"""Roles and grants of a domain, derived as data. Nobody writes a grant.

Access roles are database roles; they hold the privileges:

| database role | on its schema | on the tables and views in it | held by |
|---|---|---|---|
| `LANDING_R` | USAGE | SELECT | transformer |
| `LANDING_W` | USAGE, CREATE STAGE, CREATE TABLE | SELECT, INSERT | loader |
| `STAGING_RW` | USAGE, CREATE TABLE, CREATE VIEW | SELECT, INSERT, UPDATE, DELETE, TRUNCATE | transformer |
| `CORE_RW` | as `STAGING_RW` | as `STAGING_RW` | transformer |
| `<PRODUCT>_R` | USAGE | SELECT on each of the product's views, named | analyst; reader of each subscribed domain |

Functional roles are account roles; they hold access roles, warehouses and one another: `ENGINEER` holds `ANALYST`,
`TRANSFORMER` and `LOADER`, so that engineers can repair what dbt and ingest own; `ANALYST` and `TRANSFORMER` hold
`READER`, the domain as a consumer; SYSADMIN holds `ENGINEER`, and so all of them. Every schema has managed access, so
only its owner, the deploy role, grants in it.

`CORE_RW` of a domain with lake products has SELECT on the Iceberg tables in its schema too, a type apart in a grant on
many (/sql-reference/sql/grant-privilege): Spark writes them, and dbt reads them as any table of the domain.

`LOADER` of a domain with ingests from Kafka is granted some privileges itself too, because the connector counts no
others: see `mesh.kafka`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from mesh import lake, names
from mesh.model import Domain
from mesh.names import SYSADMIN, Function, LayerName, Names
from mesh.settings import Settings
from mesh.words import Product


@dataclass(frozen=True, slots=True)
class AccountRole:
    """A functional role; `role` is its physical name."""

    name: str
    role: str
    comment: str


@dataclass(frozen=True, slots=True)
class DatabaseRole:
    """An access role inside the domain's database."""

    name: str
    database: str
    role: str
    comment: str


@dataclass(frozen=True, slots=True)
class OnWarehouse:
    """A warehouse, by its physical name."""

    warehouse: str


@dataclass(frozen=True, slots=True)
class OnSchema:
    """A schema of the domain's database."""

    schema: str


@dataclass(frozen=True, slots=True)
class OnView:
    """One view."""

    schema: str
    view: str


@dataclass(frozen=True, slots=True)
class OnAll:
    """The objects of a type that are in a schema when the grant is made."""

    object_type_plural: str
    schema: str


@dataclass(frozen=True, slots=True)
class OnFuture:
    """The objects of a type that are made in a schema after the grant."""

    object_type_plural: str
    schema: str


@dataclass(frozen=True, slots=True)
class OnInherited:
    """The objects of a type that are in a schema at any time; for accounts that enabled inherited grants."""

    object_type_plural: str
    schema: str


SchemaTarget = OnSchema | OnView | OnAll | OnFuture | OnInherited


@dataclass(frozen=True, slots=True)
class DatabaseRolePrivileges:
    """Privileges of a database role; `privileges` are sorted."""

    name: str
    grantee: DatabaseRole
    privileges: tuple[str, ...]
    on: SchemaTarget


@dataclass(frozen=True, slots=True)
class AccountRolePrivileges:
    """Privileges of an account role on a warehouse; `privileges` are sorted."""

    name: str
    grantee: AccountRole
    privileges: tuple[str, ...]
    on: OnWarehouse


@dataclass(frozen=True, slots=True)
class DatabaseRoleMember:
    """`GRANT DATABASE ROLE database_role TO ROLE parent`."""

    name: str
    database_role: DatabaseRole
    parent: AccountRole


@dataclass(frozen=True, slots=True)
class AccountRoleMember:
    """`GRANT ROLE role TO ROLE parent`; `parent` is the physical name of a role of the domain, or SYSADMIN."""

    name: str
    role: AccountRole
    parent: str


@dataclass(frozen=True, slots=True)
class Access:
    """All roles and grants inside one domain. Each `name` is the logical name, without the component's in front."""

    account_roles: tuple[AccountRole, ...]
    database_roles: tuple[DatabaseRole, ...]
    database_role_privileges: tuple[DatabaseRolePrivileges, ...]
    account_role_privileges: tuple[AccountRolePrivileges, ...]
    database_role_members: tuple[DatabaseRoleMember, ...]
    account_role_members: tuple[AccountRoleMember, ...]


@dataclass(frozen=True, slots=True)
class _LayerRole:
    """An access role of an internal layer: what it may do, and which functional role holds it."""

    layer: LayerName
    reach: names.Reach
    on_schema: tuple[str, ...]
    on_objects: dict[str, tuple[str, ...]]
    holder: Function
    comment: str


_BUILD: Final = ("CREATE TABLE", "CREATE VIEW", "USAGE")
_CHANGE: Final = {"TABLES": ("DELETE", "INSERT", "SELECT", "TRUNCATE", "UPDATE"), "VIEWS": ("SELECT",)}

_LAYER_ROLES: Final = (
    _LayerRole("landing", "R", ("USAGE",), {"TABLES": ("SELECT",)}, "transformer", "Reads what has landed"),
    _LayerRole(
        "landing",
        "W",
        ("CREATE STAGE", "CREATE TABLE", "USAGE"),
        {"TABLES": ("INSERT", "SELECT")},
        "loader",
        "Brings data into the domain",
    ),
    _LayerRole("staging", "RW", _BUILD, _CHANGE, "transformer", "Builds the intermediate tables"),
    _LayerRole("core", "RW", _BUILD, _CHANGE, "transformer", "Builds the tables under the products"),
)

_COMMENTS: Final[dict[Function, str]] = {
    "engineer": "Engineers of {domain}: all layers, all warehouses",
    "analyst": "Analysts of {domain}: its products and its subscriptions",
    "transformer": "Transformations of {domain}, such as dbt: from landing to core",
    "loader": "Ingest of {domain}: into landing",
    "reader": "{domain} as a consumer: holds its subscriptions to other domains' products",
}

# Who holds whom: the child's privileges are the parent's too.
_HOLDERS: Final[tuple[tuple[Function, Function], ...]] = (
    ("reader", "analyst"),
    ("reader", "transformer"),
    ("analyst", "engineer"),
    ("transformer", "engineer"),
    ("loader", "engineer"),
)


def access(domain: Domain, settings: Settings) -> Access:
    """Derive all roles and grants inside a domain; what it grants to other domains is in `mesh.subscriptions`."""
    physical = Names(domain.name, settings)
    roles = {
        function: AccountRole(f"{function}", physical.role(function), comment.format(domain=domain.name))
        for function, comment in _COMMENTS.items()
    }
    layer_roles = [(role, _layer_database_role(role, physical.database)) for role in _LAYER_ROLES]
    product_roles = [(product, _product_database_role(product, physical.database)) for product in domain.products]
    return Access(
        account_roles=tuple(roles.values()),
        database_roles=tuple(role for _, role in chain(layer_roles, product_roles)),
        database_role_privileges=tuple(
            chain(
                *(_layer_privileges(role, grantee, domain, settings) for role, grantee in layer_roles),
                *(_product_privileges(product, grantee) for product, grantee in product_roles),
            )
        ),
        account_role_privileges=tuple(_warehouse_privileges(domain, physical, roles)),
        database_role_members=tuple(
            [_member(grantee, roles[role.holder]) for role, grantee in layer_roles]
            + [_member(grantee, roles["analyst"]) for _, grantee in product_roles]
        ),
        account_role_members=tuple(_account_role_members(roles)),
    )


def _layer_database_role(role: _LayerRole, database: str) -> DatabaseRole:
    return DatabaseRole(
        name=f"{role.layer}-{role.reach.lower()}",
        database=database,
        role=names.database_role(role.layer, role.reach),
        comment=role.comment,
    )


def _product_database_role(product: Product, database: str) -> DatabaseRole:
    return DatabaseRole(
        name=f"{product.name}-r",
        database=database,
        role=names.database_role(product.name, "R"),
        comment=f"Reads the product {product.name}",
    )


def _on_objects(role: _LayerRole, domain: Domain) -> dict[str, tuple[str, ...]]:
    """The privileges by plural type of object; whoever builds `CORE` reads its lake tables."""
    reads_lake = role.layer == "core" and any(map(lake.is_lake, domain.products))
    return {**role.on_objects, **({"ICEBERG TABLES": ("SELECT",)} if reads_lake else {})}


def _layer_privileges(
    role: _LayerRole, grantee: DatabaseRole, domain: Domain, settings: Settings
) -> Iterator[DatabaseRolePrivileges]:
    schema = names.schema(role.layer)
    yield DatabaseRolePrivileges(f"{grantee.name}-on-schema", grantee, role.on_schema, OnSchema(schema))
    for plural, privileges in _on_objects(role, domain).items():
        targets: tuple[OnInherited | OnFuture | OnAll, ...] = (
            (OnInherited(plural, schema),)
            if settings.internal_grants == "inherited"
            else (OnFuture(plural, schema), OnAll(plural, schema))
        )
        for target in targets:
            kind = type(target).__name__.removeprefix("On").lower()
            which = plural.lower().replace(" ", "-")
            yield DatabaseRolePrivileges(f"{grantee.name}-on-{kind}-{which}", grantee, privileges, target)


def _product_privileges(product: Product, grantee: DatabaseRole) -> Iterator[DatabaseRolePrivileges]:
    schema = names.schema(product.name)
    yield DatabaseRolePrivileges(f"{grantee.name}-on-schema", grantee, ("USAGE",), OnSchema(schema))
    for port in product.ports:
        view = OnView(schema, names.view(port.name))
        which = "view" if port.name == product.name else f"view-{port.name}"
        yield DatabaseRolePrivileges(f"{grantee.name}-on-{which}", grantee, ("SELECT",), view)


def _warehouse_privileges(
    domain: Domain, physical: Names, roles: dict[Function, AccountRole]
) -> Iterator[AccountRolePrivileges]:
    for warehouse in domain.warehouses:
        users: dict[Function, tuple[str, ...]] = {"engineer": ("OPERATE", "USAGE")}
        users |= dict.fromkeys(warehouse.used_by, ("USAGE",))
        for function, privileges in users.items():
            yield AccountRolePrivileges(
                name=f"{function}-on-warehouse-{warehouse.name}",
                grantee=roles[function],
                privileges=privileges,
                on=OnWarehouse(physical.warehouse(warehouse.name)),
            )


def _member(database_role: DatabaseRole, parent: AccountRole) -> DatabaseRoleMember:
    return DatabaseRoleMember(f"{database_role.name}-to-{parent.name}", database_role, parent)


def _account_role_members(roles: dict[Function, AccountRole]) -> Iterator[AccountRoleMember]:
    for child, parent in _HOLDERS:
        yield AccountRoleMember(f"{child}-to-{parent}", roles[child], roles[parent].role)
    yield AccountRoleMember("engineer-to-sysadmin", roles["engineer"], SYSADMIN)
