"""The documented rules are the rules of the pack, and each says what a person needs."""

import re

from policies.rules import RULES
from policies.table import PAGE, with_table


def test_page_has_the_rules() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page), "run: python -m policies.table"
    assert all(f"| `{rule.name}` | {rule.level} |" in page for rule in RULES)


def test_rules_are_named_and_explained_alike() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    for rule in RULES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
        assert re.fullmatch(r"[A-Z][^.]*\.", rule.description), rule.name
        assert rule.why.endswith("."), rule.name
        assert rule.fix[0].islower(), rule.name
        assert not rule.fix.endswith("."), rule.name
