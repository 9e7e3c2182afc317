"""`mesh sandbox load` and `mesh query`: rows from sample files, asked for by a role and by another account."""

from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mesh import MeshError
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.session import Session
from mesh.cli import app
from sandbox.plugin import HOME_VARIABLE
from sandbox.snowflake.account import open_account, run_script

STATEMENTS = """
    CREATE DATABASE DEV_TRACKING; CREATE SCHEMA DEV_TRACKING.CORE;
    CREATE TABLE DEV_TRACKING.CORE.SESSIONS (ID NUMBER, BRAND VARCHAR, EMAIL VARCHAR);
    CREATE MASKING POLICY DEV_TRACKING.CORE.M AS (V VARCHAR) RETURNS VARCHAR ->
      CASE WHEN IS_ROLE_IN_SESSION('PII') THEN V ELSE '[x]' END;
    CREATE SECURE VIEW DEV_TRACKING.CORE.PORT (ID, BRAND, EMAIL MASKING POLICY DEV_TRACKING.CORE.M)
      AS SELECT * FROM DEV_TRACKING.CORE.SESSIONS;
    CREATE ROLE READER; CREATE ROLE PII; CREATE USER ANN; GRANT ROLE READER TO USER ANN; GRANT ROLE PII TO USER ANN;
    GRANT USAGE ON DATABASE DEV_TRACKING TO ROLE READER; GRANT USAGE ON SCHEMA DEV_TRACKING.CORE TO ROLE READER;
    GRANT SELECT ON VIEW DEV_TRACKING.CORE.PORT TO ROLE READER;
    CREATE SHARE SH; GRANT USAGE ON DATABASE DEV_TRACKING TO SHARE SH;
    GRANT USAGE ON SCHEMA DEV_TRACKING.CORE TO SHARE SH; GRANT SELECT ON VIEW DEV_TRACKING.CORE.PORT TO SHARE SH;
    ALTER SHARE SH ADD ACCOUNTS = PARTNER.AGENCY
"""
STACK = 'config:\n  datamesh:organisation: example\n  datamesh:awsAccountId: "111122223333"\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one domain's samples, and a sandbox whose account has the table."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    with closing(open_account(tmp_path / "home")) as account, account.transaction() as state:
        run_script(state, STATEMENTS, Session(Name.of("ACCOUNTADMIN")))
    samples = tmp_path / "domains" / "tracking" / "samples"
    samples.mkdir(parents=True)
    (samples / "core.sessions.csv").write_text("id,brand,email\n1,[bold]hln,ann@example.com\n2,,bob@example.com\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def lines(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return [line.split() for line in result.output.splitlines()]


def load(project: Path, *domain: str) -> Result:
    return run("sandbox", "load", *domain, "--project", str(project))


SELECT = "SELECT id, brand, email FROM port ORDER BY id"
HERE = ("--in", "dev_tracking.core")


def test_what_was_loaded_is_found(project: Path) -> None:
    assert lines(load(project, "tracking")) == [["table", "rows"], ["DEV_TRACKING.CORE.SESSIONS", "2"]]
    assert lines(run("query", "--as", "reader", *HERE, SELECT)) == [
        ["ID", "BRAND", "EMAIL"],
        ["1", "[bold]hln", "[x]"],
        ["2", "NULL", "[x]"],
        ["2", "rows"],
    ]


@pytest.mark.parametrize(
    ("who", "email"),
    [
        (("--as", "READER"), "[x]"),
        (("--as", "READER", "--secondary", "none"), "[x]"),
        (("--as", "READER", "--secondary", "pii"), "ann@example.com"),
        (("--as", "READER", "--secondary", "all", "--user", "ann"), "ann@example.com"),
        (("--as-account", "partner.agency"), "[x]"),
    ],
)
def test_who_asks(project: Path, who: tuple[str, ...], email: str) -> None:
    load(project)
    assert lines(run("query", *who, "SELECT email FROM dev_tracking.core.port WHERE id = 1"))[1] == [email]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("SELECT 1",), "say who asks"),
        (("--as", "R", "--as-account", "A.B", "SELECT 1"), "say who asks"),
        (("--as", "READER", "--secondary", "all", "SELECT 1"), "give --user with it"),
        (("--as", "READER", "--user", "ANN", "SELECT 1"), "give --user with it"),
    ],
)
def test_a_question_without_one_who_asks_is_no_question(project: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run("query", *arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())


def test_refusals_and_problems_are_told(project: Path) -> None:
    assert isinstance(run("query", "--as", "READER", "SELECT * FROM dev_tracking.core.sessions").exception, Refused)
    (project / "domains" / "tracking" / "samples" / "core.sesions.csv").write_text("id\n1\n")
    assert isinstance(load(project).exception, MeshError)
    unknown = load(project, "weather")
    assert unknown.exit_code == 2
    assert "there are no samples of 'weather'" in " ".join(unknown.output.replace("│", " ").split())


def test_a_query_before_anything_was_loaded_says_how_rows_come(project: Path) -> None:
    asked = run("query", "--as", "READER", "SELECT brand FROM dev_tracking.core.port")
    assert (asked.stdout.split(), asked.stderr) == (
        ["BRAND", "0", "rows"],
        "No table has rows yet: mesh sandbox load\n",
    )
    run("sandbox", "load", "--project", str(project))
    again = run("query", "--as", "READER", "SELECT brand FROM dev_tracking.core.port WHERE brand = 'none'")
    assert (again.stdout.split(), again.stderr) == (["BRAND", "0", "rows"], "")
