"""Whose a resource, an object or a role is: the domain's whose component made it, or the governance team's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from mesh.account.identifiers import Name
from mesh.names import GOVERNANCE
from mesh.review.recording import Recorded
from mesh.review.resources import by_object

_DOMAIN: Final = "datamesh:index:DataDomain"
_ACCOUNT_WIDE: Final = ("ROLE", "SHARE", "USER", "WAREHOUSE", "DATABASE")


class Owners:
    """The owners in one mesh; ``objects`` are the resources that are objects of the account."""

    def __init__(self, resources: Iterable[Recorded]) -> None:
        every = list(resources)
        self._by_urn = {each.urn: each for each in every}
        self._of: dict[str, str] = {}
        self.objects = by_object(every)
        self._names: Mapping[tuple[str, Name], str] = {
            key: self.of(each.urn) for key, each in self.objects.items() if key[0] in _ACCOUNT_WIDE
        }

    def of(self, urn: str) -> str:
        """The domain of a resource; ``governance`` for what no domain's component made."""
        if urn not in self._of:
            resource = self._by_urn.get(urn)
            if resource is None:
                self._of[urn] = GOVERNANCE
            else:
                self._of[urn] = resource.name if resource.type == _DOMAIN else self.of(resource.parent)
        return self._of[urn]

    def of_object(self, kind: str, name: Name) -> str:
        """The domain of an object: its own maker's or that of the database that it is in; empty when unknown."""
        if (kind, name) in self._names:
            return self._names[kind, name]
        return self._names.get(("DATABASE", Name(name.parts[:1])), "")

    def database(self, domain: str) -> str:
        """The name that a domain's account objects begin with; empty for none."""
        own = sorted(name for (kind, name), of in self._names.items() if kind == "DATABASE" and of == domain)
        return own[0].plain if own else ""
