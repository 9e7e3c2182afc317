"""What a piece of SQL reads, as far as the rules need it: the tables of each SELECT and the columns named in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.tokens import RESERVED, Token, tokens

_OPENS_TABLES: Final = ("FROM", "JOIN")


@dataclass(slots=True)
class Select:
    """One SELECT: the tables in its FROM clause, and the bare identifiers in it and in the SELECTs inside it."""

    tables: list[Name] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)
    everything: bool = False
    """Whether it has a `*`."""


@dataclass(slots=True)
class _Group:
    """What stands between two parentheses, or the whole text."""

    select: Select
    is_select: bool


def selects(text: str) -> list[Select]:
    """All SELECTs in a text, inner ones first; none in a text that is not SQL, which the account refuses by itself."""
    try:
        found = tokens(text)
    except Refused:
        return []
    done: list[Select] = []
    groups = [_Group(Select(), _opens_select(found, 0))]
    for at, token in enumerate(found):
        inner = groups[-1]
        if token.word == "(":
            groups.append(_Group(Select(), _opens_select(found, at + 1)))
        elif token.word == ")" and len(groups) > 1:
            _close(groups, done)
        elif token.word in _OPENS_TABLES and (inner.is_select or token.word == "JOIN"):
            inner.select.tables.extend(_tables(found, at + 1))
        elif token.word == "*" and found[at - 1].word in ("SELECT", ",", "DISTINCT", "."):
            inner.select.everything = True
        elif (name := identifier(token)) and not _is_part(found, at):
            inner.select.identifiers.add(name)
    while groups:
        _close(groups, done)
    return done


def identifier(token: Token) -> str:
    """The identifier that a token is, in stored case; empty when it is none."""
    if token.kind == "name":
        return token.text[1:-1].replace('""', '"')
    return token.word if token.kind == "word" and token.word not in RESERVED else ""


def _opens_select(found: list[Token], at: int) -> bool:
    return at < len(found) and found[at].word in ("SELECT", "WITH")


def _close(groups: list[_Group], done: list[Select]) -> None:
    closed = groups.pop()
    if closed.is_select:
        done.append(closed.select)
    if groups:
        above = groups[-1].select
        above.identifiers |= closed.select.identifiers
        if not closed.is_select:
            above.tables.extend(closed.select.tables)


def _is_part(found: list[Token], at: int) -> bool:
    """Whether an identifier is a part of a qualified name or the name of a function."""
    before = found[at - 1].word if at else ""
    after = found[at + 1].word if at + 1 < len(found) else ""
    return before == "." or after in (".", "(")


def _tables(found: list[Token], at: int) -> Iterator[Name]:
    """The tables of a FROM clause or a JOIN that starts here, up to what is not a plain list of names."""
    while at < len(found) and identifier(found[at]):
        parts = [identifier(found[at])]
        at += 1
        while at + 1 < len(found) and found[at].word == "." and identifier(found[at + 1]):
            parts.append(identifier(found[at + 1]))
            at += 2
        if at < len(found) and found[at].word == "(":
            return  # a table function
        yield Name.of(*parts)
        at += at < len(found) and found[at].word == "AS"
        at += at < len(found) and bool(identifier(found[at]))
        if at >= len(found) or found[at].word != ",":
            return
        at += 1
