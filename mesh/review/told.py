"""What is told of access: one difference, with all the roles of one subject that have it alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mesh.account.effective import Item, Principal
from mesh.review.reach import OBJECT, Difference


@dataclass(frozen=True, slots=True)
class Told:
    """What several roles of one subject have in common. ``owner`` is the domain of the item."""

    subject: str
    owner: str
    item: Item
    difference: Difference

    @property
    def is_inside(self) -> bool:
        """Whether it stays in the domain that the item belongs to."""
        return self.subject == f"domain {self.owner}"

    @property
    def is_of_people(self) -> bool:
        """Whether it is of a pool, or of a role or user that no domain makes: the identity provider's above all."""
        return self.subject.startswith(("pool ", "role ", "user "))

    @property
    def text(self) -> str:
        """The difference in words, to go on from whoever has it."""
        return self.difference.what.replace(OBJECT, str(self.item))

    @property
    def whole(self) -> str:
        """The same with the columns of which there are too many for a line."""
        more = self.difference.more
        return f"{self.text} ({more})" if more else self.text


def roles(who: Iterable[Principal]) -> str:
    """The names of roles and users."""
    return ", ".join(str(each) for each in who)
