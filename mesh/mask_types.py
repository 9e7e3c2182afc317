"""Which masks a column of each data type can have. What they make of a value is the mask builder's business."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from mesh.datatypes import TYPE_NAMES

if TYPE_CHECKING:
    from mesh.governance import Mask

# `full` and `null` hide a value of any type; the others leave a part of it, which only some types have.
_ANY: Final[tuple["Mask", ...]] = ("full", "null")
_PARTS: Final[Mapping[str, tuple["Mask", ...]]] = {
    "BINARY": ("hash",),
    "DATE": ("year",),
    "TIMESTAMP_LTZ": ("year",),
    "TIMESTAMP_NTZ": ("year",),
    "TIMESTAMP_TZ": ("year",),
    "VARCHAR": ("hash", "initial", "mail_domain"),
}

MASKS_OF_TYPE: Final[Mapping[str, tuple["Mask", ...]]] = {name: (*_ANY, *_PARTS.get(name, ())) for name in TYPE_NAMES}
