"""What becomes of a state whose run was killed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from mesh.recover import recover

PROVIDER = "urn:pulumi:dev::datamesh::pulumi:providers:snowflake::deploy"


def urn(name: str, type_: str = "snowflake:index/warehouse:Warehouse") -> str:
    return f"urn:pulumi:dev::datamesh::{type_}::{name}"


def resource(name: str, **more: Any) -> dict[str, Any]:
    return {
        "urn": urn(name),
        "custom": True,
        "type": "snowflake:index/warehouse:Warehouse",
        "inputs": {"name": name},
        **more,
    }


def state(*resources: dict[str, Any], pending: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    provider = {
        "urn": PROVIDER,
        "custom": True,
        "type": "pulumi:providers:snowflake",
        "id": "p1",
        "inputs": {"user": "U"},
    }
    operations = [{"type": type_, "resource": pending_resource} for type_, pending_resource in pending]
    return {"version": 3, "deployment": {"resources": [provider, *resources], "pending_operations": operations}}


def by_name(type_: str, inputs: Mapping[str, Any], provider: Mapping[str, Any]) -> str | None:
    return f'"{inputs["name"]}"' if type_.startswith("snowflake:") else None


def names(found: dict[str, Any]) -> list[str]:
    return [entry["urn"].rpartition("::")[2] for entry in found["deployment"]["resources"]]


def test_a_creation_is_entered_with_its_id_behind_what_is_there() -> None:
    found = recover(
        state(resource("a", id="a"), pending=[("creating", resource("b", dependencies=[urn("a")]))]), by_name
    )
    assert names(found.state) == ["deploy", "a", "b"]
    assert found.state["deployment"]["resources"][-1]["id"] == '"b"'
    assert found.state["deployment"]["resources"][-1]["outputs"] == {"name": "b"}
    assert found.state["deployment"]["pending_operations"] == []
    assert (found.adopted, found.touched) == ((urn("b"),), (urn("b"),))


def test_the_state_that_was_given_is_left_alone() -> None:
    given = state(pending=[("creating", resource("b"))])
    recover(given, by_name)
    assert names(given) == ["deploy"]
    assert len(given["deployment"]["pending_operations"]) == 1


@pytest.mark.parametrize("type_", ["updating", "deleting"])
def test_a_change_or_deletion_is_cleared_and_looked_at(type_: str) -> None:
    found = recover(state(resource("a", id="a"), pending=[(type_, resource("a", id="a"))]), by_name)
    assert names(found.state) == ["deploy", "a"]
    assert (found.adopted, found.cleared, found.touched) == ((), (urn("a"),), (urn("a"),))


def test_the_replaced_one_stays_until_the_engine_deletes_it() -> None:
    found = recover(
        state(resource("a", id="old"), resource("c", id="c"), pending=[("creating", resource("a"))]), by_name
    )
    entries = found.state["deployment"]["resources"]
    assert [(entry["id"], entry.get("delete", False)) for entry in entries[1:]] == [
        ('"a"', False),
        ("old", True),
        ("c", False),
    ]


def test_the_replacement_comes_behind_what_it_needs() -> None:
    new = resource("a", dependencies=[urn("c")])
    found = recover(state(resource("a", id="old"), resource("c", id="c"), pending=[("creating", new)]), by_name)
    entries = found.state["deployment"]["resources"]
    assert [(entry["id"], entry.get("delete", False)) for entry in entries[1:]] == [
        ("old", True),
        ("c", False),
        ('"a"', False),
    ]


@pytest.mark.parametrize(("needs", "order"), [([], ["b", '"a"', "c"]), ([urn("c")], ["b", "c", '"a"'])])
def test_one_that_was_deleted_before_its_replacement_goes(needs: list[str], order: list[str]) -> None:
    """Marked for deletion it would stay for ever: the engine knows that it is deleted already."""
    old = resource("a", id="old", pendingReplacement=True)
    found = recover(
        state(
            resource("b", id="b"), old, resource("c", id="c"),
            pending=[("creating", resource("a", dependencies=needs))],
        ),
        by_name,
    )  # fmt: skip
    assert [entry["id"] for entry in found.state["deployment"]["resources"][1:]] == order


def test_what_was_deleted_and_waits_for_its_replacement_leaves_the_state() -> None:
    needs = {"dependencies": [urn("a"), urn("c")], "propertyDependencies": {"name": [urn("a")], "size": None}}
    found = recover(
        state(
            resource("a", id="a", pendingReplacement=True), resource("c", id="c"), resource("b", id="b", **needs),
            pending=[],
        ),
        by_name,
    )  # fmt: skip
    assert names(found.state) == ["deploy", "c", "b"]
    last = found.state["deployment"]["resources"][-1]
    assert (last["dependencies"], last["propertyDependencies"]) == ([urn("c")], {"name": [], "size": []})
    assert (found.touched, found.remade) == ((), (urn("a"),))


@pytest.mark.parametrize("type_", ["creating", "updating", "deleting"])
def test_a_grant_on_all_is_made_again_because_a_refresh_sees_nothing_of_it(type_: str) -> None:
    inputs = {"name": "a", "onSchemaObject": {"all": {"objectTypePlural": "TABLES", "inSchema": "D.S"}}}
    there = [] if type_ == "creating" else [resource("a", id="a") | {"inputs": inputs}]
    found = recover(state(*there, pending=[(type_, resource("a") | {"inputs": inputs})]), by_name)
    assert names(found.state) == ["deploy"]
    assert (found.touched, found.remade, found.unsettled) == ((), (urn("a"),), ())
    assert found.state["deployment"]["pending_operations"] == []


def test_what_has_no_known_id_stays_pending_for_a_person() -> None:
    foreign = {"urn": urn("x", "random:index/pet:Pet"), "custom": True, "type": "random:index/pet:Pet", "inputs": {}}
    found = recover(state(pending=[("creating", foreign)]), by_name)
    assert found.unsettled == (foreign["urn"],)
    assert [entry["resource"] for entry in found.state["deployment"]["pending_operations"]] == [foreign]
    assert found.touched == ()


@pytest.mark.parametrize(
    "only_in_the_state",
    [
        {"urn": PROVIDER + "2", "custom": True, "type": "pulumi:providers:snowflake", "inputs": {}},
        {"urn": urn("jobs", "datamesh:index:IamRole"), "custom": False, "type": "datamesh:index:IamRole", "inputs": {}},
    ],
    ids=["provider", "component"],
)
def test_what_lives_in_the_state_alone_is_simply_registered_again(only_in_the_state: dict[str, Any]) -> None:
    found = recover(state(pending=[("creating", only_in_the_state)]), by_name)
    assert (found.adopted, found.cleared, found.unsettled) == ((), (), ())
    assert not found.state["deployment"]["pending_operations"]


def test_the_identity_is_asked_with_the_inputs_of_the_resource_and_of_its_provider() -> None:
    asked: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = []

    def identity(*given: Any) -> str:
        asked.append(given)
        return "id"

    recover(state(pending=[("creating", resource("b", provider=f"{PROVIDER}::p1"))]), identity)
    assert asked == [("snowflake:index/warehouse:Warehouse", {"name": "b"}, {"user": "U"})]
