"""Rows of the sandbox's tables: they last, and go the way of their table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.session import Session
from sandbox.snowflake.account import ROWS, Row, SandboxAccount, open_account, run_script

TABLE = Name.of("D", "S", "T")
HELD: list[Row] = [{"ID": "1"}, {"ID": None}]


@pytest.fixture
def account(tmp_path: Path) -> Iterator[SandboxAccount]:
    with closing(open_account(tmp_path)) as opened:
        run(opened, "CREATE DATABASE D; CREATE SCHEMA D.S; CREATE TABLE D.S.T (ID NUMBER)")
        opened.fill({TABLE: HELD})
        yield opened


def run(account: SandboxAccount, text: str) -> None:
    with account.transaction() as state:
        run_script(state, text, Session(Name.of("ACCOUNTADMIN")))


def rows(account: SandboxAccount, *parts: str) -> list[Row] | None:
    table = account.current().get("TABLE", Name.of(*parts))
    return None if table is None else account.rows(table)


def test_rows_are_there_for_the_next_process(account: SandboxAccount, tmp_path: Path) -> None:
    with closing(open_account(tmp_path)) as other:
        assert rows(other, "D", "S", "T") == HELD
        other.fill({TABLE: []})
    assert rows(account, "D", "S", "T") == []


@pytest.mark.parametrize(
    ("statements", "name", "left"),
    [
        ("CREATE OR REPLACE TABLE D.S.T (ID NUMBER)", "D.S.T", []),
        ("DROP TABLE D.S.T; CREATE TABLE D.S.T (ID NUMBER)", "D.S.T", []),
        ("DROP TABLE D.S.T; UNDROP TABLE D.S.T", "D.S.T", HELD),
        ("DROP DATABASE D; UNDROP DATABASE D", "D.S.T", HELD),
        ("ALTER TABLE D.S.T RENAME TO D.S.U", "D.S.U", HELD),
        ("ALTER DATABASE D RENAME TO E", "E.S.T", HELD),
        ("CREATE TABLE D.S.C CLONE D.S.T", "D.S.C", HELD),
        ("CREATE DATABASE E CLONE D; DROP TABLE D.S.T", "E.S.T", HELD),
        ("ALTER TABLE D.S.T SET COMMENT = 'x'", "D.S.T", HELD),
        ("CREATE TABLE D.S.N (ID NUMBER)", "D.S.N", []),
    ],
)
def test_rows_go_the_way_of_their_table(account: SandboxAccount, statements: str, name: str, left: list[Row]) -> None:
    run(account, statements)
    assert rows(account, *name.split(".")) == left


def test_a_clone_keeps_the_rows_of_its_day(account: SandboxAccount) -> None:
    run(account, "CREATE TABLE D.S.C CLONE D.S.T")
    account.fill({TABLE: [{"ID": "9"}]})
    assert rows(account, "D", "S", "C") == HELD
    assert rows(account, "D", "S", "T") == [{"ID": "9"}]


def test_rows_that_no_table_has_are_forgotten(account: SandboxAccount) -> None:
    for number in range(5):
        account.fill({TABLE: [{"ID": str(number)}]})
    assert list(account._store.items(ROWS).values()) == [[{"ID": "4"}]]


def test_rows_of_a_dropped_table_outlive_other_loads(account: SandboxAccount) -> None:
    run(account, "CREATE TABLE D.S.U (ID NUMBER); DROP TABLE D.S.T")
    account.fill({Name.of("D", "S", "U"): []})
    run(account, "UNDROP TABLE D.S.T")
    assert rows(account, "D", "S", "T") == HELD


def test_a_load_is_all_or_nothing(account: SandboxAccount) -> None:
    with pytest.raises(Refused, match=r"Table 'D\.S\.NOSUCH' does not exist"):
        account.fill({TABLE: [], Name.of("D", "S", "NOSUCH"): []})
    assert rows(account, "D", "S", "T") == HELD
