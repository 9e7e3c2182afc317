"""What a change undoes although the program still says it, in small accounts made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mesh.review.recording import Recorded
from mesh.review.undone import after_the_run
from mesh.review.world import Side, World, world

DEPLOY = "urn:pulumi:test::mesh::pulumi:providers:snowflake::deploy"
TABLE = '"D"."S"."T"'


def made(type_: str, logical: str, /, **inputs: Any) -> Recorded:
    token = f"snowflake:index/{type_[0].lower()}{type_[1:]}:{type_}"
    return Recorded(f"urn:pulumi:test::mesh::{token}::{logical}", token, logical, inputs, provider=DEPLOY)


ACCOUNT = (
    Recorded(DEPLOY, "pulumi:providers:snowflake", "deploy", {"role": "DEPLOY"}),
    made("AccountRole", "r", name="R"),
    made("AccountRole", "q", name="Q"),
    made("Database", "d", name="D"),
    made("Schema", "s", name="S", database="D", withManagedAccess="true"),
    made("Table", "t", name="T", database="D", schema="S", columns=[{"name": "C", "type": "VARCHAR"}]),
    made("Schema", "other", name="OTHER", database="D"),
    made("Table", "far", name="T", database="D", schema="OTHER", columns=[{"name": "C", "type": "VARCHAR"}]),
    made("Tag", "tag", name="TAG", database="D", schema="S"),
)


def of(*resources: Recorded) -> World:
    built = world(Side((*ACCOUNT, *resources)))
    assert built.built.refused == built.built.unknown == ()
    return built


def grant(name: str, *privileges: str, **inputs: Any) -> Recorded:
    on = {"onSchemaObject": {"objectType": "TABLE", "objectName": TABLE}}
    return made(
        "GrantPrivilegesToAccountRole", name, accountRoleName="R", privileges=list(privileges), **{**on, **inputs}
    )


def of_all(name: str, schema: str, *privileges: str) -> Recorded:
    on = {"all": {"objectTypePlural": "TABLES", "inSchema": f'"D"."{schema}"'}}
    return grant(name, *privileges, onSchemaObject=on)


def owner(name: str) -> Recorded:
    return made("GrantOwnership", name, accountRoleName="R", on={"objectType": "DATABASE", "objectName": "D"})


def tagged(name: str, value: str, *objects: str, kind: str = "TABLE") -> Recorded:
    return made(
        "TagAssociation", name, tagId="D.S.TAG", tagValue=value, objectType=kind, objectIdentifiers=list(objects)
    )


FAR: dict[str, Any] = {"onSchemaObject": {"objectType": "TABLE", "objectName": '"D"."OTHER"."T"'}}
SELECT = f'GRANT SELECT ON TABLE {TABLE} TO ROLE "R"'

CASES: dict[str, tuple[tuple[Recorded, ...], tuple[Recorded, ...], list[tuple[str, str, str]]]] = {
    "a grant": ((grant("a", "SELECT"), grant("b", "SELECT")), (grant("b", "SELECT"),), [("a", "b", SELECT)]),
    "a privilege of several": (
        (grant("a", "SELECT", "INSERT"), grant("b", "SELECT", "UPDATE")),
        (grant("b", "SELECT", "UPDATE"),),
        [("a", "b", SELECT)],
    ),
    "all privileges": (
        (grant("a", allPrivileges=True), grant("b", "SELECT")),
        (grant("b", "SELECT"),),
        [("a", "b", SELECT)],
    ),
    "another privilege": ((grant("a", "INSERT"), grant("b", "SELECT")), (grant("b", "SELECT"),), []),
    "a privilege that one grant goes on with": (
        (grant("a", "SELECT", "INSERT"), grant("b", "SELECT")),
        (grant("a", "SELECT"), grant("b", "SELECT")),
        [],
    ),
    "a grant that another one makes anew": ((grant("a", "SELECT"),), (grant("b", "SELECT"),), [("a", "b", SELECT)]),
    "a grant that another one makes when it is gone already": (
        (grant("a", "SELECT", "INSERT"),),
        (grant("a", "INSERT"), grant("b", "SELECT")),
        [],
    ),
    "two grants, one after the other": (
        (grant("a", "SELECT"), grant("b", "SELECT"), grant("c", "SELECT")),
        (grant("c", "SELECT"),),
        [("a", "c", SELECT), ("b", "c", SELECT)],
    ),
    "a grant, with one on another table that goes on": (
        (grant("a", "SELECT"), grant("b", "SELECT"), grant("c", "SELECT", "INSERT", **FAR)),
        (grant("b", "SELECT"), grant("c", "INSERT", **FAR), grant("d", "SELECT", **FAR)),
        [("a", "b", SELECT)],
    ),
    "a grant on all tables of a schema, with one of another schema that goes on": (
        (of_all("a", "S", "SELECT"), of_all("b", "S", "SELECT"), of_all("c", "OTHER", "SELECT", "INSERT")),
        (of_all("b", "S", "SELECT"), of_all("c", "OTHER", "INSERT"), of_all("d", "OTHER", "SELECT")),
        [("a", "b", 'GRANT SELECT ON ALL TABLES IN SCHEMA "D"."S" TO ROLE "R"')],
    ),
    "an owner": ((owner("a"), owner("b")), (owner("b"),), [("a", "b", 'the owner of DATABASE "D"')]),
    "a tag": (
        (tagged("a", "x", TABLE), tagged("b", "x", TABLE)),
        (tagged("b", "x", TABLE),),
        [("a", "b", "the tag D.S.TAG of TABLE D.S.T")],
    ),
    "a column's tag": (
        (tagged("a", "x", f"{TABLE}.C", kind="COLUMN"), tagged("b", "x", f"{TABLE}.C", kind="COLUMN")),
        (tagged("b", "x", f"{TABLE}.C", kind="COLUMN"),),
        [("a", "b", "the tag D.S.TAG of COLUMN D.S.T.C")],
    ),
    "the tag of another object": (
        (tagged("a", "x", '"D"."S"', kind="SCHEMA"), tagged("b", "x", TABLE)),
        (tagged("b", "x", TABLE),),
        [],
    ),
    "an object that another one makes anew": (
        (made("AccountRole", "a", name="P"),),
        (made("AccountRole", "b", name="P"),),
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_goes_with_another_is_told(case: str) -> None:
    before, after, expected = CASES[case]
    there = of(*after)
    left, lost = after_the_run(of(*before), there)
    assert [(each.goes.name, each.stays.name, str(each.claim)) for each in lost] == expected
    same = {each.key for each in left.account.grants()} == {each.key for each in there.account.grants()}
    assert same is not any(what.startswith("GRANT") for *_, what in expected)


def test_the_world_of_most_changes_is_the_programs_own() -> None:
    before, after = of(grant("a", "SELECT")), of(grant("a", "INSERT"), owner("b"))
    assert after_the_run(before, after) == (after, ())


def test_what_goes_on_under_another_name_gives_nothing_up() -> None:
    moved = replace(grant("b", "SELECT"), options={"aliases": [{"spec": {"name": "a"}}]})
    assert after_the_run(of(grant("a", "SELECT")), of(moved))[1] == ()


def test_an_alias_that_nothing_had_does_not_hide_what_goes() -> None:
    moved = replace(grant("b", "SELECT"), options={"aliases": [{"spec": {"name": "z"}}]})
    (lost,) = after_the_run(of(grant("a", "SELECT")), of(moved))[1]
    assert (lost.goes.name, lost.stays.name) == ("a", "b")
