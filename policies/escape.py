"""Rules about resources that carry SQL of their own."""

import re
from collections.abc import Iterator
from typing import Final

from policies.resource import Resource, Stack, snowflake
from policies.rule import Rule

EXECUTE: Final = snowflake("Execute")
# What the other rules judge when a resource does it, and cannot see in a text.
_HIDDEN: Final = re.compile(
    r"\b(GRANT|ALTER\s+SHARE|CREATE\s+(?:OR\s+REPLACE\s+)?SHARE|EXECUTE\s+IMMEDIATE)\b", re.IGNORECASE
)


def _any(execute: Resource, _stack: Stack) -> Iterator[str]:
    yield f"{execute.name} runs SQL of its own: {_start(execute.text('execute'))}"


def _grants(execute: Resource, _stack: Stack) -> Iterator[str]:
    for key in ("execute", "revert"):
        for word in _HIDDEN.findall(execute.text(key)):
            yield f"{key} of {execute.name} holds {' '.join(word.upper().split())}"


def _start(text: str) -> str:
    words = " ".join(text.split()[:3])
    return f"{words} …" if words else "not known yet"


RULES: Final = (
    Rule(
        name="execute-is-last-resort",
        level="advisory",
        description="SQL of its own is the last resort.",
        why="Nobody sees drift in it, secrets in it stand in clear in the state, a changed text runs before the old "
        "one is reverted, and no other rule looks into it.",
        fix="use the resource for it if there is one; else set delete_before_replace=True and keep secrets out",
        types=(EXECUTE,),
        judge=_any,
    ),
    Rule(
        name="execute-grants-nothing",
        level="mandatory",
        description="No SQL of its own grants or shares anything.",
        why="The access review and the other rules read grants from resources; one in a text is in nobody's review.",
        fix="use GrantPrivilegesToDatabaseRole, GrantDatabaseRole, Share and the like",
        types=(EXECUTE,),
        judge=_grants,
    ),
)
