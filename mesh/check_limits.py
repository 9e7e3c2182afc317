"""Limits on what domains cost and keep: those of the stack and of governance, of which the lower one counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mesh.governance import Ceilings, Governance
from mesh.model import Domain
from mesh.names import GOVERNANCE
from mesh.problems import Problem
from mesh.settings import Edition, Settings
from mesh.words import LONGEST_RETENTION_DAYS, SIZES, Size, Warehouse

# /user-guide/data-time-travel
_LONGEST_RETENTION_DAYS: Final[dict[Edition, int]] = {
    "STANDARD": 1,
    "ENTERPRISE": LONGEST_RETENTION_DAYS,
    "BUSINESS_CRITICAL": LONGEST_RETENTION_DAYS,
}


@dataclass(frozen=True, slots=True)
class _Limit:
    """The largest value of something, whose limit it is, and who may raise it."""

    most: int
    reason: str
    remedy: str


def limits(domains: Sequence[Domain], settings: Settings, governance: Governance | None) -> Iterator[Problem]:
    """Yield what goes beyond the stack's limits or the ceilings of the mesh."""
    ceilings = governance.ceilings if governance else Ceilings()
    for domain in domains:
        yield from _warehouses(domain, settings, ceilings)
        yield from _retention(domain, settings, ceilings)
        yield from _credits(domain.name, "field monthly_credits", domain.monthly_credits, settings, ceilings)
    if governance and governance.stewards:
        asked = governance.stewards.monthly_credits
        yield from _credits(GOVERNANCE, "stewards, field monthly_credits", asked, settings, ceilings)
    yield from _credits_of_mesh(domains, settings, ceilings)


def _lower(settings: Settings, key: str, own: int, ceiling: str, most: int | None) -> _Limit:
    """Return the lower of a stack's own limit and a ceiling of governance."""
    if most is not None and most < own:
        return _Limit(
            most,
            f" in stack {settings.environment}, by the ceilings of governance",
            f", or ask the governance team to raise {ceiling}",
        )
    return _Limit(own, f" in stack {settings.environment}", f", or ask the platform team to raise {key}")


def _warehouses(domain: Domain, settings: Settings, ceilings: Ceilings) -> Iterator[Problem]:
    ceiling = None if ceilings.warehouse_size is None else SIZES.index(ceilings.warehouse_size)
    own = SIZES.index(settings.max_warehouse_size)
    size = _lower(settings, "datamesh:maxWarehouseSize", own, "warehouse_size", ceiling)
    clusters = _lower(settings, "datamesh:maxClusters", settings.max_clusters, "clusters", ceilings.clusters)
    for warehouse in domain.warehouses:
        where = f"warehouse {warehouse.name}, field"
        if SIZES.index(warehouse.size) > size.most:
            largest: Size = SIZES[size.most]
            yield Problem(
                domain.name,
                f"{where} size",
                warehouse.size,
                f"at most {largest}{size.reason}",
                f'write size="{largest}" or smaller{size.remedy}',
            )
        yield from _clusters(domain, warehouse, where, settings, clusters)


def _clusters(domain: Domain, warehouse: Warehouse, where: str, settings: Settings, limit: _Limit) -> Iterator[Problem]:
    if settings.edition == "STANDARD" and warehouse.max_clusters > 1:
        yield Problem(
            domain.name,
            f"{where} max_clusters",
            warehouse.max_clusters,
            f"1, because the account of stack {settings.environment} has Standard Edition",
            "write max_clusters=1: more clusters need Enterprise Edition",
        )
    elif warehouse.max_clusters > limit.most:
        yield Problem(
            domain.name,
            f"{where} max_clusters",
            warehouse.max_clusters,
            f"at most {limit.most}{limit.reason}",
            f"write max_clusters={limit.most} or less{limit.remedy}",
        )


def _retention(domain: Domain, settings: Settings, ceilings: Ceilings) -> Iterator[Problem]:
    limit = _longest_retention(settings, ceilings)
    retentions = [
        *((f"layer {name}", layer.retention_days) for name, layer in domain.layers.items()),
        *((f"product {product.name}", product.retention_days or 0) for product in domain.products),
    ]
    for where, days in retentions:
        if days > limit.most:
            yield Problem(
                domain.name,
                f"{where}, field retention_days",
                days,
                f"at most {limit.most}{limit.reason}",
                f"write retention_days={limit.most} or less{limit.remedy}",
            )


def _longest_retention(settings: Settings, ceilings: Ceilings) -> _Limit:
    limit = _lower(
        settings,
        "datamesh:maxRetentionDays",
        settings.max_retention_days,
        "retention_days",
        ceilings.retention_days,
    )
    by_edition = _LONGEST_RETENTION_DAYS[settings.edition]
    if by_edition > limit.most:
        return limit
    edition = settings.edition.title().replace("_", " ")
    return _Limit(by_edition, f" in stack {settings.environment}, because its account has {edition} Edition", "")


def _credits(subject: str, where: str, asked: int, settings: Settings, ceilings: Ceilings) -> Iterator[Problem]:
    own, ceiling = settings.max_monthly_credits, ceilings.monthly_credits
    limit = _lower(settings, "datamesh:maxMonthlyCredits", own, "monthly_credits", ceiling)
    if asked > limit.most:
        yield Problem(
            subject,
            where,
            asked,
            f"at most {limit.most}{limit.reason}",
            f"write monthly_credits={limit.most} or less{limit.remedy}",
        )


def _credits_of_mesh(domains: Sequence[Domain], settings: Settings, ceilings: Ceilings) -> Iterator[Problem]:
    most, asked = ceilings.monthly_credits_of_mesh, sum(domain.monthly_credits for domain in domains)
    if most is not None and asked > most:
        thirsty = sorted(domains, key=lambda domain: -domain.monthly_credits)[:3]
        shown = ", ".join(f"{domain.name} {domain.monthly_credits}" for domain in thirsty)
        yield Problem(
            f"stack {settings.environment}",
            "monthly_credits of all domains together",
            asked,
            f"at most {most}, by the ceilings of governance",
            f"lower monthly_credits of some domains (the most have {shown}), "
            "or ask the governance team to raise monthly_credits_of_mesh",
        )
