"""The SQL of a review, against an account: played into the old mesh it makes the new one, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import pytest

from mesh.account.account import Account, Session
from mesh.account.identifiers import Name
from mesh.account.records import Grant, Key, Membership, Object
from mesh.account.refusal import Refused
from mesh.account.sql import parse
from mesh.account.statements import Create, Drop, UseRole
from mesh.review.likeness import differences
from mesh.review.record import NO_DAY
from mesh.review.statements import script
from mesh.review.undone import after_the_run
from mesh.review.world import World

from .conftest import Meshes
from .test_mutations import ROWS

ADMINISTRATOR: Final = Session(Name.of("ACCOUNTADMIN"))
UNLIKE: Final = "-- not as the program says after this: "
REFUSED: Final = "-- the account refuses this: "
T: Final = 'TABLE "D"."S"."T"'

SESSIONS = 'TABLE "TRACKING"."CORE"."SESSIONS" has other'
CLICKSTREAM = 'TABLE "TRACKING"."CORE"."CLICKSTREAM" has other order of columns'
READER = 'GRANT DATABASE ROLE "TRACKING"."SESSIONS_R" TO ROLE "CUSTOMER_READER" does not hold'
SCIENCE = 'GRANT ROLE "TRACKING_ANALYST" TO ROLE "TRACKING_SCIENCE" does not hold'
AIRFLOW = 'GRANT ROLE "TRACKING_TRANSFORMER" TO USER "TRACKING_AIRFLOW" does not hold'
VIEW = 'GRANT SELECT ON VIEW "TRACKING"."SESSIONS"."SESSIONS"'
NOTES = 'TABLE "TRACKING"."CORE"."NOTES"'
CONSENT = 'GRANT DATABASE ROLE "CUSTOMER"."CONSENT_R" TO ROLE "TRACKING_READER" does not hold'
PROFILE = 'GRANT DATABASE ROLE "CUSTOMER"."PROFILE_R" TO ROLE "TRACKING_READER" does not hold'

OTHERWISE: Final[Mapping[tuple[str, str], list[str]]] = {
    # Snowflake adds a column behind the others.
    ("a column less", "undo"): [f"{SESSIONS} order of columns"],
    ("a column under another name", "do"): [f"{SESSIONS} order of columns"],
    ("a column under another name", "undo"): [f"{SESSIONS} order of columns"],
    ("a column more in what is shared", "do"): [CLICKSTREAM],
    ("a column less, of a product that nobody else reads", "undo"): [CLICKSTREAM],
    # Snowflake refuses a type with less room.
    ("a narrower type", "do"): [f"{SESSIONS} columns"],
    ("a wider type", "undo"): [f"{SESSIONS} columns"],
    # The provider adds accounts, and takes one away with all others only. Ours are replaced for that, this one is not.
    ("a share with an account more", "undo"): ['SHARE "TRACKING_AGENCY" has other accounts'],
    # What a role held of other domains goes with it, and their grants stay in the state.
    ("a domain less", "undo"): [CONSENT, PROFILE],
}  # fmt: skip
"""What is not as the program says after the statements of a row of the table, for a reason that is the provider's or
the account's; all others come to exactly the account of the program."""

TWINS: Final[Mapping[tuple[str, str], list[str]]] = {
    ("a grant by hand of what is had anyway", "undo"): [READER],
    ("a reader less, who has it by another grant", "do"): [CONSENT],
    ("one of two grants of a product's role goes", "do"): [READER],
    ("one of two grants of several privileges is for less", "do"): [
        f'{VIEW} TO DATABASE ROLE "TRACKING"."SESSIONS_R" does not hold'
    ],
    ("one of two grants to a share goes", "do"): [f'{VIEW} TO SHARE "TRACKING_REACH" does not hold'],
    ("one of two grants of a role within the domain goes", "do"): [
        'GRANT ROLE "TRACKING_READER" TO ROLE "TRACKING_ANALYST" does not hold'
    ],
    ("one of two grants on all views of a schema goes", "do"): [
        f'{VIEW} TO DATABASE ROLE "TRACKING"."SESSIONS_R" does not hold'
    ],
    ("one of two resources of one table goes", "do"): [
        f"{NOTES} is not there",
        *(
            f'GRANT {privilege} ON {NOTES} TO DATABASE ROLE "TRACKING"."CORE_RW" does not hold'
            for privilege in ("DELETE", "INSERT", "SELECT", "TRUNCATE", "UPDATE")
        ),
    ],
    ("a grant by hand under another logical name, with an alias", "undo"): [SCIENCE],
    ("a role of a service user of one's own under another logical name", "do"): [AIRFLOW],
    ("a role of a service user of one's own under another logical name", "undo"): [AIRFLOW],
    ("a grant by hand under another logical name", "do"): [SCIENCE],
    ("a grant by hand under another logical name", "undo"): [SCIENCE],
}
"""What two resources stand for, of which one goes. The review's own section about access says so too."""
REFUSED_TOO: Final = {
    "a role of one's own under another name",
    "a schema of one's own under another name",
    "a service user of one's own under another name",
    "one of two resources of one table goes",
}
"""Where the account comes to what the program says although it refuses something: the role or user that a grant is to
be taken from, or the schema that it is on, has another name by then; what the second resource would make is there.
"""


