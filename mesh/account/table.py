"""Rows with indexes: what an account keeps its objects, grants and memberships in.

A table's rows are immutable values; a change is a whole new row. ``State`` keeps the journal that makes a statement
atomic and tells a store what to write.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Index = Callable[[V], Iterable[Hashable]]
"""The keys under which an index finds a row."""


class Table(Generic[K, V]):
    """Rows by key, found by index as well; iteration is in the order of first insertion."""

    def __init__(self, name: str, indexes: Mapping[str, Index[V]]) -> None:
        self.name = name
        self._functions = indexes
        self._rows: dict[K, V] = {}
        self._indexes: dict[str, dict[Hashable, dict[K, V]]] = {index: {} for index in indexes}

    def get(self, key: K) -> V | None:
        """The row, or None."""
        return self._rows.get(key)

    def __iter__(self) -> Iterator[V]:
        return iter(list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)

    def items(self) -> Iterable[tuple[K, V]]:
        """All rows with their keys."""
        return self._rows.items()

    def by(self, index: str, key: Hashable) -> list[V]:
        """The rows that the index has under this key."""
        found = self._indexes[index].get(key)
        return [] if found is None else list(found.values())

    def has(self, index: str, key: Hashable) -> bool:
        """Whether the index has a row under this key."""
        return key in self._indexes[index]

    def replace(self, key: K, row: V | None) -> V | None:
        """Write or (None) delete a row; answers what stood there."""
        old = self._rows.get(key)
        if old is not None:
            self._unindex(key, old)
        if row is None:
            self._rows.pop(key, None)
        else:
            self._rows[key] = row
            for index, keys in self._functions.items():
                entries = self._indexes[index]
                for found in keys(row):
                    bucket = entries.get(found)
                    if bucket is None:
                        entries[found] = {key: row}
                    else:
                        bucket[key] = row
        return old

    def _unindex(self, key: K, row: V) -> None:
        for index, keys in self._functions.items():
            entries = self._indexes[index]
            for found in keys(row):
                bucket = entries.get(found)
                if bucket is not None:
                    bucket.pop(key, None)
                    if not bucket:
                        del entries[found]

    def copy(self) -> Table[K, V]:
        """The same rows in a table of its own; rows are shared, they never change."""
        other: Table[K, V] = Table(self.name, self._functions)
        other._rows = dict(self._rows)
        other._indexes = {
            index: {key: dict(bucket) for key, bucket in entries.items()} for index, entries in self._indexes.items()
        }
        return other
