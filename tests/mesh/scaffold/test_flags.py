"""The texts of `mesh new domain` as words."""

import pytest

from mesh import Column, Reader, Warehouse
from mesh.scaffold import flags


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("place VARCHAR key: Where it is", Column("place", "VARCHAR", key=True, description="Where it is")),
        ("degrees NUMBER(4, 1)", Column("degrees", "NUMBER(4,1)", description="Degrees")),
        (
            "at timestamp_ntz NOT  NULL: Hour: UTC",
            Column("at", "TIMESTAMP_NTZ", nullable=False, description="Hour: UTC"),
        ),
        ("x double precision key not null", Column("x", "FLOAT", key=True, description="X")),
        ("monkey key", Column("monkey", "", key=True, description="Monkey")),
        ("alone", Column("alone", "", description="Alone")),
        ("a VARCHAR: the town\u2019s\tname", Column("a", "VARCHAR", description="the town's name")),
    ],
)
def test_a_column(text: str, column: Column) -> None:
    assert flags.product("forecast", "", [text], []).columns == (column,)


def test_a_product_of_which_little_is_said() -> None:
    made = flags.product("forecast", "", [], ["tracking: Visits by weather", "customer"])
    assert [column.name for column in made.columns] == ["id", "changed_at"]
    assert made.description == "One row per id"
    assert made.readers == (Reader("tracking", purpose="Visits by weather"), Reader("customer"))
    assert flags.product("air_quality", "", ["pm VARCHAR"], []).description == "One row per air quality"
    assert flags.product("air", " One row \n a day ", [], []).description == "One row a day"


def test_warehouses() -> None:
    assert list(flags.warehouses(["load small: Kafka", "report"])) == [
        Warehouse("load", size="SMALL", description="Kafka"),
        Warehouse("report", description="Report"),
    ]
    assert [warehouse.name for warehouse in flags.warehouses([])] == ["transform"]


def test_what_cannot_be_guessed_is_asked_for_at_once() -> None:
    told = flags.missing("weather", {"owner": " ", "description": "Forecasts", "product": ""})
    assert [(problem.where, problem.fix) for problem in told] == [
        ("option --owner", 'add --owner "team-weather@example.com"'),
        ("option --product", 'add --product "forecast"'),
    ]


def test_an_example_is_usable_whatever_the_name() -> None:
    given = {"owner": "", "description": "x", "product": "y"}
    fixes = [next(iter(flags.missing(name, given))).fix for name in ("Weer data", "../")]
    assert fixes == ['add --owner "team-weer_data@example.com"', 'add --owner "team-weather@example.com"']
