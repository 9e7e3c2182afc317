"""How one input of a Pulumi Snowflake resource is spelled in a statement, back, and for comparison.

Two inputs with the same ``normal`` are no difference to the provider: ``A.B`` and ``"A"."B"``, ``VARCHAR`` and
``VARCHAR(16777216)``, ``X-SMALL`` and ``xsmall``, ``True`` and ``"true"``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mesh.account import clauses
from mesh.account.clauses import Clause
from mesh.account.identifiers import Name
from mesh.account.parts import Value
from mesh.account.types import canonical


@dataclass(frozen=True, slots=True)
class Form:
    """The three spellings of one input."""

    value: Callable[[Any], Value]
    """In a statement."""
    normal: Callable[[Any], Any]
    """For comparison with another input."""
    input: Callable[[Any], Any] | None = None
    """The value of a statement as an input again; None: the provider does not read it back."""


def _same(value: Any) -> Any:
    return value


def truth(given: Any) -> bool:
    """A boolean input, which the SDK types as text for some properties (``"true"``)."""
    return given if isinstance(given, bool) else str(given).lower() == "true"


def _truth_text(given: Any) -> str:
    return "true" if truth(given) else "false"


def _name(given: Any) -> Name:
    return Name.provider(str(given))


def _name_text(given: Any) -> str:
    return str(_name(given))


def name_list(given: Any) -> tuple[Name, ...]:
    """A list of names. Raises TypeError for a text, which stands for a list that is not known, or secret."""
    if isinstance(given, str):
        raise TypeError("a text where a list of names belongs")
    return tuple(_name(each) for each in given)


def _type(given: Any) -> str:
    return canonical(str(given))


TEXT: Final = Form(str, str, _same)
NUMBER: Final = Form(int, int, _same)
BOOLEAN: Final = Form(truth, truth, truth)
BOOLEAN_TEXT: Final = Form(truth, _truth_text, _truth_text)
TEXTS: Final = Form(tuple, list, list)
ACCOUNT_NAME: Final = Form(_name, _name_text, lambda name: name.plain)
FULL_NAME: Final = Form(_name, _name_text, str)
FULL_NAMES: Final = Form(
    name_list, lambda given: [_name_text(each) for each in given], lambda names: [str(n) for n in names]
)
DATA_TYPE: Final = Form(_type, _type, _same)
UPPER: Final = Form(lambda given: str(given).upper(), lambda given: str(given).upper(), _same)

_FORMS: Final[Mapping[clauses.Form, Form]] = {
    "STRING": TEXT,
    "NUMBER": NUMBER,
    "BOOLEAN": BOOLEAN,
    "FLAG": BOOLEAN,
    "SWITCH": BOOLEAN,
    "NAME": ACCOUNT_NAME,
    "NAME_TEXT": ACCOUNT_NAME,
    "NAMES": FULL_NAMES,
    "REFERENCE": FULL_NAME,
    "STRINGS": TEXTS,
    "VALUES": TEXTS,
    "TYPE": DATA_TYPE,
    "BODY": TEXT,
    "DOCUMENT": TEXT,
    "QUERY": TEXT,
}


def form_of(clause: Clause) -> Form:
    """The form of the input that says this clause."""
    if clause.form in ("WORD", "QUOTED"):
        return Form(lambda given: clause.canonical(str(given)), lambda given: clause.canonical(str(given)), _same)
    return _FORMS[clause.form]
