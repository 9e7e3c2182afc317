"""What a domain's Spark jobs on Kubernetes may do in AWS."""

import pulumi

from components.iam import IamRole
from mesh.iam import spark_policy, spark_trust
from mesh.model import Domain
from mesh.settings import Settings


class Spark(pulumi.ComponentResource):
    """The IAM role of a domain's Spark jobs. Made for a domain with `spark`; the cluster is not the mesh's."""

    role: IamRole

    def __init__(
        self, name: str, domain: Domain, settings: Settings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("datamesh:index:Spark", name, None, opts)
        self.role = IamRole(
            f"{name}-jobs",
            domain,
            settings,
            "spark",
            spark_trust(domain, settings),
            spark_policy(domain, settings),
            pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"role": self.role.role.name})
