"""What Snowflake learns of a lake product's tables once Spark has written them: their columns, from the contract.

Snowflake reads the columns of an Iceberg table from the table's metadata, at each refresh
(/sql-reference/sql/alter-iceberg-table-refresh). The sandbox has no Spark job: sample rows take its place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mesh import names
from mesh.account import types
from mesh.account.account import Account
from mesh.account.identifiers import Name
from mesh.account.parts import Column
from mesh.account.records import Object
from mesh.lake import is_lake, lake_tables, selected
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings
from mesh.words import Column as Word

TEXT = types.canonical("VARCHAR")


def written_tables(domain: Domain, settings: Settings, account: Account) -> Mapping[str, Object]:
    """The Iceberg tables of a domain as they are after Spark wrote, by the name of the port; those that are not in the
    account are left out.
    """
    words = {
        names.port_name(product.name, port.name): port.columns
        for product in domain.products
        if is_lake(product)
        for port in product.ports
    }
    found: dict[str, Object] = {}
    for table in lake_tables(domain, settings):
        name = Name.of(Names(domain.name, settings).database, "CORE", table.table)
        there = account.get("ICEBERG TABLE", name)
        if there is not None:
            columns = tuple(map(_column, words[table.key]))
            found[table.key] = replace(there, options={**there.options, "COLUMNS": columns})
    return found


def refreshed(account: Account, written: Iterable[Mapping[str, Object]]) -> Account:
    """A copy of the account that knows these tables' columns."""
    other = account.fork()
    for tables in written:
        for table in tables.values():
            other.refresh(table.name, table.columns)
    return other


def _column(word: Word) -> Column:
    """A column in the lake; what the view has to convert is text there."""
    name = names.column(word.name)
    is_text = selected(word) != names.quoted(name)
    return Column(name, TEXT if is_text else types.canonical(word.type), nullable=not word.not_null)
