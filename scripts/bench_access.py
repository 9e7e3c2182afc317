"""How long effective access takes: from the registered resources of many domains to the table of who reaches what.

The pilot mesh is recorded once and repeated under other names: recording is the SDKs' time, and not measured.

Run: python scripts/bench_access.py [--domains 20 190 1000]      part of make bench
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from components.recorder import record_program, stack_configuration
from mesh.account import parse
from mesh.account.effective import Access, Plan, build, plan

REPOSITORY = Path(__file__).resolve().parents[1]
STACK = "prod"
PILOT = ("CUSTOMER", "TRACKING")


def repeated(pilot: Plan, domains: int) -> Plan:
    """The pilot's resources as often as it takes, with a number behind each name of a domain; governance's once."""
    names = re.compile(rf"\b({'|'.join(PILOT)})(?=[\\\"._])(?!_ID\b)")
    texts = [json.dumps(each.inputs) for each in pilot.resources]
    found = []
    for number in range(domains // len(PILOT)):
        for each, text in zip(pilot.resources, texts, strict=True):
            if number == 0 or each.name.partition("-")[0].upper() in PILOT:
                inputs = json.loads(names.sub(rf"\g<1>{number}", text))
                found.append(replace(each, name=f"{each.name}-{number}", inputs=inputs))
    return Plan(tuple(found), pilot.connection)


def measure(pilot: Plan, domains: int) -> str:
    """One line: the processor seconds that the account and the table take, and the most memory so far."""
    given = repeated(pilot, domains)
    script = parse.script((REPOSITORY / "scripts" / "bootstrap.sql").read_text(encoding="utf-8"))
    start = time.process_time()
    built = build(given, script)
    middle = time.process_time()
    assert not built.refused, built.refused[0]
    access = Access(built.account)
    table = access.table([principal for principal in access.principals() if principal.name not in built.makers])
    end = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    reached = sum(map(len, table.values()))
    return (
        f"{domains:5} domains, {len(given.resources):6} resources, {reached:6} reaches: "
        f"account {middle - start:.2f} s, table {end - middle:.2f} s, together {end - start:.2f} s, {memory} MB"
    )


def main(domains: Sequence[int]) -> None:
    """Measure each number of domains."""
    pilot = plan(record_program(REPOSITORY, STACK, stack_configuration(REPOSITORY, STACK)).resources)
    for count in domains:
        print(measure(pilot, count), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--domains", type=int, nargs="+", default=[20, 190, 1000])
    main(parser.parse_args().domains)
