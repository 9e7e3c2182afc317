"""Sample files: what they become, and every mistake in them at once."""

from pathlib import Path

import pytest

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.sql.parse import script
from mesh.samples import Samples, read_samples
from mesh.settings import Settings

SETTINGS = Settings("dev", "example", "111122223333", "DEV")
ACCOUNT = Account()
for _statement in script(
    """
    CREATE DATABASE DEV_TRACKING; CREATE SCHEMA DEV_TRACKING.CORE; CREATE SCHEMA DEV_TRACKING.LANDING;
    CREATE TABLE DEV_TRACKING.CORE.SESSIONS
      (SESSION_ID VARCHAR NOT NULL, BRAND VARCHAR(10), PAGES NUMBER(4,0), DAY DATE);
    CREATE TABLE DEV_TRACKING.LANDING.CLICKS (RECORD_CONTENT VARIANT);
    CREATE DATABASE DEV_GOVERNANCE; CREATE SCHEMA DEV_GOVERNANCE.MAPPINGS;
    CREATE TABLE DEV_GOVERNANCE.MAPPINGS.BRANDS (ROLE_NAME VARCHAR, VALUE VARCHAR);
    CREATE VIEW DEV_TRACKING.CORE.PORT AS SELECT * FROM DEV_TRACKING.CORE.SESSIONS
    """
):
    ACCOUNT.execute(_statement, Session(Name.of("ACCOUNTADMIN")))
SESSIONS = Name.of("DEV_TRACKING", "CORE", "SESSIONS")
CLICKS = Name.of("DEV_TRACKING", "LANDING", "CLICKS")


def read(folder: Path, **files: str) -> Samples:
    """The samples of a domain whose files are given by name, with `__` for the dots in it."""
    samples = folder / "tracking" / "samples"
    samples.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (samples / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return read_samples(folder, "tracking", SETTINGS, ACCOUNT)


def test_csv_is_rows_of_texts_and_null(tmp_path: Path) -> None:
    text = 'Session_ID,brand,day,pages\ns1,"a, ""b""\nc",2026-03-01,7\ns2,,,\n'
    assert read(tmp_path, core__sessions__csv=text) == Samples(
        {
            SESSIONS: [
                {"SESSION_ID": "s1", "BRAND": 'a, "b"\nc', "DAY": "2026-03-01", "PAGES": "7"},
                {"SESSION_ID": "s2"},
            ]
        },
        [],
    )


def test_json_lines_hold_any_json_in_a_variant(tmp_path: Path) -> None:
    text = '{"record_content": {"a": [1, null]}}\n\n{"RECORD_CONTENT": "x"}\n{}\n'
    assert read(tmp_path, landing__clicks__jsonl=text) == Samples(
        {CLICKS: [{"RECORD_CONTENT": '{"a":[1,null]}'}, {"RECORD_CONTENT": '"x"'}, {}]}, []
    )


def test_a_variant_in_csv_is_json(tmp_path: Path) -> None:
    text = 'record_content\n"{""a"": 1}"\n[1]\n'
    assert read(tmp_path, landing__clicks__csv=text).rows[CLICKS] == [
        {"RECORD_CONTENT": '{"a":1}'},
        {"RECORD_CONTENT": "[1]"},
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"core__session__csv": "session_id\ns1\n"},
            "tracking: samples/core.session.csv\n    found:   'core.session'\n"
            "    allowed: a table of the domain: core.sessions, landing.clicks\n"
            "    fix:     rename the file to core.sessions.csv",
        ),
        (
            {"core__port__csv": "session_id\ns1\n"},
            "tracking: samples/core.port.csv\n    found:   'core.port'\n"
            "    allowed: a table of the domain: core.sessions, landing.clicks\n"
            "    fix:     take the file out, or add the table",
        ),
        (
            {"sessions__csv": "session_id\ns1\n"},
            "tracking: samples/sessions.csv\n    found:   'sessions.csv'\n"
            "    allowed: <schema>.<table>.csv or <schema>.<table>.jsonl\n    fix:     rename the file",
        ),
        (
            {"core__sessions__csv": "session_id,brnd\ns1,x\ns2,y\n"},
            "tracking: samples/core.sessions.csv, line 1\n    found:   'brnd'\n"
            "    allowed: the columns of sessions: session_id, brand, pages, day\n    fix:     write brand",
        ),
        (
            {"core__sessions__csv": "session_id,pages\ns1,many\n"},
            "tracking: samples/core.sessions.csv, line 2, column pages\n    found:   'many'\n"
            "    allowed: a number with at most 4 digits before the point and 0 behind it\n"
            "    fix:     write a value of type NUMBER(4,0)",
        ),
        (
            {"core__sessions__csv": "session_id,pages\n,1\n"},
            "tracking: samples/core.sessions.csv, line 2, column session_id\n    found:   nothing\n"
            "    allowed: a value: the column is NOT NULL\n    fix:     add a value",
        ),
        (
            {"core__sessions__csv": "brand,pages\nhln,1\nvtm,2\n"},
            "tracking: samples/core.sessions.csv, line 1\n    found:   'brand,pages'\n"
            "    allowed: the names of all columns that are NOT NULL; session_id is not there\n"
            "    fix:     add session_id, with a value in each line",
        ),
        (
            {"core__sessions__csv": ""},
            "tracking: samples/core.sessions.csv, line 1\n    found:   nothing\n"
            "    allowed: the names of all columns that are NOT NULL; session_id is not there\n"
            "    fix:     add session_id, with a value in each line",
        ),
        (
            {"core__sessions__csv": "session_id,pages\ns1,1,2\n"},
            "tracking: samples/core.sessions.csv, line 2\n    found:   '3 fields'\n"
            "    allowed: 2 fields, as in the first line\n    fix:     quote a field with a comma",
        ),
        (
            {"core__sessions__csv": 'session_id\n"s1'},
            "tracking: samples/core.sessions.csv, line 2\n    found:   'unexpected end of data'\n"
            "    allowed: CSV with double quotes\n    fix:     mend the quotes",
        ),
        (
            {"landing__clicks__csv": "record_content\n{oops\n"},
            "tracking: samples/landing.clicks.csv, line 2, column record_content\n    found:   nothing\n"
            "    allowed: JSON\n    fix:     write a value of type VARIANT",
        ),
        (
            {"landing__clicks__jsonl": '{"record_content": NaN}\n'},
            "tracking: samples/landing.clicks.jsonl, line 1\n    found:   '{\"record_content\": NaN}'\n"
            "    allowed: one JSON object a line\n    fix:     mend the line: NaN is no JSON",
        ),
        (
            {"landing__clicks__jsonl": '{"record_content": {a: 1}}\n'},
            "tracking: samples/landing.clicks.jsonl, line 1\n    found:   '{\"record_content\": {a: 1}}'\n"
            "    allowed: one JSON object a line\n"
            "    fix:     mend the line: Expecting property name enclosed in double quotes at character 21",
        ),
        (
            {"landing__clicks__jsonl": "[1]\n"},
            "tracking: samples/landing.clicks.jsonl, line 1\n    found:   '[1]'\n"
            "    allowed: one JSON object a line\n    fix:     mend the line",
        ),
        (
            {"core__sessions__csv": "session_id;pages\ns1;1\n"},
            "tracking: samples/core.sessions.csv, line 1\n    found:   'session_id;pages'\n"
            "    allowed: fields with commas between them\n    fix:     save the file with commas",
        ),
        (
            {"core__sessions__csv": "session_id,pages\ns1\n"},
            "tracking: samples/core.sessions.csv, line 2\n    found:   '1 field'\n"
            "    allowed: 2 fields, as in the first line\n"
            "    fix:     add the fields that are missing, each empty for NULL",
        ),
        (
            {"core__sessions__csv": "session_id\ns1\n", "core__sessions__jsonl": '{"session_id": "s1"}\n'},
            "tracking: samples/core.sessions.jsonl\n    found:   'core.sessions.jsonl'\n"
            "    allowed: one file a table\n    fix:     put the rows of both files into one",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, files: dict[str, str], said: str) -> None:
    assert [str(problem) for problem in read(tmp_path, **files).problems] == [said]


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    text = "session_id,pages,day\ns1,x,2026-02-30\n,99999,2026-03-01\n"
    wheres = [problem.where for problem in read(tmp_path, core__sessions__csv=text).problems]
    assert wheres == [
        "samples/core.sessions.csv, line 2, column pages",
        "samples/core.sessions.csv, line 2, column day",
        "samples/core.sessions.csv, line 3, column pages",
        "samples/core.sessions.csv, line 3, column session_id",
    ]


