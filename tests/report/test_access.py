"""Effective access as people and programs read it."""

from __future__ import annotations

import json

import pytest

from mesh.account.account import Account
from mesh.account.effective import Built, Plan, build
from mesh.account.effective.build import LeftOut
from mesh.account.effective.planned import Planned
from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.sql.parse import script
from mesh.account.statements import UseRole
from mesh.problems import MeshError
from mesh.report.golden import golden
from mesh.report.question import Questions

SCRIPT = """
    CREATE ROLE pii; CREATE ROLE r; CREATE ROLE top; CREATE ROLE idle; GRANT ROLE r TO ROLE top;
    USE ROLE SYSADMIN; CREATE DATABASE d; CREATE SCHEMA d.s;
    CREATE TABLE d.s.t (id NUMBER, region VARCHAR, email VARCHAR);
    CREATE DATABASE ROLE d.x; CREATE MASKING POLICY d.s.hide AS (v VARCHAR) RETURNS VARCHAR ->
        CASE WHEN IS_ROLE_IN_SESSION('PII') THEN v ELSE '***' END;
    CREATE ROW ACCESS POLICY d.s.eu AS (r VARCHAR) RETURNS BOOLEAN -> IS_ROLE_IN_SESSION('TOP') OR r = 'EU';
    CREATE SECURE VIEW d.s.v (id, region, email MASKING POLICY d.s.hide) ROW ACCESS POLICY d.s.eu ON (region)
        AS SELECT id, region, email FROM d.s.t;
    GRANT USAGE ON SCHEMA d.s TO DATABASE ROLE d.x; GRANT SELECT ON VIEW d.s.v TO DATABASE ROLE d.x;
    GRANT DATABASE ROLE d.x TO ROLE r
"""


@pytest.fixture
def built() -> Built:
    made = build(Plan(()))
    _run(made.account, SCRIPT)
    return made


def _run(account: Account, text: str) -> None:
    session = Session(Name.of("ACCOUNTADMIN"))
    for statement in script(text):
        if isinstance(statement, UseRole):
            session = Session(statement.role or session.role)
        else:
            account.execute(statement, session)


@pytest.fixture
def questions(built: Built) -> Questions:
    return Questions(built, "prod")


def test_where_nothing_is_reached_it_says_so(questions: Questions) -> None:
    assert questions.shown(["idle"]) == "IDLE reaches nothing on stack prod."
    assert json.loads(questions.shown(["idle"], as_json=True)) == []


def test_a_privilege_that_no_view_has_is_a_slip(questions: Questions) -> None:
    with pytest.raises(MeshError) as raised:
        questions.why("r", "d.s.v", "SELCT")
    assert str(raised.value) == (
        "1 problem:\n"
        "stack prod: option --privilege\n"
        "    found:   'SELCT'\n"
        "    allowed: a privilege on VIEW D.S.V: OWNERSHIP, REFERENCES, SELECT\n"
        "    fix:     did you mean SELECT?"
    )
    assert "has no OWNERSHIP on VIEW D.S.V" in questions.why("r", "d.s.v", "OWNERSHIP").text


def test_what_a_role_reaches(questions: Questions) -> None:
    assert (
        questions.shown(["r"])
        == """\
OBJECT      MAY     ROWS              NOT CLEAR              BY
DATABASE D  USAGE                                            R > D.X: USAGE
SCHEMA D.S  USAGE                                            R > D.X: USAGE
VIEW D.S.V  SELECT  REGION IN ('EU')  EMAIL masked as '***'  R > D.X: SELECT"""
    )


def test_what_a_person_with_several_roles_reaches(questions: Questions) -> None:
    assert "EMAIL masked" in questions.shown(["top"])
    together = questions.shown(["top", "pii"])
    assert "all" in together
    assert "EMAIL" not in together


