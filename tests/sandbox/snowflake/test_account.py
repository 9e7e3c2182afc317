"""The durable account: atomic, shared by processes, made by the bootstrap script."""

import multiprocessing
import threading
from pathlib import Path

import pytest

from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.account.statements import Create
from sandbox.snowflake import account as module
from sandbox.snowflake.account import SandboxAccount, open_account

ADMIN = Session(Name.of("ACCOUNTADMIN"))
EACH = 25


def create_many(home: Path, letter: str) -> None:
    """Another process's work: roles, each granted to the one that both processes share."""
    opened = open_account(home)
    for number in range(EACH):
        opened.execute(f"CREATE ROLE {letter}{number}", ADMIN)
        opened.execute(f"GRANT ROLE {letter}{number} TO ROLE SYSADMIN", ADMIN)


def test_a_new_account_is_the_bootstrap_scripts(account: SandboxAccount) -> None:
    assert [each.name.plain for each in account.show("USER")] == ["MESH_DEPLOY"]
    assert "MESH_DEPLOY" in [each.name.plain for each in account.show("ROLE")]


def test_it_is_there_again(home: Path, account: SandboxAccount) -> None:
    account.execute("CREATE WAREHOUSE W WAREHOUSE_SIZE = 'LARGE' COMMENT = 'it''s'", ADMIN)
    (found,) = open_account(home).show("WAREHOUSE", "w")
    assert (found.options["WAREHOUSE_SIZE"], found.options["COMMENT"]) == ("LARGE", "it's")


def test_a_refused_statement_leaves_nothing(account: SandboxAccount) -> None:
    def twice() -> None:
        with account.transaction() as now:
            now.execute(Create("ROLE", Name.of("A")), ADMIN)
            now.execute(Create("ROLE", Name.of("A")), ADMIN)

    with pytest.raises(Refused, match="already exists"):
        twice()
    assert account.current().get("ROLE", Name.of("A")) is None
    account.execute("CREATE ROLE A", ADMIN)


def test_another_process_is_seen(home: Path, account: SandboxAccount) -> None:
    account.current()
    other = open_account(home)
    other.execute("CREATE ROLE OTHERS", ADMIN)
    assert account.current().get("ROLE", Name.of("OTHERS")) is not None
    other.execute("DROP ROLE OTHERS", ADMIN)
    assert account.current().get("ROLE", Name.of("OTHERS")) is None


def test_one_that_is_far_behind_reads_everything(
    home: Path, account: SandboxAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOG_LENGTH", 3)
    account.current()
    other = open_account(home)
    for number in range(5):
        other.execute(f"CREATE ROLE R{number}", ADMIN)
    assert account.current().get("ROLE", Name.of("R0")) is not None


@pytest.mark.parametrize("processes", [2])
def test_processes_at_once_lose_nothing(home: Path, account: SandboxAccount, processes: int) -> None:
    context = multiprocessing.get_context("spawn")
    letters = "AB"[:processes]
    running = [context.Process(target=create_many, args=(home, letter)) for letter in letters]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running] == [0] * processes
    wanted = {f"{letter}{number}" for letter in letters for number in range(EACH)}
    assert wanted <= {each.name.plain for each in account.show("ROLE")}
    assert wanted <= {each.role.name.plain for each in account.current().memberships()}


def test_two_first_openings_make_one_account(home: Path) -> None:
    opened: list[SandboxAccount] = []
    threads = [threading.Thread(target=lambda: opened.append(open_account(home))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened[0].execute("CREATE ROLE ONLY", ADMIN)
    assert [each.current().get("ROLE", Name.of("ONLY")) is not None for each in opened] == [True] * 4
    assert len({len(each.show()) for each in opened}) == 1