def test_a_domain_without_samples_has_none(tmp_path: Path) -> None:
    assert read_samples(tmp_path, "tracking", SETTINGS, ACCOUNT) == Samples({}, [])


def test_a_mapping_table_names_roles_by_domain_and_function(tmp_path: Path) -> None:
    samples = tmp_path / "governance" / "samples"
    samples.mkdir(parents=True)
    (samples / "mappings.brands.csv").write_text("role_name,value\n{customer.reader},hln\n{customer.boss},{x}\n")
    found = read_samples(tmp_path, "governance", SETTINGS, ACCOUNT)
    assert found.rows == {
        Name.of("DEV_GOVERNANCE", "MAPPINGS", "BRANDS"): [
            {"ROLE_NAME": "DEV_CUSTOMER_READER", "VALUE": "hln"},
            {"ROLE_NAME": "{customer.boss}", "VALUE": "{x}"},
        ]
    }
    text = "session_id\n{customer.reader}\n"
    assert read(tmp_path, core__sessions__csv=text).rows[SESSIONS] == [{"SESSION_ID": "{customer.reader}"}]


def test_a_domain_that_is_not_deployed_is_one_problem(tmp_path: Path) -> None:
    samples = tmp_path / "weather" / "samples"
    samples.mkdir(parents=True)
    for name in ("core.a.csv", "core.b.csv"):
        (samples / name).write_text("x\n1\n")
    assert [str(problem) for problem in read_samples(tmp_path, "weather", SETTINGS, ACCOUNT).problems] == [
        "weather: samples\n    found:   'no database DEV_WEATHER'\n    allowed: a domain that is deployed\n"
        "    fix:     deploy it first: mesh sandbox up --stack dev"
    ]
