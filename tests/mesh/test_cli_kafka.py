"""`mesh kafka connector`: what it prints, what it writes, and whom it knows nothing for."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import mesh
from mesh.cli import app

REPOSITORY = Path(mesh.__file__).resolve().parent.parent


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["kafka", "connector", *arguments, "--project", str(REPOSITORY)])
    return result.exit_code, result.output


@pytest.mark.parametrize(("stack", "name"), [("dev", "DEV_TRACKING_KAFKA"), ("prod", "TRACKING_KAFKA")])
def test_a_connector_is_printed_for_a_stack(stack: str, name: str) -> None:
    code, printed = run("tracking", "--stack", stack)
    assert code == 0
    assert json.loads(printed)["name"] == name
    key = f"${{file:/run/secrets/{name.lower()}.properties:private_key}}"
    assert json.loads(printed)["config"]["snowflake.private.key"] == key


def test_a_connector_is_written_to_a_file(tmp_path: Path) -> None:
    code, printed = run("tracking", "--output", str(tmp_path / "tracking.json"))
    assert (code, printed) == (0, "")
    assert json.loads((tmp_path / "tracking.json").read_text())["config"]["topics"] == "tracking.clicks.v1"


def test_a_domain_without_kafka_has_none() -> None:
    code, printed = run("customer")
    assert code == 2
    assert "has no ingest from Kafka" in printed
