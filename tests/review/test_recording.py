"""Recordings: parts are the whole, what is kept is what is made, and nothing secret is in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

import pulumi
import pulumi_snowflake as snowflake
import pytest

from components import recorder
from mesh.review import record
from mesh.review.errors import ReviewError
from mesh.review.parts import NOT_PART_OF_THE_PROGRAM, parts
from mesh.review.record import RECORDER, Recorder, Share, prune
from mesh.review.recording import SECRET, Recorded, Resources, merged, of_preview, of_recorder
from mesh.review.world import Side, world, worlds

from .conftest import STACK, Meshes
from .edits import PILOT, REPOSITORY, apply

CODE = ("components", "mesh")
EVERY = {path.parent.name for path in PILOT.glob("*/__init__.py")}


@pytest.fixture
def project(meshes: Meshes) -> Path:
    """A copy of the project with the code that its program uses."""
    found = meshes.project(())
    for name in CODE:
        (found / name).symlink_to(REPOSITORY / name)
    return found


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The parts that each run of the recorder made, as they come."""
    made: list[set[str]] = []
    run = record._run

    def counted(shares: Sequence[Share], stack: str) -> None:
        made.append({name for _, files in shares for names in files.values() for name in names})
        run(shares, stack)

    monkeypatch.setattr(record, "_run", counted)
    return made


def by_urn(resources: Resources) -> Mapping[str, tuple[str, Mapping[str, Any], str, bool]]:
    return {each.urn: (each.type, each.inputs, each.parent, each.protect) for each in resources}


def test_the_parts_together_are_the_whole(meshes: Meshes) -> None:
    project = meshes.project(())
    together = meshes.world(project)
    configuration = recorder.stack_configuration(project, STACK)
    whole = of_recorder(json.loads(recorder.as_json(recorder.record_program(project, STACK, configuration))))
    assert by_urn(together.resources) == by_urn(whole)
    assert together.table == world(Side(whole)).table
    assert together.built.refused == ()


def test_what_is_kept_is_what_is_made_and_only_what_changed_is_made_again(
    project: Path, tmp_path: Path, runs: list[set[str]]
) -> None:
    (made,) = Recorder(tmp_path).record(STACK, project)
    (kept,) = Recorder(tmp_path).record(STACK, project)
    assert runs == [EVERY]
    assert kept == made
    edit = {"file": "domains/tracking/__init__.py", "old": '["hln", "vtm"]', "new": '["hln"]'}
    apply(project, edit)
    (changed,) = Recorder(tmp_path).record(STACK, project)
    assert runs[1:] == [{"tracking"}]
    same = [name != "tracking" for name in parts(project, STACK, RECORDER)]
    assert list(compress(changed, same)) == list(compress(made, same))
    (tmp_path / "empty").mkdir()
    assert [changed] == Recorder(tmp_path / "empty").record(STACK, project)


def test_a_part_depends_on_its_folder_the_governance_team_and_the_names_of_all(meshes: Meshes) -> None:
    project = meshes.project(())
    before = parts(project, STACK, RECORDER)

    def changed(file: str) -> set[str]:
        path = project / file
        path.parent.mkdir(exist_ok=True)
        old = path.read_bytes() if path.is_file() else None
        path.write_bytes((old or b"") + b"\n# a comment\n")
        after = parts(project, STACK, RECORDER)
        path.unlink() if old is None else path.write_bytes(old)
        return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}

    assert changed("domains/tracking/resources.py") == {"tracking"}
    assert changed("domains/governance/__init__.py") == EVERY
    assert changed("Pulumi.prod.yaml") == EVERY
    assert changed("Pulumi.dev.yaml") == set()
    assert changed("components/new.py") == EVERY
    assert changed("domains/print/__init__.py") == {*EVERY, "print"}


@pytest.mark.parametrize(
    "line",
    [
        "from domains.customer.rows import ROWS",
        "import domains.customer.rows",
        "    from ..customer.rows import ROWS",
        "rows = open('domains/customer/rows.txt').read()",
        "rows = (Path(__file__).parent.parent / 'customer' / 'rows.txt').read_text()",
    ],
)
def test_a_part_that_reads_other_folders_depends_on_them(meshes: Meshes, line: str) -> None:
    project = meshes.project(())
    resources = project / "domains" / "tracking" / "resources.py"

    def depends(text: str) -> bool:
        resources.write_text(text, encoding="utf-8")
        (project / "domains" / "customer" / "rows.txt").unlink(missing_ok=True)
        before = parts(project, STACK, RECORDER)["tracking"]
        (project / "domains" / "customer" / "rows.txt").write_text("1")
        return parts(project, STACK, RECORDER)["tracking"] != before

    assert not depends("# what all domains have open\nfrom .rows import ROWS\n")
    assert depends(f"{line}\n")
    resources.unlink()
    resources = project / "domains" / "governance" / "names.py"  # which every part imports
    assert depends(f"{line}\n")


def test_more_parts_than_processors_are_all_recorded(project: Path, tmp_path: Path) -> None:
    keys = parts(project, STACK, RECORDER)
    shares = [(str(project), {str(tmp_path / name): [name]}) for name in keys] * 3
    record._run(shares, STACK)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(keys)


