"""Row access policies as data: who sees which rows of a port, in one static text that a review can read.

What fails is closed: whoever no line names sees no row, and no line is true of a NULL in the column, but for those who
see all rows. The consumer of a share is in no role (/sql-reference/functions/is_role_in_session) and is known by the
share instead, because a port is what the share itself reads (/sql-reference/functions/invoker_share).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from mesh import datatypes, names
from mesh.masks import in_session
from mesh.model import Domain
from mesh.names import Names
from mesh.settings import Settings
from mesh.words import Product, ProductTable, RowAccess

MAPPING_ROLE: Final = "ROLE_NAME"
MAPPING_VALUE: Final = "VALUE"

# Nobody's: a policy has to say something.
_NOBODY: Final = "FALSE"
_BARE: Final = frozenset({"BOOLEAN", "FLOAT", "NUMBER"})


@dataclass(frozen=True, slots=True)
class RowPolicy:
    """A row access policy of one argument, in the product's schema, on one column of the port.

    `mapping` is the governance team's table that the body reads, by its name in the file.
    """

    policy: str
    column: str
    argument: str
    type: str
    body: str
    mapping: str | None


def row_policy(domain: Domain, product: Product, port: ProductTable, settings: Settings) -> RowPolicy | None:
    """Return the row access policy of a port; None when every reader sees all of its rows."""
    rows = port.rows
    if rows is None:
        return None
    column = next(each for each in port.columns if each.name == rows.column)
    # No column of a mapping table begins so; one that did would take the argument's place in the subquery.
    tested = _Tested(f"ROW_{names.column(column.name)}", datatypes.widest(column.type))
    lines = [
        *_readers(domain, rows, tested, settings),
        *_mapping(rows, tested, settings),
        *_shares(domain, product, port, tested, settings),
    ]
    return RowPolicy(
        policy=names.row_access_policy(port.name, column.name, tested.type),
        column=names.column(column.name),
        argument=tested.argument,
        type=tested.type,
        body="\nOR ".join(lines) or _NOBODY,
        mapping=rows.mapping,
    )


@dataclass(frozen=True, slots=True)
class _Tested:
    """The argument that stands for the row's value in the column."""

    argument: str
    type: str

    def among(self, values: Iterable[str]) -> str:
        """The condition that the value is one of some."""
        base = datatypes.base_type(self.type)
        return f"{self.argument} IN ({', '.join(_literal(value, base) for value in values)})"


def _readers(domain: Domain, rows: RowAccess, tested: _Tested, settings: Settings) -> Iterator[str]:
    if rows.engineers:
        yield in_session(Names(domain.name, settings).role("engineer"))
    for reader in rows.all_rows:
        yield in_session(Names(reader, settings).role("reader"))
    for reader, values in rows.allow.items():
        if values:
            yield f"({in_session(Names(reader, settings).role('reader'))} AND {tested.among(values)})"


def _mapping(rows: RowAccess, tested: _Tested, settings: Settings) -> Iterator[str]:
    # The column form of the function: /sql-reference/functions/is_role_in_session. The policy reads the table as its
    # owner, so that readers need no right on it: /user-guide/security-row-intro.
    if rows.mapping:
        table = names.quoted(names.governance_database(settings), "MAPPINGS", names.table(rows.mapping))
        yield (
            f"EXISTS (SELECT 1 FROM {table} AS M "
            f'WHERE IS_ROLE_IN_SESSION(M."{MAPPING_ROLE}") AND M."{MAPPING_VALUE}" = {tested.argument})'
        )


def _shares(domain: Domain, product: Product, port: ProductTable, tested: _Tested, settings: Settings) -> Iterator[str]:
    mention = product.mention_of(port)
    for share in domain.shares:
        if product.name not in share.products:
            continue
        invoked = f"INVOKER_SHARE() = '{Names(domain.name, settings).share(share.name)}'"
        if {product.name, mention} & set(share.all_rows):
            yield f"({invoked})"
        elif values := share.rows.get(mention):
            yield f"({invoked} AND {tested.among(values)})"


def _literal(value: str, base: str) -> str:
    """A value, which the file has as text, as a literal of the column's type."""
    if base in _BARE:
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'" if base == "VARCHAR" else f"'{escaped}'::{base}"
