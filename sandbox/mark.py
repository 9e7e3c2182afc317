"""How a stack's state remembers that it was made in the sandbox, and with which account.

`CheckConfig` adds the input `sandbox`, the account's identity, to a provider's inputs, which the engine keeps in the
state. Provider state without the mark was made against the real cloud, provider state with another mark against another
sandbox account. Both are refused before any resource is looked at, by every operation: preview, up, refresh, destroy.

`pulumi import` is the exception that the engine makes: for a default provider it keeps the inputs from before the
check (`resource/deploy/import.go`). The account therefore remembers the ids of providers that came to it new and
unmarked, and takes these; the next preview or up marks them.

The other way round a real provider cannot be made to refuse: the engine drops all that a plugin adds to its inputs but
plain properties. It does show. The bridged providers' DiffConfig compares old inputs with new, so the first preview
against the real cloud lists `- sandbox` as a change of the provider (pulumi-terraform-bridge,
`pkg/tfbridge/provider.go`), and a refresh finds every resource gone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from sandbox.plugin import ACCOUNT_FILE, PluginError, sandbox_home
from sandbox.store import Store
from sandbox.wire import UNKNOWN_TEXTS

MARK: Final = "sandbox"
UNMARKED: Final = "unmarked"
"""The store's table of providers that an import left unmarked: id -> URN."""


@contextmanager
def open_store() -> Iterator[Store]:
    """The account file, for a moment."""
    store = Store(sandbox_home() / ACCOUNT_FILE)
    try:
        yield store
    finally:
        store.close()


class Mark:
    """The mark of the one provider that this process serves."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._is_new = False
        self._was_unmarked = False

    def checked(self, urn: str, olds: Mapping[str, Any]) -> str:
        """The mark to put on a provider with these old inputs (none: it is new); PluginError when it is foreign."""
        with open_store() as store:
            identity = store.identity
            self._is_new = not olds
            self._was_unmarked = bool(olds) and MARK not in olds and urn in store.items(UNMARKED).values()
        if olds and not self._was_unmarked and olds.get(MARK) != identity:
            raise self._foreign(olds)
        return identity

    def configured(self, urn: str, id_: str, config: Mapping[str, Any]) -> None:
        """PluginError unless a provider with this config is the account's own."""
        with open_store() as store:
            identity, is_known = store.identity, store.get(UNMARKED, id_) is not None
            if MARK not in config and self._is_new and id_ and id_ not in UNKNOWN_TEXTS:
                with store.transaction():
                    store.put(UNMARKED, id_, urn)
        if MARK in config:
            is_own = config[MARK] == identity and (is_known or not self._was_unmarked)
        else:
            is_own = self._is_new or is_known
        if not is_own:
            raise self._foreign({} if self._was_unmarked else config)

    def _foreign(self, config: Mapping[str, Any]) -> PluginError:
        made = "in another sandbox account" if MARK in config else "against the real cloud, not in the sandbox"
        return PluginError(
            f"this stack's state was made by the {self._package} provider {made}; the sandbox account in"
            f" {sandbox_home()} does not know its resources and refuses to touch it. Use the backend and the"
            " environment that the stack was made with, or start a new stack in this sandbox."
        )
