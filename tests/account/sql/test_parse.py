"""Reading SQL as a person types it."""

from __future__ import annotations

import pytest

from mesh.account.identifiers import Name
from mesh.account.parts import Column, Trigger
from mesh.account.refusal import Refused
from mesh.account.sql.parse import parse, script
from mesh.account.statements import (
    AddColumn,
    Alter,
    AlterColumn,
    Create,
    Describe,
    Drop,
    DropColumn,
    Grantee,
    GrantOwnership,
    GrantPrivileges,
    GrantRole,
    OnAccount,
    OnMany,
    OnObject,
    RevokePrivileges,
    Set,
    SetTag,
    Show,
    ShowGrants,
    Statement,
    Unset,
    UseRole,
)

R = Grantee("ROLE", Name.of("R"))
T = OnObject("TABLE", Name.of("D", "S", "T"))

# --- as a person types it ----------------------------------------------------------------------------------------

TYPED: list[tuple[str, Statement]] = [
    (
        "create warehouse if not exists wh with warehouse_size = 'x-small', auto_suspend 60 auto_resume='TRUE';",
        Create(
            "WAREHOUSE",
            Name.of("WH"),
            {"WAREHOUSE_SIZE": "XSMALL", "AUTO_SUSPEND": 60, "AUTO_RESUME": True},
            if_not_exists=True,
        ),
    ),
    (
        "CREATE WAREHOUSE w WAREHOUSE_SIZE = xxlarge AUTO_SUSPEND = NULL COMMENT = 'it''s -- no comment'",
        Create(
            "WAREHOUSE",
            Name.of("W"),
            {"WAREHOUSE_SIZE": "XXLARGE", "AUTO_SUSPEND": None, "COMMENT": "it's -- no comment"},
        ),
    ),
    (
        "CREATE OR REPLACE ROLE Analyst -- who reads\n COMMENT = $$it's$$ /* and\nmore */",
        Create("ROLE", Name.of("ANALYST"), {"COMMENT": "it's"}, or_replace=True),
    ),
    ('create role "analyst"', Create("ROLE", Name.of("analyst"))),
    (
        "CREATE SCHEMA d.s COMMENT = 'a' WITH MANAGED ACCESS",
        Create("SCHEMA", Name.of("D", "S"), {"COMMENT": "a", "MANAGED ACCESS": True}),
    ),
    (
        "create transient table d.s.t (id int not null, n number( 10 , 2 ) comment 'x', at timestamp with time zone, "
        "e varchar(20) with masking policy g.p.m using (e, id), p double precision)",
        Create(
            "TABLE",
            Name.of("D", "S", "T"),
            {
                "TRANSIENT": True,
                "COLUMNS": (
                    Column("ID", "INT", nullable=False),
                    Column("N", "NUMBER(10,2)", comment="x"),
                    Column("AT", "TIMESTAMP WITH TIME ZONE"),
                    Column("E", "VARCHAR(20)", masking_policy=Name.of("G", "P", "M"), using=("E", "ID")),
                    Column("P", "DOUBLE PRECISION"),
                ),
            },
        ),
    ),
    (
        "create table d.s.t (o object(a varchar, b number(3,0) not null), v vector(float, 3))",
        Create(
            "TABLE",
            Name.of("D", "S", "T"),
            {
                "COLUMNS": (
                    Column("O", "OBJECT(A VARCHAR,B NUMBER(3,0) NOT NULL)"),
                    Column("V", "VECTOR(FLOAT,3)"),
                )
            },
        ),
    ),
    (
        "create view d.s.v as\n  with x as (select 1 a) -- one\n  select a from x ;",
        Create("VIEW", Name.of("D", "S", "V"), {"AS": "with x as (select 1 a) -- one\n  select a from x"}),
    ),
    (
        "create pipe d.s.p auto_ingest=true as copy into d.s.t from @d.s.st file_format = (type = json)",
        Create(
            "PIPE",
            Name.of("D", "S", "P"),
            {"AUTO_INGEST": True, "AS": "copy into d.s.t from @d.s.st file_format = (type = json)"},
        ),
    ),
    (
        "create stage d.s.st url='s3://b/' file_format=(format_name = 'd.s.ff') directory = (enable = true, "
        "auto_refresh = false)",
        Create(
            "STAGE",
            Name.of("D", "S", "ST"),
            {
                "URL": "s3://b/",
                "FILE_FORMAT": {"FORMAT_NAME": Name.of("D", "S", "FF")},
                "DIRECTORY": {"ENABLE": True, "AUTO_REFRESH": False},
            },
        ),
    ),
    (
        "create network policy np allowed_network_rule_list = ('d.s.r', d.s.q) blocked_ip_list = ()",
        Create(
            "NETWORK POLICY",
            Name.of("NP"),
            {
                "ALLOWED_NETWORK_RULE_LIST": (Name.of("D", "S", "R"), Name.of("D", "S", "Q")),
                "BLOCKED_IP_LIST": (),
            },
        ),
    ),
    (
        "create resource monitor m with credit_quota=10.5 frequency=monthly start_timestamp=immediately "
        'notify_users = (u, "v") triggers on 75 percent do notify on 100 percent do suspend',
        Create(
            "RESOURCE MONITOR",
            Name.of("M"),
            {
                "CREDIT_QUOTA": 10.5,
                "FREQUENCY": "MONTHLY",
                "START_TIMESTAMP": "IMMEDIATELY",
                "NOTIFY_USERS": (Name.of("U"), Name.of("v")),
                "TRIGGERS": (Trigger(75, "NOTIFY"), Trigger(100, "SUSPEND")),
            },
        ),
    ),
    (
        "create database c clone d comment = 'x'",
        Create("DATABASE", Name.of("C"), {"COMMENT": "x"}, clone=Name.of("D")),
    ),
    (
        "alter table if exists d.s.t add a int, b varchar collate 'en-ci'",
        Alter(
            "TABLE",
            T.name,
            (AddColumn(Column("A", "INT")), AddColumn(Column("B", "VARCHAR", collate="en-ci"))),
            if_exists=True,
        ),
    ),
    ("alter table d.s.t drop a, b", Alter("TABLE", T.name, (DropColumn("A"), DropColumn("B")))),
    (
        "alter table d.s.t modify a comment 'x', column b type varchar(5)",
        Alter("TABLE", T.name, (AlterColumn("A", comment="x"), AlterColumn("B", type="VARCHAR(5)"))),
    ),
    ("alter table d.s.t alter a unset comment", Alter("TABLE", T.name, (AlterColumn("A", comment=""),))),
    (
        "alter warehouse w set warehouse_size=LARGE, auto_suspend=5",
        Alter("WAREHOUSE", Name.of("W"), (Set({"WAREHOUSE_SIZE": "LARGE", "AUTO_SUSPEND": 5}),)),
    ),
    (
        "alter warehouse w unset comment, resource_monitor",
        Alter("WAREHOUSE", Name.of("W"), (Unset(("COMMENT", "RESOURCE_MONITOR")),)),
    ),
    (
        "alter sequence d.s.q set tag g.p.t = 'v'",
        Alter("SEQUENCE", Name.of("D", "S", "Q"), (SetTag(Name.of("G", "P", "T"), "v"),)),
    ),
    (
        "alter pipe d.s.p set pipe_execution_paused=true",
        Alter("PIPE", Name.of("D", "S", "P"), (Set({"PIPE_EXECUTION_PAUSED": True}),)),
    ),
    ("drop schema d.s cascade", Drop("SCHEMA", Name.of("D", "S"))),
    ("drop integration i", Drop("INTEGRATION", Name.of("I"))),
    ("grant select on table d.s.t to r", GrantPrivileges(("SELECT",), T, R)),
    (
        "GRANT usage ON SCHEMA d.s TO ROLE r WITH GRANT OPTION",
        GrantPrivileges(("USAGE",), OnObject("SCHEMA", Name.of("D", "S")), R, grant_option=True),
    ),
    ("grant all on table d.s.t to role r", GrantPrivileges(("ALL",), T, R)),
    ("grant all privileges on account to role r", GrantPrivileges(("ALL",), OnAccount(), R)),
    (
        "grant select on future views in database d to role r",
        GrantPrivileges(("SELECT",), OnMany("FUTURE", "VIEW", "DATABASE", Name.of("D")), R),
    ),
    (
        "grant inherited usage on all warehouses in account to role r",
        GrantPrivileges(("USAGE",), OnMany("INHERITED", "WAREHOUSE", "ACCOUNT", Name(())), R),
    ),
    (
        "grant usage on integration i to role r",
        GrantPrivileges(("USAGE",), OnObject("INTEGRATION", Name.of("I")), R),
    ),
    (
        "revoke select on table d.s.t from role r cascade",
        RevokePrivileges(("SELECT",), T, R, cascade=True),
    ),
    ("revoke select on table d.s.t from r restrict", RevokePrivileges(("SELECT",), T, R)),
    (
        "grant ownership on all tables in schema d.s to role r revoke current grants",
        GrantOwnership(OnMany("ALL", "TABLE", "SCHEMA", Name.of("D", "S")), R, "REVOKE"),
    ),
    ("grant role a to b", GrantRole(Grantee("ROLE", Name.of("A")), Grantee("ROLE", Name.of("B")))),
    (
        "grant database role d.r to share sh",
        GrantRole(Grantee("DATABASE ROLE", Name.of("D", "R")), Grantee("SHARE", Name.of("SH"))),
    ),
    ("show tables in d.s", Show("TABLE", within=OnObject("SCHEMA", Name.of("D", "S")))),
    ("show terse schemas like 'A%' in database d", Show("SCHEMA", "A%", OnObject("DATABASE", Name.of("D")))),
    ("show databases in account", Show("DATABASE")),
    ("show grants of share sh", ShowGrants("OF", Grantee("SHARE", Name.of("SH")))),
    ("show grants to user u", ShowGrants("TO", Grantee("USER", Name.of("U")))),
    ("desc warehouse w", Describe("WAREHOUSE", Name.of("W"))),
    ("use role r", UseRole(Name.of("R"))),
    ("use secondary roles all", UseRole(secondary="ALL")),
]


