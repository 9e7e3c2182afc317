"""Values of rows are texts of their column's type, or refused with what is allowed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mesh.query.values import UnfitValue, text_of

NUMBER = "a number with at most 6 digits before the point and 2 behind it"


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        ("9.99", "NUMBER(8,2)", "9.99"),
        (7, "NUMBER(38,0)", "7"),
        (Decimal("1E+2"), "NUMBER(8,2)", "100"),
        ("-0.50", "NUMBER(8,2)", "-0.50"),
        ("12345678901234567890.25", "NUMBER(38,2)", "12345678901234567890.25"),
        ("é", "VARCHAR(1)", "é"),
        (True, "BOOLEAN", "true"),
        ("FALSE", "BOOLEAN", "false"),
        ("1.5", "FLOAT", "1.5"),
        ("2026-03-01", "DATE", "2026-03-01"),
        ("12:30", "TIME(9)", "12:30:00"),
        ("2026-03-01 12:30", "TIMESTAMP_NTZ(9)", "2026-03-01T12:30:00"),
        ("2026-03-01T12:30:00Z", "TIMESTAMP_TZ(9)", "2026-03-01T12:30:00+00:00"),
        ("2026-03-01T12:30:00+01:00", "TIMESTAMP_LTZ(9)", "2026-03-01T12:30:00+01:00"),
        ("0aFF", "BINARY(8388608)", "0aff"),
        ({"a": [1, Decimal("2.5"), None]}, "VARIANT", '{"a":[1,2.5,null]}'),
        ("text", "VARIANT", '"text"'),
        ([1], "ARRAY", "[1]"),
        ({}, "OBJECT", "{}"),
    ],
)
def test_a_value_becomes_text(value: Any, type_: str, text: str) -> None:
    assert text_of(value, type_) == text


@pytest.mark.parametrize(
    ("value", "type_", "allowed"),
    [
        ("x", "NUMBER(8,2)", NUMBER),
        ("9.999", "NUMBER(8,2)", NUMBER),
        ("1000000", "NUMBER(8,2)", NUMBER),
        ("NaN", "NUMBER(8,2)", NUMBER),
        ("Infinity", "NUMBER(8,2)", NUMBER),
        (True, "NUMBER(8,2)", NUMBER),
        ("abc", "VARCHAR(2)", "a text of at most 2 characters"),
        (1, "VARCHAR(2)", "a text of at most 2 characters"),
        ("yes", "BOOLEAN", "true or false"),
        ("nan", "FLOAT", "a number"),
        (True, "FLOAT", "a number"),
        ("1 March", "DATE", "a day such as 2026-03-01"),
        (20260301, "DATE", "a day such as 2026-03-01"),
        ("2026-03-01T12:30:00Z", "TIMESTAMP_NTZ(9)", "a time such as 2026-03-01T12:30:00, without a zone"),
        ("2026-03-01T12:30:00", "TIMESTAMP_TZ(9)", "a time such as 2026-03-01T12:30:00+01:00, with its zone"),
        ("xyz", "BINARY(8388608)", "hexadecimal digits, two a byte"),
        ({}, "ARRAY", "a JSON array"),
        ([], "OBJECT", "a JSON object"),
        ("POINT(1 2)", "GEOGRAPHY", "nothing: the sandbox keeps no GEOGRAPHY"),
    ],
)
def test_another_value_is_refused(value: Any, type_: str, allowed: str) -> None:
    with pytest.raises(UnfitValue) as refused:
        text_of(value, type_)
    assert str(refused.value) == allowed


def test_texts_come_back_as_values_of_their_types(make: Any) -> None:
    world = make(
        "CREATE TABLE D.S.A"
        " (N NUMBER(8,2), B BINARY, TZ TIMESTAMP_TZ, TM TIME, F FLOAT, G GEOGRAPHY, O OBJECT, L ARRAY)"
    )
    values = [("9.9", "NUMBER(8,2)"), ("0aff", "BINARY(8388608)"), ("2026-03-01T12:30:00+01:00", "TIMESTAMP_TZ(9)"),
              ("12:30", "TIME(9)"), ("1.5", "FLOAT")]  # fmt: skip
    world.rows["A"] = [(*(text_of(value, type_) for value, type_ in values), None, '{"a":1}', "[1]")]
    ((number, binary, moment, clock, double, nothing, pairs, items),) = world.select(
        "SELECT * FROM d.s.a", "ACCOUNTADMIN"
    )
    assert (str(number), binary, moment) == ("9.90", b"\x0a\xff", "2026-03-01 11:30:00.000 +0000")
    assert (clock.isoformat(), double, nothing, pairs, items) == ("12:30:00", 1.5, None, '{"a":1}', "[1]")
