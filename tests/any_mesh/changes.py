"""Meshes of one stack that one may become another of: by a few changed words, or altogether."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st

from mesh import MeshError
from mesh.settings import from_config
from tests.any_mesh.draw import drawn
from tests.any_mesh.meshes import CHANGEABLE, Mesh, accepted, drawings, meshes_in, stacks

_MOST_EDITS: Final = 5
_EDITED: Final = 3
_DRAWN: Final = 5
"""Of these the two with the most ports are taken: most changes of such meshes are changes of ports."""
_IDENTITY: Final = ("name", "domain")


def meshes_of(number: int) -> tuple[Mesh, ...]:
    """The meshes of this number, all of one stack: one, the same with some edits, that with some more, and another."""
    stack, configuration = drawn(stacks(), number)
    of = drawn(drawings(from_config(configuration, environment=stack)), number)
    drawing = meshes_in(stack, configuration, of)
    full = sorted((drawn(drawing, _DRAWN * number + which) for which in range(_DRAWN)), key=_ports)
    return (*drawn(_edited_again(full[-1], full[-2]), number), full[-2])


def _ports(mesh: Mesh) -> int:
    return sum(len(product.ports) for domain in mesh.domains for product in domain.products)


def _edited_again(mesh: Mesh, other: Mesh) -> st.SearchStrategy[list[Mesh]]:
    """The strategy has no arguments: hypothesis would write them out, and warn that meshes are long."""

    @st.composite
    def again(draw: st.DrawFn) -> list[Mesh]:
        found = [mesh]
        while len(found) < _EDITED:
            after = found[-1]
            for _ in range(draw(st.integers(1, _MOST_EDITS))):
                after = draw(edited(after, other))
            assume(after not in found)
            found.append(after)
        return found

    return again()


@st.composite
def edited(draw: st.DrawFn, mesh: Mesh, other: Mesh) -> Mesh:
    """A mesh with one piece taken from another, or taken away; as it was when that is refused."""
    what = draw(st.sampled_from(["domains"] * 6 + ["governance"] * 2 + ["configuration"]))
    domains, governance, configuration = mesh.domains, mesh.governance, dict(mesh.configuration)
    try:
        if what == "domains":
            domains = draw(crossed(tuple(mesh.domains), tuple(other.domains)))
        elif what == "governance":
            governance = draw(crossed(mesh.governance, other.governance))
        else:
            key = draw(st.sampled_from(sorted(CHANGEABLE)))
            configuration[key] = draw(st.sampled_from(CHANGEABLE[key]))
    except MeshError:
        return mesh
    found = accepted(domains, governance, mesh.stack, configuration) if domains else None
    return found or mesh


@st.composite
def crossed(draw: st.DrawFn, mine: Any, theirs: Any) -> Any:
    """A value with something in it as another value has it."""
    if is_dataclass(mine) and not isinstance(mine, type) and type(mine) is type(theirs):
        differing = [
            each.name
            for each in fields(mine)
            if each.name not in _IDENTITY and getattr(mine, each.name) != getattr(theirs, each.name)
        ]
        if not differing:
            return mine
        field = draw(st.sampled_from(differing))
        return replace(mine, **{field: draw(crossed(getattr(mine, field), getattr(theirs, field)))})
    if isinstance(mine, tuple) and isinstance(theirs, tuple) and (mine or theirs):
        return draw(_listed(mine, theirs))
    return theirs


@st.composite
def _listed(draw: st.DrawFn, mine: tuple[Any, ...], theirs: tuple[Any, ...]) -> tuple[Any, ...]:
    """A list with a change in one item, one more, one less, one under another name, or in another order."""
    known, others = _by_identity(mine), _by_identity(theirs)
    common = [key for key in known if key in others and known[key] != others[key]]
    new = [key for key in others if key not in known]
    ways = {"in it": 4 if common else 0, "more": 2 if new else 0, "less": 2 if known else 0, "all others": 1}
    ways |= {"another name": bool(known and new), "another order": len(known) > 1}
    match draw(st.sampled_from([way for way, weight in ways.items() for _ in range(weight)])):
        case "in it":
            key = draw(st.sampled_from(common))
            known[key] = draw(crossed(known[key], others[key]))
        case "more":
            at = draw(st.integers(0, len(mine)))
            return (*mine[:at], others[draw(st.sampled_from(new))], *mine[at:])
        case "less":
            del known[draw(st.sampled_from(list(known)))]
        case "another name":
            key = draw(st.sampled_from(list(known)))
            known[key] = _renamed(known[key], others[draw(st.sampled_from(new))])
        case "another order":
            return tuple(draw(st.permutations(mine)))
        case _:
            return theirs
    return tuple(known.values())


def _by_identity(items: Sequence[Any]) -> dict[Any, Any]:
    return {_identity(each): each for each in items}


def _identity(item: Any) -> Any:
    return next((getattr(item, name) for name in _IDENTITY if hasattr(item, name)), item)


def _renamed(item: Any, other: Any) -> Any:
    """An item under another one's name; the other one itself where an item is no more than its name."""
    name = next((name for name in _IDENTITY if hasattr(item, name) and hasattr(other, name)), None)
    return other if name is None else replace(item, **{name: getattr(other, name)})
