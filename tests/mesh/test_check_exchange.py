"""Shares, ingests and Spark jobs against the stack: one thing wrong, and the words that a person must then read."""

from dataclasses import replace
from datetime import date

import pytest

from mesh import (
    Column,
    Domain,
    FileIngest,
    Governance,
    InboundShare,
    KafkaIngest,
    Problem,
    Product,
    Share,
    Spark,
    Warehouse,
)
from mesh.check import check
from mesh.settings import Settings

TODAY = date(2026, 12, 1)
SETTINGS = Settings(
    environment="prod",
    organisation="acme",
    aws_account_id="111122223333",
    prefix="",
    edition="ENTERPRISE",
    external_shares=True,
    snowflake_region="AWS_EU_WEST_1",
    snowflake_organization_name="acme",
    snowflake_account_name="mesh_prod",
    kafka_public_keys={"tracking": ("MIIB",)},
    oidc_issuer="oidc.example.com/id/1",
)
SHARE = Share("agency", account="PARTNER.EU", products=["sessions"], purpose="p", all_rows=["sessions"])
TRACKING = Domain(
    "tracking",
    owner="team@example.com",
    description="d",
    warehouses=[Warehouse("load")],
    products=[Product("sessions", description="d", columns=[Column("id", "VARCHAR")])],
    ingests=[KafkaIngest("clicks", topic="clicks")],
    shares=[SHARE],
    inbound_shares=[InboundShare("weather", share="METEO.EU.FORECASTS", readers=["video"])],
    spark=Spark(namespace="jobs", service_account="tracking"),
)
GOVERNANCE = Governance(owner="governance@example.com", description="d", allowed_regions=["AWS_EU_CENTRAL_1"])
KNOWN = ("tracking", "video")


def problems(
    domain: Domain = TRACKING, settings: Settings = SETTINGS, governance: Governance | None = GOVERNANCE
) -> list[Problem]:
    return check([domain], settings, today=TODAY, known=KNOWN, governance=governance)


def sharing(**changed: str) -> Domain:
    return replace(TRACKING, shares=[replace(SHARE, **changed)])  # type: ignore[arg-type]


def test_a_domain_with_all_that_it_needs_is_fine() -> None:
    assert problems() == []
    assert problems(sharing(region="AWS_EU_CENTRAL_1")) == []
    inside = replace(SETTINGS, external_shares=False)
    assert problems(sharing(account="ACME.FINANCE"), inside) == []


@pytest.mark.parametrize(
    ("domain", "where", "value", "allowed", "fix"),
    [
        (
            sharing(account="ACME.MESH_PROD"),
            "share agency, field account",
            "ACME.MESH_PROD",
            "another account than that of stack prod itself",
            "let domains of this account read the product with readers=",
        ),
        (
            replace(TRACKING, inbound_shares=[InboundShare("own", share="ACME.MESH_PROD.X")]),
            "inbound share own, field share",
            "ACME.MESH_PROD",
            "another account than that of stack prod itself",
            "let domains of this account read the product with readers=",
        ),
        (
            sharing(region="AWS_EU_WEST_1"),
            "share agency, field region",
            "AWS_EU_WEST_1",
            "a region that is not the mesh's own",
            "take region out",
        ),
        (
            sharing(region="AWS_EU_CENTRAL_2"),
            "share agency, field region",
            "AWS_EU_CENTRAL_2",
            "regions that governance allows: AWS_EU_CENTRAL_1",
            "write the region that the account is in, or ask the governance team to allow this one",
        ),
        (
            sharing(region="GCP_X"),
            "share agency, field region",
            "GCP_X",
            "regions that governance allows: AWS_EU_CENTRAL_1",
            "write the region that the account is in, or ask the governance team to allow this one",
        ),
        (
            replace(TRACKING, inbound_shares=[InboundShare("weather", share="A.B.C", readers=["vidoe"])]),
            "inbound share weather, field readers",
            "vidoe",
            "other domains of the mesh: video",
            'write "video"',
        ),
    ],
)
def test_a_share_that_may_not_be(domain: Domain, where: str, value: object, allowed: str, fix: str) -> None:
    (problem,) = problems(domain)
    assert (problem.subject, problem.where, problem.value) == ("tracking", where, value)
    assert (problem.allowed, problem.fix) == (allowed, fix)


def test_a_share_that_two_domains_take() -> None:
    video = replace(
        TRACKING,
        name="video",
        products=[],
        ingests=[],
        shares=[],
        spark=None,
        inbound_shares=[InboundShare("forecasts", share="METEO.EU.FORECASTS")],
    )
    (problem,) = check([TRACKING, video], SETTINGS, today=TODAY, governance=GOVERNANCE)
    assert (problem.subject, problem.where, problem.value, problem.allowed, problem.fix) == (
        "video",
        "inbound share forecasts, field share",
        "METEO.EU.FORECASTS",
        "a share that no other domain has: an account takes each once, and domain tracking has this one",
        'take it out, and ask the owner of tracking for readers=["video"] in theirs',
    )


def test_a_share_outside_the_organisation_where_the_stack_has_none() -> None:
    (problem,) = problems(settings=replace(SETTINGS, external_shares=False))
    assert (problem.subject, problem.where, problem.value) == ("tracking", "share agency, field account", "PARTNER.EU")
    assert problem.allowed == "accounts of the organisation ACME"
    assert problem.fix == "take the share out, or ask the platform team for datamesh:externalShares in stack prod"


def test_every_account_is_outside_of_an_organisation_without_a_name() -> None:
    unknown = replace(SETTINGS, external_shares=False, snowflake_organization_name=None)
    (problem,) = problems(sharing(account="ACME.FINANCE"), unknown)
    assert problem.allowed == "none: snowflake:organizationName is not set"


