"""What the provider says of inputs before it sends anything: words that are not taken, names that cannot be names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mesh.account import types
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.kinds import KINDS
from mesh.account.refusal import Refused
from mesh.account.resources.forms import DATA_TYPE
from mesh.account.resources.grants import RECIPIENTS
from mesh.account.resources.spec import Inputs, Property, Resource

_TYPES: Final[Mapping[int, tuple[str, str]]] = {
    1: ("AccountObjectIdentifier", "<name>"),
    2: ("DatabaseObjectIdentifier", "<database_name>.<name>"),
    3: ("SchemaObjectIdentifier", "<database_name>.<schema_name>.<name>"),
    4: ("TableColumnIdentifier", "<database_name>.<schema_name>.<table_name>.<column_name>"),
}
_SPECIAL_FORMS: Final[Mapping[str, str]] = {
    "accounts[*]": "<organization_name>.<account_name>",
    "fromShare": "<organization_name>.<account_name>.<share_name>",
}

_COMPLAINTS: Final[Mapping[str, str]] = {
    "storageProvider": "invalid S3 storage provider: {}",
    "frequency": "invalid resource monitor frequency type: {}",
    "type": "invalid network rule type: {}",
    "mode": "invalid network rule mode: {}",
}
"""The provider's words for an input that is not one of the words it takes; else ``invalid <its words>: <value>``."""
_ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {"storageProvider": ("S3", "S3GOV", "S3CHINA")}
_WORD_INPUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "outboundPrivileges": ("COPY", "REVOKE"),
    "defaultSecondaryRolesOption": ("DEFAULT", "NONE", "ALL"),
}

Problem = tuple[str, str]
"""A property path and what is wrong with what stands there."""


def problems(resource: Resource, inputs: Inputs) -> list[Problem]:
    """Everything that is wrong with the inputs; a value that is not JSON is not known yet and is not judged."""
    return [
        *_own_names(resource, inputs),
        *_names(resource, inputs),
        *_words(resource, inputs),
        *_types(resource, inputs),
        *_alternatives(resource, inputs),
        *_empty(inputs),
    ]


# --- names -------------------------------------------------------------------------------------------------------


def _own_names(resource: Resource, inputs: Inputs) -> Iterator[Problem]:
    if not resource.kind:
        return
    for key in ("database", "schema", "name"):
        given = inputs.get(key)
        if key not in resource.other or not isinstance(given, str):
            continue
        if '"' in given.strip('"'):
            yield (
                key,
                f"unable to read identifier: {given}, currently identifiers containing double quotes are not supported"
                " in the provider",
            )
            continue
        try:
            Name.of(given.strip('"'))
        except BadIdentifier as problem:
            yield key, str(problem)


def _names(resource: Resource, inputs: Inputs) -> Iterator[Problem]:
    depths = dict(resource.depths)
    if "objectIdentifiers" in resource.forms and isinstance(inputs.get("objectType"), str):
        kind = KINDS.get(inputs["objectType"].upper())
        depths["objectIdentifiers[*]"] = 4 if inputs["objectType"].upper() == "COLUMN" else kind.depth if kind else 0
    for pattern, depth in depths.items():
        for path, given in found(inputs, pattern):
            if isinstance(given, str) and depth:
                yield from ((path, reason) for reason in _misnamed(pattern, given, depth))


def _misnamed(pattern: str, given: str, depth: int) -> Iterator[str]:
    try:
        name = Name.provider(given)
    except BadIdentifier as problem:
        yield str(problem)
        return
    if len(name.parts) == depth:
        return
    wanted, form = _TYPES[depth]
    form = _SPECIAL_FORMS.get(pattern, form)
    got = _TYPES.get(len(name.parts), ("identifier with too many parts", ""))[0]
    quoted = ".".join(f'"{part}"' for part in form.split("."))
    yield (
        f"Expected {wanted} identifier type, but got: {got}. The correct form of the fully qualified name for this"
        f" field is: {quoted}, but was {name}"
    )


