"""Do the domains' products show on the sample rows what their teams expect? See `mesh.expect` for the word."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mesh import names
from mesh.account.account import Account
from mesh.account.identifiers import BadIdentifier, Name
from mesh.account.records import Object
from mesh.account.refusal import DOES_NOT_EXIST, Refused
from mesh.expect import Expect
from mesh.lake_samples import refreshed, written_tables
from mesh.load import read_expectations
from mesh.model import Domain
from mesh.names import GOVERNANCE, Names
from mesh.problems import MeshError, Problem, counted, listed, nearest
from mesh.query import Reader, Result, Rows, as_account, as_role, contents, query
from mesh.sample_rows import Row
from mesh.samples import read_samples
from mesh.settings import Settings

MOST_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """How many expectations there are, and what is not as expected."""

    count: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """One expectation, with all that it is judged by."""

    domain: Domain
    expect: Expect
    settings: Settings
    account: Account
    rows: Rows
    others: Sequence[str]

    @property
    def port(self) -> Name:
        """The view that the expectation is about."""
        product, _, port = self.expect.product.partition(".")
        database = Names(self.domain.name, self.settings).database
        return Name.of(database, names.schema(product), names.view(port or product))

    @property
    def role(self) -> str:
        """The role of who looks, where it is a role."""
        if self.expect.function is not None:
            return Names(self.domain.name, self.settings).role(self.expect.function)
        return Names(self.expect.reader or "", self.settings).role("reader")

    @property
    def reader(self) -> Reader:
        """Who looks."""
        if self.expect.account is not None:
            return as_account(self.account, Name.sql(self.expect.account))
        return as_role(self.account, Name.of(self.role))

    def problem(self, field: str, found: object, expected: str, fix: str = "") -> Problem:
        """What is not as expected, and the command that shows it."""
        who = f"--as-account {self.expect.account}" if self.expect.account is not None else f"--as {self.role}"
        look = f"change the product or the expectation; see mesh query {who} 'SELECT * FROM {self.port.plain}'"
        where = f"expectations.py, {self.expect.product} as {self.expect.viewer}, {field}"
        return Problem(self.domain.name, where, found, f"expected {expected}", fix or look)


def check_expectations(folder: Path, domains: Sequence[Domain], settings: Settings, account: Account) -> Checked:
    """Judge the expectations of all domains by their sample rows, in an account that has their tables and views."""
    rows: dict[Name, list[Row]] = {}
    problems: list[Problem] = []
    expected: list[tuple[Domain, Expect]] = []
    lake = {domain.name: written_tables(domain, settings, account) for domain in domains}
    account = refreshed(account, lake.values())
    for name in (GOVERNANCE, *lake):
        samples = read_samples(folder, name, settings, account, lake.get(name, {}))
        rows |= samples.rows
        problems += samples.problems
    for domain in domains:
        try:
            expected += [(domain, each) for each in read_expectations(folder, domain.name)]
        except MeshError as error:
            problems += error.problems

    def held(table: Object) -> list[Row]:
        return rows.get(table.name, [])

    if not problems:
        for domain, expect in expected:
            others = [name for name in lake if name != domain.name]
            problems += _judged(_Case(domain, expect, settings, account, held, others))
    return Checked(len(expected), tuple(problems))


def _judged(case: _Case) -> Iterator[Problem]:
    ports = [product.mention_of(port) for product in case.domain.products for port in product.ports]
    if case.expect.product not in ports:
        close = nearest(case.expect.product, ports)
        fix = f'write "{close}"' if close else "choose one of these"
        yield case.problem("product", case.expect.product, f"a product of the domain: {listed(ports)}", fix)
        return
    if case.expect.reader is not None and case.account.get("ROLE", Name.of(case.role)) is None:
        # Nobody's query is refused either, so a slip in the name would hold for ever.
        yield _unknown_reader(case, case.expect.reader)
        return
    try:
        seen = query(case.account, case.rows, case.reader, f"SELECT * FROM {case.port}")
    except (BadIdentifier, Refused) as refused:
        known = isinstance(refused, Refused) and refused.number == DOES_NOT_EXIST
        if not (case.expect.refused and known):
            yield _no_answer(case, str(refused))
        return
    if case.expect.refused:
        yield case.problem("refused", counted(len(seen.rows), "row"), "that it is refused")
        return
    yield from _seen(case, seen)


def _unknown_reader(case: _Case, reader: str) -> Problem:
    close = nearest(reader, case.others)
    fix = f'write "{close}"' if close else "choose one of these"
    return case.problem("reader", reader, f"another domain: {listed(case.others) or 'there are none yet'}", fix)


def _no_answer(case: _Case, said: str) -> Problem:
    """The query was refused, and that was not expected, or in other words than an account has for what is not there."""
    accounts = [share.account for share in case.domain.shares]
    if case.expect.account is None or case.expect.account in accounts or case.expect.refused:
        return case.problem("the query", said, "that it is refused" if case.expect.refused else "an answer")
    close = nearest(case.expect.account, accounts)
    fix = f'write "{close}"' if close else "add a Share, or write refused=True"
    shared = listed(accounts) or "there are none yet"
    return case.problem("account", case.expect.account, f"an account that the domain shares with: {shared}", fix)


def _seen(case: _Case, seen: Result) -> Iterator[Problem]:
    expect = case.expect
    if expect.count is not None and len(seen.rows) != expect.count:
        yield case.problem("count", len(seen.rows), str(expect.count))
    kinds: tuple[tuple[str, Sequence[str], Callable[[_Case, Result, str], Iterator[Problem]]], ...] = (
        ("rows", tuple(expect.rows), _values),
        ("masked", expect.masked, _masked),
        ("clear", expect.clear, _clear),
    )
    for field, columns, judge in kinds:
        for column in columns:
            if names.column(column) in seen.columns:
                yield from judge(case, seen, column)
            else:
                known = [name.lower() for name in seen.columns]
                close = nearest(column, known)
                fix = f'write "{close}"' if close else "choose one of these"
                yield case.problem(field, column, f"a column: {listed(known)}", fix)


def _values(case: _Case, seen: Result, column: str) -> Iterator[Problem]:
    found = sorted({_text(value) for value in seen.column(names.column(column))})
    expected = sorted(set(case.expect.rows[column]))
    if found != expected:
        yield case.problem(f"rows {column}", found, str(expected))


def _masked(case: _Case, seen: Result, column: str) -> Iterator[Problem]:
    """Every value that is shown is another than those in the table, and there are some in the table."""
    shown, held = _shown_and_held(case, seen, column)
    if not seen.rows or not held:
        fix = f"add sample rows that it sees, with a value of {column}"
        yield case.problem(f"masked {column}", counted(len(seen.rows), "row"), "a row to judge by", fix)
    elif shown & held:
        yield case.problem(f"masked {column}", _some(shown & held), "no value of the table")


def _clear(case: _Case, seen: Result, column: str) -> Iterator[Problem]:
    """What is shown are values of the table."""
    shown, held = _shown_and_held(case, seen, column)
    if not shown:
        fix = f"add sample rows that it sees, with a value of {column}"
        yield case.problem(
            f"clear {column}", f"{counted(len(seen.rows), 'row')} without a value", "a row to judge by", fix
        )
    elif shown - held:
        yield case.problem(f"clear {column}", _some(shown - held), "values of the table alone")


def _shown_and_held(case: _Case, seen: Result, column: str) -> tuple[set[str], set[str]]:
    """The values, NULL left aside, that the reader is shown in a column and that the view holds before any policy."""
    name = names.column(column)
    held = contents(case.account, case.rows, case.port)
    return _texts(seen.column(name)), _texts(held.column(name))


def _texts(values: Sequence[Any]) -> set[str]:
    return {_text(value) for value in values if value is not None}


_WORDS: Final[Mapping[Any, str]] = {None: "NULL", True: "true", False: "false"}


def _text(value: Any) -> str:
    return _WORDS[value] if value is None or isinstance(value, bool) else str(value)


def _some(values: set[str]) -> str:
    return listed(sorted(values), most=MOST_SHOWN)
