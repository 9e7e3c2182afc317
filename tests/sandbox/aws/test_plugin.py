"""The provider itself: its configuration, its functions, what it loads."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.aws.plugin import AwsPlugin
from sandbox.plugin import PluginError
from tests.sandbox.aws.conftest import REGION, Driver, Values
from tests.sandbox.aws.lives import BUCKET


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({}, "no AWS region"),
        ({"region": "Frankfurt"}, "'Frankfurt' is no AWS region"),
        ({"region": REGION, "regoin": "x"}, "did you mean 'region'?"),
        ({"region": REGION, "defaultTags": {"a": "b"}}, "there is no input 'defaultTags.a'"),
    ],
)
def test_wrong_provider_config(monkeypatch: pytest.MonkeyPatch, config: Values, words: str) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    _, failures = AwsPlugin().check_config(config)
    assert words in failures[0].reason


def test_the_region_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", REGION)
    assert AwsPlugin().check_config({})[1] == []


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("aws:index/getCallerIdentity:getCallerIdentity", {"accountId": "111122223333", "id": "111122223333"}),
        ("aws:index/getRegion:getRegion", {"region": REGION, "id": REGION}),
        ("aws:index/getPartition:getPartition", {"partition": "aws"}),
    ],
)
def test_invokes(drivers: Callable[..., Driver], token: str, expected: dict[str, Any]) -> None:
    answer = drivers(allowedAccountIds=["111122223333"]).plugin.invoke(token, {})
    assert {name: answer[name] for name in expected} == expected


def test_an_unknown_invoke_is_refused(driver: Driver) -> None:
    with pytest.raises(PluginError, match="does not answer aws:s3/getBucket:getBucket; it answers aws:index"):
        driver.plugin.invoke("aws:s3/getBucket:getBucket", {})


def test_what_changes_nothing_loads_neither_boto3_nor_moto(driver: Driver, home: Any) -> None:
    """In a process of its own: checks, differences and reads must stay cheap."""
    import subprocess

    made = driver.create(BUCKET, {"bucket": "dev-tracking"})
    program = f"""
import sys
from sandbox.aws.plugin import AwsPlugin
plugin = AwsPlugin()
plugin.configure({{"region": "{REGION}"}})
inputs, failures = plugin.check("u", "{BUCKET}", {{}}, {made.inputs!r})
assert not failures and not plugin.diff("u", "{BUCKET}", "dev-tracking", inputs, {{}}, inputs).detailed
assert plugin.read("u", "{BUCKET}", "dev-tracking", inputs, {{}}) is not None
print([name for name in ("boto3", "botocore", "moto") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
