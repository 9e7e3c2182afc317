"""Each rule: a mesh that is right, one thing broken, the exact message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from policies.resource import UNKNOWN
from policies.rules import RULES
from tests.policies.conftest import Mesh, allow, made, urn

Break = Callable[[Mesh], Mesh]


def but(logical: str, /, **changes: Any) -> Break:
    return lambda mesh: mesh.but(logical, **changes)


def plus(type_: str, logical: str, parent: str = "tracking", /, **properties: Any) -> Break:
    return lambda mesh: mesh.plus(made(type_, logical, parent, **properties))


def unprotected(mesh: Mesh) -> Mesh:
    return mesh.plus(replace(mesh.resources["database"], protect=False))


def iceberg(protect: bool) -> Break:
    """The catalog's entry as that of an Iceberg table."""

    def changed(mesh: Mesh) -> Mesh:
        mesh = mesh.but("catalog-sessions", openTableFormatInput={"icebergInput": {"metadataOperation": "CREATE"}})
        return mesh.plus(replace(mesh.resources["catalog-sessions"], protect=protect))

    return changed


def default_provider(mesh: Mesh) -> Mesh:
    return mesh.plus(replace(mesh.resources["load"], provider=urn("default_2_22_0")))


def moved(name: str, parent: str) -> Break:
    """A resource registered in another domain."""

    def change(mesh: Mesh) -> Mesh:
        return mesh.plus(replace(mesh.resources[name], parent=urn(parent)))

    return change


def catalogued(**parameters: str) -> Break:
    """The Glue table of the sessions with other parameters besides those that lead to the view."""
    view = {"snowflake.database": "TRACKING", "snowflake.schema": "SESSIONS", "snowflake.view": "SESSIONS"}
    return but("catalog-sessions", parameters=view | parameters)


def second_port(mesh: Mesh) -> Mesh:
    """A second view of the product, which the same role reads and whose Glue table names no reader."""
    port, entry = mesh.resources["port"], mesh.resources["catalog-sessions"]
    return mesh.plus(
        replace(port, urn=urn("days"), name="days", properties={**port.properties, "name": "DAYS"}),
        made("GrantPrivilegesToDatabaseRole", "read-days", "tracking", databaseRoleName='"TRACKING"."SESSIONS_R"',
             privileges=["SELECT"],
             onSchemaObject={"objectType": "VIEW", "objectName": '"TRACKING"."SESSIONS"."DAYS"'}),
        replace(entry, urn=urn("catalog-days"), name="catalog-days", properties={**entry.properties, "parameters": {
            "snowflake.database": "TRACKING", "snowflake.schema": "SESSIONS", "snowflake.view": "DAYS"}}),
    )  # fmt: skip


def again(logical: str, /, **changes: Any) -> Break:
    """A second resource with the properties of one, or with some of them changed."""

    def change(mesh: Mesh) -> Mesh:
        resource = mesh.resources[logical]
        return mesh.plus(
            replace(
                resource,
                urn=urn(f"{logical}-again"),
                name=f"{logical}-again",
                properties={**resource.properties, **changes},
            )
        )

    return change


def both(logical: str, what: str) -> str:
    """What is told of a second resource that stands for the same thing."""
    return (
        f"{logical}-again and {logical} both stand for {what}; before it goes from {logical}-again: "
        f"pulumi state delete 'urn:pulumi:test::mesh::{logical}-again'"
    )


def elsewhere(logical: str, /, **connection: str) -> Break:
    """A second resource with the properties of one, by a provider that connects elsewhere."""

    def change(mesh: Mesh) -> Mesh:
        mesh = again(logical)(mesh)
        provider = mesh.resources[mesh.resources[logical].provider.rpartition("::")[2]]
        other = replace(provider, urn=urn("other"), name="other", properties={**provider.properties, **connection})
        return mesh.plus(other, replace(mesh.resources[f"{logical}-again"], provider=other.urn))

    return change


def handwritten_first(mesh: Mesh) -> Mesh:
    """The same grant by a component of the mesh and by a team, whose resource comes first by name."""
    access = made("datamesh:index:Access", "access", "tracking")
    written = replace(mesh.resources["read-view"], urn=urn("a-written"), name="a-written")
    return mesh.plus(access, written, replace(mesh.resources["read-view"], parent=access.urn))


