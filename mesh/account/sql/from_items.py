"""The tables and views that a query or a policy's body names: what stands in FROM and JOIN, found by its tokens alone.

A name of a common table expression is none of them where that expression can be seen, and is one everywhere else
(``/sql-reference/constructs/with``, ``…/from``, ``/sql-reference/literals-table``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.sql.scan import Piece, at, path, pieces
from mesh.account.sql.tokens import unquoted

_ENDS: Final = (
    "SELECT", "WHERE", "GROUP", "HAVING", "QUALIFY", "ORDER", "LIMIT", "OFFSET", "FETCH", "UNION", "INTERSECT",
    "EXCEPT", "MINUS",
)  # fmt: skip
"""Words behind which a comma leads to no table."""
_BEFORE: Final = ("LATERAL", "ONLY")
"""Words that may stand before what is read."""
_BY_TEXT: Final = ("IDENTIFIER", "TABLE")
"""Words before a name that is written as a string."""
_FROM_INSIDE: Final = ("EXTRACT", "TRIM", "SUBSTRING", "POSITION", "OVERLAY")
"""Functions in whose parentheses FROM means something else."""


@dataclass(slots=True)
class _Level:
    """What is between two parentheses. ``local`` are the common table expressions that can be seen in it, ``defines``
    the one whose query it is; ``expects``: here a table comes, or what stands for one.
    """

    local: frozenset[str]
    defines: str = ""
    in_from: bool = False
    expects: bool = False
    of_function: bool = False


@lru_cache(maxsize=16384)
def tables_read(sql: str, home: Name) -> tuple[Name, ...]:
    """The tables and views that a text names, in order; a name without database or schema is looked up at home."""
    scan = _Scan(pieces(sql))
    index = 0
    while index < len(scan.found):
        index = scan.step(index)
    return tuple(dict.fromkeys(qualified(parts, home) for parts in scan.names))


def qualified(parts: Sequence[str], home: Name) -> Name:
    """A name as it is resolved in the schema ``home``."""
    missing = max(0, 3 - len(parts))
    return Name((*home.parts[:missing], *parts))


class _Scan:
    """One walk over the pieces of a text, with the parentheses that are open: no depth of nesting is too much."""

    def __init__(self, found: Sequence[Piece]) -> None:
        self.found = found
        self.names: dict[tuple[str, ...], None] = {}
        self._levels = [_Level(frozenset())]

    def step(self, index: int) -> int:
        """Take in what stands there; where to go on."""
        piece, level = self.found[index], self._levels[-1]
        if piece.word("("):
            before = at(self.found, index - 1)
            inner = _Level(level.local, "", level.expects, level.expects, before.word(*_FROM_INSIDE))
            self._levels.append(inner)
            level.expects = False
        elif piece.word(")"):
            return self._close(index)
        elif piece.word("WITH"):
            return self._expression(index + (2 if at(self.found, index + 1).word("RECURSIVE") else 1))
        elif piece.word(*_ENDS):
            level.in_from = level.expects = False
        elif self._leads_to_table(index):
            level.in_from = level.expects = True
        elif piece.word("VALUES") and level.expects:
            # The rows of VALUES are separated by commas too.
            level.in_from = level.expects = False
        elif level.expects and not piece.word(*_BEFORE):
            level.expects = False
            return self._table(index)
        return index + 1

    def _leads_to_table(self, index: int) -> bool:
        """JOIN, FROM but in EXTRACT(… FROM …) and IS DISTINCT FROM, and a comma behind one of them."""
        piece, level = self.found[index], self._levels[-1]
        if piece.word("FROM"):
            compared = at(self.found, index - 1).word("DISTINCT") and at(self.found, index - 2).word("IS", "NOT")
            return not compared and not level.of_function
        return piece.word("JOIN") or (piece.word(",") and level.in_from)

    def _table(self, index: int) -> int:
        """The name of a table, if one begins there."""
        if self.found[index].word(*_BY_TEXT) and at(self.found, index + 1).word("("):
            self._by_text(at(self.found, index + 2))
            return index + 1
        parts, after = path(self.found, index)
        is_local = len(parts) == 1 and parts[0] in self._levels[-1].local
        if parts and not is_local and not at(self.found, after).word("("):
            self.names[parts] = None
        return max(after, index + 1)

    def _by_text(self, piece: Piece) -> None:
        if piece.is_name or not piece.quoted:
            return
        try:
            self.names[Name.sql(unquoted(piece.text)).parts] = None
        except BadIdentifier:
            return  # it names nothing that could be read

    # --- common table expressions ------------------------------------------------------------------------------------

    def _expression(self, index: int) -> int:
        """Go into the query of a common table expression, if one begins there: ``name [(columns)] AS (``."""
        name, after = at(self.found, index), index + 1
        if at(self.found, after).word("("):
            while after < len(self.found) and not self.found[after].word(")"):
                after += 1
            after += 1
        if not (name.is_name and at(self.found, after).word("AS") and at(self.found, after + 1).word("(")):
            return index
        body = after + 2
        local = self._levels[-1].local
        self._levels.append(_Level(local | {name.text} if self._is_recursive(body) else local, name.text))
        return body

    def _is_recursive(self, index: int) -> bool:
        """Whether a query has an anchor and, behind UNION ALL, what may read the expression itself."""
        depth = 0
        while index < len(self.found) and depth >= 0:
            piece = self.found[index]
            if depth == 0 and piece.word("UNION") and at(self.found, index + 1).word("ALL"):
                return True
            depth += piece.word("(") - piece.word(")")
            index += 1
        return False

    def _close(self, index: int) -> int:
        """Leave a level; behind a common table expression another one may follow."""
        closed = self._levels.pop() if len(self._levels) > 1 else self._levels[0]
        if not closed.defines:
            return index + 1
        self._levels[-1].local |= {closed.defines}
        return self._expression(index + 2) if at(self.found, index + 1).word(",") else index + 1
