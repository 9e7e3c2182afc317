"""What a rule is, and the rules that many words share: names, descriptions, lists without repetition, last days.

A rule looks at one word whose fields have the right types and yields a `Fault` for each mistake. The rules stand by
word in `mesh.column_rules`, `mesh.product_rules`, `mesh.row_rules`, `mesh.domain_rules`, `mesh.exchange_rules`,
`mesh.share_rules` and `mesh.governance_rules`. Each has `RULES`, which look at the word alone, and some have
`IN_DOMAIN_RULES`, which are also given the words around it, from the one that holds it out to its domain. What depends
on the stack or on other domains is in `mesh.check`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from mesh.names import GOVERNANCE, LAYERS
from mesh.problems import nearest
from mesh.reserved import RESERVED_WORDS

if TYPE_CHECKING:
    from mesh.exchange import Share
    from mesh.governance import Lent
    from mesh.words import Reader

# The longest names for which every name derived from them fits: S3 allows a bucket 63 characters, which a domain shares
# with organisation (16), prefix (8) and AWS account (12); Snowflake and Glue allow 255.
LONGEST_DOMAIN_NAME: Final = 24
LONGEST_NAME: Final = 100
LONGEST_COLUMN_NAME: Final = 255

# Glue keeps 255 characters on one line for a column, 2,048 for a database or table.
LONGEST_LINE: Final = 255
LONGEST_DESCRIPTION: Final = 2048

# Schemas that a domain's database has of itself, so that no product can have one of that name.
TAKEN_SCHEMAS: Final = tuple(sorted([*LAYERS, "information_schema", "public"]))

# `governance` is the platform's own folder; the others are databases that Snowflake brings.
TAKEN_DOMAINS: Final = (GOVERNANCE, "snowflake", "snowflake_sample_data")

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_COST_CENTRE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
# What AWS takes in a tag (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html) and
# CODEOWNERS in a line. Glue keeps 255 characters of an owner, Snowflake 256 of a tag; RFC 5321 has 254 for an address.
_EMAIL: Final = re.compile(r"(?=.{1,254}$)[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)+")


class Fault(NamedTuple):
    """A mistake in a word: the field, what was found there, what is allowed, the edit that mends it."""

    field: str
    value: object
    allowed: str
    fix: str


class Rule(NamedTuple):
    """A rule and the fields of the word that it reads; it is not tried when one of these has a wrong type."""

    faults: Callable[..., Iterator[Fault]]
    fields: tuple[str, ...]


Rules = Mapping[str, tuple[Rule, ...]]


class Named(Protocol):
    """A word with a name."""

    @property
    def name(self) -> str:
        """Its name."""


class Described(Protocol):
    """A word with a description."""

    @property
    def description(self) -> str:
        """What it is, for people."""


class Owned(Protocol):
    """A word with an owner."""

    @property
    def owner(self) -> str:
        """Whose it is."""


def name(word: Named) -> Iterator[Fault]:
    """Hold the name of what becomes a schema, table or view to what needs no quotes in SQL."""
    yield from name_faults(word.name, LONGEST_NAME)


def prefixed_name(word: Named) -> Iterator[Fault]:
    """Hold a name that the domain's name is put in front of, so that a reserved word does no harm."""
    yield from name_faults(word.name, LONGEST_NAME, reserved=False)


def description(word: Described) -> Iterator[Fault]:
    """Hold a description that may be left out to its longest length."""
    yield from _text_faults(word.description, LONGEST_DESCRIPTION)


def required_description(word: Described) -> Iterator[Fault]:
    """Hold a description that people need to what helps them."""
    if not word.description.strip():
        yield Fault(
            "description", word.description, "a text that tells a stranger what this is", "write one or two sentences"
        )
    yield from _text_faults(word.description, LONGEST_DESCRIPTION)


def owner(word: Owned) -> Iterator[Fault]:
    """Hold an owner to an e-mail address."""
    if not _EMAIL.fullmatch(word.owner):
        yield Fault(
            "owner",
            word.owner,
            "the e-mail address of the team: letters, digits and . _ + - around an @, at most 254 characters",
            'write it as in owner="team-tracking@example.com"',
        )