def test_who_reaches_an_object(questions: Questions) -> None:
    assert (
        questions.shown(["d.s.v"])
        == """\
WHO  MAY     ROWS              NOT CLEAR              BY
R    SELECT  REGION IN ('EU')  EMAIL masked as '***'  R > D.X: SELECT
TOP  SELECT  all               EMAIL masked as '***'  TOP > R > D.X: SELECT"""
    )


def test_who_sees_a_column(built: Built, questions: Questions) -> None:
    _run(built.account, "GRANT ROLE pii TO ROLE top")
    assert (
        questions.shown(["d.s.v.email"])
        == """\
WHO  MAY     ROWS              SEES EMAIL       BY
TOP  SELECT  all               in clear         TOP > R > D.X: SELECT
R    SELECT  REGION IN ('EU')  masked as '***'  R > D.X: SELECT"""
    )
    assert questions.shown(["d.s.t.email"]) == "nobody"
    told = json.loads(questions.shown(["d.s.v.email"], as_json=True))
    assert [(each["who"]["name"], each["columns"]) for each in told] == [
        ("TOP", {"EMAIL": {"shown": "clear", "how": ""}}),
        ("R", {"EMAIL": {"shown": "masked", "how": "'***'"}}),
    ]
    with pytest.raises(MeshError, match=r"did you mean D\.S\.V"):
        questions.shown(["d.s.v.emial"])


def test_why_and_why_not(questions: Questions) -> None:
    assert (
        questions.why("top", "d.s.v").text
        == """\
TOP has SELECT on VIEW D.S.V, because of
  TOP > R > D.X: USAGE on DATABASE D
  TOP > R > D.X: USAGE on SCHEMA D.S
  TOP > R > D.X: SELECT on VIEW D.S.V
rows: all
EMAIL: masked as '***'"""
    )
    assert questions.why("top", "d.s.t").text == (
        "TOP has no SELECT on TABLE D.S.T: 002003 (02000): SQL compilation error: "
        "Table 'D.S.T' does not exist or not authorized."
    )
    assert [questions.why("top", each).allowed for each in ("d.s.v", "d.s.t")] == [True, False]
    assert "has no REFERENCES on VIEW D.S.V: 003001" in questions.why("top", "d.s.v", "REFERENCES").text


def test_a_table_wider_than_the_terminal_is_told_entry_by_entry(questions: Questions) -> None:
    whole = questions.shown(["d.s.v"])
    assert questions.shown(["d.s.v"], width=max(map(len, whole.splitlines()))) == whole
    assert (
        questions.shown(["d.s.v"], width=60)
        == """\
R
  may        SELECT
  rows       REGION IN ('EU')
  not clear  EMAIL masked as '***'
  by         R > D.X: SELECT
TOP
  may        SELECT
  rows       all
  not clear  EMAIL masked as '***'
  by         TOP > R > D.X: SELECT"""
    )


def test_each_of_several_objects_has_its_table(questions: Questions) -> None:
    assert (
        questions.shown(["d.s", "d.s.t"])
        == """\
SCHEMA D.S
WHO  MAY    BY
R    USAGE  R > D.X: USAGE
TOP  USAGE  TOP > R > D.X: USAGE

TABLE D.S.T
nobody"""
    )
    assert len(json.loads(questions.shown(["d.s", "d.s.t"], as_json=True))) == 2
    assert questions.shown(["d.s.t"]) == "Nobody reaches d.s.t on stack prod."


def test_roles_and_objects_are_not_asked_for_together(questions: Questions) -> None:
    with pytest.raises(MeshError) as raised:
        questions.shown(["d.s.v", "r"])
    (problem,) = raised.value.problems
    assert problem.value == "d.s.v r"
    assert problem.fix.endswith("mesh access why R OBJECT")


