"""Masks and row access policies on the real engine: the preview that creates them, then one change of each."""

from __future__ import annotations

import json
import subprocess
from textwrap import dedent

import pytest

from components.recorder import UNKNOWN
from tests.engine.conftest import Project, make

pytestmark = pytest.mark.engine

LIBRARY = "domains/library/__init__.py"
GOVERNANCE = "domains/governance/__init__.py"
FILES = {
    GOVERNANCE: """
        from mesh import Classification, Governance, RowMapping

        governance = Governance(
            owner="governance@example.com",
            description="Masks and mapping tables",
            classifications=[
                Classification("name", description="A person", masks={"VARCHAR": "initial"}, clear=["library"])
            ],
            row_mappings=[RowMapping("branch_access", type="VARCHAR", description="Who sees which branch")],
        )
    """,
    LIBRARY: """
        from mesh import Column, Domain, Product, ProductTable, Reader, RowAccess, Table, Warehouse

        loans = Product(
            "loans",
            description="Loans and returns",
            tables=[
                ProductTable(
                    "open",
                    description="One row per book that is out",
                    columns=[
                        Column("branch", "VARCHAR(10)"),
                        Column("city", "VARCHAR"),
                        Column("borrower", "VARCHAR", classification="name"),
                    ],
                    rows=RowAccess("branch", allow={"press": ["north"]}),
                ),
                ProductTable(
                    "returned",
                    description="One row per return, as it lands",
                    columns=[Column("day", "DATE", path="at.day"), Column("branch", "VARCHAR")],
                    source="returns",
                    rows=RowAccess("branch", mapping="branch_access"),
                ),
            ],
            readers=[Reader("press", purpose="Reviews")],
        )
        domain = Domain(
            "library",
            owner="team@example.com",
            description="Books",
            warehouses=[Warehouse("main")],
            landing_tables=[Table("returns", columns=[Column("record_content", "VARIANT")])],
            products=[loans],
        )
    """,
    "domains/press/__init__.py": """
        from mesh import Domain, Warehouse

        domain = Domain("press", owner="team@example.com", description="Reviews", warehouses=[Warehouse("main")])
    """,
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two small domains and what governs them; nothing of it is up yet."""
    made = make(tmp_path_factory.mktemp("governed"))
    made.replace_domains({name.split("/")[1]: dedent(text) for name, text in FILES.items()})
    return made


def policies(library: Project) -> list[str]:
    shown = library.mesh("sandbox", "show", "--kind", "row access policy")
    return [line.split()[-1] for line in shown.splitlines() if line.startswith("ROW ACCESS POLICY")]


def test_from_the_creating_preview_to_one_change_of_each(library: Project) -> None:
    _the_creating_preview_knows_everything(library)
    library.up()
    assert library.steps() == {}

    library.edit(GOVERNANCE, '"initial"', '"hash"')
    assert library.steps() == {"governance-mask-name_varchar": "update"}
    library.up()

    library.edit(LIBRARY, '["north"]', '["north", "south"]')
    assert library.steps() == {"library-products-loans-open-rows": "update"}
    library.up()
    before = policies(library)

    library.edit(LIBRARY, 'RowAccess("branch", allow', 'RowAccess("city", allow')
    assert library.steps() == {
        "library-products-loans-open-rows": "replace",
        "library-products-loans-open": "update",
    }
    library.up()
    assert library.steps() == {}
    assert {name.replace("BRANCH", "CITY") if "OPEN" in name else name for name in before} == set(policies(library))
    library.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev")
    assert policies(library) == []


def _the_creating_preview_knows_everything(library: Project) -> None:
    done = subprocess.run(
        ["pulumi", "preview", "--json", "--non-interactive", "--stack", "dev"],
        cwd=library.folder, env=library.variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    inputs = {step["urn"]: step["newState"].get("inputs", {}) for step in json.loads(done.stdout)["steps"]}
    snowflake = {urn: given for urn, given in inputs.items() if "snowflake:index/" in urn}
    assert len(snowflake) > 60
    assert [urn for urn, given in snowflake.items() if UNKNOWN in json.dumps(given)] == []
