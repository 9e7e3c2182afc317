"""Which checks a kind's objects must pass, when they are made and whenever they change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mesh.account.authorisation import Authority
from mesh.account.objects import lake, listings, loading, people, policies, shares, tables, tags, warehouses
from mesh.account.records import Object

Check = Callable[[Authority, Object, Object | None], None]
"""Refuses an object as it would be; the third argument is what it was before, None for a new one."""

CHECKS: Final[Mapping[str, Check]] = {
    "ACCOUNT": people.check_account,
    "CATALOG INTEGRATION": loading.check_catalog,
    "DATABASE": tables.check_container,
    "EXTERNAL VOLUME": lake.check_volume,
    "ICEBERG TABLE": lake.check_table,
    "LISTING": listings.check,
    "MASKING POLICY": policies.check_definition,
    "NETWORK POLICY": people.check_policy,
    "NETWORK RULE": people.check_rule,
    "PIPE": loading.check_pipe,
    "RESOURCE MONITOR": warehouses.check_monitor,
    "ROW ACCESS POLICY": policies.check_definition,
    "SCHEMA": tables.check_container,
    "SHARE": shares.check,
    "STAGE": loading.check_stage,
    "STORAGE INTEGRATION": loading.check_storage,
    "TABLE": tables.check_table,
    "TAG": tags.check_definition,
    "USER": people.check_user,
    "VIEW": tables.check_view,
    "WAREHOUSE": warehouses.check,
}


def check(who: Authority, new: Object, old: Object | None) -> Object:
    """The object, if the account takes it."""
    rule = CHECKS.get(new.kind)
    if rule is not None:
        rule(who, new, old)
    return new
