"""Masking policies: their whole text, for each kind and type."""

import pytest

from mesh import Classification, Governance
from mesh.mask_types import MaskKind
from mesh.masks import Mask, masks
from mesh.settings import Settings

SETTINGS = Settings(environment="dev", organisation="acme", aws_account_id="111122223333", prefix="DEV")


def masks_of(*classifications: Classification) -> tuple[Mask, ...]:
    return masks(Governance(owner="governance@example.com", description="d", classifications=classifications), SETTINGS)


@pytest.mark.parametrize(
    ("kind", "type_", "expected"),
    [
        ("full", "VARCHAR", "'***'"),
        ("full", "NUMBER", "0"),
        ("full", "BOOLEAN", "FALSE"),
        ("full", "DATE", "'1970-01-01'::DATE"),
        ("full", "TIMESTAMP_TZ", "'1970-01-01 00:00:00'::TIMESTAMP_TZ"),
        ("full", "VARIANT", "NULL"),
        ("hash", "VARCHAR", "SHA2(VAL)"),
        ("initial", "VARCHAR", "LEFT(VAL, 1) || '***'"),
        ("mail_domain", "VARCHAR", "IFF(CONTAINS(VAL, '@'), '***@' || SPLIT_PART(VAL, '@', -1), '***')"),
        ("null", "VARCHAR", "NULL"),
        ("year", "DATE", "DATE_TRUNC('YEAR', VAL)"),
        ("year", "TIMESTAMP_NTZ", "DATE_TRUNC('YEAR', VAL)"),
    ],
)
def test_what_is_left_of_a_value(kind: MaskKind, type_: str, expected: str) -> None:
    (mask,) = masks_of(Classification("secret", description="d", masks={type_: kind}))
    assert mask.body == expected
    (with_holder,) = masks_of(Classification("secret", description="d", masks={type_: kind}, clear=["customer"]))
    assert with_holder.body == f"CASE WHEN IS_ROLE_IN_SESSION('DEV_CUSTOMER_READER') THEN VAL ELSE {expected} END"


def test_a_policy_for_each_type_of_each_classification() -> None:
    made = masks_of(
        Classification("email", description="Mailbox", masks={"VARCHAR": "full", "NUMBER": "null"}),
        Classification("ip", description="Address", masks={"VARCHAR": "hash"}),
    )
    assert [(mask.policy, mask.type, mask.comment) for mask in made] == [
        ("EMAIL_VARCHAR", "VARCHAR", "Mailbox"),
        ("EMAIL_NUMBER", "NUMBER", "Mailbox"),
        ("IP_VARCHAR", "VARCHAR", "Address"),
    ]


def test_who_sees_the_value_is_a_domain_or_one_of_its_functions() -> None:
    clear = ["customer", "tracking.engineer"]
    (mask,) = masks_of(Classification("ip", description="d", masks={"VARCHAR": "null"}, clear=clear))
    assert mask.body == (
        "CASE WHEN IS_ROLE_IN_SESSION('DEV_CUSTOMER_READER') OR IS_ROLE_IN_SESSION('DEV_TRACKING_ENGINEER') "
        "THEN VAL ELSE NULL END"
    )
