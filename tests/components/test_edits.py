"""One edit of a domain file: what the program registers differently, and nothing else."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import pytest

from components.recorder import Recording, Registered

TRACKING = "domains/tracking/__init__.py"
CUSTOMER = "domains/customer/__init__.py"
GOVERNANCE = "domains/governance/__init__.py"


class Edit(NamedTuple):
    """Text that is found once in a file and what replaces it; the resources, and inputs of resources, that differ."""

    file: str
    old: str
    new: str
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()


EDITS = {
    "warehouse-size": Edit(
        TRACKING, 'size="MEDIUM"', 'size="LARGE"', changed=frozenset({"tracking-compute-transform.warehouseSize"})
    ),
    "new-reader": Edit(
        TRACKING,
        'article_views = Product(\n    "article_views",\n',
        'article_views = Product(\n    "article_views",\n    readers=["customer"],\n',
        added=frozenset({"tracking-subscriptions-article_views-to-customer"}),
        changed=frozenset({"tracking-catalog-article_views.parameters"}),
    ),
    "reader-gone": Edit(
        CUSTOMER,
        '    readers=[Reader("tracking", purpose="Visits by segment", until="2027-12-31")],\n',
        "",
        removed=frozenset({"customer-subscriptions-profile-to-tracking"}),
        changed=frozenset({"customer-catalog-profile.parameters"}),
    ),
    "reader-sees-fewer-rows": Edit(
        TRACKING, '["hln", "vtm"]', '["hln"]', changed=frozenset({"tracking-products-sessions-rows.body"})
    ),
    "rows-by-another-column": Edit(
        TRACKING,
        'RowAccess("brand", allow',
        'RowAccess("device", allow',
        changed=frozenset(
            {
                "tracking-products-sessions-rows.name",
                "tracking-products-sessions-rows.arguments",
                "tracking-products-sessions-rows.body",
                "tracking-products-sessions.rowAccessPolicy",
            }
        ),
    ),
    "mask-of-another-kind": Edit(
        GOVERNANCE, '"mail_domain"', '"full"', changed=frozenset({"governance-mask-email_varchar.body"})
    ),
    "who-sees-a-value": Edit(
        GOVERNANCE,
        'clear=["tracking.engineer"]',
        'clear=["tracking"]',
        changed=frozenset({"governance-mask-ip_varchar.body"}),
    ),
    "classified-column": Edit(
        CUSTOMER,
        'Column("city", "VARCHAR", description',
        'Column("city", "VARCHAR", classification="postal_code", description',
        added=frozenset({"tags-customer-classification-contact-addresses-city"}),
        changed=frozenset(
            {
                "customer-products-contact-addresses.columns",
                "customer-catalog-contact-addresses.storageDescriptor",
                "tags-customer-classification-contact-addresses-postal_code.replacementTrigger",
            }
        ),
    ),
    "layer-made-transient": Edit(
        TRACKING,
        "core=Layer(retention_days=14)",
        "core=Layer(transient=True)",
        changed=frozenset(
            {
                "tracking-storage-core.isTransient",
                "tracking-storage-core.dataRetentionTimeInDays",
                "tracking-storage-database.dataRetentionTimeInDays",
                "tracking-storage-core-clickstream.dataRetentionTimeInDays",
                "tracking-storage-core-sessions.dataRetentionTimeInDays",
                "tracking-storage-core-article_views.dataRetentionTimeInDays",
                "tags-tracking-classification-sessions-customer_id.replacementTrigger",
            }
        ),
    ),
    "column-at-the-end": Edit(
        CUSTOMER,
        'Column("region", "VARCHAR", description="Province, from the postal address"),\n',
        'Column("region", "VARCHAR", description="Province, from the postal address"),\n'
        '        Column("language", "VARCHAR", description="nl or fr"),\n',
        changed=frozenset(
            {
                "customer-storage-core-profile.columns",
                "customer-products-profile.columns",
                "customer-products-profile.statement",
                "customer-catalog-profile.storageDescriptor",
            }
        ),
    ),
    "quota": Edit(
        CUSTOMER,
        "monthly_credits=200",
        "monthly_credits=300",
        changed=frozenset({"customer-compute-monitor.creditQuota"}),
    ),
    "retention-of-a-product": Edit(
        CUSTOMER,
        "retention_days=30",
        "retention_days=60",
        changed=frozenset({"customer-storage-core-consent.dataRetentionTimeInDays"}),
    ),
    "description-of-a-warehouse": Edit(
        CUSTOMER, "dbt, every night", "dbt, each night", changed=frozenset({"customer-compute-transform.comment"})
    ),
}


def named(recording: Recording) -> dict[str, Registered]:
    """By logical name; the port's schema has that of its view and is told apart by its type."""
    return {
        f"{each.name} (schema)" if "-products-" in each.name and each.type.endswith(":Schema") else each.name: each
        for each in recording.resources
    }


def differences(before: Recording, after: Recording) -> tuple[frozenset[str], ...]:
    old, new = named(before), named(after)
    changed = set()
    for name in old.keys() & new.keys():
        for field in fields(Registered):
            if field.name not in ("inputs", "depends_on", "options"):
                assert getattr(old[name], field.name) == getattr(new[name], field.name)
        inputs = old[name].inputs, new[name].inputs
        keys = {key for each in inputs for key in each if inputs[0].get(key) != inputs[1].get(key)}
        changed |= {f"{name}.{key}" for key in keys}
        was, is_now = old[name].options, new[name].options
        changed |= {f"{name}.{key}" for key in was.keys() | is_now.keys() if was.get(key) != is_now.get(key)}
    return frozenset(new.keys() - old.keys()), frozenset(old.keys() - new.keys()), frozenset(changed)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_an_edit_changes_what_it_says_and_nothing_else(
    edit: Edit, prod: Recording, project: Path, record_stack: Callable[..., Recording]
) -> None:
    path = project / edit.file
    text = path.read_text()
    assert text.count(edit.old) == 1
    path.write_text(text.replace(edit.old, edit.new))
    assert differences(prod, record_stack(project, "prod")) == (edit.added, edit.removed, edit.changed)
