"""An AWS plugin on a sandbox account of its own, driven as an object: no engine and no gRPC."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.account import AwsAccount
from sandbox.aws.plugin import AwsPlugin
from sandbox.diff import Diff
from sandbox.plugin import HOME_VARIABLE, Failure

Values = dict[str, Any]

REGION = "eu-west-1"


@dataclass
class Resource:
    """A resource as the engine's state would have it."""

    urn: str
    type: str
    id: str
    inputs: Values
    outputs: Values


class Driver:
    """The calls that the engine makes of a plugin for a resource, in its order."""

    def __init__(self, config: Values) -> None:
        self.plugin = AwsPlugin()
        self.plugin.configure({"region": REGION, **config})

    @property
    def account(self) -> AwsAccount:
        return self.plugin._account

    def check(self, type_: str, inputs: Values, olds: Values | None = None) -> tuple[Values, list[Failure]]:
        return self.plugin.check(self.urn(type_), type_, olds or {}, inputs)

    def preview(self, type_: str, inputs: Values, name: str = "it") -> Values:
        checked, failures = self.check(type_, inputs)
        assert failures == []
        id_, outputs = self.plugin.create(self.urn(type_, name), type_, checked, True)
        assert id_ == ""
        return outputs

    def create(self, type_: str, inputs: Values, name: str = "it") -> Resource:
        checked, failures = self.check(type_, inputs)
        assert failures == []
        id_, outputs = self.plugin.create(self.urn(type_, name), type_, checked, False)
        return Resource(self.urn(type_, name), type_, id_, checked, outputs)

    def diff(self, resource: Resource, inputs: Values) -> Diff:
        news, failures = self.check(resource.type, inputs, resource.inputs)
        assert failures == []
        return self.plugin.diff(resource.urn, resource.type, resource.id, resource.inputs, resource.outputs, news)

    def update(self, resource: Resource, inputs: Values, preview: bool = False) -> Resource:
        news, failures = self.check(resource.type, inputs, resource.inputs)
        assert failures == []
        outputs = self.plugin.update(
            resource.urn, resource.type, resource.id, resource.inputs, resource.outputs, news, preview
        )
        return Resource(resource.urn, resource.type, resource.id, news, outputs)

    def read(self, resource: Resource) -> Resource | None:
        """What a refresh would put into the state."""
        found = self.plugin.read(resource.urn, resource.type, resource.id, resource.inputs, resource.outputs)
        return None if found is None else Resource(resource.urn, resource.type, *found)

    def imported(self, type_: str, id_: str) -> Values | None:
        """The inputs that `pulumi import` would write."""
        found = self.plugin.read(self.urn(type_), type_, id_, {}, {})
        return None if found is None else found[1]

    def delete(self, resource: Resource) -> None:
        self.plugin.delete(resource.urn, resource.type, resource.id, resource.inputs, resource.outputs)

    @staticmethod
    def urn(type_: str, name: str = "it") -> str:
        return f"urn:pulumi:dev::mesh::{type_}::{name}"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def drivers(home: Path) -> Iterator[Callable[..., Driver]]:
    """Several plugins on the same account, as several processes would have them."""
    made: list[Driver] = []

    def make(**config: Any) -> Driver:
        made.append(Driver(config))
        return made[-1]

    yield make
    for driver in made:
        driver.account.close()


@pytest.fixture
def driver(drivers: Callable[..., Driver]) -> Driver:
    return drivers()
