"""Settings of a stack: what is read, what is refused, and that every key is documented."""

from collections.abc import Mapping
from dataclasses import fields

import pytest

from mesh import MeshError
from mesh.settings import KEYS, REQUIRED, Settings, from_config

PUBLIC_KEY = "MII" + "A" * 100
LEAST = {"datamesh:organisation": "acme", "datamesh:awsAccountId": "111122223333"}


def test_the_least_that_must_be_said() -> None:
    settings = from_config(LEAST, environment="dev")
    assert settings == Settings(
        environment="dev", organisation="acme", aws_account_id="111122223333", prefix="DEV", edition="STANDARD"
    )
    assert settings.protect


def test_everything_may_come_as_the_text_that_pulumi_gives() -> None:
    settings = from_config(
        {
            **LEAST,
            "datamesh:prefix": "",
            "datamesh:edition": "ENTERPRISE",
            "datamesh:protect": "false",
            "datamesh:internalGrants": "inherited",
            "datamesh:domains": '["tracking", "customer"]',
            "datamesh:maxWarehouseSize": "XLARGE",
            "datamesh:maxClusters": "10",
            "datamesh:maxRetentionDays": "30",
            "datamesh:maxMonthlyCredits": "5000",
            "datamesh:adminRole": "PLATFORM_ADMIN",
            "datamesh:externalShares": "true",
            "datamesh:snowflakeRegion": "AWS_EU_WEST_1",
            "datamesh:kafkaPublicKeys": f'{{"tracking": ["{PUBLIC_KEY}"]}}',
            "datamesh:oidcIssuer": "oidc.eks.eu-west-1.amazonaws.com/id/AB12",
            "snowflake:organizationName": "ACME",
            "snowflake:accountName": "MAIN",
            "snowflake:user": "DEPLOYER",
            "snowflake:role": "DATAMESH_DEPLOYER",
            "snowflake:authenticator": "SNOWFLAKE_JWT",
            "aws:region": "eu-west-1",
            "pulumi:tags": "{}",
            "policies:levels": "{}",
            "kubernetes:region": "x",
        },
        environment="prod",
    )
    assert settings == Settings(
        environment="prod",
        organisation="acme",
        aws_account_id="111122223333",
        prefix="",
        edition="ENTERPRISE",
        protect=False,
        internal_grants="inherited",
        domains=("tracking", "customer"),
        max_warehouse_size="XLARGE",
        max_clusters=10,
        max_retention_days=30,
        max_monthly_credits=5000,
        admin_role="PLATFORM_ADMIN",
        external_shares=True,
        snowflake_region="AWS_EU_WEST_1",
        kafka_public_keys={"tracking": (PUBLIC_KEY,)},
        oidc_issuer="oidc.eks.eu-west-1.amazonaws.com/id/AB12",
        snowflake_organization_name="ACME",
        snowflake_account_name="MAIN",
        snowflake_user="DEPLOYER",
        snowflake_role="DATAMESH_DEPLOYER",
        snowflake_authenticator="SNOWFLAKE_JWT",
        aws_region="eu-west-1",
    )


def test_plain_values_are_read_too() -> None:
    values = {**LEAST, "datamesh:protect": False, "datamesh:maxClusters": 2, "datamesh:domains": ["tracking"]}
    settings = from_config(values, environment="dev")
    assert (settings.protect, settings.max_clusters, settings.domains) == (False, 2, ("tracking",))


@pytest.mark.parametrize(("environment", "prefix"), [("dev", "DEV"), ("pr-42", "PR_42")])
def test_the_prefix_is_the_name_of_the_stack_unless_given(environment: str, prefix: str) -> None:
    assert from_config(LEAST, environment=environment).prefix == prefix


