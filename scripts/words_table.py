"""Write the table of words into `docs/words.md` from what the words say of themselves.

Run it after a change of a word's docstring or fields; a test says when it was forgotten.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Final

import mesh

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "words.md"
BEGIN: Final = "<!-- table of words: scripts/words_table.py -->"
END: Final = "<!-- end of the table -->"


def words() -> Iterator[type]:
    """The words that files are written in, by name."""
    for name in mesh.__all__:
        word = getattr(mesh, name)
        if isinstance(word, type) and is_dataclass(word) and word is not mesh.Problem:
            yield word


def first_paragraph(word: type) -> str:
    """What a word says of itself before it goes into detail."""
    return " ".join(inspect.getdoc(word).partition("\n\n")[0].split())  # type: ignore[union-attr]


def needed(word: type) -> Iterator[str]:
    """The fields that cannot be left out."""
    for field in inspect.signature(word).parameters.values():
        if field.default is inspect.Parameter.empty:
            yield field.name


def optional(word: type) -> Iterator[str]:
    """The fields that have a default."""
    needs = set(needed(word))
    yield from (name for name in inspect.signature(word).parameters if name not in needs)


def table() -> Iterator[str]:
    """The lines of the table."""
    yield "| Word | What it is | It needs | It may have |"
    yield "|---|---|---|---|"
    for word in words():
        cells = [f"`{word.__name__}`", first_paragraph(word), _listed(needed(word)), _listed(optional(word))]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page(text: str) -> str:
    """The page with its table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([before + BEGIN, *table(), END + after])


def _listed(names: Iterator[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
