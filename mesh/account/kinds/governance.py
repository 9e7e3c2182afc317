"""Who may do and see what: policies, tags, roles, users, shares and networks."""

from __future__ import annotations

from typing import Final

from mesh.account.clauses import Clause
from mesh.account.kinds.kind import Kind
from mesh.account.kinds.shared import COMMENT

_SIGNATURE: Final = Clause("ARGUMENTS", "ARGUMENTS", "AS", required=True, settable=False, unsettable=False)
_RETURNS: Final = Clause("RETURNS", "TYPE", required=True, settable=False, unsettable=False)
_BODY: Final = Clause("BODY", "BODY", "->", required=True, unsettable=False)

POLICIES: Final = (
    Kind(
        "MASKING POLICY",
        "MASKING POLICIES",
        3,
        (
            _SIGNATURE,
            _RETURNS,
            _BODY,
            COMMENT,
            Clause("EXEMPT_OTHER_POLICIES", "BOOLEAN", default=False, settable=False, unsettable=False),
        ),
        enterprise=True,
    ),
    Kind(
        "ROW ACCESS POLICY",
        "ROW ACCESS POLICIES",
        3,
        (_SIGNATURE, _RETURNS, _BODY, COMMENT),
        enterprise=True,
    ),
    Kind(
        "TAG",
        "TAGS",
        3,
        (Clause("ALLOWED_VALUES", "VALUES"), COMMENT),
        restorable=True,
    ),
)

PEOPLE: Final = (
    Kind("ROLE", "ROLES", 1, (COMMENT,)),
    Kind("DATABASE ROLE", "DATABASE ROLES", 2, (COMMENT,)),
    Kind(
        "USER",
        "USERS",
        1,
        (
            *(
                Clause(key, "STRING")
                for key in (
                    "PASSWORD",
                    "LOGIN_NAME",
                    "DISPLAY_NAME",
                    "FIRST_NAME",
                    "MIDDLE_NAME",
                    "LAST_NAME",
                    "EMAIL",
                )
            ),
            Clause("MUST_CHANGE_PASSWORD", "BOOLEAN", default=False),
            Clause("DISABLED", "BOOLEAN", default=False),
            Clause("DAYS_TO_EXPIRY", "NUMBER"),
            Clause("MINS_TO_UNLOCK", "NUMBER"),
            Clause("DEFAULT_WAREHOUSE", "NAME"),
            Clause("DEFAULT_NAMESPACE", "NAME"),
            Clause("DEFAULT_ROLE", "NAME"),
            Clause("DEFAULT_SECONDARY_ROLES", "STRINGS", default=("ALL",)),
            Clause("MINS_TO_BYPASS_MFA", "NUMBER"),
            Clause("RSA_PUBLIC_KEY", "STRING"),
            Clause("RSA_PUBLIC_KEY_2", "STRING"),
            Clause("TYPE", "WORD", allowed=("PERSON", "SERVICE", "LEGACY_SERVICE"), default="PERSON"),
            COMMENT,
            Clause("NETWORK_POLICY", "NAME"),
        ),
    ),
)

SHARING: Final = (
    Kind(
        "SHARE",
        "SHARES",
        1,
        (
            COMMENT,
            Clause("SECURE_OBJECTS_ONLY", "BOOLEAN", default=True),
            Clause("ACCOUNTS", "ACCOUNTS", default=(), in_create=False, unsettable=False),
        ),
        renamable=False,
    ),
    Kind(
        "LISTING",
        "LISTINGS",
        1,
        (
            Clause("SHARE", "REFERENCE", settable=False, unsettable=False),
            Clause("AS", "DOCUMENT", required=True, settable=False, unsettable=False),
            Clause("PUBLISH", "BOOLEAN", default=True, settable=False, unsettable=False),
            Clause("REVIEW", "BOOLEAN", default=True, settable=False, unsettable=False),
            COMMENT,
        ),
        prefix="EXTERNAL",
    ),
)

NETWORK: Final = (
    Kind(
        "NETWORK RULE",
        "NETWORK RULES",
        3,
        (
            Clause(
                "TYPE",
                "WORD",
                allowed=("IPV4", "IPV6", "AWSVPCEID", "AZURELINKID", "GCPPSCID", "HOST_PORT", "PRIVATE_HOST_PORT"),
                required=True,
                settable=False,
                unsettable=False,
            ),
            Clause("VALUE_LIST", "STRINGS", required=True),
            Clause(
                "MODE",
                "WORD",
                allowed=("INGRESS", "INTERNAL_STAGE", "EGRESS", "POSTGRES_INGRESS", "POSTGRES_EGRESS"),
                default="INGRESS",
                settable=False,
                unsettable=False,
            ),
            COMMENT,
        ),
        renamable=False,
    ),
    Kind(
        "NETWORK POLICY",
        "NETWORK POLICIES",
        1,
        (
            Clause("ALLOWED_NETWORK_RULE_LIST", "NAMES", default=()),
            Clause("BLOCKED_NETWORK_RULE_LIST", "NAMES", default=()),
            Clause("ALLOWED_IP_LIST", "STRINGS", default=()),
            Clause("BLOCKED_IP_LIST", "STRINGS", default=()),
            COMMENT,
        ),
    ),
)
