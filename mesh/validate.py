"""A domain, or what governance says, held against types and rules: every mistake at once, in the file's terms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import ErrorDetails

from mesh import (
    column_rules,
    domain_rules,
    exchange_rules,
    expect_rules,
    governance_rules,
    product_rules,
    row_rules,
    share_rules,
)
from mesh.problems import Problem, nearest
from mesh.rules import Fault, Rules

if TYPE_CHECKING:
    from mesh.expect import Expectations
    from mesh.governance import Governance
    from mesh.model import Domain

Path = tuple[int | str, ...]

# The words by the names of their classes, which cannot be imported here: they hold themselves to these rules.
_LABELS: Final[Mapping[str, str]] = {
    "Ceilings": "ceilings",
    "Classification": "classification",
    "Column": "column",
    "EngineerPool": "pool",
    "Expect": "expectation",
    "FileIngest": "ingest",
    "IdentityRole": "identity role",
    "InboundShare": "inbound share",
    "KafkaIngest": "ingest",
    "Layer": "layer",
    "Lent": "domain",
    "Product": "product",
    "ProductTable": "table",
    "Reader": "reader",
    "RowAccess": "row access",
    "RowMapping": "row mapping",
    "Share": "share",
    "Spark": "spark",
    "Stewards": "stewards",
    "Table": "landing table",
    "Warehouse": "warehouse",
}
# The fields that hold words.
_INSIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "Domain": (
        "landing", "staging", "core", "warehouses", "landing_tables", "ingests", "products", "shares", "inbound_shares",
        "spark",
    ),
    "EngineerPool": ("lent_to",),
    "Expectations": ("expectations",),
    "FileIngest": ("columns",),
    "Governance": ("classifications", "row_mappings", "stewards", "ceilings", "pools", "identity_roles"),
    "Product": ("columns", "tables", "readers", "rows"),
    "ProductTable": ("columns", "rows"),
    "Table": ("columns",),
}  # fmt: skip
_RULES: Final[Rules] = {
    **column_rules.RULES,
    **domain_rules.RULES,
    **exchange_rules.RULES,
    **expect_rules.RULES,
    **governance_rules.RULES,
    **product_rules.RULES,
    **row_rules.RULES,
    **share_rules.RULES,
}
# Rules that are also given the words around a word, from the one that holds it out to its domain.
_IN_DOMAIN_RULES: Final[Rules] = {
    **column_rules.IN_DOMAIN_RULES,
    **exchange_rules.IN_DOMAIN_RULES,
    **product_rules.IN_DOMAIN_RULES,
    **row_rules.IN_DOMAIN_RULES,
    **share_rules.IN_DOMAIN_RULES,
}
# What is allowed and how to mend it, for each type of error that the fields of the words can have in pydantic.
_LIST: Final = ("a list", "put it in square brackets, as in {field}={example}")
_MAPPING: Final = ("values by name", 'put them in braces, as in {field}={{"name": …}}')
_WORD: Final = ("{class_name}(…)", "write {class_name}(…) here")
_ADVICE: Final[Mapping[str, tuple[str, str]]] = {
    "bool_type": ("True or False", "write {field}=True or {field}=False"),
    "dataclass_exact_type": _WORD,
    "dataclass_type": _WORD,
    "dict_type": _MAPPING,
    "greater_than_equal": ("a whole number, {ge} or more", "write {field}={ge} or more"),
    "int_type": ("a whole number", "write a number without quotes, as in {field}={example}"),
    "is_instance_of": _LIST,
    "less_than_equal": ("a whole number, {le} or less", "write {field}={le} or less"),
    "literal_error": ("one of {choices}", "{remedy}"),
    "sequence_str": _LIST,
    "string_type": ("a text in quotes", "write {field}={example}"),
}
# What stands in the place of the wrong value in an example.
_SOME: Final = "[…]"
_EXAMPLES: Final[Mapping[str, str]] = {
    "int_type": "1",
    "is_instance_of": _SOME,
    "sequence_str": _SOME,
    "string_type": '"…"',
}
_IS_KEY: Final = "[key]"
# What Snowflake and people also call the sizes of a warehouse (/sql-reference/sql/create-warehouse).
_SIZES: Final[Mapping[str, str]] = {
    "XS": "XSMALL", "S": "SMALL", "M": "MEDIUM", "L": "LARGE", "XL": "XLARGE",
    **{f"{count}XL{arge}": size for arge in ("", "ARGE") for count, size in (
        (2, "XXLARGE"), (3, "XXXLARGE"), (4, "X4LARGE"), (5, "X5LARGE"), (6, "X6LARGE"),
    )},
    "X2LARGE": "XXLARGE", "X3LARGE": "XXXLARGE",
}  # fmt: skip


def model_of(word: type) -> type[BaseModel]:
    """What pydantic holds the fields of a root word to. The words in them are standard dataclasses, which it looks into
    every time.
    """
    hints = get_type_hints(word, include_extras=True)
    types: dict[str, Any] = {name: (hint, ...) for name, hint in hints.items() if name != "_"}
    return create_model(word.__name__, __config__=ConfigDict(strict=True, revalidate_instances="always"), **types)


def word_problems(root: "Domain | Governance | Expectations", subject: str, checked: type[BaseModel]) -> list[Problem]:
    """Return all that is wrong in a word and in those inside it.

    A rule is not tried where a field that it reads has a wrong type, and a rule that looks around where any field has.
    """
    wrong = _type_errors(root, checked)
    problems = [_type_problem(subject, root, error) for error in wrong]
    wrong_fields = {_spot(root, _path(error)) for error in wrong}
    for path, word, around in _walk(root, (), ()):
        name = type(word).__name__
        for rule in _RULES[name]:
            if not wrong_fields or not any((path, field) in wrong_fields for field in rule.fields):
                problems += _told(subject, root, path, rule.faults(word))
        for rule in () if wrong else _IN_DOMAIN_RULES.get(name, ()):
            problems += _told(subject, root, path, rule.faults(word, *around))
    return problems


def _told(subject: str, root: object, path: Path, faults: Iterator[Fault]) -> Iterator[Problem]:
    for field, value, allowed, fix in faults:
        yield Problem(subject, f"{_where(root, path)}field {field}", value, allowed, fix)


def _is_word(value: object) -> bool:
    return type(value).__name__ in _LABELS and type(value).__module__.startswith("mesh.")


def _walk(word: object, path: Path, around: tuple[object, ...]) -> Iterator[tuple[Path, object, tuple[object, ...]]]:
    """Yield a word and all words in it, each with its path from the root and the words that it is in, inside out."""
    yield path, word, around
    inside = (word, *around)
    for name in _INSIDE.get(type(word).__name__, ()):
        value = getattr(word, name)
        if _is_word(value):
            yield from _walk(value, (*path, name), inside)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if _is_word(item):
                    yield from _walk(item, (*path, name, index), inside)


def _type_errors(root: "Domain | Governance | Expectations", checked: type[BaseModel]) -> list[ErrorDetails]:
    try:
        checked.model_validate({field.name: getattr(root, field.name) for field in fields(root)})
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _path(error: ErrorDetails) -> Path:
    """Where an error is, without the names of the alternatives that a field may hold (`<Reader>`)."""
    return tuple(step for step in error["loc"] if not (isinstance(step, str) and step.startswith("<")))


def _spot(root: object, path: Path) -> tuple[Path, str]:
    """Return the part of a path that leads to the innermost word that it goes through, and the field in that word."""
    innermost: Path = ()
    value = root
    for length, step in enumerate(path[:-1], start=1):
        value = _step(value, step)
        if _is_word(value):
            innermost = path[:length]
    return innermost, str(path[len(innermost)])


def _where(root: object, path: Path) -> str:
    """Say in words where a path leads: `product sessions, column email, `."""
    labels = []
    value: Any = root
    for step in path:
        value = _step(value, step)
        if _is_word(value):
            label = _LABELS[type(value).__name__]
            own = next((getattr(value, key) for key in ("name", "domain", "product") if hasattr(value, key)), None)
            # What stands alone in its field has no name of its own; a layer has that of the field.
            labels.append(f"{label} {own}, " if own else f"{label} {step}, " if label == "layer" else f"{label}, ")
    return "".join(labels)


def _step(value: Any, step: int | str) -> Any:
    """One step of a path; None where a mapping's key itself is wrong."""
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(step, str):
        return getattr(value, step, None)
    return value[step] if isinstance(value, Sequence) else None


