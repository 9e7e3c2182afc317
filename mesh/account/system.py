"""What every account has from the start: the system roles, their hierarchy and their privileges.

Source: ``/user-guide/security-access-control-overview`` (system-defined roles).
"""

from __future__ import annotations

from typing import Final

from mesh.account import privileges
from mesh.account.identifiers import Name
from mesh.account.records import ACCOUNT, Grant, Membership, Object
from mesh.account.state import State
from mesh.account.statements import Grantee, OnAccount

_ROLES: Final = ("ACCOUNTADMIN", "ORGADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN")
_BELOW: Final = (("SECURITYADMIN", "ACCOUNTADMIN"), ("SYSADMIN", "ACCOUNTADMIN"), ("USERADMIN", "SECURITYADMIN"))
_GIVEN: Final = {
    "ACCOUNTADMIN": tuple(p for p in privileges.PRIVILEGES["ACCOUNT"] if p != "MANAGE GRANTS"),
    "SECURITYADMIN": ("MANAGE GRANTS", "CREATE NETWORK POLICY", "CREATE ROLE", "CREATE USER"),
    "SYSADMIN": ("CREATE DATABASE", "CREATE WAREHOUSE"),
    "USERADMIN": ("CREATE ROLE", "CREATE USER"),
}


EDITIONS: Final = ("STANDARD", "ENTERPRISE", "BUSINESS_CRITICAL")


def install(state: State, *, edition: str, organization: str, name: str) -> None:
    """Write the system roles into an empty state."""
    if edition not in EDITIONS:
        raise ValueError(f"edition '{edition}' is not one of {', '.join(EDITIONS)}")
    for fact, value in (("edition", edition), ("organization", organization), ("name", name)):
        state.write(state.facts, fact, value)
    state.put(Object("ACCOUNT", ACCOUNT, ACCOUNT))
    for role in _ROLES:
        state.put(Object("ROLE", Name.of(role), ACCOUNT))
    for below, above in _BELOW:
        state.put(Membership(Grantee("ROLE", Name.of(below)), Grantee("ROLE", Name.of(above)), ACCOUNT))
    for role, given in _GIVEN.items():
        for privilege in given:
            state.put(Grant(privilege, OnAccount(), Grantee("ROLE", Name.of(role)), ACCOUNT, grant_option=True))
