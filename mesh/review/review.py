"""The review of a change: all that two meshes say about each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mesh.ending import Ending
from mesh.review.access import access, acknowledged
from mesh.review.ceilings import ceilings
from mesh.review.contract import contract
from mesh.review.cost import Cost, cost
from mesh.review.data import data
from mesh.review.elsewhere import elsewhere
from mesh.review.endings import expiring
from mesh.review.findings import Finding, worst_first
from mesh.review.graph import Graph, graph
from mesh.review.protection import unprotected
from mesh.review.refused import refused
from mesh.review.statements import Script, script
from mesh.review.undone import after_the_run, undone
from mesh.review.verdicts import Violation, verdicts
from mesh.review.world import World


@dataclass(frozen=True, slots=True)
class Review:
    """What a change does, worst first. ``of`` says what was compared with what."""

    of: str
    findings: tuple[Finding, ...]
    cost: Cost
    graph: Graph
    script: Script | None = None

    @property
    def blocks(self) -> bool:
        """Whether something must be mended or acknowledged before this is merged."""
        return any(each.severity == "blocks" for each in self.findings)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked besides the two meshes: the rules' answers, what ends, what was acknowledged."""

    of: str
    today: date
    violations: tuple[tuple[Violation, ...], tuple[Violation, ...]] = ((), ())
    endings: tuple[Ending, ...] = ()
    acknowledged: tuple[str, ...] = ()
    sql: bool = False


def review(before: World, after: World, asked: Asked) -> Review:
    """Compare two meshes."""
    statements = script(before, after) if asked.sql else None
    before = before.called_as_in(after)
    credits = cost(before.resources, after.resources)
    left, lost = after_the_run(before, after)
    found: Iterable[Finding] = [
        *access(before, left),
        *undone(lost, left),
        *elsewhere(before, after),
        *data(before, after),
        *unprotected(before, after),
        *contract(before, after),
        *ceilings(credits, before, after),
        *verdicts(*asked.violations),
        *refused(before, after),
        *expiring(asked.endings, asked.today),
    ]
    told = worst_first(acknowledged(found, asked.acknowledged))
    return Review(asked.of, told, credits, graph(before, left), statements)
