"""What must hold of shares, out of a domain and into it: see `mesh.rules`.

A product that Spark writes can be shared as any other: shares and listings take Iceberg tables of any catalog, and a
listing copies them to other regions (/collaboration/open-format-sharing,
/collaboration/use-auto-fulfillment-with-open-table-formats).
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mesh.problems import listed
from mesh.row_rules import type_faults, values_faults
from mesh.rules import Fault, Rule, Rules, last_day, meant, prefixed_name, purpose, twice
from mesh.words import ProductTable

if TYPE_CHECKING:
    from mesh.exchange import InboundShare, Share
    from mesh.model import Domain

# /user-guide/admin-account-identifier: organisation and account by name; the provider takes no account locators.
_ACCOUNT: Final = re.compile(r"[A-Z][A-Z0-9_]*\.[A-Z][A-Z0-9_]*")
_SHARE: Final = re.compile(r"[A-Z][A-Z0-9_]*\.[A-Z][A-Z0-9_]*\.[A-Z_][A-Z0-9_$]*")

# /sql-reference/sql/show-regions
_REGION: Final = re.compile(r"(AWS|AZURE|GCP)_[A-Z0-9]+(_[A-Z0-9]+)*")


def region_faults(field: str, region: str) -> Iterator[Fault]:
    """Hold a region to Snowflake's spelling of regions."""
    if not _REGION.fullmatch(region):
        yield Fault(
            field,
            region,
            "a Snowflake region in capitals, with the cloud in front",
            _in_capitals(_REGION, region.replace("-", "_")) or 'write it as in "AWS_EU_WEST_1"',
        )


def _account(share: "Share") -> Iterator[Fault]:
    if not _ACCOUNT.fullmatch(share.account):
        yield Fault(
            "account",
            share.account,
            "organisation and account in capitals, with a dot between them; no account locator",
            _in_capitals(_ACCOUNT, share.account.replace("-", "_")) or 'write it as in account="PARTNER.AGENCY_EU"',
        )


def _required_purpose(share: "Share") -> Iterator[Fault]:
    if not share.purpose.strip():
        yield Fault(
            "purpose",
            share.purpose,
            "a text that says what the account does with the data",
            'write it as in purpose="Campaign reports"',
        )
    yield from purpose(share)


def _manifest(share: "Share") -> Iterator[Fault]:
    """Tell what would end the text of a listing's manifest, which stands between two `$$` in SQL.

    /sql-reference/sql/create-listing; the provider puts them there and has no other spelling for two in the middle.
    """
    if share.region is not None and "$$" in share.purpose:
        yield Fault("purpose", share.purpose, "a text without $$, which ends the manifest of a listing", "write it out")


def _region(share: "Share") -> Iterator[Fault]:
    if share.region is not None:
        yield from region_faults("region", share.region)


def _shared_products(share: "Share") -> Iterator[Fault]:
    if not share.products:
        yield Fault("products", [], "at least one product", 'add one, as in products=["sessions"]')
    yield from twice("products", share.products, "product")


def _rows_values(share: "Share") -> Iterator[Fault]:
    yield from values_faults("rows", share.rows)
    yield from twice("all_rows", share.all_rows, "product")


def _products_exist(share: "Share", domain: "Domain") -> Iterator[Fault]:
    offered = [product.name for product in domain.products]
    for each in share.products:
        if each not in offered:
            yield Fault(
                "products",
                each,
                f"products of the domain: {listed(offered) or 'there are none'}",
                meant(each, offered, otherwise="take it out, or add the product"),
            )


def _rows_are_shared(share: "Share", domain: "Domain") -> Iterator[Fault]:
    ports = _shared_ports(share, domain)
    whole = {key.partition(".")[0] for key in ports}
    for field, keys, known in (("rows", share.rows, [*ports]), ("all_rows", share.all_rows, [*ports, *whole])):
        for key in keys:
            if key not in known:
                yield Fault(
                    field,
                    key,
                    f"products of the share, or tables of one that has several: {listed(ports) or 'there are none'}",
                    meant(key, known, otherwise="take it out, or add the product to products"),
                )