def found(inputs: Any, pattern: str, path: str = "") -> Iterator[tuple[str, Any]]:
    """The values at a pattern, each with its path."""
    head, _, rest = pattern.partition(".")
    key, many, _ = head.partition("[*]")
    value = inputs.get(key) if isinstance(inputs, Mapping) else None
    here = f"{path}.{key}" if path else key
    each = enumerate(value) if many and isinstance(value, list) else ()
    reached = [(f"{here}[{at}]", item) for at, item in each] if many else [(here, value)]
    for at_path, item in reached:
        if item is not None:
            yield from found(item, rest, at_path) if rest else ((at_path, item),)


# --- words -------------------------------------------------------------------------------------------------------


def _words(resource: Resource, inputs: Inputs) -> Iterator[Problem]:
    for key, allowed in _WORD_INPUTS.items():
        given = inputs.get(key)
        if key in resource.forms and isinstance(given, str) and given.upper() not in allowed:
            yield key, _complain(key, given, allowed)
    if not resource.kind:
        return
    for prop in resource.properties.values():
        yield from _word(resource, prop, inputs.get(prop.input))


def _word(resource: Resource, prop: Property, given: Any) -> Iterator[Problem]:
    kind = KINDS[resource.kind]
    clause = kind.clause(prop.clause)
    if clause is None or not isinstance(given, str):
        return
    if clause.form in ("BOOLEAN", "FLAG", "SWITCH") and given.lower() not in ("true", "false"):
        yield prop.input, f'expected {prop.input} to be one of ["true" "false"], got {given}'
    allowed = _ALLOWED.get(prop.input, clause.allowed)
    if allowed and clause.canonical(given) not in allowed:
        yield prop.input, _complain(prop.input, given, allowed)


def _types(resource: Resource, inputs: Inputs) -> Iterator[Problem]:
    for pattern, form in resource.forms.items():
        for path, given in found(inputs, pattern) if form is DATA_TYPE else ():
            if not isinstance(given, str):
                continue
            try:
                types.canonical(given)
            except Refused as refused:
                yield path, refused.message


def _complain(key: str, given: str, allowed: tuple[str, ...]) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key)
    complaint = _COMPLAINTS.get(key, f"invalid {words.removeprefix('default ')}: {{}}")
    return f"{complaint.format(given)}; allowed are {', '.join(allowed)}"


# --- inputs that go together -------------------------------------------------------------------------------------


def _alternatives(resource: Resource, inputs: Inputs) -> Iterator[Problem]:
    recipient = RECIPIENTS.get(resource.type)
    if recipient is not None:
        targets = [key for key in recipient.targets if key in inputs]
        yield from _exactly_one(tuple(recipient.targets), targets)
        if recipient.kind != "SHARE":
            yield from _privileges(inputs)
    for type_, choices in _CHOICES.items():
        if resource.type.endswith(f":{type_}"):
            yield from _exactly_one(choices, [key for key in choices if key in inputs])


_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "GrantAccountRole": ("parentRoleName", "userName"),
    "GrantDatabaseRole": ("parentRoleName", "parentDatabaseRoleName", "shareName"),
    "GrantOwnership": ("accountRoleName", "databaseRoleName"),
}


def _privileges(inputs: Inputs) -> Iterator[Problem]:
    choices = ("privileges", "allPrivileges")
    yield from _exactly_one(choices, [key for key in choices if inputs.get(key)])
    privileges = inputs.get("privileges")
    if isinstance(privileges, list) and "OWNERSHIP" in [str(each).upper() for each in privileges]:
        yield "privileges", "Unsupported privilege 'OWNERSHIP'; use the GrantOwnership resource"


def _exactly_one(choices: tuple[str, ...], given: list[str]) -> Iterator[Problem]:
    if len(given) != 1:
        got = f"{', '.join(given)} were specified" if given else "none was specified"
        yield (given or list(choices))[0], f"exactly one of {', '.join(choices)} must be specified, {got}"


def _empty(inputs: Inputs) -> Iterator[Problem]:
    """An association names an object at least (pkg/resources/tag_association.go, `MinItems`)."""
    if inputs.get("objectIdentifiers") == []:
        yield (
            "objectIdentifiers",
            "Not enough list items: Attribute object_identifiers requires 1 item minimum, but config has only 0"
            " declared.",
        )
