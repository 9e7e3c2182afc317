"""What resources were called before: the aliases of a program, followed as the engine follows them.

Source: ``generateAliases`` in pkg/resource/deploy/step_generator.go of the engine;
https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from mesh.review.recording import Recorded, Resources

_STACK: Final = "pulumi:pulumi:Stack"


def followed(before: Resources, after: Resources) -> Resources:
    """The resources before, those under other names called as they are after."""
    known = {each.urn for each in before}
    former: dict[str, str] = {}
    taken = {each.urn for each in after}
    for each in after:
        if each.urn not in known:
            found = next((urn for urn in _aliases(each, former) if urn in known and urn not in taken), None)
            if found is not None:
                former[each.urn] = found
                taken.add(found)
    return _renamed(before, {old: new for new, old in former.items()}) if former else before


def _aliases(resource: Recorded, former: Mapping[str, str]) -> Iterator[str]:
    """The URNs that a resource may have had; ``former`` has those that resources before it in the program had."""
    stated = [_stated(resource, alias, former) for alias in resource.options.get("aliases", ())]
    yield from stated
    above = former.get(resource.parent)
    if above is not None:
        for type_, name in [(resource.type, resource.name), *((_type(urn), _name(urn)) for urn in stated)]:
            yield _inherited(type_, name, resource.parent, above)


def _stated(resource: Recorded, alias: Mapping[str, Any], former: Mapping[str, str]) -> str:
    """The URN that an alias comes to: what it does not say is as the resource has it now."""
    if "urn" in alias:
        return str(alias["urn"])
    spec: Mapping[str, Any] = alias["spec"]
    stack, project, _ = resource.urn.removeprefix("urn:pulumi:").split("::", 2)
    place = f"urn:pulumi:{spec.get('stack') or stack}::{spec.get('project') or project}"
    above = spec.get("parentUrn")
    parent = "" if spec.get("noParent") else former.get(above, above) if above else resource.parent
    return _urn(place, parent, spec.get("type") or resource.type, spec.get("name") or resource.name)


def _inherited(type_: str, name: str, parent: str, above: str) -> str:
    """The URN of a child of what was called ``above``; a name that begins with its parent's began with that one's."""
    name = _name(above) + name.removeprefix(_name(parent)) if name.startswith(_name(parent)) else name
    return _urn("::".join(above.split("::")[:2]), above, type_, name)


def _urn(place: str, parent: str, type_: str, name: str) -> str:
    above = parent.split("::")[2] if parent else _STACK
    return f"{place}::{type_ if above == _STACK else f'{above}${type_}'}::{name}"


def _type(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def _name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _renamed(resources: Resources, names: Mapping[str, str]) -> Resources:
    return tuple(
        replace(
            each,
            urn=names.get(each.urn, each.urn),
            name=_name(names[each.urn]) if each.urn in names else each.name,
            parent=names.get(each.parent, each.parent),
            provider=names.get(each.provider, each.provider),
            depends_on=_all(each.depends_on, names),
            by_input={key: _all(urns, names) for key, urns in each.by_input.items()},
        )
        for each in resources
    )


def _all(urns: frozenset[str], names: Mapping[str, str]) -> frozenset[str]:
    return frozenset(names.get(urn, urn) for urn in urns)
