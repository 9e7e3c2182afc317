"""The connections of a stack. There are no others: the project disables the engine's default providers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_aws as aws
import pulumi_snowflake as snowflake

from mesh.settings import InternalGrants, Settings

# The real provider refuses a resource that is not listed here, and only when it makes it.
PREVIEW_FEATURES: Final = (
    "snowflake_iceberg_table_from_aws_glue_resource",
    "snowflake_pipe_resource",
    "snowflake_share_resource",
    "snowflake_table_resource",
)
EXPERIMENTS: Final[dict[InternalGrants, tuple[str, ...]]] = {"future": (), "inherited": ("INHERITED_GRANTS",)}


@dataclass(frozen=True, slots=True)
class Providers:
    """`deploy` owns what the stack makes in Snowflake, but for what only an account administrator may make."""

    deploy: snowflake.Provider
    administrator: snowflake.Provider
    aws: aws.Provider


def connect(settings: Settings) -> Providers:
    """Make the providers of a stack. No secret passes here: each provider finds its own in the environment."""
    return Providers(
        deploy=_snowflake("snowflake-deploy", settings.snowflake_role, settings, preview_features=PREVIEW_FEATURES),
        administrator=_snowflake(
            "snowflake-administrator", settings.admin_role, settings, experiments=EXPERIMENTS[settings.internal_grants]
        ),
        aws=aws.Provider(
            "aws",
            region=settings.aws_region,
            # Credentials of another account are refused before anything is made there.
            allowed_account_ids=[settings.aws_account_id],
            default_tags=aws.ProviderDefaultTagsArgs(
                tags={"managed-by": "pulumi", "mesh": settings.organisation, "stack": settings.environment}
            ),
        ),
    )


def _snowflake(
    logical_name: str,
    role: str | None,
    settings: Settings,
    preview_features: Sequence[str] = (),
    experiments: Sequence[str] = (),
) -> snowflake.Provider:
    return snowflake.Provider(
        logical_name,
        organization_name=settings.snowflake_organization_name,
        account_name=settings.snowflake_account_name,
        user=settings.snowflake_user,
        authenticator=settings.snowflake_authenticator,
        role=role,
        preview_features_enabled=preview_features or None,
        experimental_features_enableds=experiments or None,
    )
