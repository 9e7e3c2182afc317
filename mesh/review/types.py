"""Data types compared: whether one takes all that another holds."""

import re
from typing import Final

_ARGUMENTS: Final = re.compile(r"([A-Z_ ]+?)(?:\(([\d, ]+)\))?")


def holds_all(new: str, old: str) -> bool:
    """Whether a type is the other one with more room, as VARCHAR(20) is VARCHAR(10)."""
    wide, narrow = _ARGUMENTS.fullmatch(new), _ARGUMENTS.fullmatch(old)
    if wide is None or narrow is None or wide[1] != narrow[1] or not narrow[2]:
        return False
    if not wide[2]:
        return True
    more, less = (list(map(int, found[2].split(","))) for found in (wide, narrow))
    if len(more) == len(less) == 2:  # NUMBER(precision, scale): room before and behind the point
        return more[0] - more[1] >= less[0] - less[1] and more[1] >= less[1]
    return len(more) == len(less) and all(one >= other for one, other in zip(more, less, strict=True))
