"""Settings of a stack: all in which environments differ, read from stack configuration in this one place.

`KEYS` documents what may be configured, the connections (`snowflake:`, `aws:`) included. Any other key of these
namespaces is refused: the program makes its own providers, which the engine gives nothing of the stack's configuration,
so such a key would be without effect. Secrets come to the providers from the environment and never here.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from mesh.problems import MeshError, Problem, nearest
from mesh.words import LONGEST_RETENTION_DAYS, SIZES, Size

Edition = Literal["STANDARD", "ENTERPRISE", "BUSINESS_CRITICAL"]
InternalGrants = Literal["future", "inherited"]

NAMESPACES: Final = ("datamesh:", "snowflake:", "aws:")

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html has which beginnings S3 keeps.
# Together with a domain's name and the AWS account these stand in the name of an S3 bucket: see `mesh.rules`.
LONGEST_ORGANISATION: Final = 16
LONGEST_PREFIX: Final = 8

# /user-guide/key-pair-auth: the second key takes over while the first is rotated.
MOST_KEYS: Final = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """What a stack says about its environment; `environment` is the stack's name. For the rest see `KEYS`."""

    environment: str
    organisation: str
    aws_account_id: str
    prefix: str
    edition: Edition = "STANDARD"
    protect: bool = True
    internal_grants: InternalGrants = "future"
    domains: tuple[str, ...] | None = None
    max_warehouse_size: Size = "LARGE"
    max_clusters: int = 3
    max_retention_days: int = LONGEST_RETENTION_DAYS
    max_monthly_credits: int = 1000
    admin_role: str = "ACCOUNTADMIN"
    external_shares: bool = False
    snowflake_region: str | None = None
    kafka_public_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    oidc_issuer: str | None = None
    snowflake_organization_name: str | None = None
    snowflake_account_name: str | None = None
    snowflake_user: str | None = None
    snowflake_role: str | None = None
    snowflake_authenticator: str | None = None
    aws_region: str | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """The values that a key may have: told to people, and read from what Pulumi gives. `read` is None when refused.

    What is refused is shown, unless it might be a secret that went to the wrong place.
    """

    allowed: str
    read: Callable[[object], Any]
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the stack configuration and the field of `Settings` that it sets."""

    name: str
    field: str
    values: Values
    meaning: str


def text(pattern: str, allowed: str) -> Values:
    """A text that matches a pattern as a whole."""
    return Values(allowed, lambda value: value if isinstance(value, str) and re.fullmatch(pattern, value) else None)


def choice(allowed: tuple[str, ...]) -> Values:
    """One of some words."""
    return Values(f"one of {', '.join(allowed)}", lambda value: value if value in allowed else None)


def whole_number(least: int, largest: int) -> Values:
    """A whole number, as a number or as text."""

    def read(value: object) -> int | None:
        digits = str(value)
        return int(digits) if re.fullmatch(r"\d{1,9}", digits) and least <= int(digits) <= largest else None

    return Values(f"a whole number from {least} to {largest}", read)


def _read_flag(value: object) -> bool | None:
    return {"true": True, "false": False}.get(str(value).lower())


def _read_list(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return None
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _read_keys(value: object) -> dict[str, tuple[str, ...]] | None:
    """Lists by name; a public key is base64, with or without the lines around it."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return None
    if not isinstance(value, dict):
        return None
    read = {name: _read_list(keys) for name, keys in value.items()}
    plain = {name: tuple(map(_bare_key, keys)) for name, keys in read.items() if keys and len(keys) <= MOST_KEYS}
    return plain if len(plain) == len(read) and all("" not in keys for keys in plain.values()) else None


def _bare_key(key: str) -> str:
    """The base64 of a public key, given so or in PEM; empty when it is no public key (a private one is refused)."""
    body = "".join(re.sub(r"-----(BEGIN|END) PUBLIC KEY-----", "", key).split())
    return body if re.fullmatch(r"MII[A-Za-z0-9+/]{90,}={0,2}", body) else ""


_FLAG: Final = Values("true or false", _read_flag)
_NAMES: Final = Values('a list of names, as in ["tracking"]', _read_list)
_ANY_TEXT: Final = text(r"(?s).+", "a text")
# ARNs begin with `arn:aws:` and addresses of buckets with `s3://`, which is not so in China, for governments and below:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
_AWS_REGION: Final = text(
    r"(?!cn-|us-gov-|[a-z]+-iso)[a-z]{2}(-[a-z]+)+-[0-9]", "an AWS region as in eu-west-1, but for China and GovCloud"
)
_ROLE: Final = text(r"[A-Z_][A-Z0-9_$]{0,254}", "the name of a role, in capitals")

