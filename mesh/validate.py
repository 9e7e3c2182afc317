"""A domain held against its types and rules: every mistake in it at once, in the domain's own terms."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mesh import rules
from mesh.problems import Problem, nearest
from mesh.words import Column, Layer, Product, Table, Warehouse

if TYPE_CHECKING:
    from mesh.model import Domain

Word = Column | Layer | Product | Table | Warehouse
Path = tuple[int | str, ...]

_KINDS: Final[dict[type, str]] = {
    Column: "column",
    Layer: "layer",
    Product: "product",
    Table: "landing table",
    Warehouse: "warehouse",
}
# What is allowed and how to mend it, for each type of error that the fields of the words can have in pydantic.
_LIST: Final = ("a list", "put it in square brackets, as in {field}=[{item}]")
_WORD: Final = ("{class_name}(…)", "write {class_name}(…) here")
_ADVICE: Final[Mapping[str, tuple[str, str]]] = {
    "bool_type": ("True or False", "write {field}=True or {field}=False"),
    "dataclass_exact_type": _WORD,
    "dataclass_type": _WORD,
    "greater_than_equal": ("a whole number, {ge} or more", "write {field}={ge} or more"),
    "int_type": ("a whole number", "write a number without quotes, as in {field}=1"),
    "is_instance_of": _LIST,
    "less_than_equal": ("a whole number, {le} or less", "write {field}={le} or less"),
    "literal_error": ("one of {choices}", "{remedy}"),
    "sequence_str": _LIST,
    "string_type": ("a text in quotes", 'write {field}="…"'),
}

# The fields that hold words.
_INSIDE_DOMAIN: Final = ("landing", "staging", "core", "warehouses", "landing_tables", "products")
_INSIDE: Final[Mapping[type, tuple[str, ...]]] = {Product: ("columns",), Table: ("columns",)}


def domain_problems(domain: "Domain", checked: type[BaseModel]) -> list[Problem]:
    """Return all that is wrong in a domain. A rule is not tried where a field that it reads has a wrong type."""
    subject = str(domain.name)
    wrong = _type_errors(domain, checked)
    problems = [_type_problem(subject, domain, error) for error in wrong]
    wrong_fields = {_spot(domain, error["loc"]) for error in wrong}
    domain_is_sound = all(path for path, _ in wrong_fields)
    for path, word in _walk(domain, ()):
        for rule, arguments in _rules(word, domain, domain_is_sound=domain_is_sound):
            if wrong_fields and any((path, field) in wrong_fields for field in rule.fields):
                continue
            for field, value, allowed, fix in rule.faults(*arguments):
                problems.append(Problem(subject, f"{_where(domain, path)}field {field}", value, allowed, fix))
    return problems


def _rules(
    word: "Word | Domain", domain: "Domain", *, domain_is_sound: bool
) -> Iterator[tuple[rules.Rule, tuple[object, ...]]]:
    """Yield the rules that a word is held to, each with what it is called with."""
    for rule in rules.RULES.get(type(word), rules.DOMAIN_RULES):
        yield rule, (word,)
    if isinstance(word, Product) and domain_is_sound:
        for rule in rules.PRODUCT_IN_DOMAIN_RULES:
            yield rule, (word, domain)


def _walk(word: "Word | Domain", path: Path) -> Iterator[tuple[Path, "Word | Domain"]]:
    """Yield a word and all words in it, each with the path that leads to it from the domain."""
    yield path, word
    for name in _INSIDE.get(type(word), _INSIDE_DOMAIN if not path else ()):
        value = getattr(word, name)
        if type(value) in _KINDS:
            yield from _walk(value, (*path, name))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if type(item) in _KINDS:
                    yield from _walk(item, (*path, name, index))


def _type_errors(domain: "Domain", checked: type[BaseModel]) -> list[ErrorDetails]:
    try:
        checked.model_validate({field.name: getattr(domain, field.name) for field in fields(domain)})
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _spot(domain: "Domain", path: Path) -> tuple[Path, str]:
    """Return the part of a path that leads to the innermost word that it goes through, and the field in that word."""
    innermost: Path = ()
    value: object = domain
    for length, step in enumerate(path[:-1], start=1):
        value = _step(value, step)
        if type(value) in _KINDS:
            innermost = path[:length]
    return innermost, str(path[len(innermost)])


def _where(domain: "Domain", path: Path) -> str:
    """Say in words where a path leads: `product sessions, column email, `."""
    labels = []
    value: Any = domain
    for step in path:
        value = _step(value, step)
        if isinstance(value, Layer):
            labels.append(f"{_KINDS[Layer]} {step}, ")
        elif type(value) in _KINDS:
            labels.append(f"{_KINDS[type(value)]} {value.name}, ")
    return "".join(labels)


def _step(value: Any, step: int | str) -> Any:
    return getattr(value, step) if isinstance(step, str) else value[step]


def _type_problem(subject: str, domain: "Domain", error: ErrorDetails) -> Problem:
    path, value = error["loc"], error["input"]
    owner, field = _spot(domain, path)
    context = dict(error.get("ctx", {}))
    if error["type"] == "literal_error":
        choices = str(context["expected"]).split("'")[1::2]
        close = nearest(str(value), choices)
        context |= {"choices": ", ".join(choices), "remedy": f'write "{close}"' if close else "choose one of these"}
    item = f'"{value}"' if isinstance(value, str) else "…"
    allowed, fix = (text.format(field=field, item=item, **context) for text in _ADVICE[error["type"]])
    return Problem(subject, f"{_where(domain, owner)}field {field}", value, allowed, fix)
