"""From resources to the account that they make: each one's statements executed, in the role of its provider."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
    outside: frozenset[Name] = frozenset()
    """Roles that are granted to and that nothing makes: an identity provider is taken to."""


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


def _built(account: Account, plan: Plan) -> Built:
    outside = _admit(account, plan)
    refused: list[LeftOut] = []
    unknown: list[LeftOut] = []
    sessions = {(each.role, each.user): _session(account, each) for each in plan.resources}
    for resource in plan.resources:
        reason = _made(account, resource, sessions[resource.role, resource.user])
        missing = [key for key, value in resource.inputs.items() if is_unknown(value)]
        if missing:
            unknown.append(LeftOut(resource, reason or f"not known yet: {', '.join(missing)}"))
        elif reason:
            refused.append(LeftOut(resource, reason))
    makers = frozenset(session.role for session in sessions.values())
    return Built(account, makers, tuple(refused), tuple(unknown), outside)


def _made(account: Account, resource: Planned, session: Session) -> str:
    """Execute a resource's statements; the reason why not all of them were."""
    if resource.type not in resources.RESOURCES:
        return f"resources of type {resource.type} are not modelled"
    try:
        for statement in resources.create(resource.type, resource.inputs):
            account.execute(statement, session)
    except Refused as refused:
        return str(refused)
    except (KeyError, StopIteration, TypeError, ValueError) as wrong:
        # Inputs that the provider would not take, or whose value is not known yet.
        return f"its inputs cannot be read: {str(wrong) or type(wrong).__name__}"
    return ""


def _run(account: Account, script: Iterable[Statement]) -> None:
    session = ADMINISTRATOR
    for statement in script:
        account.execute(statement, session)
        if isinstance(statement, UseRole):
            session = Session(statement.role or session.role, session.user, statement.secondary or session.secondary)


def _session(account: Account, resource: Planned) -> Session:
    user = Name.of(resource.user) if resource.user else None
    return Session(Name.of(resource.role or _NO_ROLE), user, "ALL" if user is not None else "NONE")


def _admit(account: Account, plan: Plan) -> frozenset[Name]:
    """See to it that who makes the resources is there, and that inherited grants are enabled where they are used.

    The answer is the roles that are taken to be there though nothing makes them: an identity provider does.
    """
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
    outside = frozenset(name for name in _parents(plan) if account.get("ROLE", name) is None)
    for name in sorted(outside):
        account.execute(Create("ROLE", name), ADMINISTRATOR)
    return outside


def _parents(plan: Plan) -> set[Name]:
    """The account roles that are to hold a role and that no resource of the plan makes."""
    named = {_name(each.inputs.get("parentRoleName")) for each in plan.resources}
    made = {_name(each.inputs.get("name")) for each in plan.resources if each.type == _ACCOUNT_ROLE}
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
