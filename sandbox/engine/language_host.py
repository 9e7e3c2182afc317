"""Pulumi's Python language host, for a CLI that was built from Go modules and has none.

Runs programs and policy packs as child processes and answers what the engine asks about them. It writes no code
(`pulumi import --generate-code`, `pulumi package add`), installs nothing and attaches no debugger: those need the
official host. The service and its messages are those of proto/pulumi/language.proto in Pulumi's repository.
"""

import json
import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Final

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeServicer, add_LanguageRuntimeServicer_to_server

from sandbox.engine.children import Children
from sandbox.engine.cli import VERSION
from sandbox.engine.interpreter import NoInterpreter, python_of, site_packages, version_of

ANNOUNCEMENT: Final = "language host: the project's own (this CLI was built from Go modules)"
PROGRAM_RUNNER: Final = Path(__file__).with_name("language_exec.py")

# The program has told the engine what is wrong; there is nothing to add (sdk/python/cmd/pulumi-language-python).
BAIL: Final = 32

# A stack of thousands of resources does not fit into gRPC's 4 MB (sdk/go/common/util/rpcutil/serve.go).
MAX_MESSAGE_BYTES: Final = 400 * 1024 * 1024


class LanguageHost(LanguageRuntimeServicer):
    """Answers the engine at `engine`; its children end with it."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.children = Children()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Give the version of the CLI that this host was written for."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetRequiredPackages(
        self, request: messages.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> messages.GetRequiredPackagesResponse:
        """Name the provider plugins that belong to the program's SDKs and are there.

        The engine would try to download a missing one, for seconds, even if the program does not use it.
        """
        manifests = _manifests(_python(request.info, context))
        plugins = [_package(manifest) for manifest in manifests if manifest.get("resource") and _is_there(manifest)]
        return messages.GetRequiredPackagesResponse(packages=plugins)

    def Run(self, request: messages.RunRequest, context: grpc.ServicerContext) -> messages.RunResponse:
        """Run the program to its end; its output goes to the engine through this process's own."""
        if request.attach_debugger:
            return messages.RunResponse(error="--attach-debugger needs Pulumi's official Python language host")
        print(ANNOUNCEMENT, file=sys.stderr, flush=True)
        command = [_python(request.info, context), "-u", str(PROGRAM_RUNNER), *_run_arguments(request, self.engine)]
        environ = {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        code = self.children.run(command, cwd=request.pwd, environ=os.environ | environ)
        if code == BAIL or self.children.stopped:
            return messages.RunResponse(bail=True)
        return messages.RunResponse(error=_failure(code))

    def RunPlugin(
        self, request: messages.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[messages.RunPluginResponse]:
        """Run a policy pack (kind `analyzer`) or another plugin written in Python, and pass on what it prints."""
        pack = request.info.program_directory
        as_what = ["-m", "pulumi.policy", *request.args, pack] if request.kind == "analyzer" else [pack, *request.args]
        command = [_python(request.info, context), "-u", *as_what]
        environ = os.environ | dict(pair.split("=", 1) for pair in request.env)
        with self.children.piped(command, cwd=request.pwd, environ=environ) as child:
            context.add_callback(child.end)
            for stream, data in child.output():
                if stream == "stdout":
                    yield messages.RunPluginResponse(stdout=data)
                else:
                    yield messages.RunPluginResponse(stderr=data)
            yield messages.RunPluginResponse(exitcode=child.wait())

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        """End what runs: the person has cancelled the operation."""
        self.children.end_all()
        return Empty()

    def InstallDependencies(
        self, request: messages.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[messages.InstallDependenciesResponse]:
        """Install nothing, and say what does."""
        python = _python(request.info, context)
        text = f"Nothing to install: the packages of {python} are the set-up's; `make up` renews them.\n"
        yield messages.InstallDependenciesResponse(stdout=text.encode())

    def About(self, request: messages.AboutRequest, context: grpc.ServicerContext) -> messages.AboutResponse:
        """Describe the Python that would run the program, and whose host this is."""
        python = _python(request.info, context)
        return messages.AboutResponse(
            executable=python, version=version_of(python), metadata={"host": "the project's own"}
        )

    def GetProgramDependencies(
        self, request: messages.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> messages.GetProgramDependenciesResponse:
        """List the packages installed for the program; unless all are asked for, those that no other one needs."""
        installed = list(distributions(path=[str(site_packages(_python(request.info, context)))]))
        needed = set() if request.transitiveDependencies else {name for one in installed for name in _needs(one)}
        return messages.GetProgramDependenciesResponse(
            dependencies=[
                messages.DependencyInfo(name=one.name, version=one.version)
                for one in sorted(installed, key=lambda one: one.name.lower())
                if _normal(one.name) not in needed
            ]
        )

    def GenerateProgram(
        self, request: messages.GenerateProgramRequest, context: grpc.ServicerContext
    ) -> messages.GenerateProgramResponse:
        """Refuse: writing a program is what the official host has a compiler for."""
        context.abort(
            grpc.StatusCode.UNIMPLEMENTED,
            "only Pulumi's official Python language host writes code; `pulumi import --generate-code=false` needs none",
        )


def serve(engine: str) -> None:
    """Serve on a free port of 127.0.0.1, say which on standard output, and go on until the CLI ends or says so."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    host = LanguageHost(engine)
    sizes = [(f"grpc.max_{way}_message_length", MAX_MESSAGE_BYTES) for way in ("receive", "send")]
    # Each program and plugin keeps a thread for as long as it runs.
    server = grpc.server(ThreadPoolExecutor(max_workers=64), options=sizes)
    add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    threading.Thread(target=_wait_for_end_of_input, args=(ended,), daemon=True).start()
    ended.wait()
    host.children.end_all()
    server.stop(grace=None)


def _wait_for_end_of_input(ended: threading.Event) -> None:
    """Wait until the CLI, at the other end of standard input, is gone: nothing else tells that it was killed."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    ended.set()


def _run_arguments(request: messages.RunRequest, engine: str) -> list[str]:
    info = request.info
    named = {
        "monitor": request.monitor_address,
        "engine": engine,
        "project": request.project,
        "stack": request.stack,
        "organization": request.organization,
        "root_directory": info.root_directory,
        "parallel": str(request.parallel),
        "dry_run": "true" if request.dryRun else "false",
    }
    program = os.path.normpath(os.path.join(info.program_directory, info.entry_point))
    return [*(f"--{name}={value}" for name, value in named.items()), program, *request.args]


def _failure(code: int) -> str:
    """Put a program's exit code into words; the empty text for success."""
    if code < 0:
        return f"the program was ended by signal {signal.Signals(-code).name}"
    return f"Program exited with non-zero exit code: {code}" if code else ""


def _python(info: messages.ProgramInfo, context: grpc.ServicerContext) -> str:
    """Return the program's Python; ends the engine's call with a clear text when there is none."""
    options = info.options
    virtualenv = str(options["virtualenv"]) if "virtualenv" in options else ""
    try:
        return python_of(Path(info.root_directory), virtualenv)
    except NoInterpreter as reason:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(reason))


def _manifests(python: str) -> Iterator[dict[str, object]]:
    """Read the `pulumi-plugin.json` of every SDK that is installed for this Python."""
    for file in sorted(site_packages(python).glob("*/pulumi-plugin.json")):
        yield json.loads(file.read_text())


def _is_there(manifest: dict[str, object]) -> bool:
    """Tell whether the engine would find this plugin without a download: on PATH or in Pulumi's own folder."""
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    name, version = manifest["name"], manifest["version"]
    return bool(shutil.which(f"pulumi-resource-{name}")) or (home / f"plugins/resource-{name}-v{version}").is_dir()


def _package(manifest: dict[str, object]) -> plugin_pb2.PackageDependency:
    return plugin_pb2.PackageDependency(
        kind="resource",
        name=str(manifest["name"]),
        version=f"v{manifest['version']}",
        server=str(manifest.get("server", "")),
    )


def _needs(distribution: Distribution) -> Iterator[str]:
    """Name what a package requires, extras aside."""
    for requirement in distribution.requires or []:
        if "extra ==" not in requirement:
            yield _normal(requirement)


def _normal(requirement: str) -> str:
    """Return the project name that a requirement begins with, in the one spelling of PEP 503."""
    name = re.match(r"[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", name.group() if name else requirement).lower()
