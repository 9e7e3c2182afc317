"""Cases of the rules about warehouses, users, connections and SQL of its own."""

from __future__ import annotations

from tests.policies.cases.breaks import Also, Case, Silent, but, default_provider, plus
from tests.policies.conftest import made

CASES: list[Case] = [
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

ALSO: Also = {
    ("execute-grants-nothing", "sneak"): {"execute-is-last-resort"},
}

SILENT: list[Silent] = [
    ("warehouse-within-ceiling", but("load", warehouseSize="medium", maxClusterCount=3.0)),
    ("service-user-has-key", lambda mesh: mesh.but("kafka", rsaPublicKey=None).plus(
        made("UserPublicKeys", "keys", name="TRACKING_KAFKA", rsaPublicKey="MIIB"))),
    ("service-user-has-key", but("kafka", rsaPublicKey=None, defaultWorkloadIdentity={"aws": {"arn": "a"}})),
    ("execute-grants-nothing", plus("Execute", "clone", execute="CREATE DATABASE MIGRANTS", revert="DROP")),
]  # fmt: skip
