"""A mesh of any size, of domains such as a media company has, to measure and to test with: the same for the same seed.

Run: python scripts/large_mesh.py FOLDER [--domains 19]     writes FOLDER/<name>/__init__.py and FOLDER/governance
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

NAMES: Final = (
    "advertising", "app", "audio", "billing", "brands", "content", "customer", "distribution", "finance", "legal",
    "logistics", "marketing", "newsroom", "people", "print", "sales", "search", "tracking", "video",
)  # fmt: skip
SUBJECTS: Final = ("events", "sessions", "contracts", "prices", "forecasts", "orders", "scores", "segments", "titles")
COLUMNS: Final = (
    ("amount_eur", "NUMBER(12, 2)"), ("happened_at", "TIMESTAMP_NTZ"), ("day", "DATE"), ("quantity", "NUMBER(9, 0)"),
    ("active", "BOOLEAN"), ("payload", "VARIANT"), ("score", "FLOAT"), ("kind", "VARCHAR"),
)  # fmt: skip
CLASSIFIED: Final = (("mail", "email", "VARCHAR"), ("full_name", "name", "VARCHAR"), ("born_on", "birth_date", "DATE"))
BRANDS: Final = ("hln", "vtm", "volkskrant", "parool", "trouw")
SIZES: Final = ("XSMALL", "XSMALL", "XSMALL", "SMALL", "SMALL", "MEDIUM")
WORDS: Final = "Column, Domain, FileIngest, KafkaIngest, Layer, Product, Reader, RowAccess, Share, Spark, Warehouse"
GOVERNANCE: Final = '''"""Governance, made up for measurements."""

from mesh import Classification, Governance

governance = Governance(
    owner="governance@example.com",
    description="What holds for all domains",
    classifications=[
        Classification("email", description="E-mail address", masks={"VARCHAR": "mail_domain"}, clear=["customer"]),
        Classification("name", description="Name of a person", masks={"VARCHAR": "initial"}, clear=["customer"]),
        Classification("birth_date", description="Day of birth", masks={"DATE": "year"}),
    ],
)
'''


def names(count: int) -> list[str]:
    """Names of that many domains; beyond the nineteen they are numbered."""
    return [NAMES[at] if at < len(NAMES) else f"{NAMES[at % len(NAMES)]}_{at // len(NAMES)}" for at in range(count)]


def mesh(count: int, seed: int = 2021) -> Iterator[tuple[str, str]]:
    """Names and files of that many domains. One domain in five is large; each reads a few others, cycles included."""
    chosen = random.Random(seed)
    everyone = names(count)
    for at, name in enumerate(everyone):
        large = at % 5 == 0
        yield name, _domain(at, name, everyone, chosen, chosen.randint(5, 8) if large else chosen.randint(1, 4))
    yield "governance", GOVERNANCE


def kafka_domains(count: int) -> list[str]:
    """The domains that have a Kafka ingest, whose public keys the stack's settings must hold."""
    return names(count)[::3]


def _domain(at: int, name: str, everyone: list[str], chosen: random.Random, products: int) -> str:
    subjects = chosen.sample(SUBJECTS, products)
    made = [_product(name, subject, everyone, chosen, rows=at % 2 == 0) for subject in subjects]
    ingests = [f'FileIngest("files", format="{chosen.choice(("JSON", "PARQUET"))}")'] if at % 2 else []
    if at % 3 == 0:
        ingests.append(f'KafkaIngest("messages", topic="{name}.messages.v1")')
        made.append(_flattened(name, chosen))
    fields = {
        "owner": f'"team-{name.replace("_", "-")}@example.com"',
        "description": f'"{name.title()}"',
        "warehouses": _listed(
            f'Warehouse("{warehouse}", size="{chosen.choice(SIZES)}")'
            for warehouse in ("load", "transform", "report", "science")[: chosen.randint(2, 4)]
        ),
        "core": f"Layer(retention_days={chosen.choice((1, 7, 14, 30))})",
        "ingests": _listed(ingests),
        "products": _listed(made),
    }
    if at % 4 == 0:
        fields["spark"] = f'Spark(namespace="{name.replace("_", "-")}", service_account="spark")'
        fields["products"] = _listed([*made, _lake(name)])
    if at % 6 == 0:
        fields["shares"] = _listed([_share(subjects[0])])
    lines = [f"    {field}={value}," for field, value in fields.items()]
    head = [f'"""{name.title()}, made up for measurements."""', "", f"from mesh import {WORDS}", ""]
    return "\n".join([*head, "domain = Domain(", f'    "{name}",', *lines, ")", ""])


def _product(domain: str, subject: str, everyone: list[str], chosen: random.Random, *, rows: bool) -> str:
    columns = chosen.sample(COLUMNS, chosen.randint(3, len(COLUMNS)))
    written = [
        f'Column("{subject}_id", "VARCHAR", key=True)',
        'Column("brand", "VARCHAR", nullable=False)',
        *(f'Column("{name}", "{type_}")' for name, type_ in columns),
        *(
            f'Column("{name}", "{type_}", classification="{classification}")'
            for name, classification, type_ in chosen.sample(CLASSIFIED, chosen.randint(0, 2))
        ),
    ]
    others = [name for name in everyone if name != domain]
    readers = chosen.sample(others, min(len(others), chosen.choice((0, 0, 1, 2, 4))))
    allowed = ", ".join(f'"{reader}": {chosen.sample(BRANDS, 2)}' for reader in readers)
    row_access = f', rows=RowAccess("brand", allow={{{allowed}}}, all_rows=["{domain}"])' if rows else ""
    return (
        f'Product("{subject}", description="{subject.title()} of {domain}", columns={_listed(written)},'
        f" readers={_listed(_reader(reader, subject) for reader in readers)}{row_access})"
    )


def _reader(reader: str, subject: str) -> str:
    return f'Reader("{reader}", purpose="Reports on {subject}")'


def _flattened(domain: str, chosen: random.Random) -> str:
    paths = chosen.sample(("page.url", "page.title", "device.kind", "user.id"), 3)
    columns = [f'Column("{path.replace(".", "_")}", "VARCHAR", path="{path}")' for path in paths]
    return (
        f'Product("messages_typed", description="Messages of {domain}", source="messages", columns={_listed(columns)})'
    )


def _lake(domain: str) -> str:
    columns = ['Column("item_id", "VARCHAR", key=True)', 'Column("weight", "FLOAT")']
    return f'Product("lake_scores", description="Scores of {domain}", written_by="spark", columns={_listed(columns)})'


def _share(product: str) -> str:
    shown = f'all_rows=["{product}"]'
    return f'Share("agency", account="EXAMPLE.AGENCY", products=["{product}"], purpose="Reach of campaigns", {shown})'


def _listed(items: Iterator[str] | list[str]) -> str:
    return f"[{', '.join(items)}]"


def write(folder: Path, count: int) -> None:
    """Write that many domains, and what governs them, into a folder of domains."""
    for name, text in mesh(count):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "__init__.py").write_text(text, encoding="utf-8")


def configure(settings: Path, count: int) -> None:
    """Give every Kafka ingest of such a mesh a key in a stack's settings: the one that stands there already."""
    content = yaml.safe_load(settings.read_text(encoding="utf-8"))
    key = next(iter(content["config"]["datamesh:kafkaPublicKeys"].values()))
    content["config"]["datamesh:kafkaPublicKeys"] = dict.fromkeys(kafka_domains(count), key)
    settings.write_text(yaml.safe_dump(content), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--domains", type=int, default=19)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.domains)
