"""What must hold of a column: see `mesh.rules`."""

import re
from collections.abc import Iterator
from typing import Final

from mesh import datatypes
from mesh.problems import nearest
from mesh.rules import LONGEST_COLUMN_NAME, Fault, Rule, Rules, line_faults, name_faults, pattern_faults
from mesh.words import Column, Product, ProductTable

LONGEST_PATH: Final = 1000

# Keys as they are, keys in brackets and quotes, and places in a list, as in `page.url`, `items[0].id`, `["a key"].id`.
# A quote or backslash in a key would end the text that it becomes in SQL: /user-guide/querying-semistructured
_KEY: Final = r"[A-Za-z_][A-Za-z0-9_]*"
_QUOTED_KEY: Final = r"\[\"[^\"'\\\x00-\x1f\x7f]+\"\]"
_PATH: Final = re.compile(rf"({_KEY}|{_QUOTED_KEY})(\.{_KEY}|{_QUOTED_KEY}|\[[0-9]{{1,9}}\])*")


def _name(column: Column) -> Iterator[Fault]:
    yield from name_faults(column.name, LONGEST_COLUMN_NAME)


def _type(column: Column) -> Iterator[Fault]:
    if not datatypes.canonical(column.type):
        yield Fault(
            "type",
            column.type,
            f"a Snowflake data type: {', '.join(datatypes.TYPE_NAMES)}, or a synonym of one",
            _type_fix(column.type),
        )


def _key(column: Column) -> Iterator[Fault]:
    if column.key and datatypes.canonical(column.type) and not datatypes.is_key_type(column.type):
        yield Fault(
            "key",
            column.type,
            "a key of a type whose values can be compared",
            f"take key=True off this column, or give it another type than {column.type}",
        )


def _description(column: Column) -> Iterator[Fault]:
    yield from line_faults("description", column.description, what="one line of text, as in the Glue catalog")


def _classification(column: Column) -> Iterator[Fault]:
    if column.classification is not None:
        yield from pattern_faults("classification", column.classification)


def _path(column: Column) -> Iterator[Fault]:
    if column.path is None:
        return
    if not _PATH.fullmatch(column.path) or len(column.path) > LONGEST_PATH:
        yield Fault(
            "path",
            column.path,
            f"keys of JSON with dots between them and places in lists in brackets, at most {LONGEST_PATH} characters; "
            'a key that is more than letters, digits and underscores as ["a key"], without quotes or backslashes in it',
            _path_fix(column.path),
        )


def _path_without_source(column: Column, holder: object, *_: object) -> Iterator[Fault]:
    if column.path is None or (isinstance(holder, Product | ProductTable) and holder.source is not None):
        return
    if isinstance(holder, Product | ProductTable):
        fix = 'say where the JSON is with source="…", or take path out and let dbt fill the column'
    else:
        fix = "take it out, and write it in the product that has this as its source"
    yield Fault("path", column.path, "a path in a product that reads JSON from its source", fix)


def _classification_in_landing(column: Column, holder: object, *_: object) -> Iterator[Fault]:
    if column.classification is not None and not isinstance(holder, Product | ProductTable):
        yield Fault(
            "classification",
            column.classification,
            "none in the landing layer, where nothing is masked and only loads and transformations read",
            "take it out, and write it on the column of the product that readers see",
        )


def _path_fix(path: str) -> str:
    plain = re.sub(r"^\$?[.:]+", "", path).replace(":", ".").rstrip(".")
    good = plain != path and len(plain) <= LONGEST_PATH and _PATH.fullmatch(plain)
    return f'write path="{plain}"' if good else 'write it as in path="page.url" or path="items[0].id"'


def _type_fix(spelling: str) -> str:
    word, bracket, rest = spelling.partition("(")
    if word.strip().upper() == "TIMESTAMP":
        return 'write "TIMESTAMP_NTZ", "TIMESTAMP_LTZ" or "TIMESTAMP_TZ": what TIMESTAMP means differs between accounts'
    close = nearest(word, datatypes.TYPE_WORDS)
    if close and datatypes.canonical(close + bracket + rest):
        return f'write "{close}{bracket}{rest}"'
    return f'write "{close}", without or with other numbers in brackets' if close else "choose one of these"


RULES: Final[Rules] = {
    "Column": (
        Rule(_name, ("name",)),
        Rule(_type, ("type",)),
        Rule(_key, ("type", "key")),
        Rule(_description, ("description",)),
        Rule(_classification, ("classification",)),
        Rule(_path, ("path",)),
    ),
}

IN_DOMAIN_RULES: Final[Rules] = {
    "Column": (Rule(_path_without_source, ("path",)), Rule(_classification_in_landing, ("classification",))),
}
