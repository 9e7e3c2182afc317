"""What an account refuses and allows, case by case: verdict first, number second, words third (``refusals*.yaml``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.statements import Alter, Create, SetTag

FILES = [yaml.safe_load(path.read_text()) for path in sorted(Path(__file__).parent.glob("refusals*.yaml"))]
CASES: list[dict[str, Any]] = [case for file in FILES for case in file["cases"]]
TRIES = [
    pytest.param(case, attempt, id=f"{case['id']}-{index}")
    for case in CASES
    for index, attempt in enumerate(case["try"], start=1)
]

LEFT_OUT = {
    "A-42": "the provider refuses it before any SQL",
    "A-66": "hybrid tables are not created here",
    "A-81": "there are no tasks here",
    "A-134": "there are no functions here",
    "A-177": "there are no external tables here",
    "A-179": "there are no materialized views here",
    "A-198": "there are no virtual columns here",
    "A-200": "there are no materialized views here",
    "A-208": "there are no reader accounts here",
    "A-220": "there are no system tags here",
    "A-222": "there are no sequences and applications here",
    "A-246": "warehouses are not suspended and resumed by statements here",
    "A-291": "USE SECONDARY ROLES takes ALL and NONE only: what a session activates is the caller's",
    "A-303": "a session has no network address here",
}
"""Cases of the survey (part A) that no entry stands for, with the reason. A-210 is a test below."""


@pytest.mark.parametrize(("case", "attempt"), TRIES)
def test_case(case: dict[str, Any], attempt: dict[str, Any], worlds: Callable[..., Any]) -> None:
    world = worlds(case.get("edition", "ENTERPRISE"), case.get("as", "ACCOUNTADMIN"))
    world.run(case.get("setup", ""))
    before = world.documents()
    said = world.judged(attempt["sql"])
    if not isinstance(said, Refused):
        assert "refused" not in attempt, f"should be refused; the account said: {said}"
        assert attempt.get("done", "") in said.message
        assert attempt.get("warned", "") in said.warning
        return
    assert "refused" in attempt, f"should be allowed; the account said: {said}"
    number, words = attempt["refused"]
    assert number in (None, said.number), str(said)
    assert words in said.message
    if ";" not in attempt["sql"]:
        assert world.documents() == before, "a refused statement changed something"


def test_every_number_stands_once() -> None:
    ids = [case["id"] for case in CASES]
    assert len(ids) == len(set(ids))
    assert not set(ids) & set(LEFT_OUT)


def test_a_210_more_than_100_tags_in_one_statement(world: Any) -> None:
    """``/user-guide/object-tagging/introduction``."""
    tags = [Name.of("D", "S", f"TAG{number}") for number in range(101)]
    for tag in tags:
        world.execute(Create("TAG", tag))
    table = Name.of("D", "S", "T")
    for count, most in ((101, "100 tags"), (51, "50 tags")):
        actions = tuple(SetTag(tag, "x") for tag in tags[:count])
        with pytest.raises(Refused, match=most):
            world.execute(Alter("TABLE", table, actions))
    world.execute(Alter("TABLE", table, tuple(SetTag(tag, "x") for tag in tags[:50])))
    assert len(world.account.get("TABLE", table).tags) == 50
