"""The gRPC shell, driven over the wire the way the engine does, with the example plugin as a process."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from sandbox.plugin import ACCOUNT_FILE, HOME_VARIABLE
from sandbox.provider import decode_config, encode_config
from sandbox.store import Store
from sandbox.wire import SECRET, SIGNATURE, UNKNOWN, from_struct, to_struct

PLUGIN = Path(__file__).parent / "example_plugin.py"
URN = "urn:pulumi:dev::mesh::example:index:Note::todo"
PROVIDER_URN = "urn:pulumi:dev::mesh::pulumi:providers:example::main"
TYPE = "example:index:Note"


class RecordedEngine(engine_pb2_grpc.EngineServicer):
    """The engine's log service; `lines` is what a person would have read."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._server = grpc.server(ThreadPoolExecutor(max_workers=2))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> Empty:
        self.lines.append(request.message)
        return Empty()

    def stop(self) -> None:
        self._server.stop(None).wait()


class RunningPlugin:
    """One plugin process, started as the engine starts it, and a client of its service."""

    def __init__(self, home: Path | None, engine: RecordedEngine) -> None:
        environment = {key: value for key, value in os.environ.items() if key != HOME_VARIABLE}
        environment |= {HOME_VARIABLE: str(home)} if home else {}
        self.process = subprocess.Popen(
            [sys.executable, str(PLUGIN), engine.address],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        assert self.process.stdout is not None
        self._channel = grpc.insecure_channel(f"127.0.0.1:{self.process.stdout.readline().strip()}")
        self.client = provider_pb2_grpc.ResourceProviderStub(self._channel)

    def check_config(self, news: dict[str, Any], olds: dict[str, Any] | None = None) -> provider_pb2.CheckResponse:
        request = provider_pb2.CheckRequest(urn=PROVIDER_URN, news=to_struct(news))
        if olds is not None:
            request.olds.CopyFrom(to_struct(olds))
        answer: provider_pb2.CheckResponse = self.client.CheckConfig(request)
        return answer

    def configured(self, news: dict[str, Any] | None = None) -> "RunningPlugin":
        inputs = self.check_config(news or {}).inputs
        self.client.Configure(provider_pb2.ConfigureRequest(args=inputs))
        return self

    def stop(self) -> None:
        self._channel.close()
        self.process.terminate()
        self.process.communicate(timeout=10)


@pytest.fixture
def engine() -> Iterator[RecordedEngine]:
    made = RecordedEngine()
    yield made
    made.stop()


@pytest.fixture
def plugin(tmp_path: Path, engine: RecordedEngine) -> Iterator[RunningPlugin]:
    made = RunningPlugin(tmp_path, engine)
    yield made
    made.stop()


def refusal(call: Any, request: Any) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as caught:
        call(request)
    return caught.value


def test_it_tells_its_version_and_schema_and_accepts_no_secrets(plugin: RunningPlugin) -> None:
    handshake = plugin.client.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
    assert not handshake.accept_secrets
    assert plugin.client.GetPluginInfo(Empty()).version == "1.0.0"
    schema = json.loads(plugin.client.GetSchema(provider_pb2.GetSchemaRequest()).schema)
    assert schema["name"] == "example"


def test_checked_config_carries_the_accounts_mark(plugin: RunningPlugin, tmp_path: Path) -> None:
    inputs = from_struct(plugin.check_config({"shelves": '["a","b"]', "version": "1.0.0"}).inputs)
    assert inputs == {"shelves": '["a","b"]', "version": "1.0.0", "sandbox": Store(tmp_path / ACCOUNT_FILE).identity}
    assert from_struct(plugin.check_config({"shelves": '["a","b"]', "version": "1.0.0"}, olds=inputs).inputs) == inputs


def test_wrong_config_is_a_failure_of_its_property(plugin: RunningPlugin) -> None:
    failures = plugin.check_config({"shelves": "a"}).failures
    assert [(failure.property, failure.reason) for failure in failures] == [("shelves", "must be a list")]


@pytest.mark.parametrize(
    ("olds", "words"),
    [
        ({"shelves": "[]"}, "against the real cloud, not in the sandbox"),
        ({"sandbox": "0" * 32}, "another sandbox account"),
    ],
)
def test_state_from_elsewhere_is_refused(
    plugin: RunningPlugin, tmp_path: Path, olds: dict[str, Any], words: str
) -> None:
    """In the check of a program's provider, and when an operation takes the provider from state without a check."""
    (failure,) = plugin.check_config({}, olds=olds).failures
    configure = refusal(plugin.client.Configure, provider_pb2.ConfigureRequest(args=to_struct(olds)))
    for message in (failure.reason, str(configure.details())):
        assert "this stack's state was made by the example provider" in message
        assert words in message
        assert str(tmp_path) in message


def test_outside_of_the_sandbox_it_refuses(engine: RecordedEngine) -> None:
    plugin = RunningPlugin(None, engine)
    (failure,) = plugin.check_config({}).failures
    plugin.stop()
    assert "MESH_SANDBOX_HOME is not set" in failure.reason


def test_it_announces_itself_once_an_operation(tmp_path: Path, engine: RecordedEngine) -> None:
    for _provider_resource in range(2):
        RunningPlugin(tmp_path, engine).configured().stop()
    assert engine.lines == [
        f"sandbox: the example provider of this stack is the sandbox account in {tmp_path};"
        " nothing real is read or changed."
    ]
    next_operation = RecordedEngine()
    RunningPlugin(tmp_path, next_operation).configured().stop()
    next_operation.stop()
    assert len(next_operation.lines) == 1


def test_a_preview_answers_unknown_for_what_is_computed(plugin: RunningPlugin) -> None:
    properties = to_struct({"text": UNKNOWN, "pages": [1, UNKNOWN]})
    request = provider_pb2.CreateRequest(urn=URN, type=TYPE, properties=properties, preview=True)
    created = plugin.configured().client.Create(request)
    assert (created.id, from_struct(created.properties)) == (
        "",
        {"text": UNKNOWN, "pages": [1, UNKNOWN], "length": UNKNOWN},
    )


def test_a_resources_life(plugin: RunningPlugin) -> None:
    client = plugin.configured().client
    inputs = to_struct({"text": "hello"})
    created = client.Create(provider_pb2.CreateRequest(urn=URN, type=TYPE, properties=inputs))
    assert (created.id, from_struct(created.properties)) == ("note/desk", {"text": "hello", "length": 5})
    read = client.Read(provider_pb2.ReadRequest(id="note/desk", urn=URN, type=TYPE))
    assert (read.id, from_struct(read.inputs), from_struct(read.properties)["length"]) == (
        "note/desk",
        {"text": "hello"},
        5,
    )
    updated = client.Update(
        provider_pb2.UpdateRequest(
            id="note/desk", urn=URN, type=TYPE, old_inputs=inputs, news=to_struct({"text": "bye"})
        )
    )
    assert from_struct(updated.properties) == {"text": "bye", "length": 3}
    count = client.Invoke(provider_pb2.InvokeRequest(tok="example:index:count"))
    assert from_struct(getattr(count, "return")) == {"count": 1}
    client.Delete(provider_pb2.DeleteRequest(id="note/desk", urn=URN, type=TYPE, properties=updated.properties))
    gone = client.Read(provider_pb2.ReadRequest(id="note/desk", urn=URN, type=TYPE))
    assert (gone.id, gone.HasField("properties")) == ("", False)


def test_a_difference_has_paths_kinds_and_replacements(plugin: RunningPlugin) -> None:
    request = provider_pb2.DiffRequest(
        id="note/desk", urn=URN, type=TYPE,
        old_inputs=to_struct({"shelf": "a", "text": "x", "tags": [{"k": 1}]}),
        news=to_struct({"shelf": "b", "text": "x", "tags": [{"k": 2}, {}]}),
    )  # fmt: skip
    found = plugin.configured().client.Diff(request)
    kinds = provider_pb2.PropertyDiff.Kind.Name
    assert {path: (kinds(change.kind), change.inputDiff) for path, change in found.detailedDiff.items()} == {
        "shelf": ("UPDATE_REPLACE", True), "tags[0].k": ("UPDATE", True), "tags[1]": ("ADD", True),
    }  # fmt: skip
    assert (list(found.replaces), list(found.diffs)) == (["shelf"], ["shelf", "tags"])
    assert found.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert found.hasDetailedDiff
    assert found.deleteBeforeReplace


def test_no_difference_is_said_to_be_none(plugin: RunningPlugin) -> None:
    same = to_struct({"text": "x"})
    request = provider_pb2.DiffRequest(id="note/desk", urn=URN, type=TYPE, old_inputs=same, news=same)
    found = plugin.configured().client.Diff(request)
    assert (found.changes, found.hasDetailedDiff) == (provider_pb2.DiffResponse.DIFF_NONE, True)


def test_a_change_of_provider_config_is_an_update(plugin: RunningPlugin) -> None:
    request = provider_pb2.DiffRequest(
        urn=PROVIDER_URN, old_inputs=to_struct({"shelves": "[]"}), news=to_struct({"shelves": '["a"]'})
    )
    found = plugin.client.DiffConfig(request)
    assert (list(found.diffs), list(found.replaces)) == (["shelves"], [])


def test_a_refusal_reaches_the_engine_in_its_own_words(plugin: RunningPlugin) -> None:
    request = provider_pb2.CreateRequest(urn=URN, type=TYPE, properties=to_struct({"text": "forbidden"}))
    error = refusal(plugin.configured().client.Create, request)
    assert (error.code(), error.details()) == (
        grpc.StatusCode.FAILED_PRECONDITION, "a note may not say 'forbidden'",
    )  # fmt: skip


def test_a_defect_is_reported_with_its_traceback(plugin: RunningPlugin) -> None:
    request = provider_pb2.CreateRequest(urn=URN, type=TYPE, properties=to_struct({}))
    error = refusal(plugin.configured().client.Create, request)
    assert error.code() == grpc.StatusCode.INTERNAL
    assert "KeyError: 'text'" in str(error.details())


def test_a_failed_check_names_the_property(plugin: RunningPlugin) -> None:
    checked = plugin.configured().client.Check(provider_pb2.CheckRequest(urn=URN, type=TYPE, news=to_struct({})))
    assert [(failure.property, failure.reason) for failure in checked.failures] == [("text", "a note needs a text")]


def test_a_secret_in_the_config_arrives_plain(plugin: RunningPlugin) -> None:
    config = plugin.check_config({}).inputs
    config.update({"token": {SIGNATURE: SECRET, "value": "t"}})
    plugin.client.Configure(provider_pb2.ConfigureRequest(args=config))


def test_nested_config_is_json_text_on_the_wire_and_plain_for_the_plugin() -> None:
    wire = {"tags": '{"a":1}', "on": "true", "region": "eu-west-1", "odd": "[not json", "version": "1.0.0"}
    plain = {"tags": {"a": 1}, "on": True, "region": "eu-west-1", "odd": "[not json"}
    assert decode_config(wire) == plain
    assert encode_config(plain) == {key: value for key, value in wire.items() if key != "version"}
    assert encode_config({"tags": {"a": UNKNOWN}}) == {"tags": {"a": UNKNOWN}}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_told(plugin: RunningPlugin, number: int) -> None:
    plugin.client.Cancel(Empty())
    plugin.process.send_signal(number)
    assert plugin.process.wait(timeout=10) == 0


def test_it_ends_when_the_engine_lets_go_of_its_input(plugin: RunningPlugin) -> None:
    """A killed engine's wrapper may live on as the parent; the pipe that the engine held does not."""
    assert plugin.process.stdin is not None
    plugin.process.stdin.close()
    plugin.process.stdin = None
    assert plugin.process.wait(timeout=10) == 0


PARENT = """
import subprocess, sys
command = [sys.executable, sys.argv[1], "127.0.0.1:1"]
plugin = subprocess.Popen(command, stdin={stdin}, stdout=subprocess.PIPE, text=True)
plugin.stdout.readline()
print(plugin.pid, flush=True)
plugin.wait()
"""


@pytest.mark.parametrize("stdin", ["subprocess.PIPE", "subprocess.DEVNULL"])
def test_it_does_not_outlive_a_killed_engine(tmp_path: Path, stdin: str) -> None:
    """With the pipe that the engine gives, and without one, as under a language host that runs plugins."""
    command = [sys.executable, "-c", PARENT.format(stdin=stdin), str(PLUGIN)]
    environment = {**os.environ, HOME_VARIABLE: str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        plugin_pid = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 15
    while _alive(plugin_pid):
        assert time.monotonic() < deadline, f"the plugin {plugin_pid} still runs"
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    """Running, and not merely waiting for a parent to collect its exit status."""
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(status.strip()) and not status.startswith("Z")


def configure(plugin: RunningPlugin, id_: str, config: dict[str, Any]) -> None:
    request = provider_pb2.ConfigureRequest(urn=PROVIDER_URN, id=id_, args=to_struct(config))
    plugin.client.Configure(request)


def test_a_provider_that_an_import_left_unmarked_is_known_by_its_id(tmp_path: Path, engine: RecordedEngine) -> None:
    """The engine's import keeps the inputs from before the check: the mark comes with the next preview or up."""
    importing = RunningPlugin(tmp_path, engine)
    importing.check_config({"shelves": "[]"})
    configure(importing, "made-by-import", {"shelves": "[]"})
    importing.stop()

    refreshing = RunningPlugin(tmp_path, engine)
    configure(refreshing, "made-by-import", {"shelves": "[]"})
    refreshing.stop()

    updating = RunningPlugin(tmp_path, engine)
    marked = updating.check_config({"shelves": "[]"}, olds={"shelves": "[]"})
    assert list(marked.failures) == []
    difference = provider_pb2.DiffRequest(urn=PROVIDER_URN, old_inputs=to_struct({"shelves": "[]"}), news=marked.inputs)
    assert updating.client.DiffConfig(difference).changes == provider_pb2.DiffResponse.DIFF_NONE
    configure(updating, "made-by-import", from_struct(marked.inputs))
    updating.stop()


def test_an_imports_name_does_not_open_the_door_for_others(tmp_path: Path, engine: RecordedEngine) -> None:
    """The same provider URN with another id is another stack's state."""
    importing = RunningPlugin(tmp_path, engine)
    importing.check_config({})
    configure(importing, "made-by-import", {})
    importing.stop()
    updating = RunningPlugin(tmp_path, engine)
    marked = from_struct(updating.check_config({}, olds={"shelves": "[]"}).inputs)
    request = provider_pb2.ConfigureRequest(urn=PROVIDER_URN, id="made-elsewhere", args=to_struct(marked))
    assert "against the real cloud" in str(refusal(updating.client.Configure, request).details())
    updating.stop()
