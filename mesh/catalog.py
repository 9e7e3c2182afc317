"""What the catalog says of a port besides its columns, as parameters of its Glue table.

The names are plain, so that an entry waits for nothing in Snowflake: the tables of a lake are read there by their
entries here.
"""

import json

from mesh import datatypes, lake, names
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings
from mesh.words import Column, Product, ProductTable, Reader


def parameters(domain: Domain, product: Product, port: ProductTable, settings: Settings) -> dict[str, str]:
    """Return where a port is read, by whom and what for, and where the team's promises stand.

    The account is named as Snowflake's account identifier (/user-guide/admin-account-identifier), organization first.
    """
    told = {
        "snowflake.database": Names(domain.name, settings).database,
        "snowflake.schema": names.schema(product.name),
        "snowflake.view": names.view(port.name),
    }
    if settings.snowflake_organization_name and settings.snowflake_account_name:
        told["snowflake.account"] = f"{settings.snowflake_organization_name}-{settings.snowflake_account_name}"
    if lake.is_lake(product):
        told["lake.table"] = names.lake_table(product.name, port.name).lower()
    if product.readers:
        told["readers"] = json.dumps([_reader(reader, settings) for reader in product.subscribers])
    if product.contract:
        told["contract"] = product.contract
    return told


def column_parameters(column: Column) -> dict[str, str]:
    """Return what a column is in Snowflake: its type there, part of the key, of a classification."""
    told = {
        "classification": column.classification or "",
        "key": "true" if column.key else "",
        "snowflake.type": datatypes.canonical(column.type) or column.type,
    }
    return {key: value for key, value in told.items() if value}


def _reader(reader: Reader, settings: Settings) -> dict[str, str]:
    role = Names(reader.domain, settings).role("reader")
    known = {"domain": reader.domain, "role": role, "purpose": reader.purpose, "until": reader.until}
    return {key: value for key, value in known.items() if value}
