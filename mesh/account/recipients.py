"""The external accounts that shares go to: those that a share names, and those of a published listing of it.

A listing that is offered to all accounts of a region goes to `EVERYBODY` there: which accounts those are is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.objects import listings
from mesh.account.records import Object


def recipients(account: Account) -> dict[Name, frozenset[Name]]:
    """The accounts (``ORGANIZATION.ACCOUNT``) of each share that goes to any, by the share's name."""
    found: dict[Name, set[Name]] = {}
    for share in account.objects("SHARE"):
        found.setdefault(share.name, set()).update(_named(share))
    for listing in account.objects("LISTING"):
        share_name = listing.options.get("SHARE")
        if listings.is_published(listing) and isinstance(share_name, Name) and share_name in found:
            found[share_name].update(listings.consumers(listing))
    return {share_name: frozenset(accounts) for share_name, accounts in found.items() if accounts}


def region_of(recipient: Name) -> str:
    """The region that a recipient stands for all accounts of; empty for an account."""
    return recipient.last if recipient.parts[0] == listings.EVERYBODY else ""


def _named(share: Object) -> Iterator[Name]:
    accounts = share.options.get("ACCOUNTS")
    return (each for each in (accounts if isinstance(accounts, tuple) else ()) if isinstance(each, Name))
