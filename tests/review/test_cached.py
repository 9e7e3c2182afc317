"""What is kept changes no answer: every review from a cache that holds the base is that of two whole recordings."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mesh.cli.verdicts import violations
from mesh.load import domain_names
from mesh.report.comment import comment
from mesh.report.page import page
from mesh.report.review import as_json
from mesh.review import record
from mesh.review.configuration import configuration
from mesh.review.record import Recorder
from mesh.review.recording import Resources, merged, of_recorder
from mesh.review.review import Asked, Review, review
from mesh.review.world import Side, World, world, worlds

from .conftest import STACK, TODAY
from .made_up import BEFORE, EDITS, by_chance

BY_CHANCE = 3
FORMS = (as_json, comment, page)


def test_a_review_from_the_cache_is_the_review_without(tmp_path: Path) -> None:
    base = BEFORE.write(tmp_path / "base")
    after = {name: edit(BEFORE, random.Random(1)) for name, edit in EDITS.items()}
    after |= {f"by chance {seed}": by_chance(seed) for seed in range(BY_CHANCE)}
    edited = [mesh.write(tmp_path / str(at)) for at, mesh in enumerate(after.values())]
    cache = tmp_path / "cache"
    cache.mkdir()
    Recorder(cache).record(STACK, base)
    parts = [merged(each) for each in Recorder(cache).record(STACK, base, *edited)]
    wholes = whole(tmp_path, [base, *edited])
    said = set()
    for name, project, cached, uncached in zip(after, edited, parts[1:], wholes[1:], strict=True):
        trees = base, project
        alike = compared(trees, *worlds(*(Side(each) for each in (parts[0], cached))))
        apart = compared(trees, *(world(Side(each)) for each in (wholes[0], uncached)))
        said.add(as_json(alike))
        assert statements(alike) == statements(apart), name
        alike, apart = replace(alike, script=None), replace(apart, script=None)
        assert [form(alike) for form in FORMS] == [form(apart) for form in FORMS], name
    assert len(said) >= len(EDITS) - 1, "most of the edits are to say something of their own"


def whole(folder: Path, projects: Sequence[Path]) -> list[Resources]:
    """Each mesh recorded as one program, and nothing of it kept."""
    shares = []
    for at, project in enumerate(projects):
        everyone = ["governance", *domain_names(project / "domains")]
        shares.append((str(project), {str(folder / f"whole-{at}.json"): everyone}))
    record._run(shares, STACK)
    return [of_recorder(json.loads(path.read_text())) for _, files in shares for path in map(Path, files)]


def compared(trees: Sequence[Path], before: World, after: World) -> Review:
    said = tuple(
        violations(side, configuration(tree, STACK)) for tree, side in zip(trees, (before, after), strict=True)
    )
    return review(before, after, Asked("test", TODAY, (said[0], said[1]), sql=True))


def statements(found: Review) -> tuple[list[str], list[str]]:
    """What is done and undone, sorted: the parts of a mesh are registered in another order than the whole.

    Where everything gets another name, the order decides whether a tag is taken off its object or goes with it.
    """
    assert found.script is not None
    do, undo = ({each for each in said if " UNSET TAG " not in each} for said in (found.script.do, found.script.undo))
    return sorted(do), sorted(undo)
