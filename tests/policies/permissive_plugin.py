"""A provider plugin that takes any resource: `permissive_plugin.py NAME` plays the package NAME, and keeps nothing."""

import sys
from typing import Any

from sandbox.diff import Diff
from sandbox.plugin import Failure
from sandbox.provider import serve

Values = dict[str, Any]


class PermissivePlugin:
    """Every resource of the package exists as soon as it is asked for; its outputs are its inputs."""

    version = "1.0.0"

    def __init__(self, name: str) -> None:
        self.name = name

    def schema(self) -> Values:
        return {"name": self.name, "version": self.version}

    def check_config(self, news: Values) -> tuple[Values, list[Failure]]:
        return news, []

    def configure(self, config: Values) -> None:
        pass

    def check(self, urn: str, type_: str, olds: Values, news: Values) -> tuple[Values, list[Failure]]:
        return news, []

    def diff(self, urn: str, type_: str, id_: str, old_inputs: Values, old_outputs: Values, news: Values) -> Diff:
        return Diff({})

    def create(self, urn: str, type_: str, inputs: Values, preview: bool) -> tuple[str, Values]:
        return "" if preview else urn.rpartition("::")[2], inputs

    def read(
        self, urn: str, type_: str, id_: str, inputs: Values, outputs: Values
    ) -> tuple[str, Values, Values] | None:
        return id_, inputs, outputs

    def update(
        self, urn: str, type_: str, id_: str, old_inputs: Values, old_outputs: Values, news: Values, preview: bool
    ) -> Values:
        return news

    def delete(self, urn: str, type_: str, id_: str, old_inputs: Values, old_outputs: Values) -> None:
        pass

    def invoke(self, token: str, args: Values) -> Values:
        return {}


if __name__ == "__main__":
    serve(PermissivePlugin(sys.argv[1]))
