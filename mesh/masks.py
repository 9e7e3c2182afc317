"""Masking policies as data: one for each data type of each classification, all in the governance database.

A mask fits every column of its base type: what it gives is cut to the column's scale, a query fails where it has more
digits than the column, which 0 never has, and of texts the length does not matter
(/release-notes/bcr-bundles/2024_04/bcr-1355, /release-notes/bcr-bundles/managing-behavior-change-releases). That the
value itself comes through with its decimals is written on no page: docs/real-account.md asks to look once.

Who is in a classification's `clear` list sees the value; the others see what its kind leaves of it. The consumer of a
share is in no role (/sql-reference/functions/is_role_in_session) and sees the masked value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mesh import datatypes, names
from mesh.governance import Classification, Governance
from mesh.mask_types import MaskKind
from mesh.names import FUNCTIONS, Names
from mesh.problems import MeshError, Problem
from mesh.settings import Settings
from mesh.words import Column

ARGUMENT: Final = "VAL"

_MOMENT: Final = "1970-01-01 00:00:00"

# What is left of a value. Where a kind has nothing to say of a type, nothing is left.
_LEFT: Final[dict[MaskKind, dict[str, str]]] = {
    "full": {
        "BOOLEAN": "FALSE",
        "DATE": "'1970-01-01'::DATE",
        "FLOAT": "0",
        "NUMBER": "0",
        "TIME": "'00:00:00'::TIME",
        "TIMESTAMP_LTZ": f"'{_MOMENT}'::TIMESTAMP_LTZ",
        "TIMESTAMP_NTZ": f"'{_MOMENT}'::TIMESTAMP_NTZ",
        "TIMESTAMP_TZ": f"'{_MOMENT}'::TIMESTAMP_TZ",
        "VARCHAR": "'***'",
    },
    "hash": {"VARCHAR": f"SHA2({ARGUMENT})", "BINARY": f"SHA2_BINARY({ARGUMENT})"},
    "initial": {"VARCHAR": f"LEFT({ARGUMENT}, 1) || '***'"},
    # Without an @ all of the text is the part behind the last one.
    "mail_domain": {"VARCHAR": f"IFF(CONTAINS({ARGUMENT}, '@'), '***@' || SPLIT_PART({ARGUMENT}, '@', -1), '***')"},
    "null": {},
    "year": dict.fromkeys(
        ("DATE", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ", "TIMESTAMP_TZ"), f"DATE_TRUNC('YEAR', {ARGUMENT})"
    ),
}
_NOTHING: Final = "NULL"


@dataclass(frozen=True, slots=True)
class Mask:
    """A masking policy; `type` is that of its argument and of what it returns."""

    policy: str
    type: str
    body: str
    comment: str


def masks(governance: Governance, settings: Settings) -> tuple[Mask, ...]:
    """Return the masking policies of all classifications."""
    return tuple(mask for each in governance.classifications for mask in _masks(each, settings))


def mask_of(column: Column, governance: Governance | None, where: tuple[str, str]) -> str | None:
    """Return the name of the masking policy of a column; None when the column is not classified.

    `where` is the domain and the spot in its file. Raises `MeshError` when there is no mask for the column, which must
    not be seen then.
    """
    if column.classification is None:
        return None
    classification = governance.classification(column.classification) if governance else None
    type_ = datatypes.base_type(column.type)
    if classification is None or type_ not in map(_base_type, classification.masks):
        raise MeshError([_unmasked(column, classification, *where)])
    return names.masking_policy(classification.name, type_)


def in_session(role: str) -> str:
    """Return the condition that an account role is in the session, by itself or through another."""
    return f"IS_ROLE_IN_SESSION('{role}')"


def _masks(classification: Classification, settings: Settings) -> Iterator[Mask]:
    clear = " OR ".join(in_session(_role(holder, settings)) for holder in classification.clear)
    for spelling, kind in classification.masks.items():
        type_ = _base_type(spelling)
        left = _LEFT[kind].get(type_, _NOTHING)
        yield Mask(
            policy=names.masking_policy(classification.name, type_),
            type=type_,
            body=f"CASE WHEN {clear} THEN {ARGUMENT} ELSE {left} END" if clear else left,
            comment=classification.description,
        )


def _base_type(spelling: str) -> str:
    return datatypes.base_type(datatypes.canonical(spelling) or spelling)


def _role(holder: str, settings: Settings) -> str:
    """The role that sees a value as it is: a domain's as a consumer, or that of one of its functions."""
    domain, _, function = holder.partition(".")
    return Names(domain, settings).role(next((each for each in FUNCTIONS if each == function), "reader"))


def _unmasked(column: Column, classification: Classification | None, domain: str, spot: str) -> Problem:
    where = f"{spot}, column {column.name}, field classification"
    if classification is None:
        return Problem(
            domain, where, column.classification, "a classification of domains/governance", "add it there, or rename it"
        )
    return Problem(
        domain,
        where,
        f"{column.classification} on a {column.type}",
        f"a column of type {', '.join(map(_base_type, classification.masks))}, for which it has a mask",
        f'add a mask for "{datatypes.base_type(column.type)}" to the classification in domains/governance',
    )
