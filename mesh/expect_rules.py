"""What must hold of an expectation by itself: see `mesh.rules`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mesh.rules import Fault, Rule, Rules

if TYPE_CHECKING:
    from mesh.expect import Expect

_VIEWERS: Final = ("reader", "function", "account")
_SEEN: Final = ("rows", "count", "masked", "clear")


def _one_viewer(expect: "Expect") -> Iterator[Fault]:
    given = [name for name in _VIEWERS if getattr(expect, name) is not None]
    if len(given) != 1:
        allowed = "one of reader, function and account"
        yield Fault(given[-1] if given else "reader", given or None, allowed, 'say who looks, as in reader="customer"')


def _something(expect: "Expect") -> Iterator[Fault]:
    given = [name for name in _SEEN if getattr(expect, name) not in ((), {}, None)]
    if expect.refused and given:
        yield Fault("refused", True, "nothing else beside it", f"take out refused=True, or {', '.join(given)}")
    if not expect.refused and not given:
        yield Fault("count", None, f"one of {', '.join(_SEEN)} or refused", "say what is seen, as in count=12")


RULES: Final[Rules] = {
    "Expect": (Rule(_one_viewer, _VIEWERS), Rule(_something, (*_SEEN, "refused"))),
    "Expectations": (),
}