KEYS: Final = (
    Key(
        "datamesh:organisation",
        "organisation",
        text(
            rf"(?=.{{1,{LONGEST_ORGANISATION}}}$)(?!sthree$|sthree-|amzn-s3-demo)[a-z0-9]+(-[a-z0-9]+)*",
            f"lower-case letters and digits, single hyphens between them, at most {LONGEST_ORGANISATION} characters, "
            "and not one of the beginnings that S3 keeps for itself (sthree, amzn-s3-demo)",
        ),
        "Short name of the company; S3 bucket names begin with it, because they are unique in the world",
    ),
    Key(
        "datamesh:awsAccountId",
        "aws_account_id",
        text(r"\d{12}", "the 12 digits of an AWS account, in quotes"),
        "AWS account of the catalog and the buckets; bucket names end with it",
    ),
    Key(
        "datamesh:prefix",
        "prefix",
        text(
            rf"|[A-Z][A-Z0-9_]{{0,{LONGEST_PREFIX - 1}}}",
            f"capital letters, digits and underscores, at most {LONGEST_PREFIX}, or an empty text for no prefix",
        ),
        "Stands in front of all names, so that stacks can share an account; the stack's name in capitals if left out",
    ),
    Key("datamesh:edition", "edition", choice(get_args(Edition)), "Edition of the Snowflake account"),
    Key(
        "datamesh:protect",
        "protect",
        _FLAG,
        "Whether the engine refuses to delete or replace what keeps data; if not, a bucket is deleted with its files",
    ),
    Key(
        "datamesh:internalGrants",
        "internal_grants",
        choice(get_args(InternalGrants)),
        "How roles reach the tables in internal layers: ALL and FUTURE grants, or inherited grants, which an account "
        "has to enable and which datamesh:adminRole makes",
    ),
    Key(
        "datamesh:domains",
        "domains",
        _NAMES,
        "The domains that this stack holds, and `governance` if it has the masks and mapping tables; all if left out",
    ),
    Key("datamesh:maxWarehouseSize", "max_warehouse_size", choice(SIZES), "Largest size of a warehouse"),
    Key("datamesh:maxClusters", "max_clusters", whole_number(1, 300), "Most clusters of a warehouse"),
    Key(
        "datamesh:maxRetentionDays",
        "max_retention_days",
        whole_number(0, LONGEST_RETENTION_DAYS),
        "Longest Time Travel retention, in days",
    ),
    Key(
        "datamesh:maxMonthlyCredits",
        "max_monthly_credits",
        whole_number(1, 999_999_999),
        "Largest quota of a domain's resource monitor, in credits a month",
    ),
    Key(
        "datamesh:adminRole",
        "admin_role",
        _ROLE,
        "Role that makes resource monitors and assigns them, which Snowflake leaves to account administrators, and "
        "inherited grants, which take MANAGE GRANTS",
    ),
    Key(
        "datamesh:externalShares",
        "external_shares",
        _FLAG,
        "Whether data may be shared with accounts outside of snowflake:organizationName",
    ),
    Key(
        "datamesh:snowflakeRegion",
        "snowflake_region",
        text(r"[A-Z0-9_]+", "a Snowflake region in capitals, as in AWS_EU_WEST_1"),
        "Snowflake region of the account; shares to another one go through a listing",
    ),
    Key(
        "datamesh:kafkaPublicKeys",
        "kafka_public_keys",
        Values('one or two public keys for each domain, as in {"tracking": ["MIIB…"]}', _read_keys, is_shown=False),
        "Public keys of the Kafka connectors' service users; the second one for the time of a rotation",
    ),
    Key(
        "datamesh:oidcIssuer",
        "oidc_issuer",
        text(r"[a-z0-9.-]+(/[A-Za-z0-9._/-]+)?", "a host and path without https://"),
        "OpenID Connect issuer of the Kubernetes cluster that Spark jobs run in",
    ),
    Key(
        "snowflake:organizationName", "snowflake_organization_name", _ANY_TEXT, "Organization of the Snowflake account"
    ),
    Key("snowflake:accountName", "snowflake_account_name", _ANY_TEXT, "Name of the Snowflake account"),
    Key("snowflake:user", "snowflake_user", _ANY_TEXT, "User that the stack connects as"),
    Key("snowflake:role", "snowflake_role", _ROLE, "Role that the stack deploys as; it owns what the stack makes"),
    Key(
        "snowflake:authenticator",
        "snowflake_authenticator",
        _ANY_TEXT,
        "How the user proves who it is, whoever runs the stack: goes before SNOWFLAKE_AUTHENTICATOR, so leave it out "
        "where people and CI log in in different ways",
    ),
    Key("aws:region", "aws_region", _AWS_REGION, "AWS region of the catalog and the buckets"),
)