def last_day(word: "Reader | Share | Lent") -> Iterator[Fault]:
    """Hold a last day to ISO 8601."""
    if word.until is None:
        return
    if not is_day(word.until):
        yield Fault("until", word.until, "a day as year, month and day", 'write it as in until="2027-03-31"')


def is_day(given: str) -> bool:
    """Whether a text is a day as everybody writes it, of the ways that ISO 8601 has."""
    try:
        return date.fromisoformat(given).isoformat() == given
    except ValueError:
        return False


def purpose(word: "Reader | Share") -> Iterator[Fault]:
    """Hold a purpose to one line, as it stands in reviews and comments."""
    yield from line_faults("purpose", word.purpose)


def name_faults(given: str, longest: int, *, reserved: bool = True) -> Iterator[Fault]:
    """Hold a name to letters that need no quotes, a length, and, where it stands alone, to no word of SQL."""
    yield from pattern_faults("name", given)
    if len(given) > longest:
        yield Fault(
            "name",
            given,
            f"at most {longest} characters, so that every name made from it fits; this one has {len(given)}",
            "choose a shorter name",
        )
    if reserved and given.upper() in RESERVED_WORDS:
        yield Fault(
            "name",
            given,
            "any name but a word that Snowflake's SQL reserves, which would have to be quoted in every query",
            f'choose another name, for example "{given.lower()}_1" or, better, one that says more',
        )


def pattern_faults(field: str, given: str) -> Iterator[Fault]:
    """Hold a name, or a mention of one, to the letters that names are made of."""
    if not _NAME.fullmatch(given):
        yield Fault(
            field,
            given,
            "lower-case letters, digits and underscores, with a letter first",
            f'write "{_plain_name(given)}"' if _plain_name(given) else "choose a name that begins with a letter",
        )


def line_faults(field: str, given: str, *, what: str = "one line of text") -> Iterator[Fault]:
    """Hold a text to one line that is not too long."""
    if len(given) > LONGEST_LINE:
        yield Fault(
            field,
            given[:40] + "…",
            f"at most {LONGEST_LINE} characters, as in the Glue catalog; this one has {len(given)}",
            "shorten it, and keep the long version in the documentation",
        )
    yield from _hidden_faults(field, given, what)


def cost_centre_faults(field: str, given: str) -> Iterator[Fault]:
    """Hold a cost centre to what AWS and Snowflake both take as the value of a tag."""
    if not _COST_CENTRE.fullmatch(given):
        yield Fault(
            field,
            given,
            "letters, digits, hyphens and underscores, at most 64 characters",
            'write the number or short name of the cost centre, as in "CC-4711"',
        )


def twice(field: str, names: Iterable[object], kind: str) -> Iterator[Fault]:
    """Tell each name that stands in a list more than once."""
    seen: list[object] = []
    for each in names:
        if each in seen and seen.count(each) == 1:
            yield Fault(field, each, f"each {kind} once", f'rename or take out the second {kind} "{each}"')
        seen.append(each)


def meant(given: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return the fix for a name that is not known: the one that was probably meant, or else what is left to do."""
    close = nearest(given, known)
    return f'write "{close}"' if close else otherwise


def _hidden_faults(field: str, given: str, allowed: str, *, lines: str = "") -> Iterator[Fault]:
    """Tell characters that nobody sees in a review, that Glue does not keep, or that are none at all.

    Source of the second: https://docs.aws.amazon.com/glue/latest/webapi/API_DatabaseInput.html, "Pattern".
    """
    hidden = list(dict.fromkeys(each for each in given if not each.isprintable() and each not in lines))
    if hidden:
        breaks = "take out the line breaks" if set(hidden) <= set("\r\n") else ""
        named = ", ".join(f"U+{ord(each):04X}" for each in hidden[:3])
        yield Fault(field, given, allowed, breaks or f"take out {named}, which nobody sees")


def _plain_name(given: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", given.lower()).strip("_").lstrip("0123456789_")


def _text_faults(given: str, longest: int) -> Iterator[Fault]:
    if len(given) > longest:
        yield Fault(
            "description",
            given[:40] + "…",
            f"at most {longest} characters, as in the Glue catalog; this one has {len(given)}",
            "shorten it, and keep the long version in the documentation",
        )
    yield from _hidden_faults("description", given, "text that can be seen, in one line or several", lines="\n\t")
