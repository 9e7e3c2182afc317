"""Texts of other people, names and descriptions above all, made harmless for where they are shown."""

from __future__ import annotations

import html
import re
from typing import Final

_INVISIBLE: Final = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
"""What ends a line, moves a cursor or turns the direction of writing: https://trojansource.codes"""
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]()#|~!{}])")
_MENTION: Final = re.compile(r"@(?=\w)")
_ADDRESS: Final = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")


def one_line(text: str) -> str:
    """The text as one line that shows what is in it."""
    return _INVISIBLE.sub(" ", text).strip()


def code(text: str) -> str:
    """SQL with its lines as they are, since a comment in it ends with its line, and what else is invisible shown."""
    return _INVISIBLE.sub(lambda found: "".join(map(_shown, found[0])), text)


def _shown(character: str) -> str:
    return character if character in "\n\t" else f"\\u{ord(character):04x}"


def markdown(text: str) -> str:
    """The text as GitHub's Markdown shows it literally: no markup, no HTML, no link, and nobody is notified."""
    escaped = _MARKDOWN.sub(r"\\\1", html.escape(one_line(text), quote=False))
    # An invisible character in between: an escaped one would be a mention all the same.
    return _ADDRESS.sub("\\1\u200b", _MENTION.sub("@\u200b", escaped))


def page(text: str) -> str:
    """The text as HTML shows it literally, in an attribute as well."""
    return html.escape(one_line(text), quote=True)
