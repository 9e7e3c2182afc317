"""Differences as the engine prints them."""

from typing import Any

import pytest

from sandbox.diff import covers, diff_values, forcing, top_level
from sandbox.wire import UNKNOWN


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"size": "SMALL"}, {"size": "SMALL"}, {}),
        ({"size": "SMALL"}, {"size": "LARGE"}, {"size": "update"}),
        ({}, {"comment": "x"}, {"comment": "add"}),
        ({"comment": "x"}, {}, {"comment": "delete"}),
        (
            {"columns": [{"type": "A"}, {"type": "B"}]},
            {"columns": [{"type": "A"}, {"type": "C"}]},
            {"columns[1].type": "update"},
        ),
        ({"list": [1]}, {"list": [1, 2]}, {"list[1]": "add"}),
        ({"list": [1, 2]}, {"list": [3]}, {"list[0]": "update", "list[1]": "delete"}),
        ({"tags": {"cost center": "a"}}, {"tags": {"cost center": "b"}}, {'tags["cost center"]': "update"}),
        ({"cost center": 1}, {"cost center": 2}, {'["cost center"]': "update"}),
        ({"arn": "a"}, {"arn": UNKNOWN}, {"arn": "update"}),
        ({"flag": 1}, {"flag": True}, {"flag": "update"}),
        ({"a": {"b": 1}}, {"a": [1]}, {"a": "update"}),
    ],
)
def test_each_leaf_that_differs_has_its_path_and_kind(
    old: dict[str, Any], new: dict[str, Any], expected: dict[str, str]
) -> None:
    assert diff_values(old, new) == expected


def test_an_unordered_list_compares_as_a_set() -> None:
    old, new = {"grants": [{"to": ["a", "b"]}]}, {"grants": [{"to": ["b", "c", "a"]}]}
    assert diff_values(old, new, unordered=["grants[*].to"]) == {"grants[0].to[1]": "add"}
    assert diff_values({"to": ["a", "b"]}, {"to": ["b"]}, unordered=["to"]) == {"to[0]": "delete"}
    assert diff_values({"to": ["a", "b"]}, {"to": ["b", "a"]}, unordered=["to"]) == {}


def test_only_what_a_pattern_covers_forces_replacement() -> None:
    detailed = diff_values(
        {"name": "a", "columns": [{"type": "A"}], "size": 1}, {"name": "b", "columns": [{"type": "B"}]}
    )
    assert forcing(detailed, ["name", "columns[*].type"]) == {
        "name": "update-replace",
        "columns[0].type": "update-replace",
        "size": "delete",
    }


def test_a_pattern_covers_what_is_below_it_and_not_its_namesakes() -> None:
    assert covers(["tags"], 'tags["cost center"]')
    assert covers(["storage"], "storage.columns[3].name")
    assert not covers(["name"], "namespace")


@pytest.mark.parametrize(
    ("path", "key"), [("a.b", "a"), ("a[0].b", "a"), ('["cost center"].x', "cost center"), ("a", "a")]
)
def test_the_top_level_property_of_a_path(path: str, key: str) -> None:
    assert top_level(path) == key
