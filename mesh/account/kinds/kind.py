"""The shape of a kind of object."""

from __future__ import annotations

from dataclasses import dataclass

from mesh.account.clauses import Clause


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """An object type; compared by identity."""

    name: str
    plural: str
    depth: int
    """Parts of a fully qualified name: 1 at account level, 2 in a database, 3 in a schema; 0 is the account itself."""
    clauses: tuple[Clause, ...] = ()
    """In the order in which CREATE prints them."""
    prefix: str = ""
    """A word that stands before the kind in CREATE alone (``CREATE EXTERNAL LISTING``, ``DROP LISTING``)."""
    with_: bool = False
    """Whether WITH stands before the clauses."""
    enterprise: bool = False
    """Whether Standard Edition has none."""
    renamable: bool = True
    clonable: bool = False
    restorable: bool = False
    """Whether UNDROP brings it back."""

    @property
    def creatable(self) -> bool:
        """Whether the sandbox knows its CREATE and ALTER."""
        return bool(self.clauses) and self.depth > 0

    def clause(self, key: str) -> Clause | None:
        """The clause of this key."""
        return next((clause for clause in self.clauses if clause.key == key), None)
