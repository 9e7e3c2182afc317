"""What a program registers, without an engine, a provider or a credential.

The real `__main__.py` runs as in the preview that creates everything: the SDK talks to a monitor that knows the inputs
and nothing else, so whatever a provider computes is unknown, here as there.

It records other programs than the one that it lies beside, another revision of it above all (see
`recorder_processes.py`), so it imports nothing of the project.
"""

import asyncio
import contextvars
import hashlib
import json
import os
import runpy
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, NoReturn, ParamSpec, TypeVar

import pulumi
import yaml
from google.protobuf import empty_pb2, json_format
from pulumi.runtime import Settings, configure, run_in_stack
from pulumi.runtime import resource as sdk_resource
from pulumi.runtime.mocks import MockEngine, MockMonitor
from pulumi.runtime.proto import resource_pb2, source_pb2
from pulumi.runtime.settings import SETTINGS

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands in inputs and outputs for what a provider computes; a text that it is part of is unknown as a whole."""

SECRET: Final = "[secret]"
"""Stands for a value of the stack's configuration that only the engine can decrypt."""

P = ParamSpec("P")
T = TypeVar("T")

_STACK: Final = "pulumi:pulumi:Stack"
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key by which a secret is told on the wire (sdk/python/lib/pulumi/runtime/rpc.py)."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A resource as the program registered it. References to other resources are URNs.

    `depends_on` has all that the resource waits for, named by the program or seen in the inputs.
    """

    urn: str
    type: str
    name: str
    parent: str
    inputs: Mapping[str, Any]
    provider: str
    protect: bool
    depends_on: frozenset[str]
    by_input: Mapping[str, frozenset[str]]
    """Which of those an input is made of: when one of them is replaced, its old value is what goes with it."""
    custom: bool
    options: Mapping[str, Any]
    """What decides how a change is made, as far as it is stated: ``deleteBeforeReplace``, ``ignoreChanges``,
    ``replaceOnChanges``, ``aliases`` as the program states them, and of ``replacementTrigger`` a hash."""


@dataclass(frozen=True, slots=True)
class Recording:
    """All that a program registered, in that order, and the outputs that each component (and the stack) announced."""

    resources: tuple[Registered, ...]
    outputs: Mapping[str, Mapping[str, Any]]
    stack_outputs: Mapping[str, Any]

    def of_type(self, type_: str) -> list[Registered]:
        """The resources of a type, such as `snowflake:index/view:View`."""
        return [resource for resource in self.resources if resource.type == type_]


def stack_configuration(project: Path, stack: str) -> dict[str, str]:
    """The configuration that the engine would hand to the program: the stack's file over the values of Pulumi.yaml."""
    common = _yaml(project / "Pulumi.yaml").get("config", {})
    values = {key: value["value"] if isinstance(value, dict) else value for key, value in common.items()}
    values |= _yaml(project / f"Pulumi.{stack}.yaml").get("config", {})
    return {key: _text(value) for key, value in values.items()}


def record_program(project: Path, stack: str, configuration: Mapping[str, str]) -> Recording:
    """Run the project's `__main__.py` and return what it registers. Raises what the program raises."""
    program = project / "__main__.py"
    with _surroundings(project, configuration):
        return record(
            lambda: runpy.run_path(str(program), run_name="__main__"), _yaml(project / "Pulumi.yaml")["name"], stack
        )


def record(program: Callable[[], object], project: str, stack: str) -> Recording:
    """Run a program and return what it registers."""
    monitor = _Monitor(project, stack)

    def run() -> None:
        configure(Settings(project=project, stack=stack, monitor=monitor, engine=MockEngine(None), dry_run=True))
        asyncio.run(_run(program))

    # The SDK keeps its state in context variables: in a copy of the context one run leaves nothing to the next.
    with _no_stack_traces():
        contextvars.copy_context().run(run)
    return monitor.recording()


@contextmanager
def _no_stack_traces() -> Iterator[None]:
    """Spare the SDK the stack trace that it sends to the engine with each resource: a fifth of the time, and nothing of
    it is recorded (`_get_stack_trace` in sdk/python/lib/pulumi/runtime/resource.py).
    """
    asked = sdk_resource._get_stack_trace
    sdk_resource._get_stack_trace = source_pb2.StackTrace
    try:
        yield
    finally:
        sdk_resource._get_stack_trace = asked


async def _run(program: Callable[[], object]) -> None:
    # When a resource fails, asyncio would name all that waits for it as errors of their own.
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, _context: None)
    loop.set_default_executor(_Inline())

    async def statements() -> None:
        program()
        await _settled()

    await run_in_stack(statements)


async def _settled() -> None:
    """Wait for all that the program began. The SDK would, by looking at all that is left for each that comes to its end
    (`wait_for_rpcs` in sdk/python/lib/pulumi/runtime/stack.py): time that grows with the square of a program.
    """
    while begun := [output for output in SETTINGS.outputs if not output.done()]:
        await asyncio.wait(begun)


