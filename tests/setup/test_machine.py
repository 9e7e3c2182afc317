"""What a person sees while something takes long."""

import subprocess
import time

import pytest

from sandbox.engine import machine
from tests.setup.conftest import FakeMachine


def test_a_step_says_what_begins_and_that_it_ended(fake: FakeMachine) -> None:
    with fake.machine().step("Doing it"):
        assert fake.said == ["Doing it ..."]
    assert fake.said == ["Doing it ...", "  done in 0 s"]


def test_a_long_step_says_that_it_still_goes_on(fake: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "REMINDER_SECONDS", 0.001)
    with fake.machine().step("Doing it"):
        deadline = time.monotonic() + 10
        while len(fake.said) < 2 and time.monotonic() < deadline:
            time.sleep(0.001)
    assert fake.said[1].startswith("  still at it after ")


def test_a_failed_step_is_not_done(fake: FakeMachine) -> None:
    with pytest.raises(ValueError, match="no"), fake.machine().step("Doing it"):
        raise ValueError("no")
    assert fake.said == ["Doing it ..."]


@pytest.mark.parametrize(
    ("output", "errors", "expected"),
    [
        ("out", "one\n\n two\nthree\nfour\n", "two / three / four"),
        ("out\n", "", "out"),
        ("", "", "exit code 5 and no output"),
    ],
)
def test_a_failed_command_is_told_by_its_last_words(output: str, errors: str, expected: str) -> None:
    assert machine.last_lines(subprocess.CompletedProcess(["x"], 5, output, errors)) == expected


def test_a_command_gets_no_input(fake: FakeMachine) -> None:
    assert machine.run(["cat"], env={"PATH": "/usr/bin:/bin"}).stdout == ""
