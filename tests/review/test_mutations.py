"""Small edits of the pilot mesh: each review says what the edit does, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mesh.review.review import Review

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "mutations.yaml").read_text(encoding="utf-8"))


def told(review: Review) -> list[str]:
    return [f"{each.section} {each.severity}: {each.what}" for each in review.findings]


@pytest.mark.parametrize("row", ROWS, ids=[row["change"] for row in ROWS])
def test_a_review_says_exactly_what_an_edit_does(row: dict[str, Any], of_edits: Callable[..., Review]) -> None:
    assert told(of_edits([row["edit"]], row.get("given", ()))) == row.get("says")


def test_no_row_is_twice_there() -> None:
    names = [row["change"] for row in ROWS]
    assert len(set(names)) == len(names) >= 40
