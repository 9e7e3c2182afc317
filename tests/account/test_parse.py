"""Reading SQL: as a person types it, what is refused and where, and round trips of statements of every kind."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mesh.account.clauses import Clause, Form
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS, Kind
from mesh.account.parse import parse, script
from mesh.account.parts import Argument, Column, RowAccess, Trigger, Value
from mesh.account.refusal import Refused
from mesh.account.render import sql
from mesh.account.statements import (
    Action,
    AddAccounts,
    AddColumn,
    AddRowAccess,
    AddStorageLocation,
    Alter,
    AlterColumn,
    Create,
    Describe,
    Drop,
    DropColumn,
    DropRowAccess,
    Grantee,
    GrantOwnership,
    GrantPrivileges,
    GrantRole,
    OnAccount,
    OnMany,
    OnObject,
    Publish,
    RemoveAccounts,
    RemoveStorageLocation,
    Rename,
    RevokePrivileges,
    RevokeRole,
    Set,
    SetManifest,
    SetMaskingPolicy,
    SetTag,
    Show,
    ShowGrants,
    Statement,
    Undrop,
    Unset,
    UnsetMaskingPolicy,
    UnsetTag,
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


# --- refusals ----------------------------------------------------------------------------------------------------

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


# --- round trips -------------------------------------------------------------------------------------------------

CHARACTERS = some.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
TEXTS = some.text(CHARACTERS, max_size=12) | some.sampled_from(["'", "\\", "\\'", "''", "a\nb", "$$", "--", "; DROP"])
PARTS = some.text(CHARACTERS, min_size=1, max_size=12) | some.sampled_from(["A", "a b", 'x"y', "SELECT", "TO"])
PART_LISTS = some.lists(PARTS, min_size=1, max_size=3).map(tuple)
TYPES = some.sampled_from(["VARCHAR", "NUMBER(10,2)", "DOUBLE PRECISION", "TIMESTAMP WITH TIME ZONE", "ARRAY(VARCHAR)"])
BODY = some.sampled_from([*BODIES, "A", "(\n 1 )"])
OPTIONAL_TEXT = some.none() | TEXTS


def names(depth: int) -> some.SearchStrategy[Name]:
    return some.lists(PARTS, min_size=depth, max_size=depth).map(lambda parts: Name(tuple(parts)))


POLICY = names(3)
COLUMN = some.builds(
    Column, PARTS, TYPES, some.booleans(), OPTIONAL_TEXT, OPTIONAL_TEXT, some.none() | POLICY
) | some.builds(Column, PARTS, masking_policy=POLICY, using=PART_LISTS)
TRIGGER = some.builds(Trigger, some.integers(1, 200), some.sampled_from(["NOTIFY", "SUSPEND", "SUSPEND_IMMEDIATE"]))
ROW_ACCESS = some.builds(RowAccess, POLICY, PART_LISTS)
WORDS = some.sampled_from(["GZIP", "STANDARD_GEN_1", "A_1"])


def listed(items: some.SearchStrategy[object], least: int = 0) -> some.SearchStrategy[Value]:
    return some.lists(items, min_size=least, max_size=3).map(tuple)  # type: ignore[arg-type]


VALUES: Mapping[Form, some.SearchStrategy[Value]] = {
    "STRING": TEXTS,
    "NUMBER": some.integers(-9, 10**9) | some.floats(0, 10**6, allow_nan=False).map(lambda number: round(number, 3)),
    "BOOLEAN": some.booleans(),
    "NAME": names(1) | names(3) | some.none(),
    "NAME_TEXT": names(1) | some.none(),
    "NAMES": listed(names(1) | names(3)),
    "ACCOUNTS": listed(names(2), least=1),
    "STRINGS": listed(TEXTS),
    "VALUES": listed(TEXTS, least=1),
    "FLAG": some.just(True),
    "SWITCH": some.just(True),
    "REFERENCE": names(3),
    "TYPE": TYPES,
    "COLUMNS": listed(COLUMN, least=1),
    "ARGUMENTS": listed(some.builds(Argument, PARTS, TYPES), least=1),
    "BODY": BODY,
    "DOCUMENT": TEXTS | some.sampled_from(["title: 'a'\ndescription: b\\n", "ends in $"]),
    "QUERY": some.sampled_from(["SELECT 1", "WITH a AS (SELECT ';') SELECT * FROM a", "COPY INTO T FROM @S"]),
    "ROWS": ROW_ACCESS,
    "TRIGGERS": listed(TRIGGER, least=1),
}


def value(clause: Clause) -> some.SearchStrategy[Value]:
    if clause.form == "FIELDS":
        return options(clause.fields)
    if clause.form == "RECORDS":
        return listed(options(clause.fields), least=1)
    if clause.form in ("WORD", "QUOTED"):
        return some.sampled_from(clause.allowed) if clause.allowed else WORDS
    return VALUES[clause.form]


def options(clauses: tuple[Clause, ...], least: int = 0) -> some.SearchStrategy[dict[str, Value]]:
    chosen = some.lists(some.sampled_from(clauses), min_size=least, max_size=6, unique_by=lambda clause: clause.key)
    return chosen.flatmap(lambda clauses: some.fixed_dictionaries({clause.key: value(clause) for clause in clauses}))


def creates(kind: Kind) -> some.SearchStrategy[Statement]:
    given = options(tuple(clause for clause in kind.clauses if clause.in_create))
    manner = some.sampled_from([(False, False), (True, False), (False, True)])
    clone = some.none() | names(kind.depth) if kind.clonable else some.none()
    return some.builds(
        lambda name, given, manner, clone: Create(kind.name, name, given, manner[0], manner[1], clone),
        names(kind.depth),
        given,
        manner,
        clone,
    )


def alters(kind: Kind) -> some.SearchStrategy[Statement]:
    settable = tuple(clause for clause in kind.clauses if clause.settable and clause.form not in ("SWITCH", "BODY"))
    keys = [clause.key for clause in kind.clauses if clause.unsettable]
    actions: some.SearchStrategy[tuple[Action, ...]] = some.one_of(
        options(settable, least=1).map(lambda given: (Set(given),)),
        *(
            [some.lists(some.sampled_from(keys), min_size=1, unique=True).map(lambda keys: (Unset(tuple(keys)),))]
            if keys
            else []
        ),
        some.lists(some.builds(SetTag, POLICY, TEXTS), min_size=1, max_size=3).map(tuple),
        some.lists(some.builds(UnsetTag, POLICY), min_size=1, max_size=3).map(tuple),
        *([some.builds(Rename, names(kind.depth)).map(lambda rename: (rename,))] if kind.renamable else []),
    )
    return some.builds(Alter, some.just(kind.name), names(kind.depth), actions, some.booleans())


def several(action: some.SearchStrategy[object]) -> some.SearchStrategy[tuple[Action, ...]]:
    return some.lists(action, min_size=1, max_size=3).map(tuple)  # type: ignore[arg-type]


def alone(action: some.SearchStrategy[object]) -> some.SearchStrategy[tuple[Action, ...]]:
    return action.map(lambda one: (one,))  # type: ignore[arg-type, return-value]


COLUMN_ACTIONS = some.one_of(
    several(some.builds(AddColumn, COLUMN)),
    several(some.builds(DropColumn, PARTS)),
    several(some.builds(AlterColumn, PARTS, type=TYPES) | some.builds(AlterColumn, PARTS, comment=TEXTS)),
    several(some.builds(AlterColumn, PARTS, nullable=some.booleans())),
    alone(some.builds(SetMaskingPolicy, PARTS, POLICY, some.just(()) | PART_LISTS, some.booleans())),
    alone(some.builds(UnsetMaskingPolicy, PARTS, some.none())),
    several(some.builds(AddRowAccess, ROW_ACCESS) | some.builds(DropRowAccess, POLICY)),
    several(some.builds(SetTag, POLICY, TEXTS, column=some.just("C"))),
    several(some.builds(UnsetTag, POLICY, column=some.just("C"))),
)
SHARE_ACTIONS = alone(some.builds(AddAccounts, listed(names(2), least=1))) | alone(
    some.builds(RemoveAccounts, listed(names(2), least=1))
)
LOCATIONS = options(next(each.fields for each in KINDS["EXTERNAL VOLUME"].clauses if each.fields), least=1)
VOLUME_ACTIONS = alone(some.builds(AddStorageLocation, LOCATIONS)) | alone(some.builds(RemoveStorageLocation, TEXTS))
LISTING_ACTIONS = alone(some.builds(SetManifest, TEXTS, some.none() | some.booleans())) | alone(
    some.builds(Publish, some.booleans())
)
SWITCHES = some.booleans().map(lambda on: (Set({"MANAGED ACCESS": on}),))
TAG_ACTIONS = several(some.builds(SetMaskingPolicy, some.just(""), POLICY, force=some.booleans())) | several(
    some.builds(UnsetMaskingPolicy, some.just(""), POLICY)
)
NEW_BODY = BODY.map(lambda text: (Set({"BODY": text}),))

GRANTEES = some.builds(Grantee, some.sampled_from(["ROLE", "USER", "SHARE"]), names(1)) | some.builds(
    Grantee, some.just("DATABASE ROLE"), names(2)
)
ROLES = some.builds(Grantee, some.just("ROLE"), names(1)) | some.builds(Grantee, some.just("DATABASE ROLE"), names(2))
OBJECTS = some.sampled_from([kind for kind in KINDS.values() if kind.depth]).flatmap(
    lambda kind: some.builds(OnObject, some.just(kind.name), names(kind.depth))
)
CONTAINERS = some.sampled_from([("ACCOUNT", 0), ("DATABASE", 1), ("SCHEMA", 2)]).flatmap(
    lambda container: some.tuples(some.just(container[0]), names(container[1]))
)
MANY = some.builds(
    lambda which, kind, container: OnMany(which, kind, *container),
    some.sampled_from(["ALL", "FUTURE", "INHERITED"]),
    some.sampled_from(sorted(KINDS)),
    CONTAINERS,
)
ON = some.builds(OnAccount) | OBJECTS | MANY
PRIVILEGES = some.just(("ALL",)) | some.lists(
    some.sampled_from(["SELECT", "USAGE", "CREATE ROW ACCESS POLICY", "MANAGE GRANTS", "IMPORT SHARE"]),
    min_size=1,
    unique=True,
).map(tuple)

KNOWN = [kind for kind in KINDS.values() if kind.creatable]
STATEMENTS: some.SearchStrategy[Statement] = some.one_of(
    some.sampled_from(KNOWN).flatmap(creates),
    some.sampled_from(KNOWN).flatmap(alters),
    some.builds(Alter, some.just("TABLE"), names(3), COLUMN_ACTIONS),
    some.builds(Alter, some.just("SHARE"), names(1), SHARE_ACTIONS),
    some.builds(Alter, some.just("EXTERNAL VOLUME"), names(1), VOLUME_ACTIONS),
    some.builds(Alter, some.just("LISTING"), names(1), LISTING_ACTIONS),
    some.builds(Alter, some.just("TAG"), names(3), TAG_ACTIONS),
    some.builds(Alter, some.just("SCHEMA"), names(2), SWITCHES),
    some.builds(Alter, some.just("ROW ACCESS POLICY"), names(3), NEW_BODY),
    some.builds(GrantPrivileges, PRIVILEGES, ON, GRANTEES, some.booleans()),
    some.builds(RevokePrivileges, PRIVILEGES, ON, GRANTEES, some.booleans(), some.booleans()),
    some.builds(GrantOwnership, ON, ROLES, some.sampled_from(["COPY", "REVOKE", None])),
    some.builds(GrantRole, ROLES, GRANTEES),
    some.builds(RevokeRole, ROLES, GRANTEES),
    OBJECTS.flatmap(
        lambda on: some.sampled_from(
            [
                Drop(on.kind, on.name),
                Drop(on.kind, on.name, True),
                Undrop(on.kind, on.name),
                Describe(on.kind, on.name),
                ShowGrants("ON", on),
            ]
        )
    ),
    some.builds(
        Show,
        some.sampled_from(sorted(KINDS)),
        OPTIONAL_TEXT,
        some.none()
        | some.builds(OnObject, some.just("DATABASE"), names(1))
        | some.builds(OnObject, some.just("SCHEMA"), names(2)),
    ),
    some.builds(ShowGrants, some.sampled_from(["TO", "FUTURE TO"]), GRANTEES),
    some.builds(ShowGrants, some.just("OF"), ROLES),
    some.builds(ShowGrants, some.just("FUTURE IN"), some.builds(OnObject, some.just("SCHEMA"), names(2))),
    some.builds(UseRole, names(1)),
    some.builds(UseRole, secondary=some.sampled_from(["ALL", "NONE"])),
)


@settings(deadline=None, max_examples=400)
@given(statement=STATEMENTS)
def test_every_statement_is_read_back_as_it_was_printed(statement: Statement) -> None:
    assert parse(sql(statement)) == statement


@settings(deadline=None, max_examples=100)
@given(statements=some.lists(STATEMENTS, max_size=4))
def test_every_script_is_read_back(statements: list[Statement]) -> None:
    assert script(";\n".join(map(sql, statements))) == statements


@settings(deadline=None, max_examples=300)
@given(
    text=some.text(max_size=60)
    | some.lists(some.sampled_from([*KINDS, "CREATE", "GRANT", "ON", "TO", "(", ")", "'", "="])).map(" ".join)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        statement = parse(text)
    except Refused:
        return
    assert parse(sql(statement)) == statement
