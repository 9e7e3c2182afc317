"""What the real program registers for a mesh, and an account that executes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import get_args

from components.recorder import UNKNOWN, Recording, as_json, record_program
from mesh.account import resources
from mesh.account.account import Account
from mesh.account.effective.collection import paused
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.sql import render
from mesh.account.statements import Create, Statement
from mesh.people import identity_roles
from mesh.review.recording import Resources, of_recorder
from mesh.review.steps import Step
from mesh.settings import Edition
from policies import twice
from policies.limits import Limits
from policies.resource import Resource, Stack, from_wire
from policies.rule import violations
from tests.account.test_bootstrap import BOOTSTRAP, USER
from tests.any_mesh.meshes import Mesh
from tests.every_field.table import PROGRAM, REPOSITORY

ADMINISTRATOR = Session(Name.of("ACCOUNTADMIN"))


class StepRefused(Exception):
    """The account refuses a statement of a step."""

    def __init__(self, step: Step, statement: Statement, refused: Refused) -> None:
        super().__init__(f"{step.what} {step.planned.name}: {render.sql(statement)}: {refused}")
        self.step = step
        self.reason = str(refused)


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


def registered(recording: Recording, number: int) -> Resources:
    """The resources in one of the orders in which the engine may come to them: each behind those that it waits for, and
    nothing else is sure. Nothing of what Snowflake makes is left to be known.
    """
    found = {each.urn: each for each in of_recorder(json.loads(as_json(recording)))}
    of_snowflake = [each for each in found.values() if each.type.startswith("snowflake:")]
    assert [each.name for each in of_snowflake if UNKNOWN in json.dumps(each.inputs)] == []
    chance = Random(number)
    left = dict.fromkeys(found)
    made = []
    while left:
        ready = [urn for urn in left if found[urn].depends_on.isdisjoint(left)]
        made.append(chance.choice(ready))
        del left[made[-1]]
    return tuple(found[urn] for urn in made)


def stated_twice(recording: Recording) -> list[str]:
    """What two resources stand for, as the rule tells it."""
    registered = [
        Resource(each.urn, each.type, each.name, from_wire(each.inputs), each.provider, each.parent)
        for each in recording.resources
    ]
    return [each.message for each in violations(twice.RULES, Stack(registered, Limits()))]


def prepared(*meshes: Mesh) -> Account:
    """The account before the first run, as the bootstrap and the identity provider leave it. It has what any of the
    meshes needs of an edition.
    """
    account = Account(edition=max((mesh.edition for mesh in meshes), key=get_args(Edition).index))
    roles = sorted({role for mesh in meshes for role in identity_roles(mesh.governance)})
    for statement in (*BOOTSTRAP, *(Create("ROLE", Name.of(role)) for role in roles)):
        account.execute(statement, ADMINISTRATOR)
    return account


def play(account: Account, steps: Iterable[Step]) -> Account:
    """The account after these steps, each done in the role of its provider. Raises `StepRefused` at the first that the
    account refuses.
    """
    for step in steps:
        session = Session(Name.of(step.planned.role), USER.name)
        for statement in _statements(account, step, session.role):
            try:
                account.execute(statement, session)
            except Refused as refused:
                raise StepRefused(step, statement, refused) from refused
    return account


def _statements(account: Account, step: Step, role: Name) -> list[Statement]:
    type_, inputs, lookup = step.planned.type, step.planned.inputs, resources.lookup(account, role)
    if step.former is not None:
        return resources.update(type_, step.former.inputs, inputs, lookup=lookup)
    return (resources.create if step.what == "create" else resources.delete)(type_, inputs, lookup)


def contents(account: Account) -> set[str]:
    """All objects, grants and memberships."""
    return {
        *(f"{each.kind} {each.name.plain}" for each in account.objects()),
        *(str(grant.key) for grant in account.grants()),
        *(str(membership.key) for membership in account.memberships()),
    }