def _type_problem(subject: str, root: object, error: ErrorDetails) -> Problem:
    value = error["input"]
    path = _path(error)
    owner, field = _spot(root, path)
    context = dict(error.get("ctx", {}))
    if error["type"] == "literal_error":
        choices = str(context["expected"]).split("'")[1::2]
        close = _choice(str(value), choices)
        context |= {"choices": ", ".join(choices), "remedy": f'write "{close}"' if close else "choose one of these"}
    inside = path[len(owner) + 1 :]
    example = _example(error["type"], value, listed=bool(inside))
    if inside and inside[-1] == _IS_KEY:
        example, inside = '{"…": …}', ()
    for step in reversed(inside):
        example = f"[{example}]" if isinstance(step, int) else f'{{"{step}": {example}}}'
    allowed, fix = (text.format(field=field, example=example, **context) for text in _ADVICE[error["type"]])
    if isinstance(value, tuple) and len(value) == 1 and _ADVICE[error["type"]] is _WORD:
        word = type(value[0]).__name__
        value, fix = f"({word}(…),)", f"take the comma behind the closing bracket of {word}(…) out"
    return Problem(subject, f"{_where(root, owner)}field {field}", value, allowed, fix)


def _example(kind: str, value: object, *, listed: bool) -> str:
    """What stands in the place of a wrong value: the value itself in another spelling where that may be meant."""
    example = _EXAMPLES.get(kind, "")
    if example == _SOME and isinstance(value, str):
        return f'["{value}"]'
    # A number among values is one of a column; the name of something is never just a number.
    if kind == "string_type" and listed and isinstance(value, int | float) and not isinstance(value, bool):
        return f'"{value}"'
    if kind == "int_type" and isinstance(value, str) and value.isascii() and value.isdigit():
        return str(int(value))
    return example


def _choice(given: str, choices: Sequence[str]) -> str | None:
    """The choice that was probably meant, by another name of it too."""
    other = _SIZES.get(given.upper().replace("-", ""))
    return other if other in choices else nearest(given, choices)
