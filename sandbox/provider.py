"""A Pulumi provider plugin's gRPC shell: the engine's calls turned into calls of a `Plugin`, plain values in and out.

The shell owns what all plugins of the sandbox share:

- **Process.** The engine starts the plugin with its own address as last argument and reads the port from the first
  line of standard output. The plugin ends on SIGINT or SIGTERM, and as soon as the engine is gone in any other way
  (standard input closed, or another parent process), so no process is left behind when an engine is killed.
- **Secrets.** The shell does not accept secrets: the engine sends plain values and marks every input and output of the
  same name as secret again in its state. A plugin cannot tell which those were: what becomes part of an object stands
  in the account file in clear, as it would in a real account. Provider config (passwords, keys) is never written.
- **Mark.** A stack's state remembers which account it was made with (`sandbox.mark`).
- **Announcement.** One informational line an operation through the engine's log, in previews too.
"""

import json
import os
import signal
import stat
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox.diff import Diff, diff_values, top_level
from sandbox.mark import MARK, Mark, open_store
from sandbox.plugin import Failure, Plugin, PluginError, sandbox_home
from sandbox.wire import WireError, from_struct, has_unknown, to_struct

ANNOUNCED: Final = "announced"
WORKERS: Final = 16
MAX_MESSAGE_BYTES: Final = 400 * 1024 * 1024
"""The engine's own limit (`rpcutil.GrpcChannelOptions`)."""
GRACE_SECONDS: Final = 3.0
"""How long running calls may finish at the end; the engine kills after 5 seconds."""
PARENT_POLL_SECONDS: Final = 0.5


def serve(plugin: Plugin) -> None:
    """Print the port, then serve the engine on 127.0.0.1 until it ends this process or is itself gone."""
    parent = os.getppid()  # before the port is told: from then on the engine may be killed at any time
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    limits = [("grpc.max_receive_message_length", MAX_MESSAGE_BYTES), ("grpc.max_send_message_length", -1)]
    server = grpc.server(ThreadPoolExecutor(max_workers=WORKERS), options=limits)
    engine_address = sys.argv[-1] if len(sys.argv) > 1 else ""
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Shell(plugin, engine_address), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    _wait_for_end(stopped, parent)
    server.stop(GRACE_SECONDS).wait()


def _wait_for_end(stopped: threading.Event, parent: int) -> None:
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=_watch_input, args=(stopped,), daemon=True).start()
    while not stopped.wait(PARENT_POLL_SECONDS):
        if os.getppid() != parent:
            return


def _watch_input(stopped: threading.Event) -> None:
    """The engine holds the other end of standard input open, and never writes, for as long as it lives."""
    while os.read(0, 4096):
        pass
    stopped.set()


