"""The governance database, and what a bundle gets of it: by its resources, or by name from another stack."""

import json
from collections.abc import Callable

import pytest

from components.recorder import Recording, Registered
from mesh import Classification, Column, Governance, Product, ProductTable, Reader, RowAccess, RowMapping

GOVERNANCE = Governance(
    owner="governance@example.com",
    description="Masks",
    classifications=[Classification("name", description="A person", masks={"VARCHAR": "full"}, clear=["library"])],
    row_mappings=[RowMapping("branches", type="VARCHAR", description="Who sees which branch")],
)
LOANS = Product(
    "loans",
    description="Loans and returns",
    contract="https://contracts.example.com/loans",
    tables=[
        ProductTable(
            "open",
            description="One row per book that is out",
            columns=[Column("branch", "VARCHAR"), Column("borrower", "VARCHAR", classification="name")],
            rows=RowAccess("branch", mapping="branches"),
        ),
        ProductTable(
            "returned",
            description="One row per return",
            columns=[Column("day", "DATE", path="at.day")],
            source="returns",
        ),
    ],
    readers=[Reader("press", purpose="Reviews", until="2027-12-31"), "archive"],
)


def one(recording: Recording, name: str, type_: str = "") -> Registered:
    (found,) = [each for each in recording.resources if each.name == name and each.type.endswith(type_)]
    return found


@pytest.fixture
def governed(record_domain: Callable[..., Recording]) -> Recording:
    return record_domain(governance=GOVERNANCE, products=[LOANS])


def test_each_table_has_its_base_table_view_grant_and_catalog_entry(governed: Recording) -> None:
    names = {each.name for each in governed.resources}
    assert {
        "library-storage-core-loans-open",
        "library-products-loans",
        "library-products-loans-open",
        "library-products-loans-returned",
        "library-access-loans-r-on-view-open",
        "library-access-loans-r-on-view-returned",
        "library-catalog-loans-open",
        "library-catalog-loans-returned",
    } <= names
    assert "library-storage-core-loans-returned" not in names
    granted = one(governed, "library-access-loans-r-on-view-returned").inputs["onSchemaObject"]
    assert granted == {"objectType": "VIEW", "objectName": '"LIBRARY"."LOANS"."RETURNED"'}


def test_a_view_is_made_with_its_mask_and_row_access_policy(governed: Recording) -> None:
    view = one(governed, "library-products-loans-open")
    assert view.inputs["columns"] == [
        {"columnName": "BRANCH"},
        {
            "columnName": "BORROWER",
            "maskingPolicy": {"policyName": '"GOVERNANCE"."MASKS"."NAME_VARCHAR"', "usings": ["BORROWER"]},
        },
    ]
    policy = '"LIBRARY"."LOANS"."OPEN_ROWS_BRANCH_VARCHAR"'
    assert view.inputs["rowAccessPolicy"] == {"policyName": policy, "ons": ["BRANCH"]}
    assert view.inputs["copyGrants"] is True
    mask, rows = one(governed, "governance-mask-name_varchar"), one(governed, "library-products-loans-open-rows")
    assert {mask.urn, rows.urn, one(governed, "library-storage-core-loans-open").urn} <= view.depends_on
    assert rows.inputs["arguments"] == [{"name": "ROW_BRANCH", "type": "VARCHAR"}]
    assert one(governed, "governance-mapping-branches").urn in rows.depends_on


def test_a_view_over_what_has_landed_depends_on_that(governed: Recording) -> None:
    view = one(governed, "library-products-loans-returned")
    assert view.inputs["statement"] == (
        'SELECT TRY_CAST("RECORD_CONTENT":"at"."day"::VARCHAR AS DATE) AS "DAY" FROM "LIBRARY"."LANDING"."RETURNS"'
    )
    assert "rowAccessPolicy" not in view.inputs
    assert one(governed, "library-storage-landing-returns").urn in view.depends_on


def test_governance_of_another_stack_has_the_same_names(
    record_domain: Callable[..., Recording], governed: Recording
) -> None:
    alone = record_domain(governance=GOVERNANCE, products=[LOANS], domains=("library",))
    assert {each.urn: each.inputs for each in alone.resources} == {
        each.urn: each.inputs for each in governed.resources if not each.name.startswith("governance")
    }


def test_the_steward_keeps_the_mapping_tables_and_nobody_else(governed: Recording) -> None:
    table = one(governed, "governance-mapping-branches").inputs
    assert [(column["name"], column["type"], column["nullable"]) for column in table["columns"]] == [
        ("ROLE_NAME", "VARCHAR", False),
        ("VALUE", "VARCHAR", False),
    ]
    on_table = one(governed, "governance-mappings-rw-on-branches").inputs
    assert on_table["privileges"] == ["DELETE", "INSERT", "SELECT", "UPDATE"]
    assert on_table["onSchemaObject"]["objectName"] == '"GOVERNANCE"."MAPPINGS"."BRANCHES"'
    mentioning = [each.name for each in governed.resources if "GOVERNANCE" in json.dumps(dict(each.inputs))]
    assert [name for name in mentioning if name.startswith("library-access")] == []
    assert one(governed, "governance-mappings-rw-to-steward").inputs == {
        "databaseRoleName": '"GOVERNANCE"."MAPPINGS_RW"',
        "parentRoleName": "GOVERNANCE_STEWARD",
    }
    assert one(governed, "governance-steward-to-sysadmin").inputs["parentRoleName"] == "SYSADMIN"


def test_what_governance_keeps_is_protected(record_domain: Callable[..., Recording]) -> None:
    recording = record_domain(governance=GOVERNANCE, products=[LOANS], protect=True)
    protected = {each.name for each in recording.resources if each.protect and each.name.startswith("governance")}
    assert protected == {
        "governance-database",
        "governance-masks",
        "governance-mappings",
        "governance-tags",
        "governance-mapping-branches",
    }


def test_the_catalog_says_who_reads_what_for_and_what_is_classified(governed: Recording) -> None:
    table = one(governed, "library-catalog-loans-open").inputs
    assert table["name"] == "loans_open"
    assert table["storageDescriptor"]["columns"] == [
        {"name": "branch", "type": "string", "parameters": {"snowflake.type": "VARCHAR"}},
        {
            "name": "borrower",
            "type": "string",
            "parameters": {"classification": "name", "snowflake.type": "VARCHAR"},
        },
    ]
    assert table["parameters"]["contract"] == "https://contracts.example.com/loans"
    assert json.loads(table["parameters"]["readers"]) == [
        {"domain": "press", "role": "PRESS_READER", "purpose": "Reviews", "until": "2027-12-31"},
        {"domain": "archive", "role": "ARCHIVE_READER"},
    ]
