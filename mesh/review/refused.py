"""What the account would refuse of the run that a change is, so that nobody learns it from half an update.

The steps are played into the account as it is before the change. The engine stops at the first refusal, and what it
did until then stays done.
"""

from __future__ import annotations

from collections.abc import Iterator

from mesh.report.clean import one_line
from mesh.review.findings import Finding
from mesh.review.statements import among_the_same, played
from mesh.review.steps import Step, steps
from mesh.review.world import World


def refused(before: World, after: World) -> Iterator[Finding]:
    """The first refusal of the run, if there is one."""
    account = among_the_same(before.built, after.built)
    for step in steps(before.resources, after.resources):
        answers = played(account, step).refused
        if answers:
            yield _finding(step, answers[0], after if step.what == "create" else before)
            return


def _finding(step: Step, answer: str, world: World) -> Finding:
    return Finding(
        "rules",
        "loud",
        f"the account refuses to {step.what} {one_line(step.planned.name)}: {one_line(answer)}",
        f"domain {world.owners.of(step.planned.urn)}",
        ("the update stops there, half done; docs/recovery.md says what takes two runs",),
    )
