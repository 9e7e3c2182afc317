"""Statements of every kind are printed and read back, and any text is read or refused."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as some

from mesh.account.clauses import Clause, Form
from mesh.account.identifiers import Name
from mesh.account.kinds import KINDS, Kind
from mesh.account.parts import Argument, Column, RowAccess, Trigger, Value
from mesh.account.refusal import Refused
from mesh.account.sql.parse import parse, script
from mesh.account.sql.render import sql
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
from tests.account.sql.test_parse import BODIES

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
