"""SQL that is refused before the account sees it, in which words and where; and what is left to the account."""

from __future__ import annotations

import pytest

from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.sql.parse import parse
from mesh.account.sql.render import sql
from mesh.account.statements import (
    Create,
    Grantee,
    GrantOwnership,
    GrantPrivileges,
    OnMany,
    OnObject,
    RevokePrivileges,
    Statement,
    Undrop,
)

R = Grantee("ROLE", Name.of("R"))
T = OnObject("TABLE", Name.of("D", "S", "T"))

SYNTAX = (1003, "syntax error")
NOT_KNOWN = (None, "sandbox does not know")

REFUSED: list[tuple[str, str, int | None, str]] = [
    ("A-34 dash", "CREATE ROLE my-role", 1003, "syntax error line 1 at position 14 unexpected '-'."),
    ("A-34 digit", "CREATE ROLE 1abc", 1003, "syntax error line 1 at position 12 unexpected '1'."),
    ("A-50", "GRANT CREATE DATABASE TO ROLE r", 1003, "syntax error line 1 at position 22 unexpected 'TO'."),
    (
        "A-62 as the provider sends it",
        'REVOKE GRANT OPTION FOR IMPORTED PRIVILEGES, USAGE ON DATABASE "D" FROM ROLE "R"',
        1003,
        "syntax error line 1 at position 24 unexpected 'IMPORTED'.",
    ),
    (
        "A-62 first",
        "GRANT IMPORTED PRIVILEGES, USAGE ON DATABASE d TO ROLE r",
        1003,
        "position 25 unexpected ','.",
    ),
    (
        "A-62 second",
        "GRANT USAGE, IMPORTED PRIVILEGES ON DATABASE d TO ROLE r",
        1003,
        "position 13 unexpected 'IMPORTED'.",
    ),
    ("A-77", "GRANT SELECT ON TABLE t TO ROLE r COPY CURRENT GRANTS", None, "Only OWNERSHIP grant command"),
    ("A-101 option", "GRANT INHERITED SELECT ON FUTURE TABLES IN SCHEMA d.s TO ROLE r", 1003, "unexpected 'FUTURE'"),
    ("A-111", "GRANT DATABASE ROLE d.r TO USER u WITH GRANT OPTION", 1003, "unexpected 'WITH'"),
    (
        "A-144",
        "ALTER SHARE sh SET ACCOUNTS = o.a SHARE_RESTRICTIONS = FALSE",
        1420,
        "invalid property 'SHARE_RESTRICTIONS' for 'SHARE'",
    ),
    ("A-146", "ALTER SHARE sh RENAME TO sh2", 1003, "position 15 unexpected 'RENAME'."),
    ("A-271 mask", "CREATE MASKING POLICY d.s.p CLONE d.s.q", 1003, "unexpected 'CLONE'"),
    ("A-271 rows", "CREATE ROW ACCESS POLICY d.s.p CLONE d.s.q", 1003, "unexpected 'CLONE'"),
    ("A-279", "CREATE OR REPLACE TABLE IF NOT EXISTS d.s.t (a INT)", None, "IF NOT EXISTS and OR REPLACE"),
    ("property", "CREATE WAREHOUSE w FOO = 1", 1420, "invalid property 'FOO' for 'WAREHOUSE'"),
    ("twice", "CREATE ROLE r COMMENT = 'a' COMMENT = 'b'", None, "duplicate property 'COMMENT'"),
    ("boolean", "CREATE WAREHOUSE w AUTO_RESUME = maybe", 1008, "invalid value [MAYBE] for parameter 'AUTO_RESUME'"),
    ("unset", "ALTER WAREHOUSE w UNSET WAREHOUSE_SIZE", 1420, "invalid property 'WAREHOUSE_SIZE'"),
    ("set nothing", "ALTER WAREHOUSE w SET", 1003, "position 21 unexpected '<EOF>'"),
    ("second line", "GRANT ROLE a\n  OF ROLE b", 1003, "syntax error line 2 at position 2 unexpected 'OF'."),
    ("not closed", "CREATE ROLE r COMMENT = 'x", 1003, "position 24 unexpected '''."),
    ("reserved", "CREATE ROLE select", 1003, "unexpected 'select'"),
    ("kind", "CREATE WARHOUSE w", 1003, "position 7 unexpected 'WARHOUSE'."),
    ("verb", "CRATE ROLE r", 1003, "position 0 unexpected 'CRATE'."),
    ("flag", "CREATE SECURE TABLE d.s.t (a INT)", 1003, "position 7 unexpected 'SECURE'."),
    ("no type", "GRANT SELECT ON t TO ROLE r", 1003, "position 18 unexpected 'TO'."),
    ("plural", "GRANT SELECT ON ALL TABLE IN SCHEMA d.s TO ROLE r", 1003, "unexpected 'TABLE'"),
    ("masking ends", "CREATE MASKING POLICY p AS (v INT) RETURNS INT -> ", 1003, "unexpected '<EOF>'"),
    ("masking closes", "CREATE MASKING POLICY p AS (v INT) RETURNS INT -> v)", 1003, "position 51 unexpected ')'."),
    ("masking opens", "CREATE MASKING POLICY p AS (v INT) RETURNS INT -> (v", 1003, "unexpected '<EOF>'"),
    ("view column of a role", "ALTER ROLE r ADD COLUMN a INT", 1003, "unexpected 'ADD'"),
    ("empty", " -- nothing\n", 900, "Empty SQL statement"),
    ("two", "CREATE ROLE a; CREATE ROLE b", 8, "Actual statement count 2"),
    ("too long", f"CREATE ROLE {'a' * 256}", None, "at most 255"),
    ("select", "SELECT 1", None, "sandbox does not know this statement: SELECT 1"),
    ("A-66", "CREATE HYBRID TABLE d.s.t (a INT)", None, "sandbox does not know"),
    ("task", "CREATE TASK t SCHEDULE = '1 MINUTE' AS SELECT 1", None, "sandbox does not know"),
    ("key", "CREATE TABLE d.s.t (a INT PRIMARY KEY)", None, "sandbox does not know this statement: PRIMARY in"),
    ("table key", "CREATE TABLE d.s.t (a INT, PRIMARY KEY (a))", None, "sandbox does not know"),
    ("with tag", "CREATE ROLE r WITH TAG (a.b.c = 'x')", None, "sandbox does not know"),
    ("signature", "GRANT USAGE ON FUNCTION d.s.f(INT) TO ROLE r", None, "sandbox does not know"),
    ("parameters", "SHOW PARAMETERS IN DATABASE d", None, "sandbox does not know"),
    ("use", "USE DATABASE d", None, "sandbox does not know"),
    ("rename column", "ALTER TABLE d.s.t RENAME COLUMN a TO b", None, "sandbox does not know"),
    ("all row access", "ALTER VIEW d.s.v DROP ALL ROW ACCESS POLICIES", None, "sandbox does not know"),
    ("constraint", "ALTER TABLE d.s.t ADD PRIMARY KEY (a)", None, "sandbox does not know"),
    ("A-214", "ALTER TAG d.s.t DROP ALLOWED_VALUES 'a'", None, "sandbox does not know"),
    ("suspend", "ALTER WAREHOUSE w SUSPEND", None, "sandbox does not know"),
]


