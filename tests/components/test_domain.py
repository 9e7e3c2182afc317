"""A bundle on its own: parents, order, and what depends on the settings."""

from collections.abc import Callable

import pulumi
import pytest

from components.domain import DataDomain
from components.governance import Governed
from components.providers import connect
from components.recorder import Recording, Registered, record
from mesh import Domain
from mesh.settings import Settings

GRANT = "snowflake:index/grantPrivilegesToDatabaseRole:GrantPrivilegesToDatabaseRole"


def one(recording: Recording, name: str, type_: str | None = None) -> Registered:
    (found,) = [each for each in recording.resources if each.name == name and (type_ is None or each.type == type_)]
    return found


class Region(pulumi.ComponentResource):
    """A component that somebody might put bundles in."""

    def __init__(self, domain: Domain, settings: Settings) -> None:
        providers = connect(settings)
        opts = pulumi.ResourceOptions(providers=[providers.deploy, providers.aws])
        super().__init__("company:index:Region", "europe", None, opts)
        DataDomain(
            "library",
            domain,
            settings,
            Governed(None, None, settings),
            providers.administrator,
            pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})


def test_the_children_of_a_nested_bundle_stay_its_children(domain: Domain, settings: Settings) -> None:
    recording = record(lambda: Region(domain, settings), "company", "prod")
    bundle = "company:index:Region$datamesh:index:DataDomain"
    assert one(recording, "library").urn.split("::")[2] == bundle
    components = [each for each in recording.resources if each.name.startswith("library") and not each.custom]
    inside = [each for each in recording.resources if each.name.startswith("library-")]
    assert len(inside) > 50
    for each in inside:
        nearest = max((above for above in components if each.name.startswith(f"{above.name}-")), key=lambda it: it.name)
        assert each.parent == nearest.urn
        assert each.urn.split("::")[2] == f"{nearest.urn.split('::')[2]}${each.type}"
        assert each.provider or not each.custom


def test_type_tokens_are_the_classes(record_domain: Callable[..., Recording]) -> None:
    tokens = {each.type for each in record_domain().resources if not each.custom}
    assert tokens == {
        f"datamesh:index:{name}"
        for name in ("Access", "Bucket", "Catalog", "Compute", "DataDomain", "Products", "Storage")
    }


def test_all_grants_come_after_their_future_grants_and_all_tables(record_domain: Callable[..., Recording]) -> None:
    recording = record_domain()
    grants = [each for each in recording.of_type(GRANT) if "onSchemaObject" in each.inputs]
    tables = {each.urn for each in recording.of_type("snowflake:index/table:Table")}
    everything = [each for each in grants if "all" in each.inputs["onSchemaObject"]]
    assert len(everything) == 6
    assert len(tables) == 2
    for each in everything:
        (future,) = [other for other in grants if other.name == each.name.replace("-on-all-", "-on-future-")]
        assert future.inputs["onSchemaObject"]["future"] == each.inputs["onSchemaObject"]["all"]
        assert {future.urn} | tables <= each.depends_on


def test_what_names_another_object_depends_on_it(record_domain: Callable[..., Recording]) -> None:
    recording = record_domain()
    view = one(recording, "library-products-loans", "snowflake:index/view:View")
    base_table = one(recording, "library-storage-core-loans")
    schema = one(recording, "library-products-loans", "snowflake:index/schema:Schema")
    assert {base_table.urn, schema.urn} <= view.depends_on
    role = one(recording, "library-access-loans-r")
    assert {view.urn, role.urn} <= one(recording, "library-access-loans-r-on-view").depends_on
    core = one(recording, "library-storage-core")
    assert core.urn in one(recording, "library-access-core-rw-on-future-tables").depends_on
    warehouse = one(recording, "library-compute-load")
    assert one(recording, "library-compute-monitor").urn in warehouse.depends_on
    assert warehouse.urn in one(recording, "library-compute-engineer-on-warehouse-load").depends_on


def test_a_changed_view_keeps_its_readers_and_hides_its_definition(record_domain: Callable[..., Recording]) -> None:
    view = one(record_domain(), "library-products-loans", "snowflake:index/view:View")
    assert view.inputs["copyGrants"] is True
    assert view.inputs["isSecure"] == "true"
    assert view.inputs["statement"] == 'SELECT "LOAN_ID", "PRICE" FROM "LIBRARY"."CORE"."LOANS"'
    assert view.inputs["columns"] == [
        {"columnName": "LOAN_ID", "comment": "Number on the slip"},
        {"columnName": "PRICE"},
    ]


