"""How long a mesh takes without an engine: its domains read and checked, its account built, and who reaches what.

Two meshes are measured: the yardstick, whose domains are the smallest that there are (10 roles and about 20 grants of
privileges each), and the pilot. Either is recorded once and repeated under other names: recording is the SDKs' time,
and not measured. Seconds are the processor's, so that a busy machine says the same.

Run: python scripts/bench_access.py [--domains 20 190 1000]      part of make bench
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from components.recorder import record_program, stack_configuration
from mesh.account.account import Account
from mesh.account.effective import Access, Plan, build, plan
from mesh.account.sql import parse
from mesh.check import check
from mesh.load import read, read_governance
from mesh.settings import from_config
from scripts.large_mesh import GOVERNANCE

REPOSITORY: Final = Path(__file__).resolve().parents[1]
STACK: Final = "prod"
PAIR: Final = ("customer", "tracking")
DAY: Final = date(2026, 1, 1)
SMALLEST: Final = '''"""Made up for measurements."""

from mesh import Column, Domain, Product, RowAccess, Warehouse

domain = Domain(
    "{name}",
    owner="team@example.com",
    description="Made up for measurements",
    warehouses=[Warehouse("transform")],
    products=[
        Product(
            "orders",
            description="One row per order",
            columns=[
                Column("order_id", "VARCHAR", key=True),
                Column("brand", "VARCHAR"),
                Column("mail", "VARCHAR", classification="email"),
            ],
            readers=["{reader}"],
            rows=RowAccess("brand", allow={{"{reader}": ["hln", "vtm"]}}, all_rows=["{name}"]),
        )
    ],
)
'''


def write(folder: Path, names: Sequence[str]) -> None:
    """Write the smallest domains, each of which reads its neighbour, and what governs them."""
    for name, reader in zip(names, [*names[1:], names[0]], strict=True):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(SMALLEST.format(name=name, reader=reader), encoding="utf-8")
    (folder / "governance").mkdir()
    (folder / "governance" / "__init__.py").write_text(
        GOVERNANCE.replace('["customer"]', f'["{names[0]}"]'), encoding="utf-8"
    )


@contextmanager
def smallest(names: Sequence[str]) -> Iterator[Path]:
    """The project with domains of these names instead of its own, for a while."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        for each in ("Pulumi.yaml", f"Pulumi.{STACK}.yaml", "__main__.py"):
            shutil.copy2(REPOSITORY / each, project / each)
        write(project / "domains", names)
        yield project


def configuration(project: Path) -> dict[str, str]:
    """The stack's configuration without the keys of ingests, which the smallest domains do not have."""
    given = stack_configuration(project, STACK)
    return {key: value for key, value in given.items() if key != "datamesh:kafkaPublicKeys"}


def repeated(recorded: Plan, domains: int) -> Plan:
    """The resources as often as it takes, with a number behind each name of a domain, and of a share that it reads;
    governance's once.
    """
    names = re.compile(rf"\b({'|'.join(PAIR).upper()})(?=[\\\"._])(?!_ID\b)")
    texts = [json.dumps(each.inputs) for each in recorded.resources]
    found = []
    for number in range(domains // len(PAIR)):
        for each, text in zip(recorded.resources, texts, strict=True):
            if number == 0 or each.name.partition("-")[0] in PAIR:
                inputs = json.loads(names.sub(rf"\g<1>{number}", text))
                if "fromShare" in inputs:
                    inputs["fromShare"] += str(number)
                found.append(replace(each, name=f"{each.name}-{number}", inputs=inputs))
    return Plan(tuple(found), recorded.connection)


def load_seconds(domains: int) -> tuple[float, float]:
    """The processor seconds that reading and checking so many of the smallest domains take."""
    with smallest([f"domain_{number}" for number in range(domains)]) as project:
        settings = from_config(configuration(project), environment=STACK)
        start = time.process_time()
        found, problems = read(project / "domains")
        governance = read_governance(project / "domains")
        middle = time.process_time()
        problems += check(found, settings, today=DAY, governance=governance)
        end = time.process_time()
    assert not problems, problems[0]
    return middle - start, end - middle


def size(account: Account) -> str:
    """How many roles and grants there are."""
    roles = sum(1 for kind in ("ROLE", "DATABASE ROLE") for _ in account.objects(kind))
    return f"{roles:6} roles, {len(account.grants()):6} grants"


def measure(title: str, recorded: Plan, domains: int, before: float = 0.0) -> str:
    """One line: the processor seconds that the account and the table take, and the most memory so far."""
    given = repeated(recorded, domains)
    script = parse.script((REPOSITORY / "scripts" / "bootstrap.sql").read_text(encoding="utf-8"))
    start = time.process_time()
    built = build(given, script)
    middle = time.process_time()
    assert not built.refused, built.refused[0]
    access = Access(built.account)
    table = access.table([principal for principal in access.principals() if principal.name not in built.makers])
    end = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    reached, whole = sum(map(len, table.values())), before + end - start
    return (
        f"{title}, {domains:5} domains, {size(built.account)}, {reached:6} reaches: "
        f"account {middle - start:.2f} s, table {end - middle:.2f} s, together {whole:.2f} s, {memory} MB"
    )


def main(domains: Sequence[int]) -> None:
    """Measure each number of domains, of the yardstick and of the pilot."""
    with smallest(PAIR) as project:
        yardstick = plan(record_program(project, STACK, configuration(project)).resources)
    for count in domains:
        loaded, checked = load_seconds(count)
        print(f"yardstick, {count:5} domains: load {loaded:.2f} s, check {checked:.2f} s", flush=True)
        print(measure("yardstick", yardstick, count, loaded + checked), flush=True)
    pilot = plan(record_program(REPOSITORY, STACK, stack_configuration(REPOSITORY, STACK)).resources)
    for count in domains:
        print(measure("pilot    ", pilot, count), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--domains", type=int, nargs="+", default=[20, 190, 1000])
    main(parser.parse_args().domains)