@pytest.mark.parametrize(
    ("changed", "where", "allowed", "fix"),
    [
        ({"datamesh:editon": "STANDARD"}, "unknown key", "datamesh: with organisation,", 'write "datamesh:edition"'),
        ({"datamesh:max_clusters": "3"}, "unknown key", "maxClusters", 'write "datamesh:maxClusters"'),
        ({"datamesh:zzz": "3"}, "unknown key", "maxClusters", "take it out"),
        (
            {"datamesh:edition": "PREMIUM"},
            "key datamesh:edition",
            "STANDARD, ENTERPRISE, BUSINESS_CRITICAL",
            "give datamesh:edition a value",
        ),
        ({"datamesh:protect": "maybe"}, "key datamesh:protect", "true or false", "Pulumi.dev.yaml"),
        ({"datamesh:prefix": "dev"}, "key datamesh:prefix", "capital letters", "Pulumi.dev.yaml"),
        ({"datamesh:prefix": "MUCH_TOO_LONG"}, "key datamesh:prefix", "at most 8", "Pulumi.dev.yaml"),
        ({"datamesh:organisation": "Acme Inc"}, "key datamesh:organisation", "lower-case", "Pulumi.dev.yaml"),
        ({"datamesh:organisation": "a" * 17}, "key datamesh:organisation", "at most 16", "Pulumi.dev.yaml"),
        ({"datamesh:organisation": "acme-"}, "key datamesh:organisation", "hyphens between", "Pulumi.dev.yaml"),
        ({"datamesh:organisation": "sthree"}, "key datamesh:organisation", "S3 keeps for itself", "Pulumi.dev.yaml"),
        ({"datamesh:organisation": "sthree-x"}, "key datamesh:organisation", "S3 keeps for itself", "Pulumi.dev.yaml"),
        *(
            ({"aws:region": region}, "key aws:region", "an AWS region as in eu-west-1", "Pulumi.dev.yaml")
            for region in ("EU-WEST-1", "eu-west-1a", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "Ireland", "")
        ),
        ({"datamesh:awsAccountId": "42"}, "key datamesh:awsAccountId", "12 digits", "Pulumi.dev.yaml"),
        ({"datamesh:internalGrants": "all"}, "key datamesh:internalGrants", "future, inherited", "Pulumi.dev.yaml"),
        ({"datamesh:domains": "tracking"}, "key datamesh:domains", '["tracking"]', "Pulumi.dev.yaml"),
        ({"datamesh:domains": "[]"}, "key datamesh:domains", '["tracking"]', "Pulumi.dev.yaml"),
        ({"datamesh:domains": "[1]"}, "key datamesh:domains", '["tracking"]', "Pulumi.dev.yaml"),
        ({"datamesh:maxWarehouseSize": "HUGE"}, "key datamesh:maxWarehouseSize", "XSMALL, SMALL", "Pulumi.dev.yaml"),
        ({"datamesh:maxClusters": "0"}, "key datamesh:maxClusters", "from 1 to 300", "Pulumi.dev.yaml"),
        ({"datamesh:maxClusters": "many"}, "key datamesh:maxClusters", "from 1 to 300", "Pulumi.dev.yaml"),
        ({"datamesh:maxRetentionDays": "91"}, "key datamesh:maxRetentionDays", "from 0 to 90", "Pulumi.dev.yaml"),
        ({"datamesh:adminRole": "accountadmin"}, "key datamesh:adminRole", "in capitals", "Pulumi.dev.yaml"),
        ({"datamesh:externalShares": "maybe"}, "key datamesh:externalShares", "true or false", "Pulumi.dev.yaml"),
        ({"datamesh:snowflakeRegion": "eu-west-1"}, "key datamesh:snowflakeRegion", "AWS_EU_WEST_1", "Pulumi.dev.yaml"),
        ({"datamesh:oidcIssuer": "https://a.b"}, "key datamesh:oidcIssuer", "without https://", "Pulumi.dev.yaml"),
        *(
            ({"datamesh:kafkaPublicKeys": keys}, "key datamesh:kafkaPublicKeys", "one or two public keys", "dev.yaml")
            for keys in ("MIIB", "[]", '{"a": []}', '{"a": "MIIB"}', '{"a": ["short"]}', {"a": [PUBLIC_KEY] * 3})
        ),
        (
            {"snowflake:acountName": "MAIN"},
            "configuration, unknown key",
            "snowflake: with organizationName, accountName, user, role, authenticator",
            'write "snowflake:accountName"',
        ),
        (
            {"snowflake:privateKey": "-"},
            "configuration, unknown key",
            "snowflake: with",
            "take it out, and set the provider's environment variable: see docs/real-account.md",
        ),
        ({"aws:profile": "mine"}, "configuration, unknown key", "aws: with region", "docs/real-account.md"),
        ({"datmesh:edition": "X"}, "configuration, unknown key", "datamesh:, snowflake:", 'write "datamesh:edition"'),
        ({"editon": "X"}, "configuration, unknown key", "datamesh:, snowflake:", 'write "datamesh:edition"'),
        ({"Snowflake:user": "X"}, "configuration, unknown key", "datamesh:, snowflake:", 'write "snowflake:user"'),
        ({"colour": "X"}, "configuration, unknown key", "datamesh:, snowflake:", 'write "datamesh:colour"'),
        ({"datamesh:maxWarehouseSize": "medium"}, "key", "one of XSMALL", "write datamesh:maxWarehouseSize: MEDIUM in"),
        (
            {"datamesh:maxWarehouseSize": "HUGE"},
            "key",
            "one of XSMALL",
            "a value that is allowed in",
        ),
        ({"snowflake:role": "my role"}, "key snowflake:role", "in capitals", "Pulumi.dev.yaml"),
    ],
)
def test_what_is_refused(changed: Mapping[str, object], where: str, allowed: str, fix: str) -> None:
    with pytest.raises(MeshError) as raised:
        from_config({**LEAST, **changed}, environment="dev")
    (problem,) = raised.value.problems
    assert problem.subject == "stack dev"
    assert where in problem.where
    assert allowed in problem.allowed
    assert fix in problem.fix


