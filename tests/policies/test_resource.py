"""Resources as the rules see them."""

from pathlib import Path

from pulumi_policy.proxy import unknown_checking_proxy

from mesh.account.identifiers import Name
from policies.pack import known
from policies.resource import UNKNOWN, Resource, from_wire, name_of, value_at

UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWN_NUMBER = "3eeb2bf0-c639-47a8-9e75-3b44932eb421"


def test_wire_values_become_plain() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "key"}
    assert from_wire({"a": [UNKNOWN_TEXT, 1.0], "b": secret, "c": {"d": True}}) == {
        "a": [UNKNOWN, 1.0],
        "b": "key",
        "c": {"d": True},
    }


def test_values_of_the_policy_sdk_become_plain() -> None:
    given = {"a": [UNKNOWN_TEXT, {"b": UNKNOWN_NUMBER}], "c": 1.0, "d": "text", "e": None}
    assert known(unknown_checking_proxy(given)) == {"a": [UNKNOWN, {"b": UNKNOWN}], "c": 1.0, "d": "text", "e": None}


def test_a_value_below_an_unknown_one_is_unknown() -> None:
    assert value_at({"a": UNKNOWN}, "a.b.c") is UNKNOWN
    assert value_at({"a": {"b": 1}}, "a.b") == 1
    assert value_at({"a": "text"}, "a.b") is None


def test_unknown_is_not_lacking() -> None:
    resource = Resource("urn", "type", "name", {"late": UNKNOWN, "empty": ""})
    assert not resource.lacks("late")
    assert resource.lacks("empty")
    assert resource.lacks("absent")


def test_names_are_read_as_the_provider_reads_them() -> None:
    assert name_of('"A"."b".C') == Name.of("A", "b", "C")
    assert name_of("") is None
    assert name_of('A"B') is None
    assert name_of(UNKNOWN) is None


def test_rules_import_no_engine() -> None:
    """All modules but the pack's own two can be used by a review that has no engine."""
    for file in (Path(__file__).resolve().parent.parent.parent / "policies").glob("*.py"):
        if file.stem not in ("pack", "__main__"):
            text = file.read_text(encoding="utf-8")
            assert "import pulumi" not in text, file.name
            assert "from pulumi" not in text, file.name