VIEW = "TRACKING.SESSIONS.SESSIONS"
QUOTED = '"TRACKING"."SESSIONS"."SESSIONS"'
TABLE = "TRACKING.CORE.SESSIONS"
CORE = '"TRACKING"."CORE"'
ROWS = "TRACKING.CORE.SESSIONS_ROWS"
PARTNER = "arn:aws:iam::999988887777:user/snowflake"

CASES: list[tuple[str, Break, str, str]] = [
    # --- grants
    ("no-grant-to-public", but("core-to-loader", parentRoleName="PUBLIC"), "core-to-loader",
     "parentRoleName is PUBLIC, which every user of the account holds"),
    ("no-grant-to-public", but("use-warehouse", accountRoleName='"public"'), "use-warehouse",
     "accountRoleName is public, which every user of the account holds"),
    ("no-admin-role-granted", but("loader-to-sysadmin", roleName="SYSADMIN", parentRoleName="TRACKING_LOADER"),
     "loader-to-sysadmin", "SYSADMIN is granted to TRACKING_LOADER, which may then do all that SYSADMIN may"),
    ("no-power-over-account", but("use-warehouse", onAccountObject=None, onAccount=True, privileges=["MANAGE GRANTS"]),
     "use-warehouse", "TRACKING_LOADER gets MANAGE GRANTS and with it can give itself anything in the account"),
    ("no-power-over-account", but("use-warehouse", onAccountObject=None, onAccount=True, privileges=None,
                                  allPrivileges=True),
     "use-warehouse", "TRACKING_LOADER gets all privileges on the account"),
    ("no-grant-option", but("read-view", withGrantOption=True), "read-view",
     '"TRACKING"."SESSIONS_R" may pass on SELECT'),
    ("no-grant-to-person", but("loader-to-kafka", userName="ALICE"), "loader-to-kafka",
     "TRACKING_LOADER is granted to the user ALICE, who is no ServiceUser of this stack"),
    ("no-grant-to-person", plus("GrantAccountRole", "another", roleName="TRACKING_ANALYST", userName="TRACKING_KAFKA"),
     "another",
     "the user TRACKING_KAFKA is granted TRACKING_LOADER and TRACKING_ANALYST; a service user holds one role"),
    ("no-silenced-future-grant", plus(
        "GrantPrivilegesToDatabaseRole", "all-futures", databaseRoleName='"TRACKING"."ALL_R"', privileges=["SELECT"],
        onSchemaObject={"future": {"objectTypePlural": "tables", "inDatabase": "TRACKING"}}),
     "write-future", "a future grant on TABLES in the schema TRACKING.CORE makes Snowflake ignore the one on TABLES in "
     "the database TRACKING (all-futures) for all that is made in this schema"),
    # --- what is stated twice
    ("nothing-stated-twice", again("read-view"), "read-view-again", both(
        "read-view", f'GRANT SELECT ON VIEW {QUOTED} TO DATABASE ROLE "TRACKING"."SESSIONS_R"')),
    ("nothing-stated-twice", again("read-view", databaseRoleName="TRACKING.SESSIONS_R", privileges=["select"],
                                   onSchemaObject={"objectType": "view", "objectName": VIEW}),
     "read-view-again", both("read-view", f'GRANT SELECT ON VIEW {QUOTED} TO DATABASE ROLE "TRACKING"."SESSIONS_R"')),
    ("nothing-stated-twice", again("use-schema", privileges=None, allPrivileges=True), "use-schema-again", both(
        "use-schema", 'GRANT USAGE ON SCHEMA "TRACKING"."SESSIONS" TO DATABASE ROLE "TRACKING"."SESSIONS_R"')),
    ("nothing-stated-twice", again("write-future", privileges=["INSERT", "DELETE"]), "write-future-again", both(
        "write-future", f'GRANT INSERT ON FUTURE TABLES IN SCHEMA {CORE} TO DATABASE ROLE "TRACKING"."CORE_RW"')),
    ("nothing-stated-twice", again("agency-view"), "agency-view-again", both(
        "agency-view", f'GRANT SELECT ON VIEW {QUOTED} TO SHARE "TRACKING_AGENCY"')),
    ("nothing-stated-twice", again("loader-to-sysadmin", roleName='"TRACKING_LOADER"'), "loader-to-sysadmin-again",
     both("loader-to-sysadmin", 'GRANT ROLE "TRACKING_LOADER" TO ROLE "SYSADMIN"')),
    ("nothing-stated-twice", again("core-to-loader"), "core-to-loader-again", both(
        "core-to-loader", 'GRANT DATABASE ROLE "TRACKING"."CORE_RW" TO ROLE "TRACKING_LOADER"')),
    ("nothing-stated-twice", lambda mesh: again("owned", accountRoleName="SYSADMIN")(mesh.plus(made(
        "GrantOwnership", "owned", accountRoleName="TRACKING_LOADER", on={"objectType": "WAREHOUSE",
                                                                          "objectName": "TRACKING_LOAD"}))),
     "owned-again", both("owned", 'the owner of WAREHOUSE "TRACKING_LOAD"')),
    ("nothing-stated-twice", again("classified", tagValue="name", objectIdentifiers=[f"{VIEW}.EMAIL",
                                                                                     f"{TABLE}.EMAIL"]),
     "classified-again", both("classified", f"the tag GOVERNANCE.TAGS.CLASSIFICATION of COLUMN {TABLE}.EMAIL")),
    ("nothing-stated-twice", again("load"), "load-again", both("load", "WAREHOUSE TRACKING_LOAD")),
    ("nothing-stated-twice", again("port"), "port-again", both("port", f"VIEW {VIEW}")),
    ("nothing-stated-twice", handwritten_first, "a-written",
     f'a-written and read-view both stand for GRANT SELECT ON VIEW {QUOTED} TO DATABASE ROLE "TRACKING"."SESSIONS_R"; '
     "before it goes from a-written: pulumi state delete 'urn:pulumi:test::mesh::a-written'"),
    ("nothing-stated-twice", plus("LegacyServiceUser", "old", name="TRACKING_KAFKA"), "old",
     "old and kafka both stand for USER TRACKING_KAFKA; before it goes from old: "
     "pulumi state delete 'urn:pulumi:test::mesh::old'"),
    ("nothing-stated-twice", plus("StageInternal", "unload", name="CLICKS", database="TRACKING", schema="CORE"),
     "unload", "unload and stage both stand for STAGE TRACKING.CORE.CLICKS; before it goes from unload: "
     "pulumi state delete 'urn:pulumi:test::mesh::unload'"),
    ("nothing-stated-twice", plus("DynamicTable", "fresh", name="SESSIONS", database="TRACKING", schema="CORE"),
     "fresh", "fresh and base both stand for DYNAMIC TABLE TRACKING.CORE.SESSIONS; before it goes from fresh: "
     "pulumi state delete 'urn:pulumi:test::mesh::fresh'"),
    ("nothing-stated-twice", again("bucket"), "bucket-again", both("bucket", "the Bucket example-tracking")),
    ("nothing-stated-twice", again("block"), "block-again", both(
        "block", "the BucketPublicAccessBlock example-tracking")),
    ("nothing-stated-twice", again("load-role", name="Tracking-Load"), "load-role-again", both(
        "load-role", "the Role Tracking-Load")),
    ("nothing-stated-twice", again("attached"), "attached-again", both(
        "attached", "the RolePolicyAttachment tracking-load.arn:aws:iam::111122223333:policy/tracking-read")),
    ("nothing-stated-twice", lambda mesh: again("catalog", catalogId="111122223333", region="eu-west-1")(
        mesh.but("aws", region="eu-west-1")), "catalog-again", both("catalog", "the CatalogDatabase tracking")),
    # --- borders
    ("subscription-has-producers-word", moved("subscription", "customer"), "subscription",
     "TRACKING.SESSIONS_R is granted to CUSTOMER_READER in customer, not by the domain that it belongs to"),
    ("subscription-has-producers-word", lambda mesh: mesh.plus(replace(mesh.resources["subscription"], parent="")),
     "subscription",
     "TRACKING.SESSIONS_R is granted to CUSTOMER_READER outside of any domain, not by the domain that it belongs to"),
    ("subscription-has-producers-word", plus(
        "GrantDatabaseRole", "elsewhere", "customer", databaseRoleName='"WEB"."PAGES_R"',
        parentRoleName="CUSTOMER_READER"),
     "elsewhere", "WEB.PAGES_R is granted to CUSTOMER_READER by a stack that does not hold WEB"),
    ("only-ports-cross-borders", plus(
        "GrantDatabaseRole", "core-out", databaseRoleName='"TRACKING"."CORE_RW"', parentRoleName="CUSTOMER_READER"),
     "core-out", "TRACKING.CORE_RW goes to CUSTOMER_READER of another domain and holds INSERT, SELECT on objects of "
     "TRACKING.CORE (write-future)"),
    ("only-ports-cross-borders", but("read-view", privileges=["SELECT", "DELETE"]), "subscription",
     f"TRACKING.SESSIONS_R goes to CUSTOMER_READER of another domain and holds DELETE, SELECT on the view {VIEW}"),
    ("only-ports-cross-borders", but("loader-to-sysadmin", parentRoleName="CUSTOMER_READER"), "loader-to-sysadmin",
     "CUSTOMER_READER of another domain gets the whole role TRACKING_LOADER"),
    ("only-ports-cross-borders", but("use-warehouse", accountRoleName="CUSTOMER_READER", onAccountObject=None,
                                     privileges=["SELECT"],
                                     onSchemaObject={"all": {"objectTypePlural": "TABLES", "inSchema": CORE}}),
     "use-warehouse", "CUSTOMER_READER of another domain gets SELECT on TRACKING.CORE past any product's role"),
    ("only-ports-cross-borders", plus("GrantOwnership", "handed-over", accountRoleName="CUSTOMER_READER",
                                      on={"objectType": "TABLE", "objectName": f'{CORE}."SESSIONS"'}),
     "handed-over",
     "CUSTOMER_READER of another domain gets OWNERSHIP on TRACKING.CORE.SESSIONS past any product's role"),
    # --- shares
    ("shares-only-secure-views", but("agency-view", onView=None, onTable=f'{CORE}."SESSIONS"'), "agency-view",
     "share TRACKING_AGENCY gets the table TRACKING.CORE.SESSIONS"),
    ("shares-only-secure-views", but("agency-view", onView=f'{CORE}."OTHER"'), "agency-view",
     "share TRACKING_AGENCY gets TRACKING.CORE.OTHER, which is no view of this stack"),
    ("shares-only-secure-views", but("port", isSecure="false"), "agency-view",
     f"share TRACKING_AGENCY gets {VIEW}, which is not secure"),
    ("shares-only-secure-views", but("core-to-loader", parentRoleName=None, shareName="TRACKING_AGENCY"),
     "core-to-loader", "share TRACKING_AGENCY gets TRACKING.CORE_RW, which holds INSERT, SELECT on objects of "
     "TRACKING.CORE (write-future)"),
    ("share-is-declared", but("agency-view", toShare="PRIVATE"), "agency-view",
     "the share PRIVATE is not declared in this stack"),
    ("share-is-declared", plus("Listing", "offer", name="OFFER", applicationPackage="APP"), "offer",
     "listing OFFER offers an application package, which is no share"),
    ("share-has-one-account", but("agency", accounts=["PARTNER.AGENCY_EU", "PARTNER.AGENCY_US"]), "agency",
     "share TRACKING_AGENCY goes to 2 accounts: PARTNER.AGENCY_EU, PARTNER.AGENCY_US"),
    # --- leaving
    ("no-foreign-storage", but("stage", url="s3://example-other/x/"), "stage",
     "CLICKS reaches s3://example-other/x/, which is no bucket of this stack"),
    ("no-foreign-storage", but("integration", storageAllowedLocations=["*"]), "integration",
     "TRACKING_S3 reaches *, which is no bucket of this stack"),
    ("no-foreign-storage", plus("ExternalVolume", "volume", name="LAKE",
                                storageLocations=[{"storageBaseUrl": "s3://example-other/"}]),
     "volume", "LAKE reaches s3://example-other/, which is no bucket of this stack"),
    ("no-foreign-storage", plus("Task", "unload", name="OUT", sqlStatement="copy into 's3://example-other/x' from t"),
     "unload", "OUT reaches s3://example-other/x, which is no bucket of this stack"),
    ("no-way-out", but("database", replication={"enableToAccounts": [{"accountIdentifier": "PARTNER.EU"}]}), "database",
     "database TRACKING is replicated to PARTNER.EU"),
    ("no-way-out", plus("FailoverGroup", "copy", name="COPY"), "copy",
     "FailoverGroup COPY copies databases to other accounts"),
    # --- classification
    ("classified-column-is-masked", but("port", columns=[{"columnName": "SESSION_ID"}, {"columnName": "BRAND"},
                                                         {"columnName": "EMAIL"}]),
     "port",
     f"the share TRACKING_AGENCY reads {VIEW}.EMAIL, classified email in TRACKING.CORE.SESSIONS, without a mask"),
    ("classified-column-is-masked", but("classified", objectIdentifiers=['"TRACKING"."SESSIONS"."SESSIONS"."BRAND"']),
     "port", f"the share TRACKING_AGENCY reads {VIEW}.BRAND, classified email, without a mask"),
    ("classified-column-is-masked", but("port", columns=[{"columnName": "CONTACT"}],
                                        statement='SELECT "EMAIL" FROM "TRACKING"."CORE"."SESSIONS"'),
     "port", f"the share TRACKING_AGENCY reads {VIEW}, which takes TRACKING.CORE.SESSIONS.EMAIL, classified email, "
     "under another name"),
    ("classified-column-is-masked", but("port", columns=[{"columnName": "EMAIL"}],
                                        statement="SELECT s.EMAIL FROM CORE.SESSIONS AS s"),
     "port",
     f"the share TRACKING_AGENCY reads {VIEW}.EMAIL, classified email in TRACKING.CORE.SESSIONS, without a mask"),
    # --- bodies
    ("argument-is-not-shadowed", but("rows", arguments=[{"name": "BRAND", "type": "VARCHAR"}],
                                     body="BRAND IN (SELECT b.BRAND FROM BRANDS b WHERE b.BRAND = BRAND)"),
     "rows", f"in the subquery on TRACKING.CORE.BRANDS the argument BRAND of {ROWS} is the table's column"),
    ("argument-is-not-shadowed", but("rows", body="EXISTS (SELECT 1 FROM GOV.X.MAP WHERE VALUE = BRAND_VALUE)"), "rows",
     f"the argument BRAND_VALUE of {ROWS} is used in a subquery on GOV.X.MAP, whose columns this stack does not know"),
    # --- products
    ("product-has-description", but("port", comment=""), "port", f"view {VIEW} has no comment"),
    ("product-has-description", but("catalog-sessions", description=None), "catalog-sessions",
     "Glue table sessions has no description"),
    ("product-has-owner", but("catalog-sessions", owner=None), "catalog-sessions", "Glue table sessions has no owner"),
    ("product-has-owner", but("catalog", parameters={}), "catalog", "Glue database tracking has no owner"),
    ("product-is-in-catalog", but("catalog-sessions", parameters={"classification": "snowflake"}), "port",
     f"the share TRACKING_AGENCY reads {VIEW}, which no Glue table describes"),
    ("reader-has-purpose", catalogued(readers='[{"role": "CUSTOMER_READER", "purpose": ""}]'), "subscription",
     f"CUSTOMER_READER reads {VIEW}, whose Glue table names no purpose for it"),
    ("reader-has-purpose", catalogued(readers='[{"role": "SALES_READER", "purpose": "Churn"}]'), "subscription",
     f"CUSTOMER_READER reads {VIEW}, whose Glue table names no purpose for it"),
    ("reader-has-purpose", catalogued(readers="[1"), "subscription",
     f"CUSTOMER_READER reads {VIEW}, whose Glue table names no purpose for it"),
    ("reader-has-purpose", second_port, "subscription",
     "CUSTOMER_READER reads TRACKING.SESSIONS.DAYS, whose Glue table names no purpose for it"),
    ("view-copies-grants", but("port", copyGrants=None), "port", f"view {VIEW} does not copy its grants"),
    # --- storage
    ("stateful-is-protected", unprotected, "database", "database TRACKING is not protected"),
    ("stateful-is-protected", iceberg(protect=False), "catalog-sessions", "catalogtable sessions is not protected"),
    ("retention-in-bounds", but("base", dataRetentionTimeInDays=31.0), "base",
     "TRACKING.CORE.SESSIONS has a retention of 31 days; the most in this stack are 30"),
    ("retention-in-bounds", but("core", dataRetentionTimeInDays=2.0, isTransient="true"), "core",
     "TRACKING.CORE has a retention of 2 days; what is transient keeps at most 1"),
    ("retention-in-bounds", lambda mesh: mesh.limited(edition="STANDARD").but("base", dataRetentionTimeInDays=None),
     "database", "TRACKING has a retention of 14 days; Standard Edition keeps at most 1"),
    ("schema-has-managed-access", but("core", withManagedAccess="false"), "core",
     "schema TRACKING.CORE has no managed access"),
    # --- warehouses
    ("warehouse-has-monitor", but("load", resourceMonitor=None), "load",
     "warehouse TRACKING_LOAD has no resource monitor"),
    ("warehouse-suspends", but("load", autoSuspend=None), "load",
     "warehouse TRACKING_LOAD does not say after how many seconds it suspends"),
    ("warehouse-suspends", but("load", autoSuspend=0.0), "load",
     "warehouse TRACKING_LOAD has auto_suspend 0: it never suspends"),
    ("warehouse-within-ceiling", but("load", warehouseSize="2x-large"), "load",
     "warehouse TRACKING_LOAD has the size XXLARGE; the largest in this stack is MEDIUM"),
    ("warehouse-within-ceiling", but("load", maxClusterCount=4.0), "load",
     "warehouse TRACKING_LOAD may have 4 clusters; the most in this stack are 3"),
    ("warehouse-has-timeout", but("load", statementTimeoutInSeconds=None), "load",
     "warehouse TRACKING_LOAD has no statement timeout, so a statement may run for two days"),
    ("monitor-stops-spending", but("monitor", creditQuota=None), "monitor",
     "resource monitor TRACKING_MONITOR has no credit quota"),
    ("monitor-stops-spending", but("monitor", creditQuota=1001.0), "monitor",
     "resource monitor TRACKING_MONITOR has a quota of 1001 credits; the most in this stack are 1000"),
    ("monitor-stops-spending", but("monitor", suspendTrigger=None), "monitor",
     "resource monitor TRACKING_MONITOR tells people and stops nothing: it has no suspend trigger"),
    # --- users
    ("service-user-has-key", but("kafka", rsaPublicKey=None), "kafka",
     "the service user TRACKING_KAFKA has neither a public key nor a workload identity"),
    ("no-password-user", plus("LegacyServiceUser", "old", name="OLD"), "old",
     "OLD is a legacy service user, which signs in with a password"),
    # --- buckets
    ("bucket-is-private", lambda mesh: mesh.without("block"), "bucket",
     "bucket example-tracking has no BucketPublicAccessBlock"),
    ("bucket-is-private", but("block", ignorePublicAcls=False, blockPublicPolicy=None), "bucket",
     "the BucketPublicAccessBlock of bucket example-tracking leaves out blockPublicPolicy, ignorePublicAcls"),
    ("bucket-is-private", but("bucket", acl="public-read"), "bucket",
     "bucket example-tracking has the ACL public-read"),
    ("bucket-is-private", but("tls", policy=allow(Principal={"AWS": "*"}, Action="s3:GetObject")), "bucket",
     "the bucket policy of example-tracking allows everybody s3:GetObject"),
    ("bucket-is-encrypted", lambda mesh: mesh.without("encryption"), "bucket",
     "bucket example-tracking has no BucketServerSideEncryptionConfiguration"),
    # --- iam
    ("iam-without-wildcard", but("read", policy=allow(Action=["s3:*"], Resource="arn:aws:s3:::b")), "read",
     "tracking-read allows s3:*"),
    ("iam-without-wildcard", but("read", policy=allow(Action="s3:GetObject", Resource="*")), "read",
     "tracking-read allows s3:GetObject on every resource"),
    ("iam-without-wildcard", but("read", policy=allow(NotAction="iam:*", Resource="arn:aws:s3:::b")), "read",
     "tracking-read allows all but what NotAction lists"),
    ("iam-without-wildcard", but("load-role", inlinePolicies=[{"policy": allow(Action="*", Resource="a")}]),
     "load-role", "tracking-load allows *"),
    ("iam-without-wildcard", but("read", policy="{"), "read", "the policy of tracking-read is not JSON"),
    ("no-aws-administrator", but("attached", policyArn="arn:aws:iam::aws:policy/AdministratorAccess"), "attached",
     "tracking-load gets arn:aws:iam::aws:policy/AdministratorAccess"),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(Principal={"AWS": PARTNER})), "load-role",
     f"role tracking-load trusts {PARTNER} of another account without an external id"),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(
        Principal={"AWS": PARTNER}, Condition={"StringLike": {"sts:ExternalId": "*"}})),
     "load-role", f"role tracking-load trusts {PARTNER} of another account without an external id"),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(Principal="*")), "load-role",
     "role tracking-load trusts everybody"),
    ("web-identity-names-subject", but("spark-role", assumeRolePolicy=allow(Principal={"Federated": "oidc"})),
     "spark-role", "role tracking-spark trusts every identity of oidc"),
    # --- providers
    ("provider-is-explicit", default_provider, "load", "load is made with the default provider of snowflake"),
    ("preview-feature-is-enabled", but("deploy", previewFeaturesEnabled='["snowflake_table_resource"]'), "agency",
     "agency needs the preview feature snowflake_share_resource, which deploy does not enable"),
    # --- escape
    ("execute-is-last-resort", plus("Execute", "clone", execute="CREATE DATABASE X CLONE Y", revert="DROP DATABASE X"),
     "clone", "clone runs SQL of its own: CREATE DATABASE X …"),
    ("execute-grants-nothing", plus("Execute", "sneak", execute="alter  share S add accounts = A", revert="SELECT 1"),
     "sneak", "execute of sneak holds ALTER SHARE"),
]  # fmt: skip

