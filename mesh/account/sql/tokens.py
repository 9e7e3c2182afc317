"""A text of SQL as tokens, and the cursor with which the parser reads them.

Comments (``--``, ``//``, ``/* */``) and white space separate tokens and are no tokens. Positions of errors count as the
account counts them: lines from 1, characters in the line from 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

from mesh.account import refusal
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.refusal import Refused

T = TypeVar("T")

_RESERVED: Final = """
    ALL ALTER AND ANY AS BETWEEN BY CHECK COLUMN CONNECT CREATE CROSS CURRENT DELETE DISTINCT DROP ELSE EXISTS FOLLOWING
    FOR FROM FULL GRANT GROUP HAVING ILIKE IN INCREMENT INNER INSERT INTERSECT INTO IS JOIN LATERAL LEFT LIKE MINUS
    NATURAL NOT NULL OF ON OR ORDER QUALIFY REGEXP REVOKE RIGHT RLIKE ROW ROWS SAMPLE SELECT SET SOME START TABLE
    TABLESAMPLE THEN TO TRIGGER UNION UNIQUE UPDATE USING VALUES WHEN WHENEVER WHERE WITH
"""
RESERVED: Final = frozenset(_RESERVED.split())
"""Words that are no identifier unless quoted (``/sql-reference/reserved-keywords``)."""

_BEYOND: Final = """
    ABORT AGGREGATION ALLOWED_VALUES AT AUTOINCREMENT BEFORE CLUSTER CONSTRAINT DEFAULT FOREIGN GLOBAL HISTORY
    IDENTITY LIKE LIMIT LOCAL MASKING PRIMARY PROJECTION RECLUSTER RECURSIVE REFERENCES REFRESH RESTRICT RESUME SEARCH
    SHARE_RESTRICTIONS STARTS SUSPEND SWAP TAG TEMP TEMPORARY UNIQUE VOLATILE
"""
BEYOND: Final = frozenset(_BEYOND.split())
"""Words of clauses that Snowflake has and the sandbox has not: where one is unexpected, the sandbox says so."""

_TOKEN: Final = re.compile(
    r"""(?P<space>(?:\s+|--[^\n]*|//[^\n]*|/\*.*?\*/)+)
    |(?P<word>[A-Za-z_][A-Za-z0-9_$]*)
    |(?P<name>"(?:[^"]|"")+")
    |(?P<string>'(?:[^'\\]|''|\\.)*'|\$\$.*?\$\$)
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<symbol>->|=>|::|<>|!=|<=|>=|\|\||.)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE: Final = re.compile(r"''|\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([0-3]?[0-7]{1,2})|(.))", re.DOTALL)
_ESCAPED: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Token(NamedTuple):
    """One token.

    ``word`` is the upper-case text of a bare word or symbol and empty for all else: keywords are found by it.
    """

    kind: str
    text: str
    word: str
    start: int


