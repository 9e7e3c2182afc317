"""Columns named in a line: a few by their names, many by their number, with their names beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MOST: Final = 12
"""As many of one kind are told one by one."""


def columns(names: Sequence[str], which: str = "") -> str:
    """`column A`, `columns A, B` or `30 columns`; with ``new`` in front `the new column A` or `30 new columns`."""
    word = f"{which}column{'s' if len(names) > 1 else ''}"
    return f"{len(names)} {word}" if len(names) > MOST else f"{'the ' if which else ''}{word} {', '.join(names)}"


def names(names: Sequence[str]) -> str:
    """`A, B` or `30 columns`."""
    return f"{len(names)} columns" if len(names) > MOST else ", ".join(names)


def beside(names: Sequence[str]) -> str:
    """All names where a line only counts them; otherwise nothing."""
    return f"columns {', '.join(names)}" if len(names) > MOST else ""
