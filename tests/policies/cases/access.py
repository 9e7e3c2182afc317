"""Cases of the rules about grants, and about the borders between domains."""

from __future__ import annotations

from dataclasses import replace

from tests.policies.cases.breaks import CORE, VIEW, Also, Case, Silent, but, moved, plus
from tests.policies.conftest import made

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
    *(("no-admin-role-granted", plus("GrantAccountRole", "up", roleName=role, parentRoleName="TRACKING_LOADER"), "up",
       f"{role} is granted to TRACKING_LOADER, which may then do all that {role} may")
      for role in ("MESH_DEPLOY", "MESH_ADMIN")),
    *(("no-power-over-account", plus("GrantPrivilegesToAccountRole", "power", accountRoleName="TRACKING_LOADER",
                                     onAccount=True, privileges=[power]),
       "power", f"TRACKING_LOADER gets {power.upper()} and with it may {does}") for power, does in (
        ("Apply Masking Policy", "take the mask off any column"),
        ("APPLY ROW ACCESS POLICY", "take the row access policy off any view"),
        ("CREATE SHARE", "share with other accounts"),
        ("CREATE INTEGRATION", "connect the account with places outside"))),
    ("no-power-over-account", plus("GrantPrivilegesToDatabaseRole", "power", databaseRoleName='"TRACKING"."CORE_RW"',
                                   privileges=["manage grants"], onSchema={"schemaName": CORE}),
     "power", '"TRACKING"."CORE_RW" gets MANAGE GRANTS and with it can give itself anything in TRACKING.CORE'),
    ("no-power-over-account", but("use-warehouse", privileges=["MANAGE GRANTS"],
                                  onAccountObject={"objectType": "DATABASE", "objectName": "TRACKING"}),
     "use-warehouse", "TRACKING_LOADER gets MANAGE GRANTS and with it can give itself anything in TRACKING"),
    *(("no-power-over-account", plus("GrantPrivilegesToAccountRole", "power", accountRoleName="TRACKING_LOADER",
                                     privileges=["SELECT"], **{block: {"inherited": inherited}}),
       "power", f"TRACKING_LOADER gets SELECT on all {plural} of the account") for block, inherited, plural in (
        ("onSchemaObject", {"objectTypePlural": "tables", "inAccount": True}, "TABLES"),
        ("onSchema", {"inAccount": True}, "SCHEMAS"),
        ("onAccountObject", {"objectTypePlural": "DATABASES"}, "DATABASES"))),
    ("no-power-over-account", plus("GrantPrivilegesToAccountRole", "power", accountRoleName="TRACKING_LOADER",
                                   privileges=["IMPORTED PRIVILEGES"],
                                   onAccountObject={"objectType": "DATABASE", "objectName": "SNOWFLAKE"}),
     "power", "TRACKING_LOADER gets IMPORTED PRIVILEGES on the database SNOWFLAKE, which shows what every domain does"),
    *(("ownership-stays", plus("GrantOwnership", "handed-over", accountRoleName="TRACKING_LOADER", on=on),
       "handed-over", f"TRACKING_LOADER gets the ownership of {what}") for on, what in (
        ({"objectType": "VIEW", "objectName": '"TRACKING"."SESSIONS"."SESSIONS"'}, f"the view {VIEW}"),
        ({"objectType": "schema", "objectName": CORE}, "the schema TRACKING.CORE"),
        ({"objectType": "ROLE", "objectName": "TRACKING_LOADER"}, "the role TRACKING_LOADER"),
        ({"future": {"objectTypePlural": "VIEWS", "inDatabase": "TRACKING"}}, "all views in TRACKING"),
        ({"all": {"objectTypePlural": "row access policies", "inSchema": CORE}},
         "all row access policies in TRACKING.CORE"))),
    *(("people-come-through-governance", but("loader-to-sysadmin", parentRoleName=role), "loader-to-sysadmin",
       f"TRACKING_LOADER goes to {role}, which is no role of the domain") for role in ("IDP_AGENCY", "SALES_ENGINEER")),
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
    ("subscription-has-producers-word", lambda mesh: mesh.plus(
        made("SharedDatabase", "weather", "tracking", name="TRACKING_FROM_WEATHER"),
        made("GrantPrivilegesToAccountRole", "help", "customer", accountRoleName="CUSTOMER_READER",
             privileges=["IMPORTED PRIVILEGES"],
             onAccountObject={"objectType": "DATABASE", "objectName": "TRACKING_FROM_WEATHER"})),
     "help", "TRACKING_FROM_WEATHER is granted to CUSTOMER_READER in customer, not by the domain that it belongs to"),
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
    ("only-ports-cross-borders", "loader-to-sysadmin"): {"people-come-through-governance"},
    ("people-come-through-governance", "loader-to-sysadmin"): {"only-ports-cross-borders"},
    ("no-power-over-account", "power"): {"only-ports-cross-borders"},
    ("subscription-has-producers-word", "help"): set(),
    ("no-grant-to-public", "core-to-loader"): {"only-ports-cross-borders"},
}

SILENT: list[Silent] = [
    ("subscription-has-producers-word", lambda mesh: mesh.plus(
        made("SharedDatabase", "weather", "tracking", name="TRACKING_FROM_WEATHER"),
        made("GrantPrivilegesToAccountRole", "offer", "tracking", accountRoleName="CUSTOMER_READER",
             privileges=["IMPORTED PRIVILEGES"],
             onAccountObject={"objectType": "DATABASE", "objectName": "TRACKING_FROM_WEATHER"}))),
    ("ownership-stays", plus("GrantOwnership", "own", accountRoleName="TRACKING_LOADER",
                             on={"objectType": "TABLE", "objectName": f'{CORE}."BRANDS"'})),
    ("people-come-through-governance", lambda mesh: mesh.plus(
        made("AccountRole", "lab", "tracking", name="LAB"),
        made("GrantAccountRole", "to-lab", "tracking", roleName="TRACKING_LOADER", parentRoleName="LAB"),
        made("GrantAccountRole", "to-people", roleName="TRACKING_LOADER", parentRoleName="IDP_MEDIA"))),
    ("no-power-over-account", plus(
        "GrantPrivilegesToAccountRole", "weather", accountRoleName="TRACKING_LOADER",
        privileges=["IMPORTED PRIVILEGES"], onAccountObject={"objectType": "DATABASE", "objectName": "WEATHER"})),
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
