"""The files of a new domain: read back they are the domain, in the style of the house, and right at once."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import mesh
from components.recorder import stack_configuration
from mesh import Column, Domain, MeshError, Product, Reader, Warehouse
from mesh.load import read, read_expectations
from mesh.scaffold import rows
from mesh.scaffold.files import beside, files
from mesh.settings import from_config

REPOSITORY = Path(mesh.__file__).resolve().parent.parent
DAY = date(2026, 12, 1)
DEV, PROD = (
    replace(from_config(stack_configuration(REPOSITORY, stack), environment=stack), kafka_public_keys={})
    for stack in ("dev", "prod")
)
SITE = Domain("site", owner="team-site@example.com", description="Sites", warehouses=[Warehouse("transform")])
LONG = "It is told at length, with 'single' and \"double\" quotes and a \\ in it, " * 3


def weather(name: str = "weather", product: str = "forecast", about: str = "Forecasts", *others: Column) -> Domain:
    place = Column("place", "VARCHAR", key=True, description=about)
    forecast = Product(product, description=about, columns=[place, *others], readers=[Reader("site", purpose=about)])
    warehouse = Warehouse("transform", size="SMALL", description=about)
    owner = "team-weather@example.com"
    return Domain(name, owner=owner, description=about, warehouses=[warehouse], products=[forecast])


def write(folder: Path, domain: Domain) -> None:
    for name, content in files(domain).items():
        (folder / domain.name / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / domain.name / name).write_text(content, encoding="utf-8")


@pytest.mark.parametrize(
    "domain",
    [
        weather(),
        weather("class", "import", "Ends with a quote: 'x'"),
        weather("domains", "domain", '"All in quotes"'),
        weather("weather", "forecast", LONG.strip()),
        weather("a" * 24, "b" * 100, "x" * 250),
        weather("weather", "a_rather_long_name_of_a_product", "é" * 101, Column("c" * 90, "DATE", nullable=False)),
    ],
    ids=lambda domain: f"{domain.name} {domain.description[:8]}",
)
def test_the_files_say_the_domain_in_the_style_of_the_house(domain: Domain, tmp_path: Path) -> None:
    write(tmp_path, domain)
    assert read(tmp_path) == ([domain], [])
    assert len(read_expectations(tmp_path, domain.name)) == 3
    for command in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", "--config", str(REPOSITORY / "pyproject.toml")]
        done = subprocess.run([*ruff, str(tmp_path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_a_sample_row_has_a_value_of_every_type_that_the_sandbox_keeps() -> None:
    spellings = [
        "NUMBER(1, 1)",
        "NUMBER(38, 37)",
        "VARCHAR(1)",
        "BINARY(1)",
        "TIME(0)",
        "BOOLEAN",
        "VARIANT",
        "GEOGRAPHY",
    ]
    columns = [Column(f"c{index}", spelling) for index, spelling in enumerate(spellings)]
    assert rows.sample_rows(columns).splitlines()[:2] == [
        "c0,c1,c2,c3,c4,c5,c6",
        f'0.1,0.{"0" * 36}1,1,01,08:00:01,true,"{{""sample"": 1}}"',
    ]


def test_a_domain_that_is_there_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "domains", SITE)
    write(tmp_path / "domains", weather())
    (tmp_path / "domains/weather/__pycache__").mkdir()
    with pytest.raises(MeshError) as caught:
        beside(tmp_path / "domains", weather(), [DEV], DAY)
    (there,) = caught.value.problems
    assert (there.where, there.allowed) == ("domains/weather", "a folder that is not there yet")
    for path in (tmp_path / "domains/weather").rglob("*.*"):
        path.unlink()
    assert [domain.name for domain in beside(tmp_path / "domains", weather(), [DEV], DAY)] == ["site", "weather"]


def test_what_speaks_against_it_comes_at_once_and_each_thing_once(tmp_path: Path) -> None:
    shape = Column("shape", "GEOGRAPHY", nullable=False)
    wrong = Domain(
        "weather",
        owner="team-weather@example.com",
        description="Forecasts",
        warehouses=[Warehouse("transform", size="XLARGE")],
        products=[Product("forecast", description="d", columns=[shape], readers=["stie"])],
    )
    write(tmp_path, SITE)
    with pytest.raises(MeshError) as caught:
        beside(tmp_path, wrong, [DEV, DEV, PROD], DAY)
    found = [(problem.subject, problem.where, problem.value, problem.fix) for problem in caught.value.problems]
    raised = "or ask the platform team to raise datamesh:maxWarehouseSize"
    assert found == [
        ("weather", "product forecast, column shape, field nullable", False, "take not null off this column"),
        ("weather", "product forecast, reader stie, field purpose", None, 'write --reader "stie: Visits by weather"'),
        ("weather", "product forecast, field readers", "stie", 'write "site"'),
        ("weather", "warehouse transform, field size", "XLARGE", f'write size="MEDIUM" or smaller, {raised}'),
        ("weather", "warehouse transform, field size", "XLARGE", f'write size="LARGE" or smaller, {raised}'),
    ]
