"""The account file: transactions, change counters, several processes, SIGKILL."""

import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.store import Store


def test_documents_come_back_as_they_went_in(tmp_path: Path) -> None:
    store = Store(tmp_path / "account.db")
    document = {"name": "Größe", "list": [1, 2.5, None, True], "empty": {}}
    with store.transaction():
        store.put("things", "b", document)
        store.put("things", "a", "text")
    assert store.get("things", "b") == document
    assert list(store.items("things").items()) == [("a", "text"), ("b", document)]
    assert store.get("others", "b") is None


def test_an_error_inside_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Store(tmp_path / "account.db")

    def half() -> None:
        with store.transaction():
            store.put("things", "a", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert store.items("things") == {}
    assert store.counter("things") == 0


def test_a_write_outside_of_a_transaction_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="written only inside"):
        Store(tmp_path / "account.db").put("things", "a", 1)


def test_the_counter_moves_once_a_transaction_and_only_for_tables_written_to(tmp_path: Path) -> None:
    store = Store(tmp_path / "account.db")
    with store.transaction():
        store.put("things", "a", 1)
        store.put("things", "b", 1)
    with store.transaction():
        store.delete("things", "missing")
    with store.transaction():
        assert store.get("things", "a") == 1
    assert (store.counter("things"), store.counter("others")) == (1, 0)


def test_clearing_empties_the_tables_and_keeps_the_identity(tmp_path: Path) -> None:
    store = Store(tmp_path / "account.db")
    identity = store.identity
    with store.transaction():
        store.put("things", "a", 1)
        store.put("others", "a", 1)
    with store.transaction():
        store.clear("things")
    store.close()
    again = Store(tmp_path / "account.db")
    assert (again.items("things"), again.items("others")) == ({}, {"a": 1})
    assert again.identity == identity
    assert again.counter("things") == 2


def test_two_accounts_have_two_identities(tmp_path: Path) -> None:
    assert Store(tmp_path / "one.db").identity != Store(tmp_path / "two.db").identity


COUNT_UP = """
import sys
from pathlib import Path
from sandbox.store import Store

store = Store(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    with store.transaction():
        store.put("numbers", "total", (store.get("numbers", "total") or 0) + 1)
print(store.identity)
"""


def test_processes_that_open_and_count_at_once_lose_no_step(tmp_path: Path) -> None:
    """Each step reads and writes, so a lost update would show in the sum."""
    path = tmp_path / "account.db"
    command = [sys.executable, "-c", COUNT_UP, str(path), "400"]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    identities = {process.communicate(timeout=120)[0].strip() for process in processes}
    assert [process.returncode for process in processes] == [0, 0, 0]
    store = Store(path)
    assert (store.get("numbers", "total"), store.counter("numbers")) == (1200, 1200)
    assert identities == {store.identity}


def test_many_first_openings_at_once_make_one_file(tmp_path: Path) -> None:
    """As the plugins of a first `pulumi up` do. Without waiting for one another, one in thirty is refused as locked."""
    rounds, openers = 50, 4
    start = threading.Barrier(openers)

    def open_each(_: int) -> list[str]:
        return [open_one(number) for number in range(rounds)]

    def open_one(number: int) -> str:
        start.wait(timeout=60)
        return Store(tmp_path / f"{number}.db").identity

    with ThreadPoolExecutor(openers) as pool:
        assert len(set(map(tuple, pool.map(open_each, range(openers))))) == 1


def test_another_process_moves_the_counter(tmp_path: Path) -> None:
    store = Store(tmp_path / "account.db")
    before = store.counter("numbers")
    command = [sys.executable, "-c", COUNT_UP, str(tmp_path / "account.db"), "1"]
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    assert store.counter("numbers") == before + 1
    assert store.get("numbers", "total") == 1


HALF_DONE = """
import os, signal, sys
from pathlib import Path
from sandbox.store import Store

store = Store(Path(sys.argv[1]))
with store.transaction():
    store.put("things", "whole", 1)
with store.transaction():
    store.put("things", "half", 1)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_committed_survives_sigkill_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "account.db"
    killed = subprocess.run([sys.executable, "-c", HALF_DONE, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    store = Store(path)
    assert store.items("things") == {"whole": 1}
    with store.transaction():
        store.put("things", "after", 1)


def test_a_file_that_is_no_account_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "account.db"
    path.write_text("something else, long enough to be taken for a header " * 20)
    with pytest.raises(sqlite3.DatabaseError):
        Store(path)
    assert path.read_text().startswith("something else")