def played(account: Account, lines: Iterable[str]) -> Account:
    """The account after a script; only what it says of itself that the account refuses is refused."""
    session, refused = ADMINISTRATOR, False
    for line in lines:
        for statement in parse.script(line):
            if isinstance(statement, UseRole) and statement.role is not None:
                session = Session(statement.role, Name.of("MESH_DEPLOY"), "ALL")
                continue
            if refused:
                with pytest.raises(Refused):
                    account.execute(statement, session)
            else:
                account.execute(statement, session)
        refused = line.startswith(REFUSED)
    return account


def start(side: World, other: World) -> Account:
    """The account of one side, with the roles and users from elsewhere that either side takes to be there."""
    account = side.built.account.fork()
    for each in other.built.outside | side.built.outside:
        there, made = account.get(each.kind, each.name), other.account.get(each.kind, each.name)
        if there is None and each in other.built.outside:
            account.execute(Create(each.kind, each.name), ADMINISTRATOR)
        elif there is not None and made is not None and each not in other.built.outside:
            account.execute(Drop(each.kind, each.name), ADMINISTRATOR)
    return account


def content(account: Account) -> tuple[dict[Key, Object], set[Grant], set[Membership]]:
    """Everything in an account but its own parameters, and but when it came."""
    return (
        {each.key: replace(each, created=0, contents=0) for each in account.objects()},
        {replace(each, created=0) for each in account.grants()},
        {replace(each, created=0) for each in account.memberships()},
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["change"] for row in ROWS])
def test_the_statements_come_to_the_account_of_the_program(
    row: dict[str, Any], meshes: Meshes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*NO_DAY.copy().popitem())
    given = row.get("given", [])
    old, new = meshes.world(meshes.project(given)), meshes.world(meshes.project([*given, row["edit"]]))
    told = script(old, new)
    for way, one, other, lines in (("do", old, new, told.do), ("undo", new, old, told.undo)):
        said = [line.removeprefix(UNLIKE) for line in lines if line.startswith(UNLIKE)]
        refused = [line for line in lines if line.startswith(REFUSED)]
        assert bool(refused) <= (bool(said) or row["change"] in REFUSED_TOO)
        twins = TWINS.get((row["change"], way), [])
        expected = [*OTHERWISE.get((row["change"], way), []), *twins]
        assert [each for each in said if "GRANT INHERITED" not in each] == expected
        assert differences(after_the_run(one, other)[0].account, other.account) == twins
        assert (content(played(start(one, other), lines)) == content(start(other, one))) is not bool(said)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("DROP TABLE d.s.t", [f"{T} is still there"]),
        ("CREATE VIEW d.s.v AS SELECT a FROM d.s.t", ['VIEW "D"."S"."V" is not there']),
        (
            "GRANT OWNERSHIP ON TABLE d.s.t TO ROLE r; GRANT ROLE r TO ROLE sysadmin",
            [f"{T} has other kind or owner", 'GRANT ROLE "R" TO ROLE "SYSADMIN" does not hold'],
        ),
        ("ALTER TABLE d.s.t SET TAG d.s.tag = 'x'", [f"{T} has other tags"]),
        ("ALTER TABLE d.s.t ALTER COLUMN a SET TAG d.s.tag = 'x'", [f"{T} has other tags"]),
        ("ALTER TABLE d.s.t SET COMMENT = 'x'", [f"{T} has other comment"]),
        ("ALTER TABLE d.s.t ADD COLUMN c NUMBER", [f"{T} has other columns"]),
        ("CREATE OR REPLACE TABLE d.s.t (b NUMBER, a NUMBER)", [f"{T} has other order of columns"]),
    ],
)
def test_what_is_not_alike_is_named(change: str, expected: list[str]) -> None:
    account = Account()
    made = "CREATE ROLE r; CREATE DATABASE d; CREATE SCHEMA d.s; CREATE TABLE d.s.t (a NUMBER, b NUMBER);"
    for statement in parse.script(f"{made} CREATE TAG d.s.tag"):
        account.execute(statement, ADMINISTRATOR)
    other = account.fork()
    for statement in parse.script(change):
        other.execute(statement, ADMINISTRATOR)
    assert differences(account, other) == expected


def test_grants_that_need_a_parameter_of_the_account_are_told(meshes: Meshes) -> None:
    new = "datamesh:edition: ENTERPRISE\n  datamesh:internalGrants: inherited"
    edit = {"file": "Pulumi.prod.yaml", "old": "datamesh:edition: ENTERPRISE", "new": new}
    told = script(meshes.world(meshes.project([])), meshes.world(meshes.project([edit])))
    refused = {after for line, after in pairwise(told.do) if line.startswith(REFUSED)}
    assert refused == {line for line in told.do if line.startswith("GRANT INHERITED")} != set()
    assert not [line for line in told.undo if line.startswith("--")]
