"""Every resource type's life through the plugin."""

import pytest

from sandbox.aws.account import KINDS
from sandbox.wire import UNKNOWN
from tests.sandbox.aws.conftest import Driver
from tests.sandbox.aws.lives import BUCKET, LIVES, VERSIONING


def test_there_is_a_life_of_every_type() -> None:
    assert set(LIVES) == set(KINDS)


@pytest.mark.parametrize("type_", LIVES, ids=lambda type_: type_.rpartition(":")[2])
def test_a_resources_life(driver: Driver, type_: str) -> None:
    needed, inputs, changes, difference, id_, outputs = LIVES[type_]
    for before in needed:
        driver.create(before, LIVES[before][1])

    previewed = driver.preview(type_, inputs)
    made = driver.create(type_, inputs)
    assert made.id == id_
    assert {name: made.outputs[name] for name in outputs} == outputs
    assert set(previewed) == set(made.outputs)
    assert {name for name, value in previewed.items() if value != made.outputs[name] and value is not UNKNOWN} == set()

    refreshed = driver.read(made)
    assert refreshed == made
    imported = driver.imported(type_, id_)
    assert imported is not None
    assert driver.diff(made, {**imported, **inputs}).detailed == {}

    changed_inputs = {**inputs, **changes}
    assert driver.diff(made, changed_inputs).detailed == difference
    assert set(driver.update(made, changed_inputs, preview=True).outputs) >= set(outputs)
    assert driver.read(made) == made, "a preview changed the account"
    changed = driver.update(made, changed_inputs)
    assert driver.read(changed) == changed

    driver.delete(changed)
    driver.delete(changed)
    left = driver.read(changed)
    assert left is None or type_ == VERSIONING, "versioning is only ever suspended"


def test_the_preview_of_a_creation_does_not_know_what_aws_computes(driver: Driver) -> None:
    outputs = driver.preview(BUCKET, {"bucket": "dev-tracking"})
    assert (outputs["bucket"], outputs["arn"]) == ("dev-tracking", UNKNOWN)
