"""What the provider sends for roles, grants, shares, loading, networks, and what it reads."""

from __future__ import annotations

from mesh.account.identifiers import Name
from mesh.account.statements import (
    AddAccounts,
    Create,
    Describe,
    Drop,
    Grantee,
    GrantOwnership,
    GrantPrivileges,
    GrantRole,
    OnAccount,
    OnMany,
    RemoveAccounts,
    RevokePrivileges,
    RevokeRole,
    Set,
    Show,
    ShowGrants,
    Statement,
    UseRole,
)
from tests.account.sent_names import (
    CLICKS,
    COPY,
    CORE,
    CORE_RW,
    EU,
    KAFKA,
    LANDING,
    LOAD,
    LOADER,
    OFFICE,
    PIPE,
    READER,
    SESSIONS_R,
    SHARE,
    STAGE,
    TABLE,
    TEMPORARY,
    TO_SHARE,
    TRACKING,
    US,
    VIEW,
    alter,
    on,
)

ROLES: list[tuple[Statement, str]] = [
    (
        Create("DATABASE ROLE", SESSIONS_R.name, {"COMMENT": "Reads sessions"}),
        'CREATE DATABASE ROLE "TRACKING"."SESSIONS_R" COMMENT = \'Reads sessions\'',
    ),
    (Create("ROLE", READER.name), 'CREATE ROLE "TRACKING_READER"'),
    (Drop("DATABASE ROLE", SESSIONS_R.name, True), 'DROP DATABASE ROLE IF EXISTS "TRACKING"."SESSIONS_R"'),
    (Drop("ROLE", READER.name, True), 'DROP ROLE IF EXISTS "TRACKING_READER"'),
    (
        Create(
            "USER",
            KAFKA.name,
            {
                "DEFAULT_WAREHOUSE": LOAD,
                "DEFAULT_ROLE": LOADER.name,
                "RSA_PUBLIC_KEY": "MIIB",
                "TYPE": "SERVICE",
                "COMMENT": "Kafka connector",
                "NETWORK_POLICY": Name.of("TRACKING_NETWORK"),
            },
        ),
        'CREATE USER "TRACKING_KAFKA" DEFAULT_WAREHOUSE = "TRACKING_LOAD" DEFAULT_ROLE = "TRACKING_LOADER" '
        "RSA_PUBLIC_KEY = 'MIIB' TYPE = SERVICE COMMENT = 'Kafka connector' NETWORK_POLICY = \"TRACKING_NETWORK\"",
    ),
    (
        alter("USER", KAFKA.name, Set({"RSA_PUBLIC_KEY": "MIIC"})),
        "ALTER USER \"TRACKING_KAFKA\" SET RSA_PUBLIC_KEY = 'MIIC'",
    ),
    (Drop("USER", KAFKA.name, True), 'DROP USER IF EXISTS "TRACKING_KAFKA"'),
    (
        GrantRole(READER, Grantee("ROLE", Name.of("SYSADMIN"))),
        'GRANT ROLE "TRACKING_READER" TO ROLE "SYSADMIN"',
    ),
    (
        RevokeRole(READER, Grantee("ROLE", Name.of("SYSADMIN"))),
        'REVOKE ROLE "TRACKING_READER" FROM ROLE "SYSADMIN"',
    ),
    (GrantRole(LOADER, KAFKA), 'GRANT ROLE "TRACKING_LOADER" TO USER "TRACKING_KAFKA"'),
    (RevokeRole(LOADER, KAFKA), 'REVOKE ROLE "TRACKING_LOADER" FROM USER "TRACKING_KAFKA"'),
    (
        GrantRole(SESSIONS_R, Grantee("ROLE", Name.of("CUSTOMER_READER"))),
        'GRANT DATABASE ROLE "TRACKING"."SESSIONS_R" TO ROLE "CUSTOMER_READER"',
    ),
    (
        RevokeRole(SESSIONS_R, Grantee("ROLE", Name.of("CUSTOMER_READER"))),
        'REVOKE DATABASE ROLE "TRACKING"."SESSIONS_R" FROM ROLE "CUSTOMER_READER"',
    ),
]