def _every_port_is_decided(share: "Share", domain: "Domain") -> Iterator[Fault]:
    for key, port in _shared_ports(share, domain).items():
        opened = key in share.all_rows or key.partition(".")[0] in share.all_rows
        if key in share.rows and opened:
            yield Fault(
                "rows", key, "each product in rows or in all_rows, not in both", f'take "{key}" out of one of the two'
            )
        elif key not in share.rows and not opened:
            yield _undecided(key, port)
        elif key in share.rows:
            yield from _rows_of_port(share, key, port)


def _undecided(key: str, port: ProductTable) -> Fault:
    some = f'write its values as in rows={{"{key}": ["…"]}}, or ' if port.rows and port.rows.mapping is None else ""
    return Fault(
        "rows",
        key,
        "every shared product in rows or in all_rows: an external account sees no row unless the share says which",
        f'{some}open it as a whole with all_rows=["{key}"]',
    )


def _rows_of_port(share: "Share", key: str, port: ProductTable) -> Iterator[Fault]:
    if port.rows is None or port.rows.mapping is not None:
        why = "has no rows=RowAccess(…)" if port.rows is None else "takes its values from a mapping table"
        yield Fault(
            "rows",
            key,
            f"products whose own row access says which column the values are in; this one {why}",
            f'open it as a whole with all_rows=["{key}"], or give it a RowAccess with a column and allow',
        )
        return
    for column in port.columns:
        if column.name == port.rows.column:
            yield from type_faults("rows", {key: share.rows[key]}, column)


def _shared_ports(share: "Share", domain: "Domain") -> dict[str, ProductTable]:
    """The ports in a share by how it writes them."""
    return {
        product.mention_of(port): port
        for product in domain.products
        if product.name in share.products
        for port in product.ports
    }


def _inbound(inbound: "InboundShare") -> Iterator[Fault]:
    if not _SHARE.fullmatch(inbound.share):
        yield Fault(
            "share",
            inbound.share,
            "organisation, account and share in capitals, with dots between them",
            _in_capitals(_SHARE, inbound.share.replace("-", "_")) or 'write it as in share="METEO.EU.FORECASTS"',
        )


def _inbound_readers(inbound: "InboundShare") -> Iterator[Fault]:
    yield from twice("readers", inbound.readers, "reader")


def _not_its_own_inbound_reader(inbound: "InboundShare", domain: "Domain") -> Iterator[Fault]:
    if domain.name in inbound.readers:
        yield Fault(
            "readers",
            domain.name,
            "other domains; the domain itself reads it without being listed",
            f'take "{domain.name}" out of readers',
        )


def _in_capitals(pattern: re.Pattern[str], given: str) -> str | None:
    return f'write "{given.upper()}"' if pattern.fullmatch(given.upper()) else None


RULES: Final[Rules] = {
    "InboundShare": (
        Rule(prefixed_name, ("name",)),
        Rule(_inbound, ("share",)),
        Rule(_inbound_readers, ("readers",)),
    ),
    "Share": (
        Rule(prefixed_name, ("name",)),
        Rule(_account, ("account",)),
        Rule(_shared_products, ("products",)),
        Rule(_required_purpose, ("purpose",)),
        Rule(_rows_values, ("rows", "all_rows")),
        Rule(_region, ("region",)),
        Rule(_manifest, ("purpose", "region")),
        Rule(last_day, ("until",)),
    ),
}

IN_DOMAIN_RULES: Final[Rules] = {
    "InboundShare": (Rule(_not_its_own_inbound_reader, ("readers",)),),
    "Share": (
        Rule(_products_exist, ("products",)),
        Rule(_rows_are_shared, ("products", "rows", "all_rows")),
        Rule(_every_port_is_decided, ("products", "rows", "all_rows")),
    ),
}
