"""Which masks a column of each data type can have. What they make of a value is the mask builder's business."""

from collections.abc import Mapping
from typing import Final, Literal

from mesh.datatypes import TYPE_NAMES

MaskKind = Literal["full", "hash", "initial", "mail_domain", "null", "year"]

# `full` and `null` hide a value of any type; the others leave a part of it, which only some types have.
_ANY: Final[tuple[MaskKind, ...]] = ("full", "null")
_PARTS: Final[Mapping[str, tuple[MaskKind, ...]]] = {
    "BINARY": ("hash",),
    "DATE": ("year",),
    "TIMESTAMP_LTZ": ("year",),
    "TIMESTAMP_NTZ": ("year",),
    "TIMESTAMP_TZ": ("year",),
    "VARCHAR": ("hash", "initial", "mail_domain"),
}

MASKS_OF_TYPE: Final[Mapping[str, tuple[MaskKind, ...]]] = {name: (*_ANY, *_PARTS.get(name, ())) for name in TYPE_NAMES}
