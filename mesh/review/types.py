"""Data types compared: whether one takes all that another holds."""

import re
from typing import Final

from mesh.account import types
from mesh.account.refusal import Refused

_ARGUMENTS: Final = re.compile(r"([A-Z_ ]+?)(?:\(([\d, ]+)\))?")


def holds_all(new: str, old: str) -> bool:
    """Whether a type is the other one, in whatever spelling, or that with more room, as VARCHAR(20) is VARCHAR(10)."""
    if are_one(new, old):
        return True
    wide, narrow = _ARGUMENTS.fullmatch(_full(new)), _ARGUMENTS.fullmatch(_full(old))
    if wide is None or narrow is None or wide[1] != narrow[1] or not (wide[2] and narrow[2]):
        return False
    more, less = (list(map(int, found[2].split(","))) for found in (wide, narrow))
    if len(more) == len(less) == 2:  # NUMBER(precision, scale): room before and behind the point
        return more[0] - more[1] >= less[0] - less[1] and more[1] >= less[1]
    return len(more) == len(less) and all(one >= other for one, other in zip(more, less, strict=True))


def are_one(type_: str, other: str) -> bool:
    """Whether two spellings are one type, as VARCHAR and VARCHAR(16777216) are."""
    return _full(type_) == _full(other)


def _full(type_: str) -> str:
    """The type with all that it says by saying nothing; as it is where Snowflake has no such type."""
    try:
        return types.canonical(type_)
    except Refused:
        return type_
