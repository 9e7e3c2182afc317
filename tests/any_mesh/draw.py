"""One value of a strategy for each number, always the same one."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as tried
from hypothesis import strategies as st

T = TypeVar("T")


def drawn(strategy: st.SearchStrategy[T], number: int) -> T:
    """The value of this number. Hypothesis, asked for many, makes most of them by changing one that it had, so that
    most of some dozens are alike; asked for two it gives the simplest one and one by chance.
    """
    found: list[T] = []

    @seed(number)
    @tried(
        max_examples=2,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(value: T) -> None:
        found.append(value)

    keep()
    return found[-1]
