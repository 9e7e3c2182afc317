"""Listings: a share offered to accounts anywhere, by a manifest in YAML.

Sources: ``/sql-reference/sql/create-listing``, ``…/alter-listing``, ``…/drop-listing``,
``/progaccess/listing-manifest-reference``, ``/progaccess/listing-progaccess-about``. The refusals' texts are ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import yaml

from mesh.account import refusal
from mesh.account.authorisation import Authority
from mesh.account.identifiers import Name
from mesh.account.objects import shares
from mesh.account.records import Object
from mesh.account.state import State
from mesh.account.statements import Publish, SetManifest

EVERYBODY: Final = "EVERYBODY"
"""Stands for the organization of all accounts of a region."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LENGTHS: Final = {"title": 110, "subtitle": 110, "description": 7500}
_TERMS: Final = ("STANDARD", "OFFLINE", "CUSTOM")
_ACCOUNT: Final = re.compile(r"[^.\s]+\.[^.\s]+")
_MOST_TARGETS: Final = 100
_REFRESH_TYPES: Final = ("SUB_DATABASE", "SUB_DATABASE_WITH_REFERENCE_USAGE", "FULL_DATABASE")
_MINUTES: Final = re.compile(r"(\d+) MINUTES?")
_MINUTE_LIMITS: Final = (10, 11520)

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where PyYAML was built with it, which is ten times as fast: https://pyyaml.org/wiki/PyYAMLDocumentation"""

Manifest = Mapping[str, Any]


def check(who: Authority, new: Object, old: Object | None) -> None:
    """A listing: its name, its manifest, the share that it offers, and who may set up auto-fulfilment."""
    if not _NAME.fullmatch(new.name.last):
        raise refusal.refused(f"Invalid listing name '{new.name.last}': a letter first, then letters, digits, _ and -.")
    if old is None and new.options.get("PUBLISH") is True and new.options.get("REVIEW") is False:
        raise refusal.refused("A listing cannot be published without review: PUBLISH = TRUE needs REVIEW = TRUE.")
    content = manifest(new)
    for judge in (_check_texts, _check_terms, _check_targets, _check_fulfilment):
        judge(content)
    if "auto_fulfillment" in content and not who.can_on_account("MANAGE LISTING AUTO FULFILLMENT"):
        hint = "An active role must have MANAGE LISTING AUTO FULFILLMENT granted on ACCOUNT."
        raise refusal.insufficient("LISTING", new.name, hint)
    _check_share(who, new, old)


# --- the share ---------------------------------------------------------------------------------------------------


def _check_share(who: Authority, new: Object, old: Object | None) -> None:
    """The role that attaches a share owns it. Nothing can be published without data."""
    name = new.options.get("SHARE")
    if not isinstance(name, Name):
        if is_published(new):
            raise refusal.refused(f"Listing '{new.name.plain}' cannot be published: no share is attached to it.")
        return
    share = who.resolve("SHARE", name)
    if old is None:
        who.require_owner(share)
        _check_free(who.state, new, share)
    if is_published(new) and shares.database_of(who.state, name) is None:
        raise refusal.share_without_database(name)


def _check_free(state: State, new: Object, share: Object) -> None:
    """The strict reading: a share that goes to accounts directly, or by another listing, is not attached."""
    if share.options.get("ACCOUNTS"):
        text = f"Share '{share.name.plain}' is shared with accounts directly; the listing names its targets."
        raise refusal.refused(text)
    for other in state.users_of("SHARE", share.name):
        if other.name != new.name:
            raise refusal.refused(f"Share '{share.name.plain}' is attached to listing '{other.name.plain}' already.")


# --- the manifest ------------------------------------------------------------------------------------------------


def manifest(listing: Object) -> Manifest:
    """The manifest of a listing, read; refuses a text that is no YAML mapping."""
    return _manifest(str(listing.options["AS"]))


@lru_cache(maxsize=1024)
def _manifest(text: str) -> Manifest:
    """A manifest is asked for by each check, and by whoever wants to know where its share goes."""
    try:
        content = yaml.load(text, _LOADER)
    except yaml.YAMLError as problem:
        where = str(getattr(problem, "problem_mark", "")).strip().replace("\n", " ")
        raise refusal.refused(f"Invalid listing manifest: it is not YAML {where}".rstrip() + ".") from problem
    if not isinstance(content, dict):
        raise _invalid("it is no mapping of fields")
    return content


