"""What a rule is, and how rules are applied to a stack."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from policies.resource import Resource, Stack

Level = Literal["mandatory", "advisory"]
Judgement = Callable[[Resource, Stack], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: which types of resources it judges, and the function that yields what is wrong with one of them.

    A rule that judges `alone` needs the resource and its provider and nothing else, so it speaks before the resource is
    made. The others look at the whole stack, and the engine asks them when all resources are registered. A rule without
    `types` judges every resource.
    """

    name: str
    level: Level
    description: str
    why: str
    fix: str
    types: tuple[str, ...]
    judge: Judgement
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Violation:
    """A resource that breaks a rule, and what is wrong with it."""

    rule: Rule
    resource: Resource
    message: str


def violations(rules: Iterable[Rule], stack: Stack) -> Iterator[Violation]:
    """All that is wrong in a stack, rule by rule."""
    for rule in rules:
        for resource in stack.of(*rule.types):
            for message in rule.judge(resource, stack):
                yield Violation(rule, resource, message)
