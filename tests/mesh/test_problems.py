"""Telling people what is wrong, and guessing what they meant."""

import pytest

from mesh.problems import MeshError, Problem, counted, listed, nearest


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("trackin", "tracking"),
        ("custmer", "customer"),
        ("X-SMALL", "XSMALL"),
        ("max_warehouse_size", "maxWarehouseSize"),
        ("zzz", None),
    ],
)
def test_nearest(word: str, expected: str | None) -> None:
    assert nearest(word, ["customer", "tracking", "XSMALL", "SMALL", "maxWarehouseSize", "maxClusters"]) == expected


def test_an_error_keeps_its_problems_and_counts_them() -> None:
    one = Problem("tracking", "field owner", "x", "an e-mail address", "write one")
    assert str(MeshError([one])).startswith("1 problem:\ntracking: field owner\n")
    assert MeshError([one, one]).problems == (one, one)
    assert str(MeshError([one, one])).startswith("2 problems:\n")


@pytest.mark.parametrize(("count", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_a_count_is_said_as_a_person_says_it(count: int, said: str) -> None:
    assert counted(count, "row") == said


def test_where_nothing_was_found_it_says_so() -> None:
    problem = Problem("tracking", "variable domain", None, "a Domain", "write one")
    assert "found:   nothing\n" in str(problem)


def test_a_long_list_is_cut() -> None:
    assert listed([]) == ""
    assert listed("abc") == "a, b, c"
    assert listed("abcd", most=3) == "a, b, c and 1 more"