# What a broken mesh breaks besides: (rule broken, resource) -> other rules that have a word to say too.
ALSO = {
    ("no-grant-to-public", "core-to-loader"): {"only-ports-cross-borders"},
    ("no-way-out", "copy"): {"preview-feature-is-enabled"},
    ("shares-only-secure-views", "agency-view"): {"only-ports-cross-borders", "shares-only-secure-views"},
    ("execute-grants-nothing", "sneak"): {"execute-is-last-resort"},
    ("nothing-stated-twice", "use-schema-again"): {"only-ports-cross-borders"},
    ("nothing-stated-twice", "old"): {"no-password-user"},
    ("nothing-stated-twice", "fresh"): {"preview-feature-is-enabled"},
}


def test_right_mesh_breaks_no_rule(mesh: Mesh) -> None:
    assert mesh.found() == []


@pytest.mark.parametrize(
    ("rule", "change", "resource", "message"), CASES, ids=[f"{at}-{case[0]}" for at, case in enumerate(CASES)]
)
def test_one_broken_thing_is_told(mesh: Mesh, rule: str, change: Break, resource: str, message: str) -> None:
    found = change(mesh).found()
    assert [each for each in found if each[0] == rule] == [(rule, resource, message)]
    assert {name for name, *_ in found} - {rule} <= ALSO.get((rule, resource), set())


