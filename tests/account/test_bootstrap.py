"""The deploy role has what the stack needs, and nothing more.

The resources that the program registers are executed on an account that was made with `scripts/bootstrap.sql`, and then
once more for each of its grants without that one: every time something must be refused. So the privileges that the run
needs are derived from the resources, and the bootstrap may give neither less nor more. The identity provider has made
its roles before, as in a real account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from components.recorder import Recording, Registered, record_program, stack_configuration
from mesh.account import parse, resources
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.render import sql
from mesh.account.session import Session
from mesh.account.statements import Create, Grantee, GrantPrivileges, GrantRole, Statement
from mesh.load import read_governance
from mesh.people import identity_roles

REPOSITORY = Path(__file__).resolve().parents[2]
BOOTSTRAP = parse.script((REPOSITORY / "scripts" / "bootstrap.sql").read_text(encoding="utf-8"))
USER = Name.of("MESH_DEPLOY")
# Not for the run, but so that the account's administrators can manage what the deploy role owns (Snowflake's advice on
# custom roles, /user-guide/security-access-control-considerations).
FOR_PEOPLE = Grantee("ROLE", Name.of("SYSADMIN"))
GOVERNANCE = read_governance(REPOSITORY / "domains")
IDENTITY_ROLES = [Create("ROLE", Name.of(role)) for role in (identity_roles(GOVERNANCE) if GOVERNANCE else ())]
GRANTS = [
    statement
    for statement in BOOTSTRAP
    if isinstance(statement, GrantPrivileges | GrantRole) and statement.to != FOR_PEOPLE
]


@pytest.fixture(scope="module")
def recorded() -> Recording:
    return record_program(REPOSITORY, "prod", stack_configuration(REPOSITORY, "prod"))


def in_order(recorded: Recording) -> Iterator[Registered]:
    """The Snowflake resources, each behind those that it waits for."""
    known = {each.urn: each for each in recorded.resources}
    order = TopologicalSorter({urn: each.depends_on for urn, each in known.items()})
    return (known[urn] for urn in order.static_order() if known[urn].type in resources.RESOURCES)


def run(recorded: Recording, bootstrap: Iterable[Statement]) -> None:
    """Everything that the stack makes in Snowflake, each resource in the role of its provider. Raises Refused."""
    account = Account()
    for statement in (*bootstrap, *IDENTITY_ROLES):
        account.execute(statement, Session(Name.of("ACCOUNTADMIN")))
    roles = {each.urn: each.inputs["role"] for each in recorded.of_type("pulumi:providers:snowflake")}
    held = {membership.role.name.plain for membership in account.memberships(to=Grantee("USER", USER))}
    for resource in in_order(recorded):
        role = roles[resource.provider]
        if role not in held:
            raise Refused(None, "", f"role {role} is not granted to the user of the runs")
        for statement in resources.create(resource.type, resource.inputs):
            account.execute(statement, Session(Name.of(role), USER))


def test_the_run_needs_no_more_than_the_bootstrap_gives(recorded: Recording) -> None:
    run(recorded, BOOTSTRAP)


@pytest.mark.parametrize("left_out", GRANTS, ids=sql)
def test_the_bootstrap_gives_no_more_than_the_run_needs(recorded: Recording, left_out: Statement) -> None:
    with pytest.raises(Refused):
        run(recorded, [statement for statement in BOOTSTRAP if statement is not left_out])
