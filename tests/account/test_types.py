"""Data types: one spelling for each."""

from __future__ import annotations

import pytest

from mesh.account.refusal import Refused
from mesh.account.types import canonical, family

SPELLINGS = [
    ("VARCHAR", "VARCHAR(16777216)"),
    ("varchar ( 10 )", "VARCHAR(10)"),
    ("STRING", "VARCHAR(16777216)"),
    ("TEXT(5)", "VARCHAR(5)"),
    ("CHAR", "VARCHAR(1)"),
    ("CHARACTER VARYING(7)", "VARCHAR(7)"),
    ("NUMBER", "NUMBER(38,0)"),
    ("NUMBER(10)", "NUMBER(10,0)"),
    ("decimal(10, 2)", "NUMBER(10,2)"),
    ("INT", "NUMBER(38,0)"),
    ("BIGINT", "NUMBER(38,0)"),
    ("DOUBLE PRECISION", "FLOAT"),
    ("REAL", "FLOAT"),
    ("BOOLEAN", "BOOLEAN"),
    ("DATE", "DATE"),
    ("TIME", "TIME(9)"),
    ("DATETIME", "TIMESTAMP_NTZ(9)"),
    ("TIMESTAMP", "TIMESTAMP_NTZ(9)"),
    ("TIMESTAMP_NTZ(3)", "TIMESTAMP_NTZ(3)"),
    ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP_TZ(9)"),
    ("BINARY", "BINARY(8388608)"),
    ("VARIANT", "VARIANT"),
    ("OBJECT", "OBJECT"),
    ("ARRAY( VARCHAR )", "ARRAY(VARCHAR)"),
    ("VECTOR(FLOAT, 256)", "VECTOR(FLOAT,256)"),
]


@pytest.mark.parametrize(("text", "type_"), SPELLINGS)
def test_canonical_spelling(text: str, type_: str) -> None:
    assert canonical(text) == type_


@pytest.mark.parametrize(("_", "type_"), SPELLINGS)
def test_canonical_spelling_stays_as_it_is(_: str, type_: str) -> None:
    assert canonical(type_) == type_


@pytest.mark.parametrize(
    "text", ["VARCHAR2", "", "INT(5)", "VARCHAR(a)", "VARCHAR(1,2)", "NUMBER(,)", "JSON", "VECTOR", "DATE(3)"]
)
def test_unknown_type_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(Refused, match="Unsupported data type") as refused:
        canonical(text)
    assert f"'{text}'" in refused.value.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NUMBER(39,0)", "39 is not between 1 and 38"),
        ("VARCHAR(0)", "0 is not between 1 and 134217728"),
        ("TIME(10)", "10 is not between 0 and 9"),
        ("NUMBER(5,6)", "scale 6 is above precision 5"),
    ],
)
def test_parameter_out_of_range_is_refused_with_the_range(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        canonical(text)


def test_family_is_the_type_without_its_parameters() -> None:
    assert family("string") == family("VARCHAR(3)") == "VARCHAR"
    assert family("INT") == "NUMBER"
