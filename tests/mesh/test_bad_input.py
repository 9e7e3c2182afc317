"""Bad input for each field of each word, told with place, value, what is allowed and the fix."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Final

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

import mesh
from mesh import (
    Ceilings,
    Classification,
    Column,
    Domain,
    EngineerPool,
    FileIngest,
    Governance,
    IdentityRole,
    Layer,
    Lent,
    MeshError,
    Problem,
    Product,
    ProductTable,
    Reader,
    RowAccess,
    RowMapping,
    Share,
    Spark,
    Stewards,
)
from mesh.expect import Expectations
from tests.mesh.bad_input.every import BAD
from tests.mesh.bad_input.words import (
    COLUMNS,
    GOOD,
    ID,
    PLACES,
    ROWS,
    SESSIONS,
    Bad,
    Fields,
    Word,
    domain,
    governance,
)


def problems_of(bad: Bad) -> Sequence[Problem]:
    word = bad.word if bad.word in PLACES else domain if bad.word is Domain else governance
    place = PLACES[bad.word][0] if bad.word in PLACES else lambda root: root

    def made() -> object:
        return place(word(**{**GOOD[bad.word], **bad.changed}))

    with pytest.raises(MeshError) as raised:
        made()
    return raised.value.problems


def shown(bad: Bad) -> str:
    return f"{bad.word.__name__}.{bad.field}"


@pytest.mark.parametrize("bad", BAD, ids=shown)
def test_a_mistake_is_told_with_place_value_allowed_values_and_fix(bad: Bad) -> None:
    made = {**GOOD[bad.word], **bad.changed}
    place = PLACES[bad.word][1] if bad.word in PLACES else ""
    subject = "governance" if bad.word in OF_GOVERNANCE else str(made["name"] if bad.word is Domain else "tracking")
    called = next((made[name] for name in ("name", "domain", "product") if name in made), None)
    (problem,) = problems_of(bad)
    assert (problem.subject, problem.where) == (
        subject,
        f"{place.format(called)}{'' if 'field ' in bad.field else 'field '}{bad.field}",
    )
    assert problem.value == (bad.found if not isinstance(bad.found, tuple) else list(bad.found))
    assert bad.allowed in problem.allowed
    assert bad.fix in problem.fix


OF_GOVERNANCE: Final = (Ceilings, Classification, EngineerPool, Governance, IdentityRole, Lent, RowMapping, Stewards)
WORDS: Final[list[Word]] = [getattr(mesh, name) for name in mesh.__all__ if name not in ("MeshError", "Problem")]


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.__name__)
def test_every_field_of_every_word_has_bad_input(word: Word) -> None:
    tried = {bad.field for bad in BAD if bad.word is word}
    assert {field.name for field in fields(word)} <= tried


@pytest.mark.parametrize("word", [word for word in WORDS if word in PLACES], ids=lambda word: word.__name__)
def test_the_words_are_right_before_they_are_broken(word: Word) -> None:
    assert PLACES[word][0](word(**GOOD[word])) is not None


@pytest.mark.parametrize(
    "products",
    [
        [Product("a", description="d", source="clicks", columns=[Column("b", "DATE", path='["a key"].c[0]["d-e"]')])],
        [Product("a", description="d", source="clicks", columns=[Column("b", "VARCHAR", key=True)])],
        [Product("a", description="d", source="raw", columns=COLUMNS, rows=RowAccess("amount", all_rows=["tracking"]))],
        [Product("a", description="d", columns=[ID], written_by="spark", contract="https://example.com:8080/a?b=c#d")],
        [Product("a", description="d", columns=COLUMNS, readers=["b"], rows=RowAccess("brand", mapping="brands"))],
        [Product("a", description="d", columns=COLUMNS, rows=RowAccess("brand"))],
        [
            Product(
                "a", description="d", columns=COLUMNS, rows=RowAccess("amount", allow={"tracking": ["-123.45", "0"]})
            )
        ],
        [Product("a", description="d", columns=COLUMNS, rows=RowAccess("day", allow={"tracking": ["2028-02-29"]}))],
        [Product("a", description="d", columns=COLUMNS, rows=RowAccess("is_new", allow={"tracking": ["true"]}))],
        [Product("a", description="d", readers=[Reader("customer", until="2027-03-31")], columns=[ID])],
        [
            Product(
                "a",
                description="d",
                tables=[
                    ProductTable("b", columns=[ID], description="d", source="clicks"),
                    ProductTable("c", columns=[ID], description="d"),
                ],
                retention_days=1,
            )
        ],
    ],
)
def test_what_a_product_may_be(products: Sequence[Product]) -> None:
    assert domain(products=products) is not None


@pytest.mark.parametrize(
    "share",
    [
        {"products": ["several"], "rows": {"several.a": ["hln"]}, "all_rows": ["several.b"]},
        {"products": ["several", "whole"], "rows": {}, "all_rows": ["several", "whole"]},
        {"region": "AZURE_WESTEUROPE", "until": "2027-03-31"},
    ],
)
def test_what_a_share_may_be(share: Fields) -> None:
    assert domain(shares=[Share(**{**GOOD[Share], **share})]) is not None  # type: ignore[arg-type]


def test_a_prefix_that_only_begins_like_another_is_apart() -> None:
    assert domain(ingests=[FileIngest("a", prefix="erp/in"), FileIngest("b", prefix="erp/invoices")]) is not None


def test_the_inner_one_of_two_prefixes_is_told() -> None:
    with pytest.raises(MeshError) as raised:
        domain(ingests=[FileIngest("a", prefix="erp/in"), FileIngest("b", prefix="erp")])
    assert [problem.where for problem in raised.value.problems] == ["ingest a, field prefix"]


# Anything that JSON can say, and what Python says besides: other keys, other words, sets.
GARBAGE: Final = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=12),
        st.sampled_from(["sessions", "customer", "brand", "clicks", "spark", "VARCHAR", "2027-03-31", "a.b", ""]),
        st.binary(max_size=4),
        st.sampled_from([ID, SESSIONS, ROWS, Layer(), Lent("a", until="b"), Spark]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=8), st.integers(), st.none()), inner, max_size=3),
    ),
    max_leaves=6,
)
FIELDS: Final = [(word, field.name) for word in WORDS for field in fields(word)]


@tried(max_examples=600, derandomize=True, database=None, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(FIELDS), GARBAGE), min_size=1, max_size=3), st.sampled_from(FIELDS), GARBAGE)
def test_garbage_is_a_mistake_that_is_told(
    more: list[tuple[tuple[Word, str], object]], first: tuple[Word, str], garbage: object
) -> None:
    word = first[0]
    changed = {name: value for (other, name), value in more if other is word} | {first[1]: garbage}
    root = domain if word is Domain else governance if word is Governance else None
    told: Sequence[Problem] = ()
    try:
        made = root(**changed) if root else PLACES[word][0](word(**{**GOOD[word], **changed}))
    except MeshError as error:
        made, told = None, error.problems
    assert isinstance(made, Domain | Expectations | Governance) or told
    assert all(problem.where and problem.allowed and problem.fix and str(problem) for problem in told)
