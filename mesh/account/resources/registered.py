"""What a resource is to who asks, wherever it is known from: a program's registration, a state, a preview."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol


class Registered(Protocol):
    """A resource of any provider, with its inputs in wire spelling."""

    @property
    def urn(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> Mapping[str, Any]: ...


class InStack(Registered, Protocol):
    """One among the others of its stack; ``components.recorder.Registered`` is one.

    ``provider`` is the URN of the provider that makes it, ``depends_on`` those of what it waits for.
    """

    @property
    def provider(self) -> str: ...
    @property
    def depends_on(self) -> Collection[str]: ...
