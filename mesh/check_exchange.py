"""What goes out of the mesh and comes into it, against the stack's settings and what governance allows."""

from collections.abc import Collection, Iterator, Sequence

from mesh.exchange import Share
from mesh.governance import Governance
from mesh.iam import LONGEST_POLICY, length, load_policy, no_issuer, spark_policy
from mesh.ingest import file_load
from mesh.kafka import PUBLIC_KEYS, no_public_key
from mesh.lake import lake_tables
from mesh.missing import missing
from mesh.model import Domain
from mesh.problems import Problem, listed
from mesh.rules import meant
from mesh.settings import Settings


def exchange(
    domains: Sequence[Domain],
    settings: Settings,
    everyone: Collection[str],
    governance: Governance | None,
    *,
    governance_is_wrong: bool,
) -> Iterator[Problem]:
    """Yield shares that may not be, and what ingests and jobs need of the stack's configuration and do not find."""
    for domain in domains:
        for share in domain.shares:
            yield from _own_account(domain, f"share {share.name}, field account", share.account, settings)
            yield from _outside(domain, share, settings)
            if share.region is not None and not governance_is_wrong:
                yield from _region(domain, share, share.region, settings, governance)
        for inbound in domain.inbound_shares:
            account = inbound.share.rpartition(".")[0]
            yield from _own_account(domain, f"inbound share {inbound.name}, field share", account, settings)
        yield from _policies_fit(domain, settings)
    yield from _taken_twice(domains)
    yield from _no_region(domains, settings)
    yield from _kafka_keys(domains, settings, everyone)
    yield from _oidc_issuer(domains, settings)


def _policies_fit(domain: Domain, settings: Settings) -> Iterator[Problem]:
    """Tell what makes a role's policy longer than IAM takes; a domain has a role for its loads and one for its lake."""
    loads = [file_load(domain, ingest, settings).prefix for ingest in domain.file_ingests]
    tables = lake_tables(domain, settings)
    for field, count, things, policy in (
        ("ingests", len(loads), "file ingests", load_policy(domain, settings, loads)),
        ("products", len(tables), "tables that Spark writes", spark_policy(domain, settings)),
    ):
        if count and length(policy) > LONGEST_POLICY:
            yield Problem(
                domain.name,
                f"field {field}",
                f"{count} {things}",
                f"{things} that an IAM role's policy can list in {LONGEST_POLICY} characters; these take "
                f"{length(policy)}",
                "shorten their names and prefixes, or divide the domain",
            )


def _taken_twice(domains: Sequence[Domain]) -> Iterator[Problem]:
    """Tell a share that two domains take: an account can consume it once (/user-guide/data-share-consumers)."""
    taken: dict[str, str] = {}
    for domain in domains:
        for inbound in domain.inbound_shares:
            first = taken.setdefault(inbound.share, domain.name)
            if first != domain.name:
                yield Problem(
                    domain.name,
                    f"inbound share {inbound.name}, field share",
                    inbound.share,
                    f"a share that no other domain has: an account takes each once, and domain {first} has this one",
                    f'take it out, and ask the owner of {first} for readers=["{domain.name}"] in theirs',
                )


def _own_account(domain: Domain, where: str, account: str, settings: Settings) -> Iterator[Problem]:
    if not settings.snowflake_organization_name or not settings.snowflake_account_name:
        return
    own = f"{settings.snowflake_organization_name}.{settings.snowflake_account_name}".upper()
    if account == own:
        yield Problem(
            domain.name,
            where,
            account,
            f"another account than that of stack {settings.environment} itself",
            "let domains of this account read the product with readers=",
        )


def _outside(domain: Domain, share: Share, settings: Settings) -> Iterator[Problem]:
    """Tell a share that leaves the organisation; where its name is not known, every account is outside of it."""
    own = settings.snowflake_organization_name
    if settings.external_shares or (own is not None and share.account.partition(".")[0] == own.upper()):
        return
    yield Problem(
        domain.name,
        f"share {share.name}, field account",
        share.account,
        f"accounts of the organisation {own.upper()}" if own else "none: snowflake:organizationName is not set",
        f"take the share out, or ask the platform team for datamesh:externalShares in stack {settings.environment}",
    )


def _region(
    domain: Domain, share: Share, region: str, settings: Settings, governance: Governance | None
) -> Iterator[Problem]:
    where = f"share {share.name}, field region"
    allowed = governance.allowed_regions if governance else ()
    if region == settings.snowflake_region:
        yield Problem(
            domain.name,
            where,
            region,
            "a region that is not the mesh's own",
            "take region out",
        )
    elif region not in allowed:
        yield Problem(
            domain.name,
            where,
            region,
            f"regions that governance allows: {listed(allowed) or 'none but that of the mesh'}",
            # The account's region is a fact: a name that only looks like an allowed one is of another place.
            "write the region that the account is in, or ask the governance team to allow this one",
        )


def _no_region(domains: Sequence[Domain], settings: Settings) -> Iterator[Problem]:
    abroad = [f"{domain.name}.{share.name}" for domain in domains for share in domain.shares if share.region]
    if abroad and settings.snowflake_region is None:
        yield missing(settings, "datamesh:snowflakeRegion", f"needed by the share {listed(abroad)}")


def _kafka_keys(domains: Sequence[Domain], settings: Settings, everyone: Collection[str]) -> Iterator[Problem]:
    for domain in domains:
        if domain.kafka_ingests and domain.name not in settings.kafka_public_keys:
            yield no_public_key(domain, settings)
    without = {domain.name for domain in domains if not domain.kafka_ingests}
    for name in settings.kafka_public_keys:
        if name not in everyone or name in without:
            reason = "has no KafkaIngest" if name in everyone else "is no domain of the mesh"
            yield Problem(
                f"stack {settings.environment}",
                f"configuration, key {PUBLIC_KEYS}",
                name,
                f"domains with a KafkaIngest; {name} {reason}",
                f'take "{name}" out of {PUBLIC_KEYS}'
                if name in everyone
                else meant(name, everyone, otherwise=f'take "{name}" out of {PUBLIC_KEYS}'),
            )


def _oidc_issuer(domains: Sequence[Domain], settings: Settings) -> Iterator[Problem]:
    jobs = [domain.name for domain in domains if domain.spark is not None]
    if jobs and settings.oidc_issuer is None:
        yield no_issuer(jobs, settings)
