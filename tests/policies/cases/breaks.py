"""How one thing of the mesh is broken, and what a case is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.policies.conftest import Mesh, made, urn

Break = Callable[[Mesh], Mesh]
Case = tuple[str, Break, str, str]
"""A rule, what breaks it, the resource that is told and the message."""
Silent = tuple[str, Break]
"""A rule, and what it must accept although it looks like what the rule refuses."""
Also = Mapping[tuple[str, str], set[str]]
"""What a broken mesh breaks besides: (rule broken, resource) -> other rules that have a word to say too."""


def but(logical: str, /, **changes: Any) -> Break:
    return lambda mesh: mesh.but(logical, **changes)


def plus(type_: str, logical: str, parent: str = "tracking", /, **properties: Any) -> Break:
    return lambda mesh: mesh.plus(made(type_, logical, parent, **properties))


def unprotected(mesh: Mesh) -> Mesh:
    return mesh.plus(replace(mesh.resources["database"], protect=False))


def iceberg(protect: bool) -> Break:
    """The catalog's entry as that of an Iceberg table."""

    def changed(mesh: Mesh) -> Mesh:
        mesh = mesh.but("catalog-sessions", openTableFormatInput={"icebergInput": {"metadataOperation": "CREATE"}})
        return mesh.plus(replace(mesh.resources["catalog-sessions"], protect=protect))

    return changed


def default_provider(mesh: Mesh) -> Mesh:
    return mesh.plus(replace(mesh.resources["load"], provider=urn("default_2_22_0")))


def made_by(provider: str, name: str, **changes: Any) -> Break:
    """A resource that another provider makes."""

    def change(mesh: Mesh) -> Mesh:
        mesh = mesh.but(name, **changes)
        return mesh.plus(replace(mesh.resources[name], provider=urn(provider)))

    return change


def moved(name: str, parent: str) -> Break:
    """A resource registered in another domain."""

    def change(mesh: Mesh) -> Mesh:
        return mesh.plus(replace(mesh.resources[name], parent=urn(parent)))

    return change


def catalogued(**parameters: str) -> Break:
    """The Glue table of the sessions with other parameters besides those that lead to the view."""
    view = {"snowflake.database": "TRACKING", "snowflake.schema": "SESSIONS", "snowflake.view": "SESSIONS"}
    return but("catalog-sessions", parameters=view | parameters)


def second_port(mesh: Mesh) -> Mesh:
    """A second view of the product, which the same role reads and whose Glue table names no reader."""
    port, entry = mesh.resources["port"], mesh.resources["catalog-sessions"]
    return mesh.plus(
        replace(port, urn=urn("days"), name="days", properties={**port.properties, "name": "DAYS"}),
        made("GrantPrivilegesToDatabaseRole", "read-days", "tracking", databaseRoleName='"TRACKING"."SESSIONS_R"',
             privileges=["SELECT"],
             onSchemaObject={"objectType": "VIEW", "objectName": '"TRACKING"."SESSIONS"."DAYS"'}),
        replace(entry, urn=urn("catalog-days"), name="catalog-days", properties={**entry.properties, "parameters": {
            "snowflake.database": "TRACKING", "snowflake.schema": "SESSIONS", "snowflake.view": "DAYS"}}),
    )  # fmt: skip


VIEW = "TRACKING.SESSIONS.SESSIONS"
CORE = '"TRACKING"."CORE"'
ROWS = "TRACKING.CORE.SESSIONS_ROWS"
PARTNER = "arn:aws:iam::999988887777:user/snowflake"
