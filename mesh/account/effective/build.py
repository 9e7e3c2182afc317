"""From resources to the account that they make: each one's statements executed, in the role of its provider."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mesh.account import resources
from mesh.account.account import Account
from mesh.account.effective.collection import paused
from mesh.account.effective.planned import Plan, Planned, is_unknown
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.refusal import Refused
from mesh.account.resources.inputs import token
from mesh.account.session import Session
from mesh.account.statements import (
    Alter,
    Create,
    Grantee,
    GrantPrivileges,
    GrantRole,
    OnAccount,
    Set,
    Statement,
    UseRole,
)

ADMINISTRATOR: Final = Session(Name.of("ACCOUNTADMIN"))
_NO_ROLE: Final = "PUBLIC"
_ACCOUNT_ROLE: Final = token("AccountRole")
_SERVICE_USER: Final = token("ServiceUser")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A resource that is not in the account, or not wholly, and why."""

    resource: Planned
    reason: str


@dataclass(frozen=True, slots=True)
class Built:
    """The account, who made it, and what is not in it.

    ``refused`` the account refuses; of ``unknown`` something is known only in the update, so they are not there or not
    as they will be.
    """

    account: Account
    makers: frozenset[Name]
    refused: tuple[LeftOut, ...] = ()
    unknown: tuple[LeftOut, ...] = ()
    outside: frozenset[Grantee] = frozenset()
    """Roles and users that are granted to and that nothing makes: an identity provider is taken to."""


def build(plan: Plan, bootstrap: Iterable[Statement] = (), *, edition: str = "ENTERPRISE") -> Built:
    """The account that a plan leaves. ``bootstrap`` is what its administrator ran before.

    A role or user that the providers name and the bootstrap does not make is taken to be there and able to do its work:
    the question is who may do what in the account, not whether the run may make it.
    """
    connection = plan.connection
    account = Account(
        edition=edition, organization=connection.organization or "SANDBOX", name=connection.account or "LOCAL"
    )
    with paused():
        _run(account, bootstrap)
        return _built(account, plan)


def build_alike(
    one: Plan, other: Plan, bootstrap: Iterable[Statement] = (), *, edition: str = "ENTERPRISE"
) -> tuple[Built, Built]:
    """The accounts of two plans that have most of their resources in common: those are made once.

    What is common and names something that is not comes last, and comes to the same: an account knows no order of
    grants.
    """
    rest = {each.urn: each for each in other.resources}
    common = [each for each in one.resources if _is_same(each, rest.get(each.urn))]
    urns = {each.urn for each in common}
    account = Account(
        edition=edition,
        organization=one.connection.organization or "SANDBOX",
        name=one.connection.account or "LOCAL",
    )
    with paused():
        _run(account, bootstrap)
        _admit(account, Plan((*one.resources, *other.resources)))
        shared = frozenset(each for each in _holders(one) & _holders(other) if _take_as_there(account, each))
        left = [each for each in common if _made(account, each, _session(each.role, each.user)) or _missing(each)]
        own = [[each for each in plan.resources if each.urn not in urns] for plan in (one, other)]
        first = _completed(account.fork(), one, [*own[0], *left], shared)
        return first, _completed(account, other, [*own[1], *left], shared)


def _is_same(one: Planned, other: Planned | None) -> bool:
    """Whether two plans have a resource in common, which costs no look at what is in it."""
    return other is not None and other.inputs is one.inputs and (other.role, other.user) == (one.role, one.user)


def _built(account: Account, plan: Plan) -> Built:
    _admit(account, plan)
    return _completed(account, plan, plan.resources)


def _completed(account: Account, plan: Plan, made: Iterable[Planned], taken: frozenset[Grantee] = frozenset()) -> Built:
    """The account of a plan, of which these resources are not made yet. ``taken`` were taken to be there."""
    outside = taken | {each for each in _holders(plan) if _take_as_there(account, each)}
    refused: list[LeftOut] = []
    unknown: list[LeftOut] = []
    sessions = {maker: _session(*maker) for maker in {(each.role, each.user) for each in plan.resources}}
    for resource in made:
        reason = _made(account, resource, sessions[resource.role, resource.user])
        missing = _missing(resource)
        if missing:
            unknown.append(LeftOut(resource, f"not known yet: {', '.join(missing)}"))
        elif reason:
            refused.append(LeftOut(resource, reason))
    makers = frozenset(session.role for session in sessions.values())
    return Built(account, makers, tuple(refused), tuple(unknown), outside)