def test_the_base_table_is_the_contract(record_domain: Callable[..., Recording]) -> None:
    table = one(record_domain(), "library-storage-core-loans").inputs
    assert [(column["name"], column["type"], column["nullable"]) for column in table["columns"]] == [
        ("LOAN_ID", "VARCHAR", False),
        ("PRICE", "NUMBER(8,2)", True),
    ]
    assert table["dataRetentionTimeInDays"] == 7


def test_every_schema_is_managed_and_has_a_retention_of_its_own(record_domain: Callable[..., Recording]) -> None:
    schemas = {each.inputs["name"]: each.inputs for each in record_domain().of_type("snowflake:index/schema:Schema")}
    assert {name: inputs["dataRetentionTimeInDays"] for name, inputs in schemas.items()} == {
        "LANDING": 3,
        "STAGING": 1,
        "CORE": 7,
        "LOANS": 1,
    }
    assert all(inputs["withManagedAccess"] == "true" for inputs in schemas.values())


def test_the_catalog_describes_the_port(record_domain: Callable[..., Recording]) -> None:
    table = one(record_domain(), "library-catalog-loans").inputs
    assert table["owner"] == "team-library@example.com"
    assert table["description"] == "One row per loan"
    key = {"key": "true", "snowflake.type": "VARCHAR"}
    assert table["storageDescriptor"]["columns"] == [
        {"name": "loan_id", "type": "string", "comment": "Number on the slip", "parameters": key},
        {"name": "price", "type": "decimal(8,2)", "parameters": {"snowflake.type": "NUMBER(8,2)"}},
    ]
    assert table["parameters"] == {
        "classification": "snowflake",
        "snowflake.database": "LIBRARY",
        "snowflake.schema": "LOANS",
        "snowflake.view": "LOANS",
    }


def test_the_administrator_makes_inherited_grants_and_has_their_experiment(
    record_domain: Callable[..., Recording],
) -> None:
    recording = record_domain(internal_grants="inherited")
    makers: dict[str, set[str]] = {}
    for grant in recording.of_type(GRANT):
        for kind in grant.inputs.get("onSchemaObject", {"schema": None}):
            makers.setdefault(kind, set()).add(grant.provider.rpartition("::")[2])
    assert makers == {
        "schema": {"snowflake-deploy"},
        "objectName": {"snowflake-deploy"},
        "objectType": {"snowflake-deploy"},
        "inherited": {"snowflake-administrator"},
    }
    providers = recording.of_type("pulumi:providers:snowflake")
    assert {each.name: each.inputs.get("experimentalFeaturesEnableds") for each in providers} == {
        "snowflake-deploy": None,
        "snowflake-administrator": '["INHERITED_GRANTS"]',
    }


def test_standard_edition_hears_nothing_of_clusters(record_domain: Callable[..., Recording]) -> None:
    enterprise = one(record_domain(), "library-compute-load").inputs
    assert (enterprise["minClusterCount"], enterprise["maxClusterCount"]) == (1, 2)
    standard = one(record_domain(edition="STANDARD"), "library-compute-load").inputs
    assert not {"minClusterCount", "maxClusterCount", "scalingPolicy"} & standard.keys()


def test_the_bucket_keeps_old_versions_as_long_as_landing_goes_back(record_domain: Callable[..., Recording]) -> None:
    (rule,) = one(record_domain(), "library-bucket-lifecycle").inputs["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 3}


def test_protection_follows_the_settings(record_domain: Callable[..., Recording]) -> None:
    protected = {each.name for each in record_domain(protect=True).resources if each.protect}
    assert {"library-storage-database", "library-storage-core", "library-products-loans"} <= protected
    assert "library-bucket-bucket" in protected
    assert not [each for each in record_domain(protect=False).resources if each.protect]


@pytest.mark.parametrize("protect", [True, False])
def test_a_bucket_that_may_go_takes_its_files_along(record_domain: Callable[..., Recording], protect: bool) -> None:
    assert one(record_domain(protect=protect), "library-bucket-bucket").inputs["forceDestroy"] is not protect
