"""What is said of an object besides rows and columns: tags that bring masks, views that fail or are not followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mesh.account.effective import Access, Reach, acting, consumer
from mesh.account.effective.policies import ALL, CLEAR
from mesh.account.effective.protection import NOT_FOLLOWED, SEVERAL_TAGS
from mesh.account.effective.standing import NOT_IN_WHERE
from mesh.account.identifiers import Name
from tests.account.effective.test_protection import MASKED, POLICIES, STARS, Asked


def _tagged(worlds: Callable[..., Any], statements: str) -> Reach:
    """Tags G and H, of which one brings a mask and the other one that shows everything."""
    world = worlds(role="OWNER")
    world.run(
        f"{POLICIES}; CREATE TAG d.s.g; CREATE TAG d.s.h; CREATE MASKING POLICY d.s.nothing AS (v VARCHAR) "
        "RETURNS VARCHAR -> v; USE ROLE ACCOUNTADMIN;"
        "GRANT APPLY MASKING POLICY, APPLY TAG ON ACCOUNT TO ROLE owner; GRANT ROLE owner TO ROLE ACCOUNTADMIN;"
        "ALTER TAG d.s.g SET MASKING POLICY d.s.hide; ALTER TAG d.s.h SET MASKING POLICY d.s.nothing;"
        f"{statements}"
    )
    reach = Access(world.account).on(acting(world.account, Name.of("OWNER")), "TABLE", Name.of("D", "S", "T"))
    assert reach is not None
    return reach


@pytest.mark.parametrize(
    "statements",
    [
        "ALTER TABLE d.s.t SET TAG d.s.g = 'x'; ALTER TABLE d.s.t MODIFY COLUMN email SET TAG d.s.h = 'x'",
        "ALTER SCHEMA d.s SET TAG d.s.h = 'x'; ALTER TABLE d.s.t MODIFY COLUMN email SET TAG d.s.g = 'x'",
        "ALTER TABLE d.s.t MODIFY COLUMN email SET TAG d.s.g = 'x', d.s.h = 'x'",
    ],
)
def test_of_several_tags_the_mask_that_shows_most(worlds: Callable[..., Any], statements: str) -> None:
    """Which one Snowflake takes is not documented."""
    reach = _tagged(worlds, statements)
    assert dict(reach.columns)["EMAIL"] == CLEAR
    assert reach.notes == (SEVERAL_TAGS,)


@pytest.mark.parametrize("place", ["ACCOUNT", "DATABASE d", "SCHEMA d.s", "TABLE d.s.t"])
def test_a_tag_comes_from_everything_above(worlds: Callable[..., Any], place: str) -> None:
    reach = _tagged(worlds, f"ALTER {place} SET TAG d.s.g = 'x'")
    assert dict(reach.columns) == {"ID": CLEAR, "REGION": STARS, "EMAIL": STARS}
    assert reach.notes == ()


def test_a_view_fails_with_those_below_it(worlds: Callable[..., Any]) -> None:
    world = worlds(role="OWNER")
    world.run(
        "CREATE VIEW d.s.v AS SELECT id FROM d.s.t; CREATE VIEW d.s.w AS SELECT id FROM d.s.v;"
        "CREATE VIEW d.s.x AS SELECT id FROM d.s.w; USE ROLE ACCOUNTADMIN;"
        "GRANT OWNERSHIP ON VIEW d.s.v TO ROLE r COPY CURRENT GRANTS; GRANT SELECT ON VIEW d.s.v TO ROLE owner"
    )
    fails = "its owner R cannot read D.S.T: the view fails as long as that is so"
    access, owner = Access(world.account), acting(world.account, Name.of("OWNER"))
    for name, said in (("X", f"D.S.V, which it reads: {fails}"), ("V", fails)):
        reach = access.on(owner, "VIEW", Name.of("D", "S", name))
        assert reach is not None
        assert reach.notes == (said,)


def test_a_view_over_a_database_from_a_share_that_is_lost(worlds: Callable[..., Any]) -> None:
    world = worlds()
    world.run(
        "CREATE DATABASE i FROM SHARE org.provider.given; GRANT IMPORTED PRIVILEGES ON DATABASE i TO ROLE owner;"
        "USE ROLE owner; CREATE VIEW d.s.v AS SELECT a FROM i.s.x"
    )
    unknown = "I.S.X is not known here: taken to have no policy"
    fails = "its owner OWNER cannot read I.S.X: the view fails as long as that is so"
    revoke = "USE ROLE ACCOUNTADMIN; REVOKE IMPORTED PRIVILEGES ON DATABASE i FROM ROLE owner"
    for given, notes in (("", (unknown,)), (revoke, (unknown, fails))):
        world.run(given)
        reach = Access(world.account).on(acting(world.account, Name.of("OWNER")), "VIEW", Name.of("D", "S", "V"))
        assert reach is not None
        assert reach.notes == notes


def test_a_share_that_lost_a_database_that_its_view_reads(worlds: Callable[..., Any]) -> None:
    world = worlds(role="OWNER")
    world.run(
        "CREATE SECURE VIEW d.s.v AS SELECT id FROM d2.s.t; CREATE SHARE sh; GRANT USAGE ON DATABASE d TO SHARE sh;"
        "GRANT USAGE ON SCHEMA d.s TO SHARE sh; GRANT REFERENCE_USAGE ON DATABASE d2 TO SHARE sh;"
        "GRANT SELECT ON VIEW d.s.v TO SHARE sh"
    )
    who = consumer(world.account, Name.of("SH"), Name.of("ORG", "AGENCY"))
    view = Name.of("D", "S", "V")
    before = Access(world.account).on(who, "VIEW", view)
    assert before is not None
    assert before.notes == ()
    world.run("REVOKE REFERENCE_USAGE ON DATABASE d2 FROM SHARE sh")
    after = Access(world.account).on(who, "VIEW", view)
    assert after is not None
    assert after.notes == ("unverified: queries may fail, since the share has no REFERENCE_USAGE on D2",)


def test_columns_that_are_not_known_are_told(asked: Asked) -> None:
    view = "CREATE VIEW d.s.v AS SELECT * EXCLUDE (region) FROM d.s.t JOIN d.s.other USING (id)"
    assert asked(f"{MASKED}; {view}")("d.s.v").notes == (NOT_FOLLOWED,)
    assert asked(f"{POLICIES}; {view}")("d.s.v").notes == (), "nothing is masked below"


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("SELECT id, CASE WHEN IS_ROLE_IN_SESSION('R2') THEN email END AS email FROM d.s.t", (NOT_IN_WHERE,)),
        ("SELECT id, email FROM d.s.t JOIN d.s.other USING (id) QUALIFY current_role = 'LEAD'", (NOT_IN_WHERE,)),
        ("SELECT id, email FROM d.s.t WHERE CURRENT_ROLE() = 'OWNER'", ()),
        ("SELECT id, 'CURRENT_ROLE()' AS email FROM d.s.t", ()),
        ("SELECT id, CURRENT_DATE() AS email FROM d.s.t", ()),
    ],
)
def test_a_view_that_asks_for_the_role_in_its_own_way(asked: Asked, query: str, notes: tuple[str, ...]) -> None:
    reach = asked(f"{POLICIES}; CREATE VIEW d.s.v (id, email) AS {query}")("d.s.v")
    assert (reach.rows, reach.columns) == (ALL, (("ID", CLEAR), ("EMAIL", CLEAR)))
    assert reach.notes == notes
    above = asked(f"{POLICIES}; CREATE VIEW d.s.v (id, email) AS {query}; CREATE VIEW d.s.w AS SELECT id FROM d.s.v")
    assert above("d.s.w").notes == notes


def test_views_over_views_cost_what_they_are(asked: Asked) -> None:
    """Twice as many views are twice the work, whether each reads one or two below it, and no depth is too much."""
    stars = [f"CREATE VIEW d.s.a{n} AS SELECT * FROM {f'd.s.a{n - 1}' if n else 'd.s.t'}" for n in range(30)]
    reach = asked(f"{MASKED}; {'; '.join(stars)}")
    assert dict(reach("d.s.a29").columns)["EMAIL"] == STARS
    deep = [f"CREATE VIEW d.s.b{n} AS SELECT email FROM {f'd.s.b{n - 1}' if n else 'd.s.t'}" for n in range(300)]
    assert dict(asked(f"{MASKED}; {'; '.join(deep)}")("d.s.b299").columns) == {"EMAIL": STARS}
    twice = [
        f"CREATE VIEW d.s.{side}{n} AS SELECT x.id, y.email FROM {below}"
        for n in range(18)
        for side in ("l", "r")
        for below in [f"d.s.l{n - 1} x JOIN d.s.r{n - 1} y ON x.id = y.id" if n else "d.s.t x JOIN d.s.t y ON TRUE"]
    ]
    reach = asked(f"{MASKED}; {'; '.join(twice)}")
    assert dict(reach("d.s.l17").columns)["EMAIL"] == STARS
    assert reach("d.s.l17").notes == ()


def test_views_that_read_each_other_end(asked: Asked) -> None:
    reach = asked(
        f"{MASKED}; CREATE VIEW d.s.v AS SELECT id, email FROM d.s.t; CREATE VIEW d.s.w AS SELECT * FROM d.s.v;"
        "CREATE OR REPLACE VIEW d.s.v AS SELECT id, email FROM d.s.w"
    )
    assert dict(reach("d.s.w").columns) == dict(reach("d.s.v").columns) == {"ID": CLEAR, "EMAIL": CLEAR}
