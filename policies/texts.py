"""SQL in the inputs of resources, which Snowflake runs with the rights of the role that deploys."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from policies.resource import Resource, snowflake

_PROCEDURES: Final = ("Java", "Javascript", "Python", "Scala", "Sql")

CARRIERS: Final[Mapping[str, tuple[str, ...]]] = {
    snowflake("Execute"): ("execute", "revert"),
    snowflake("Task"): ("sqlStatement",),
    snowflake("Alert"): ("condition", "action"),
    **{snowflake(f"Procedure{language}"): ("procedureDefinition",) for language in _PROCEDURES},
}
"""The resources that carry such SQL, and the inputs that it stands in."""

# What may stand between two words.
_GAP: Final = r"(?:\s|--[^\n]*(?:\n|$)|//[^\n]*(?:\n|$)|/\*.*?\*/)"


def texts(resource: Resource) -> Iterator[tuple[str, str]]:
    """The inputs with SQL and what stands in them. A procedure with its caller's rights does no more than the caller.

    Source: /developer-guide/stored-procedure/stored-procedures-rights
    """
    if resource.text("executeAs").upper() != "CALLER":
        for key in CARRIERS.get(resource.type, ()):
            yield key, resource.text(key)


def pattern(words: str) -> re.Pattern[str]:
    """A pattern of words in any case, in which a space stands for whatever may separate two words."""
    return re.compile(words.replace(" ", f"{_GAP}+"), re.IGNORECASE | re.DOTALL)


def plain(hit: str) -> str:
    """What a pattern found, as one reads it."""
    return " ".join(re.sub(_GAP, " ", hit).upper().split())
