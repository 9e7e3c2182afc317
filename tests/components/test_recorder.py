"""The recorder: it says what the engine would hear."""

from pathlib import Path

import pulumi
import pulumi_snowflake as snowflake
import pytest
from pulumi.runtime import resource
from pulumi.runtime.proto import source_pb2

from components.recorder import SECRET, UNKNOWN, record, record_program, stack_configuration


def test_inputs_dependencies_and_protection_are_recorded() -> None:
    def program() -> None:
        database = snowflake.Database("db", name="A", opts=pulumi.ResourceOptions(protect=True))
        snowflake.Schema("schema", name="B", database=database.name, comment=database.fully_qualified_name)
        pulumi.export("place", database.name)

    recording = record(program, "project", "stack")
    (database,) = recording.of_type("snowflake:index/database:Database")
    (schema,) = recording.of_type("snowflake:index/schema:Schema")
    assert database.protect
    assert not schema.protect
    assert schema.inputs == {"name": "B", "database": "A", "comment": UNKNOWN}
    assert schema.depends_on == {database.urn}
    assert schema.by_input == {"database": {database.urn}, "comment": {database.urn}}
    assert database.urn == "urn:pulumi:stack::project::snowflake:index/database:Database::db"
    assert recording.stack_outputs == {"place": "A"}


def test_aliases_are_told() -> None:
    def program() -> None:
        snowflake.AccountRole("a", name="A", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="former")]))
        snowflake.AccountRole("b", name="B")

    recording = record(program, "project", "stack")
    assert {each.name: each.options for each in recording.resources} == {
        "a": {"aliases": [{"spec": {"name": "former", "parentUrn": ""}}]},
        "b": {},
    }


def test_one_run_leaves_nothing_to_the_next() -> None:
    before = pulumi.get_stack()
    first = record(lambda: snowflake.AccountRole("a", name="A"), "project", "one")
    second = record(lambda: snowflake.AccountRole("b", name="B"), "project", "two")
    assert pulumi.get_stack() == before
    assert [each.name for each in first.resources] == ["a"]
    assert [each.urn for each in second.resources] == [
        "urn:pulumi:two::project::snowflake:index/accountRole:AccountRole::b"
    ]


def test_the_sdk_keeps_its_stack_traces_after_a_program_that_fails() -> None:
    def program() -> None:
        assert resource._get_stack_trace() == source_pb2.StackTrace()
        raise ValueError("wrong")

    before = resource._get_stack_trace
    with pytest.raises(ValueError, match="wrong"):
        record(program, "project", "stack")
    assert resource._get_stack_trace is before


def test_what_the_program_raises_is_raised() -> None:
    def program() -> None:
        snowflake.AccountRole("a", name="A")
        raise pulumi.RunError("no")

    with pytest.raises(pulumi.RunError, match=r"^no$"):
        record(program, "project", "stack")


def test_two_resources_of_one_name_are_refused() -> None:
    def program() -> None:
        snowflake.AccountRole("a", name="A")
        snowflake.AccountRole("a", name="B")

    with pytest.raises(
        pulumi.RunError, match="two resources of type snowflake:index/accountRole:AccountRole are named a"
    ):
        record(program, "project", "stack")


def test_a_program_that_asks_the_cloud_is_refused() -> None:
    def program() -> None:
        snowflake.AccountRole("a", name=snowflake.get_current_role_output().name)

    with pytest.raises(Exception, match="getCurrentRole needs a provider"):
        record(program, "project", "stack")


def test_configuration_is_what_the_engine_hands_over(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nconfig:\n  a:b: {value: [x, y]}\n  a:c: {value: 1}\n")
    (tmp_path / "Pulumi.dev.yaml").write_text('config:\n  a:c: true\n  a:d: "1"\n  a:e: {secure: v1:abc}\n')
    assert stack_configuration(tmp_path, "dev") == {"a:b": '["x", "y"]', "a:c": "true", "a:d": "1", "a:e": SECRET}


def test_a_program_reads_its_configuration_and_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: p\n")
    (tmp_path / "neighbour_of_main.py").write_text("NAME = 'A'\n")
    (tmp_path / "__main__.py").write_text(
        "import pulumi\nfrom neighbour_of_main import NAME\n"
        "pulumi.export('x', NAME + pulumi.Config('a').require('b'))\n"
    )
    assert record_program(tmp_path, "s", {"a:b": "1"}).stack_outputs == {"x": "A1"}