def test_without_governance_no_other_region_is_allowed() -> None:
    (problem,) = problems(sharing(region="AWS_EU_CENTRAL_1"), governance=None)
    assert problem.allowed == "regions that governance allows: none but that of the mesh"
    assert problems(sharing(region="AWS_EU_CENTRAL_1"), governance=replace(GOVERNANCE, allowed_regions=[])) == [problem]


@pytest.mark.parametrize(
    ("domain", "settings", "key", "value", "allowed", "fix"),
    [
        (
            sharing(region="AWS_EU_CENTRAL_1"),
            replace(SETTINGS, snowflake_region=None),
            "datamesh:snowflakeRegion",
            None,
            "a Snowflake region in capitals, as in AWS_EU_WEST_1; needed by the share tracking.agency",
            "pulumi config set datamesh:snowflakeRegion … --stack prod (Snowflake region of the account; ",
        ),
        (
            TRACKING,
            replace(SETTINGS, kafka_public_keys={}),
            "datamesh:kafkaPublicKeys",
            "tracking",
            "needed by the ingests of tracking: clicks",
            "pulumi config set --path 'datamesh:kafkaPublicKeys.tracking[0]' … --stack prod (Public keys",
        ),
        (
            replace(TRACKING, ingests=[]),
            SETTINGS,
            "datamesh:kafkaPublicKeys",
            "tracking",
            "domains with a KafkaIngest; tracking has no KafkaIngest",
            'take "tracking" out of datamesh:kafkaPublicKeys',
        ),
        (
            TRACKING,
            replace(SETTINGS, kafka_public_keys={"tracking": ("MIIB",), "vidoe": ("MIIB",)}),
            "datamesh:kafkaPublicKeys",
            "vidoe",
            "domains with a KafkaIngest; vidoe is no domain of the mesh",
            'write "video"',
        ),
        (
            TRACKING,
            replace(SETTINGS, kafka_public_keys={"tracking": ("MIIB",), "zzz": ("MIIB",)}),
            "datamesh:kafkaPublicKeys",
            "zzz",
            "domains with a KafkaIngest; zzz is no domain of the mesh",
            'take "zzz" out of datamesh:kafkaPublicKeys',
        ),
        (
            TRACKING,
            replace(SETTINGS, oidc_issuer=None),
            "datamesh:oidcIssuer",
            None,
            "needed by the Spark jobs of tracking",
            "pulumi config set datamesh:oidcIssuer … --stack prod (OpenID Connect issuer",
        ),
    ],
)
def test_what_the_stack_lacks(
    domain: Domain, settings: Settings, key: str, value: object, allowed: str, fix: str
) -> None:
    (problem,) = problems(domain, settings)
    assert (problem.subject, problem.where, problem.value) == ("stack prod", f"configuration, key {key}", value)
    assert allowed in problem.allowed
    assert problem.fix.startswith(fix)


def test_keys_of_domains_that_are_in_another_stack_are_left_alone() -> None:
    both = replace(SETTINGS, kafka_public_keys={"tracking": ("MIIB",), "video": ("MIIB",)})
    assert problems(settings=both) == []


@pytest.mark.parametrize(
    ("domain", "where", "allowed"),
    [
        (
            replace(TRACKING, name="a", inbound_shares=[InboundShare("b", share="A.B.C")]),
            "inbound share b, field name",
            "a name that does not make a_from_b look like the database of domain a_from_b",
        ),
        (
            replace(TRACKING, name="a", inbound_shares=[InboundShare("b_c", share="A.B.C")]),
            "inbound share b_c, field name",
            "a name that does not make a_from_b_c look like a database of domain a_from_b",
        ),
        (
            replace(TRACKING, name="a", shares=[replace(SHARE, name="b_c")], inbound_shares=[]),
            "share b_c, field name",
            "a name that does not make a_b_c look like a share of domain a_b",
        ),
    ],
)
def test_names_that_belong_to_another_domain(domain: Domain, where: str, allowed: str) -> None:
    settings = replace(SETTINGS, kafka_public_keys={"a": ("MIIB",)})
    (problem,) = check([domain], settings, today=TODAY, known=["a", "a_b", "a_from_b"], governance=GOVERNANCE)
    assert (problem.subject, problem.where, problem.allowed) == ("a", where, allowed)


@pytest.mark.parametrize(
    ("domain", "where", "value"),
    [
        (
            replace(TRACKING, ingests=[FileIngest(f"a{each}", prefix=f"{each}/" + "a" * 190) for each in range(25)]),
            "field ingests",
            "25 file ingests",
        ),
        (
            replace(TRACKING, ingests=[], shares=[], products=[
                Product(f"p{each}_{'x' * 90}", description="d", columns=[Column("id", "VARCHAR")], written_by="spark")
                for each in range(70)
            ]),
            "field products",
            "70 tables that Spark writes",
        ),
    ],
)  # fmt: skip
def test_a_policy_that_is_too_long_for_iam_is_told(domain: Domain, where: str, value: str) -> None:
    (problem,) = problems(domain, replace(SETTINGS, kafka_public_keys={}))
    assert (problem.subject, problem.where, problem.value) == ("tracking", where, value)
    assert "can list in 10240 characters; these take 1" in problem.allowed
    assert problem.fix == "shorten their names and prefixes, or divide the domain"
    fewer = replace(domain, ingests=domain.ingests[:20], products=domain.products[:50])
    assert problems(fewer, replace(SETTINGS, kafka_public_keys={})) == []
