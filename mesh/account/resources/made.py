"""The account that a program would make: its Snowflake resources created in an account of its own, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any, Final, Protocol

from mesh.account import parse, resources
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.statements import Create, UseRole

PROVIDER: Final = "pulumi:providers:snowflake"
_ADMINISTRATOR: Final = Name.of("ACCOUNTADMIN")


class Declared(Protocol):
    """A resource as it was registered: ``components.recorder.Registered`` is one."""

    @property
    def urn(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def inputs(self) -> Mapping[str, Any]: ...
    @property
    def provider(self) -> str: ...
    @property
    def depends_on(self) -> Collection[str]: ...


def account_of(
    declared: Iterable[Declared], bootstrap: str, edition: str, identity_roles: Iterable[str] = ()
) -> Account:
    """The account after its bootstrap script and every resource, each made in the role of its provider.

    ``identity_roles`` are the account roles that the identity provider has made before. ``Refused`` is what the account
    would say at ``pulumi up``.
    """
    account, session = Account(edition=edition), Session(_ADMINISTRATOR)
    for statement in parse.script(bootstrap):
        account.execute(statement, session)
        if isinstance(statement, UseRole) and statement.role is not None:
            session = Session(statement.role)
    for role in identity_roles:
        account.execute(Create("ROLE", Name.of(role), if_not_exists=True), Session(_ADMINISTRATOR))
    every = list(declared)
    sessions = {each.urn: _session(each) for each in every if each.type == PROVIDER}
    for each in _in_order(every):
        session = sessions[each.provider]
        lookup = resources.lookup(account, session.role)
        for made in resources.create(each.type, each.inputs, lookup):
            account.execute(made, session)
    return account


def _session(provider: Declared) -> Session:
    role, user = provider.inputs.get("role"), provider.inputs.get("user")
    return Session(Name.of(str(role)) if role else _ADMINISTRATOR, Name.of(str(user)) if user else None)


def _in_order(every: list[Declared]) -> Iterator[Declared]:
    """The Snowflake resources, each behind those that it waits for."""
    known = {each.urn: each for each in every}
    order = TopologicalSorter({urn: [on for on in each.depends_on if on in known] for urn, each in known.items()})
    return (known[urn] for urn in order.static_order() if known[urn].type in resources.RESOURCES)
