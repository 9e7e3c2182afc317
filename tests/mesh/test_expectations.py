"""Expectations: what they are checked for, and what is said when they do not hold."""

from pathlib import Path

import pytest

from mesh import Column, Domain, Expect, MeshError, Product, Warehouse
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.sql.parse import script
from mesh.expect import Expectations
from mesh.expectations import check_expectations
from mesh.load import read_expectations
from mesh.settings import Settings

SETTINGS = Settings("dev", "example", "111122223333", "DEV", edition="ENTERPRISE")
COLUMNS = [Column("session_id", "VARCHAR"), Column("brand", "VARCHAR"), Column("email", "VARCHAR")]
DOMAIN = Domain(
    "tracking",
    owner="team@example.com",
    description="Visits",
    warehouses=[Warehouse("load")],
    products=[Product("sessions", description="One row per visit", columns=COLUMNS, readers=["customer"])],
)
ACCOUNT = Account()
for _statement in script(
    """
    CREATE DATABASE DEV_TRACKING; CREATE SCHEMA DEV_TRACKING.CORE; CREATE SCHEMA DEV_TRACKING.SESSIONS;
    CREATE TABLE DEV_TRACKING.CORE.SESSIONS (SESSION_ID VARCHAR, BRAND VARCHAR, EMAIL VARCHAR);
    CREATE ROLE DEV_CUSTOMER_READER; CREATE ROLE DEV_CHURN_READER; CREATE ROLE DEV_TRACKING_ENGINEER;
    CREATE ROW ACCESS POLICY DEV_TRACKING.CORE.ROWS_ AS (X VARCHAR) RETURNS BOOLEAN ->
      CASE CURRENT_ROLE() WHEN 'DEV_CUSTOMER_READER' THEN X IN ('hln', 'vtm') WHEN 'DEV_TRACKING_ENGINEER' THEN TRUE END
      OR INVOKER_SHARE() = 'AGENCY' AND X = 'ad';
    CREATE MASKING POLICY DEV_TRACKING.CORE.EMAIL AS (V VARCHAR) RETURNS VARCHAR ->
      CASE WHEN CURRENT_ROLE() = 'DEV_TRACKING_ENGINEER' THEN V ELSE SHA2(V) END;
    CREATE SECURE VIEW DEV_TRACKING.SESSIONS.SESSIONS
      (SESSION_ID, BRAND, EMAIL MASKING POLICY DEV_TRACKING.CORE.EMAIL)
      ROW ACCESS POLICY DEV_TRACKING.CORE.ROWS_ ON (BRAND) AS SELECT * FROM DEV_TRACKING.CORE.SESSIONS;
    GRANT USAGE ON DATABASE DEV_TRACKING TO ROLE DEV_CUSTOMER_READER;
    GRANT USAGE ON SCHEMA DEV_TRACKING.SESSIONS TO ROLE DEV_CUSTOMER_READER;
    GRANT SELECT ON VIEW DEV_TRACKING.SESSIONS.SESSIONS TO ROLE DEV_CUSTOMER_READER;
    GRANT ROLE DEV_CUSTOMER_READER TO ROLE DEV_TRACKING_ENGINEER;
    CREATE SHARE AGENCY; GRANT USAGE ON DATABASE DEV_TRACKING TO SHARE AGENCY;
    GRANT USAGE ON SCHEMA DEV_TRACKING.SESSIONS TO SHARE AGENCY;
    GRANT SELECT ON VIEW DEV_TRACKING.SESSIONS.SESSIONS TO SHARE AGENCY;
    ALTER SHARE AGENCY ADD ACCOUNTS = PARTNER.AGENCY_EU
    """
):
    ACCOUNT.execute(_statement, Session(Name.of("ACCOUNTADMIN")))

ROWS = """session_id,brand,email
s1,hln,a@example.com
s2,vtm,b@example.com
s3,ad,c@example.com
s4,,
"""