def test_every_rule_is_seen_to_fire() -> None:
    assert {rule.name for rule in RULES} == {case[0] for case in CASES}


# What each rule must accept although it looks like what it refuses.
SILENT: list[tuple[str, Break]] = [
    ("no-admin-role-granted", but("loader-to-sysadmin", roleName="TRACKING_SYSADMINS")),
    ("no-grant-to-public", but("core-to-loader", parentRoleName="PUBLICATION")),
    ("no-silenced-future-grant", plus(
        "GrantPrivilegesToDatabaseRole", "views", databaseRoleName='"TRACKING"."ALL_R"', privileges=["SELECT"],
        onSchemaObject={"future": {"objectTypePlural": "VIEWS", "inDatabase": "TRACKING"}})),
    ("nothing-stated-twice", again("read-view", privileges=["REFERENCES"])),
    ("nothing-stated-twice", again("read-view", databaseRoleName='"TRACKING"."DAYS_R"')),
    ("nothing-stated-twice", again("write-future", onSchemaObject={
        "all": {"objectTypePlural": "TABLES", "inSchema": CORE}})),
    ("nothing-stated-twice", again("load", name="tracking_load")),
    ("nothing-stated-twice", elsewhere("load", accountName="ELSEWHERE")),
    ("nothing-stated-twice", elsewhere("catalog", region="us-east-1")),
    ("nothing-stated-twice", again("catalog", catalogId="999988887777")),
    ("nothing-stated-twice", again("bucket", bucket=UNKNOWN)),
    ("nothing-stated-twice", again("classified", objectIdentifiers=[f"{VIEW}.EMAIL"])),
    ("nothing-stated-twice", lambda mesh: mesh.plus(
        made("StreamOnTable", "changes", name="CLICKS", database="TRACKING", schema="CORE"),
        made("Streamlit", "page", name="CLICKS", database="TRACKING", schema="CORE"))),
    ("nothing-stated-twice", plus("UserPublicKeys", "keys", name="TRACKING_KAFKA", rsaPublicKey="MIIB")),
    ("nothing-stated-twice", lambda mesh: again("add", arguments=[])(mesh.plus(made(
        "FunctionSql", "add", name="ADD", database="TRACKING", schema="CORE")))),
    ("nothing-stated-twice", lambda mesh: again("text")(mesh.plus(made(
        "Execute", "text", execute="GRANT ROLE A TO ROLE B", revert="REVOKE ROLE A FROM ROLE B")))),
    ("only-ports-cross-borders", but("loader-to-sysadmin", parentRoleName="PLATFORM_POOL")),
    ("subscription-has-producers-word", but("subscription", parentRoleName="SALES_READER")),
    ("only-ports-cross-borders", plus(
        "GrantPrivilegesToAccountRole", "weather", accountRoleName="CUSTOMER_READER",
        privileges=["IMPORTED PRIVILEGES"], onAccountObject={"objectType": "DATABASE", "objectName": "WEATHER"})),
    ("only-ports-cross-borders", plus("GrantOwnership", "owned", accountRoleName="CUSTOMER_READER",
                                      on={"objectType": "WAREHOUSE", "objectName": "TRACKING_LOAD"})),
    ("reader-has-purpose", catalogued(readers='[7, {"role": "CUSTOMER_READER", "purpose": "Churn", "until": "2027"}]')),
    ("reader-has-purpose", but("catalog-sessions", parameters={"classification": "snowflake"})),
    ("reader-has-purpose", but("subscription", parentRoleName="TRACKING_ANALYST")),
    ("no-foreign-storage", but("stage", url=None)),
    ("classified-column-is-masked", but("port", statement='SELECT "BRAND" FROM "TRACKING"."CORE"."SESSIONS"',
                                        columns=[{"columnName": "BRAND"}])),
    ("classified-column-is-masked", plus(
        "TableColumnMaskingPolicyApplication", "mask", table='"TRACKING"."CORE"."SESSIONS"', column="EMAIL",
        maskingPolicy="M")),
    ("argument-is-not-shadowed", but("rows", body="BRAND_VALUE IN ('hln') OR EXTRACT(YEAR FROM BRAND_VALUE) = 1")),
    ("argument-is-not-shadowed", but("rows", body="EXISTS (SELECT 1 FROM GOV.X.MAP m WHERE m.BRAND_VALUE = 1)")),
    ("stateful-is-protected", iceberg(protect=True)),
    ("stateful-is-protected", lambda mesh: unprotected(mesh.limited(protect=False))),
    ("retention-in-bounds", but("base", dataRetentionTimeInDays=-1.0)),
    ("warehouse-within-ceiling", but("load", warehouseSize="medium", maxClusterCount=3.0)),
    ("service-user-has-key", lambda mesh: mesh.but("kafka", rsaPublicKey=None).plus(
        made("UserPublicKeys", "keys", name="TRACKING_KAFKA", rsaPublicKey="MIIB"))),
    ("service-user-has-key", but("kafka", rsaPublicKey=None, defaultWorkloadIdentity={"aws": {"arn": "a"}})),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(Principal={"AWS": "111122223333"}))),
    ("trust-has-external-id", but("load-role", assumeRolePolicy=allow(Principal={"Service": "glue.amazonaws.com"}))),
    ("iam-without-wildcard", but("read", policy='{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}')),
    ("bucket-is-private", but("tls", policy=allow(Principal="*", Action="s3:Get", Condition={"StringEquals": {}}))),
    ("execute-grants-nothing", plus("Execute", "clone", execute="CREATE DATABASE MIGRANTS", revert="DROP")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change"), SILENT, ids=[f"{at}-{case[0]}" for at, case in enumerate(SILENT)])
def test_what_is_right_is_left_alone(mesh: Mesh, rule: str, change: Break) -> None:
    assert change(mesh).found([rule]) == []


def blurred(value: Any) -> Iterator[Any]:
    """The value with each thing inside it unknown in turn, from the whole to the smallest."""
    yield UNKNOWN
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        for other in blurred(part):
            copy = value.copy()
            copy[key] = other
            yield copy


def test_what_is_not_known_yet_breaks_no_rule(mesh: Mesh) -> None:
    """Each value in turn is unknown: no rule crashes, none takes it for absent."""
    for name, resource in mesh.resources.items():
        for key, value in resource.properties.items():
            for other in blurred(value):
                assert mesh.but(name, **{key: other}).found() == [], (name, key, other)


def test_bucket_whose_name_is_not_known_yet_is_found_by_dependency(mesh: Mesh) -> None:
    late = mesh.but("bucket", bucket=UNKNOWN)
    for name in ("block", "encryption"):
        late = late.but(name, bucket=UNKNOWN)
        late = late.plus(replace(late.resources[name], depends_on=frozenset({urn("bucket")})))
    assert late.found(["bucket-is-private", "bucket-is-encrypted"]) == []
    alone = late.without("encryption")
    assert alone.found(["bucket-is-encrypted"]) == [
        ("bucket-is-encrypted", "bucket", "bucket bucket has no BucketServerSideEncryptionConfiguration")
    ]
