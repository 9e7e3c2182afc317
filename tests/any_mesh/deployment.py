"""What the real program registers for a mesh, and an account that executes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from components.recorder import UNKNOWN, Recording, record_program
from mesh.account import resources
from mesh.account.account import Account
from mesh.account.effective import Planned, plan
from mesh.account.effective.collection import paused
from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.statements import Create
from mesh.people import identity_roles
from policies import twice
from policies.limits import Limits
from policies.resource import Resource, Stack, from_wire
from policies.rule import violations
from tests.account.test_bootstrap import BOOTSTRAP, USER
from tests.any_mesh.meshes import Mesh
from tests.every_field.table import PROGRAM, REPOSITORY

ADMINISTRATOR = Session(Name.of("ACCOUNTADMIN"))


def recorded(mesh: Mesh) -> Recording:
    """What the program registers for these values, written as files: their own texts are Python."""
    with TemporaryDirectory() as folder, paused():
        project = Path(folder)
        for name in PROGRAM:
            (project / name).write_bytes((REPOSITORY / name).read_bytes())
        values: dict[str, tuple[str, object]] = {domain.name: ("domain", domain) for domain in mesh.domains}
        for name, (variable, value) in {**values, "governance": ("governance", mesh.governance)}.items():
            file = project / "domains" / name / "__init__.py"
            file.parent.mkdir(parents=True)
            file.write_text(
                f"from types import MappingProxyType as mappingproxy\nfrom mesh import *\n{variable} = {value!r}\n",
                encoding="utf-8",
            )
        return record_program(project, mesh.stack, mesh.configuration)


def planned(recording: Recording) -> Sequence[Planned]:
    """The Snowflake resources, each behind those that it waits for; nothing of them is left to be known."""
    made = plan(recording.resources).resources
    assert [each.name for each in made if UNKNOWN in json.dumps(each.inputs)] == []
    return made


def stated_twice(recording: Recording) -> list[str]:
    """What two resources stand for, as the rule tells it."""
    registered = [
        Resource(each.urn, each.type, each.name, from_wire(each.inputs), each.provider, each.parent)
        for each in recording.resources
    ]
    return [each.message for each in violations(twice.RULES, Stack(registered, Limits()))]


def prepared(mesh: Mesh) -> Account:
    """The account before the first run: as the bootstrap and the identity provider leave it."""
    account = Account(edition=mesh.edition)
    for statement in (*BOOTSTRAP, *(Create("ROLE", Name.of(role)) for role in identity_roles(mesh.governance))):
        account.execute(statement, ADMINISTRATOR)
    return account


def create(account: Account, resource: Planned) -> None:
    """Make a resource in the role of its provider."""
    session = Session(Name.of(resource.role), USER.name)
    for statement in resources.create(resource.type, resource.inputs, resources.lookup(account, session.role)):
        account.execute(statement, session)


def delete(account: Account, resource: Planned) -> None:
    """Take a resource away in the role of its provider."""
    session = Session(Name.of(resource.role), USER.name)
    for statement in resources.delete(resource.type, resource.inputs, resources.lookup(account, session.role)):
        account.execute(statement, session)


def contents(account: Account) -> set[str]:
    """All objects, grants and memberships."""
    return {
        *(f"{each.kind} {each.name.plain}" for each in account.objects()),
        *(str(grant.key) for grant in account.grants()),
        *(str(membership.key) for membership in account.memberships()),
    }
