"""What the sandbox's AWS account keeps of an object."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.aws.kind import Document


@dataclass(frozen=True)
class Record:
    """One object of the account, and the Pulumi resource that made it ("" when another client did)."""

    kind: str
    region: str
    id: str
    document: Document
    facts: Mapping[str, Any] = field(default_factory=dict)
    urn: str = ""