_TAKE_OUT: Final = {
    "datamesh:": "take it out of the stack's configuration",
    "snowflake:": "take it out, and set the provider's environment variable: see docs/real-account.md",
    "aws:": "take it out, and set the provider's environment variable: see docs/real-account.md",
}

REQUIRED: Final = ("datamesh:organisation", "datamesh:awsAccountId")


def from_config(values: Mapping[str, object], *, environment: str) -> Settings:
    """Build the settings of the stack named `environment` from its configuration.

    `values` holds full keys (`datamesh:edition`); a value is a text, as Pulumi gives it, or the value that the text
    stands for. Keys of other namespaces than `NAMESPACES` are left alone, but for slips of these. Raises `MeshError`
    with all unknown keys and bad values.
    """
    subject = f"stack {environment}"
    known = {key.name: key for key in KEYS}
    given = {"datamesh:prefix": environment.upper().replace("-", "_"), **values}
    problems = [
        *(_unknown(subject, name) for name in values if name.startswith(NAMESPACES) and name not in known),
        *(_elsewhere(subject, name, meant) for name in values if (meant := _meant(name))),
        *(_missing(subject, known[name]) for name in REQUIRED if name not in values),
    ]
    fields: dict[str, Any] = {}
    for key in KEYS:
        if key.name in given:
            fields[key.field] = key.values.read(given[key.name])
            if fields[key.field] is None:
                problems.append(_refused(subject, key, given[key.name]))
    if problems:
        raise MeshError(problems)
    return Settings(environment=environment, **fields)


def _unknown(subject: str, name: str) -> Problem:
    namespace = f"{name.partition(':')[0]}:"
    keys = [key.name.removeprefix(namespace) for key in KEYS if key.name.startswith(namespace)]
    close = nearest(name.removeprefix(namespace), keys)
    fix = f'write "{namespace}{close}"' if close else _TAKE_OUT[namespace]
    # The key stands for its value, which may be a secret.
    return Problem(subject, "configuration, unknown key", name, f"{namespace} with {', '.join(keys)}", fix)


def _meant(name: str) -> str | None:
    """The key that one without a namespace, or of none that is known, was probably meant to be."""
    namespace, colon, last = name.rpartition(":")
    if name.startswith(NAMESPACES) or not last:
        return None
    if not colon:  # The engine reads it as one of the project's own.
        return f"datamesh:{nearest(name, [key.name.partition(':')[2] for key in KEYS]) or name}"
    alike = (key.name for key in KEYS if key.name.endswith(f":{last}"))
    return next((key for key in alike if nearest(namespace, [key.partition(":")[0]])), None)


def _elsewhere(subject: str, name: str, meant: str) -> Problem:
    allowed = f"keys with their namespace: {', '.join(NAMESPACES)}, policies: and what other tools read"
    return Problem(subject, "configuration, unknown key", name, allowed, f'write "{meant}"')


def _missing(subject: str, key: Key) -> Problem:
    fix = f"pulumi config set {key.name} … --stack {subject.removeprefix('stack ')} ({key.meaning})"
    return Problem(subject, f"configuration, key {key.name}", None, key.values.allowed, fix)


def _refused(subject: str, key: Key, value: object) -> Problem:
    spelled = (value.upper(), value.lower()) if isinstance(value, str) else ()
    meant = next((each for each in spelled if key.values.read(each) is not None), None)
    change = f"write {key.name}: {meant}" if meant else f"give {key.name} a value that is allowed"
    return Problem(
        subject,
        f"configuration, key {key.name}",
        value if key.values.is_shown else "what is not shown here, since it may be a private key",
        key.values.allowed,
        f"{change} in Pulumi.{subject.removeprefix('stack ')}.yaml",
    )