class Shell(provider_pb2_grpc.ResourceProviderServicer):
    """The engine's side of a plugin: one method a call of the provider protocol (`pulumi/provider.proto`).

    Construct, Call, Parameterize and List stay unimplemented, which the engine takes as "this package has none".
    """

    def __init__(self, plugin: Plugin, engine_address: str) -> None:
        self._plugin = plugin
        self._engine_address = engine_address
        self._mark = Mark(plugin.name)

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        self._engine_address = request.engine_address
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> Empty:
        self._engine_address = request.address
        return Empty()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=self._plugin.version)

    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        with _refusals(context):
            return provider_pb2.GetSchemaResponse(schema=json.dumps(self._plugin.schema()))

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        """Calls are short: those that run are finished, and the engine ends the process itself afterwards."""
        return Empty()

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """A refusal is answered as a failed check: the engine prints a bare error here with its gRPC code."""
        with _refusals(context):
            olds, news = from_struct(request.olds), from_struct(request.news)
            news.pop(MARK, None)
            try:
                identity = self._mark.checked(request.urn, olds)
                inputs, failures = self._plugin.check_config(decode_config(news))
            except PluginError as refusal:
                return _checked(news, [Failure("", str(refusal))])
            version = {key: news[key] for key in news if key == "version"}
            return _checked({**encode_config(inputs), **version, MARK: identity}, failures)

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """A change of provider config is an update of the provider and never replaces its resources."""
        with _refusals(context):
            olds, news = from_struct(request.old_inputs), from_struct(request.news)
            return _difference(Diff(diff_values({**olds, MARK: ""}, {**news, MARK: ""})))

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        with _refusals(context):
            config = from_struct(request.args)
            self._mark.configured(request.urn, request.id, config)
            config.pop(MARK, None)
            self._plugin.configure(decode_config(config))
            self._announce()
            return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        with _refusals(context):
            return _checked(
                *self._plugin.check(request.urn, request.type, from_struct(request.olds), from_struct(request.news))
            )

    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        with _refusals(context):
            old_inputs, old_outputs = from_struct(request.old_inputs), from_struct(request.olds)
            news = from_struct(request.news)
            return _difference(self._plugin.diff(request.urn, request.type, request.id, old_inputs, old_outputs, news))

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        with _refusals(context):
            inputs = from_struct(request.properties)
            id_, outputs = self._plugin.create(request.urn, request.type, inputs, request.preview)
            return provider_pb2.CreateResponse(id=id_, properties=to_struct(outputs))

    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        with _refusals(context):
            inputs, outputs = from_struct(request.inputs), from_struct(request.properties)
            found = self._plugin.read(request.urn, request.type, request.id, inputs, outputs)
            if found is None:
                return provider_pb2.ReadResponse()
            id_, inputs, outputs = found
            return provider_pb2.ReadResponse(id=id_, inputs=to_struct(inputs), properties=to_struct(outputs))

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        with _refusals(context):
            old_inputs, old_outputs = from_struct(request.old_inputs), from_struct(request.olds)
            news = from_struct(request.news)
            outputs = self._plugin.update(
                request.urn, request.type, request.id, old_inputs, old_outputs, news, request.preview
            )
            return provider_pb2.UpdateResponse(properties=to_struct(outputs))

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        with _refusals(context):
            old_inputs, old_outputs = from_struct(request.old_inputs), from_struct(request.properties)
            self._plugin.delete(request.urn, request.type, request.id, old_inputs, old_outputs)
            return Empty()

    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        with _refusals(context):
            response = provider_pb2.InvokeResponse()
            # The field is called `return`, which is no name in Python.
            getattr(response, "return").CopyFrom(to_struct(self._plugin.invoke(request.tok, from_struct(request.args))))
            return response

    def _announce(self) -> None:
        """Say once an operation (the engine starts one process for each provider resource) that this is the sandbox."""
        operation = f"{os.getppid()} {self._engine_address}"
        with open_store() as store, store.transaction():
            if store.get(ANNOUNCED, self._plugin.name) == operation:
                return
            store.put(ANNOUNCED, self._plugin.name, operation)
        message = (
            f"sandbox: the {self._plugin.name} provider of this stack is the sandbox account in {sandbox_home()};"
            " nothing real is read or changed."
        )
        with grpc.insecure_channel(self._engine_address) as channel:
            request = engine_pb2.LogRequest(severity=engine_pb2.INFO, message=message)
            engine_pb2_grpc.EngineStub(channel).Log(request)


def decode_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """Provider config as plain values, without the engine's `version`: the SDKs send all but text as JSON text."""
    return {key: _decoded(value) for key, value in config.items() if key != "version"}


def encode_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of `decode_config`, as a provider's inputs stand in state."""
    return {
        key: value if isinstance(value, str) or has_unknown(value) else json.dumps(value, separators=(",", ":"))
        for key, value in config.items()
    }


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and (value in ("true", "false") or value[:1] in ("[", "{")):
        try:
            return json.loads(value)
        except ValueError:
            return value  # text that only looks like JSON
    return value


@contextmanager
def _refusals(context: grpc.ServicerContext) -> Iterator[None]:
    """Errors inside as the call's status: a refusal in its own words, a defect of ours with its traceback."""
    try:
        yield
    except (PluginError, WireError) as refusal:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(refusal))
    except Exception:
        context.abort(grpc.StatusCode.INTERNAL, f"a defect of the sandbox:\n{traceback.format_exc()}")


def _checked(inputs: Mapping[str, Any], failures: list[Failure]) -> provider_pb2.CheckResponse:
    wrong = [provider_pb2.CheckFailure(property=failure.property, reason=failure.reason) for failure in failures]
    return provider_pb2.CheckResponse(inputs=to_struct(inputs), failures=wrong)


def _difference(diff: Diff) -> provider_pb2.DiffResponse:
    detailed = {
        path: provider_pb2.PropertyDiff(
            kind=provider_pb2.PropertyDiff.Kind.Value(kind.upper().replace("-", "_")), inputDiff=True
        )
        for path, kind in diff.detailed.items()
    }
    replaces = {top_level(path) for path, kind in diff.detailed.items() if kind.endswith("-replace")}
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if detailed else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=sorted({top_level(path) for path in detailed}),
        replaces=sorted(replaces),
        detailedDiff=detailed,
        hasDetailedDiff=True,
        deleteBeforeReplace=diff.delete_before_replace,
    )
