"""Cases of the rules about grants, and about the borders between domains."""

from __future__ import annotations

from dataclasses import replace

from tests.policies.cases.breaks import CORE, VIEW, Also, Case, Silent, but, moved, plus

CASES: list[Case] = [
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
]  # fmt: skip

ALSO: Also = {
    ("no-grant-to-public", "core-to-loader"): {"only-ports-cross-borders"},
}

SILENT: list[Silent] = [
    ("no-admin-role-granted", but("loader-to-sysadmin", roleName="TRACKING_SYSADMINS")),
    ("no-grant-to-public", but("core-to-loader", parentRoleName="PUBLICATION")),
    ("no-silenced-future-grant", plus(
        "GrantPrivilegesToDatabaseRole", "views", databaseRoleName='"TRACKING"."ALL_R"', privileges=["SELECT"],
        onSchemaObject={"future": {"objectTypePlural": "VIEWS", "inDatabase": "TRACKING"}})),
    ("only-ports-cross-borders", but("loader-to-sysadmin", parentRoleName="PLATFORM_POOL")),
    ("subscription-has-producers-word", but("subscription", parentRoleName="SALES_READER")),
    ("only-ports-cross-borders", plus(
        "GrantPrivilegesToAccountRole", "weather", accountRoleName="CUSTOMER_READER",
        privileges=["IMPORTED PRIVILEGES"], onAccountObject={"objectType": "DATABASE", "objectName": "WEATHER"})),
    ("only-ports-cross-borders", plus("GrantOwnership", "owned", accountRoleName="CUSTOMER_READER",
                                      on={"objectType": "WAREHOUSE", "objectName": "TRACKING_LOAD"})),
]  # fmt: skip
