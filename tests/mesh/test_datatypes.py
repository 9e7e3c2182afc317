"""Snowflake's data types: one spelling for each, and its name in Glue."""

import pytest

from mesh.datatypes import TYPE_NAMES, TYPE_WORDS, arguments, base_type, canonical, glue_type, is_key_type, widest


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("VARCHAR", "VARCHAR"),
        ("varchar(10)", "VARCHAR(10)"),
        ("VARCHAR ( 10 )", "VARCHAR(10)"),
        ("VARCHAR(16777216)", "VARCHAR"),
        ("STRING", "VARCHAR"),
        ("CHAR", "VARCHAR(1)"),
        ("CHAR(5)", "VARCHAR(5)"),
        ("char  varying(5)", "VARCHAR(5)"),
        ("NUMBER(38, 0)", "NUMBER"),
        ("INT", "NUMBER"),
        ("DECIMAL(10)", "NUMBER(10,0)"),
        ("NUMERIC(10,2)", "NUMBER(10,2)"),
        ("DOUBLE PRECISION", "FLOAT"),
        ("DATETIME", "TIMESTAMP_NTZ"),
        ("TIMESTAMP_NTZ(9)", "TIMESTAMP_NTZ"),
        ("TIMESTAMP_TZ(3)", "TIMESTAMP_TZ(3)"),
        ("timestamp with time zone", "TIMESTAMP_TZ"),
        ("TIME(0)", "TIME(0)"),
        ("VARBINARY(100)", "BINARY(100)"),
        ("VARIANT", "VARIANT"),
        ("GEOGRAPHY", "GEOGRAPHY"),
    ],
)
def test_synonyms_come_to_one_spelling(spelling: str, expected: str) -> None:
    assert canonical(spelling) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "spelling",
    [
        "",
        "VARCAHR",
        "TIMESTAMP",
        "VARCHAR(0)",
        "VARCHAR(134217729)",
        "VARCHAR(10, 2)",
        "VARCHAR()",
        "VARCHAR(10",
        "NUMBER(39)",
        "NUMBER(5,6)",
        "NUMBER(5,)",
        "TIME(10)",
        "DATE(3)",
        'VARCHAR"; DROP TABLE X',
    ],
)
def test_what_is_not_a_type_has_no_spelling(spelling: str) -> None:
    assert canonical(spelling) is None


def test_every_word_for_a_type_is_one_and_has_a_name_in_glue() -> None:
    for word in TYPE_WORDS:
        spelling = canonical(word)
        assert spelling is not None
        assert spelling.partition("(")[0] in TYPE_NAMES
        assert glue_type(spelling)


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("NUMBER", "decimal(38,0)"),
        ("NUMBER(10,2)", "decimal(10,2)"),
        ("VARCHAR(10)", "string"),
        ("TIMESTAMP_NTZ(3)", "timestamp"),
        ("FLOAT", "double"),
        ("VARIANT", "string"),
    ],
)
def test_glue_type(spelling: str, expected: str) -> None:
    assert glue_type(spelling) == expected


def test_semistructured_values_are_no_keys() -> None:
    assert is_key_type("VARCHAR(10)")
    assert not is_key_type("VARIANT")


@pytest.mark.parametrize(
    ("canonical_type", "base", "numbers"),
    [
        ("NUMBER", "NUMBER", (38, 0)),
        ("NUMBER(10,2)", "NUMBER", (10, 2)),
        ("VARCHAR", "VARCHAR", (16_777_216,)),
        ("VARCHAR(10)", "VARCHAR", (10,)),
        ("DATE", "DATE", ()),
    ],
)
def test_the_parts_of_a_canonical_type(canonical_type: str, base: str, numbers: tuple[int, ...]) -> None:
    assert base_type(canonical_type) == base
    assert arguments(canonical_type) == numbers


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("VARCHAR(10)", "VARCHAR"),
        ("VARCHAR", "VARCHAR"),
        ("NUMBER(9,0)", "NUMBER"),
        ("NUMBER(9,2)", "NUMBER(38,2)"),
        ("TIMESTAMP_TZ(3)", "TIMESTAMP_TZ"),
        ("BINARY(8)", "BINARY"),
    ],
)
def test_the_widest_form_holds_every_value_of_the_type(spelling: str, expected: str) -> None:
    assert widest(spelling) == expected
