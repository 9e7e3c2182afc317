"""The deploy role has what the stack needs, and nothing more.

The resources that the program registers are executed on an account that was made with `scripts/bootstrap.sql`, and then
once more for each of its grants without that one: every time something must be refused. So the privileges that the run
needs are derived from the resources, and the bootstrap may give neither less nor more. The identity provider has made
its roles before, as in a real account.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from components.recorder import Recording, record_program, stack_configuration
from mesh.account import refusal, resources
from mesh.account.effective import build, plan
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.sql import parse
from mesh.account.sql.render import sql
from mesh.account.statements import Grantee, GrantPrivileges, GrantRole, Statement

WITH_WAREHOUSE = {type_ for type_ in resources.RESOURCES if resources.needs_warehouse(type_)}
REPOSITORY = Path(__file__).resolve().parents[2]
BOOTSTRAP = parse.script((REPOSITORY / "scripts" / "bootstrap.sql").read_text(encoding="utf-8"))
USER = Grantee("USER", Name.of("MESH_DEPLOY"))
# Not for the run, but so that the account's administrators can manage what the deploy role owns (Snowflake's advice on
# custom roles, /user-guide/security-access-control-considerations).
FOR_PEOPLE = Grantee("ROLE", Name.of("SYSADMIN"))
GRANTS = [
    statement
    for statement in BOOTSTRAP
    if isinstance(statement, GrantPrivileges | GrantRole) and statement.to != FOR_PEOPLE
]


def record(internal_grants: str) -> Recording:
    configuration = stack_configuration(REPOSITORY, "prod") | {"datamesh:internalGrants": internal_grants}
    return record_program(REPOSITORY, "prod", configuration)


@pytest.fixture(scope="module")
def recorded() -> Recording:
    return record("future")


def run(recorded: Recording, bootstrap: Iterable[Statement]) -> None:
    """Everything that the stack makes in Snowflake, each resource in the role of its provider. Raises Refused."""
    given = plan(recorded.resources)
    # The role alone shall do: what else the user of the runs holds would hide what it lacks.
    alone = tuple(replace(each, user="") for each in given.resources)
    built = build(replace(given, resources=alone), bootstrap)
    if built.refused:
        raise Refused(None, "", built.refused[0].reason)
    asking = {Name.of(each.role) for each in plan(recorded.resources).resources if each.type in WITH_WAREHOUSE}
    for role in asking:
        if built.account.warehouse(Session(role, USER.name)) is None:
            raise refusal.no_warehouse()
    held = {membership.role.name for membership in built.account.memberships(to=USER)}
    for role in built.makers - held:
        raise Refused(None, "", f"role {role.plain} is not granted to the user of the runs")


def test_the_run_needs_no_more_than_the_bootstrap_gives(recorded: Recording) -> None:
    run(recorded, BOOTSTRAP)


def test_nor_does_the_run_of_a_stack_with_inherited_grants() -> None:
    run(record("inherited"), BOOTSTRAP)


@pytest.mark.parametrize("left_out", GRANTS, ids=sql)
def test_the_bootstrap_gives_no_more_than_the_run_needs(recorded: Recording, left_out: Statement) -> None:
    with pytest.raises(Refused):
        run(recorded, [statement for statement in BOOTSTRAP if statement is not left_out])