def _missing(resource: Planned) -> list[str]:
    return [key for key, value in resource.inputs.items() if is_unknown(value)]


def _take_as_there(account: Account, holder: Grantee) -> bool:
    """Make a role or user that nothing else makes; whether that was needed."""
    if account.get(holder.kind, holder.name) is not None:
        return False
    account.execute(Create(holder.kind, holder.name), ADMINISTRATOR)
    return True


def _made(account: Account, resource: Planned, session: Session) -> str:
    """Execute a resource's statements; the reason why not all of them were."""
    if resource.type not in resources.RESOURCES:
        return f"resources of type {resource.type} are not modelled"
    try:
        for statement in resources.create(resource.type, resource.inputs):
            account.execute(statement, session)
    except Refused as refused:
        return str(refused)
    except (AttributeError, KeyError, StopIteration, TypeError, ValueError) as wrong:
        # Inputs that the provider would not take, or whose value is not known yet.
        return f"its inputs cannot be read: {str(wrong) or type(wrong).__name__}"
    return ""


def _run(account: Account, script: Iterable[Statement]) -> None:
    session = ADMINISTRATOR
    for statement in script:
        account.execute(statement, session)
        if isinstance(statement, UseRole):
            session = Session(statement.role or session.role, session.user, statement.secondary or session.secondary)


@lru_cache
def _session(role: str, user: str) -> Session:
    """The session of a provider that connects so: a few for thousands of resources."""
    named = Name.of(user) if user else None
    return Session(Name.of(role or _NO_ROLE), named, "ALL" if named is not None else "NONE")


def _admit(account: Account, plan: Plan) -> None:
    """See to it that who makes the resources is there, and that inherited grants are enabled where they are used."""
    for name in sorted({Name.of(each.role) for each in plan.resources if each.role}):
        if account.get("ROLE", name) is None:
            account.execute(Create("ROLE", name), ADMINISTRATOR)
            account.execute(GrantRole(Grantee("ROLE", name), Grantee("ROLE", Name.of("SYSADMIN"))), ADMINISTRATOR)
            account.execute(GrantPrivileges(("ALL",), OnAccount(), Grantee("ROLE", name)), ADMINISTRATOR)
    for name in sorted({Name.of(each.user) for each in plan.resources if each.user}):
        if account.get("USER", name) is None:
            account.execute(Create("USER", name), ADMINISTRATOR)
    if any(_wants_inherited(each) for each in plan.resources):
        enabled = Set({"FEATURE_RBAC_INHERITED_GRANTS": "ENABLED"})
        account.execute(Alter("ACCOUNT", Name(()), (enabled,)), ADMINISTRATOR)


def _holders(plan: Plan) -> set[Grantee]:
    """The account roles and users that are to hold a role and that no resource of the plan makes."""
    roles = _named(plan, "parentRoleName", _ACCOUNT_ROLE)
    users = _named(plan, "userName", _SERVICE_USER)
    return {Grantee("ROLE", name) for name in roles} | {Grantee("USER", name) for name in users}


def _named(plan: Plan, key: str, type_: str) -> set[Name]:
    """What an input names at the account's level and no resource of a type makes."""
    named = {_name(each.inputs.get(key)) for each in plan.resources}
    made = {_name(each.inputs.get("name")) for each in plan.resources if each.type == type_}
    return {name for name in named - made if name is not None and len(name.parts) == 1}


def _name(given: object) -> Name | None:
    """A name in an input; None when there is none, or none that is known or can be one."""
    if not isinstance(given, str) or is_unknown(given):
        return None
    try:
        return Name.provider(given)
    except BadIdentifier:
        return None


def _wants_inherited(resource: Planned) -> bool:
    known = resource.type in resources.RESOURCES
    return known and resources.wants_inherited_grants(resource.type, resource.inputs)
