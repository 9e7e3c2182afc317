"""The data about kinds is consistent, and says what the documentation says."""

from __future__ import annotations

import pytest

from mesh.account.clauses import Clause
from mesh.account.kinds import KINDS, MAX_CLUSTERS, WAREHOUSE_SIZES, Kind, kind_of_plural, plural
from mesh.account.parts import Argument, Value

EVERY = sorted(KINDS)
CLAUSES = [(kind, clause) for kind in KINDS.values() for clause in kind.clauses]


def clause_of(kind: str, key: str) -> Clause:
    clause = KINDS[kind].clause(key)
    assert clause is not None
    return clause


@pytest.mark.parametrize("word", EVERY)
def test_every_kind_is_found_by_its_plural(word: str) -> None:
    found = kind_of_plural(plural(word))
    assert found is not None
    assert found.name == word


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ROW ACCESS POLICY", "ROW ACCESS POLICIES"),
        ("GIT REPOSITORY", "GIT REPOSITORIES"),
        ("STORAGE INTEGRATION", "STORAGE INTEGRATIONS"),
        ("NO SUCH THING", "NO SUCH THINGS"),
    ],
)
def test_plural(word: str, expected: str) -> None:
    assert plural(word) == expected


def test_word_that_is_no_plural_finds_nothing() -> None:
    assert kind_of_plural("TABLE") is None


@pytest.mark.parametrize(
    ("word", "depth"),
    [("ACCOUNT", 0), ("WAREHOUSE", 1), ("ROLE", 1), ("SHARE", 1), ("SCHEMA", 2), ("DATABASE ROLE", 2), ("TAG", 3)],
)
def test_depth(word: str, depth: int) -> None:
    assert KINDS[word].depth == depth


@pytest.mark.parametrize("word", ["MASKING POLICY", "ROW ACCESS POLICY"])
def test_policies_are_for_enterprise_edition(word: str) -> None:
    assert KINDS[word].enterprise


def test_kinds_that_are_only_granted_on_are_not_created() -> None:
    assert KINDS["WAREHOUSE"].creatable
    assert not KINDS["TASK"].creatable
    assert not KINDS["ACCOUNT"].creatable


@pytest.mark.parametrize(("kind", "clause"), CLAUSES, ids=[f"{kind.name} {clause.key}" for kind, clause in CLAUSES])
def test_clause_accepts_its_own_default_and_its_words(kind: Kind, clause: Clause) -> None:
    assert clause.accepts(clause.default)
    assert all(clause.accepts(word) and clause.canonical(word) == word for word in clause.allowed)
    assert [other.key for other in kind.clauses].count(clause.key) == 1


@pytest.mark.parametrize(
    ("kind", "key", "value", "accepted"),
    [
        ("WAREHOUSE", "WAREHOUSE_SIZE", "SMALL", True),
        ("WAREHOUSE", "WAREHOUSE_SIZE", "x-small", True),
        ("WAREHOUSE", "WAREHOUSE_SIZE", "SMALLA", False),
        ("WAREHOUSE", "WAREHOUSE_SIZE", 5, False),
        ("WAREHOUSE", "SCALING_POLICY", "FAST", False),
        ("WAREHOUSE", "AUTO_SUSPEND", None, True),
        ("WAREHOUSE", "AUTO_SUSPEND", -1, False),
        ("WAREHOUSE", "AUTO_SUSPEND", True, False),
        ("WAREHOUSE", "AUTO_RESUME", "true", False),
        ("WAREHOUSE", "STATEMENT_TIMEOUT_IN_SECONDS", 604800, True),
        ("WAREHOUSE", "STATEMENT_TIMEOUT_IN_SECONDS", 604801, False),
        ("DATABASE", "DATA_RETENTION_TIME_IN_DAYS", 90, True),
        ("DATABASE", "DATA_RETENTION_TIME_IN_DAYS", 91, False),
        ("RESOURCE MONITOR", "CREDIT_QUOTA", 10.5, True),
        ("TAG", "ALLOWED_VALUES", ("a", "b"), True),
        ("TAG", "ALLOWED_VALUES", ("a", 1), False),
        ("TAG", "ALLOWED_VALUES", "a", False),
        ("ROW ACCESS POLICY", "ARGUMENTS", (Argument("A", "INT"),), True),
        ("ROW ACCESS POLICY", "ARGUMENTS", ("A",), False),
        ("STAGE", "DIRECTORY", {"ENABLE": True}, True),
        ("STAGE", "DIRECTORY", "ENABLE", False),
    ],
)
def test_accepts(kind: str, key: str, value: Value, accepted: bool) -> None:
    assert clause_of(kind, key).accepts(value) is accepted


@pytest.mark.parametrize(
    ("kind", "key", "value", "needed"),
    [
        ("WAREHOUSE", "MAX_CLUSTER_COUNT", 1, False),
        ("WAREHOUSE", "MAX_CLUSTER_COUNT", 2, True),
        ("WAREHOUSE", "ENABLE_QUERY_ACCELERATION", True, True),
        ("WAREHOUSE", "ENABLE_QUERY_ACCELERATION", False, False),
        ("TABLE", "DATA_RETENTION_TIME_IN_DAYS", 1, False),
        ("TABLE", "DATA_RETENTION_TIME_IN_DAYS", 2, True),
        ("WAREHOUSE", "AUTO_SUSPEND", 9999, False),
    ],
)
def test_needs_enterprise(kind: str, key: str, value: Value, needed: bool) -> None:
    assert clause_of(kind, key).needs_enterprise(value) is needed


@pytest.mark.parametrize(
    ("spelling", "size"),
    [
        ("X-Small", "XSMALL"),
        ("2X-LARGE", "XXLARGE"),
        ("x2large", "XXLARGE"),
        ("3XLARGE", "XXXLARGE"),
        ("6X-Large", "X6LARGE"),
    ],
)
def test_size_synonyms(spelling: str, size: str) -> None:
    assert clause_of("WAREHOUSE", "WAREHOUSE_SIZE").canonical(spelling) == size


def test_every_size_has_its_most_clusters() -> None:
    assert MAX_CLUSTERS.keys() == WAREHOUSE_SIZES.keys()
    assert (MAX_CLUSTERS["MEDIUM"], MAX_CLUSTERS["LARGE"], MAX_CLUSTERS["X6LARGE"]) == (300, 160, 10)
