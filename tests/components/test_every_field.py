"""Each field of each word changed once: what the program registers differently, and what the providers make of it."""

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import mesh
from components.recorder import Recording, record_program, stack_configuration
from tests.every_field.steps import keeps_data, labelled, steps
from tests.every_field.table import OPERATIONS, Edit, batches, edits, hides, make, record, together, unchanging


@pytest.fixture(scope="module")
def mesh_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("every_field")
    make(project)
    return project


@pytest.fixture(scope="module")
def unchanged(mesh_project: Path) -> Recording:
    return record(mesh_project)


def fields_of_words() -> Iterator[str]:
    for name in mesh.__all__:
        word = getattr(mesh, name)
        if dataclasses.is_dataclass(word) and word is not mesh.Problem:
            yield from (f"{name}.{field.name}" for field in dataclasses.fields(word))


def test_each_field_of_each_word_has_an_edit_or_a_reason() -> None:
    fields, edited = set(fields_of_words()), {edit.field for edit in edits()}
    reasoned = {field for field in fields if {field, field.partition(".")[0]} & unchanging().keys()}
    assert sorted(edited | reasoned) == sorted(fields)
    assert edited & reasoned == set()
    assert unchanging().keys() <= fields | {field.partition(".")[0] for field in fields}


@pytest.mark.parametrize("batch", batches(hides), ids=lambda batch: f"{batch[0].field} and {len(batch) - 1} more")
def test_edits_do_what_the_table_says(batch: Sequence[Edit], mesh_project: Path, unchanged: Recording) -> None:
    found, said = steps(unchanged, record(mesh_project, batch)), together(batch)
    for operation in OPERATIONS:
        assert set(found.get(operation, [])) == set(said.get(operation, [])), operation


def test_what_takes_data_away_says_so(unchanged: Recording) -> None:
    keeping = {label for label, each in labelled(unchanged).items() if keeps_data(each)}
    taking = {
        edit.field
        for edit in edits()
        if keeping & {step.partition(".")[0] for step in edit.steps.get("delete", []) + edit.steps.get("replace", [])}
    }
    assert taking == {edit.field for edit in edits() if edit.loses}


def test_a_renamed_domain_is_another_one(tmp_path: Path, unchanged: Recording) -> None:
    make(tmp_path)
    renamed = (tmp_path / "domains" / "press").rename(tmp_path / "domains" / "print")
    file = renamed / "__init__.py"
    file.write_text(file.read_text(encoding="utf-8").replace('"press"', '"print"'), encoding="utf-8")
    found = steps(unchanged, record_program(tmp_path, "dev", stack_configuration(tmp_path, "dev")))
    assert found.keys() == {"create", "delete"}
    assert sorted(name.replace("press", "print") for name in found["delete"]) == found["create"]
    assert "press-storage-database" in found["delete"]
