"""Rules over all domains of a stack together, in the stack's terms: every mistake at once.

What can be judged from one domain alone was refused when the `Domain` was made. Whether a *change* loses data is not
judged here: the engine's `protect` refuses it. Here are names, of domains and of what is theirs; the limits are in
`mesh.check_limits`, what governance decides in `mesh.check_governance`, what goes in and out in `mesh.check_exchange`.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from mesh.check_exchange import exchange
from mesh.check_governance import classifications, governed, masks_and_rows_need_enterprise, roles_of_domains
from mesh.check_limits import limits
from mesh.ending import about_to_end, ended, endings
from mesh.governance import Governance
from mesh.model import Domain
from mesh.names import GOVERNANCE, owner_of_warehouse
from mesh.problems import Problem, listed
from mesh.rules import meant
from mesh.settings import Settings


def check(
    domains: Sequence[Domain],
    settings: Settings,
    *,
    today: date,
    known: Collection[str] | None = None,
    governance: Governance | None = None,
    governance_is_wrong: bool = False,
) -> list[Problem]:
    """Return all that is wrong with the domains of a stack, and with what governance says of them, as of a day.

    `known` are the names of all domains of the mesh, of which `domains` may be a part; the same ones if left out. Where
    the governance team's file is wrong, nothing is said about what domains take from it.
    """
    # Keys of a dictionary are both in order, for people, and quick to look up, for a mesh of a thousand domains.
    everyone = dict.fromkeys(sorted(known if known is not None else {domain.name for domain in domains})).keys()
    choices = {*everyone, GOVERNANCE} if governance else everyone
    problems = [*_chosen_domains(settings, sorted(choices)), *_same_name(domains), *_own_roles(settings, everyone)]
    for domain in domains:
        problems += _unknown_readers(domain, everyone)
        problems += _names_of_others(domain, everyone)
        problems += masks_and_rows_need_enterprise(domain, settings)
        if not governance_is_wrong:
            problems += classifications(domain, governance)
    problems += limits(domains, settings, governance)
    problems += exchange(domains, settings, everyone, governance, governance_is_wrong=governance_is_wrong)
    if governance:
        problems += governed(governance, settings, everyone)
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
                meant(name, everyone, otherwise=f"take it out, or add the folder domains/{name}"),
            )


def _own_roles(settings: Settings, everyone: Collection[str]) -> Iterator[Problem]:
    """Tell a role that the stack runs as and would make for a domain: it is there, and not the stack's, before that."""
    made = roles_of_domains(everyone, settings)
    for key, role in (("snowflake:role", settings.snowflake_role), ("datamesh:adminRole", settings.admin_role)):
        if role in made:
            yield Problem(
                f"stack {settings.environment}",
                f"configuration, key {key}",
                role,
                f"a role that is there before the stack; this one is a role of domain {made[role]}",
                "name the role that scripts/bootstrap.sql makes, or rename the domain",
            )


def _same_name(domains: Sequence[Domain]) -> Iterator[Problem]:
    for name, count in Counter(domain.name for domain in domains).items():
        if count > 1:
            yield Problem(name, "field name", name, "each domain once", "rename one of the domains of this name")


def _unknown_readers(domain: Domain, everyone: Collection[str]) -> Iterator[Problem]:
    mentioned = [
        *((f"product {product.name}", reader.domain) for product in domain.products for reader in product.subscribers),
        *((f"inbound share {inbound.name}", reader) for inbound in domain.inbound_shares for reader in inbound.readers),
    ]
    for where, reader in mentioned:
        if reader not in everyone:
            others = [name for name in everyone if name != domain.name]
            yield Problem(
                domain.name,
                f"{where}, field readers",
                reader,
                f"other domains of the mesh: {listed(others) or 'there are none yet'}",
                meant(reader, others, otherwise=f"take it out, or add the folder domains/{reader}"),
            )


def _names_of_others(domain: Domain, everyone: Collection[str]) -> Iterator[Problem]:
    """Tell what would have the physical name of another domain's database, or of something that can be that domain's.

    The physical names of all these begin with the domain's: see `owner_of_warehouse`.
    """
    named = [
        *(("warehouse", "warehouse", warehouse.name) for warehouse in domain.warehouses),
        *(("share", "share", share.name) for share in domain.shares),
        *(("inbound share", "database", inbound.name) for inbound in domain.inbound_shares),
    ]
    for kind, looks, name in named:
        made = f"from_{name}" if kind == "inbound share" else name
        full = f"{domain.name}_{made}"
        is_database = kind == "inbound share" and full in everyone
        owner = full if is_database else owner_of_warehouse(domain.name, made, everyone)
        if owner != domain.name:
            yield Problem(
                domain.name,
                f"{kind} {name}, field name",
                name,
                f"a name that does not make {full} look like {'the' if is_database else 'a'} {looks} of domain {owner}",
                f"rename the {kind}",
            )
