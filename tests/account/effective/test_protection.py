"""Policies through views: what lies below a view stays filtered and masked for the session that asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mesh.account.effective import Access, Reach, Rows, Sight, acting
from mesh.account.effective.policies import ALL, CLEAR
from mesh.account.identifiers import Name

POLICIES = """
    CREATE MASKING POLICY d.s.hide AS (v VARCHAR) RETURNS VARCHAR ->
        CASE WHEN IS_ROLE_IN_SESSION('R2') THEN v ELSE '***' END;
    CREATE MASKING POLICY d.s.hide_by AS (v VARCHAR, r VARCHAR) RETURNS VARCHAR -> CASE WHEN r = 'EU' THEN v END;
    CREATE ROW ACCESS POLICY d.s.eu AS (r VARCHAR) RETURNS BOOLEAN -> IS_ROLE_IN_SESSION('R2') OR r = 'EU';
    CREATE TABLE d.s.other (id NUMBER, note VARCHAR)
"""
MASKED = f"{POLICIES}; ALTER TABLE d.s.t ALTER COLUMN email SET MASKING POLICY d.s.hide"
FILTERED = f"{POLICIES}; ALTER TABLE d.s.t ADD ROW ACCESS POLICY d.s.eu ON (region)"
STARS = Sight("masked", "'***'")
EU = Rows("some", "REGION IN ('EU')")

Asked = Callable[[str], Callable[..., Reach]]


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        ("d.s.v AS SELECT * FROM d.s.t", {"EMAIL": STARS, "ID": CLEAR, "REGION": CLEAR}),
        ("d.s.v AS SELECT t.* FROM d.s.t t", {"EMAIL": STARS, "ID": CLEAR, "REGION": CLEAR}),
        ("d.s.v AS SELECT id, email FROM t", {"EMAIL": STARS, "ID": CLEAR}),
        ("d.s.v AS SELECT email AS contact FROM d.s.t", {"CONTACT": STARS}),
        ("d.s.v (a, b) AS SELECT email, id FROM d.s.t", {"A": STARS, "B": CLEAR}),
        ("d.s.v AS SELECT UPPER(email) AS up FROM d.s.t", {"UP": STARS}),
        ("d.s.v AS SELECT email || region AS both FROM d.s.t", {"BOTH": CLEAR}),
        ("d.s.v AS SELECT 1 AS one FROM d.s.t", {"ONE": CLEAR}),
        ("d.s.v AS SELECT x.email, y.note FROM d.s.t x JOIN d.s.other y ON x.id = y.id",
         {"EMAIL": STARS, "NOTE": CLEAR}),
        ("d.s.v AS SELECT email, note FROM d.s.t x JOIN d.s.other y ON x.id = y.id", {"EMAIL": STARS, "NOTE": CLEAR}),
        ("d.s.v (email MASKING POLICY d.s.hide) AS SELECT note FROM d.s.other", {"EMAIL": STARS}),
        ('d.s.v ("a ""b""") AS SELECT email FROM d.s.t', {'a "b"': STARS}),
    ],
)  # fmt: skip
def test_a_mask_comes_through_a_view(asked: Asked, view: str, wanted: dict[str, Sight]) -> None:
    reach = asked(f"{MASKED}; CREATE VIEW {view}")("d.s.v")
    assert dict(reach.columns) == wanted
    assert reach.notes == ()


def test_who_may_see_clear_text_sees_it_through_a_view_too(asked: Asked) -> None:
    reach = asked(
        f"{MASKED}; CREATE VIEW d.s.v AS SELECT email FROM d.s.t; GRANT USAGE ON DATABASE d TO ROLE r2;"
        "GRANT USAGE ON SCHEMA d.s TO ROLE r2; GRANT SELECT ON VIEW d.s.v TO ROLE r2"
    )
    assert dict(reach("d.s.v", "R2").columns) == {"EMAIL": CLEAR}
    assert dict(reach("d.s.v").columns) == {"EMAIL": STARS}


def test_a_conditional_mask_names_the_column_that_decides(asked: Asked) -> None:
    reach = asked(
        f"{POLICIES}; CREATE VIEW d.s.v (id, place, mail MASKING POLICY d.s.hide_by USING (mail, place)) "
        "AS SELECT id, region, email FROM d.s.t"
    )
    assert dict(reach("d.s.v").columns)["MAIL"] == Sight("depends", "CASE WHEN PLACE IN ('EU') THEN MAIL END")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("SELECT id FROM d.s.t", "D.S.T(REGION IN ('EU'))"),
        ("SELECT id FROM d.s.t WHERE id > 5", "(ID > 5) AND (D.S.T(REGION IN ('EU')))"),
        ("SELECT x.id FROM d.s.t x JOIN d.s.other y ON x.id = y.id", "D.S.T(REGION IN ('EU'))"),
        ("SELECT x.id FROM d.s.t x JOIN d.s.other y ON x.id = y.id WHERE y.id > 5",
         "(Y.ID > 5) AND (D.S.T(REGION IN ('EU')))"),
        ("SELECT COUNT(*) AS n FROM d.s.t WHERE id > 5", "D.S.T(REGION IN ('EU'))"),
        ("SELECT region FROM d.s.t WHERE CURRENT_ROLE() = 'NOBODY'", ""),
    ],
)  # fmt: skip
def test_rows_are_filtered_below_and_in_a_view(asked: Asked, query: str, wanted: str) -> None:
    reach = asked(f"{FILTERED}; CREATE VIEW d.s.v AS {query}")("d.s.v")
    assert reach.rows is not None
    assert reach.rows == (Rows("some", wanted) if wanted else Rows("none"))