def test_all_that_is_wrong_comes_at_once() -> None:
    with pytest.raises(MeshError) as raised:
        from_config({"datamesh:edition": "X", "datamesh:colour": "blue"}, environment="a-very-long-name")
    assert [problem.where for problem in raised.value.problems] == [
        "configuration, unknown key",
        "configuration, key datamesh:organisation",
        "configuration, key datamesh:awsAccountId",
        "configuration, key datamesh:prefix",
        "configuration, key datamesh:edition",
    ]
    assert raised.value.problems[2].fix == (
        "pulumi config set datamesh:awsAccountId … --stack a-very-long-name"
        " (AWS account of the catalog and the buckets; bucket names end with it)"
    )


def test_the_value_of_an_unknown_key_is_not_shown_since_it_may_be_a_secret() -> None:
    with pytest.raises(MeshError) as raised:
        from_config({**LEAST, "datamesh:password": "hunter2"}, environment="dev")
    assert "hunter2" not in str(raised.value)


def test_every_setting_has_one_documented_key() -> None:
    assert sorted(key.field for key in KEYS) == sorted(
        field.name for field in fields(Settings) if field.name != "environment"
    )
    assert len({key.name for key in KEYS}) == len(KEYS)
    assert all(key.meaning and key.values.allowed for key in KEYS)
    assert set(REQUIRED) < {key.name for key in KEYS}


def test_defaults_are_values_that_a_key_may_have() -> None:
    defaults = {field.name: field.default for field in fields(Settings)}
    for key in KEYS:
        default = defaults[key.field]
        if isinstance(default, str | int | bool):
            assert key.values.read(str(default)) == default


def test_a_public_key_may_have_the_lines_around_it_and_a_private_one_is_refused() -> None:
    lines = f"-----BEGIN PUBLIC KEY-----\n{PUBLIC_KEY}\n-----END PUBLIC KEY-----\n"
    read = from_config({**LEAST, "datamesh:kafkaPublicKeys": {"tracking": [lines, PUBLIC_KEY]}}, environment="dev")
    assert read.kafka_public_keys == {"tracking": (PUBLIC_KEY, PUBLIC_KEY)}
    private = lines.replace("PUBLIC", "PRIVATE")
    with pytest.raises(MeshError) as raised:
        from_config({**LEAST, "datamesh:kafkaPublicKeys": {"tracking": [private]}}, environment="dev")
    assert PUBLIC_KEY not in str(raised.value)
