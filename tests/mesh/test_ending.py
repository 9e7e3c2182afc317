"""Readers, shares and loans that end: refused past their day, announced thirty days before it."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from mesh import Column, Domain, EngineerPool, Governance, Lent, MeshError, Problem, Product, Reader, Share, Warehouse
from mesh.ending import Ending, about_to_end, ended, endings, today

DOMAIN = Domain(
    "tracking",
    owner="team@example.com",
    description="d",
    warehouses=[Warehouse("load")],
    products=[
        Product(
            "sessions",
            description="d",
            columns=[Column("id", "VARCHAR")],
            readers=[Reader("customer", purpose="Churn", until="2027-01-31"), "video"],
        )
    ],
    shares=[
        Share(
            "agency",
            account="PARTNER.EU",
            products=["sessions"],
            purpose="Reach",
            all_rows=["sessions"],
            until="2027-02-01",
        ),
        Share("archive", account="PARTNER.NL", products=["sessions"], purpose="Archive", all_rows=["sessions"]),
    ],
)
GOVERNANCE = Governance(
    owner="governance@example.com",
    description="d",
    pools=[EngineerPool("media", identity_role="IDP_MEDIA", lent_to=[Lent("tracking", until="2027-02-02")])],
)


def words_of(problem: Problem) -> tuple[str, str, object]:
    return problem.subject, problem.where, problem.value


@pytest.mark.parametrize(
    ("judged", "today", "expected"),
    [
        (ended, date(2027, 1, 31), []),
        (ended, date(2027, 2, 1), ["2027-01-31"]),
        (ended, date(2027, 2, 3), ["2027-01-31", "2027-02-01", "2027-02-02"]),
        (about_to_end, date(2026, 12, 31), []),
        (about_to_end, date(2027, 1, 1), ["2027-01-31"]),
        (about_to_end, date(2027, 1, 31), ["2027-01-31", "2027-02-01", "2027-02-02"]),
        (about_to_end, date(2027, 2, 1), ["2027-02-01", "2027-02-02"]),
    ],
)
def test_a_last_day_counts_whole(
    judged: Callable[[Iterator[Ending], date], list[Problem]], today: date, expected: list[str]
) -> None:
    assert [problem.value for problem in judged(endings([DOMAIN], GOVERNANCE), today)] == expected


def test_it_says_which_line_to_delete_or_renew() -> None:
    reader, share, loan = ended(endings([DOMAIN], GOVERNANCE), date(2028, 1, 1))
    assert words_of(reader) == ("tracking", "product sessions, reader customer, field until", "2027-01-31")
    assert reader.fix == "delete the reader customer of product sessions, or renew it with a later until="
    assert words_of(share) == ("tracking", "share agency, field until", "2027-02-01")
    assert share.fix == "delete the share agency, or renew it with a later until="
    assert words_of(loan) == ("governance", "pool media, domain tracking, field until", "2027-02-02")
    assert loan.fix == "delete the domain tracking of pool media, or renew it with a later until="


def test_it_says_how_many_days_are_left() -> None:
    left = [problem.allowed for problem in about_to_end(endings([DOMAIN], GOVERNANCE), date(2027, 1, 31))]
    assert left == ["0 more days", "1 more day", "2 more days"]


def test_a_run_may_name_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAMESH_TODAY", "1970-01-02")
    assert today() == date(1970, 1, 2)
    monkeypatch.delenv("DATAMESH_TODAY")
    assert today() >= date(2026, 11, 1)


def test_what_is_no_day_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAMESH_TODAY", "tomorrow")
    with pytest.raises(MeshError, match=r"variable DATAMESH_TODAY(.|\n)*'tomorrow'(.|\n)*unset the variable"):
        today()
