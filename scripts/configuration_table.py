"""Write the table of stack settings into `docs/configuration.md` from what the program reads.

Run it after a change of `mesh.settings.KEYS`; a test says when it was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Final

from mesh.settings import KEYS, REQUIRED, Key, Settings

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"
BEGIN: Final = "<!-- table of keys: scripts/configuration_table.py -->"
END: Final = "<!-- end of the table -->"


def default(key: Key) -> str:
    """What holds when a stack does not say, in words."""
    if key.name in REQUIRED:
        return "must be given"
    if key.name == "datamesh:prefix":
        return "the stack's name"
    value = next(field.default for field in fields(Settings) if field.name == key.field)
    if value is None or value is MISSING:
        return "all" if key.name == "datamesh:domains" else "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def table() -> Iterator[str]:
    """The lines of the table."""
    yield "| Key | Value | Default | What it is |"
    yield "|---|---|---|---|"
    for key in KEYS:
        allowed = key.values.allowed.replace("|", "\\|")
        yield f"| `{key.name}` | {allowed} | {default(key)} | {key.meaning} |"


def page(text: str) -> str:
    """The page with its table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([before + BEGIN, *table(), END + after])


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
