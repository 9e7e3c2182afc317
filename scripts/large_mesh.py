"""A mesh of any size, of domains such as a media company has, to measure and to test with: the same for the same seed.

Run: python scripts/large_mesh.py FOLDER [--domains 19]     writes FOLDER/<name>/__init__.py
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

NAMES: Final = (
    "advertising", "app", "audio", "billing", "brands", "content", "customer", "distribution", "finance", "legal",
    "logistics", "marketing", "newsroom", "people", "print", "sales", "search", "tracking", "video",
)  # fmt: skip
SUBJECTS: Final = ("events", "sessions", "contracts", "prices", "forecasts", "orders", "scores", "segments", "titles")
COLUMNS: Final = (
    ("brand", "VARCHAR"), ("amount_eur", "NUMBER(12, 2)"), ("happened_at", "TIMESTAMP_NTZ"), ("day", "DATE"),
    ("quantity", "NUMBER(9, 0)"), ("active", "BOOLEAN"), ("payload", "VARIANT"), ("score", "FLOAT"),
    ("kind", "VARCHAR"),
)  # fmt: skip
SIZES: Final = ("XSMALL", "XSMALL", "XSMALL", "SMALL", "SMALL", "MEDIUM")


def names(count: int) -> list[str]:
    """Names of that many domains; beyond the nineteen they are numbered."""
    return [NAMES[at] if at < len(NAMES) else f"{NAMES[at % len(NAMES)]}_{at // len(NAMES)}" for at in range(count)]


def mesh(count: int, seed: int = 2021) -> Iterator[tuple[str, str]]:
    """Names and files of that many domains. One domain in five is large; each reads a few others, cycles included."""
    chosen = random.Random(seed)
    everyone = names(count)
    for at, name in enumerate(everyone):
        large = at % 5 == 0
        yield name, _domain(name, everyone, chosen, products=chosen.randint(5, 9) if large else chosen.randint(1, 4))


def _domain(name: str, everyone: list[str], chosen: random.Random, products: int) -> str:
    made = [_product(name, subject, everyone, chosen) for subject in chosen.sample(SUBJECTS, products)]
    warehouses = [
        f'Warehouse("{warehouse}", size="{chosen.choice(SIZES)}")'
        for warehouse in ("load", "transform", "report", "science")[: chosen.randint(2, 4)]
    ]
    return "\n".join(
        [
            f'"""{name.title()}, made up for measurements."""',
            "",
            "from mesh import Column, Domain, Layer, Product, Table, Warehouse",
            "",
            "domain = Domain(",
            f'    "{name}",',
            f'    owner="team-{name.replace("_", "-")}@example.com",',
            f'    description="{name.title()}",',
            f"    warehouses=[{', '.join(warehouses)}],",
            f"    core=Layer(retention_days={chosen.choice((1, 7, 14, 30))}),",
            '    landing_tables=[Table("messages", columns=[Column("record_content", "VARIANT")])],',
            f"    products=[{', '.join(made)}],",
            ")",
            "",
        ]
    )


def _product(domain: str, subject: str, everyone: list[str], chosen: random.Random) -> str:
    columns = chosen.sample(COLUMNS, chosen.randint(3, len(COLUMNS)))
    written = [
        f'Column("{subject}_id", "VARCHAR", key=True)',
        *(f'Column("{name}", "{type_}")' for name, type_ in columns),
    ]
    others = [name for name in everyone if name != domain]
    readers = chosen.sample(others, min(len(others), chosen.choice((0, 0, 1, 2, 4))))
    return (
        f'Product("{subject}", description="{subject.title()} of {domain}", readers={readers},'
        f" columns=[{', '.join(written)}])"
    )


def write(folder: Path, count: int) -> None:
    """Write that many domains into a folder of domains."""
    for name, text in mesh(count):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "__init__.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--domains", type=int, default=19)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.domains)
