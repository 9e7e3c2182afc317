"""Rules over all domains of a stack together, in the stack's terms: every mistake at once.

What can be judged from one domain alone was refused when the `Domain` was made. Whether a *change* loses data is not
judged here: the engine's `protect` refuses it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final

from mesh.ending import about_to_end, ended, endings
from mesh.governance import Governance
from mesh.model import Domain
from mesh.names import owner_of_warehouse
from mesh.problems import Problem, listed, nearest
from mesh.settings import Edition, Settings
from mesh.words import LONGEST_RETENTION_DAYS, SIZES, Warehouse

# /user-guide/data-time-travel
_LONGEST_RETENTION_DAYS: Final[dict[Edition, int]] = {
    "STANDARD": 1,
    "ENTERPRISE": LONGEST_RETENTION_DAYS,
    "BUSINESS_CRITICAL": LONGEST_RETENTION_DAYS,
}
_ASK: Final = "ask the platform team to raise"


def check(
    domains: Sequence[Domain],
    settings: Settings,
    *,
    today: date,
    known: Collection[str] | None = None,
    governance: Governance | None = None,
) -> list[Problem]:
    """Return all that is wrong with the domains of a stack, and with what governance says of them, as of a day.

    `known` are the names of all domains of the mesh, of which `domains` may be a part; the same ones if left out.
    """
    # Keys of a dictionary are both in order, for people, and quick to look up, for a mesh of a thousand domains.
    everyone = dict.fromkeys(sorted(known if known is not None else {domain.name for domain in domains})).keys()
    problems = [*_chosen_domains(settings, everyone), *_same_name(domains)]
    for domain in domains:
        problems += _unknown_readers(domain, everyone)
        problems += _warehouse_names(domain, everyone)
        problems += _warehouse_limits(domain, settings)
        problems += _retention(domain, settings)
        problems += _credits(domain, settings)
    return [*problems, *ended(endings(domains, governance), today)]


def warnings(domains: Sequence[Domain], governance: Governance | None, today: date) -> list[Problem]:
    """Return what will be wrong within thirty days: readers, shares and loans of engineers that are about to end."""
    return about_to_end(endings(domains, governance), today)


def _chosen_domains(settings: Settings, everyone: Collection[str]) -> Iterator[Problem]:
    for name in settings.domains or ():
        if name not in everyone:
            yield Problem(
                f"stack {settings.environment}",
                "configuration, key datamesh:domains",
                name,
                f"domains of the mesh: {listed(everyone)}",
                _name_fix(name, everyone, otherwise=f"take it out, or add the folder domains/{name}"),
            )


def _same_name(domains: Sequence[Domain]) -> Iterator[Problem]:
    for name, count in Counter(domain.name for domain in domains).items():
        if count > 1:
            yield Problem(name, "field name", name, "each domain once", "rename one of the domains of this name")


def _unknown_readers(domain: Domain, everyone: Collection[str]) -> Iterator[Problem]:
    for product in domain.products:
        for reader in (subscriber.domain for subscriber in product.subscribers):
            if reader not in everyone:
                others = [name for name in everyone if name != domain.name]
                yield Problem(
                    domain.name,
                    f"product {product.name}, field readers",
                    reader,
                    f"other domains of the mesh: {listed(others) or 'there are none yet'}",
                    _name_fix(reader, others, otherwise=f"take it out, or add the folder domains/{reader}"),
                )


def _warehouse_names(domain: Domain, everyone: Collection[str]) -> Iterator[Problem]:
    for warehouse in domain.warehouses:
        owner = owner_of_warehouse(domain.name, warehouse.name, everyone)
        if owner != domain.name:
            yield Problem(
                domain.name,
                f"warehouse {warehouse.name}, field name",
                warehouse.name,
                f"a name that does not make {domain.name}_{warehouse.name} look like a warehouse of domain {owner}",
                "rename the warehouse",
            )


def _warehouse_limits(domain: Domain, settings: Settings) -> Iterator[Problem]:
    for warehouse in domain.warehouses:
        where = f"warehouse {warehouse.name}, field"
        if SIZES.index(warehouse.size) > SIZES.index(settings.max_warehouse_size):
            yield Problem(
                domain.name,
                f"{where} size",
                warehouse.size,
                f"at most {settings.max_warehouse_size} in stack {settings.environment}",
                f'write size="{settings.max_warehouse_size}" or smaller, or {_ASK} datamesh:maxWarehouseSize',
            )
        yield from _cluster_limits(domain, warehouse, where, settings)


def _cluster_limits(domain: Domain, warehouse: Warehouse, where: str, settings: Settings) -> Iterator[Problem]:
    if settings.edition == "STANDARD" and warehouse.max_clusters > 1:
        yield Problem(
            domain.name,
            f"{where} max_clusters",
            warehouse.max_clusters,
            f"1, because the account of stack {settings.environment} has Standard Edition",
            "write max_clusters=1: more clusters need Enterprise Edition",
        )
    elif warehouse.max_clusters > settings.max_clusters:
        yield Problem(
            domain.name,
            f"{where} max_clusters",
            warehouse.max_clusters,
            f"at most {settings.max_clusters} in stack {settings.environment}",
            f"write max_clusters={settings.max_clusters} or less, or {_ASK} datamesh:maxClusters",
        )


def _retention(domain: Domain, settings: Settings) -> Iterator[Problem]:
    by_edition = _LONGEST_RETENTION_DAYS[settings.edition]
    longest = min(by_edition, settings.max_retention_days)
    reason, remedy = (
        (f"because its account has {settings.edition.title().replace('_', ' ')} Edition", "")
        if by_edition <= settings.max_retention_days
        else ("by its configuration", f", or {_ASK} datamesh:maxRetentionDays")
    )
    retentions = [
        ("layer landing", domain.landing.retention_days),
        ("layer staging", domain.staging.retention_days),
        ("layer core", domain.core.retention_days),
        *((f"product {product.name}", product.retention_days or 0) for product in domain.products),
    ]
    for where, days in retentions:
        if days > longest:
            yield Problem(
                domain.name,
                f"{where}, field retention_days",
                days,
                f"at most {longest} in stack {settings.environment}, {reason}",
                f"write retention_days={longest} or less{remedy}",
            )


def _credits(domain: Domain, settings: Settings) -> Iterator[Problem]:
    if domain.monthly_credits > settings.max_monthly_credits:
        yield Problem(
            domain.name,
            "field monthly_credits",
            domain.monthly_credits,
            f"at most {settings.max_monthly_credits} in stack {settings.environment}",
            f"write monthly_credits={settings.max_monthly_credits} or less, or {_ASK} datamesh:maxMonthlyCredits",
        )


def _name_fix(name: str, names: Collection[str], *, otherwise: str) -> str:
    close = nearest(name, names)
    return f'write "{close}"' if close else otherwise
