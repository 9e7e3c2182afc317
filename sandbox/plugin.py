"""What a provider plugin of the sandbox is: the contract between the gRPC shell (`sandbox.provider`) and a package.

Pure: no gRPC and no engine here, so a test drives a plugin directly.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from sandbox.diff import Diff

HOME_VARIABLE: Final = "MESH_SANDBOX_HOME"
ACCOUNT_FILE: Final = "account.db"


class PluginError(Exception):
    """A refusal, in words for the person who runs Pulumi; the engine prints it under the resource's type and name."""


@dataclass(frozen=True)
class Failure:
    """One wrong input property and what is wrong with it."""

    property: str
    reason: str


class Plugin(Protocol):
    """What a package of the sandbox does. Numbers are int or float, secrets plain, what is unknown is UNKNOWN (deep).

    Nested provider config, which the SDKs send as JSON text, arrives decoded. Every method may raise PluginError.
    Calls come from several threads at once.
    """

    name: str
    version: str

    def schema(self) -> dict[str, Any]:
        """The package's Pulumi schema, from which `pulumi import` writes code."""
        ...

    def check_config(self, news: dict[str, Any]) -> tuple[dict[str, Any], list[Failure]]:
        """The provider's inputs validated; may hold UNKNOWN."""
        ...

    def configure(self, config: dict[str, Any]) -> None:
        """Take the provider's config; once, before any call about a resource."""
        ...

    def check(
        self, urn: str, type_: str, olds: dict[str, Any], news: dict[str, Any]
    ) -> tuple[dict[str, Any], list[Failure]]:
        """A resource's inputs validated and completed with defaults."""
        ...

    def diff(
        self,
        urn: str,
        type_: str,
        id_: str,
        old_inputs: dict[str, Any],
        old_outputs: dict[str, Any],
        news: dict[str, Any],
    ) -> Diff:
        """What changes from the old inputs to the new."""
        ...

    def create(self, urn: str, type_: str, inputs: dict[str, Any], preview: bool) -> tuple[str, dict[str, Any]]:
        """Id and outputs; in a preview the id is "" and computed outputs are UNKNOWN."""
        ...

    def read(
        self, urn: str, type_: str, id_: str, inputs: dict[str, Any], outputs: dict[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]] | None:
        """Id, inputs and outputs as they are in the account; None when it is gone. Both are empty in an import."""
        ...

    def update(
        self,
        urn: str,
        type_: str,
        id_: str,
        old_inputs: dict[str, Any],
        old_outputs: dict[str, Any],
        news: dict[str, Any],
        preview: bool,
    ) -> dict[str, Any]:
        """The outputs after the change."""
        ...

    def delete(self, urn: str, type_: str, id_: str, old_inputs: dict[str, Any], old_outputs: dict[str, Any]) -> None:
        """Delete it; one that is gone already is no error."""
        ...

    def invoke(self, token: str, args: dict[str, Any]) -> dict[str, Any]:
        """The result of a data source."""
        ...


def sandbox_home() -> Path:
    """The folder that holds the sandbox account; PluginError outside of the sandbox's environment."""
    home = os.environ.get(HOME_VARIABLE, "")
    if not home:
        raise PluginError(
            f"this provider plugin belongs to the sandbox and {HOME_VARIABLE} is not set: it does not run outside of"
            ' the sandbox. Run `eval "$(mesh sandbox env)"` first, or take the sandbox\'s plugins off PATH.'
        )
    return Path(home)
