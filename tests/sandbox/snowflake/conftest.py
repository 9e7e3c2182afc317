"""A sandbox home of its own for each test, and plugins in it as the engine would start them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.snowflake.account import SandboxAccount, open_account
from sandbox.snowflake.plugin import SnowflakePlugin

FEATURES = [f"snowflake_{name}_resource" for name in ("table", "share", "pipe", "iceberg_table_from_aws_glue")]
ADMIN = {
    "user": "MESH_DEPLOY",
    "role": "ACCOUNTADMIN",
    "previewFeaturesEnabled": FEATURES,
    "experimentalFeaturesEnableds": ["INHERITED_GRANTS"],
}


class Stack:
    """Resources through a plugin, as the engine drives it: check, then create, update or delete, with a state."""

    def __init__(self, plugin: SnowflakePlugin) -> None:
        self.plugin = plugin
        self.state: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {}

    @staticmethod
    def names(name: str, logical: str) -> tuple[str, str]:
        """URN and type token of a resource."""
        token = f"snowflake:index/{name[0].lower()}{name[1:]}:{name}"
        return f"urn:pulumi:dev::mesh::{token}::{logical}", token

    def up(self, name: str, inputs: dict[str, Any], *, logical: str = "", preview: bool = False) -> dict[str, Any]:
        """Register one resource; its outputs."""
        urn, type_ = self.names(name, logical or inputs.get("name", name.lower()))
        known = self.state.get(urn)
        checked, failures = self.plugin.check(urn, type_, known[2] if known else {}, inputs)
        assert not failures, failures
        if known is None:
            id_, outputs = self.plugin.create(urn, type_, checked, preview)
        else:
            diff = self.plugin.diff(urn, type_, known[1], known[2], known[3], checked)
            if not diff.detailed:
                return known[3]
            if any(kind.endswith("-replace") for kind in diff.detailed.values()):
                return self._replaced(urn, type_, checked, preview, diff.delete_before_replace)
            id_, outputs = known[1], self.plugin.update(urn, type_, known[1], known[2], known[3], checked, preview)
        if not preview:
            self.state[urn] = (type_, id_, checked, outputs)
        return outputs

    def _replaced(self, urn: str, type_: str, checked: dict[str, Any], preview: bool, first: bool) -> dict[str, Any]:
        _, old_id, old_inputs, old_outputs = self.state[urn]
        if first and not preview:
            self.plugin.delete(urn, type_, old_id, old_inputs, old_outputs)
        id_, outputs = self.plugin.create(urn, type_, checked, preview)
        if not first and not preview:
            self.plugin.delete(urn, type_, old_id, old_inputs, old_outputs)
        if not preview:
            self.state[urn] = (type_, id_, checked, outputs)
        return outputs

    def diff(self, name: str, inputs: dict[str, Any], *, logical: str = "") -> dict[str, str]:
        """What a preview shows for these inputs."""
        urn, type_ = self.names(name, logical or inputs.get("name", name.lower()))
        _, id_, old_inputs, old_outputs = self.state[urn]
        checked, failures = self.plugin.check(urn, type_, old_inputs, inputs)
        assert not failures, failures
        return dict(self.plugin.diff(urn, type_, id_, old_inputs, old_outputs, checked).detailed)

    def refresh(self, name: str, logical: str) -> dict[str, Any] | None:
        """Read it from the account into the state; its inputs, or None when it is gone."""
        urn, type_ = self.names(name, logical)
        _, id_, inputs, outputs = self.state[urn]
        found = self.plugin.read(urn, type_, id_, inputs, outputs)
        if found is None:
            return None
        self.state[urn] = (type_, *found)
        return found[1]

    def down(self, name: str, logical: str) -> None:
        """Delete it."""
        urn, type_ = self.names(name, logical)
        _, id_, inputs, outputs = self.state.pop(urn)
        self.plugin.delete(urn, type_, id_, inputs, outputs)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty sandbox home."""
    return tmp_path


@pytest.fixture
def account(home: Path) -> Iterator[SandboxAccount]:
    """The account of the home, to be changed behind Pulumi's back."""
    opened = open_account(home)
    yield opened
    opened.close()


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., Stack]]:
    """Starts a plugin process with the administrator's provider config, changed as given; None takes an entry away."""
    started: list[SnowflakePlugin] = []

    def new(engine: str = "1-1", **config: Any) -> Stack:
        plugin = SnowflakePlugin(home, engine)
        plugin.configure({key: value for key, value in {**ADMIN, **config}.items() if value is not None})
        started.append(plugin)
        return Stack(plugin)

    yield new
    for plugin in started:
        plugin.close()


@pytest.fixture
def stack(start: Callable[..., Stack]) -> Stack:
    """A stack whose provider is the account's administrator."""
    return start()
