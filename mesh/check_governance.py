"""What domains take from the governance team, and what the governance team says of domains."""

from collections.abc import Collection, Iterator
from itertools import chain

from mesh.datatypes import arguments, base_type, canonical
from mesh.governance import Governance, is_held_by
from mesh.model import Domain
from mesh.names import FUNCTIONS, GOVERNANCE, Names, pool_role, steward
from mesh.problems import Problem, listed
from mesh.rules import meant
from mesh.settings import Settings
from mesh.words import Column, Product, ProductTable, RowAccess


def masks_and_rows_need_enterprise(domain: Domain, settings: Settings) -> Iterator[Problem]:
    """Yield masks and row access policies in an account whose edition has none.

    /user-guide/security-column-intro and /user-guide/security-row-intro ask for Enterprise Edition. Tags are in every
    account (/user-guide/object-tagging/snowflake-provided-tags), so owner and cost centre are said in any edition.
    """
    if settings.edition != "STANDARD":
        return
    allowed = f"none, because the account of stack {settings.environment} has Standard Edition"
    for product, port in _ports(domain):
        where = _where(product, port)
        for column in port.columns:
            if column.classification is not None:
                yield Problem(
                    domain.name,
                    f"{where}, column {column.name}, field classification",
                    column.classification,
                    allowed,
                    "take it out, and the column if nobody may see it: masks need Enterprise Edition",
                )
        if port.rows is not None:
            yield Problem(
                domain.name,
                f"{where}, field rows",
                port.rows.column,
                allowed,
                "take it out, and the readers who may not see all rows: row access needs Enterprise Edition",
            )


def _masks_need_enterprise(governance: Governance, settings: Settings) -> Iterator[Problem]:
    """Yield classifications that the stack would make masking policies of, in an account whose edition has none."""
    if settings.edition == "STANDARD" and is_held_by(settings):
        for classification in governance.classifications:
            yield Problem(
                GOVERNANCE,
                f"classification {classification.name}, field masks",
                classification.masks,
                f"none, because the account of stack {settings.environment} has Standard Edition",
                "take the classification out: masks need Enterprise Edition",
            )


def classifications(domain: Domain, governance: Governance | None) -> Iterator[Problem]:
    """Yield classifications, row mappings and cost centres of a domain that governance does not have."""
    for product, port in _ports(domain):
        where = _where(product, port)
        for column in port.columns:
            if column.classification is not None:
                yield from _classification(domain, where, column, column.classification, governance)
        if port.rows is not None and port.rows.mapping is not None:
            yield from _mapping(domain, where, port, port.rows, port.rows.mapping, governance)
    cost_centres = governance.cost_centres if governance else ()
    if domain.cost_centre is not None and cost_centres and domain.cost_centre not in cost_centres:
        yield Problem(
            domain.name,
            "field cost_centre",
            domain.cost_centre,
            f"cost centres of governance: {listed(cost_centres)}",
            meant(
                domain.cost_centre, cost_centres, otherwise="name one of these, or ask the governance team to add it"
            ),
        )


def governed(governance: Governance, settings: Settings, everyone: Collection[str]) -> Iterator[Problem]:
    """Yield domains that governance speaks of and the mesh does not have, and roles that are the mesh's own."""
    mentioned = chain(
        (
            (f"classification {each.name}, field clear", holder, holder.partition(".")[0])
            for each in governance.classifications
            for holder in each.clear
        ),
        (
            (f"pool {pool.name}, domain {lent.domain}, field domain", lent.domain, lent.domain)
            for pool in governance.pools
            for lent in pool.lent_to
        ),
        ((f"identity role {each.name}, field domain", each.domain, each.domain) for each in governance.identity_roles),
    )
    for where, value, name in mentioned:
        if name not in everyone:
            yield Problem(
                GOVERNANCE,
                where,
                value,
                f"domains of the mesh: {listed(everyone)}",
                meant(name, everyone, otherwise=f"take it out, or add the folder domains/{name}"),
            )
    yield from _masks_need_enterprise(governance, settings)
    yield from _roles_of_pools(governance, settings, everyone)
    yield from _roles_of_the_mesh(governance, settings, everyone)


