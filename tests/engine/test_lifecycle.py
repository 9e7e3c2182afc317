"""The two pilot domains on the real engine: up, changes, drift, refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from mesh.load import domain_names
from sandbox import environment
from tests.engine.conftest import Project

pytestmark = pytest.mark.engine

TRACKING = "domains/tracking/__init__.py"
CUSTOMER = "domains/customer/__init__.py"


@pytest.fixture(autouse=True)
def unchanged(deployed: Project) -> Iterator[None]:
    """Whatever a test does, the engine and the sandbox write nothing into the project."""

    def files() -> dict[Path, bytes]:
        found = (path for path in deployed.folder.rglob("*") if not path.is_relative_to(deployed.folder / ".venv"))
        return {path: path.read_bytes() for path in found if path.is_file()}

    before = files()
    yield
    assert files() == before


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_what_is_up_needs_no_change(deployed: Project, stack: str) -> None:
    assert deployed.steps(stack) == {}
    seen = deployed.pulumi("refresh", "--preview-only", "--expect-no-changes", "--stack", stack)
    assert "unchanged" in seen


def test_the_outputs_say_where_everything_is(deployed: Project) -> None:
    domains = json.loads(deployed.pulumi("stack", "output", "--json", "--stack", "dev"))["domains"]
    assert tuple(sorted(domains)) == domain_names(deployed.folder / "domains")
    assert domains["tracking"]["database"] == "DEV_TRACKING"
    assert domains["tracking"]["warehouses"]["load"] == "DEV_TRACKING_LOAD"
    assert domains["tracking"]["products"]["sessions"] == '"DEV_TRACKING"."SESSIONS"."SESSIONS"'
    assert domains["customer"]["roles"]["reader"] == "DEV_CUSTOMER_READER"


def test_the_account_holds_both_stacks_side_by_side(deployed: Project) -> None:
    shown = deployed.mesh("sandbox", "show", "--kind", "database")
    found = {line.split()[1] for line in shown.splitlines() if line.startswith("DATABASE")}
    own = {name.upper() for name in (*domain_names(deployed.folder / "domains"), "governance")}
    assert {name for name in found if "_FROM_" not in name} == own | {f"DEV_{name}" for name in own}
    assert {"TRACKING_FROM_WEATHER", "DEV_TRACKING_FROM_WEATHER"} <= found


def test_a_larger_warehouse_is_an_update(deployed: Project) -> None:
    undo = deployed.edit(TRACKING, 'size="MEDIUM"', 'size="SMALL"')
    assert deployed.steps() == {"tracking-compute-transform": "update"}
    assert '"MEDIUM" => "SMALL"' in deployed.pulumi("preview", "--diff", "--stack", "dev")
    undo()


def test_a_new_reader_is_one_grant_and_stands_in_the_catalog(deployed: Project) -> None:
    undo = deployed.edit(TRACKING, '    "article_views",\n', '    "article_views",\n    readers=["customer"],\n')
    assert deployed.steps() == {
        "tracking-subscriptions-article_views-to-customer": "create",
        "tracking-catalog-article_views": "update",
    }
    undo()


def test_a_transient_layer_is_a_replacement_which_prod_refuses(deployed: Project) -> None:
    undo = deployed.edit(TRACKING, "core=Layer(retention_days=14)", "core=Layer(transient=True)")
    assert deployed.steps()["tracking-storage-core"] == "replace"
    refused = deployed.pulumi("preview", "--stack", "prod", code=None)
    assert "tracking-storage-core" in refused
    assert "protect" in refused
    undo()


def test_a_change_behind_pulumis_back_is_shown_by_refresh(deployed: Project) -> None:
    deployed.mesh("sandbox", "sql", "ALTER WAREHOUSE DEV_TRACKING_LOAD SET WAREHOUSE_SIZE = 'X4LARGE'")
    drift = deployed.pulumi("refresh", "--preview-only", "--expect-no-changes", "--diff", "--stack", "dev", code=None)
    assert "tracking-compute-load" in drift
    assert "X4LARGE" in drift
    deployed.mesh("sandbox", "sql", "ALTER WAREHOUSE DEV_TRACKING_LOAD SET WAREHOUSE_SIZE = 'XSMALL'")
    assert deployed.steps() == {}


def test_a_revoked_privilege_comes_back_with_the_next_up(deployed: Project) -> None:
    revoke = "REVOKE SELECT ON VIEW DEV_TRACKING.SESSIONS.SESSIONS FROM DATABASE ROLE DEV_TRACKING.SESSIONS_R"
    deployed.mesh("sandbox", "sql", revoke)
    deployed.pulumi("refresh", "--yes", "--skip-preview", "--stack", "dev")
    assert deployed.steps() == {"tracking-access-sessions-r-on-view": "update"}
    deployed.up()
    granted = deployed.mesh("sandbox", "sql", "SHOW GRANTS TO DATABASE ROLE DEV_TRACKING.SESSIONS_R")
    assert "SELECT" in granted


AGAIN = """    snowflake.GrantDatabaseRole(
        "tracking-own-again",
        database_role_name=bundle.access.database_role_names["SESSIONS_R"],
        parent_role_name=bundle.access.roles["analyst"].name,
        opts=inside,
    )