def test_json_says_the_same(questions: Questions) -> None:
    *_, view = json.loads(questions.shown(["r"], as_json=True))
    assert view == {
        "who": {"kind": "ROLE", "name": "R"},
        "object": {"kind": "VIEW", "name": "D.S.V", "to_come": False},
        "privileges": ["SELECT"],
        "rows": {"extent": "some", "predicate": "REGION IN ('EU')"},
        "columns": {
            "ID": {"shown": "clear", "how": ""},
            "REGION": {"shown": "clear", "how": ""},
            "EMAIL": {"shown": "masked", "how": "'***'"},
        },
        "notes": [],
        "chain": [
            {
                "privilege": privilege,
                "on": {"kind": kind, "name": name},
                "path": [{"kind": "ROLE", "name": "R"}, {"kind": "DATABASE ROLE", "name": "D.X"}],
                "way": "GRANT",
                "stated_on": None,
            }
            for privilege, kind, name in (
                ("USAGE", "DATABASE", "D"),
                ("USAGE", "SCHEMA", "D.S"),
                ("SELECT", "VIEW", "D.S.V"),
            )
        ],
    }
    (answer,) = json.loads(questions.why("r", "d.s.v", as_json=True).text)
    assert answer["allowed"] is True
    assert answer["chain"] == view["chain"]
    (refused,) = json.loads(questions.why("idle", "d.s.v", as_json=True).text)
    assert refused["refusal"].endswith("Database 'D' does not exist or not authorized.")


@pytest.mark.parametrize("text", ["d.s.vv", "no such; name", ""])
def test_a_name_that_is_not_there(questions: Questions, text: str) -> None:
    with pytest.raises(MeshError, match="stack prod: a name in the question") as raised:
        questions.shown([text])
    (problem,) = raised.value.problems
    assert problem.value == text
    assert ("did you mean D.S.V?" in problem.fix) is (text == "d.s.vv")
    with pytest.raises(MeshError):
        questions.why(text, "d.s.v")


def test_the_golden_table(built: Built) -> None:
    assert (
        golden(built, "prod")
        == """\
Effective access on stack prod: what each role reaches by itself, and each external account.
Written by `mesh access --golden`; a change of it is a change of who can read what.

IDLE
  nothing

PII
  nothing

PUBLIC
  nothing

R
  DATABASE D | USAGE
  SCHEMA D.S | USAGE
  VIEW D.S.V | SELECT | rows: REGION IN ('EU')
    clear: ID, REGION
    masked as '***': EMAIL

TOP
  DATABASE D | USAGE
  SCHEMA D.S | USAGE
  VIEW D.S.V | SELECT | rows: all
    clear: ID, REGION
    masked as '***': EMAIL
"""
    )


def test_who_reaches_the_same_is_told_in_one_line(built: Built) -> None:
    _run(built.account, "CREATE ROLE z; GRANT ROLE r TO ROLE z")
    assert golden(built, "prod").endswith("\nZ\n  the same as R\n")


def test_nothing_in_a_name_or_value_breaks_a_line(built: Built) -> None:
    _run(
        built.account,
        """USE ROLE SYSADMIN; CREATE TABLE d.s."a
        b" ("c\x1b[31m" VARCHAR); GRANT SELECT ON TABLE d.s."a
        b" TO ROLE r""",
    )
    everything = [
        Questions(built, "prod").shown(["r"]),
        Questions(built, "prod").why("r", 'd.s."a\n        b"').text,
        golden(built, "prod"),
    ]
    for text in everything:
        assert "D.S.a\\n        b" in text
        assert "\x1b" not in text
    assert "clear: c\\x1b[31m" in everything[-1]


def test_the_golden_table_says_what_is_not_in_it(built: Built) -> None:
    left_out = LeftOut(Planned("t", "orphan", {}, "R"), "it is refused")
    text = golden(Built(built.account, frozenset({Name.of("R")}), (left_out,)), "dev")
    assert "\nleft out: orphan: it is refused\n" in text
    assert "\nR\n" not in text
    assert "\nTOP\n" in text
