"""Property values between the engine's structs and plain Python."""

from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import rpc

from sandbox import wire
from sandbox.wire import UNKNOWN, WireError, from_struct, has_unknown, to_struct


def struct(values: dict[str, Any]) -> Struct:
    made = Struct()
    made.update(values)
    return made


def test_the_signatures_are_those_of_the_python_sdk() -> None:
    assert rpc._special_sig_key == wire.SIGNATURE
    assert rpc._special_secret_sig == wire.SECRET
    assert rpc._special_output_value_sig == wire.OUTPUT
    assert rpc._special_resource_sig == wire.RESOURCE
    assert set(wire.REFUSED) == {rpc._special_asset_sig, rpc._special_archive_sig}
    assert wire.UNKNOWN_STRING == rpc.UNKNOWN


json_values = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), json_values))
def test_plain_values_survive_the_way_there_and_back(values: dict[str, Any]) -> None:
    assert from_struct(to_struct(values)) == values


def test_integral_numbers_are_integers_and_booleans_stay_booleans() -> None:
    read = from_struct(struct({"days": 7.0, "ratio": 0.5, "on": True}))
    assert read == {"days": 7, "ratio": 0.5, "on": True}
    assert [type(value) for value in (read["days"], read["ratio"], read["on"])] == [int, float, bool]


def test_a_null_entry_is_absent_and_a_null_in_a_list_stays() -> None:
    assert from_struct(struct({"comment": None, "list": [None, "x"]})) == {"list": [None, "x"]}


def test_secrets_and_outputs_are_unwrapped_deeply() -> None:
    secret = {wire.SIGNATURE: wire.SECRET, "value": {"key": {wire.SIGNATURE: wire.SECRET, "value": "k"}}}
    output = {wire.SIGNATURE: wire.OUTPUT, "value": 3, "dependencies": ["urn"]}
    assert from_struct(struct({"secret": [secret], "output": output})) == {"secret": [{"key": "k"}], "output": 3}


@pytest.mark.parametrize("text", sorted(wire.UNKNOWN_TEXTS))
def test_every_sentinel_is_unknown(text: str) -> None:
    assert from_struct(struct({"a": {"b": [text]}})) == {"a": {"b": [UNKNOWN]}}


def test_an_output_without_a_value_is_unknown() -> None:
    assert from_struct(struct({"a": {wire.SIGNATURE: wire.OUTPUT}})) == {"a": UNKNOWN}


def test_unknown_becomes_the_engines_sentinel() -> None:
    assert to_struct({"a": [UNKNOWN]}).fields["a"].list_value.values[0].string_value == wire.UNKNOWN_STRING


def test_a_resource_reference_is_its_id_or_else_its_urn() -> None:
    reference = {wire.SIGNATURE: wire.RESOURCE, "urn": "urn:pulumi:x"}
    assert from_struct(struct({"a": reference, "b": {**reference, "id": "i"}})) == {"a": "urn:pulumi:x", "b": "i"}


@pytest.mark.parametrize(("signature", "what"), wire.REFUSED.items())
def test_assets_are_refused(signature: str, what: str) -> None:
    with pytest.raises(WireError, match=f"an {what} is not accepted by the sandbox"):
        from_struct(struct({"body": {wire.SIGNATURE: signature, "text": "x"}}))


def test_an_integer_that_a_double_cannot_hold_is_refused() -> None:
    with pytest.raises(WireError, match="beyond 2\\^53"):
        to_struct({"id": 2**53 + 1})


def test_a_value_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(WireError, match="of type set"):
        to_struct({"a": {1}})


@pytest.mark.parametrize(
    ("value", "expected"),
    [(UNKNOWN, True), ({"a": [{"b": UNKNOWN}]}, True), ({"a": [None, "x", 1]}, False), ("unknown", False)],
)
def test_has_unknown_looks_everywhere(value: Any, expected: bool) -> None:
    assert has_unknown(value) is expected