"""


def test_a_grant_that_is_stated_twice_is_refused_and_goes_without_a_loss(deployed: Project) -> None:
    role_name = "    role_name = qualified(role.database, role.name)\n"
    undo = deployed.edit("domains/tracking/resources.py", role_name, AGAIN + role_name)
    deployed.up()
    pack = ("--policy-pack", str(environment.REPOSITORY / "policies"))
    told = deployed.pulumi("preview", *pack, "--stack", "dev", code=None)
    found = re.search(r"tracking-own-again and tracking-access-sessions-r-to-analyst .* pulumi (.*) '(.*)'", told)
    assert found is not None, told
    assert "[mandatory]  nothing-stated-twice" in told
    deployed.pulumi(*found[1].split(), found[2], "--yes", "--stack", "dev")
    undo()
    assert "nothing-stated-twice" not in deployed.pulumi("preview", *pack, "--stack", "dev")
    deployed.up()
    granted = deployed.mesh("sandbox", "sql", "SHOW GRANTS OF DATABASE ROLE DEV_TRACKING.SESSIONS_R")
    assert "DEV_TRACKING_ANALYST" in granted


class Bad(NamedTuple):
    """An edit that makes a file wrong, and words that the message must have."""

    file: str
    old: str
    new: str
    words: tuple[str, ...]


RETENTION = "core=Layer(retention_days=14)"
BAD = {
    "unknown reader": Bad(TRACKING, 'Reader("customer"', 'Reader("costumer"', ("costumer", "customer", "sessions")),
    "the same product twice": Bad(
        TRACKING, "[clickstream, sessions,", "[clickstream, sessions, sessions,", ("sessions",)
    ),
    "a name too long": Bad(TRACKING, '    "sessions",', f'    "{"s" * 300}",', ("characters",)),
    "a name with a quote": Bad(TRACKING, '    "sessions",', "    'ses\"sions',", ('ses"sions', "letters")),
    "a reserved word": Bad(TRACKING, '    "sessions",', '    "select",', ("select", "reserves")),
    "an unknown column type": Bad(
        TRACKING, '"payload", "VARIANT"', '"payload", "VARIENT"', ("VARIENT", "VARIANT", "payload")
    ),
    "retention beyond the edition": Bad(TRACKING, RETENTION, RETENTION.replace("14", "91"), ("91", "90")),
    "size beyond the stack's limit": Bad(TRACKING, 'size="MEDIUM"', 'size="XLARGE"', ("XLARGE", "MEDIUM", "transform")),
    "an unknown config key": Bad(
        "Pulumi.dev.yaml", "datamesh:protect:", "datamesh:protct:", ("protct", "datamesh:protect")
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_in_the_domains_words(deployed: Project, case: str) -> None:
    bad = BAD[case]
    undo = deployed.edit(bad.file, bad.old, bad.new)
    said = deployed.pulumi("preview", "--stack", "dev", code=None)
    undo()
    assert [word for word in bad.words if word not in said] == []
    assert "Traceback" not in said


def test_all_mistakes_come_at_once(deployed: Project) -> None:
    undo_reader = deployed.edit(TRACKING, 'Reader("customer"', 'Reader("costumer"')
    undo_size = deployed.edit(CUSTOMER, 'size="SMALL"', 'size="HUGE"')
    said = deployed.pulumi("preview", "--stack", "dev", code=None)
    undo_reader()
    undo_size()
    assert "HUGE" in said


def test_what_the_account_would_refuse_is_refused_at_preview(deployed: Project) -> None:
    deployed.mesh("sandbox", "sql", "CREATE ROLE DEV_TAKEN_READER")
    resources = deployed.folder / "domains" / "customer" / "resources.py"
    resources.write_text(
        "import pulumi\nimport pulumi_snowflake as snowflake\nfrom components.domain import DataDomain\n\n\n"
        "def resources(bundle: DataDomain) -> None:\n"
        '    snowflake.AccountRole("taken", name="DEV_TAKEN_READER", opts=pulumi.ResourceOptions(parent=bundle))\n'
    )
    said = deployed.pulumi("preview", "--stack", "dev", code=None)
    resources.unlink()
    deployed.mesh("sandbox", "sql", "DROP ROLE DEV_TAKEN_READER")
    assert "already exists" in said
    assert "taken" in said
