"""The names and texts of the statements that the provider sends."""

from __future__ import annotations

from mesh.account.identifiers import Name
from mesh.account.parts import Column
from mesh.account.statements import (
    Alter,
    Grantee,
    OnObject,
)

MONITOR = Name.of("TRACKING_MONITOR")
LOAD = Name.of("TRACKING_LOAD")
TRACKING = Name.of("TRACKING")
CORE = Name.of("TRACKING", "CORE")
LANDING = Name.of("TRACKING", "LANDING")
CLICKS = Name.of("TRACKING", "LANDING", "CLICKS")
TABLE = Name.of("TRACKING", "CORE", "SESSIONS")
VIEW = Name.of("TRACKING", "SESSIONS", "SESSIONS")
MASK = Name.of("TRACKING", "GOVERNANCE", "MASK_EMAIL_VARCHAR")
ROWS = Name.of("TRACKING", "GOVERNANCE", "SESSIONS_ROWS")
ROWS_2 = Name.of("TRACKING", "GOVERNANCE", "SESSIONS_ROWS_2")
TAG = Name.of("TRACKING", "GOVERNANCE", "CLASSIFICATION")
SHARE = Name.of("TRACKING_AGENCY")
TEMPORARY = Name.of("TEMP_TRACKING_AGENCY_1700000000")
STAGE = Name.of("TRACKING", "LANDING", "CLICKS_STAGE")
PIPE = Name.of("TRACKING", "LANDING", "CLICKS_PIPE")
OFFICE = Name.of("TRACKING", "GOVERNANCE", "OFFICE")
EU, US = Name.of("PARTNER", "AGENCY_EU"), Name.of("PARTNER", "AGENCY_US")

READER = Grantee("ROLE", Name.of("TRACKING_READER"))
LOADER = Grantee("ROLE", Name.of("TRACKING_LOADER"))
KAFKA = Grantee("USER", Name.of("TRACKING_KAFKA"))
CORE_RW = Grantee("DATABASE ROLE", Name.of("TRACKING", "CORE_RW"))
SESSIONS_R = Grantee("DATABASE ROLE", Name.of("TRACKING", "SESSIONS_R"))
TO_SHARE = Grantee("SHARE", SHARE)

MASK_BODY = "CASE WHEN IS_ROLE_IN_SESSION('GOVERNANCE_CLEAR') THEN VAL ELSE '***' END"
ROWS_BODY = "IS_ROLE_IN_SESSION('CUSTOMER_READER') AND BRAND_VALUE IN ('hln', 'vtm')"
QUERY = 'SELECT "SESSION_ID", "BRAND", "EMAIL", "STARTED_AT" FROM "TRACKING"."CORE"."SESSIONS"'
COPY = 'COPY INTO "TRACKING"."LANDING"."CLICKS" FROM @"TRACKING"."LANDING"."CLICKS_STAGE" FILE_FORMAT = (TYPE = JSON)'
VIEW_COLUMNS = (
    Column("SESSION_ID"),
    Column("BRAND"),
    Column("EMAIL", comment="Login", masking_policy=MASK, using=("EMAIL",)),
    Column("STARTED_AT"),
)
VIEW_COLUMNS_SQL = (
    '("SESSION_ID", "BRAND", "EMAIL" MASKING POLICY "TRACKING"."GOVERNANCE"."MASK_EMAIL_VARCHAR" USING ("EMAIL")'
    " COMMENT 'Login', \"STARTED_AT\")"
)


def alter(kind: str, name: Name, *actions: object) -> Alter:
    return Alter(kind, name, actions)  # type: ignore[arg-type]


def on(kind: str, name: Name) -> OnObject:
    return OnObject(kind, name)
