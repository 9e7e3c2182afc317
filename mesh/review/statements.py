"""The statements that a change amounts to, in order and each in the role that sends it, and those that undo it.

They are played into the account of the mesh as they are made up: the provider looks into the account for some of them,
and what the account refuses, or is other than the program says at the end, stands as a comment beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from mesh.account import resources
from mesh.account.account import Account, Session
from mesh.account.effective.build import ADMINISTRATOR, Built
from mesh.account.effective.planned import UNKNOWN
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.refusal import DOES_NOT_EXIST, Refused
from mesh.account.sql import render
from mesh.account.statements import Create, Drop, Statement, UseRole
from mesh.report.clean import one_line
from mesh.review.data import lost
from mesh.review.likeness import differences
from mesh.review.steps import Step, steps
from mesh.review.world import World

_NOT_KNOWN: Final = "<known when it is applied>"
_NO_ROLE: Final = "PUBLIC"


@dataclass(frozen=True, slots=True)
class Script:
    """Two scripts, a line a statement or a comment."""

    do: tuple[str, ...]
    undo: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """A step's statements as lines, comments among them, and what the account says to those that it refuses.

    That nothing is left to be revoked or taken off is no refusal: the provider goes on (``pulumi_snowflake.Provider``,
    experiments GRANTS_SAFE_DESTROY and TAG_ASSOCIATION_SAFE_DESTROY, which are on).
    """

    lines: tuple[str, ...]
    refused: tuple[str, ...]


def script(before: World, after: World) -> Script:
    """What the Snowflake provider would send for a change, and for the change back."""
    forth, back = before.called_as_in(after), after.called_as_in(before)
    gone, gone_again = _lost(forth, after), _lost(back, before)
    return Script(
        (*_comments("lost", gone), *_lines(forth, after)),
        (*_comments("not brought back", gone), *_comments("lost", gone_again), *_lines(back, before)),
    )


def _lost(before: World, after: World) -> list[str]:
    return [f"{loss.object_kind} {loss.object} {loss.what}" for loss in lost(before, after)]


def _comments(what: str, told: Iterable[str]) -> Iterator[str]:
    yield from (f"-- {what}: {one_line(each)}" for each in told)


def _lines(before: World, after: World) -> Iterator[str]:
    account, expected = among_the_same(before.built, after.built), among_the_same(after.built, before.built)
    role = ""
    for step in steps(before.resources, after.resources):
        lines = played(account, step).lines
        if lines and step.planned.role not in ("", role):
            role = step.planned.role
            yield f"{render.sql(UseRole(Name.of(role)))};"
        yield from lines
    yield from _comments("not as the program says after this", differences(account, expected))


def among_the_same(built: Built, other: Built) -> Account:
    """An account with the roles and users that neither side makes; who the other side makes is not there by itself."""
    account = built.account.fork()
    for each in sorted(other.outside - built.outside):
        if account.get(each.kind, each.name) is None:
            account.execute(Create(each.kind, each.name), ADMINISTRATOR)
    for each in sorted(built.outside - other.outside):
        if other.account.get(each.kind, each.name) is not None:
            account.execute(Drop(each.kind, each.name), ADMINISTRATOR)
    return account


def played(account: Account, step: Step) -> Played:
    """A step, which is then done in the account as far as that lets it."""
    planned = step.planned
    user = Name.of(planned.user) if planned.user else None
    session = Session(Name.of(planned.role or _NO_ROLE), user, "ALL" if user is not None else "NONE")
    lines: list[str] = []
    refused: list[str] = []
    try:
        for each in _statements(account, step, session.role):
            line = f"{render.sql(each)};".replace(UNKNOWN, _NOT_KNOWN)
            try:
                account.execute(each, session)
            except Refused as answer:
                lines += _comments("the account refuses this", [str(answer)])
                if step.what != "delete" or answer.number != DOES_NOT_EXIST:
                    refused.append(str(answer))
            lines.append(line)
    except (AttributeError, BadIdentifier, KeyError, Refused, StopIteration, TypeError, ValueError) as wrong:
        # Inputs that the provider would not take, whose value is not known yet, or SQL that is not modelled.
        lines += _comments(f"{step.what} {one_line(planned.name)}", [str(wrong) or type(wrong).__name__])
    return Played(tuple(lines), tuple(refused))


def _statements(account: Account, step: Step, role: Name) -> list[Statement]:
    planned, lookup = step.planned, resources.lookup(account, role)
    if step.former is not None:
        return resources.update(planned.type, step.former.inputs, planned.inputs, lookup=lookup)
    if step.what == "create":
        return resources.create(planned.type, planned.inputs, lookup)
    return resources.delete(planned.type, planned.inputs, lookup)
