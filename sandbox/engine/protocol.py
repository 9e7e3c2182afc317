"""Pulumi's protocol messages and services, without the SDK around them.

`pulumi.runtime.proto` is generated code that needs gRPC alone, but importing it imports the whole SDK first: twice the
time and a third more memory for a process that never registers a resource.
"""

import importlib.util
import sys
from types import ModuleType
from typing import Final

PACKAGES: Final = ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")


def leave_out_sdk() -> None:
    """Make the packages around the protocol empty in this process; to be called before anything imports `pulumi`.

    For the entry point of a process that is a plugin and nothing else: the SDK cannot be imported after it.
    """
    if "pulumi" in sys.modules:
        raise RuntimeError("leave_out_sdk() came too late: `pulumi` is imported already")
    found = importlib.util.find_spec("pulumi")
    if found is None or found.submodule_search_locations is None:
        raise ModuleNotFoundError("the package `pulumi` is not installed")
    folder = found.submodule_search_locations[0]
    for name in PACKAGES:
        package = ModuleType(name)
        package.__path__ = [f"{folder}/{'/'.join(name.split('.')[1:])}"]
        sys.modules[name] = package
