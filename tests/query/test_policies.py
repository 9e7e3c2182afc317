"""Which rows and columns come back: row access policies and masks, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mesh.account.identifiers import Name
from mesh.account.session import Session
from mesh.account.statements import Alter, Set

Make = Callable[..., Any]

MASK = """
    CREATE MASKING POLICY D.S.MASK AS (V VARCHAR) RETURNS VARCHAR ->
      CASE WHEN IS_ROLE_IN_SESSION('PII') THEN V ELSE '***' END;
"""


def policy(body: str, argument: str = "X") -> str:
    """A row access policy on the table itself, by the region."""
    return f"""
        CREATE ROW ACCESS POLICY D.S.P AS ({argument} VARCHAR) RETURNS BOOLEAN -> {body};
        ALTER TABLE D.S.T ADD ROW ACCESS POLICY D.S.P ON (REGION)
    """


MASKED = f"{MASK} ALTER TABLE D.S.T MODIFY COLUMN EMAIL SET MASKING POLICY D.S.MASK"


def ids(world: Any, role: str = "R", secondary: tuple[str, ...] = ()) -> list[int]:
    return [row[0] for row in world.select("SELECT id FROM d.s.t ORDER BY id", role, secondary)]


# --- row access --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("x = 'EU'", [1]),
        # Negation does not bring NULL back; a NULL predicate hides its row.
        ("x <> 'US'", [1]),
        ("NOT (x = 'US')", [1]),
        ("NULL", []),
        ("CASE WHEN x IS NULL THEN TRUE END", [3]),
        ("TRUE", [1, 2, 3]),
        ("CURRENT_ROLE() = 'R'", [1, 2, 3]),
        ("CURRENT_ROLE() = 'LEAD'", []),
        ("CURRENT_ROLE() IN ('PII', 'R') AND x IN ('EU', 'US')", [1, 2]),
        ("IS_ROLE_IN_SESSION('R')", [1, 2, 3]),
        ("IS_ROLE_IN_SESSION('PII')", []),
        ("IS_ROLE_IN_SESSION('r')", []),
        ("IS_ROLE_IN_SESSION(NULL)", []),
        ("NOT IS_ROLE_IN_SESSION('PII')", [1, 2, 3]),
        ("CURRENT_USER() = 'ANN' OR CURRENT_USER() <> 'ANN'", []),
        ("INVOKER_SHARE() IS NULL", [1, 2, 3]),
        ("CURRENT_ACCOUNT() = 'LOCAL' AND CURRENT_ORGANIZATION_NAME() = 'SANDBOX'", [1, 2, 3]),
    ],
)
def test_only_rows_for_which_it_is_true(full: Make, body: str, seen: list[int]) -> None:
    assert ids(full(policy(body))) == seen


def test_owner_and_administrators_are_filtered_too(full: Make) -> None:
    world = full(policy("CURRENT_ROLE() = 'LEAD'"), "GRANT OWNERSHIP ON TABLE D.S.T TO ROLE R COPY CURRENT GRANTS")
    assert ids(world) == []
    world.run("GRANT ROLE R TO ROLE ACCOUNTADMIN")
    assert ids(world, "ACCOUNTADMIN") == []


def test_inherited_and_secondary_roles_are_in_session(full: Make) -> None:
    world = full(policy("IS_ROLE_IN_SESSION('PII')"))
    assert ids(world) == []
    assert ids(world, secondary=("PII",)) == [1, 2, 3]
    world.run("GRANT ROLE PII TO ROLE R")
    assert ids(world) == [1, 2, 3]


def test_current_role_is_the_primary_one_alone(full: Make) -> None:
    world = full(policy("CURRENT_ROLE() = 'PII'"), "GRANT ROLE PII TO ROLE R")
    assert ids(world) == []
    assert ids(world, secondary=("PII",)) == []


@pytest.mark.parametrize(
    ("name", "seen"), [("DR", [1, 2, 3]), ("D.DR", []), ("dr", []), ("OTHER", [])], ids=["own", "full", "case", "other"]
)
def test_database_roles_are_looked_up_in_the_tables_database(full: Make, name: str, seen: list[int]) -> None:
    world = full(
        "CREATE DATABASE ROLE D.DR; GRANT DATABASE ROLE D.DR TO ROLE R; CREATE DATABASE G;"
        "CREATE DATABASE ROLE G.OTHER; GRANT DATABASE ROLE G.OTHER TO ROLE R",
        policy(f"IS_DATABASE_ROLE_IN_SESSION('{name}')"),
    )
    assert ids(world) == seen


MAPPING = "CREATE TABLE D.S.M (ROLE_NAME VARCHAR, REG VARCHAR)"
BY_MAPPING = "EXISTS (SELECT 1 FROM D.S.M AS m WHERE m.role_name = CURRENT_ROLE() AND m.reg = x)"


def test_a_mapping_table_is_read_as_the_policys_owner(full: Make) -> None:
    world = full(MAPPING, policy(BY_MAPPING))
    world.rows["M"] = [("R", "EU"), ("PII", "US")]
    assert ids(world) == [1]
    assert "Object 'D.S.M' does not exist" in world.refusal("SELECT * FROM d.s.m")
    world.rows["M"] = []
    assert ids(world) == []


def test_a_mapping_table_is_found_in_the_policys_schema(full: Make) -> None:
    world = full(MAPPING, policy("x IN (SELECT reg FROM m WHERE role_name = CURRENT_ROLE())"))
    world.rows["M"] = [("R", "US")]
    assert ids(world) == [2]


def test_a_policy_whose_owner_may_not_read_the_mapping_is_refused(full: Make) -> None:
    world = full(MAPPING, policy(BY_MAPPING), "GRANT OWNERSHIP ON ROW ACCESS POLICY D.S.P TO ROLE OWNER")
    assert "Failure during expansion of the policies of 'D.S.T'" in world.refusal("SELECT * FROM d.s.t")


def test_an_argument_that_a_mapping_table_has_as_a_column_is_refused(full: Make) -> None:
    """It would bind to the column, and every row would be seen: here the column came after the policy."""
    world = full(MAPPING, policy("EXISTS (SELECT 1 FROM D.S.M AS m WHERE m.reg = x)"))
    world.rows["M"] = [("R", "EU")]
    assert ids(world) == [1]
    world.run("ALTER TABLE D.S.M ADD COLUMN X VARCHAR")
    world.rows["M"] = [("R", "EU", "EU")]
    assert "ambiguous column name 'X'" in world.refusal("SELECT id FROM d.s.t")


def test_a_mapping_table_that_is_protected_itself_is_refused(full: Make) -> None:
    world = full(MAPPING, "CREATE VIEW D.S.MV AS SELECT * FROM D.S.M", policy(BY_MAPPING.replace("D.S.M ", "D.S.MV ")))
    world.run(
        "CREATE ROW ACCESS POLICY D.S.Q AS (Y VARCHAR) RETURNS BOOLEAN -> TRUE;"
        "ALTER VIEW D.S.MV ADD ROW ACCESS POLICY D.S.Q ON (REG)"
    )
    assert "reads 'D.S.MV', which is protected by a policy itself" in world.refusal("SELECT id FROM d.s.t")


def test_count_sees_no_more_than_the_reader(full: Make) -> None:
    world = full(policy("x = 'EU'"))
    assert world.select("SELECT COUNT(*), MAX(id) FROM d.s.t") == [(1, 1)]


def test_a_policy_protects_the_object_that_it_is_on(full: Make) -> None:
    world = full(
        "CREATE ROW ACCESS POLICY D.S.P AS (X VARCHAR) RETURNS BOOLEAN -> X = 'EU';"
        "CREATE VIEW D.S.V ROW ACCESS POLICY D.S.P ON (REGION) AS SELECT * FROM D.S.T;"
        "GRANT SELECT ON VIEW D.S.V TO ROLE R"
    )
    assert world.select("SELECT id FROM d.s.v") == [(1,)]
    assert ids(world) == [1, 2, 3]


def test_invoker_role_is_the_owner_of_the_view(full: Make) -> None:
    world = full(
        policy("INVOKER_ROLE() = 'ACCOUNTADMIN'"), "CREATE VIEW D.S.V AS SELECT id FROM D.S.T",
        "GRANT SELECT ON VIEW D.S.V TO ROLE R",
    )  # fmt: skip
    assert ids(world) == []
    assert world.select("SELECT id FROM d.s.v ORDER BY 1") == [(1,), (2,), (3,)]


# --- masks -------------------------------------------------------------------------------------------------------


def test_masked_unless_the_role_is_in_session(full: Make) -> None:
    world = full(MASKED)
    assert world.select("SELECT DISTINCT email FROM d.s.t") == [("***",)]
    world.run("GRANT OWNERSHIP ON TABLE D.S.T TO ROLE R COPY CURRENT GRANTS")
    assert world.select("SELECT DISTINCT email FROM d.s.t") == [("***",)]
    assert world.select("SELECT email FROM d.s.t WHERE id = 1", secondary=("PII",)) == [("ann@x.eu",)]
    world.run("GRANT ROLE PII TO ROLE R")
    assert world.select("SELECT email FROM d.s.t WHERE id = 1") == [("ann@x.eu",)]


@pytest.mark.parametrize(
    "condition",
    [
        "email = 'ann@x.eu'",
        "email LIKE 'ann%'",
        "LENGTH(email) > 3",
        "email IN (SELECT email FROM d.s.t WHERE email <> '***')",
        "EXISTS (SELECT 1 FROM d.s.t o WHERE o.email = 'ann@x.eu')",
        "email > '***'",
        "STARTSWITH(email, 'a')",
    ],
)
def test_a_condition_sees_the_mask(full: Make, condition: str) -> None:
    assert full(MASKED).select(f"SELECT id FROM d.s.t WHERE {condition}") == []


def test_a_join_sees_the_mask(full: Make) -> None:
    world = full(MASKED)
    joined = "SELECT COUNT(*) FROM d.s.t a JOIN d.s.t b ON a.email = b.email"
    assert world.select(joined) == [(9,)]
    assert world.select(joined, secondary=("PII",)) == [(3,)]


def test_order_groups_and_windows_see_the_mask(full: Make) -> None:
    world = full(MASKED)
    assert world.select("SELECT email, COUNT(*) FROM d.s.t GROUP BY email") == [("***", 3)]
    assert world.select("SELECT MIN(email), MAX(email), COUNT(DISTINCT email) FROM d.s.t") == [("***", "***", 1)]
    ranked = "SELECT id FROM d.s.t QUALIFY RANK() OVER (ORDER BY email DESC) = 1 ORDER BY id"
    assert world.select(ranked) == [(1,), (2,), (3,)]


def test_row_access_first_then_the_mask(full: Make) -> None:
    assert full(policy("x = 'EU'"), MASKED).select("SELECT * FROM d.s.t") == [(1, "EU", "***")]


def test_a_views_policy_sees_the_tables_mask(full: Make) -> None:
    world = full(
        "CREATE MASKING POLICY D.S.HIDE AS (V VARCHAR) RETURNS VARCHAR -> '?';"
        "ALTER TABLE D.S.T MODIFY COLUMN REGION SET MASKING POLICY D.S.HIDE;"
        "CREATE ROW ACCESS POLICY D.S.P AS (X VARCHAR) RETURNS BOOLEAN -> X = 'EU';"
        "CREATE VIEW D.S.V ROW ACCESS POLICY D.S.P ON (REGION) AS SELECT * FROM D.S.T;"
        "GRANT SELECT ON VIEW D.S.V TO ROLE R"
    )
    assert world.select("SELECT * FROM d.s.v") == []


def test_a_mask_may_look_at_another_column(full: Make) -> None:
    world = full(
        "CREATE MASKING POLICY D.S.EU AS (V VARCHAR, R VARCHAR) RETURNS VARCHAR ->"
        "  CASE WHEN R = 'US' THEN V ELSE SHA2(V) END;"
        "ALTER TABLE D.S.T MODIFY COLUMN EMAIL SET MASKING POLICY D.S.EU USING (EMAIL, REGION)"
    )
    shown = world.select("SELECT id, email FROM d.s.t ORDER BY id")
    assert shown[1] == (2, "bob@x.us")
    assert [len(email) for _, email in shown] == [64, 8, 64]


def test_a_mask_keeps_the_columns_type(make: Make) -> None:
    world = make(
        "CREATE TABLE D.S.N (PRICE NUMBER(8,2)); CREATE MASKING POLICY D.S.ZERO AS (V NUMBER) RETURNS NUMBER -> 0;"
        "ALTER TABLE D.S.N MODIFY COLUMN PRICE SET MASKING POLICY D.S.ZERO;"
        "CREATE TABLE D.S.J (V VARIANT); CREATE MASKING POLICY D.S.REST AS (V VARIANT) RETURNS VARIANT ->"
        "  OBJECT_CONSTRUCT('kind', V:kind); ALTER TABLE D.S.J MODIFY COLUMN V SET MASKING POLICY D.S.REST"
    )
    world.rows |= {"N": [("9.99",)], "J": [('{"kind":"a","secret":"b"}',)]}
    assert [str(row[0]) for row in world.select("SELECT price FROM d.s.n", "ACCOUNTADMIN")] == ["0.00"]
    assert world.select("SELECT v, v:secret FROM d.s.j", "ACCOUNTADMIN") == [('{"kind":"a"}', None)]


def test_the_nearest_tag_masks_the_columns_of_its_policys_type(full: Make) -> None:
    world = full(
        MASK,
        "CREATE TAG D.S.CLASS; ALTER TAG D.S.CLASS SET MASKING POLICY D.S.MASK",
        "ALTER SCHEMA D.S SET TAG D.S.CLASS = 'x'",
    )
    assert world.select("SELECT * FROM d.s.t ORDER BY id") == [(1, "***", "***"), (2, "***", "***"), (3, "***", "***")]
    world.run(
        "CREATE TAG D.S.OPEN; CREATE MASKING POLICY D.S.SHOW AS (V VARCHAR) RETURNS VARCHAR -> V;"
        "ALTER TAG D.S.OPEN SET MASKING POLICY D.S.SHOW; ALTER TABLE D.S.T MODIFY COLUMN EMAIL SET TAG D.S.OPEN = 'y'"
    )
    assert world.select("SELECT email FROM d.s.t WHERE id = 1") == [("ann@x.eu",)]


# --- what could leak ---------------------------------------------------------------------------------------------


def test_no_error_of_a_query_is_about_a_hidden_row(full: Make) -> None:
    world = full(policy("x = 'EU'"))
    assert world.select("SELECT 1 / (id - 2) FROM d.s.t") == [(-1.0,)]
    assert "Division by zero" in full().refusal("SELECT 1 / (id - 2) FROM d.s.t")


def test_an_error_inside_a_view_tells_no_value(full: Make) -> None:
    world = full("CREATE VIEW D.S.V AS SELECT email::NUMBER AS n FROM D.S.T; GRANT SELECT ON VIEW D.S.V TO ROLE R")
    said = world.refusal("SELECT * FROM d.s.v")
    assert said == "SQL compilation error: Failure during expansion of view 'D.S.V': a value in it cannot be computed."


def test_an_unknown_function_in_a_policy_is_refused_by_its_name(full: Make) -> None:
    world = full(policy("HASH(x) > 0"))
    assert "Unknown function HASH." in world.refusal("SELECT id FROM d.s.t")


@pytest.mark.parametrize(
    "body", ["x = 'EU') FROM d.s.m WHERE (1 = 1", "x = 'EU'), (TRUE", "x = 'EU'); SELECT (1", "TRUE) OR (FALSE"]
)
def test_a_body_cannot_end_its_own_parentheses(full: Make, body: str) -> None:
    """The account's own parser would not take all of these; a resource hands a body over as it is."""
    world = full(MAPPING, policy("FALSE"))
    change = Alter("ROW ACCESS POLICY", Name.of("D", "S", "P"), (Set({"BODY": body}),))
    world.account.execute(change, Session(Name.of("ACCOUNTADMIN")))
    said = world.refusal("SELECT id FROM d.s.t")
    assert said.startswith(
        "002037 (42601): SQL compilation error: Failure during expansion of the policies of 'D.S.T': "
    )


def test_a_comment_in_a_body_hides_nothing(full: Make) -> None:
    assert ids(full(policy("x = 'EU' /* ) OR TRUE -- */ -- OR TRUE\n"))) == [1]
