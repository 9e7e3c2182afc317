"""The cache of recordings: whatever is in it, the answer is that of a run without it, byte for byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mesh.review.parts import parts
from mesh.review.record import RECORDER

from .conftest import STACK
from .repository import Repository

EDIT = {"file": "domains/tracking/__init__.py", "old": '["hln", "vtm"]', "new": '["hln"]'}
ELSEWHERE = {"file": "domains/customer/__init__.py", "old": 'size="SMALL"', "new": 'size="MEDIUM"'}


@pytest.fixture
def cache(tmp_path: Path, recordings: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of one's own, with what another test may have put into the common one."""
    repository.edit(EDIT)
    repository.review()
    folder = tmp_path / "cache" / "datamesh" / "recordings"
    folder.mkdir(parents=True)
    for path in (recordings / "datamesh" / "recordings").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def markdown(repository: Repository) -> str:
    result = repository.review("--format", "markdown", "--sql")
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def uncached(repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    with monkeypatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
        return markdown(repository)


def path_of(repository: Repository, cache: Path) -> Path:
    return cache / f"{parts(repository.folder, STACK, RECORDER)['tracking']}.json"


def without_the_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def of_other_code(path: Path) -> None:
    """As an older version may have written it, under a hash that is taken to be the same."""
    resources = json.loads(path.read_text(encoding="utf-8"))
    for each in resources:
        del each["options"], each["depends_on"]
    path.write_text(json.dumps(resources), encoding="utf-8")


SPOILT: dict[str, Callable[[Path], object]] = {
    "truncated": without_the_end,
    "empty": lambda path: path.write_bytes(b""),
    "binary": lambda path: path.write_bytes(bytes(range(256))),
    "another shape": lambda path: path.write_text('{"resources": []}', encoding="utf-8"),
    "text": lambda path: path.write_text('"text"', encoding="utf-8"),
    "null": lambda path: path.write_text("[null]", encoding="utf-8"),
    "other code": of_other_code,
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_recording_that_cannot_be_read_is_made_again(
    spoil: Callable[[Path], object], repository: Repository, cache: Path
) -> None:
    right = markdown(repository)
    path = path_of(repository, cache)
    kept = path.read_bytes()
    spoil(path)
    assert markdown(repository) == right
    assert path.read_bytes() == kept


def test_with_and_without(repository: Repository, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert markdown(repository) == uncached(repository, monkeypatch, tmp_path)


def test_a_cache_of_other_code_is_not_asked(repository: Repository, cache: Path, tmp_path: Path) -> None:
    before = path_of(repository, cache)
    (repository.folder / "components").mkdir()
    (repository.folder / "components" / "new.py").write_text("", encoding="utf-8")
    assert path_of(repository, cache) != before


def test_two_runs_at_once(repository: Repository, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mesh = Path(sys.executable).with_name("mesh")
    repository.edit(ELSEWHERE)
    right = uncached(repository, monkeypatch, tmp_path)
    command = [str(mesh), "review", "--format", "markdown", "--sql"]
    started = [
        subprocess.Popen(
            command, cwd=repository.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in started]
    assert said == [(right, "")] * 2
    assert [path for path in cache.iterdir() if path.suffix != ".json"] == []