GRANTS: list[tuple[Statement, str]] = [
    (
        GrantPrivileges(("USAGE",), on("DATABASE", TRACKING), CORE_RW),
        'GRANT USAGE ON DATABASE "TRACKING" TO DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        RevokePrivileges(("USAGE",), on("DATABASE", TRACKING), CORE_RW),
        'REVOKE USAGE ON DATABASE "TRACKING" FROM DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        GrantPrivileges(("CREATE TABLE", "CREATE VIEW", "USAGE"), on("SCHEMA", CORE), CORE_RW),
        'GRANT CREATE TABLE, CREATE VIEW, USAGE ON SCHEMA "TRACKING"."CORE" TO DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        GrantPrivileges(("SELECT",), on("VIEW", VIEW), SESSIONS_R),
        'GRANT SELECT ON VIEW "TRACKING"."SESSIONS"."SESSIONS" TO DATABASE ROLE "TRACKING"."SESSIONS_R"',
    ),
    (
        GrantPrivileges(("INSERT", "SELECT"), OnMany("ALL", "TABLE", "SCHEMA", CORE), CORE_RW),
        'GRANT INSERT, SELECT ON ALL TABLES IN SCHEMA "TRACKING"."CORE" TO DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        GrantPrivileges(("INSERT", "SELECT"), OnMany("FUTURE", "TABLE", "SCHEMA", CORE), CORE_RW),
        'GRANT INSERT, SELECT ON FUTURE TABLES IN SCHEMA "TRACKING"."CORE" TO DATABASE ROLE "TRACKING"."CORE_RW"',
    ),
    (
        GrantPrivileges(
            ("INSERT", "SELECT"),
            OnMany("INHERITED", "TABLE", "SCHEMA", LANDING),
            Grantee("DATABASE ROLE", Name.of("TRACKING", "LANDING_W")),
        ),
        'GRANT INHERITED INSERT, SELECT ON ALL TABLES IN SCHEMA "TRACKING"."LANDING" '
        'TO DATABASE ROLE "TRACKING"."LANDING_W"',
    ),
    (
        RevokePrivileges(("REFERENCES",), on("VIEW", VIEW), SESSIONS_R, grant_option_for=True),
        'REVOKE GRANT OPTION FOR REFERENCES ON VIEW "TRACKING"."SESSIONS"."SESSIONS" '
        'FROM DATABASE ROLE "TRACKING"."SESSIONS_R"',
    ),
    (
        GrantPrivileges(("REFERENCES",), on("VIEW", VIEW), SESSIONS_R),
        'GRANT REFERENCES ON VIEW "TRACKING"."SESSIONS"."SESSIONS" TO DATABASE ROLE "TRACKING"."SESSIONS_R"',
    ),
    (
        GrantPrivileges(("OPERATE", "USAGE"), on("WAREHOUSE", LOAD), LOADER),
        'GRANT OPERATE, USAGE ON WAREHOUSE "TRACKING_LOAD" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantPrivileges(("USAGE",), on("DATABASE", TRACKING), LOADER),
        'GRANT USAGE ON DATABASE "TRACKING" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantPrivileges(
            ("IMPORTED PRIVILEGES",),
            on("DATABASE", Name.of("WEATHER")),
            Grantee("ROLE", Name.of("TRACKING_ENGINEER")),
        ),
        'GRANT IMPORTED PRIVILEGES ON DATABASE "WEATHER" TO ROLE "TRACKING_ENGINEER"',
    ),
    (
        GrantPrivileges(("CREATE STAGE", "CREATE PIPE", "USAGE"), on("SCHEMA", LANDING), LOADER),
        'GRANT CREATE STAGE, CREATE PIPE, USAGE ON SCHEMA "TRACKING"."LANDING" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantPrivileges(("INSERT", "SELECT"), on("TABLE", CLICKS), LOADER),
        'GRANT INSERT, SELECT ON TABLE "TRACKING"."LANDING"."CLICKS" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantPrivileges(("CREATE DATABASE",), OnAccount(), LOADER, grant_option=True),
        'GRANT CREATE DATABASE ON ACCOUNT TO ROLE "TRACKING_LOADER" WITH GRANT OPTION',
    ),
    (
        GrantPrivileges(("ALL",), on("SCHEMA", CORE), LOADER),
        'GRANT ALL PRIVILEGES ON SCHEMA "TRACKING"."CORE" TO ROLE "TRACKING_LOADER"',
    ),
    (
        GrantOwnership(on("TABLE", TABLE), LOADER, "COPY"),
        'GRANT OWNERSHIP ON TABLE "TRACKING"."CORE"."SESSIONS" TO ROLE "TRACKING_LOADER" COPY CURRENT GRANTS',
    ),
]

