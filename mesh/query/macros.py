"""What Snowflake's functions mean where DuckDB has no function that means the same: macros, all named ``sf_…``.

Each is the meaning on the page ``/sql-reference/functions/<name>``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_CALENDAR: Final = {"year": "to_years", "month": "to_months", "week": "to_weeks", "day": "to_days"}
_CLOCK: Final = {"hour": "to_hours", "minute": "to_minutes", "second": "to_seconds"}
_MOMENTS: Final = ("TIMESTAMP", "TIMESTAMPTZ")

_LIST: Final = "TRY_CAST(x AS VARIANT[])"
_MAP: Final = "TRY_CAST(x AS MAP(VARCHAR, VARIANT))"
_IS_LIST: Final = "variant_typeof(x) LIKE 'ARRAY%'"
_IS_MAP: Final = "variant_typeof(x) LIKE 'OBJECT%'"

_FIXED: Final = (
    # Text.
    f"sf_text(x) AS CASE WHEN typeof(x) = 'VARIANT' AND ({_IS_LIST.replace('(x)', '(CAST(x AS VARIANT))')} OR "
    f"{_IS_MAP.replace('(x)', '(CAST(x AS VARIANT))')}) THEN CAST(CAST(CAST(x AS VARIANT) AS JSON) AS VARCHAR) "
    "ELSE CAST(x AS VARCHAR) END",
    "sf_substr(s, a) AS substring(s, CASE WHEN a = 0 THEN 1 ELSE a END), "
    "(s, a, n) AS substring(s, CASE WHEN a = 0 THEN 1 ELSE a END, greatest(n, 0))",
    "sf_split_part(s, d, n) AS split_part(s, d, CASE WHEN n = 0 THEN 1 ELSE n END)",
    "sf_matches(s, p) AS regexp_full_match(s, p, 's')",
    "sf_regexp_replace(s, p) AS regexp_replace(s, p, '', 'g'), (s, p, r) AS regexp_replace(s, p, r, 'g')",
    "sf_regexp_substr(s, p) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p) END",
    "sf_binary(s) AS unhex(s)",
    "sf_try_binary(s) AS TRY(unhex(s))",
    "sf_sha2_binary(s) AS unhex(sha256(s))",
    # Numbers.
    "sf_div(a, b) AS CASE WHEN b = 0 THEN error('Division by zero') ELSE a / b END",
    # Values of several types.
    "sf_variant(x) AS CAST(x AS VARIANT)",
    "sf_json(x) AS CAST(CAST(x AS VARIANT) AS JSON)",
    "sf_parse_json(x) AS CAST(CAST(x AS JSON) AS VARIANT)",
    "sf_try_parse_json(x) AS CAST(TRY_CAST(x AS JSON) AS VARIANT)",
    f"sf_array_size(x) AS len({_LIST})",
    f"sf_element(x, i) AS {_LIST}[CASE WHEN i >= 0 THEN CAST(i AS BIGINT) + 1 END]",
    f"sf_field_kind(x, k) AS CASE WHEN {_IS_MAP} THEN json_type(json_extract(CAST(x AS JSON), k)) END",
    f"sf_element_kind(x, i) AS CASE WHEN {_IS_LIST} AND i >= 0 THEN "
    "json_type(json_extract(CAST(x AS JSON), '/' || CAST(i AS BIGINT))) END",
    "sf_no_json_null(x, k) AS CASE WHEN k = 'NULL' THEN error('a JSON null, which is not NULL: cast it first') "
    "ELSE x END",
    f"sf_array_contains(v, x) AS list_contains(list_transform({_LIST}, lambda e: CAST(CAST(e AS JSON) AS VARCHAR)), "
    "CAST(sf_json(v) AS VARCHAR))",
    f"sf_as_array(x) AS CASE WHEN {_IS_LIST} THEN x END",
    f"sf_as_object(x) AS CASE WHEN {_IS_MAP} THEN x END",
    f"sf_object_keys(x) AS CAST(map_keys({_MAP}) AS VARIANT)",
    "sf_split(s, d) AS CAST(string_split(s, d) AS VARIANT)",
    f"sf_entries(x) AS CASE WHEN {_IS_LIST} THEN list_transform(range(len({_LIST})), "
    f"lambda i: {{'k': CAST(NULL AS VARCHAR), 'i': i, 'v': {_LIST}[i + 1]}}) WHEN {_IS_MAP} THEN "
    f"list_transform(map_entries({_MAP}), lambda e: {{'k': e.key, 'i': CAST(NULL AS BIGINT), 'v': e.value}}) "
    "ELSE [] END",
    "sf_entries_or_one(x) AS CASE WHEN len(sf_entries(x)) > 0 THEN sf_entries(x) ELSE "
    "[{'k': CAST(NULL AS VARCHAR), 'i': CAST(NULL AS BIGINT), 'v': CAST(NULL AS VARIANT)}] END",
)


def statements() -> Iterator[str]:
    """The statements that make all macros."""
    for body in (*_FIXED, *_dates()):
        yield f"CREATE MACRO {body}"


def _dates() -> Iterator[str]:
    """A date stays a date as long as no part of a day comes to it."""
    for unit, function in _CALENDAR.items():
        by = f"{function}(CAST(n AS INTEGER))"
        yield f"sf_add_{unit}(n, d DATE) AS CAST(d + {by} AS DATE), {_each('n, d {}', f'd + {by}')}"
    for unit, function in _CLOCK.items():
        by = f"{function}(CAST(n AS BIGINT))"
        yield f"sf_add_{unit}(n, d DATE) AS CAST(d AS TIMESTAMP) + {by}, {_each('n, d {}', f'd + {by}')}"
    yield f"sf_trunc(u, d DATE) AS CAST(date_trunc(u, d) AS DATE), {_each('u, d {}', 'date_trunc(u, d)')}"


def _each(parameters: str, body: str) -> str:
    return ", ".join(f"({parameters.format(type_)}) AS {body}" for type_ in _MOMENTS)
