"""Cases of the rules about classified columns, policy bodies, products and what keeps data."""

from __future__ import annotations

from tests.policies.cases.breaks import (
    CORE,
    ROWS,
    VIEW,
    Also,
    Case,
    Silent,
    but,
    catalogued,
    iceberg,
    plus,
    second_port,
    unprotected,
)
from tests.policies.conftest import made

CASES: list[Case] = [
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
    ("classified-column-is-masked", lambda mesh: mesh.plus(
        made("MaskingPolicy", "own-mask", "tracking", name="EMAIL", database="TRACKING", schema="CORE", body="VAL"),
    ).but("port", columns=[{"columnName": "EMAIL", "maskingPolicy": {"policyName": f'{CORE}."EMAIL"'}}]),
     "port", f"the share TRACKING_AGENCY reads {VIEW}.EMAIL, classified email in TRACKING.CORE.SESSIONS, under a mask "
     "of the domain's own"),
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
    ("retention-in-bounds", plus("ObjectParameter", "longer", key="data_retention_time_in_days", value="90",
                                 objectType="TABLE"),
     "longer", "longer has a retention of 90 days; the most in this stack are 30"),
    ("retention-in-bounds", plus("AccountParameter", "least", key="MIN_DATA_RETENTION_TIME_IN_DAYS", value="31"),
     "least", "least has a retention of 31 days; the most in this stack are 30"),
    ("stateful-is-protected", plus("StageInternal", "files", name="FILES", database="TRACKING", schema="CORE"), "files",
     "stageinternal FILES is not protected"),
    ("schema-has-managed-access", but("core", withManagedAccess="false"), "core",
     "schema TRACKING.CORE has no managed access"),
]  # fmt: skip

ALSO: Also = {
    ("retention-in-bounds", "longer"): {"preview-feature-is-enabled"},
}

SILENT: list[Silent] = [
    ("retention-in-bounds", plus("AccountParameter", "zone", key="TIMEZONE", value="UTC")),
    ("retention-in-bounds", plus("AccountParameter", "days", key="DATA_RETENTION_TIME_IN_DAYS", value="30")),
    ("reader-has-purpose", catalogued(readers='[7, {"role": "CUSTOMER_READER", "purpose": "Churn", "until": "2027"}]')),
    ("reader-has-purpose", but("catalog-sessions", parameters={"classification": "snowflake"})),
    ("reader-has-purpose", but("subscription", parentRoleName="TRACKING_ANALYST")),
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
]  # fmt: skip