def test_what_the_program_does_not_import_is_not_part_of_it() -> None:
    code = (
        "import sys, pathlib; sys.path.insert(0, '.'); from components.recorder import *; p = pathlib.Path('.');"
        "record_program(p, 'prod', stack_configuration(p, 'prod'));"
        "print(*(name for name in sys.modules if name.startswith('mesh.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, text=True, capture_output=True, check=True)
    imported = done.stdout.split()
    assert "mesh.load" in imported
    assert [name for name in imported if name.split(".")[1] in NOT_PART_OF_THE_PROGRAM] == []


def test_a_file_that_cannot_be_read_is_made_again(project: Path, tmp_path: Path, runs: list[set[str]]) -> None:
    keys = parts(project, STACK, RECORDER)
    for name, key in keys.items():
        recorded = "not json" if name == "customer" else "[]"
        (tmp_path / f"{key}.json").write_text(recorded, encoding="utf-8")
    (found,) = Recorder(tmp_path).record(STACK, project)
    assert runs == [{"customer"}]
    assert [bool(part) for part in found] == [name == "customer" for name in keys]


def test_what_the_program_refuses_is_told(project: Path, tmp_path: Path) -> None:
    apply(project, {"file": "domains/customer/__init__.py", "old": 'size="SMALL"', "new": 'size="TINY"'})
    with pytest.raises(ReviewError, match="customer: warehouse transform, field size\n    found:   'TINY'"):
        Recorder(tmp_path).record(STACK, project)


def test_what_all_processes_are_refused_is_told_once(project: Path, tmp_path: Path) -> None:
    apply(
        project, {"file": "Pulumi.prod.yaml", "old": 'datamesh:maxClusters: "5"', "new": 'datamesh:maxClusters: "many"'}
    )
    with pytest.raises(ReviewError) as told:
        Recorder(tmp_path).record(STACK, project)
    assert str(told.value).count("datamesh:maxClusters\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_files_go_first(tmp_path: Path) -> None:
    for at in range(5):
        path = tmp_path / f"{at}.json"
        path.write_text("[]", encoding="utf-8")
        os.utime(path, (at, at))
    prune(tmp_path, most=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3.json", "4.json"]


def test_secrets_are_not_in_a_recording() -> None:
    def program() -> None:
        snowflake.AccountRole("role", name="R", comment=pulumi.Output.secret("hunter2"))

    text = recorder.as_json(recorder.record(program, "datamesh", STACK))
    assert "hunter2" not in text
    assert json.loads(text)[0]["inputs"] == {"name": "R", "comment": SECRET}


def test_a_preview_has_both_sides() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": "hunter2"}
    old = {"type": "a:b:C", "inputs": {"name": "R", "password": secret}, "provider": "urn:p::id", "parent": "urn:s"}
    steps = [
        {
            "op": "same",
            "urn": "urn:s",
            "oldState": {"type": "pulumi:pulumi:Stack"},
            "newState": {"type": "pulumi:pulumi:Stack"},
        },
        {"op": "update", "urn": "urn:x::x", "oldState": old, "newState": {**old, "inputs": {"name": "S"}}},
        {
            "op": "delete",
            "urn": "urn:y::y",
            "oldState": {
                "type": "a:b:D",
                "dependencies": ["urn:x::x"],
                "propertyDependencies": {"of": ["urn:x::x"], "name": []},
            },
        },
    ]
    before, after = of_preview({"steps": steps})
    assert before == (
        Recorded("urn:x::x", "a:b:C", "x", {"name": "R", "password": SECRET}, "urn:s", "urn:p"),
        Recorded(
            "urn:y::y",
            "a:b:D",
            "y",
            {},
            depends_on=frozenset({"urn:x::x"}),
            by_input={"of": frozenset({"urn:x::x"}), "name": frozenset()},
        ),
    )
    assert after == (Recorded("urn:x::x", "a:b:C", "x", {"name": "S"}, "urn:s", "urn:p"),)


def test_a_preview_says_how_it_replaces() -> None:
    state = {"type": "a:b:C", "inputs": {}}
    both = {"oldState": state, "newState": state}
    steps = [
        {"op": "delete-replaced", "urn": "urn:x::first", **both},
        {"op": "replace", "urn": "urn:x::first", **both},
        {"op": "create-replacement", "urn": "urn:x::first", **both},
        {"op": "create-replacement", "urn": "urn:x::last", **both},
        {"op": "replace", "urn": "urn:x::last", **both},
        {"op": "delete-replaced", "urn": "urn:x::last", **both},
        {"op": "replace", "urn": "urn:x::shown", **both},
    ]
    _, after = of_preview({"steps": steps})
    assert {each.name: each.options.get("deleteBeforeReplace") for each in after} == {
        "first": True,
        "last": False,
        "shown": None,
    }


def test_a_preview_without_what_stays_the_same_is_refused() -> None:
    steps = [{"op": "same", "urn": "urn:s", "oldState": {}, "newState": {}}]
    with pytest.raises(ReviewError, match="--show-sames"):
        of_preview({"steps": steps, "changeSummary": {"same": 2}})


def test_what_several_parts_register_alike_is_there_once() -> None:
    def role(comment: str) -> Recorded:
        return Recorded("urn:r", "snowflake:index/accountRole:AccountRole", "shared", {"name": "R", "comment": comment})

    assert merged([(role("One"),), (role("One"),)]) == (role("One"),)
    with pytest.raises(ReviewError, match=r"two domains register shared \(.*AccountRole\), and each in its own way"):
        merged([(role("One"),), (role("Other"),)])


def test_what_is_common_is_made_once_and_comes_to_the_same(meshes: Meshes) -> None:
    edit = {"file": "domains/tracking/__init__.py", "old": '["hln", "vtm"]', "new": '["hln"]'}
    before, after = meshes.world(meshes.project(())), meshes.world(meshes.project([edit]))
    for one, other in ((before, after), (after, before)):
        alike = worlds(Side(one.resources), Side(other.resources))
        assert [each.table for each in alike] == [one.table, other.table]
        assert [each.built.refused for each in alike] == [(), ()]
        assert [each.built.outside for each in alike] == [one.built.outside, other.built.outside]
