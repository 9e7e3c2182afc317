"""Aliases, followed as the engine follows them (`generateAliases` in pkg/resource/deploy/step_generator.go)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

from mesh.review.aliases import followed
from mesh.review.recording import Recorded

PLACE: Final = "urn:pulumi:test::mesh"
STACK: Final = "pulumi:pulumi:Stack"
ROLE, BUNDLE = "snowflake:index/accountRole:AccountRole", "team:index:Bundle"


def role(name: str, /, *aliases: dict[str, Any], within: Recorded | None = None, type_: str = ROLE) -> Recorded:
    path = f"{within.urn.split('::')[2]}${type_}" if within else type_
    options = {"aliases": aliases} if aliases else {}
    parent = within.urn if within else f"{PLACE}::{STACK}::test"
    return Recorded(f"{PLACE}::{path}::{name}", type_, name, {}, parent=parent, options=options)


def bundle(name: str, /, *aliases: dict[str, Any], within: Recorded | None = None) -> Recorded:
    return role(name, *aliases, within=within, type_=BUNDLE)


def of(**spec: Any) -> dict[str, Any]:
    return {"spec": spec}


HOME, OLD_HOME, OTHER_HOME = bundle("home"), bundle("old"), role("other", type_="team:index:Other")
RENAMED_HOME = bundle("home", of(name="old"))
INNER_OLD, INNER = bundle("old-inner", within=OLD_HOME), bundle("home-inner", within=RENAMED_HOME)
OF_ANOTHER_PROJECT: Final = Recorded(f"urn:pulumi:test::former::{ROLE}::a", ROLE, "a", {})

CASES: Final[dict[str, tuple[tuple[Recorded, ...], tuple[Recorded, ...], dict[str, str]]]] = {
    "another name": ((role("a"),), (role("b", of(name="a", parentUrn="")),), {"a": "b"}),
    "a whole URN": ((role("a"),), (role("b", {"urn": role("a").urn}),), {"a": "b"}),
    "the first that there was": (
        (role("a"), role("c")),
        (role("b", of(name="x"), of(name="c"), of(name="a")),),
        {"c": "b"},
    ),
    "into a component": ((HOME, role("a")), (HOME, role("a", of(noParent=True), within=HOME)), {"a": "a"}),
    "out of a component": ((HOME, role("a", within=HOME)), (HOME, role("a", of(parentUrn=HOME.urn))), {"a": "a"}),
    "from one component to another": (
        (HOME, OTHER_HOME, role("a", within=HOME)),
        (HOME, OTHER_HOME, role("a", of(parentUrn=HOME.urn), within=OTHER_HOME)),
        {"a": "a"},
    ),
    "another type": ((bundle("a"),), (role("a", of(type=BUNDLE)),), {"a": "a"}),
    "another project": ((OF_ANOTHER_PROJECT,), (role("a", of(project="former")),), {"a": "a"}),
    "a component, and what is in it": (
        (OLD_HOME, role("old-a", within=OLD_HOME), role("b", within=OLD_HOME)),
        (RENAMED_HOME, role("home-a", within=RENAMED_HOME), role("b", within=RENAMED_HOME)),
        {"old": "home", "old-a": "home-a"},
    ),
    "a component, and what is in one in it": (
        (OLD_HOME, INNER_OLD, role("old-inner-a", within=INNER_OLD)),
        (RENAMED_HOME, INNER, role("home-inner-a", within=INNER)),
        {"old": "home", "old-inner": "home-inner", "old-inner-a": "home-inner-a"},
    ),
    "a component, and what had another name in it": (
        (OLD_HOME, role("old-a", within=OLD_HOME)),
        (RENAMED_HOME, role("b", of(name="home-a"), within=RENAMED_HOME)),
        {"old": "home", "old-a": "b"},
    ),
    "out of a component that has another name": (
        (OLD_HOME, role("a", within=OLD_HOME)),
        (RENAMED_HOME, role("a", of(parentUrn=RENAMED_HOME.urn))),
        {"old": "home", "a": "a"},
    ),
    "what was called so before": ((role("a"), role("b")), (role("b", of(name="a")),), {}),
    "what nothing was called": ((role("a"),), (role("b", of(name="z")),), {}),
    "what something is still called": ((role("a"),), (role("a"), role("b", of(name="a"))), {}),
    "what two claim": ((role("a"),), (role("b", of(name="a")), role("c", of(name="a"))), {"a": "b"}),
    "no alias": ((role("a"),), (role("b"),), {}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_called_otherwise_is_known_by_its_new_name(case: str) -> None:
    before, after, renamed = CASES[case]
    now = followed(before, after)
    moved = [(was, each) for was, each in zip(before, now, strict=True) if was.urn != each.urn]
    assert {was.name: each.name for was, each in moved} == renamed
    assert {each.urn for _, each in moved} <= {each.urn for each in after}


def test_what_names_it_names_it_by_its_new_name() -> None:
    former, new = role("a").urn, role("b").urn
    other = replace(
        role("c"),
        parent=former,
        provider=former,
        depends_on=frozenset({former, role("d").urn}),
        by_input={"name": frozenset({former})},
    )
    _, now = followed((role("a"), other), (role("b", of(name="a")), role("c")))
    assert now.parent == now.provider == new
    assert now.by_input["name"] == {new}
    assert now.depends_on == {new, role("d").urn}


def test_without_an_alias_nothing_is_made_anew() -> None:
    before = (role("a"),)
    assert followed(before, (role("b"),)) is before
