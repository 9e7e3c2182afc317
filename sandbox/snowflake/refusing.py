"""The account's refusals as the engine prints them: the resource's name, the account's words, what to do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mesh.account import refusal, resources
from mesh.account.identifiers import BadIdentifier
from mesh.account.refusal import Refused
from mesh.account.session import Session
from sandbox.plugin import PluginError
from sandbox.wire import has_unknown


def logical_name(urn: str) -> str:
    """The name that the program gives the resource."""
    return urn.rpartition("::")[2]


@contextmanager
def refusals(urn: str, type_: str, inputs: Mapping[str, Any], session: Session) -> Iterator[None]:
    """What the account refuses inside becomes the plugin's refusal."""
    try:
        yield
    except (Refused, BadIdentifier) as refused:
        number = refused.number if isinstance(refused, Refused) else None
        advice = _advice(number, urn, type_, inputs, session)
        raise PluginError(f"{type_.rpartition(':')[2]} {logical_name(urn)!r}: {refused}{advice}") from refused


def _advice(number: int | None, urn: str, type_: str, inputs: Mapping[str, Any], session: Session) -> str:
    role = session.role.plain
    if number == refusal.ALREADY_EXISTS and not has_unknown(inputs):
        identity = resources.identity(type_, inputs)
        return (
            "\n  It is in the account but not in this stack's state: take another name, or adopt it with"
            f" `pulumi import {type_} {logical_name(urn)} '{identity}'`."
        )
    if number == refusal.DOES_NOT_EXIST:
        return (
            "\n  Either it is not there yet (refer to it by the output of its resource, or state depends_on, so that"
            f" it is made first), or the role {role} may not see it."
        )
    if number == refusal.INSUFFICIENT_PRIVILEGES:
        return f"\n  The provider's role is {role}: grant it what is missing, or use a provider with another role."
    if number == refusal.NO_WAREHOUSE:
        return (
            "\n  The provider reads it with a query: give the user of the runs a DEFAULT_WAREHOUSE that the role"
            f" {role} may use, or name one in SNOWFLAKE_WAREHOUSE."
        )
    return ""
