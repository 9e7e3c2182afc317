"""Each rule: a mesh that is right, one thing broken, the exact message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from policies.resource import UNKNOWN
from policies.rules import RULES
from tests.policies.cases.breaks import Break
from tests.policies.cases.every import ALSO, CASES, SILENT
from tests.policies.conftest import Mesh, urn


def test_right_mesh_breaks_no_rule(mesh: Mesh) -> None:
    assert mesh.found() == []


@pytest.mark.parametrize(
    ("rule", "change", "resource", "message"), CASES, ids=[f"{at}-{case[0]}" for at, case in enumerate(CASES)]
)
def test_one_broken_thing_is_told(mesh: Mesh, rule: str, change: Break, resource: str, message: str) -> None:
    found = change(mesh).found()
    assert [each for each in found if each[0] == rule] == [(rule, resource, message)]
    assert {name for name, *_ in found} - {rule} <= ALSO.get((rule, resource), set())


def test_every_rule_is_seen_to_fire() -> None:
    assert {rule.name for rule in RULES} == {case[0] for case in CASES}


@pytest.mark.parametrize(("rule", "change"), SILENT, ids=[f"{at}-{case[0]}" for at, case in enumerate(SILENT)])
def test_what_is_right_is_left_alone(mesh: Mesh, rule: str, change: Break) -> None:
    assert change(mesh).found([rule]) == []


def blurred(value: Any) -> Iterator[Any]:
    """The value with each thing inside it unknown in turn, from the whole to the smallest."""
    yield UNKNOWN
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        for other in blurred(part):
            copy = value.copy()
            copy[key] = other
            yield copy


def test_what_is_not_known_yet_breaks_no_rule(mesh: Mesh) -> None:
    """Each value in turn is unknown: no rule crashes, none takes it for absent."""
    for name, resource in mesh.resources.items():
        for key, value in resource.properties.items():
            for other in blurred(value):
                assert mesh.but(name, **{key: other}).found() == [], (name, key, other)


def test_bucket_whose_name_is_not_known_yet_is_found_by_dependency(mesh: Mesh) -> None:
    late = mesh.but("bucket", bucket=UNKNOWN)
    for name in ("block", "encryption"):
        late = late.but(name, bucket=UNKNOWN)
        late = late.plus(replace(late.resources[name], depends_on=frozenset({urn("bucket")})))
    assert late.found(["bucket-is-private", "bucket-is-encrypted"]) == []
    alone = late.without("encryption")
    assert alone.found(["bucket-is-encrypted"]) == [
        ("bucket-is-encrypted", "bucket", "bucket bucket has no BucketServerSideEncryptionConfiguration")
    ]
