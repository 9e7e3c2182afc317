"""What a stack's configuration says to the rules: the ceilings of its environment, and the level of each rule.

The pack reads the configuration itself and does not take the program's word for it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from mesh.account.kinds import WAREHOUSE_SIZES

SIZES: Final = tuple(WAREHOUSE_SIZES)
EDITIONS: Final = ("STANDARD", "ENTERPRISE", "BUSINESS_CRITICAL")


class BadConfiguration(Exception):
    """The stack's configuration of the rules is wrong; the text says all of it and the fixes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceilings of a stack, and the roles that it runs as. Retention is in days, credits are those of a month."""

    protect: bool = True
    edition: str = "STANDARD"
    max_warehouse_size: str = "LARGE"
    max_clusters: int = 3
    max_retention_days: int = 90
    max_monthly_credits: int = 1000
    aws_account_id: str = ""
    snowflake_role: str | None = None
    admin_role: str = "ACCOUNTADMIN"


def _flag(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _one_of(words: tuple[str, ...]) -> Callable[[str], str | None]:
    return lambda text: text if text in words else None


# Keys that the program has too (mesh/settings.py); the rules hold the finished resources to the same numbers.
_KEYS: Final[Mapping[str, tuple[str, Callable[[str], Any], str]]] = {
    "datamesh:protect": ("protect", _flag, "true or false"),
    "datamesh:edition": ("edition", _one_of(EDITIONS), f"one of {', '.join(EDITIONS)}"),
    "datamesh:maxWarehouseSize": ("max_warehouse_size", _one_of(SIZES), f"one of {', '.join(SIZES)}"),
    "datamesh:maxClusters": ("max_clusters", _whole, "a whole number"),
    "datamesh:maxRetentionDays": ("max_retention_days", _whole, "a whole number of days"),
    "datamesh:maxMonthlyCredits": ("max_monthly_credits", _whole, "a whole number of credits"),
    "datamesh:awsAccountId": ("aws_account_id", str, "the 12 digits of an AWS account"),
    "datamesh:adminRole": ("admin_role", str, "the name of a role"),
    "snowflake:role": ("snowflake_role", str, "the name of a role"),
}


def limits_of(configuration: Mapping[str, str]) -> Limits:
    """The limits that a stack's configuration sets; full keys, values as text. Raises `BadConfiguration`."""
    given = {key: configuration[key] for key in _KEYS if key in configuration}
    read = {key: _KEYS[key][1](text) for key, text in given.items()}
    wrong = [
        f"{key} is {given[key]!r}; allowed is {_KEYS[key][2]}. Fix: pulumi config set {key} …"
        for key, value in read.items()
        if value is None
    ]
    if wrong:
        raise BadConfiguration("\n".join(wrong))
    return Limits(**{_KEYS[key][0]: value for key, value in read.items()})


def _nearest(name: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(name, names, n=1)
    return f"write {close[0]!r}" if close else f"take it out; the rules are {', '.join(names)}"


LEVELS_KEY: Final = "policies:levels"
LEVELS: Final = ("mandatory", "advisory")


def levels_of(configuration: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """The levels that a stack's configuration gives to some of the rules so named. Raises `BadConfiguration`."""
    text = configuration.get(LEVELS_KEY, "{}")
    try:
        levels = json.loads(text)
    except json.JSONDecodeError:
        levels = None
    if not isinstance(levels, dict):
        raise BadConfiguration(
            f"{LEVELS_KEY} is {text!r}; allowed is a level for each rule. "
            f"Fix: pulumi config set --path '{LEVELS_KEY}[\"{names[0]}\"]' advisory"
        )
    unknown = [
        f"{LEVELS_KEY} names the rule {name!r}, which the pack does not have. Fix: {_nearest(name, names)}"
        for name in levels
        if name not in names
    ]
    wrong = [
        f"{LEVELS_KEY} gives the level {level!r} to {name}; allowed are {' and '.join(LEVELS)}"
        for name, level in levels.items()
        if name in names and level not in LEVELS
    ]
    if unknown or wrong:
        raise BadConfiguration("\n".join([*unknown, *wrong]))
    return levels
