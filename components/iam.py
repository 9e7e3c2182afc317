"""IAM roles for those who work in a domain's bucket, and whom such a role trusts in Snowflake."""

from collections.abc import Sequence

import pulumi
import pulumi_snowflake as snowflake
from pulumi_aws import iam as aws_iam

from mesh.iam import Trusted
from mesh.model import Domain
from mesh.names import IamUse, Names
from mesh.settings import Settings


class IamRole(pulumi.ComponentResource):
    """An IAM role of a domain with its one inline policy: who waits for the component waits for both."""

    role: aws_iam.Role

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        use: IamUse,
        trust: pulumi.Input[str],
        policy: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:IamRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.role = aws_iam.Role(
            f"{name}-role",
            name=Names(domain.name, settings).iam_role(use),
            assume_role_policy=trust,
            tags={"domain": domain.name, "owner": domain.owner},
            opts=child,
        )
        aws_iam.RolePolicy(f"{name}-policy", name=use, role=self.role.name, policy=policy, opts=child)
        self.register_outputs({"role": self.role.name})


def trusted_by_storage(integration: snowflake.StorageIntegrationAws) -> pulumi.Output[Trusted]:
    """Whom Snowflake sends for a storage integration."""
    return integration.describe_outputs.apply(lambda found: _trusted(found[0].iam_user_arn, found[0].external_id))


def trusted_by_catalog(integration: snowflake.CatalogIntegrationAwsGlue) -> pulumi.Output[Trusted]:
    """Whom Snowflake sends for a catalog integration."""
    return integration.describe_outputs.apply(
        lambda found: _trusted(found[0].glue_aws_iam_user_arn, found[0].glue_aws_external_id)
    )


def trusted_by_volume(volume: snowflake.ExternalVolume) -> pulumi.Output[Trusted]:
    """Whom Snowflake sends for an external volume whose one location is in S3."""

    def trusted(found: Sequence[snowflake.outputs.ExternalVolumeDescribeOutput]) -> Trusted:
        (location,) = found[0].storage_locations or []
        (place,) = location.s3_storage_locations or []
        return _trusted(place.storage_aws_iam_user_arn, place.storage_aws_external_id)

    return volume.describe_outputs.apply(trusted)


def _trusted(user_arn: str | None, external_id: str | None) -> Trusted:
    # A role that trusts nobody in particular must not come of an answer that says too little.
    if not user_arn or not external_id:
        raise pulumi.RunError("Snowflake did not say which AWS user and external id it comes with")
    return Trusted(user_arn, external_id)