@pytest.mark.parametrize(("text", "number", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(text: str, number: int | None, words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text)
    assert refused.value.number == number
    assert words in refused.value.message


PASSED_ON: list[tuple[str, str, Statement]] = [
    (
        "A-8",
        "GRANT USAGE ON FILE_FORMAT ff TO ROLE r",
        GrantPrivileges(("USAGE",), OnObject("FILE_FORMAT", Name.of("FF")), R),
    ),
    ("A-54", "GRANT ALL ON TAG t TO ROLE r", GrantPrivileges(("ALL",), OnObject("TAG", Name.of("T")), R)),
    (
        "A-75",
        "GRANT SELECT, OWNERSHIP ON TABLE d.s.t TO ROLE r",
        GrantPrivileges(("SELECT", "OWNERSHIP"), T, R),
    ),
    (
        "A-92",
        "GRANT APPLY ON FUTURE ROW ACCESS POLICIES IN SCHEMA d.s TO ROLE r",
        GrantPrivileges(("APPLY",), OnMany("FUTURE", "ROW ACCESS POLICY", "SCHEMA", Name.of("D", "S")), R),
    ),
    (
        "A-101 ownership",
        "GRANT INHERITED OWNERSHIP ON ALL TABLES IN SCHEMA d.s TO ROLE r",
        GrantOwnership(OnMany("INHERITED", "TABLE", "SCHEMA", Name.of("D", "S")), R),
    ),
    (
        "A-101 cascade",
        "REVOKE INHERITED SELECT ON ALL TABLES IN SCHEMA d.s FROM ROLE r CASCADE",
        RevokePrivileges(("SELECT",), OnMany("INHERITED", "TABLE", "SCHEMA", Name.of("D", "S")), R, cascade=True),
    ),
    ("A-183", "UNDROP ROW ACCESS POLICY p", Undrop("ROW ACCESS POLICY", Name.of("P"))),
    (
        "A-234",
        "CREATE WAREHOUSE w WAREHOUSE_SIZE = 'SMALLA'",
        Create("WAREHOUSE", Name.of("W"), {"WAREHOUSE_SIZE": "SMALLA"}),
    ),
    (
        "A-289",
        "CREATE USER u DEFAULT_SECONDARY_ROLES = ('R1')",
        Create("USER", Name.of("U"), {"DEFAULT_SECONDARY_ROLES": ("R1",)}),
    ),
    (
        "plural",
        "GRANT X ON ALL FOOS IN SCHEMA d.s TO ROLE r",
        GrantPrivileges(("X",), OnMany("ALL", "FOO", "SCHEMA", Name.of("D", "S")), R),
    ),
]


@pytest.mark.parametrize(("text", "statement"), [case[1:] for case in PASSED_ON], ids=[case[0] for case in PASSED_ON])
def test_what_the_account_refuses_is_read_first(text: str, statement: Statement) -> None:
    assert parse(text) == statement
    assert parse(sql(statement)) == statement
