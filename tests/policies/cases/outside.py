"""Cases of the rules about what leaves the account."""

from __future__ import annotations

from tests.policies.cases.breaks import CORE, VIEW, Also, Case, Silent, but, plus

CASES: list[Case] = [
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
    *(("no-foreign-storage", plus(type_, "unload", name="OUT", **{key: "COPY/**/INTO 's3://example-other/x' FROM T"}),
       "unload", "OUT reaches s3://example-other/x, which is no bucket of this stack") for type_, key in (
        ("Task", "sqlStatement"), ("Alert", "action"), ("ProcedureSql", "procedureDefinition"))),
    ("no-way-out", plus("BucketReplicationConfig", "mirror", bucket="example-tracking"),
     "mirror", "BucketReplicationConfig mirror copies the files of example-tracking to another bucket"),
    ("no-way-out", but("database", replication={"enableToAccounts": [{"accountIdentifier": "PARTNER.EU"}]}), "database",
     "database TRACKING is replicated to PARTNER.EU"),
    ("no-way-out", plus("FailoverGroup", "copy", name="COPY"), "copy",
     "FailoverGroup COPY copies databases to other accounts"),
]  # fmt: skip

ALSO: Also = {
    ("no-foreign-storage", "unload"): {"preview-feature-is-enabled"},
    ("no-way-out", "copy"): {"preview-feature-is-enabled"},
    ("shares-only-secure-views", "agency-view"): {"only-ports-cross-borders", "shares-only-secure-views"},
}

SILENT: list[Silent] = [
    ("no-foreign-storage", but("stage", url=None)),
]  # fmt: skip
