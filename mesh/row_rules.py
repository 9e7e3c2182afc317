"""What must hold of values that say who sees which rows, in `RowAccess` and in `Share`: see `mesh.rules`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from mesh.datatypes import arguments, base_type, canonical
from mesh.problems import listed
from mesh.rules import LONGEST_NAME, Fault, Rule, Rules, is_day, meant, pattern_faults, twice
from mesh.words import Column, Product, ProductTable, RowAccess

if TYPE_CHECKING:
    from mesh.model import Domain

# A row access policy is text that people review; beyond this a mapping table holds the values.
MOST_VALUES: Final = 1000

_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(?:\.([0-9]+))?")


def _fits_varchar(value: str, type_: str) -> bool:
    return len(value) <= arguments(type_)[0]


def _fits_number(value: str, type_: str) -> bool:
    match = _NUMBER.fullmatch(value)
    precision, scale = arguments(type_)
    if match is None:
        return False
    whole, fraction = match.groups(default="")
    return len(whole.lstrip("0")) <= precision - scale and len(fraction) <= scale


def _fits_date(value: str, _: str) -> bool:
    return is_day(value)


def _fits_boolean(value: str, _: str) -> bool:
    return value in ("true", "false")


# The types whose values stand in a row access policy as literals: whether a text is such a value, and one that is.
# Fractions of seconds and time zones make the others too hard to write down alike.
_COMPARED: Final[Mapping[str, tuple[Callable[[str, str], bool], str]]] = {
    "BOOLEAN": (_fits_boolean, '"true" or "false"'),
    "DATE": (_fits_date, 'a day as in "2027-03-31"'),
    "NUMBER": (_fits_number, 'a number as in "12"'),
    "VARCHAR": (_fits_varchar, 'a text as in "hln"'),
}
COMPARED_TYPES: Final = tuple(_COMPARED)


def values_faults(field: str, lists: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Hold lists of values to what a reviewer can read: some, not too many, each once, printable."""
    for key, values in lists.items():
        if not values:
            yield Fault(
                field,
                {key: []},
                "at least one value for each name",
                f'take "{key}" out of {field}: it sees no row then',
            )
        if len(values) > MOST_VALUES:
            yield Fault(
                field,
                f"{len(values)} values for {key}",
                f"at most {MOST_VALUES} values for each name",
                "let the governance team keep the list in a RowMapping, and name it with mapping=",
            )
        yield from twice(field, values, f"value of {key}")
        for value in values:
            if not value or not value.isprintable():
                yield Fault(
                    field,
                    {key: [value]},
                    "values of one character or more, without line breaks and control characters",
                    "take it out; a row without a value is for those who see all rows",
                )


def type_faults(field: str, lists: Mapping[str, Sequence[str]], column: Column) -> Iterator[Fault]:
    """Hold lists of values to the type of the column that they are compared with."""
    if base_type(column.type) not in _COMPARED or not canonical(column.type):
        return
    fits, example = _COMPARED[base_type(column.type)]
    for key, values in lists.items():
        for value in values:
            if value and value.isprintable() and not fits(value, column.type):
                yield Fault(
                    field,
                    {key: [value]},
                    f"values that column {column.name} of type {column.type} can have",
                    f"write {example}",
                )


def _values(rows: RowAccess) -> Iterator[Fault]:
    yield from values_faults("allow", rows.allow)


def _all_rows(rows: RowAccess) -> Iterator[Fault]:
    yield from twice("all_rows", rows.all_rows, "domain")
    for reader in rows.all_rows:
        if reader in rows.allow:
            yield Fault(
                "all_rows",
                reader,
                "domains that are not in allow, which sees some of the rows",
                f'take "{reader}" out of one of the two',
            )


def _mapping(rows: RowAccess) -> Iterator[Fault]:
    if rows.mapping is None:
        return
    yield from pattern_faults("mapping", rows.mapping)
    if rows.allow:
        yield Fault(
            "mapping",
            rows.mapping,
            "allow or mapping, not both: one place says who sees which rows",
            "take mapping out, or move what allow says into the mapping table",
        )


def _nobody(rows: RowAccess) -> Iterator[Fault]:
    if not (rows.allow or rows.all_rows or rows.mapping or rows.engineers):
        yield Fault(
            "engineers",
            rows.engineers,
            "somebody who sees a row",
            "take engineers=False out, or say who sees what in allow, all_rows or mapping",
        )


def _column(rows: RowAccess, holder: Product | ProductTable, *_: object) -> Iterator[Fault]:
    columns = [each.name for each in holder.columns]
    if not columns:
        return
    column = _column_of(rows, holder)
    if column is None:
        fix = meant(rows.column, columns, otherwise="name one of them, or add the column")
        yield Fault("column", rows.column, f"a column of the same table: {listed(columns)}", fix)
        return
    if len(rows.column) > LONGEST_NAME:
        yield Fault(
            "column",
            rows.column,
            f"a column whose name has at most {LONGEST_NAME} characters: the row access policy is named after it",
            "choose another column, or a shorter name for this one",
        )
    if column.classification is not None:
        yield Fault(
            "column",
            rows.column,
            "a column without a classification: a column cannot be a row access policy's argument and masked at once",
            "choose another column, or take the classification off this one",
        )
    if canonical(column.type) and base_type(column.type) not in _COMPARED:
        yield Fault(
            "column",
            rows.column,
            f"a column of type {', '.join(_COMPARED)}; this one is {column.type}",
            "choose another column",
        )


def _types(rows: RowAccess, holder: Product | ProductTable, *_: object) -> Iterator[Fault]:
    column = _column_of(rows, holder)
    if column is not None:
        yield from type_faults("allow", rows.allow, column)


def _are_readers(rows: RowAccess, *around: object) -> Iterator[Fault]:
    product: Product
    domain: Domain
    product, domain = around[-2:]  # type: ignore[assignment]  # a row access stands in a product's table, or in it
    may_read = [*(reader.domain for reader in product.subscribers), domain.name]
    for field, mentioned in (("allow", rows.allow), ("all_rows", rows.all_rows)):
        for reader in mentioned:
            if reader not in may_read:
                yield Fault(
                    field,
                    reader,
                    f"readers of product {product.name} or the domain itself: {listed(may_read)}",
                    meant(reader, may_read, otherwise="take it out") + f', or add "{reader}" to readers',
                )


def _column_of(rows: RowAccess, holder: Product | ProductTable) -> Column | None:
    return next((column for column in holder.columns if column.name == rows.column), None)


RULES: Final[Rules] = {
    "RowAccess": (
        Rule(_values, ("allow",)),
        Rule(_all_rows, ("allow", "all_rows")),
        Rule(_mapping, ("allow", "mapping")),
        Rule(_nobody, ("allow", "all_rows", "mapping", "engineers")),
    ),
}

IN_DOMAIN_RULES: Final[Rules] = {
    "RowAccess": (
        Rule(_column, ("column",)),
        Rule(_types, ("allow", "column")),
        Rule(_are_readers, ("allow", "all_rows")),
    ),
}
