"""The table of edits, and a project that holds the mesh which they change."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from components.recorder import Recording, record_program, stack_configuration
from tests.every_field.steps import Operation

FOLDER: Final = Path(__file__).parent
REPOSITORY: Final = FOLDER.parent.parent
PROGRAM: Final = ("__main__.py", "Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml")
OPERATIONS: Final[tuple[Operation, ...]] = ("create", "delete", "replace", "update")


@dataclass(frozen=True)
class Edit:
    """A field's edit: text that stands once in a domain's file, what replaces it, and the steps that follow."""

    field: str
    file: str
    old: str
    new: str
    steps: dict[Operation, list[str]]
    loses: str = ""
    stays: bool = False

    @property
    def resources(self) -> set[str]:
        """Labels of the resources that it touches."""
        return {step.partition(".")[0] for steps in self.steps.values() for step in steps}

    @property
    def comes_or_goes(self) -> set[str]:
        """Those of them that are not merely updated."""
        return {
            step.partition(".")[0] for operation, steps in self.steps.items() if operation != "update" for step in steps
        }


@cache
def edits() -> tuple[Edit, ...]:
    """All rows of the table."""
    return tuple(
        Edit(
            **{key: value for key, value in row.items() if key not in OPERATIONS},
            steps={operation: row[operation] for operation in OPERATIONS if operation in row},
        )
        for row in _table()["edits"]
    )


def unchanging() -> dict[str, str]:
    """The fields, and whole words, that have no edit, and why."""
    found: dict[str, str] = _table()["unchanging"]
    return found


def batches(apart: Callable[[Edit, Edit], bool]) -> tuple[tuple[Edit, ...], ...]:
    """All edits in as few groups as they can be made in together, where no two of a group are to be kept `apart`."""
    made: list[list[Edit]] = []
    for edit in edits():
        batch = next((batch for batch in made if not any(apart(edit, other) for other in batch)), None)
        if batch is None:
            made.append([edit])
        else:
            batch.append(edit)
    return tuple(map(tuple, made))


def hides(one: Edit, other: Edit) -> bool:
    """Whether one edit would hide that the other does not do what it says: both touch the same resource."""
    return _collides(one, other) or bool(one.resources & other.resources)


def disturbs(one: Edit, other: Edit) -> bool:
    """Whether one edit takes away, makes or replaces what the other changes."""
    return _collides(one, other) or bool(one.resources & other.resources & (one.comes_or_goes | other.comes_or_goes))


def together(batch: Iterable[Edit]) -> dict[Operation, list[str]]:
    """The steps of edits that are made at once."""
    found: dict[Operation, set[str]] = {operation: set() for operation in OPERATIONS}
    for edit in batch:
        for operation, steps in edit.steps.items():
            found[operation] |= set(steps)
    return {operation: sorted(steps) for operation, steps in found.items() if steps}


@cache
def texts() -> dict[str, str]:
    """The files of the mesh's domains, by domain."""
    return {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("domains/*.py")}


def write(project: Path, batch: Sequence[Edit] = ()) -> None:
    """Write the domains into a project, with the edits made."""
    for name, text in texts().items():
        # From the end, so that each is found where it stands in the unchanged file.
        for edit in sorted((each for each in batch if each.file == name), key=_place, reverse=True):
            text = text[: _place(edit)] + edit.new + text[_place(edit) + len(edit.old) :]
        path = project / "domains" / name / "__init__.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def make(project: Path) -> None:
    """A project with the mesh and the program of this repository."""
    for name in PROGRAM:
        shutil.copy(REPOSITORY / name, project)
    write(project)


def record(project: Path, batch: Sequence[Edit] = (), stack: str = "dev") -> Recording:
    """What the program registers with the edits made."""
    write(project, batch)
    return record_program(project, stack, stack_configuration(project, stack))


def _collides(one: Edit, other: Edit) -> bool:
    """Whether two edits are of the same field or of the same text."""
    return one.field == other.field or (one.file == other.file and _overlap(one, other))


def _overlap(one: Edit, other: Edit) -> bool:
    return _place(one) < _place(other) + len(other.old) and _place(other) < _place(one) + len(one.old)


def _place(edit: Edit) -> int:
    """Where its text stands in its file, which must be once."""
    text = texts()[edit.file]
    assert text.count(edit.old) == 1, f"{edit.field}: {edit.old!r} stands {text.count(edit.old)} times"
    return text.index(edit.old)


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "edits.yaml").read_text(encoding="utf-8"))
    return found
