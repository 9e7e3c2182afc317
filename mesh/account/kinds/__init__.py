"""Every kind of object that a statement can name, as data: its words, its place, its clauses in printed order.

Clauses and defaults follow the page ``/sql-reference/sql/create-<kind>`` of each kind; their order is that in which
the Snowflake provider prints them. A kind without clauses is known to grants and SHOW only: the sandbox creates none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mesh.account.kinds.compute import ACCOUNT, COMPUTE
from mesh.account.kinds.governance import NETWORK, PEOPLE, POLICIES, SHARING
from mesh.account.kinds.granted import GRANTED
from mesh.account.kinds.kind import Kind
from mesh.account.kinds.lake import LAKE
from mesh.account.kinds.loading import INTEGRATIONS, LOADING
from mesh.account.kinds.shared import MAX_CLUSTERS, SIZE_SYNONYMS, WAREHOUSE_SIZES
from mesh.account.kinds.storage import STORAGE

__all__ = ["KINDS", "MAX_CLUSTERS", "SIZE_SYNONYMS", "WAREHOUSE_SIZES", "Kind", "kind_of_plural", "plural"]

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        ACCOUNT,
        *COMPUTE,
        *STORAGE,
        *POLICIES,
        *PEOPLE,
        *SHARING,
        *NETWORK,
        *INTEGRATIONS,
        *LOADING,
        *LAKE,
        *GRANTED,
    )
}
"""Every kind by its singular."""

_BY_PLURAL: Final[Mapping[str, Kind]] = {kind.plural: kind for kind in KINDS.values()}


def plural(kind: str) -> str:
    """The plural of a kind's word, of a word that is no kind as well."""
    known = KINDS.get(kind)
    return kind + "S" if known is None else known.plural


def kind_of_plural(plural: str) -> Kind | None:
    """The kind whose plural this is (``ROW ACCESS POLICIES``)."""
    return _BY_PLURAL.get(plural)