class _Inline(ThreadPoolExecutor):
    """Runs at once what is submitted: a monitor of this process answers sooner than a thread begins."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as wrong:
            done.set_exception(wrong)
        return done


class _Monitor(MockMonitor):
    """Answers the SDK as the engine does in a preview of a new stack.

    Of the SDK's own monitor it takes what that says of the engine's abilities, and nothing of its mocks.
    """

    def __init__(self, project: str, stack: str) -> None:
        self._place = f"urn:pulumi:{stack}::{project}"
        self._registered: dict[str, Registered] = {}
        self._outputs: dict[str, Mapping[str, Any]] = {}

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:
        urn = self._urn(request.parent, request.type, request.name)
        if urn in self._registered:
            raise pulumi.RunError(f"two resources of type {request.type} are named {request.name}: {urn}")
        if request.type != _STACK:
            self._registered[urn] = Registered(
                urn=urn,
                type=request.type,
                name=request.name,
                parent=request.parent,
                inputs=_plain(json_format.MessageToDict(request.object)),
                provider=request.provider.rpartition("::")[0],
                protect=request.protect,
                depends_on=frozenset(request.dependencies),
                by_input={key: frozenset(each.urns) for key, each in request.propertyDependencies.items() if each.urns},
                custom=request.custom,
                options=dict(_options(request)),
            )
        return resource_pb2.RegisterResourceResponse(urn=urn, object=request.object)

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:
        self._outputs[request.urn] = _plain(json_format.MessageToDict(request.outputs))
        return empty_pb2.Empty()

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> NoReturn:
        raise pulumi.RunError(f"the function {request.tok} needs a provider, so this program cannot be recorded")

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> NoReturn:
        raise pulumi.RunError(f"{request.name} is read from the cloud, so this program cannot be recorded")

    def recording(self) -> Recording:
        stack = next((urn for urn in self._outputs if f"::{_STACK}::" in urn), "")
        outputs = {urn: values for urn, values in self._outputs.items() if urn != stack}
        return Recording(tuple(self._registered.values()), outputs, self._outputs.get(stack, {}))

    def _urn(self, parent: str, type_: str, name: str) -> str:
        above = parent.split("::")[2] if parent else _STACK
        return f"{self._place}::{type_ if above == _STACK else f'{above}${type_}'}::{name}"


def _options(request: resource_pb2.RegisterResourceRequest) -> Iterator[tuple[str, Any]]:
    if request.deleteBeforeReplaceDefined:
        yield "deleteBeforeReplace", request.deleteBeforeReplace
    if request.replaceOnChanges:
        yield "replaceOnChanges", list(request.replaceOnChanges)
    if request.aliases:
        yield "aliases", [json_format.MessageToDict(each) for each in request.aliases]
    if request.ignoreChanges:
        yield "ignoreChanges", list(request.ignoreChanges)
    if request.HasField("replacement_trigger"):
        trigger = _without_secrets(json_format.MessageToDict(request.replacement_trigger))
        yield "replacementTrigger", hashlib.sha256(json.dumps(trigger, sort_keys=True).encode()).hexdigest()


@contextmanager
def _surroundings(project: Path, configuration: Mapping[str, str]) -> Iterator[None]:
    """What the language host gives to a program: its configuration, and its folder to import from."""
    before = os.environ.get("PULUMI_CONFIG")
    os.environ["PULUMI_CONFIG"] = json.dumps(dict(configuration))
    sys.path.insert(0, str(project))
    try:
        yield
    finally:
        sys.path.remove(str(project))
        if before is None:
            del os.environ["PULUMI_CONFIG"]
        else:
            os.environ["PULUMI_CONFIG"] = before


def _plain(value: Any) -> Any:
    """The value with whole numbers as such; on the wire every number is a float."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _yaml(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content if isinstance(content, dict) else {}


def _text(value: Any) -> str:
    if isinstance(value, dict) and "secure" in value:
        return SECRET
    return value if isinstance(value, str) else json.dumps(value)


def as_json(recording: Recording) -> str:
    """The resources of a recording for another process, or to be kept: without the values of secrets. ``by_input`` has
    places in ``depends_on``, whose URNs are long.
    """
    return json.dumps([_kept(each) for each in _in_order(recording)], sort_keys=True)


def _in_order(recording: Recording) -> list[Registered]:
    """The resources in an order that is always the same; which of two that do not wait for each other comes first to
    the engine is chance.
    """
    depths: dict[str, int] = {}
    for each in recording.resources:
        depths[each.urn] = 1 + max((depths.get(urn, 0) for urn in (each.parent, *each.depends_on)), default=0)
    return sorted(recording.resources, key=lambda each: (depths[each.urn], each.urn))


def _kept(each: Registered) -> dict[str, Any]:
    depends_on = sorted(each.depends_on)
    places = {urn: place for place, urn in enumerate(depends_on)}
    return {
        **{field.name: getattr(each, field.name) for field in fields(each)},
        "inputs": _without_secrets(each.inputs),
        "depends_on": depends_on,
        "by_input": {key: sorted(places[urn] for urn in urns) for key, urns in each.by_input.items()},
    }


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return SECRET if _SIGNATURE in value else {key: _without_secrets(each) for key, each in value.items()}
    return [_without_secrets(each) for each in value] if isinstance(value, list) else value


def told(wrong: Exception, project: Path) -> str:
    """What went wrong in a program, and where in its own files, for who reads no traceback."""
    if isinstance(wrong, pulumi.RunError):
        return str(wrong)
    places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(wrong.__traceback__)]
    if isinstance(wrong, SyntaxError) and wrong.filename:
        places.append((wrong.filename, wrong.lineno))
    own = [(Path(file).relative_to(project), line) for file, line in places if Path(file).is_relative_to(project)]
    where = f"{own[-1][0]}, line {own[-1][1]}: " if own else ""
    return f"{where}{type(wrong).__name__}: {wrong.msg if isinstance(wrong, SyntaxError) else wrong}"
