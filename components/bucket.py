"""Where a domain's files land in AWS."""

import json

import pulumi
from pulumi_aws import s3

from mesh.ingest import FileLoad, file_load
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings


class Bucket(pulumi.ComponentResource):
    """A domain's S3 bucket: private, encrypted, versioned, reached over TLS alone.

    An overwritten or deleted file comes back as long as a landing table's Time Travel reaches. An ingest's files
    are deleted when their days are over. A bucket that may be deleted goes with all its files.
    """

    bucket: s3.Bucket

    def __init__(
        self, name: str, domain: Domain, settings: Settings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("datamesh:index:Bucket", name, None, opts)
        self.bucket = s3.Bucket(
            f"{name}-bucket",
            bucket=Names(domain.name, settings).bucket,
            tags={"domain": domain.name, "owner": domain.owner},
            # S3 deletes no bucket with files in it, and files land without anybody's doing.
            force_destroy=not settings.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=settings.protect),
        )
        self._keep_private(name)
        self._keep_files(name, domain, settings, days=max(domain.landing.retention_days, 1))
        self.register_outputs({"bucket": self.bucket.bucket})

    def _keep_private(self, name: str) -> None:
        child = pulumi.ResourceOptions(parent=self)
        s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=self.bucket.bucket,
            rule=s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            opts=child,
        )
        no_public_access = s3.BucketPublicAccessBlock(
            f"{name}-no-public-access",
            bucket=self.bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=self.bucket.bucket,
            rules=[
                s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    apply_server_side_encryption_by_default=s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
                        sse_algorithm="AES256"
                    )
                )
            ],
            opts=child,
        )
        s3.BucketPolicy(
            f"{name}-tls-only",
            bucket=self.bucket.bucket,
            policy=self.bucket.bucket.apply(_tls_only),
            # S3 refuses two changes at once to what says who reaches a bucket.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[no_public_access]),
        )

    def _keep_files(self, name: str, domain: Domain, settings: Settings, *, days: int) -> None:
        versioning = s3.BucketVersioning(
            f"{name}-versioning",
            bucket=self.bucket.bucket,
            versioning_configuration=s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        loads = [file_load(domain, ingest, settings) for ingest in domain.file_ingests]
        s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=self.bucket.bucket,
            rules=[_forget_old_versions(days), *map(_expire, loads)],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )


def _forget_old_versions(days: int) -> s3.BucketLifecycleConfigurationRuleArgs:
    return s3.BucketLifecycleConfigurationRuleArgs(
        id="forget-old-versions",
        status="Enabled",
        filter=s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        noncurrent_version_expiration=s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
            noncurrent_days=days
        ),
        abort_incomplete_multipart_upload=s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
            days_after_initiation=days
        ),
    )


def _expire(load: FileLoad) -> s3.BucketLifecycleConfigurationRuleArgs:
    return s3.BucketLifecycleConfigurationRuleArgs(
        id=f"expire-{load.ingest}",
        status="Enabled",
        filter=s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=load.prefix),
        expiration=s3.BucketLifecycleConfigurationRuleExpirationArgs(days=load.keep_files_days),
    )


def _tls_only(bucket: str) -> str:
    """The bucket policy that refuses every request without TLS; it allows nothing."""
    arn = f"arn:aws:s3:::{bucket}"
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "TlsOnly",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [arn, f"{arn}/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        }
    )
