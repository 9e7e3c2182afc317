"""The shape of one property or clause: how it is written, what it takes, what it is when nothing is said.

The clauses of each kind are data in ``kinds``; ``render`` and ``parse`` are driven by ``Clause.form``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from mesh.account.identifiers import Name
from mesh.account.parts import Argument, Column, RowAccess, Trigger, Value

Form: TypeAlias = Literal[
    "STRING",  # COMMENT = 'text'                          str
    "WORD",  # FREQUENCY = MONTHLY                         str
    "QUOTED",  # WAREHOUSE_SIZE = 'SMALL'                  str, a word that is written as a string
    "NUMBER",  # AUTO_SUSPEND = 60                         int or float
    "BOOLEAN",  # ENABLED = true                           bool
    "NAME",  # RESOURCE_MONITOR = "M"                      Name
    "NAME_TEXT",  # CATALOG = '\\"C\\"'                     Name, written as a string with its quotes
    "NAMES",  # ALLOWED_NETWORK_RULE_LIST = ("D"."S"."R")  tuple of Name
    "ACCOUNTS",  # ACCOUNTS = "ORG"."A", "ORG"."B"         tuple of Name
    "STRINGS",  # VALUE_LIST = ('a', 'b')                  tuple of str
    "VALUES",  # ALLOWED_VALUES 'a', 'b'                   tuple of str
    "FIELDS",  # DIRECTORY = (ENABLE = true)               mapping by the keys of Clause.fields
    "RECORDS",  # STORAGE_LOCATIONS = ((NAME = 'a'), …)    tuple of such mappings
    "FLAG",  # COPY GRANTS                                 True; False is the same as not said
    "SWITCH",  # WITH …, later ENABLE … or DISABLE …       bool
    "REFERENCE",  # FROM SHARE "ORG"."A"."S"               Name
    "TYPE",  # RETURNS VARCHAR                             str
    "COLUMNS",  # ("A" VARCHAR, "B" NUMBER)                tuple of Column
    "ARGUMENTS",  # AS ("VAL" VARCHAR)                     tuple of Argument
    "BODY",  # -> CASE WHEN … END                          str, verbatim
    "DOCUMENT",  # AS $$title: t$$                         str, verbatim
    "QUERY",  # AS SELECT …                                str, verbatim, to the end
    "ROWS",  # ROW ACCESS POLICY "D"."S"."P" ON ("A")      RowAccess
    "TRIGGERS",  # TRIGGERS ON 80 PERCENT DO NOTIFY        tuple of Trigger
]

_TYPES: Final[Mapping[Form, type | tuple[type, ...]]] = {
    "NUMBER": (int, float),
    "BOOLEAN": bool,
    "NAME": Name,
    "NAME_TEXT": Name,
    "FIELDS": Mapping,
    "FLAG": bool,
    "SWITCH": bool,
    "REFERENCE": Name,
    "ROWS": RowAccess,
}
_ITEMS: Final[Mapping[Form, type]] = {
    "NAMES": Name,
    "RECORDS": Mapping,
    "ACCOUNTS": Name,
    "STRINGS": str,
    "VALUES": str,
    "COLUMNS": Column,
    "ARGUMENTS": Argument,
    "TRIGGERS": Trigger,
}


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """A property or clause that CREATE, ALTER … SET or ALTER … UNSET of a kind takes; compared by identity."""

    key: str
    """Its key in ``options``: Snowflake's own word for it."""
    form: Form
    words: str = ""
    """What stands before the value where that is not the key (``AS`` for a policy's arguments); empty: the key."""
    before: bool = False
    """A flag that stands before the kind (``TRANSIENT``)."""
    allowed: tuple[str, ...] = ()
    """The words that it takes; empty: any."""
    synonyms: Mapping[str, str] = field(default_factory=dict)
    """Other spellings of the allowed words."""
    limits: tuple[int, int | None] | None = None
    """Lowest and highest number."""
    standard_limit: int | None = None
    """The highest value on Standard Edition, for a boolean 0; above it the account must be Enterprise."""
    default: Value = None
    """What the account shows when nothing was said; None: nothing."""
    inherited: bool = False
    """Whether a value that was not said is that of the container (an object parameter) rather than the default."""
    required: bool = False
    """Whether CREATE refuses to do without."""
    fields: tuple[Clause, ...] = ()
    """The properties inside the parentheses of the forms FIELDS and RECORDS."""
    in_create: bool = True
    settable: bool = True
    unsettable: bool = True

    @property
    def opening(self) -> str:
        """The words before the value in CREATE."""
        return self.words or self.key

    def canonical(self, word: str) -> str:
        """The word as the account keeps it; a word that is not allowed comes back in upper case."""
        upper = word.upper()
        return self.synonyms.get(upper, upper)

    def accepts(self, value: Value) -> bool:
        """Whether the value has the right type, is an allowed word or lies within the limits. None is: nothing said."""
        if value is None:
            return True
        if self.form in _ITEMS:
            return type(value) is tuple and all(isinstance(item, _ITEMS[self.form]) for item in value)
        if not isinstance(value, _TYPES.get(self.form, str)):
            return False
        if self.allowed and isinstance(value, str):
            return self.canonical(value) in self.allowed
        if self.form == "NUMBER":
            return self._within(value)
        return True

    def _within(self, value: Value) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.limits is None:
            return True
        lowest, highest = self.limits
        return lowest <= value and (highest is None or value <= highest)

    def needs_enterprise(self, value: Value) -> bool:
        """Whether Standard Edition refuses the value."""
        limit = self.standard_limit
        return limit is not None and isinstance(value, int | float) and value > limit