SHARES: list[tuple[Statement, str]] = [
    (
        Create("SHARE", SHARE, {"COMMENT": "To the agency"}),
        "CREATE SHARE \"TRACKING_AGENCY\" COMMENT = 'To the agency'",
    ),
    (Create("DATABASE", TEMPORARY), 'CREATE DATABASE "TEMP_TRACKING_AGENCY_1700000000"'),
    (
        GrantPrivileges(("USAGE", "REFERENCE_USAGE"), on("DATABASE", TEMPORARY), TO_SHARE),
        'GRANT USAGE, REFERENCE_USAGE ON DATABASE "TEMP_TRACKING_AGENCY_1700000000" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        alter("SHARE", SHARE, AddAccounts((EU,))),
        'ALTER SHARE "TRACKING_AGENCY" ADD ACCOUNTS = "PARTNER"."AGENCY_EU"',
    ),
    (
        alter("SHARE", SHARE, AddAccounts((EU, US))),
        'ALTER SHARE "TRACKING_AGENCY" ADD ACCOUNTS = "PARTNER"."AGENCY_EU", "PARTNER"."AGENCY_US"',
    ),
    (
        RevokePrivileges(("REFERENCE_USAGE",), on("DATABASE", TEMPORARY), TO_SHARE),
        'REVOKE REFERENCE_USAGE ON DATABASE "TEMP_TRACKING_AGENCY_1700000000" FROM SHARE "TRACKING_AGENCY"',
    ),
    (Drop("DATABASE", TEMPORARY), 'DROP DATABASE "TEMP_TRACKING_AGENCY_1700000000"'),
    (
        alter("SHARE", SHARE, RemoveAccounts((EU, US))),
        'ALTER SHARE "TRACKING_AGENCY" REMOVE ACCOUNTS = "PARTNER"."AGENCY_EU", "PARTNER"."AGENCY_US"',
    ),
    (Drop("SHARE", SHARE, True), 'DROP SHARE IF EXISTS "TRACKING_AGENCY"'),
    (
        GrantPrivileges(("USAGE",), on("DATABASE", TRACKING), TO_SHARE),
        'GRANT USAGE ON DATABASE "TRACKING" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        GrantPrivileges(("USAGE",), on("SCHEMA", Name.of("TRACKING", "SESSIONS")), TO_SHARE),
        'GRANT USAGE ON SCHEMA "TRACKING"."SESSIONS" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        GrantPrivileges(("REFERENCE_USAGE",), on("DATABASE", Name.of("GOVERNANCE")), TO_SHARE),
        'GRANT REFERENCE_USAGE ON DATABASE "GOVERNANCE" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        GrantPrivileges(("SELECT",), on("VIEW", VIEW), TO_SHARE),
        'GRANT SELECT ON VIEW "TRACKING"."SESSIONS"."SESSIONS" TO SHARE "TRACKING_AGENCY"',
    ),
    (
        Create("DATABASE", Name.of("WEATHER"), {"FROM SHARE": Name.of("PROVIDERORG", "WEATHER_EU", "WEATHER_SHARE")}),
        'CREATE DATABASE "WEATHER" FROM SHARE "PROVIDERORG"."WEATHER_EU"."WEATHER_SHARE"',
    ),
    (Drop("DATABASE", Name.of("WEATHER"), True), 'DROP DATABASE IF EXISTS "WEATHER"'),
]

