"""What the Snowflake provider sends for each kind and action, as statement and text; the parser reads it back."""

from __future__ import annotations

import pytest

from mesh.account.identifiers import Name
from mesh.account.sql.parse import parse, script
from mesh.account.sql.render import literal, sql
from mesh.account.statements import (
    Create,
    Set,
    Statement,
)
from tests.account import sent_grants as grants
from tests.account import sent_objects as objects
from tests.account.sent_names import CORE, LOAD, READER, alter

ALL = [
    *objects.COMPUTE,
    *objects.STORAGE,
    *objects.POLICIES,
    *objects.VIEWS,
    *grants.ROLES,
    *grants.GRANTS,
    *grants.SHARES,
    *grants.LOADING,
    *grants.NETWORK,
    *grants.READS,
]


@pytest.mark.parametrize(("statement", "text"), ALL, ids=[text[:60] for _, text in ALL])
def test_statement_is_printed_as_the_provider_sends_it(statement: Statement, text: str) -> None:
    assert sql(statement) == text


@pytest.mark.parametrize(("statement", "text"), ALL, ids=[text[:60] for _, text in ALL])
def test_what_the_provider_sends_is_read_back(statement: Statement, text: str) -> None:
    assert parse(text) == statement


def test_a_script_of_all_statements_is_read_back() -> None:
    assert script("".join(f"{text};\n" for _, text in ALL)) == [statement for statement, _ in ALL]


def test_literal_escapes_what_would_end_or_change_it() -> None:
    assert literal("it's a \\n") == "'it\\'s a \\\\n'"


def test_name_with_a_quote_is_doubled() -> None:
    assert sql(Create("DATABASE", Name.of('test"identifier'))) == 'CREATE DATABASE "test""identifier"'


def test_option_without_a_clause_is_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"ROLE has no clause for WAREHOUSE_SIZE here; it has COMMENT"):
        sql(Create("ROLE", READER.name, {"WAREHOUSE_SIZE": "SMALL"}))


def test_option_that_cannot_be_set_later_is_refused() -> None:
    with pytest.raises(ValueError, match="INITIALLY_SUSPENDED"):
        sql(alter("WAREHOUSE", LOAD, Set({"INITIALLY_SUSPENDED": True})))


def test_nothing_to_set_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to set"):
        sql(alter("WAREHOUSE", LOAD, Set({})))


def test_managed_access_is_not_set_together_with_properties() -> None:
    with pytest.raises(ValueError, match="COMMENT"):
        sql(alter("SCHEMA", CORE, Set({"MANAGED ACCESS": True, "COMMENT": "x"})))
