"""The rules as the table in docs/policies.md: `python -m policies.table` writes it there."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from policies.rule import Rule
from policies.rules import RULES

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "policies.md"
BEGIN: Final = "<!-- rules: written by `python -m policies.table` -->\n"
END: Final = "<!-- end of rules -->\n"


def markdown(rules: Iterable[Rule]) -> str:
    """The rules as a table, in the pack's order."""
    rows = [f"| `{rule.name}` | {rule.level} | {rule.description} | {rule.why} | {rule.fix} |" for rule in rules]
    # What stands for a name, as <PRODUCT>, would be an HTML element that nobody sees.
    rows = [row.replace("<", r"\<") for row in rows]
    return "\n".join(["| rule | level | what | why | how to fix |", "|---|---|---|---|---|", *rows]) + "\n"


def with_table(page: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{markdown(RULES)}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
