"""Building large values without the collector of cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Let nothing be collected meanwhile, nor what is there at the end by any later collection.

    An account and a table of access stay as they are built: each collection would walk through all that is there so
    far, a third of the time for a thousand domains, and find nothing. What is frozen still goes when nothing refers to
    it any more, cycles apart (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.enable()