@pytest.mark.parametrize(("text", "statement"), TYPED, ids=[text[:50] for text, _ in TYPED])
def test_statement_as_a_person_types_it(text: str, statement: Statement) -> None:
    assert parse(text) == statement


BODIES = [
    "true",
    "comment = 'x'",
    "a = 1 OR comment = 'x'",
    "CASE WHEN comment = 'x' THEN val ELSE '-> COMMENT = ''y''' END",
    "EXISTS (SELECT 1 FROM m WHERE m.comment = 'x' AND (m.role_name = CURRENT_ROLE()))",
    "val::VARCHAR || $$)$$",
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("tail", ["", " COMMENT = 'of the policy'", " COMMENT = 'x' EXEMPT_OTHER_POLICIES = true"])
def test_body_is_verbatim_up_to_the_properties_behind_it(body: str, tail: str) -> None:
    statement = parse(f"CREATE MASKING POLICY d.s.m AS (val VARCHAR) RETURNS VARCHAR -> {body}{tail};")
    assert isinstance(statement, Create)
    assert statement.options["BODY"] == body
    assert ("COMMENT" in statement.options) == bool(tail)


def test_script_splits_at_semicolons_outside_of_strings_and_comments() -> None:
    text = """
    -- first; not a statement
    CREATE ROLE a COMMENT = 'x;y';;
    /* ; */ GRANT ROLE a TO ROLE b
    """
    assert [type(statement) for statement in script(text)] == [Create, GrantRole]


def test_script_counts_lines_of_the_whole_text() -> None:
    with pytest.raises(Refused, match="line 3 at position 8 unexpected 'a'"):
        script("CREATE ROLE r;\n\n CREATE a;")