def judged(folder: Path, expectation: str, rows: str = ROWS) -> list[str]:
    """What is said of a domain with this expectation and these rows."""
    samples = folder / "tracking" / "samples"
    samples.mkdir(parents=True, exist_ok=True)
    (samples / "core.sessions.csv").write_text(rows)
    text = f"from mesh import Expect\n\nexpectations = [{expectation}]\n"
    (folder / "tracking" / "expectations.py").write_text(text)
    return [str(problem) for problem in check_expectations(folder, [DOMAIN], SETTINGS, ACCOUNT).problems]


@pytest.mark.parametrize(
    "expectation",
    [
        'Expect("sessions", reader="customer", rows={"brand": ["hln", "vtm"]}, count=2, masked=["email"])',
        'Expect("sessions", reader="customer", clear=["brand", "session_id"])',
        'Expect("sessions", reader="churn", refused=True)',
        'Expect("sessions", function="engineer", rows={"brand": ["hln", "vtm", "ad", "NULL"]}, clear=["email"])',
        'Expect("sessions", account="PARTNER.AGENCY_EU", rows={"brand": ["ad"]}, masked=["email"])',
        'Expect("sessions", account="PARTNER.NOBODY", refused=True)',
    ],
)
def test_what_holds_is_silent(tmp_path: Path, expectation: str) -> None:
    assert judged(tmp_path, expectation) == []


CHANGE = "change the product or the expectation; see mesh query --as DEV_CUSTOMER_READER"
VIEW = "'SELECT * FROM DEV_TRACKING.SESSIONS.SESSIONS'"
ADD = "add sample rows that it sees, with a value of email"


@pytest.mark.parametrize(
    ("expectation", "where", "found", "expected", "fix"),
    [
        (
            'Expect("sessions", reader="customer", rows={"brand": ["hln"]})',
            "sessions as reader customer, rows brand",
            "['hln', 'vtm']",
            "['hln']",
            f"{CHANGE} {VIEW}",
        ),
        (
            'Expect("sessions", reader="customer", count=3)',
            "sessions as reader customer, count",
            "2",
            "3",
            f"{CHANGE} {VIEW}",
        ),
        (
            'Expect("sessions", reader="customer", masked=["brand"])',
            "sessions as reader customer, masked brand",
            "'hln, vtm'",
            "no value of the table",
            f"{CHANGE} {VIEW}",
        ),
        (
            'Expect("sessions", reader="customer", refused=True)',
            "sessions as reader customer, refused",
            "'2 rows'",
            "that it is refused",
            f"{CHANGE} {VIEW}",
        ),
        (
            'Expect("sessions", reader="churn", count=2)',
            "sessions as reader churn, the query",
            "\"002003 (02000): SQL compilation error: Database 'DEV_TRACKING' does not exist or not authorized.\"",
            "an answer",
            f"change the product or the expectation; see mesh query --as DEV_CHURN_READER {VIEW}",
        ),
        (
            'Expect("sessions", reader="nobody", count=2)',
            "sessions as reader nobody, reader",
            "'nobody'",
            "another domain: there are none yet",
            "choose one of these",
        ),
        (
            'Expect("sessions", reader="nobody", refused=True)',
            "sessions as reader nobody, reader",
            "'nobody'",
            "another domain: there are none yet",
            "choose one of these",
        ),
        (
            'Expect("sessions", account="PARTNER.AGENCY", count=2)',
            "sessions as account PARTNER.AGENCY, account",
            "'PARTNER.AGENCY'",
            "an account that the domain shares with: there are none yet",
            "add a Share, or write refused=True",
        ),
        (
            'Expect("sesions", reader="customer", count=2)',
            "sesions as reader customer, product",
            "'sesions'",
            "a product of the domain: sessions",
            'write "sessions"',
        ),
        (
            'Expect("sessions", reader="customer", masked=["mail"])',
            "sessions as reader customer, masked",
            "'mail'",
            "a column: session_id, brand, email",
            'write "email"',
        ),
        (
            'Expect("sessions", account="PARTNER.AGENCY_EU", count=2)',
            "sessions as account PARTNER.AGENCY_EU, count",
            "1",
            "2",
            f"change the product or the expectation; see mesh query --as-account PARTNER.AGENCY_EU {VIEW}",
        ),
    ],
)
def test_what_does_not_hold_says_what_was_found(
    tmp_path: Path, expectation: str, where: str, found: str, expected: str, fix: str
) -> None:
    lines = [
        f"tracking: expectations.py, {where}",
        f"found:   {found}",
        f"allowed: expected {expected}",
        f"fix:     {fix}",
    ]
    assert judged(tmp_path, expectation) == ["\n    ".join(lines)]


