"""The identity provider of the sandbox: it makes the roles that a real one sends over SCIM."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.statements import Create
from mesh.load import read_governance
from mesh.people import identity_roles


def play_identity_provider(folder: Path, project: Path) -> None:
    """Make the roles that the project's governance team names, in the sandbox in `folder`; those that are there stay.

    They are no stack's: no `pulumi destroy` takes them away. Raises `MeshError` for what is wrong in the team's file.
    """
    from sandbox.snowflake.account import open_account

    governance = read_governance(project / "domains")
    with closing(open_account(folder)) as account:
        there = {role.name for role in account.show("ROLE")}
        for role in map(Name.of, identity_roles(governance) if governance else ()):
            if role not in there:
                account.execute(Create("ROLE", role, if_not_exists=True), Session(Name.of("USERADMIN")))