def consumers(listing: Object) -> tuple[Name, ...]:
    """The accounts that a listing is for; one that it offers to all accounts of a region stands for them all."""
    targets = _block(manifest(listing), "targets")
    named = [Name.of(*str(account).upper().split(".", 1)) for account in targets.get("accounts") or ()]
    return (*named, *(Name.of(EVERYBODY, str(region)) for region in targets.get("regions") or ()))


def _invalid(reason: str) -> refusal.Refused:
    return refusal.refused(f"Invalid listing manifest: {reason}.")


def _check_texts(content: Manifest) -> None:
    for field in ("title", "description"):
        if not content.get(field):
            raise _invalid(f"'{field}' is required")
    for field, most in _LENGTHS.items():
        if len(str(content.get(field, ""))) > most:
            raise _invalid(f"'{field}' has {len(str(content[field]))} characters; at most {most} are allowed")


def _check_terms(content: Manifest) -> None:
    terms = _block(content, "listing_terms")
    if str(terms.get("type")) not in _TERMS:
        raise _invalid(f"'listing_terms.type' must be one of {', '.join(_TERMS)}")
    if terms["type"] == "CUSTOM" and not str(terms.get("link", "")).startswith("http"):
        raise _invalid("'listing_terms.link' is required for terms of type CUSTOM and starts with http or https")


def _check_targets(content: Manifest) -> None:
    targets = _block(content, "targets")
    given = [each for each in ("accounts", "regions") if each in targets]
    if len(given) != 1 or not isinstance(targets[given[0]], list):
        raise _invalid("'targets' takes a list of accounts or a list of regions")
    if len(targets[given[0]]) > _MOST_TARGETS:
        raise _invalid(f"'targets.{given[0]}' has {len(targets[given[0]])} elements; at most {_MOST_TARGETS}")
    for account in targets.get("accounts", ()):
        if not _ACCOUNT.fullmatch(str(account)):
            raise _invalid(f"'{account}' in 'targets.accounts' must have the form <OrgName>.<AccountName>")


def _check_fulfilment(content: Manifest) -> None:
    if "auto_fulfillment" not in content:
        return
    block = _block(content, "auto_fulfillment")
    kind, schedule = str(block.get("refresh_type")), block.get("refresh_schedule")
    if kind not in _REFRESH_TYPES:
        raise _invalid(f"'auto_fulfillment.refresh_type' must be one of {', '.join(_REFRESH_TYPES)}")
    if kind == "SUB_DATABASE_WITH_REFERENCE_USAGE":
        raise _invalid(
            f"'auto_fulfillment.refresh_type' {kind} is for application packages; a share takes SUB_DATABASE"
        )
    if schedule is not None and not _is_schedule(str(schedule)):
        lowest, highest = _MINUTE_LIMITS
        raise _invalid(
            f"'auto_fulfillment.refresh_schedule' {schedule} must be <num> MINUTE, from {lowest} to {highest},"
            " or USING CRON <expression>"
        )


def _is_schedule(text: str) -> bool:
    match = _MINUTES.fullmatch(text)
    lowest, highest = _MINUTE_LIMITS
    return lowest <= int(match.group(1)) <= highest if match else text.startswith("USING CRON ")


def _block(content: Manifest, field: str) -> Manifest:
    block = content.get(field)
    if not isinstance(block, dict):
        raise _invalid(f"'{field}' is required")
    return block


# --- changes -----------------------------------------------------------------------------------------------------


def is_published(listing: Object) -> bool:
    """Whether it can be found; the default of a new one."""
    return listing.options.get("PUBLISH") is not False


def change(who: Authority, listing: Object, action: SetManifest | Publish) -> Object:
    """The listing with another manifest, published or taken back."""
    who.require_owner(listing)
    given: dict[str, Any] = {"PUBLISH": action.on} if isinstance(action, Publish) else {"AS": action.manifest}
    if isinstance(action, SetManifest) and action.publish is not None:
        given["PUBLISH"] = action.publish
    return replace(listing, options={**listing.options, **given})


def shown(state: State, listing: Object) -> dict[str, object]:
    """What SHOW LISTINGS says of it."""
    del state
    content = manifest(listing)
    accounts = _block(content, "targets").get("accounts") or ()
    return {
        "title": content["title"],
        "subtitle": content.get("subtitle", ""),
        "state": "PUBLISHED" if is_published(listing) else "DRAFT",
        "target_accounts": ",".join(map(str, accounts)),
    }
