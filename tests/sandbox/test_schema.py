"""Inputs checked against a package's schema."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import sandbox
from sandbox.schema import Schema
from sandbox.wire import UNKNOWN

REPOSITORY = Path(sandbox.__file__).resolve().parent.parent
PACKAGES = sorted(path.parent.name for path in REPOSITORY.glob("sandbox/*/schema.json"))

SHELVES = Schema(
    package="library",
    version="1.0.0",
    provider={"inputs": {"retries": "integer", "tags": "string{}"}, "required": []},
    resources={
        "library:index/shelf:Shelf": {
            "inputs": {"name": "string", "width": "number", "rows": "integer", "open": "boolean", "books": "Book[]",
                       "labels": "string{}"},
            "required": ["name"],
            "outputs": ["arn"],
        }
    },
    types={"Book": {"inputs": {"title": "string", "part": "Book"}, "required": ["title"]}},
)  # fmt: skip
SHELF = "library:index/shelf:Shelf"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("provider_schema", REPOSITORY / "scripts" / "provider_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("package", PACKAGES)
def test_the_file_is_what_the_sdk_says_today(script: ModuleType, package: str) -> None:
    text = script.schema_path(package).read_text()
    made = script.render(script.schema(package, list(json.loads(text)["resources"])))
    assert text == made, f"run: python scripts/provider_schema.py {package}"


def test_there_is_a_schema_for_aws() -> None:
    assert "aws" in PACKAGES


def test_right_inputs_have_no_failures() -> None:
    books = [{"title": "a", "part": {"title": "b"}}, {"title": UNKNOWN}]
    inputs = {"name": "s", "width": 1, "rows": 2, "open": True, "books": books, "labels": {"a b": "c", "d": UNKNOWN}}
    assert SHELVES.failures(SHELF, inputs) == []
    assert SHELVES.failures(SHELF, dict.fromkeys(inputs, UNKNOWN)) == []


@pytest.mark.parametrize(
    ("inputs", "property_", "words"),
    [
        ({}, "name", "the required input 'name' is missing"),
        ({"name": "s", "nmae": "x"}, "nmae", "there is no input 'nmae'; did you mean 'name'?"),
        ({"name": "s", "zzz": 1}, "zzz", "accepted are books, labels, name, open, rows, width"),
        ({"name": 5}, "name", "'name' must be a string, but it is 5"),
        ({"name": "s", "open": "true"}, "open", "'open' must be true or false, but it is 'true'"),
        ({"name": "s", "rows": 1.5}, "rows", "'rows' must be a whole number, but it is 1.5"),
        ({"name": "s", "rows": True}, "rows", "'rows' must be a whole number, but it is True"),
        ({"name": "s", "books": {"title": "a"}}, "books", "'books' must be a list"),
        ({"name": "s", "books": ["a"]}, "books[0]", "'books[0]' must be an object, but it is 'a'"),
        ({"name": "s", "books": [{"title": "a", "part": {}}]}, "books[0].part.title", "is missing"),
        ({"name": "s", "labels": {"a b": 1}}, 'labels["a b"]', "must be a string, but it is 1"),
    ],
)
def test_what_is_wrong_is_said_with_its_path(inputs: dict[str, Any], property_: str, words: str) -> None:
    (failure,) = SHELVES.failures(SHELF, inputs)
    assert failure.property == property_
    assert words in failure.reason


def test_an_unknown_type_is_refused_with_the_known_ones() -> None:
    (failure,) = SHELVES.failures("library:index/desk:Desk", {})
    assert "has no library:index/desk:Desk. It has: library:index/shelf:Shelf" in failure.reason


def test_provider_config_may_hold_numbers_as_text() -> None:
    assert SHELVES.config_failures({"retries": "5", "tags": {"a": "b"}}) == []
    (failure,) = SHELVES.config_failures({"retries": "many"})
    assert failure.property == "retries"


def test_the_pulumi_schema_refers_to_the_types_it_has() -> None:
    made = SHELVES.pulumi()
    properties = made["resources"][SHELF]["inputProperties"]
    assert properties["books"] == {"type": "array", "items": {"$ref": "#/types/library:index/Book:Book"}}
    assert properties["labels"] == {"type": "object", "additionalProperties": {"type": "string"}}
    assert set(made["types"]) == {"library:index/Book:Book"}
    assert made["resources"][SHELF]["properties"]["arn"] == {"$ref": "pulumi.json#/Any"}
