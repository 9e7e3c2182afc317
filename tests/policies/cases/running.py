"""Cases of the rules about warehouses, users, connections and SQL of its own."""

from __future__ import annotations

from tests.policies.cases.breaks import Also, Case, Silent, but, default_provider, made_by, plus
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
    ("no-password-user", plus("UserProgrammaticAccessToken", "token", name="T", user="TRACKING_KAFKA"), "token",
     "TRACKING_KAFKA gets the access token T, which is as good as a password and stands in the state"),
    # --- providers
    ("provider-is-explicit", default_provider, "load", "load is made with the default provider of snowflake"),
    ("administrator-only-where-needed", made_by("administrator", "loader"), "loader",
     "loader is made as MESH_ADMIN, the account's administrator"),
    ("administrator-only-where-needed", lambda mesh: made_by("own", "loader")(
        mesh.plus(made("pulumi:providers:snowflake", "own", role="SECURITYADMIN"))), "loader",
     "loader is made as SECURITYADMIN, which is no role that this stack runs as"),
    ("administrator-only-where-needed", made_by("administrator", "read-view"), "read-view",
     "read-view is made as MESH_ADMIN, the account's administrator"),
    ("preview-feature-is-enabled", but("deploy", previewFeaturesEnabled='["snowflake_table_resource"]'), "agency",
     "agency needs the preview feature snowflake_share_resource, which deploy does not enable"),
    # --- escape
    ("execute-is-last-resort", plus("Execute", "clone", execute="CREATE DATABASE X CLONE Y", revert="DROP DATABASE X"),
     "clone", "clone runs SQL of its own: CREATE DATABASE X …"),
    ("execute-grants-nothing", plus("Execute", "sneak", execute="alter  share S add accounts = A", revert="SELECT 1"),
     "sneak", "execute of sneak holds ALTER SHARE"),
    *(("execute-grants-nothing", plus("Execute", "sneak", execute=text, revert="SELECT 1"), "sneak",
       f"execute of sneak holds {words}") for text, words in (
        ("ALTER/**/SHARE S ADD ACCOUNTS = A", "ALTER SHARE"),
        ("ALTER // x\n SHARE S ADD ACCOUNTS = B", "ALTER SHARE"),
        ("ALTER -- x\n SHARE S ADD ACCOUNTS = A", "ALTER SHARE"),
        ("SELECT 'http://x'; grant role R to user U", "GRANT"),
        ("CREATE LISTING L", "CREATE LISTING"),
        ("CREATE OR REPLACE EXTERNAL LISTING L", "CREATE OR REPLACE EXTERNAL LISTING"),
        ("ALTER VIEW V DROP ROW ACCESS POLICY P", "DROP ROW ACCESS POLICY"),
        ("ALTER TABLE T DROP ALL ROW ACCESS POLICIES", "DROP ALL ROW ACCESS POLICIES"),
        ("ALTER VIEW V MODIFY COLUMN C UNSET MASKING POLICY", "UNSET MASKING POLICY"),
        ("ALTER VIEW V UNSET SECURE", "UNSET SECURE"),
        ("CREATE OR REPLACE SECURE VIEW V COPY GRANTS AS SELECT 1", "CREATE OR REPLACE SECURE VIEW"),
        ("CREATE OR REPLACE MASKING POLICY P AS (V VARCHAR) RETURNS VARCHAR -> V", "CREATE OR REPLACE MASKING POLICY"),
        ("ALTER ROW ACCESS POLICY P SET BODY -> TRUE", "ALTER ROW ACCESS POLICY"),
        ("CREATE STAGE S URL = 's3://other/'", "CREATE STAGE"),
        ("CREATE STORAGE INTEGRATION I", "CREATE STORAGE INTEGRATION"),
        ("ALTER DATABASE D ENABLE REPLICATION TO ACCOUNTS O.A", "ENABLE REPLICATION"),
        ("CREATE USER U PASSWORD = 'x'", "CREATE USER"))),
    ("execute-grants-nothing", plus("Task", "nightly", name="NIGHTLY", sqlStatement="GRANT ROLE R TO ROLE PUBLIC"),
     "nightly", "sqlStatement of nightly holds GRANT"),
    ("execute-grants-nothing", plus("ProcedureSql", "proc", name="P", executeAs="OWNER",
                                    procedureDefinition="BEGIN EXECUTE IMMEDIATE :text; END"),
     "proc", "procedureDefinition of proc holds EXECUTE IMMEDIATE"),
    ("execute-grants-nothing", plus("Alert", "proc", name="A", action="ALTER SHARE S ADD ACCOUNTS = A"), "proc",
     "action of proc holds ALTER SHARE"),
]  # fmt: skip

ALSO: Also = {
    ("execute-grants-nothing", "proc"): {"preview-feature-is-enabled"},
    ("no-password-user", "token"): set(),
    ("execute-grants-nothing", "sneak"): {"execute-is-last-resort"},
}

SILENT: list[Silent] = [
    ("administrator-only-where-needed", made_by("administrator", "load")),
    ("administrator-only-where-needed", made_by("administrator", "use-warehouse")),
    ("administrator-only-where-needed", made_by("administrator", "classified", objectType="WAREHOUSE")),
    ("administrator-only-where-needed", made_by("administrator", "write-future", onSchemaObject={
        "inherited": {"objectTypePlural": "TABLES", "inSchema": '"TRACKING"."CORE"'}})),
    ("execute-grants-nothing", plus("ProcedureSql", "proc", name="P", executeAs="CALLER",
                                    procedureDefinition="BEGIN EXECUTE IMMEDIATE :text; END")),
    ("execute-grants-nothing", plus("Execute", "clone", execute="CREATE VIEW V AS SELECT 1", revert="DROP VIEW V")),
    ("execute-grants-nothing", plus("Execute", "clone", execute="CREATE AGGREGATION POLICY P AS () RETURNS …",
                                    revert="DROP AGGREGATION POLICY P")),
    ("warehouse-within-ceiling", but("load", warehouseSize="medium", maxClusterCount=3.0)),
    ("service-user-has-key", lambda mesh: mesh.but("kafka", rsaPublicKey=None).plus(
        made("UserPublicKeys", "keys", name="TRACKING_KAFKA", rsaPublicKey="MIIB"))),
    ("service-user-has-key", but("kafka", rsaPublicKey=None, defaultWorkloadIdentity={"aws": {"arn": "a"}})),
    ("execute-grants-nothing", plus("Execute", "clone", execute="CREATE DATABASE MIGRANTS", revert="DROP")),
]  # fmt: skip