def test_no_row_below_is_none_above_but_where_rows_are_joined(asked: Asked) -> None:
    never = "CREATE ROW ACCESS POLICY d.s.never AS (r VARCHAR) RETURNS BOOLEAN -> FALSE"
    attach = "ALTER TABLE d.s.t ADD ROW ACCESS POLICY d.s.never ON (region)"
    reach = asked(
        f"{POLICIES}; {never}; {attach}; CREATE VIEW d.s.v AS SELECT id FROM d.s.t;"
        "CREATE VIEW d.s.w AS SELECT y.id FROM d.s.other y LEFT JOIN d.s.t x ON x.id = y.id;"
        "CREATE VIEW d.s.n AS SELECT COUNT(*) AS n FROM d.s.t"
    )
    assert reach("d.s.v").rows == Rows("none")
    assert reach("d.s.n").rows == Rows("some", "D.S.T(FALSE)")
    assert reach("d.s.w").rows == Rows("some", "D.S.T(FALSE)")


MAIL_BY_PLACE = "CREATE VIEW d.s.v (place, mail MASKING POLICY d.s.hide_by USING (mail, place)) AS SELECT region, email"


def test_two_masks_over_one_another(asked: Asked) -> None:
    """Nothing comes through that is masked below; where both depend, both are told."""
    masked = asked(f"{MASKED}; {MAIL_BY_PLACE} FROM d.s.t")
    assert dict(masked("d.s.v").columns)["MAIL"] == STARS
    twice = asked(
        f"{POLICIES}; ALTER TABLE d.s.t ALTER COLUMN email SET MASKING POLICY d.s.hide_by USING (email, region);"
        f"{MAIL_BY_PLACE} FROM d.s.t"
    )
    over = asked(
        f"{POLICIES}; ALTER TABLE d.s.t ALTER COLUMN email SET MASKING POLICY d.s.hide_by USING (email, region);"
        "CREATE VIEW d.s.v (mail MASKING POLICY d.s.hide) AS SELECT email FROM d.s.t"
    )
    assert dict(over("d.s.v").columns)["MAIL"] == STARS
    below = "CASE WHEN REGION IN ('EU') THEN EMAIL END"
    assert dict(twice("d.s.v").columns)["MAIL"] == Sight(
        "depends", f"CASE WHEN PLACE IN ('EU') THEN MAIL END of {below}"
    )


def test_an_expression_over_columns_that_are_masked_in_several_ways(asked: Asked) -> None:
    reach = asked(
        f"{MASKED}; CREATE MASKING POLICY d.s.head AS (v VARCHAR) RETURNS VARCHAR -> LEFT(v, 1);"
        "CREATE MASKING POLICY d.s.nothing AS (v VARCHAR) RETURNS VARCHAR -> NULL;"
        "ALTER TABLE d.s.t ALTER COLUMN region SET MASKING POLICY d.s.head; CREATE TABLE d.s.u (a VARCHAR, b VARCHAR);"
        "ALTER TABLE d.s.u ALTER COLUMN a SET MASKING POLICY d.s.hide;"
        "ALTER TABLE d.s.u ALTER COLUMN b SET MASKING POLICY d.s.nothing;"
        "CREATE VIEW d.s.v AS SELECT email || region AS both FROM d.s.t;"
        "CREATE VIEW d.s.w AS SELECT a || b AS c FROM d.s.u"
    )
    assert dict(reach("d.s.v").columns) == {"BOTH": Sight("depends", "LEFT(REGION, 1)")}
    assert dict(reach("d.s.w").columns) == {"C": Sight("masked", "'***'; NULL")}


def test_a_view_over_a_view(asked: Asked) -> None:
    reach = asked(
        f"{FILTERED}; ALTER TABLE d.s.t ALTER COLUMN email SET MASKING POLICY d.s.hide;"
        "CREATE VIEW d.s.v AS SELECT id, email FROM d.s.t; CREATE VIEW d.s.w AS SELECT email AS mail FROM d.s.v"
    )("d.s.w")
    assert dict(reach.columns) == {"MAIL": STARS}
    assert reach.rows == Rows("some", "D.S.V(D.S.T(REGION IN ('EU')))")


def test_a_column_s_own_mask_goes_before_that_of_its_tag(worlds: Callable[..., Any]) -> None:
    world = worlds(role="OWNER")
    world.run(
        f"{POLICIES}; CREATE TAG d.s.kind; CREATE MASKING POLICY d.s.nothing AS (v VARCHAR) RETURNS VARCHAR -> NULL;"
        "USE ROLE ACCOUNTADMIN; GRANT APPLY MASKING POLICY ON ACCOUNT TO ROLE owner; USE ROLE owner;"
        "ALTER TAG d.s.kind SET MASKING POLICY d.s.nothing; ALTER TABLE d.s.t SET TAG d.s.kind = 'x';"
        "ALTER TABLE d.s.t ALTER COLUMN email SET MASKING POLICY d.s.hide"
    )
    reach = Access(world.account).on(acting(world.account, Name.of("OWNER")), "TABLE", Name.of("D", "S", "T"))
    assert reach is not None
    assert dict(reach.columns) == {"ID": CLEAR, "REGION": Sight("masked", "NULL"), "EMAIL": STARS}


def test_nothing_protected_is_all_and_clear(asked: Asked) -> None:
    reach = asked("CREATE VIEW d.s.v AS SELECT id FROM d.s.t")("d.s.v")
    assert reach.rows == ALL
    assert dict(reach.columns) == {"ID": CLEAR}
