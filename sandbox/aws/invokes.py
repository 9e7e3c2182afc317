"""The data sources of AWS that the sandbox answers; nothing of the account is read for them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Values = dict[str, Any]


def _caller(account: str, region: str) -> Values:
    return {"accountId": account, "arn": f"arn:aws:iam::{account}:root", "id": account, "userId": account}


def _this_region(account: str, region: str) -> Values:
    endpoint = f"ec2.{region}.amazonaws.com"
    return {"description": region, "endpoint": endpoint, "id": region, "name": region, "region": region}


def _partition(account: str, region: str) -> Values:
    return {"dnsSuffix": "amazonaws.com", "id": "aws", "partition": "aws", "reverseDnsPrefix": "com.amazonaws"}


INVOKES: Final[Mapping[str, Callable[[str, str], Values]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _this_region,
}
"""By token, from account and region."""
