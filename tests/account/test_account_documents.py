"""An account as documents: exact there and back, and what ``changes()`` says is what changed."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesh.account.account import Account, Session
from mesh.account.identifiers import Name
from mesh.account.refusal import Refused
from mesh.account.sql.parse import parse

STATEMENTS = (
    "CREATE DATABASE {d}",
    "CREATE OR REPLACE DATABASE {d}",
    "DROP DATABASE {d}",
    "UNDROP DATABASE {d}",
    "ALTER DATABASE {d} RENAME TO {e}",
    "CREATE DATABASE {e} CLONE {d}",
    "CREATE SCHEMA {d}.S WITH MANAGED ACCESS",
    "DROP SCHEMA {d}.S",
    "UNDROP SCHEMA {d}.S",
    "CREATE TABLE {d}.PUBLIC.{o} (A VARCHAR, B NUMBER(10,2) NOT NULL COMMENT 'é\"')",
    "CREATE OR REPLACE TABLE {d}.PUBLIC.{o} (A VARCHAR)",
    "ALTER TABLE {d}.PUBLIC.{o} ADD COLUMN C DATE",
    "DROP TABLE {d}.PUBLIC.{o}",
    "UNDROP TABLE {d}.PUBLIC.{o}",
    "CREATE MASKING POLICY {d}.PUBLIC.M AS (A VARCHAR) RETURNS VARCHAR -> '***'",
    "CREATE ROW ACCESS POLICY {d}.PUBLIC.P AS (A VARCHAR) RETURNS BOOLEAN -> A = 'x'",
    "ALTER TABLE {d}.PUBLIC.{o} ALTER COLUMN A SET MASKING POLICY {d}.PUBLIC.M",
    "CREATE SECURE VIEW {d}.PUBLIC.V (A) ROW ACCESS POLICY {d}.PUBLIC.P ON (A) AS SELECT A FROM {d}.PUBLIC.{o}",
    "CREATE TAG {d}.PUBLIC.T ALLOWED_VALUES 'x', 'y'",
    "ALTER TABLE {d}.PUBLIC.{o} SET TAG {d}.PUBLIC.T = 'x'",
    "ALTER TABLE {d}.PUBLIC.{o} MODIFY COLUMN A SET TAG {d}.PUBLIC.T = 'y'",
    "CREATE ROLE {r}",
    "DROP ROLE {r}",
    "CREATE DATABASE ROLE {d}.{r}",
    "GRANT DATABASE ROLE {d}.{r} TO ROLE {r}",
    "GRANT ROLE {r} TO ROLE SYSADMIN",
    "GRANT SELECT ON ALL TABLES IN SCHEMA {d}.PUBLIC TO ROLE {r}",
    "GRANT SELECT ON FUTURE TABLES IN DATABASE {d} TO DATABASE ROLE {d}.{r}",
    "GRANT USAGE ON DATABASE {d} TO ROLE {r} WITH GRANT OPTION",
    "REVOKE USAGE ON DATABASE {d} FROM ROLE {r}",
    "GRANT OWNERSHIP ON TABLE {d}.PUBLIC.{o} TO ROLE {r} REVOKE CURRENT GRANTS",
    "CREATE RESOURCE MONITOR W WITH CREDIT_QUOTA = 1 TRIGGERS ON 80 PERCENT DO NOTIFY",
    "CREATE WAREHOUSE W RESOURCE_MONITOR = W WAREHOUSE_SIZE = 'SMALL'",
    "ALTER WAREHOUSE W SET AUTO_SUSPEND = 60",
    "CREATE SHARE SH",
    "GRANT USAGE ON DATABASE {d} TO SHARE SH",
    "ALTER SHARE SH ADD ACCOUNTS = O.A",
    "ALTER ACCOUNT SET DATA_RETENTION_TIME_IN_DAYS = 3",
    "CREATE STAGE {d}.PUBLIC.ST URL = 's3://b/p/' DIRECTORY = (ENABLE = true) FILE_FORMAT = (TYPE = JSON)",
)
START = [
    "CREATE DATABASE D1",
    "CREATE SCHEMA D1.S",
    "CREATE TABLE D1.PUBLIC.X (A VARCHAR, B NUMBER)",
    "CREATE MASKING POLICY D1.PUBLIC.M AS (A VARCHAR) RETURNS VARCHAR -> '***'",
    "CREATE TAG D1.PUBLIC.T",
    "CREATE ROLE R1",
    "CREATE DATABASE ROLE D1.R1",
]
NAMES = {"d": ("D1", "D2"), "e": ("D2", "D3"), "o": ("X", '"x y"'), "r": ("R1", "R2")}


@st.composite
def texts(draw: st.DrawFn) -> list[str]:
    chosen = draw(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=40))
    return [text.format(**{key: draw(st.sampled_from(words)) for key, words in NAMES.items()}) for text in chosen]


def documents(account: Account) -> dict[tuple[str, str], Any]:
    return {(table, key): document for table, key, document in account.documents()}


def played(account: Account, script: list[str]) -> None:
    """Execute what the account takes; a refusal is an answer too, any other error fails the test."""
    for text in script:
        with suppress(Refused):
            account.execute(parse(text), Session(Name.of("ACCOUNTADMIN")))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts(), texts())
def test_documents_there_and_back(first: list[str], second: list[str]) -> None:
    account = Account()
    played(account, START)
    store = documents(account)
    account.changes()
    other = Account.from_documents([(table, key, document) for (table, key), document in store.items()])
    for script in (first, second):
        fork = account.fork()
        before = documents(account)
        played(fork, script)
        assert documents(account) == before, "a fork changed its origin"
        played(account, script)
        changes = account.changes()
        for table, key, document in changes:
            if document is None:
                store.pop((table, key), None)
            else:
                store[(table, key)] = json.loads(json.dumps(document))
        assert store == documents(account)
        assert documents(fork) == documents(account)
        other.merge(changes)
        assert documents(other) == store
        assert other.changes() == []
        assert account.changes() == []
    again = Account.from_documents([(table, key, document) for (table, key), document in store.items()])
    assert documents(again) == store
    played(again, first)
    played(account, first)
    assert documents(again) == documents(account)


def test_a_refused_statement_is_no_change() -> None:
    account = Account()
    account.changes()
    played(account, ["CREATE SCHEMA NOSUCH.S", "DROP ROLE SYSADMIN"])
    assert account.changes() == []
