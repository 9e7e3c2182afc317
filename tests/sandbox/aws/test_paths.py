"""Places inside AWS documents."""

from typing import Any

import pytest

from sandbox.aws.paths import get, put

FILTER = "Filter.Key.FilterRules[Name=prefix].Value"


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("Bucket", {"Bucket": 1}),
        ("Tagging.TagSet", {"Tagging": {"TagSet": 1}}),
        ("OwnershipControls.Rules[0]", {"OwnershipControls": {"Rules": [1]}}),
        ("Rules[0].Status", {"Rules": [{"Status": 1}]}),
        (FILTER, {"Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": 1}]}}}),
    ],
)
def test_what_is_put_is_got_again(path: str, made: dict[str, Any]) -> None:
    document: dict[str, Any] = {}
    put(document, path, 1)
    assert document == made
    assert get(document, path) == 1


def test_two_entries_of_one_list_stay_apart() -> None:
    document: dict[str, Any] = {}
    put(document, FILTER, "landing/")
    put(document, FILTER.replace("prefix", "suffix"), ".json")
    assert [rule["Value"] for rule in document["Filter"]["Key"]["FilterRules"]] == ["landing/", ".json"]
    assert get(document, FILTER.replace("prefix", "Suffix")) == ".json"


@pytest.mark.parametrize("path", ["b", "a.b.c", "a[0]", "list[3]", "list[Name=x].Value", "a.b[Name=x]"])
def test_what_is_not_there_is_none(path: str) -> None:
    assert get({"a": {"b": 1}, "list": [{"Name": "y", "Value": 1}]}, path) is None
