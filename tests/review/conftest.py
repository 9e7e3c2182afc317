"""Meshes to compare: the pilot mesh with small edits, recorded in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import mesh.review.record as recording_module
from components import recorder
from mesh.cli.verdicts import violations
from mesh.ending import endings
from mesh.load import load
from mesh.review.configuration import configuration
from mesh.review.parts import parts
from mesh.review.record import NO_DAY
from mesh.review.recording import Resources, merged, of_recorder
from mesh.review.review import Asked, Review, review
from mesh.review.world import Side, World, world
from mesh.settings import from_config

from .edits import PILOT, RECORDED, REPOSITORY, Edit, apply
from .repository import Repository, recorded_here

STACK = "prod"
TODAY = date(2026, 1, 1)


class Meshes:
    """Sides of reviews; a part with the same hash is recorded once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._recordings: dict[str, Resources] = {}
        self._worlds: dict[tuple[str, ...], World] = {}

    def project(self, edits: Iterable[Edit]) -> Path:
        """A copy of what a pull request may change, with some edits.

        What domains add in plain Pulumi is what edits put there.
        """
        project = self._folder / str(len(list(self._folder.iterdir())))
        project.mkdir()
        for name in RECORDED:
            shutil.copy(REPOSITORY / name, project)
        shutil.copytree(PILOT, project / "domains", ignore=shutil.ignore_patterns("__pycache__"))
        for edit in edits:
            apply(project, edit)
        return project

    def world(self, project: Path) -> World:
        """The mesh of a project."""
        wanted = parts(project, STACK, REPOSITORY / "components" / "recorder.py")
        for name, key in wanted.items():
            if key not in self._recordings:
                self._recordings[key] = record(project, name)
        keys = tuple(wanted.values())
        if keys not in self._worlds:
            edition = configuration(project, STACK)["datamesh:edition"]
            self._worlds[keys] = world(Side(merged([self._recordings[key] for key in keys]), edition=edition))
        return self._worlds[keys]


def record(project: Path, part: str) -> Resources:
    given = {**recorder.stack_configuration(project, STACK), "datamesh:domains": json.dumps([part])}
    return of_recorder(json.loads(recorder.as_json(recorder.record_program(project, STACK, given))))


def compared(meshes: Meshes, given: Iterable[Edit], edits: Iterable[Edit], **asked: Any) -> Review:
    """The review of some edits of the pilot mesh."""
    former, project = meshes.project(given), meshes.project([*given, *edits])
    before, after = meshes.world(former), meshes.world(project)
    settings = from_config(dict(configuration(project, STACK)), environment=STACK)
    domains = load(project / "domains", settings, date.min)
    said = (
        violations(before.called_as_in(after), configuration(former, STACK)),
        violations(after, configuration(project, STACK)),
    )
    ends = tuple(endings(domains.domains, domains.governance))
    return review(before, after, Asked("test", TODAY, said, ends, **asked))


@pytest.fixture(scope="session")
def meshes(tmp_path_factory: pytest.TempPathFactory) -> Meshes:
    return Meshes(tmp_path_factory.mktemp("meshes"))


@pytest.fixture
def of_edits(meshes: Meshes, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Review]:
    """Review edits: `of_edits(edits, given=())`."""
    monkeypatch.setenv(*next(iter(NO_DAY.items())))

    def of(edits: Iterable[Edit], given: Iterable[Edit] = (), **asked: Any) -> Review:
        return compared(meshes, list(given), list(edits), **asked)

    return of


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository that nobody changes."""
    return Repository.make(tmp_path_factory.mktemp("original") / "repository")


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that the tests share, so that what most of them compare with is recorded once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def repository(original: Repository, recordings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository of one's own, in which `mesh review` records in this process."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(recordings))
    monkeypatch.setenv("DATAMESH_TODAY", "2026-01-01")
    monkeypatch.setattr(recording_module, "_run", recorded_here)
    return original.copy(tmp_path / "repository")
