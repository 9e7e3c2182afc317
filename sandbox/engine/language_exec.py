"""Runs one Pulumi program: connects the SDK to the engine, executes the program inside a stack, reports its failure.

Started by `language_host` with the Python of the program, which need not have this project installed: so this file
imports nothing of it.
"""

import sys

# The folder of this file is none of the program's business, and its modules must not hide others.
sys.path.pop(0)

import argparse
import asyncio
import logging
import os
import runpy
import traceback
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import grpc
import pulumi
from pulumi.runtime import Settings, configure, run_in_stack, stack

BAIL = 32

# Each resource that is being registered blocks a thread: at least as many as the engine will work on at once.
THREADS_AN_OPERATION = 4


class _Patient(ModuleType):
    """`asyncio` as `pulumi.runtime.stack` gets to see it: it waits for all outputs at once, or for the first failure.

    The SDK wakes up for each of its outstanding outputs and then looks at all the others: time that grows with the
    square of the number of resources, a third of the program's at two thousand.
    """

    FIRST_COMPLETED = asyncio.FIRST_EXCEPTION

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)


def main(arguments: list[str]) -> int:
    """Run the program and return the exit code: 0, or BAIL when the engine has been told what is wrong."""
    options = _parse(arguments)
    configure(
        Settings(
            monitor=options.monitor,
            engine=options.engine,
            project=options.project,
            stack=options.stack,
            organization=options.organization,
            root_directory=options.root_directory,
            parallel=options.parallel,
            dry_run=options.dry_run == "true",
        )
    )
    sys.argv = [options.program, *options.arguments]
    sys.path.insert(0, options.program if os.path.isdir(options.program) else os.path.dirname(options.program))
    # When a resource fails, whatever waits for it is left waiting; asyncio would name each of these as an error.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        asyncio.run(_execute(options.program, max(1, options.parallel) * THREADS_AN_OPERATION))
    except pulumi.RunError as error:
        _report(str(error))
    except Exception as error:
        _report("Program failed with an unhandled exception:\n" + _traceback(error))
    else:
        return 0
    return BAIL


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("monitor", "engine", "project", "stack", "organization", "root_directory", "dry_run"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--parallel", required=True, type=int)
    parser.add_argument("program")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser.parse_args(arguments)


async def _execute(program: str, threads: int) -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads))

    def module() -> None:
        runpy.run_path(program, run_name="__main__")

    vars(stack)["asyncio"] = _Patient("asyncio")
    await run_in_stack(module)


def _report(text: str) -> None:
    """Tell the engine; if it is gone already, whoever reads this process's output."""
    try:
        pulumi.log.error(text)
    except grpc.RpcError:
        print(text, file=sys.stderr)


def _traceback(error: Exception) -> str:
    """Format an exception from the program's first line on; above that are this file, the SDK and `runpy`."""
    step = error.__traceback__
    first = step
    while step is not None:
        if step.tb_frame.f_code.co_filename in (__file__, runpy.__file__, "<frozen runpy>"):
            first = step.tb_next
        step = step.tb_next
    return "".join(traceback.format_exception(type(error), error, first))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
