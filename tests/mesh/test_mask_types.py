"""Which masks a data type can have."""

from typing import get_args

from mesh.datatypes import TYPE_NAMES
from mesh.mask_types import MASKS_OF_TYPE, MaskKind


def test_every_type_can_be_hidden_and_every_mask_has_a_type() -> None:
    assert tuple(MASKS_OF_TYPE) == TYPE_NAMES
    assert all({"full", "null"} <= set(masks) for masks in MASKS_OF_TYPE.values())
    assert {mask for masks in MASKS_OF_TYPE.values() for mask in masks} == set(get_args(MaskKind))


def test_a_mask_that_leaves_a_part_of_the_value_is_for_types_that_have_such_a_part() -> None:
    assert MASKS_OF_TYPE["VARCHAR"] == ("full", "null", "hash", "initial", "mail_domain")
    assert MASKS_OF_TYPE["DATE"] == ("full", "null", "year")
    assert MASKS_OF_TYPE["NUMBER"] == ("full", "null")
