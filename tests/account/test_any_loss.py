"""Whatever mesh becomes whatever other one: the review names what is lost by it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import permutations
from typing import Final

import pytest

from mesh.account.account import Account
from mesh.account.effective import build, plan
from mesh.account.types import canonical
from mesh.review.contract import contract
from mesh.review.data import data, lost
from mesh.review.losses import WHOLE, Loss
from mesh.review.recording import Resources
from mesh.review.refused import refused
from mesh.review.steps import steps
from mesh.review.world import World
from tests.account.test_bootstrap import BOOTSTRAP
from tests.any_mesh.changes import meshes_of
from tests.any_mesh.deployment import StepRefused, play, prepared, recorded, registered
from tests.any_mesh.losses import DAYS, Lost, filled, in_account, in_aws, of_ports

OF_ALL_KINDS: Final = (106, 107)
"""Numbers of meshes that lose of all that can be lost, and of which the account refuses some changes."""
_OF_PORT: Final = re.compile(r"(?:breaks|changes) (\S+)(?: in \d+ ways|: (.*))")
_OF_COLUMN: Final = re.compile(r"column (\S+) (?:is removed|is renamed|becomes (.+?), was ([A-Z_\d(),]+))")


@pytest.mark.parametrize("number", OF_ALL_KINDS)
def test_the_review_names_what_is_lost_and_nothing_else(number: int) -> None:
    meshes = meshes_of(number)
    empty = prepared(*meshes)
    sides = [registered(recorded(mesh), number) for mesh in meshes]
    worlds = [World(side, build(plan(side), BOOTSTRAP, edition=empty.edition)) for side in sides]
    accounts = [filled(play(empty.fork(), steps((), side))) for side in sides]
    for (before, one, account), (after, other, _) in permutations(zip(worlds, sides, accounts, strict=True), 2):
        assert problems(account, one, other, before, after) == []


def problems(account: Account, one: Resources, other: Resources, before: World, after: World) -> list[str]:
    """What the review of a change misses, and what it names that is not so."""
    try:
        done = play(account.fork(), steps(one, other))
    except StepRefused as stopped:
        return [] if list(refused(before, after)) else [f"not told: {stopped}"]
    told_of_ports = _told_of_ports(before, after)
    losing = in_account(account, done) | in_aws(one, other)
    ports, perhaps = of_ports(account, done)
    told = _told(lost(before, after))
    of_data = "\n".join(each.what for each in data(before, after))
    return [
        *(f"missing: {each}" for each in sorted(losing) if each not in told and not _inside(each, told)),
        *(f"not so: {each}" for each in sorted(told - losing)),
        *(f"no finding: {each}" for each in sorted(told) if f"{each[0]} {each[1]} " not in of_data),
        *(f"missing of port: {each}" for each in sorted(ports - told_of_ports)),
        *(f"not so of port: {each}" for each in sorted(told_of_ports - ports - perhaps)),
    ]


def _told(found: Iterable[Loss]) -> set[Lost]:
    """What losses say as the account says it."""
    told: set[Lost] = set()
    for loss in found:
        if loss.kind in WHOLE:
            told.add((loss.object_kind, loss.object, ""))
        elif loss.kind == "retention shortened":
            told.add((loss.object_kind, loss.object, DAYS))
        else:
            names = re.findall(r"\w+", (loss.more or loss.what).partition("column")[2])
            told |= {(loss.object_kind, loss.object, name) for name in names if name != "s"}
    return told


def _inside(lost: Lost, told: set[Lost]) -> bool:
    """Whether it goes with its container, or is kept for fewer days as that is."""
    parts = lost[1].split(".")
    above = {".".join(parts[:length]) for length in range(1, len(parts))}
    return any(name in above and what in ("", lost[2]) for _, name, what in told)


def _told_of_ports(before: World, after: World) -> set[Lost]:
    found: set[Lost] = set()
    for finding in contract(before, after):
        matched = _OF_PORT.fullmatch(finding.what)
        assert matched, finding.what
        said = matched[2] or "; ".join(finding.details)
        if said == "the port is no longer there":
            found.add(("VIEW", matched[1], ""))
        for column, now, was in _OF_COLUMN.findall(said):
            assert not now or canonical(now) != canonical(was), finding.what
            found.add(("VIEW", matched[1], column))
    return found
