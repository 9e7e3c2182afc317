"""How files in a domain's bucket come into its landing tables."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_snowflake as snowflake
from pulumi_aws import s3

from components.bucket import Bucket
from components.iam import IamRole, trusted_by_storage
from components.storage import Storage
from mesh import iam
from mesh.ingest import FileLoad, file_load
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings


class Files(pulumi.ComponentResource):
    """The way of a domain's file ingests: integration, IAM role, and for each ingest a stage and a pipe.

    Made for a domain with such ingests; stages and pipes are keyed by the ingest. The integration names a role that is
    not there yet, and the role's trust policy takes what Snowflake made up for the integration. A new integration has
    another external id and loses its stages, so it is protected as data is. The tables are in `Storage`.
    """

    integration: snowflake.StorageIntegrationAws
    role: IamRole
    stages: Mapping[str, snowflake.StageExternalS3]
    pipes: Mapping[str, snowflake.Pipe]

    def __init__(
        self,
        name: str,
        domain: Domain,
        settings: Settings,
        storage: Storage,
        bucket: Bucket,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("datamesh:index:Files", name, None, opts)
        loads = [file_load(domain, ingest, settings) for ingest in domain.file_ingests]
        physical = Names(domain.name, settings)
        self.integration = snowflake.StorageIntegrationAws(
            f"{name}-integration",
            name=physical.storage_integration,
            enabled=True,
            storage_provider="S3",
            storage_aws_role_arn=physical.iam_role_arn("snowflake"),
            storage_allowed_locations=[load.url for load in loads],
            comment=f"File ingests of {domain.name}",
            opts=pulumi.ResourceOptions(parent=self, protect=settings.protect, depends_on=[bucket.bucket]),
        )
        self.role = IamRole(
            f"{name}-snowflake",
            domain,
            settings,
            "snowflake",
            trusted_by_storage(self.integration).apply(lambda trusted: iam.snowflake_trust([trusted])),
            iam.load_policy(domain, settings, [load.prefix for load in loads]),
            pulumi.ResourceOptions(parent=self),
        )
        self.stages = {load.ingest: self._stage(name, load, storage) for load in loads}
        self.pipes = {load.ingest: self._pipe(name, load, storage) for load in loads}
        self._notify(name, loads, bucket)
        self.register_outputs({"stages": [stage.name for stage in self.stages.values()]})

    def _stage(self, name: str, load: FileLoad, storage: Storage) -> snowflake.StageExternalS3:
        landing = storage.layers["landing"]
        return snowflake.StageExternalS3(
            f"{name}-{load.ingest}",
            name=load.stage,
            database=landing.database,
            schema=landing.name,
            url=load.url,
            storage_integration=self.integration.name,
            comment=load.comment or None,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _pipe(self, name: str, load: FileLoad, storage: Storage) -> snowflake.Pipe:
        table = storage.landing_tables[load.ingest]
        # Table and stage stand in the statement's text alone. The role is what a pipe needs to see a file.
        before = [table, self.stages[load.ingest], self.role]
        return snowflake.Pipe(
            f"{name}-{load.ingest}",
            name=load.pipe,
            database=table.database,
            schema=table.schema,
            copy_statement=load.copy,
            auto_ingest=True,
            comment=load.comment or None,
            opts=pulumi.ResourceOptions(parent=self, depends_on=before),
        )

    def _notify(self, name: str, loads: Sequence[FileLoad], bucket: Bucket) -> None:
        # A bucket has one list of notifications: a second resource would overwrite this one's.
        s3.BucketNotification(
            f"{name}-notification",
            bucket=bucket.bucket.bucket,
            queues=[
                s3.BucketNotificationQueueArgs(
                    id=load.ingest,
                    queue_arn=self.pipes[load.ingest].notification_channel,
                    events=["s3:ObjectCreated:*"],
                    filter_prefix=load.prefix,
                )
                for load in loads
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
