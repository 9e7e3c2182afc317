"""What must hold of what the governance team says, word by word: see `mesh.rules`."""

from collections.abc import Mapping
from typing import Final

from mesh.rules import Rule, last_day

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "Ceilings": (),
    "Classification": (),
    "EngineerPool": (),
    "Governance": (),
    "IdentityRole": (),
    "Lent": (Rule(last_day, ("until",)),),
    "RowMapping": (),
}
