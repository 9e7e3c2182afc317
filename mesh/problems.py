"""What is wrong with a domain file or a stack's configuration, told to a person.

A `Problem` is one mistake and the edit that mends it; a `MeshError` carries all that were found at once, so that nobody
mends a file one error at a time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake.

    `subject` is the domain's name, or `stack <name>` for its configuration; `where` leads to the spot, from the outside
    in (`product sessions, column email, field type`); `value` is what was found there.
    """

    subject: str
    where: str
    value: object
    allowed: str
    fix: str

    def __str__(self) -> str:
        # A mapping of a word is read-only, which is nothing that its file says.
        value = dict(self.value) if isinstance(self.value, Mapping) else self.value
        found = "nothing" if value is None else repr(value)
        return (
            f"{self.subject}: {self.where}\n    found:   {found}\n    allowed: {self.allowed}\n    fix:     {self.fix}"
        )


class MeshError(Exception):
    """All that is wrong, in the order of the files; its text is the list of problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join([f"{counted(len(self.problems), 'problem')}:", *map(str, self.problems)])


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be; case, hyphens and underscores do not count."""
    plain = {_plain(candidate): candidate for candidate in known}
    matches = get_close_matches(_plain(word), plain, n=1)
    return plain[matches[0]] if matches else None


def listed(words: Iterable[str], *, most: int = 12) -> str:
    """Return words as they stand in a sentence, and how many more there are beyond the first ones."""
    first, more = (every := list(words))[:most], len(every) - most
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def counted(count: int, thing: str) -> str:
    """Return how many there are of something, as a person says it."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _plain(word: str) -> str:
    return word.upper().translate({ord(mark): None for mark in "-_ "})
