"""The files of a new domain, and what speaks against it before any of them is written."""

import keyword
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from textwrap import shorten

from mesh import names
from mesh.check import check
from mesh.expect import Expect
from mesh.load import EXPECTATIONS, domain_names, read, read_governance
from mesh.model import Domain
from mesh.problems import MeshError, Problem
from mesh.sample_rows import FOLDER
from mesh.scaffold import flags, rows, source
from mesh.settings import Settings
from mesh.words import Product


def files(domain: Domain) -> dict[str, str]:
    """The content of each file of a domain's folder, by its path in there."""
    samples = {
        f"{FOLDER}/core.{names.base_table(product.name, port.name).lower()}.csv": rows.sample_rows(port.columns)
        for product in domain.products
        for port in product.ports
    }
    return {"__init__.py": _domain_file(domain), EXPECTATIONS: _expectations(domain), **samples}


def beside(folder: Path, domain: Domain, stacks: Sequence[Settings], today: date) -> list[Domain]:
    """The domains of the mesh with the new one among them, in order.

    Raises `MeshError` with all that speaks against it on any stack.
    """
    others, problems = read(folder)
    governance = read_governance(folder)
    domains = sorted([*(each for each in others if each.name != domain.name), domain], key=lambda each: each.name)
    problems += [*taken(folder, domain.name), *_no_rows(domain)]
    problems += [problem for product in domain.products for problem in flags.purposes(domain.name, product)]
    known = {*domain_names(folder), domain.name}
    for settings in stacks:
        chosen = [each for each in domains if settings.domains is None or each.name in settings.domains]
        found = check(chosen, settings, known=known, governance=governance, today=today)
        problems += [problem for problem in found if problem not in problems]
    if problems:
        raise MeshError(problems)
    return domains


def taken(folder: Path, name: str) -> Iterator[Problem]:
    """Tell what is in the folder already; Python's leavings of a domain of another branch are nothing."""
    found = (path for path in (folder / name).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    there = next(found, None)
    if there is not None:
        where = f"{folder.name}/{name}"
        shown = there.relative_to(folder.parent).as_posix()
        yield Problem(name, where, shown, "a folder that is not there yet", "choose another name, or edit that file")


def _no_rows(domain: Domain) -> Iterator[Problem]:
    for product in domain.products:
        for column in product.columns:
            if column.not_null and not rows.has_values(column):
                where = f"product {product.name}, column {column.name}, field nullable"
                allowed = f"a column that may be NULL: the sandbox keeps no {column.type}, so no sample row has a value"
                yield Problem(domain.name, where, column.nullable, allowed, "take not null off this column")


def _domain_file(domain: Domain) -> str:
    variables = {product.name: source.Variable(_variable(product.name)) for product in domain.products}
    words = ["Column", "Domain", "Product", *(["Reader"] if any(each.readers for each in domain.products) else [])]
    parts = [
        f"{_docstring(domain)}\n\nfrom mesh import {', '.join([*words, 'Warehouse'])}",
        *(f"{variables[product.name].name} = {source.call(product)}" for product in domain.products),
        f"domain = {source.call(domain, {'products': tuple(variables.values())})}",
    ]
    return "\n\n".join(parts) + "\n"


def _variable(product: str) -> str:
    return f"{product}_product" if keyword.iskeyword(product) or product == "domain" else product


def _docstring(domain: Domain) -> str:
    """The first line of the file: the beginning of what the domain says of itself."""
    title = domain.name.replace("_", " ").capitalize()
    said = domain.description.replace("\\", "/").replace('"', "'").rstrip(".")
    return f'"""{shorten(f"{title}: {said}", source.WIDTH - 7, placeholder=" ..")}."""'


def _expectations(domain: Domain) -> str:
    items = [expect for product in domain.products for expect in _of_product(product)]
    about = f'"""What others see of {domain.name}\'s products, on the rows in `{FOLDER}/`."""'
    return f"{about}\n\nfrom mesh import Expect\n\nexpectations = {source.listing(items)}\n"


def _of_product(product: Product) -> Iterator[Expect]:
    for reader in product.subscribers:
        yield Expect(product.name, reader=reader.domain, count=rows.COUNT)
    yield Expect(product.name, function="analyst", count=rows.COUNT)
    yield Expect(product.name, function="loader", refused=True)