LOADING: list[tuple[Statement, str]] = [
    (
        Create(
            "STORAGE INTEGRATION",
            Name.of("TRACKING_S3"),
            {
                "TYPE": "EXTERNAL_STAGE",
                "STORAGE_PROVIDER": "S3",
                "STORAGE_AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/tracking-load",
                "ENABLED": True,
                "STORAGE_ALLOWED_LOCATIONS": ("s3://company-tracking/landing/",),
            },
        ),
        "CREATE STORAGE INTEGRATION \"TRACKING_S3\" TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' "
        "STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/tracking-load' ENABLED = true "
        "STORAGE_ALLOWED_LOCATIONS = ('s3://company-tracking/landing/')",
    ),
    (
        alter(
            "STORAGE INTEGRATION",
            Name.of("TRACKING_S3"),
            Set({"STORAGE_ALLOWED_LOCATIONS": ("s3://company-tracking/other/", "s3://company-tracking/landing/")}),
        ),
        'ALTER STORAGE INTEGRATION "TRACKING_S3" SET STORAGE_ALLOWED_LOCATIONS = '
        "('s3://company-tracking/other/', 's3://company-tracking/landing/')",
    ),
    (Drop("STORAGE INTEGRATION", Name.of("TRACKING_S3"), True), 'DROP STORAGE INTEGRATION IF EXISTS "TRACKING_S3"'),
    (
        Create(
            "STAGE",
            STAGE,
            {
                "URL": "s3://company-tracking/landing/",
                "STORAGE_INTEGRATION": Name.of("TRACKING_S3"),
                "DIRECTORY": {"ENABLE": True, "AUTO_REFRESH": False},
                "FILE_FORMAT": {"TYPE": "JSON"},
            },
        ),
        'CREATE STAGE "TRACKING"."LANDING"."CLICKS_STAGE" URL = \'s3://company-tracking/landing/\' '
        'STORAGE_INTEGRATION = "TRACKING_S3" DIRECTORY = (ENABLE = true AUTO_REFRESH = false) '
        "FILE_FORMAT = (TYPE = JSON)",
    ),
    (Drop("STAGE", STAGE, True), 'DROP STAGE IF EXISTS "TRACKING"."LANDING"."CLICKS_STAGE"'),
    (
        Create("PIPE", PIPE, {"AUTO_INGEST": True, "AS": COPY}),
        f'CREATE PIPE "TRACKING"."LANDING"."CLICKS_PIPE" AUTO_INGEST = true AS {COPY}',
    ),
    (Drop("PIPE", PIPE, True), 'DROP PIPE IF EXISTS "TRACKING"."LANDING"."CLICKS_PIPE"'),
    (
        Create(
            "CATALOG INTEGRATION",
            Name.of("TRACKING_GLUE"),
            {
                "CATALOG_SOURCE": "GLUE",
                "TABLE_FORMAT": "ICEBERG",
                "GLUE_AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/tracking-glue",
                "GLUE_CATALOG_ID": "111122223333",
                "GLUE_REGION": "eu-west-1",
                "CATALOG_NAMESPACE": "tracking",
                "ENABLED": True,
                "REFRESH_INTERVAL_SECONDS": 60,
            },
        ),
        'CREATE CATALOG INTEGRATION "TRACKING_GLUE" CATALOG_SOURCE = GLUE TABLE_FORMAT = ICEBERG '
        "GLUE_AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/tracking-glue' GLUE_CATALOG_ID = '111122223333' "
        "GLUE_REGION = 'eu-west-1' CATALOG_NAMESPACE = 'tracking' ENABLED = true REFRESH_INTERVAL_SECONDS = 60",
    ),
    (
        alter("CATALOG INTEGRATION", Name.of("TRACKING_GLUE"), Set({"REFRESH_INTERVAL_SECONDS": 120})),
        'ALTER CATALOG INTEGRATION "TRACKING_GLUE" SET REFRESH_INTERVAL_SECONDS = 120',
    ),
    (
        Drop("CATALOG INTEGRATION", Name.of("TRACKING_GLUE"), True),
        'DROP CATALOG INTEGRATION IF EXISTS "TRACKING_GLUE"',
    ),
]

