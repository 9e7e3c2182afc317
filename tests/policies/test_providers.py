"""The list of preview resources is that of the SDK in use."""

import re
from pathlib import Path

import pulumi_snowflake

from policies.providers import PREVIEW_FEATURES
from policies.resource import snowflake


def test_preview_features_are_those_of_the_sdk() -> None:
    text = Path(pulumi_snowflake.__file__).with_name("provider.py").read_text(encoding="utf-8")
    listed = text.partition("Preview features that can be enabled are:")[2].partition("Promoted features")[0]
    assert set(PREVIEW_FEATURES.values()) == set(re.findall(r"<code>(snowflake_\w+_resource)</code>", listed))
    assert all(hasattr(pulumi_snowflake, type_.rpartition(":")[2]) for type_ in PREVIEW_FEATURES)
    assert PREVIEW_FEATURES[snowflake("Share")] == "snowflake_share_resource"