def tokens(text: str) -> list[Token]:
    """All tokens of the text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "space":
            continue
        part = match.group()
        if part in ("'", '"'):
            raise _syntax(text, match.start(), part)
        found.append(Token(kind, part, part.upper() if kind in ("word", "symbol") else "", match.start()))
    return found


def _syntax(text: str, start: int, unexpected: str) -> Refused:
    line = text.count("\n", 0, start) + 1
    return refusal.syntax(line, start - text.rfind("\n", 0, start) - 1, unexpected)


def _unescape(match: re.Match[str]) -> str:
    code, wide, octal, other = match.groups()
    if code or wide:
        return chr(int(code or wide, 16))
    if octal:
        return chr(int(octal, 8))
    return "'" if other is None else _ESCAPED.get(other, other)


def unquoted(string: str) -> str:
    """The text of a string constant: between quotes with its escapes undone, between ``$$`` as it stands."""
    return string[2:-2] if string.startswith("$$") else _ESCAPE.sub(_unescape, string[1:-1])


class Cursor:
    """A place among the tokens of one statement. A method that cannot go on raises ``Refused``."""

    def __init__(self, text: str, found: list[Token]) -> None:
        self.text = text
        self.at = 0
        last = found[-1]
        self._tokens = found
        self.end = Token("end", "<EOF>", "", last.start + len(last.text))

    def peek(self, ahead: int = 0) -> Token:
        """The token here or further on; behind the last one the end."""
        index = self.at + ahead
        return self._tokens[index] if index < len(self._tokens) else self.end

    @property
    def word(self) -> str:
        """The bare word or symbol here, in upper case; empty at a quoted name, a string or a number."""
        return self.peek().word

    @property
    def done(self) -> bool:
        """Whether all tokens were read."""
        return self.at >= len(self._tokens)

    def sees(self, *words: str) -> bool:
        """Whether these words come next."""
        return all(self.peek(ahead).word == word for ahead, word in enumerate(words))

    def take(self, *words: str) -> bool:
        """Whether these words came next; they are read."""
        if self.sees(*words):
            self.at += len(words)
            return True
        return False

    def expect(self, *words: str) -> None:
        """These words come next, or it is an error at the first that does not."""
        for word in words:
            if not self.take(word):
                raise self.unexpected()

    def next(self) -> Token:
        """The token here, which is read."""
        token = self.peek()
        if token is self.end:
            raise self.unexpected()
        self.at += 1
        return token

    def unexpected(self, token: Token | None = None) -> Refused:
        """The error at a token (here, if none is given)."""
        token = token or self.peek()
        if token.word in BEYOND:
            return refusal.not_known(f"{token.word} in {self.opening}")
        return _syntax(self.text, token.start, token.text)

    @property
    def opening(self) -> str:
        """The beginning of the statement, to name it by."""
        start = self._tokens[0].start
        return " ".join(self.text[start : min(start + 60, self.end.start)].split())

    def finish(self) -> None:
        """Nothing comes any more."""
        if not self.done:
            raise self.unexpected()

    # --- values

    def part(self) -> str:
        """One part of a name, in stored case."""
        token = self.peek()
        if token.kind == "name":
            self.at += 1
            return token.text[1:-1].replace('""', '"')
        if token.kind != "word" or token.word in RESERVED:
            raise self.unexpected()
        self.at += 1
        return token.word

    def name(self) -> Name:
        """A name of any number of parts."""
        parts = [self.part()]
        while self.take("."):
            parts.append(self.part())
        return self._named(lambda: Name(tuple(parts)))

    def name_or_string(self) -> Name:
        """A name, also where it is written as a string."""
        token = self.peek()
        if token.kind != "string":
            return self.name()
        self.at += 1
        return self._named(lambda: Name.sql(unquoted(token.text)))

    @staticmethod
    def _named(make: Callable[[], Name]) -> Name:
        try:
            return make()
        except BadIdentifier as error:
            raise refusal.refused(f"{error}.", sqlstate="42000") from error

    def string(self) -> str:
        """A string constant."""
        token = self.peek()
        if token.kind != "string":
            raise self.unexpected()
        self.at += 1
        return unquoted(token.text)

    def number(self) -> int | float:
        """A number, with its sign."""
        sign = -1 if self.take("-") else 1
        token = self.peek()
        if token.kind != "number":
            raise self.unexpected()
        self.at += 1
        return sign * (int(token.text) if token.text.isdigit() else float(token.text))

    def listed(self, item: Callable[[], T]) -> tuple[T, ...]:
        """Items with commas between them, one at least."""
        items = [item()]
        while self.take(","):
            items.append(item())
        return tuple(items)

    def enclosed(self, item: Callable[[], T]) -> tuple[T, ...]:
        """Items in parentheses with commas between them; there may be none."""
        self.expect("(")
        if self.take(")"):
            return ()
        items = self.listed(item)
        self.expect(")")
        return items

    def verbatim(self, first: int, last: int) -> str:
        """The text from one token to another, both included."""
        end = self._tokens[last]
        return self.text[self._tokens[first].start : end.start + len(end.text)]
