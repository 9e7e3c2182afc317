"""The Kafka connector of a domain: what its role needs, and its configuration for Kafka Connect.

It is Snowflake's connector of version 4, which writes through Snowpipe Streaming's high-performance architecture
(/user-guide/kafka-connector/setup-snowflake). It uses only what its role was granted *directly*: the one exception to
access roles. Its tables are there before it starts, so it creates none; the pipe behind each (`<TABLE>-STREAMING`) is
made by Snowflake in the connector's name, hence CREATE PIPE.
"""

from typing import Final

from mesh import names
from mesh.missing import missing
from mesh.model import Domain
from mesh.names import Names
from mesh.problems import MeshError, Problem, listed
from mesh.settings import Settings

# /user-guide/kafka-connector/setup-snowflake, "Required privileges", for existing tables in the default pipe mode.
ON_DATABASE: Final = ("USAGE",)
ON_LANDING: Final = ("CREATE PIPE", "USAGE")
ON_TABLE: Final = ("INSERT",)

KEY_NAME: Final = "private_key"
PUBLIC_KEYS: Final = "datamesh:kafkaPublicKeys"


def public_keys(domain: Domain, settings: Settings) -> tuple[str, ...]:
    """Return the public keys of the domain's connector: two while one is rotated. Raises `MeshError` without any."""
    keys = settings.kafka_public_keys.get(domain.name, ())
    if not keys:
        raise MeshError([no_public_key(domain, settings)])
    return keys


def no_public_key(domain: Domain, settings: Settings) -> Problem:
    """Return the problem that the stack has no key for the domain's connector."""
    ingests = listed(ingest.name for ingest in domain.kafka_ingests)
    reason = f"needed by the ingests of {domain.name}: {ingests}"
    return missing(settings, PUBLIC_KEYS, reason, domain.name, f"{PUBLIC_KEYS}.{domain.name}[0]")


def private_key_file(domain: Domain, settings: Settings) -> str:
    """Return the file that the workers of Kafka Connect have the private key in; nothing of ours ever holds it."""
    return f"/run/secrets/{Names(domain.name, settings).kafka_user.lower()}.properties"


def connector(domain: Domain, settings: Settings) -> dict[str, object]:
    """Return the configuration of a domain's connector as Kafka Connect takes it (`POST /connectors`).

    The private key is a reference to a file of the workers, which they resolve when their own configuration has
    `config.providers=file` (/user-guide/kafka-connector/setup-kafka, "Externalizing secrets").
    """
    physical = Names(domain.name, settings)
    ingests = domain.kafka_ingests
    return {
        "name": physical.kafka_user,
        "config": {
            "connector.class": "com.snowflake.kafka.connector.SnowflakeStreamingSinkConnector",
            "tasks.max": "1",
            "topics": ",".join(ingest.topic for ingest in ingests),
            "snowflake.topic2table.map": ",".join(f"{ingest.topic}:{names.table(ingest.name)}" for ingest in ingests),
            "snowflake.url.name": account_url(settings),
            "snowflake.user.name": physical.kafka_user,
            "snowflake.role.name": physical.role("loader"),
            "snowflake.private.key": f"${{file:{private_key_file(domain, settings)}:{KEY_NAME}}}",
            "snowflake.database.name": physical.database,
            "snowflake.schema.name": names.schema("landing"),
            # Messages stay whole in RECORD_CONTENT: a sender's new field must not change the landing table.
            "snowflake.enable.schematization": "false",
            # A new connector has no offsets of version 3 to take over (/user-guide/kafka-connector/migrate-v3-to-v4).
            "snowflake.streaming.validate.compatibility.with.classic": "false",
            "key.converter": "org.apache.kafka.connect.storage.StringConverter",
            "value.converter": "org.apache.kafka.connect.json.JsonConverter",
            "value.converter.schemas.enable": "false",
            "errors.log.enable": "true",
            "errors.tolerance": "none",
        },
    }


def account_url(settings: Settings) -> str:
    """Return the account's address, in which hyphens stand for underscores (/user-guide/admin-account-identifier).

    Raises `MeshError` when the stack does not say which account it is.
    """
    parts = {
        "snowflake:organizationName": settings.snowflake_organization_name,
        "snowflake:accountName": settings.snowflake_account_name,
    }
    absent = [key for key, value in parts.items() if not value]
    if absent:
        raise MeshError(missing(settings, key, "part of the address that the connector writes to") for key in absent)
    host = "-".join(str(value) for value in parts.values()).lower().replace("_", "-")
    return f"https://{host}.snowflakecomputing.com"