def roles_of_domains(everyone: Collection[str], settings: Settings) -> dict[str, str]:
    """Return the functional roles of all domains of the mesh, and whose each is."""
    return {Names(domain, settings).role(function): domain for domain in everyone for function in FUNCTIONS}


def _roles_of_pools(governance: Governance, settings: Settings, everyone: Collection[str]) -> Iterator[Problem]:
    """Tell a pool whose role is there already: a domain's, as of `pool_a` and pool `a_engineer`, or the run's."""
    taken = {role: f"a role of domain {domain}" for role, domain in roles_of_domains(everyone, settings).items()}
    for role in (settings.snowflake_role, settings.admin_role):
        if role:
            taken[role] = f"what stack {settings.environment} runs as"
    for pool in governance.pools:
        role = pool_role(pool.name, settings)
        if role in taken:
            yield Problem(
                GOVERNANCE,
                f"pool {pool.name}, field name",
                pool.name,
                f"a name that does not make {role}, which is {taken[role]}",
                "rename the pool",
            )


def _roles_of_the_mesh(governance: Governance, settings: Settings, everyone: Collection[str]) -> Iterator[Problem]:
    roles = [
        *((f"pool {pool.name}, field identity_role", pool.identity_role) for pool in governance.pools),
        *((f"identity role {each.name}, field name", each.name) for each in governance.identity_roles),
    ]
    if governance.stewards:
        roles.append(("stewards, field identity_role", governance.stewards.identity_role))
    own = {
        *roles_of_domains(everyone, settings),
        *(pool_role(pool.name, settings) for pool in governance.pools),
        *(steward(settings), settings.snowflake_role, settings.admin_role),
    }
    for where, role in roles:
        if role in own:
            yield Problem(
                GOVERNANCE,
                where,
                role,
                f"a role that the identity provider fills; this one is the mesh's own in stack {settings.environment}",
                "name the role that comes from the identity provider; the mesh grants it the domain's role",
            )


def _classification(
    domain: Domain, where: str, column: Column, name: str, governance: Governance | None
) -> Iterator[Problem]:
    where = f"{where}, column {column.name}, field classification"
    known = [each.name for each in governance.classifications] if governance else []
    classification = governance.classification(name) if governance else None
    if classification is None:
        yield Problem(
            domain.name,
            where,
            name,
            f"classifications of governance: {listed(known) or 'there are none yet'}",
            meant(name, known, otherwise="take it out, or ask the governance team to define it"),
        )
    elif base_type(column.type) not in classification.masks:
        yield Problem(
            domain.name,
            where,
            name,
            f"a classification with a mask for {base_type(column.type)}; {name} has one for "
            f"{', '.join(classification.masks)}",
            f"give the column another type, or ask the governance team for a mask of {name} for "
            f"{base_type(column.type)}",
        )


def _mapping(
    domain: Domain, where: str, port: ProductTable, rows: RowAccess, name: str, governance: Governance | None
) -> Iterator[Problem]:
    where = f"{where}, row access, field mapping"
    types = {each.name: canonical(each.type) or "" for each in governance.row_mappings} if governance else {}
    if name not in types:
        yield Problem(
            domain.name,
            where,
            name,
            f"row mappings of governance: {listed(types) or 'there are none yet'}",
            meant(name, types, otherwise="name one of these, or ask the governance team to add it"),
        )
        return
    column = next(each for each in port.columns if each.name == rows.column)
    if _kind(column.type) != _kind(types[name]):
        yield Problem(
            domain.name,
            where,
            name,
            f"a row mapping of type {column.type}, as column {column.name} has; {name} has {types[name]}",
            "choose another column or another row mapping",
        )


def _kind(type_: str) -> tuple[str, int]:
    """A type without what does not matter when values are compared: lengths, but not decimal places."""
    return base_type(type_), arguments(type_)[1] if base_type(type_) == "NUMBER" else 0


def _ports(domain: Domain) -> Iterator[tuple[Product, ProductTable]]:
    for product in domain.products:
        for port in product.ports:
            yield product, port


def _where(product: Product, port: ProductTable) -> str:
    return f"product {product.name}, table {port.name}" if product.tables else f"product {product.name}"