def test_a_mask_that_shows_the_value_is_found(tmp_path: Path) -> None:
    (said,) = judged(tmp_path, 'Expect("sessions", function="engineer", masked=["email"])')
    assert "found:   'a@example.com, b@example.com, c@example.com'" in said


def test_a_masked_value_is_not_clear(tmp_path: Path) -> None:
    (said,) = judged(tmp_path, 'Expect("sessions", reader="customer", clear=["email"])')
    assert "allowed: expected values of the table alone" in said


@pytest.mark.parametrize("rows", ["session_id,brand,email\n", "session_id,brand,email\ns1,hln,\n"])
@pytest.mark.parametrize("word", ["masked", "clear"])
def test_rows_that_prove_nothing_do_not_pass(tmp_path: Path, rows: str, word: str) -> None:
    (said,) = judged(tmp_path, f'Expect("sessions", reader="customer", {word}=["email"])', rows)
    assert f"sessions as reader customer, {word} email" in said
    assert "allowed: expected a row to judge by" in said
    assert f"fix:     {ADD}" in said


def test_with_wrong_samples_nothing_is_judged(tmp_path: Path) -> None:
    (said,) = judged(tmp_path, 'Expect("sessions", reader="customer", count=99)', "session_id,brnd\ns1,hln\n")
    assert said.startswith("tracking: samples/core.sessions.csv, line 1\n    found:   'brnd'")


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        (
            Expect("sessions", count=1),
            "tracking: expectation sessions, field reader\n    found:   nothing\n"
            '    allowed: one of reader, function and account\n    fix:     say who looks, as in reader="customer"',
        ),
        (
            Expect("sessions", reader="customer", account="A.B", count=1),
            "tracking: expectation sessions, field account\n    found:   ['reader', 'account']\n"
            '    allowed: one of reader, function and account\n    fix:     say who looks, as in reader="customer"',
        ),
        (
            Expect("sessions", reader="customer"),
            "tracking: expectation sessions, field count\n    found:   nothing\n"
            "    allowed: one of rows, count, masked, clear or refused\n"
            "    fix:     say what is seen, as in count=12",
        ),
        (
            Expect("sessions", reader="customer", refused=True, count=1),
            "tracking: expectation sessions, field refused\n    found:   True\n"
            "    allowed: nothing else beside it\n    fix:     take out refused=True, or count",
        ),
        (
            Expect("sessions", reader="customer", masked="email"),
            "tracking: expectation sessions, field masked\n    found:   'email'\n"
            '    allowed: a list\n    fix:     put it in square brackets, as in masked=["email"]',
        ),
        (
            Expect("sessions", function="admin", count=1),  # type: ignore[arg-type]
            "tracking: expectation sessions, field function\n    found:   'admin'\n"
            "    allowed: one of engineer, analyst, transformer, loader\n    fix:     choose one of these",
        ),
    ],
)
def test_an_expectation_is_checked_by_itself(expect: Expect, said: str) -> None:
    with pytest.raises(MeshError) as wrong:
        Expectations("tracking", [expect])
    assert [str(problem) for problem in wrong.value.problems] == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1", "domains/tracking/expectations.py, variable expectations"),
        ("from mesh import Expct", "domains/tracking/expectations.py, line 1"),
        ("1 / 0", "domains/tracking/expectations.py, line 1"),
    ],
)
def test_a_slip_in_the_file_is_a_problem(tmp_path: Path, text: str, said: str) -> None:
    folder = tmp_path / "domains"
    (folder / "tracking").mkdir(parents=True)
    (folder / "tracking" / "expectations.py").write_text(text)
    with pytest.raises(MeshError) as wrong:
        read_expectations(folder, "tracking")
    assert [problem.where for problem in wrong.value.problems] == [said]


def test_a_domain_without_the_file_expects_nothing(tmp_path: Path) -> None:
    assert read_expectations(tmp_path, "tracking") == ()
