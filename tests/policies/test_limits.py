"""The pack's view of a stack's configuration."""

import dataclasses

import pytest

from mesh.settings import Settings
from policies.limits import BadConfiguration, Limits, levels_of, limits_of

NAMES = ("warehouse-suspends", "no-way-out")


def test_limits_come_from_configuration() -> None:
    given = {
        "datamesh:protect": "false",
        "datamesh:maxWarehouseSize": "SMALL",
        "datamesh:maxRetentionDays": "7",
        "snowflake:role": "X",
    }
    assert limits_of(given) == Limits(
        protect=False, max_warehouse_size="SMALL", max_retention_days=7, snowflake_role="X"
    )


def test_defaults_are_those_of_the_program() -> None:
    program = {field.name: field.default for field in dataclasses.fields(Settings)}
    ours = dataclasses.asdict(Limits())
    del ours["aws_account_id"]  # the program has no default for it
    assert ours == {name: program[name] for name in ours}


def test_all_bad_limits_are_told_at_once() -> None:
    with pytest.raises(BadConfiguration) as error:
        limits_of({"datamesh:protect": "yes", "datamesh:maxClusters": "many"})
    assert str(error.value) == (
        "datamesh:protect is 'yes'; allowed is true or false. Fix: pulumi config set datamesh:protect …\n"
        "datamesh:maxClusters is 'many'; allowed is a whole number. Fix: pulumi config set datamesh:maxClusters …"
    )


def test_levels_come_from_configuration() -> None:
    assert levels_of({"policies:levels": '{"no-way-out": "advisory"}'}, NAMES) == {"no-way-out": "advisory"}
    assert levels_of({}, NAMES) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"no-ways-out": "advisory"}',
            "policies:levels names the rule 'no-ways-out', which the pack does not have. Fix: write 'no-way-out'",
        ),
        (
            '{"x": "advisory"}',
            "policies:levels names the rule 'x', which the pack does not have. "
            "Fix: take it out; the rules are warehouse-suspends, no-way-out",
        ),
        (
            '{"no-way-out": "off"}',
            "policies:levels gives the level 'off' to no-way-out; allowed are mandatory and advisory",
        ),
        (
            "advisory",
            "policies:levels is 'advisory'; allowed is a level for each rule. "
            "Fix: pulumi config set --path 'policies:levels[\"warehouse-suspends\"]' advisory",
        ),
        (
            "[]",
            "policies:levels is '[]'; allowed is a level for each rule. "
            "Fix: pulumi config set --path 'policies:levels[\"warehouse-suspends\"]' advisory",
        ),
    ],
)
def test_bad_levels_are_refused(text: str, message: str) -> None:
    with pytest.raises(BadConfiguration) as error:
        levels_of({"policies:levels": text}, NAMES)
    assert str(error.value) == message