NETWORK: list[tuple[Statement, str]] = [
    (
        Create("NETWORK RULE", OFFICE, {"TYPE": "IPV4", "VALUE_LIST": ("203.0.113.0/24",), "MODE": "INGRESS"}),
        'CREATE NETWORK RULE "TRACKING"."GOVERNANCE"."OFFICE" TYPE = IPV4 '
        "VALUE_LIST = ('203.0.113.0/24') MODE = INGRESS",
    ),
    (
        alter("NETWORK RULE", OFFICE, Set({"VALUE_LIST": ("203.0.113.0/24", "198.51.100.0/24")})),
        'ALTER NETWORK RULE "TRACKING"."GOVERNANCE"."OFFICE" SET VALUE_LIST = '
        "('203.0.113.0/24', '198.51.100.0/24')",
    ),
    (Drop("NETWORK RULE", OFFICE, True), 'DROP NETWORK RULE IF EXISTS "TRACKING"."GOVERNANCE"."OFFICE"'),
    (
        Create("NETWORK POLICY", Name.of("TRACKING_NETWORK"), {"ALLOWED_NETWORK_RULE_LIST": (OFFICE,)}),
        'CREATE NETWORK POLICY "TRACKING_NETWORK" ALLOWED_NETWORK_RULE_LIST = ("TRACKING"."GOVERNANCE"."OFFICE")',
    ),
    (Drop("NETWORK POLICY", Name.of("TRACKING_NETWORK"), True), 'DROP NETWORK POLICY IF EXISTS "TRACKING_NETWORK"'),
    (
        alter("ACCOUNT", Name(()), Set({"FEATURE_RBAC_INHERITED_GRANTS": "ENABLED"})),
        "ALTER ACCOUNT SET FEATURE_RBAC_INHERITED_GRANTS = 'ENABLED'",
    ),
]

READS: list[tuple[Statement, str]] = [
    (Show("WAREHOUSE", like="TRACKING_%"), "SHOW WAREHOUSES LIKE 'TRACKING_%'"),
    (Show("DATABASE ROLE", within=on("DATABASE", TRACKING)), 'SHOW DATABASE ROLES IN DATABASE "TRACKING"'),
    (ShowGrants("ON", on("VIEW", VIEW)), 'SHOW GRANTS ON VIEW "TRACKING"."SESSIONS"."SESSIONS"'),
    (ShowGrants("ON", OnAccount()), "SHOW GRANTS ON ACCOUNT"),
    (ShowGrants("TO", CORE_RW), 'SHOW GRANTS TO DATABASE ROLE "TRACKING"."CORE_RW"'),
    (ShowGrants("OF", READER), 'SHOW GRANTS OF ROLE "TRACKING_READER"'),
    (ShowGrants("FUTURE IN", on("SCHEMA", CORE)), 'SHOW FUTURE GRANTS IN SCHEMA "TRACKING"."CORE"'),
    (ShowGrants("FUTURE TO", READER), 'SHOW FUTURE GRANTS TO ROLE "TRACKING_READER"'),
    (Describe("NETWORK POLICY", Name.of("TRACKING_NETWORK")), 'DESCRIBE NETWORK POLICY "TRACKING_NETWORK"'),
    (UseRole(READER.name), 'USE ROLE "TRACKING_READER"'),
    (UseRole(secondary="NONE"), "USE SECONDARY ROLES NONE"),
]
