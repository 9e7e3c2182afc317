"""Rules about resources that carry SQL of their own."""

from collections.abc import Iterator
from typing import Final

from policies.resource import Resource, Stack, snowflake
from policies.rule import Rule
from policies.texts import CARRIERS, pattern, plain, texts

EXECUTE: Final = snowflake("Execute")
# What the other rules judge when a resource does it, and cannot see in a text.
_HIDDEN: Final = pattern(
    r"\b(?:"
    r"GRANT|EXECUTE IMMEDIATE|ENABLE (?:FAILOVER|REPLICATION)|UNSET SECURE"
    r"|(?:ADD|DROP|SET|UNSET) (?:ALL )?(?:MASKING|ROW ACCESS) POLIC(?:Y|IES)"
    r"|(?:ALTER|CREATE OR REPLACE) (?:MASKING|ROW ACCESS) POLICY"
    r"|CREATE OR REPLACE (?:SECURE )?(?:RECURSIVE )?VIEW"
    r"|(?:ALTER|CREATE) (?:OR REPLACE )?(?:"
    r"(?:EXTERNAL |ORGANIZATION )?(?:LISTING|SHARE)|EXTERNAL (?:FUNCTION|VOLUME)|(?:FAILOVER|REPLICATION) GROUP"
    r"|(?:TEMP(?:ORARY)? )?STAGE|(?:[A-Z]+ ){0,3}INTEGRATION|USER"
    r"))\b"
)


def _any(execute: Resource, _stack: Stack) -> Iterator[str]:
    yield f"{execute.name} runs SQL of its own: {_start(execute.text('execute'))}"


def _hidden(carrier: Resource, _stack: Stack) -> Iterator[str]:
    for key, text in texts(carrier):
        words = dict.fromkeys(map(plain, _HIDDEN.findall(text)))
        yield from (f"{key} of {carrier.name} holds {each}" for each in words)


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
        description="No SQL in a resource's text grants or shares, takes a policy off, or opens a way out.",
        why="The access review and the other rules read all of this from resources; in a text it is in nobody's "
        "review, and the text runs with the rights of the role that deploys.",
        fix="use GrantPrivilegesToDatabaseRole, GrantDatabaseRole, Share, View and the like; give a procedure its "
        "caller's rights",
        types=tuple(CARRIERS),
        judge=_hidden,
    ),
)
